import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "./axe.ts";
import { z } from "zod";
import { startExampleCity } from "./example-city.ts";
import { signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { seatOf, stepper, wordsOf } from "./staff.ts";

let browser: Browser;
let program: RunningProcess;
beforeAll(async () => {
  [browser, program] = await Promise.all([openBrowser(), startExampleCity()]);
});
afterAll(async () => {
  await browser.close();
  await program.remove();
});

describe("COV coverage and dedication in the example city", () => {
  test("a gap is seen, a substitute found, an absence decided on and hours estimated", async () => {
    const step = stepper(browser, "coverage");
    const t = wordsOf("es");
    const seat = await seatOf(browser, program.origin, "Amaia Zubeldia");
    const { page } = seat;
    const open = async (path: string) => {
      await page.goto(`${program.origin}/app${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
    };

    await step("Hoy tells of the gap a month ahead", async () => {
      await page.getByText(/Kirola Hariztegin|Deporte en Robledal/).first().waitFor();
      expect(await page.getByText(t("today.gapHint")).count()).toBeGreaterThan(0);
    });

    await step("the grid shows numbers, the list what to mend", async () => {
      await open("/coverage?days=90&find=Deporte%20en");
      await page.getByRole("button", { name: new RegExp(`^${t("coverage.findSubstitute")}`) }).first().waitFor();
      expect(await page.locator("td.cell.gap").count()).toBe(5);
      await inspect(page, "coverage");
    });

    await step("what if somebody else were absent: nothing is written", async () => {
      await page.getByText(t("coverage.whatIf")).click();
      await page.getByLabel("Ane Goikoetxea").check();
      await page.getByRole("button", { name: t("coverage.suppose") }).click();
      await page.getByText(t("coverage.supposed")).waitFor();
      await page.getByRole("button", { name: t("coverage.supposeNoMore") }).click();
    });

    await step("a fair rota is proposed, looked at and put aside", async () => {
      await page.getByText(t("rota.title")).click();
      await page.getByLabel(t("rota.mostHours")).fill("60");
      await page.getByRole("button", { name: t("rota.propose"), exact: true }).click();
      await page.getByRole("button", { name: t("rota.refuse") }).waitFor();
      expect(await page.getByRole("checkbox", { name: /^Aceptar el turno/ }).count()).toBe(5);
      await inspect(page, "coverage-rota");
      await page.getByRole("button", { name: t("rota.refuse") }).click();
      await page.getByText(t("rota.refused")).waitFor();
    });

    await step("a substitute closes the gap", async () => {
      await page.getByRole("button", { name: new RegExp(`^${t("coverage.findSubstitute")}`) }).first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("radio").first().check();
      await inspect(page, "coverage-substitute");
      await dialog.getByRole("button", { name: t("coverage.nameSubstitute") }).click();
      await page.getByText(t("coverage.substituteNamed")).waitFor();
      await expect.poll(() => page.locator("td.cell.gap").count()).toBe(0);
    });

    await step("an absence is approved", async () => {
      await open("/coverage/absences");
      await inspect(page, "coverage-absences");
      await page.getByRole("button", { name: new RegExp(`^${t("coverage.approve")}.*Jon Ibarra`) }).click();
      await page.getByRole("dialog").getByRole("button", { name: t("coverage.approve"), exact: true }).click();
      await page.getByText(t("coverage.approvedNow")).waitFor();
    });

    await step("teams, hours, notes", async () => {
      await open("/coverage/team");
      await inspect(page, "coverage-team");
    });

    await step("dedication is estimated live", async () => {
      await open("/dedication");
      await page.getByRole("button", { name: new RegExp(`^${t("dedication.open")}.*Bibliotecas municipales`) }).first().click();
      await page.locator(".big", { hasText: "12,8" }).waitFor();
      await page.getByLabel(new RegExp(`^${t("interactionType.attend_complaints")}`)).check();
      await page.locator(".big", { hasText: "13,6" }).waitFor();
      await inspect(page, "dedication");
    });
    seat.expectQuiet();
    await seat.leave();
  });

  test("COV-2 a manager sees that a colleague is absent and not why; in Basque, on a phone", async () => {
    const seat = await seatOf(browser, program.origin, "Beñat Arrieta", { width: 390 });
    const { page } = seat;
    for (const path of ["/coverage?days=28&troubled=true", "/coverage/absences", "/coverage/team", "/dedication"]) {
      await page.goto(`${program.origin}/app${path}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
      await inspect(page, path.replaceAll(/[^a-z]+/g, "-").replace(/^-/, ""));
    }
    await seat.leave();
    const jon = await seatOf(browser, program.origin, "Jon Ibarra");
    await jon.page.goto(`${program.origin}/app/coverage/absences`);
    await jon.page.getByText("Ane Goikoetxea").first().waitFor();
    const row = await jon.page.locator("li", { hasText: "Ane Goikoetxea" }).first().innerText();
    expect(row).toContain(wordsOf("es")("coverage.isAbsent"));
    expect(row).not.toContain(wordsOf("es")("absenceKind.planned_leave"));
    await jon.leave();
    // Nor does the answer itself hold what the screen leaves out.
    const told = await (await signInAs(program.origin, "Jon Ibarra")).ask("GET", "/staff");
    expect(JSON.stringify(told.body)).not.toContain("Vacaciones ya contratadas");
    const absences = z.object({ absences: z.array(z.object({ own: z.boolean(), kind: z.string().nullable(), note: z.string().nullable(), overrideReason: z.string().nullable() })) }).parse(told.body).absences;
    for (const absence of absences.filter(({ own }) => !own)) expect(absence).toMatchObject({ kind: null, note: null, overrideReason: null });
    expect(absences.some(({ own }) => !own)).toBe(true);
  });
});
