import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PublicationView, UnitView } from "#web/office/views.ts";
import { openBrowser } from "./axe.ts";
import { composerOn } from "./composer.ts";
import { startExampleCity } from "./example-city.ts";
import { type OfficeClient, signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { seatOf, stepper, wordsOf } from "./staff.ts";

/** Amaia reads Spanish, Beñat Basque; both coordinate. Carmen promotes Mobility. */
const COORDINATORS = { es: "Amaia Zubeldia", eu: "Beñat Arrieta" } as const;
const PROMOTER = "Carmen Ruiz de Loizaga";
let browser: Browser;
let city: RunningProcess;
let client: OfficeClient;

beforeAll(async () => {
  browser = await openBrowser();
  city = await startExampleCity();
  client = await signInAs(city.origin, COORDINATORS.es);
});
afterAll(async () => {
  await browser.close();
  await city.remove();
});

test.each(["es", "eu"] as const)("EDI-9, EDI-10 in %s a draft is kept as a template, begun again from a proposal and filled in; it joins a communication action, which is closed with its result", { timeout: 300_000, retry: 0 }, async (language) => {
  const t = wordsOf(language);
  const step = stepper(browser, `templates-${language}`);
  const name = `Plantilla ${language}`;
  const title = `Otsaila bizirik ${language}`;
  const { publicationId } = await client.call<{ publicationId: string }>("POST", "/publications", { title: "Corte" });
  const { revision, content } = await client.call<PublicationView>("GET", `/publications/${publicationId}`);
  await client.call("PUT", `/publications/${publicationId}/draft`, { revision, content: { ...content, texts: { es: "Corte en {{calle}}, {{fecha}}", eu: "{{kalea}} itxita, {{fecha}}" } } });
  const seat = await seatOf(browser, city.origin, COORDINATORS[language]);
  const { page } = seat;
  const dialog = page.getByRole("dialog");

  await step("what is to be filled in keeps it from going out, and leads there", async () => {
    await page.goto(`${city.origin}/app/publications/${publicationId}/write`);
    const composer = composerOn(page, t);
    expect((await composer.rules()).filter((rule) => rule === "EDI-9")).toHaveLength(4);
    await page.locator(".finding", { hasText: "{{fecha}}" }).first().getByRole("button").click();
    await expect.poll(() => composer.text.evaluate((field) => (field instanceof HTMLTextAreaElement ? field.value.slice(field.selectionStart, field.selectionEnd) : ""))).toBe("{{fecha}}");
    await inspect(page, "templates-composer");
  });

  await step("keep it as a template", async () => {
    await page.getByRole("button", { name: t("templates.keep") }).click();
    await dialog.getByRole("button", { name: t("templates.save") }).click();
    await dialog.getByText(t("refusal.template-name-missing")).waitFor();
    await dialog.getByLabel(t("templates.name")).fill(name);
    await inspect(page, "templates-keeping");
    await dialog.getByRole("button", { name: t("templates.save") }).click();
    await dialog.waitFor({ state: "detached" });
  });

  await step("look at the list, change one, retire it and bring it back", async () => {
    await page.goto(`${city.origin}/app/templates`);
    await page.getByRole("heading", { name }).waitFor();
    await inspect(page, "templates-list");
    await page.getByRole("button", { name: new RegExp(`${t("groups.change")}.*${name}`) }).click();
    await inspect(page, "templates-changing");
    await dialog.getByRole("button", { name: t("shell.cancel") }).click();
    await page.getByRole("button", { name: new RegExp(`${t("templates.retire")}.*${name}`) }).click();
    await page.getByText(t("templates.isRetired", { name })).waitFor();
    await page.getByRole("button", { name: t("holidays.undo") }).click();
    await page.getByRole("button", { name: new RegExp(`${t("templates.retire")}.*${name}`) }).waitFor();
  });

  await step("begin from a proposal, and fill in once for all languages", async () => {
    await page.goto(`${city.origin}/app/proposals`);
    await page.locator(".proposal").first().getByRole("button", { name: new RegExp(t("templates.with")) }).click();
    await dialog.getByRole("radio", { name: new RegExp(name) }).check();
    await inspect(page, "templates-start");
    await dialog.getByRole("button", { name: t("templates.begin") }).click();
    await page.waitForURL(/\/write$/);
    const blanks = page.locator("#f-blanks");
    await blanks.getByLabel("fecha", { exact: true }).fill("12:00");
    await blanks.getByLabel(/^calle/).fill("la calle Mayor");
    await blanks.getByLabel(/^kalea/).fill("Kale Nagusia");
    await blanks.getByRole("button", { name: t("blanks.fill") }).click();
    await blanks.waitFor({ state: "detached" });
    const composer = composerOn(page, t);
    await composer.saved();
    expect(await composer.rules()).not.toContain("EDI-9");
    expect(await composer.text.inputValue()).toBe(language === "es" ? "Corte en la calle Mayor, 12:00" : "Kale Nagusia itxita, 12:00");
  });
  const draft = page.url();

  await step("enter an action, and give it the draft", async () => {
    await page.goto(`${city.origin}/app/actions`);
    await page.getByRole("link", { name: /Movilidad|Mugikortasun/ }).waitFor();
    await inspect(page, "actions-list");
    await page.getByRole("button", { name: t("actions.new") }).click();
    await dialog.getByRole("button", { name: t("actions.save") }).click();
    await dialog.getByText(t("refusal.action-objective-missing")).waitFor();
    await inspect(page, "actions-new");
    for (const field of await dialog.locator("input[type=text]").all()) await field.fill(title);
    await dialog.getByRole("combobox").selectOption({ index: 1 });
    await dialog.getByLabel(t("actions.objective")).fill("Que venga más gente");
    await dialog.getByRole("button", { name: t("actions.save") }).click();
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    await page.goto(draft);
    await page.getByLabel(t("actions.one")).selectOption({ label: title });
    await page.getByLabel(t("when.at")).check();
    await page.locator("#f-date").fill("2026-10-02");
    await composerOn(page, t).saved();
    // Its date is not one of the action's.
    await expect.poll(() => composerOn(page, t).rules()).toContain("EDI-10");
  });

  await step("the list and the calendar show it with its mark, and look for it", async () => {
    await page.goto(`${city.origin}/app/publications`);
    await page.getByLabel(t("actions.one")).selectOption({ label: title });
    await expect.poll(() => page.url()).toContain("actionId=");
    await expect.poll(() => page.locator("tbody tr").count()).toBe(1);
    await inspect(page, "actions-publications");
    await page.goto(`${city.origin}/app/calendar?day=2026-10-01&${new URL(page.url()).search.slice(1)}`);
    await page.locator(".slip", { hasText: title }).first().waitFor();
    expect(await page.locator(".slip").count()).toBe(1);
    await inspect(page, "actions-calendar");
    await page.goto(`${city.origin}/app/actions`);
    await page.getByRole("link", { name: title }).click();
    await page.getByText(t("actions.outside", { count: 1 })).waitFor();
    await inspect(page, "actions-one");
  });
  seat.expectQuiet();
  await seat.leave();

  const units = await client.call<UnitView[]>("GET", "/units");
  const unitId = units.find(({ name: { es } }) => es?.includes("Movilidad"))?.id;
  const over = `Bukatuta ${language}`;
  await client.call("POST", "/actions", { title: { es: over, eu: over }, unitId, objective: "Acabar", from: "2026-09-01", to: "2026-09-10" });
  const promoter = await seatOf(browser, city.origin, PROMOTER);
  await step("its promoter finds what is over under Today, and closes it with its result", async () => {
    await (await signInAs(city.origin, PROMOTER)).call("PUT", "/session/preferences", { language, singleKeys: true });
    await promoter.page.reload();
    await promoter.page.locator("li.task", { hasText: over }).getByRole("link").click();
    await promoter.page.getByText(t("actions.overTitle")).waitFor();
    await promoter.page.getByRole("button", { name: t("actions.close") }).click();
    await promoter.page.getByRole("dialog").getByLabel(t("actions.result")).fill("Vinieron 300 personas");
    await promoter.page.getByRole("dialog").getByRole("button", { name: t("actions.close") }).click();
    await promoter.page.getByText("Vinieron 300 personas").waitFor();
    await inspect(promoter.page, "actions-closed");
  });
  promoter.expectQuiet();
  await promoter.leave();
});
