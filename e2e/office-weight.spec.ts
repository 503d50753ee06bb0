import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "./axe.ts";
import { startExampleCity } from "./example-city.ts";
import type { RunningProcess } from "./process.ts";
import { seatOf, wordsOf } from "./staff.ts";

/** What the first screen may weigh as it travels, in bytes; messages, style and type are apart. */
const MOST_AT_FIRST = 130_000;

let app: RunningProcess;
let browser: Browser;
const t = wordsOf("es");

beforeAll(async () => {
  app = await startExampleCity();
  browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser.close();
  await app.remove();
});

test("the first screen takes less than 130 kB of script; the others come when they are gone to", async () => {
  const page = await (await fetch(`${app.origin}/app/`)).text();
  const scripts = [...page.matchAll(/(?:src|href)="(\/app\/assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? "");
  expect(scripts.length).toBeGreaterThan(0);
  const weights = await Promise.all(scripts.map(async (path) => gzipSync(Buffer.from(await (await fetch(`${app.origin}${path}`)).arrayBuffer())).length));
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeLessThan(MOST_AT_FIRST);
});

test("who loses the network still goes from one screen to another, and the frame does not jump", async () => {
  const seat = await seatOf(browser, app.origin, "Amaia Zubeldia");
  const { page } = seat;
  const fetched = new Set<string>();
  page.on("requestfinished", (request) => fetched.add(new URL(request.url()).pathname.replace(/-[\w-]{8}\.js$/, "")));
  await expect.poll(() => fetched, { timeout: 20_000 }).toContain("/app/assets/account");
  await page.evaluate(() => {
    // What moves by itself counts: a click may move what it likes for half a second.
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) document.body.dataset["moved"] = String(Number(document.body.dataset["moved"] ?? 0) + ("value" in entry && "hadRecentInput" in entry && !entry.hadRecentInput ? Number(entry.value) : 0));
    }).observe({ type: "layout-shift" });
  });
  await page.context().setOffline(true);
  await page.getByRole("link", { name: t("nav.coverage") }).click();
  await page.getByRole("heading", { level: 1, name: t("coverage.title") }).waitFor();
  await page.getByText(t("refusal.unreachable")).first().waitFor();
  await page.context().setOffline(false);
  expect(Number(await page.evaluate(() => document.body.dataset["moved"] ?? "0"))).toBeLessThan(0.1);
  await seat.leave();
});

test("a screen that could not be fetched says so and is fetched again on request", async () => {
  const seat = await seatOf(browser, app.origin, "Amaia Zubeldia");
  const { page } = seat;
  await page.route("**/app/assets/archive-*.js", (route) => route.abort());
  await page.route("**/health", (route) => route.abort());
  await page.getByRole("link", { name: t("nav.archive") }).click();
  await page.getByText(t("refusal.unreachable")).waitFor();
  await page.unroute("**/app/assets/archive-*.js");
  await page.unroute("**/health");
  await page.getByRole("button", { name: t("shell.retry") }).click();
  await page.getByRole("heading", { level: 1, name: t("nav.archive") }).waitFor();
  await seat.leave();
});
