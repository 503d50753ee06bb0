import { gzipSync } from "node:zlib";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectNoEnglishDates, openBrowser, openContext } from "./axe.ts";
import { startExampleCity } from "./example-city.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { takeSeat, wordsOf } from "./staff.ts";

const languages = ["es", "eu", "en"] as const;
type Language = (typeof languages)[number];

let browser: Browser;
let city: RunningProcess;
let plain: BrowserContext;
/** One address of each kind, below the language. */
let paths: Readonly<Record<string, string>>;

beforeAll(async () => {
  browser = await openBrowser();
  city = await startExampleCity();
  plain = await openContext(browser, { javaScript: false });
  const page = await plain.newPage();
  const pathOf = async (selector: string) => new URL((await page.locator(selector).first().getAttribute("href")) ?? "", city.origin).pathname.replace(/^\/es/, "");
  await page.goto(`${city.origin}/es`);
  paths = {
    directory: "",
    search: "?q=kirola",
    "search-nothing": "?q=zzzz",
    publications: "/publications",
    permalink: await pathOf("a[href*='/a/']"),
    profile: await pathOf("tr:has-text('@robledal') a[href*='/p/']"),
    channel: await pathOf("tr:has-text('Avisos municipales') a[href*='/p/']"),
    evidence: "/evidence",
    accessibility: "/accessibility",
    missing: "/nothing-here",
  };
  await page.close();
});
afterAll(async () => {
  await browser.close();
  await city.remove();
});

const open = async (language: Language, path: string): Promise<{ readonly page: Page; readonly status: number }> => {
  const page = await plain.newPage();
  const answer = await page.goto(`${city.origin}/${language}${path}`);
  return { page, status: answer?.status() ?? 0 };
};

