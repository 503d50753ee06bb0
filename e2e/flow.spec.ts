import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectAccessible, expectNoEnglishDates, expectNoOverflow, openBrowser } from "./axe.ts";
import { startExampleCity } from "./example-city.ts";
import type { RunningProcess } from "./process.ts";
import { type Seat, seatOf, wordsOf } from "./staff.ts";

let app: RunningProcess;
let browser: Browser;

beforeAll(async () => {
  app = await startExampleCity();
  browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser.close();
  await app.remove();
});

/** Amaia coordinates and reads Spanish, Beñat promotes mobility and reads Basque. */
describe.each([["es", "Amaia Zubeldia", 1_280, "Obras en el puente viejo"], ["eu", "Beñat Arrieta", 390, "Zubi zaharreko obrak"]] as const)("M8 the flow of the day in %s, as %s, %d px wide", (language, who, width, title) => {
  const t = wordsOf(language);
  const open = async ({ page }: Seat, path: string, heading: string) => {
    await page.goto(`${app.origin}/app${path}`);
    await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
    await expect.poll(() => page.locator("main [aria-busy=true]").count()).toBe(0);
    await expectAccessible(page);
    await expectNoOverflow(page);
    if (language === "eu") await expectNoEnglishDates(page);
  };

  test("FLO-3, FLO-9, FLO-10: an idea without a page is counted that day, becomes a draft, and is owed to the web until somebody says where it is", async () => {
    const seat = await seatOf(browser, app.origin, who, { width });
    const { page } = seat;
    await open(seat, "/ideas", t("flow.ideasTitle"));
    await page.getByRole("button", { name: t("flow.send") }).click();
    await page.getByText(t("refusal.title-missing")).waitFor();
    await page.getByLabel(t("flow.what")).fill(title);
    const unit = page.getByLabel(t("composer.unit"));
    await unit.selectOption({ label: language === "es" ? "Movilidad y Espacio Público" : "Mugikortasuna eta Espazio Publikoa" });
    await page.getByRole("button", { name: t("flow.send") }).click();
    await page.getByText(t("flow.suggested")).waitFor();
    const idea = page.locator("[data-row]", { hasText: title });
    await idea.waitFor();

    await open(seat, "/day", t("flow.dayTitle"));
    await page.locator("tr", { hasText: language === "es" ? "Movilidad y Espacio Público" : "Mugikortasuna eta Espazio Publikoa" }).locator("summary").click();
    await page.getByRole("table").getByRole("link", { name: title }).click();
    await idea.getByRole("button", { name: t("proposals.publish") }).click();
    await page.waitForURL(/\/write$/);
    expect(await page.locator("#f-text").inputValue()).toContain(language === "es" ? title : "");

    await open(seat, "/day", t("flow.dayTitle"));
    const debt = page.locator("section[aria-labelledby=debts] li", { hasText: title });
    await debt.locator("summary").click();
    await debt.getByLabel(t("composer.pasteAddress")).fill("https://other.example/page");
    await debt.getByRole("button", { name: t("flow.settle") }).click();
    await debt.getByRole("alert").or(debt.locator(".note.bad")).first().waitFor();
    await debt.getByLabel(t("composer.pasteAddress")).fill(`${app.origin}/ejemplo/web/contenido?idioma=es&uid=corte-calle-mayor`);
    await debt.getByRole("button", { name: t("flow.settle") }).click();
    await page.getByText(t("flow.settled")).waitFor();
    await debt.waitFor({ state: "detached" });
    seat.expectQuiet(/Failed to load resource: .* (404|422)/);
    await seat.leave();
  });

  test("FLO-4, FLO-6, FLO-R2: what has to change stays, a kind is set, and who is silent is told", async () => {
    const seat = await seatOf(browser, app.origin, "Amaia Zubeldia", { width });
    const { page } = seat;
    await open(seat, "/sources/review", wordsOf("es")("flow.reviewTitle"));
    await page.getByText(wordsOf("es")("flow.silent"), { exact: true }).waitFor();
    if (language === "es") {
      const concert = page.locator("[data-row]", { hasText: /concierto/i });
      await concert.getByText(wordsOf("es")("flow.mustChange"), { exact: true }).waitFor();
      await concert.getByRole("button", { name: wordsOf("es")("flow.noChange") }).click();
      await page.getByText(wordsOf("es")("flow.signed")).waitFor();
      await concert.waitFor({ state: "detached" });
    }
    seat.expectQuiet();
    await seat.leave();
  });
});
