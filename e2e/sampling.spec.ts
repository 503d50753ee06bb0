import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "./axe.ts";
import { composerOn } from "./composer.ts";
import { startExampleCity } from "./example-city.ts";
import { signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { seatOf, stepper, wordsOf } from "./staff.ts";

let browser: Browser;
let city: RunningProcess;

beforeAll(async () => {
  browser = await openBrowser();
  city = await startExampleCity();
  const coordinator = await signInAs(city.origin, COORDINATOR);
  const { acts } = await coordinator.call<{ readonly acts: readonly { readonly id: string }[] }>("GET", "/policy");
  for (const [key, value] of [["publishing.sampledApproval", true], ["publishing.sampleOneIn", NEVER]] as const) {
    await coordinator.call("POST", "/policy/parameters", { key, value, actId: acts[0]?.id ?? null, article: "art. 3", from: null });
  }
}, 300_000);
afterAll(async () => {
  for (const context of browser.contexts()) await context.close();
  await browser.close();
  await city.remove();
});

const COORDINATOR = "Amaia Zubeldia";
const SECOND = "Beñat Arrieta";
/** So seldom that it is drawn in no test. */
const NEVER = 100_000;

interface Draft { readonly revision: number; readonly state: string; readonly content: Readonly<Record<string, unknown>>; readonly findings: readonly { readonly rule: string }[] }

test.each([["es", 14], ["eu", 15]] as const)("ROL-R7 a routine publication goes out without prior approval and is reviewed afterwards, in %s", { timeout: 600_000 }, async (language, day) => {
  const t = wordsOf(language);
  const { origin } = city;
  const step = stepper(browser, `sampling-${language}`);
  const coordinator = await signInAs(origin, COORDINATOR);
  const title = `Rutina ${language}`;
  let publicationId = "";
  const { page, expectQuiet } = await seatOf(browser, origin, COORDINATOR);
  await coordinator.call("PUT", "/session/preferences", { language, singleKeys: true });
  await page.reload();

  await step("the policy screen explains the mode", async () => {
    await page.goto(`${origin}/app/settings/policy`);
    await page.getByRole("tab", { name: t("policy.part.parameters") }).click();
    await page.getByRole("row", { name: new RegExp(t("parameter.publishing.sampledApproval")) }).getByRole("button").click();
    await page.getByText(t("parameterHint.publishing.sampledApproval")).waitFor();
    await inspect(page, "sampling-policy");
    await page.getByRole("dialog").getByRole("button", { name: t("shell.cancel") }).click();
  });

  await step("the composer says before what will happen", async () => {
    const { items } = await coordinator.call<{ readonly items: readonly { readonly itemId: string; readonly status: string; readonly variants: readonly unknown[] }[] }>("GET", "/proposals?state=waiting");
    const itemId = items.find(({ status, variants }) => status === "live" && variants.length === 2)?.itemId ?? "";
    ({ publicationId } = await coordinator.call<{ readonly publicationId: string }>("POST", `/items/${itemId}/publication`));
    const profiles = await coordinator.call<readonly { readonly id: string; readonly handle: string; readonly network: string }[]>("GET", "/profiles");
    const chosen = profiles.filter(({ network, handle }) => network === "feed" && handle === "avisos").map(({ id }) => id);
    const { revision, content } = await coordinator.call<Draft>("GET", `/publications/${publicationId}`);
    await coordinator.call("PUT", `/publications/${publicationId}/draft`, {
      revision, content: { ...content, title, profiles: chosen, due: { local: `2026-10-${day}T11:10` }, texts: { es: "El taller abre hoy. La entrada es libre.", eu: "Tailerra gaur zabalduko da. Sarrera librea da." } },
    });
    expect((await coordinator.call<Draft>("GET", `/publications/${publicationId}`)).findings).toEqual([]);
    await page.goto(`${origin}/app/publications/${publicationId}/write`);
    await page.getByText(t("sending.goes")).waitFor();
    await inspect(page, "sampling-composer");
    // A warning, and it waits for approval; without it, it goes again.
    const composer = composerOn(page, t);
    await composer.text.fill(`${await composer.text.inputValue()} #${"a".repeat(40)}`);
    await page.getByText(t("sending.waits")).waitFor();
    await page.getByText(t("sending.because.findings")).waitFor();
    await composer.text.fill((await composer.text.inputValue()).replace(/ #a+$/, ""));
    await page.getByText(t("sending.goes")).waitFor();
    await page.getByRole("button", { name: t("sending.send"), exact: true }).click();
    await page.getByText(t("sending.done.sent")).waitFor();
    await page.getByText(t("laterReviews.unapproved")).waitFor();
    await inspect(page, "sampling-publication");
  });

  await step("it is not on one's own list", async () => {
    await page.goto(`${origin}/app/later-reviews`);
    await page.locator("article", { hasText: title }).getByText(t("laterReviews.others")).waitFor();
  });
  expectQuiet();

  const other = await seatOf(browser, origin, SECOND);
  await step("somebody else finds it under Today and says that it is fine", async () => {
    await (await signInAs(origin, SECOND)).call("PUT", "/session/preferences", { language, singleKeys: true });
    await other.page.reload();
    await other.page.locator("li.task", { hasText: t("today.laterReviewsHint") }).getByRole("link").click();
    const row = other.page.locator("article", { hasText: title });
    await row.waitFor();
    await inspect(other.page, "later-reviews");
    await row.getByRole("button", { name: t("laterReviews.correct") }).click();
    await other.page.getByRole("dialog").getByRole("button", { name: t("laterReviews.correctAct") }).click();
    await other.page.getByText(t("publication.whyMissing")).waitFor();
    await other.page.getByRole("dialog").getByRole("button", { name: t("shell.back") }).click();
    await row.getByRole("button", { name: t("laterReviews.fine") }).click();
    await other.page.getByText(t("laterReviews.saidFine")).waitFor();
    await row.waitFor({ state: "detached" });
    await inspect(other.page, "later-reviews-none");
  });
  other.expectQuiet();
});