describe.each(languages)("the portal in %s, without JavaScript", (language) => {
  test("every page has no script, says its language, leads to the others, and reads right", async () => {
    for (const [name, path] of Object.entries(paths)) {
      const { page, status } = await open(language, path);
      expect([200, 404], name).toContain(status);
      expect(status === 404, name).toBe(name === "missing");
      expect(await page.locator("html").getAttribute("lang"), name).toBe(language);
      expect(await page.locator("script").count(), name).toBe(0);
      expect(await page.locator("[style], [onclick]").count(), name).toBe(0);
      expect(await page.locator("h1").count(), name).toBe(1);
      if (name !== "missing") {
        const others = await page.locator("link[rel=alternate][hreflang]").evaluateAll((links) => links.map((link) => [link.getAttribute("hreflang"), link.getAttribute("href")]));
        const own = path.split("?")[0] ?? "";
        expect(others, name).toEqual(languages.map((other) => [other, `${city.origin}/${other}${own}`]));
      }
      if (language === "eu") await expectNoEnglishDates(page);
      await page.close();
    }
  });

  test("axe finds nothing on any page, in light and dark, wide and narrow", { timeout: 300_000 }, async () => {
    const seat = await takeSeat(browser);
    for (const [name, path] of Object.entries(paths)) {
      await seat.page.goto(`${city.origin}/${language}${path}`);
      await inspect(seat.page, `portal-${name}`);
    }
    seat.expectQuiet(/Failed to load resource: .* 404/);
    await seat.leave();
  });

  test("what the council wrote in another language says so", async () => {
    const { page } = await open(language, paths["permalink"] ?? "");
    // The post is in the council's two languages, whatever the reader's.
    for (const tag of ["es", "eu"]) expect(await page.locator(`main .post-texts [lang=${tag}]`).count()).toBeGreaterThan(0);
    // The title is the office's own, in one language: it is not published.
    expect(await page.locator("h1").getAttribute("lang")).toBeNull();
    expect(await page.locator("h1").innerText()).toContain(wordsOf(language)("portal.permalink.title"));
    await page.close();
  });

  test("the form of the directory finds profiles and says when there is none", async () => {
    const t = wordsOf(language);
    const { page } = await open(language, "");
    // The whole inventory but for the four that were only found.
    const all = await page.locator("tbody tr").count();
    expect(all).toBe(58);
    await page.getByRole("searchbox").fill("Zumardi");
    await page.getByRole("button", { name: t("portal.directory.find") }).click();
    expect(await page.locator("tbody tr").count()).toBe(1);
    await page.getByRole("searchbox").fill("<b>zzz");
    await page.getByRole("button", { name: t("portal.directory.find") }).click();
    expect(await page.locator(".empty").innerText()).toContain("«<b>zzz»".replace(/[«»]/g, ""));
    await page.close();
  });

  test("the home page weighs little: HTML and CSS under 20 kB compressed, no JavaScript", async () => {
    const html = await (await fetch(`${city.origin}/${language}`)).text();
    const sheets = [...html.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(sheets.length).toBeGreaterThan(0);
    const bodies = [html, ...(await Promise.all(sheets.map(async (sheet) => (await fetch(city.origin + sheet)).text())))];
    expect(bodies.reduce((sum, body) => sum + gzipSync(body).length, 0)).toBeLessThanOrEqual(20 * 1_024);
  });

  test("feeds are well formed, of the council and of a profile", async () => {
    const page = await browser.newPage();
    for (const base of ["", paths["channel"] ?? ""]) {
      const entries = new Set<number>();
      for (const format of ["rss", "atom"] as const) {
        const answer = await fetch(`${city.origin}/${language}${base}/feed.${format}`);
        expect(answer.headers.get("content-type")).toBe(`application/${format}+xml; charset=utf-8`);
        const read = await page.evaluate((text) => {
          const document = new DOMParser().parseFromString(text, "application/xml");
          return { broken: document.querySelector("parsererror")?.textContent ?? null, root: document.documentElement.nodeName, entries: document.querySelectorAll("item, entry").length };
        }, await answer.text());
        expect(read).toMatchObject({ broken: null, root: format === "rss" ? "rss" : "feed" });
        expect(read.entries).toBeGreaterThan(0);
        entries.add(read.entries);
      }
      const json = (await (await fetch(`${city.origin}/${language}${base}/feed.json`)).json()) as { version: string; feed_url: string; items: { id: string; url: string; content_text: string; date_published: string }[] };
      expect(json.version).toBe("https://jsonfeed.org/version/1.1");
      expect(json.feed_url).toBe(`${city.origin}/${language}${base}/feed.json`);
      // The three formats tell the same.
      expect([...entries]).toEqual([json.items.length]);
      expect(json.items.map(({ url }) => url)).toContain(`${city.origin}/${language}${paths["permalink"]}`);
      for (const { date_published: published } of json.items) expect(Date.parse(published)).toBeGreaterThan(0);
    }
    await page.close();
  });
});

test("no link of the portal leads nowhere", async () => {
  const page = await plain.newPage();
  const seen = new Set<string>();
  const waiting = languages.map((language) => `${city.origin}/${language}`);
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    if (seen.has(address)) continue;
    seen.add(address);
    const answer = await fetch(address);
    expect(answer.status, address).toBe(200);
    if (!answer.headers.get("content-type")?.startsWith("text/html")) continue;
    await page.setContent((await answer.text()).replace("<head>", `<head><base href="${address}">`));
    const links = await page.locator("a[href], link[href], img[src]").evaluateAll((elements) => elements.map((element) => (element instanceof HTMLImageElement ? element.src : element instanceof HTMLAnchorElement || element instanceof HTMLLinkElement ? element.href : "")));
    for (const link of links) {
      const url = new URL(link, address);
      url.hash = "";
      if (url.origin === city.origin && !seen.has(url.href)) waiting.push(url.href);
    }
  }
  expect(seen.size).toBeGreaterThan(30);
  await page.close();
});
