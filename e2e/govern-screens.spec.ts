import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import type { PeopleView } from "#web/office/views.ts";
import { expectAccessible, expectNoEnglishDates, expectNoOverflow, openBrowser } from "./axe.ts";
import { startExampleCity } from "./example-city.ts";
import { signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";
import { seatOf, wordsOf } from "./staff.ts";

let app: RunningProcess;
let browser: Browser;
let ane = "";

beforeAll(async () => {
  app = await startExampleCity();
  const coordinator = await signInAs(app.origin, "Amaia Zubeldia");
  ane = (await coordinator.call<PeopleView>("GET", "/people")).people.find(({ name }) => name === "Ane Goikoetxea")?.id ?? "";
  await coordinator.call("POST", "/access-review", {});
  browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser.close();
  await app.remove();
});

/** Amaia reads Spanish, Beñat Basque. */
describe.each([["es", "Amaia Zubeldia", 1_280], ["eu", "Beñat Arrieta", 390]] as const)("M1, M4 and M7 on screen in %s, as %s, %d px wide", (language, who, width) => {
  const t = wordsOf(language);
  test("people, a person, rights, organisation, policy and contracts are accessible, fit a narrow screen and speak one language", async () => {
    const seat = await seatOf(browser, app.origin, who, { width });
    const { page } = seat;
    const look = async () => {
      await expectAccessible(page);
      await expectNoOverflow(page);
      if (language === "eu") await expectNoEnglishDates(page);
    };
    const places = [["people", t("people.title")], [`people/${ane}`, "Ane Goikoetxea"], ["review", t("accessReview.title")], ["organisation", t("organisation.title")], ["policy", t("policy.title")], ["contracts", t("contracts.title")]] as const;
    for (const [path, title] of places) {
      await page.goto(`${app.origin}/app/settings/${path}`);
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
      await page.locator(".skeleton").first().waitFor({ state: "detached" });
      await look();
    }
    await page.getByRole("button", { name: t("contracts.enter") }).click();
    await page.getByRole("dialog").waitFor();
    await look();
    await page.goto(`${app.origin}/app/settings/policy`);
    for (const part of ["parameters", "responsibilities", "periods", "meetings"] as const) {
      await page.getByRole("tab", { name: t(`policy.part.${part}`) }).click();
      await page.getByRole("tabpanel").waitFor();
      await look();
    }
    await page.getByRole("button", { name: t("policy.groupChange") }).click();
    await page.getByRole("dialog").waitFor();
    await look();
    await page.getByRole("dialog").getByRole("button", { name: t("shell.cancel") }).click();
    await page.getByRole("tab", { name: t("policy.part.parameters") }).click();
    await page.getByRole("row", { name: new RegExp(t("parameter.roles.accreditationMonths")) }).getByRole("button").click();
    await page.getByRole("dialog").waitFor();
    await look();
    await page.goto(`${app.origin}/app/settings/people/${ane}`);
    await page.getByRole("button", { name: t("practice.note") }).click();
    await page.getByRole("dialog").waitFor();
    await look();
    await page.goto(`${app.origin}/app/settings/holidays`);
    await page.getByRole("button", { name: new RegExp(t("holidays.propose", { year: "\\d+" })) }).click();
    await page.getByRole("dialog").waitFor();
    await look();
    await page.goto(`${app.origin}/app/coverage/team`);
    await page.getByRole("button", { name: t("coverage.addDuty") }).click();
    await page.getByRole("dialog").waitFor();
    await look();
    seat.expectQuiet();
    await seat.leave();
  }, 240_000);
});
