import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CalendarView } from "#web/office/calendar-views.ts";
import { expectAccessible, openBrowser } from "./axe.ts";
import { startExampleCity } from "./example-city.ts";
import { signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { seatOf, stepper, wordsOf } from "./staff.ts";

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

const DRAFT = "Servicio especial de autobús en las fiestas";
const OTHER = "Cortes por el cross popular";
const APPROVED = "Cursos de otoño: últimas plazas";

const slip = (page: Page, title: string) => page.locator("[data-slip]", { hasText: title });
const dayOf = (page: Page, title: string) => slip(page, title).evaluate((element) => element.closest<HTMLElement>("[data-day]")?.dataset["day"] ?? null);
const open = async (page: Page, query = "") => {
  await page.goto(`${app.origin}/app/calendar${query}`);
  await page.locator("[data-slip]").first().waitFor();
};

/** As a hand does it: pressed, moved over a way, let go. A screen that is just being read anew may lose the first press. */
async function drag(page: Page, title: string, day: string): Promise<void> {
  const target = page.locator(`[data-day="${day}"]`);
  await slip(page, title).scrollIntoViewIfNeeded();
  await slip(page, title).hover();
  await page.mouse.down();
  await target.hover({ position: { x: 40, y: 40 } });
  await target.hover({ position: { x: 44, y: 30 } });
  await page.mouse.up();
}

/** Amaia reads Spanish, Beñat Basque; both coordinate. */
describe.each([["es", "Amaia Zubeldia", DRAFT, "2026-09-24"], ["eu", "Beñat Arrieta", OTHER, "2026-10-03"]] as const)("EDI-6 the calendar in %s, as %s", (language, who, title, first) => {
  const t = wordsOf(language);
  test("EDI-6 is looked at by month, week and list; a slip is moved by mouse, by keys and by dialog, and back", async () => {
    const seat = await seatOf(browser, app.origin, who);
    const { page } = seat;
    const step = stepper(browser, `calendar-${language}`);
    const day = (plus: number) => new Date(Date.parse(`${first}T12:00:00Z`) + plus * 86_400_000).toISOString().slice(0, 10);

    await step("every view", async () => {
      await open(page);
      await inspect(page, "calendar-month");
      for (const view of ["week", "list"] as const) {
        await page.getByRole("radio", { name: t(`calendar.${view}`) }).check();
        await page.waitForURL(new RegExp(`view=${view}`));
        await page.locator("[data-slip]").first().waitFor();
        await expectAccessible(page);
      }
      expect(await slip(page, APPROVED).innerText()).toMatch(new RegExp(`18:00[^]*${t("state.scheduled")}[^]*es eu`));
    });
    await step("by mouse", async () => {
      await open(page, "?view=month");
      await drag(page, title, day(1));
      await expect.poll(() => dayOf(page, title)).toBe(day(1));
      await page.getByRole("button", { name: t("calendar.undo") }).click();
      await expect.poll(() => dayOf(page, title)).toBe(first);
      await page.getByText(t("calendar.undone")).waitFor();
    });
    await step("by keys", async () => {
      await open(page, "?view=month");
      const answers: number[] = [];
      page.on("response", (answer) => void (answer.url().endsWith("/move") && answers.push(answer.status())));
      await slip(page, title).getByRole("link").focus();
      // The second before the first is answered: of one's own move nobody is told that somebody was quicker.
      await page.keyboard.press("Shift+ArrowLeft");
      await expect.poll(() => dayOf(page, title)).toBe(day(-1));
      await expect.poll(() => page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-slip]")?.innerText ?? "")).toContain(title);
      await page.keyboard.press("Shift+ArrowRight");
      await expect.poll(() => dayOf(page, title)).toBe(first);
      // Both are kept, not only shown: what is read anew stands there too.
      await expect.poll(() => answers).toEqual([200, 200]);
      await page.reload();
      await slip(page, title).waitFor();
      expect(await dayOf(page, title)).toBe(first);
    });
    await step("what was approved is asked", async () => {
      await open(page, "?view=week&day=2026-09-23");
      await drag(page, APPROVED, "2026-09-25");
      const dialog = page.getByRole("dialog");
      await dialog.getByText(t("calendar.isApproved")).waitFor();
      await expectAccessible(page);
      await dialog.locator("input[type=time]").fill("19:15");
      await dialog.getByRole("button", { name: t("calendar.moveAndAsk") }).click();
      await dialog.waitFor({ state: "detached" });
      await expect.poll(() => slip(page, APPROVED).innerText()).toContain(t("state.in_review"));
      await page.getByRole("button", { name: t("calendar.undo") }).click();
      await expect.poll(() => slip(page, APPROVED).innerText()).toContain(t("state.scheduled"));
      expect(await dayOf(page, APPROVED)).toBe("2026-09-23");
    });
    await step("the past is refused, and the slip goes back", async () => {
      await open(page, "?view=month");
      await slip(page, title).getByRole("button").click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(t("when.day")).fill("2026-09-20");
      await dialog.getByRole("button", { name: t("calendar.move"), exact: true }).click();
      await dialog.getByRole("alert").waitFor();
      await page.keyboard.press("Escape");
      await expect.poll(() => dayOf(page, title)).toBe(first);
    });
    await step("filters stand in the address", async () => {
      await page.getByLabel(t("calendar.state"), { exact: true }).selectOption("scheduled");
      await page.waitForURL(/state=scheduled/);
      await expect.poll(() => slip(page, title).count()).toBe(0);
      await page.reload();
      await slip(page, APPROVED).waitFor();
      expect(await slip(page, title).count()).toBe(0);
    });
    seat.expectQuiet(/the server responded with a status of (409|422)/);
    await seat.leave();
  });

  test("EDI-6 on a phone it is a list by day, and «Mover a…» moves as well as a mouse", async () => {
    const seat = await seatOf(browser, app.origin, who, { width: 390 });
    const { page } = seat;
    await open(page);
    expect(await page.locator(".cal-days").count()).toBe(0);
    await inspect(page, "calendar-phone");
    await page.getByRole("button", { name: t("calendar.monthAfter") }).click();
    await slip(page, OTHER).getByRole("button").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(t("when.day")).fill("2026-10-06");
    await dialog.getByRole("button", { name: t("calendar.move"), exact: true }).click();
    await page.getByRole("button", { name: t("calendar.undo") }).waitFor();
    await expect.poll(() => dayOf(page, OTHER)).toBe("2026-10-06");
    await page.getByRole("button", { name: t("calendar.undo") }).click();
    await page.getByText(t("calendar.undone")).waitFor();
    await expect.poll(() => dayOf(page, OTHER)).toBe("2026-10-03");
    seat.expectQuiet();
    await seat.leave();
  });
});

test("EDI-6 of two people who move the same slip at once one does, and the other sees where it is and by whom", async () => {
  const [one, other] = [await signInAs(app.origin, "Amaia Zubeldia"), await signInAs(app.origin, "Beñat Arrieta")];
  const view = await one.call<CalendarView>("GET", "/calendar?from=2026-09-01&to=2026-10-31");
  const found = view.slips.find((each) => each.title === DRAFT);
  if (!found) throw new Error("no slip");
  const move = (person: typeof one, local: string) => person.call("POST", `/publications/${found.id}/move`, { revision: found.revision, local, which: null, approve: false }).then(() => "moved", (error: unknown) => String(error));
  const answers = await Promise.all([move(one, "2026-09-29T12:00"), move(other, "2026-09-30T12:00")]);
  expect(answers.filter((answer) => answer === "moved")).toHaveLength(1);
  expect(answers.find((answer) => answer !== "moved")).toMatch(/moved-meanwhile|409/);
  const now = (await one.call<CalendarView>("GET", "/calendar?from=2026-09-01&to=2026-10-31")).slips.filter((each) => each.title === DRAFT);
  expect(now.map((each) => each.local)).toEqual([answers[0] === "moved" ? "2026-09-29T12:00" : "2026-09-30T12:00"]);
});

test("EDI-6 the feed opens with its secret, tells what is planned, and is closed when it is revoked", async () => {
  const seat = await seatOf(browser, app.origin, "Amaia Zubeldia");
  const { page } = seat;
  const t = wordsOf("es");
  await page.goto(`${app.origin}/app/settings/account`);
  await page.getByRole("button", { name: t("agenda.make") }).click();
  const url = await page.locator("section", { has: page.getByRole("heading", { name: t("agenda.title") }) }).locator("code").innerText();
  const read = await fetch(url);
  expect([read.status, read.headers.get("content-type")]).toEqual([200, "text/calendar; charset=utf-8"]);
  const unfolded = (await read.text()).replaceAll(/\r\n[ \t]/g, "");
  expect(unfolded).toContain(`SUMMARY:${APPROVED} (${t("state.scheduled")})`);
  expect(unfolded).toContain("DTSTART:20260923T160000Z");
  await page.getByRole("button", { name: t("agenda.revoke"), exact: true }).click();
  await page.getByRole("button", { name: t("agenda.make") }).waitFor();
  expect((await fetch(url)).status).toBe(404);
  seat.expectQuiet();
  await seat.leave();
});
