import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSite, type TestSite } from "#tests/site.ts";
import { openBrowser } from "./axe.ts";
import { composerOn } from "./composer.ts";
import { letDaysGoBy, startExampleCity } from "./example-city.ts";
import { signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { seatOf, stepper, wordsOf } from "./staff.ts";

let browser: Browser;
let city: RunningProcess;
let web: TestSite;

// One city for both languages: each has a page of its own.
beforeAll(async () => {
  browser = await openBrowser();
  web = await startSite();
  city = await startExampleCity({ PREGONERO_ALLOW_PRIVATE: web.authority });
  await registerWeb();
}, 300_000);
afterAll(async () => {
  for (const context of browser.contexts()) await context.close();
  await browser.close();
  await city.remove();
  await web.close();
});

const COORDINATOR = "Amaia Zubeldia";
const SECOND = "Beñat Arrieta";

/** A web of the council's, proven and active, without feeds: its pages are proposed one by one. */
async function registerWeb(): Promise<void> {
  const coordinator = await signInAs(city.origin, COORDINATOR);
  web.set("/", { body: "<html lang=es><title>Cultura</title><body><main>La web del Departamento de Cultura, con su agenda y sus noticias.</main></body></html>" });
  const units = await coordinator.call<readonly { readonly id: string; readonly name: Readonly<Record<string, string>> }[]>("GET", "/units");
  const unitId = units.find(({ name }) => name["es"] === "Cultura")?.id;
  const { sourceId } = await coordinator.call<{ readonly sourceId: string }>("POST", "/sources", { url: `${web.origin}/`, name: "Web de Cultura", unitId, kind: "minisite", creationAct: "", reason: "Web nueva" });
  const { token } = await coordinator.call<{ readonly token: string }>("GET", `/sources/${sourceId}`);
  web.set("/.well-known/pregonero-proof.txt", { body: token, type: "text/plain" });
  await coordinator.call("POST", `/sources/${sourceId}/prove`);
  await coordinator.call("POST", `/sources/${sourceId}/move`, { state: "active", reason: "Es del Ayuntamiento" });
}

const titles = { es: "Concierto de coros en el teatro Principal", eu: "Abesbatzen kontzertua Antzoki Nagusian" } as const;
// Apart from each other also without the language: what has the same address in another language is the same page already.
const pathOf = (journey: string, language: "es" | "eu") => (language === "es" ? `/es/coros-${journey}` : `/eu/abesbatzak-${journey}`);

/** What the page says in both languages; the Basque one declares the other. */
function say(journey: string, time: string): void {
  const html = (language: "es" | "eu", body: string) => `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${titles[language]} (${journey})</title>
    ${language === "eu" ? `<link rel="alternate" hreflang="es" href="${pathOf(journey, "es")}">` : ""}</head><body><nav><a href="/">Inicio</a></nav><main><h1>${titles[language]} (${journey})</h1><p>${body}</p></main></body></html>`;
  web.set(pathOf(journey, "es"), { body: html("es", `El jueves 24 de septiembre, a las ${time}, cantan cuatro coros. La entrada cuesta 5 €.`) });
  web.set(pathOf(journey, "eu"), { body: html("eu", `Irailaren 24an, osteguna, ${time}etan, lau abesbatzak kantatuko dute. Sarrera 5 euro da.`) });
}

interface Publication { readonly revision: number; readonly state: string; readonly content: Readonly<Record<string, unknown>>; readonly version: { readonly hash: string } | null }

async function approve(publicationId: string): Promise<void> {
  const second = await signInAs(city.origin, SECOND);
  const { version } = await second.call<Publication>("GET", `/publications/${publicationId}`);
  await second.call("POST", `/publications/${publicationId}/approve`, { hash: version?.hash });
  await expect.poll(async () => (await second.call<Publication>("GET", `/publications/${publicationId}`)).state, { timeout: 20_000 }).toMatch(/^(published|corrected)$/);
}

/** Three posts about the page: one in both languages, and one in each. */
async function publish(journey: string): Promise<string> {
  const publicationId = await sendToReview(journey);
  await approve(publicationId);
  return publicationId;
}

async function sendToReview(journey: string, due: { readonly local: string } | null = null): Promise<string> {
  say(journey, "19:00");
  const coordinator = await signInAs(city.origin, COORDINATOR);
  let itemId = "";
  for (const language of ["es", "eu"] as const) ({ itemId } = await coordinator.call<{ readonly itemId: string }>("POST", "/items", { url: web.origin + pathOf(journey, language) }));
  const { publicationId } = await coordinator.call<{ readonly publicationId: string }>("POST", `/items/${itemId}/publication`);
  const profiles = await coordinator.call<readonly { readonly id: string; readonly handle: string; readonly network: string }[]>("GET", "/profiles");
  const chosen = profiles.filter(({ network, handle }) => (network === "activitypub" && handle === "robledal") || (network === "feed" && handle === "avisos")).map(({ id }) => id);
  const { revision, content } = await coordinator.call<Publication>("GET", `/publications/${publicationId}`);
  const saved = await coordinator.call<{ readonly revision: number }>("PUT", `/publications/${publicationId}/draft`, {
    revision, content: { ...content, title: `Coros ${journey}`, profiles: chosen, due, texts: { es: `Cuatro coros cantan el jueves a las 19:00 (${journey}). ${web.origin}${pathOf(journey, "es")}`, eu: `Lau abesbatzak ostegunean kantatuko dute, 19:00etan (${journey}). ${web.origin}${pathOf(journey, "eu")}` } },
  });
  await coordinator.call("POST", `/publications/${publicationId}/submit`, { revision: saved.revision });
  return publicationId;
}

test.each(["es", "eu"] as const)("a page changes its hour, in %s: DRI-1 DRI-2 DRI-4 DRI-R1 DRI-R2", { timeout: 600_000 }, async (language) => {
  const t = wordsOf(language);
  const { origin } = city;
  const step = stepper(browser, `drift-${language}`);
  const made = { publicationId: "" };
  const coordinator = await signInAs(origin, COORDINATOR);
  const title = titles[language];

  await step("three posts go out about a page that says 19:00", async () => {
    made.publicationId = await publish(language);
    // What the page says now is the measure: asked for once to be cited, then for the first look, and when it is asked for again that look is kept.
    await expect.poll(async () => {
      await coordinator.call("POST", "/drifts/look", { driftId: null });
      return web.seen.filter(({ path }) => path === pathOf(language, "eu")).length;
    }, { timeout: 90_000, interval: 1_500 }).toBeGreaterThan(2);
  });

  await step("DRI-2 the page says 20:00; an hour later that is seen", async () => {
    say(language, "20:00");
    await letDaysGoBy(city, 1 / 24);
    await expect.poll(async () => {
      const { drifts } = await (await signInAs(origin, COORDINATOR)).call<{ readonly drifts: readonly { readonly title: string; readonly posts: number; readonly changes: readonly unknown[] }[] }>("GET", "/drifts?tab=open");
      return drifts.filter((drift) => drift.title.includes(`(${language})`)).map(({ posts, changes }) => [posts, changes.length]);
    }, { timeout: 120_000, interval: 1_000 }).toEqual([[3, 2]]);
  });

  const { page, expectQuiet } = await seatOf(browser, origin, COORDINATOR);
  await (await signInAs(origin, COORDINATOR)).call("PUT", "/session/preferences", { language, singleKeys: true });
  await page.reload();

  await step("DRI-4 it waits under Today, and leads to both texts", async () => {
    const task = page.locator("li.task", { hasText: title });
    await task.getByText(t("today.drift.page", { count: 3 })).waitFor();
    await task.getByRole("link").click();
    await page.getByRole("heading", { name: t("drifts.what.page") }).waitFor();
    expect(await page.locator(".drift-changes li").allInnerTexts()).toHaveLength(2);
    expect(await page.locator(".drift-changes").innerText()).toMatch(/19:00[^→]*→[^→]*20:00/);
    await page.getByRole("heading", { name: t("drifts.affected", { count: 3 }) }).waitFor();
    await inspect(page, "drift");
  });

  await step("DRI-R2 a decision has its reason", async () => {
    await page.getByRole("button", { name: t("drifts.decide.page_wrong") }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: t("drifts.decide.page_wrong") }).click();
    await dialog.getByText(t("publication.whyMissing")).waitFor();
    await dialog.getByRole("button", { name: t("shell.back") }).click();
  });

  await step("the correction begins with what the page says now, and somebody else approves it", async () => {
    await page.getByRole("button", { name: t("drifts.correct") }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByRole("textbox").inputValue()).toContain("20:00");
    await inspect(page, "drift-correct");
    await dialog.getByRole("button", { name: t("publication.correctAct") }).click();
    const composer = composerOn(page, t);
    await composer.text.waitFor();
    expect(await composer.text.inputValue()).toContain("20:00");
    const { revision } = await (await signInAs(origin, COORDINATOR)).call<Publication>("GET", `/publications/${made.publicationId}`);
    await (await signInAs(origin, COORDINATOR)).call("POST", `/publications/${made.publicationId}/submit`, { revision });
    await approve(made.publicationId);
  });

  await step("the drift has ended, and the permanent page says when it was corrected", async () => {
    await expect.poll(async () => {
      await page.goto(`${origin}/app/drifts?tab=closed`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      return page.locator("article", { hasText: title }).first().innerText({ timeout: 5_000 }).catch(() => "");
    }, { timeout: 120_000, interval: 1_000 }).toContain(t("driftState.corrected"));
    await inspect(page, "drifts");
    await page.goto(`${origin}/${language}/a/${made.publicationId}`);
    await expect.poll(() => page.locator(".tag.info").first().innerText()).toMatch(language === "es" ? /^Corregido \d{2}:\d{2}$/ : /^Zuzenduta \d{2}:\d{2}$/);
    await inspect(page, "drift-permalink");
  });
  expectQuiet();
});

test.each(["es", "eu"] as const)("a page changes while what cites it is still scheduled, in %s: DRI-1 DRI-4", { timeout: 600_000 }, async (language) => {
  const t = wordsOf(language);
  const { origin } = city;
  const journey = `antes-${language}`;
  const step = stepper(browser, `drift-before-${language}`);
  const coordinator = await signInAs(origin, COORDINATOR);
  const looked = () => web.seen.filter(({ path }) => path === pathOf(journey, "eu")).length;
  let publicationId = "";

  await step("sent to review for the next month; what the page says then is the measure", async () => {
    publicationId = await sendToReview(journey, { local: "2026-11-20T12:00" });
    const before = looked();
    await expect.poll(async () => {
      await coordinator.call("POST", "/drifts/look", { driftId: null });
      return looked();
    }, { timeout: 90_000, interval: 1_500 }).toBeGreaterThan(before + 1);
  });
  const { page, expectQuiet } = await seatOf(browser, origin, COORDINATOR);
  await coordinator.call("PUT", "/session/preferences", { language, singleKeys: true });
  await page.reload();

  await step("the page says another hour: told under Today before anything is out", async () => {
    say(journey, "20:00");
    await expect.poll(async () => {
      await coordinator.call("POST", "/drifts/look", { driftId: null });
      const { drifts } = await coordinator.call<{ readonly drifts: readonly { readonly title: string; readonly posts: number; readonly waiting: number }[] }>("GET", "/drifts?tab=open");
      return drifts.filter(({ title }) => title.includes(`(${journey})`)).map(({ posts, waiting }) => [posts, waiting]);
    }, { timeout: 90_000, interval: 1_500 }).toEqual([[0, 1]]);
    await page.goto(`${origin}/app/`);
    await page.locator("li.task", { hasText: titles[language] }).filter({ hasText: t("today.drift.waiting", { count: 1 }) }).getByRole("link").click();
    await page.getByRole("heading", { name: t("drifts.waiting", { count: 1 }) }).waitFor();
    await inspect(page, "drift-before");
  });

  await step("the publication says so, and so does the desk of who approves it", async () => {
    await page.goto(`${origin}/app/publications/${publicationId}`);
    await page.getByText(t("drifts.changedBefore")).waitFor();
    await inspect(page, "publication-page-changed");
    await page.goto(`${origin}/app/publications/${publicationId}/review`);
    await page.getByText(t("drifts.changedBefore")).waitFor();
  });

  await step("given up, nothing is left to decide", async () => {
    await coordinator.call("POST", `/publications/${publicationId}/cancel`, { reason: "Otro día" });
    await expect.poll(async () => {
      const { drifts } = await coordinator.call<{ readonly drifts: readonly { readonly title: string }[] }>("GET", "/drifts?tab=open");
      return drifts.filter(({ title }) => title.includes(`(${journey})`)).length;
    }, { timeout: 90_000, interval: 1_500 }).toBe(0);
  });
  expectQuiet();
});

test("DRI-R4 DRI-7 the example city shows the page that is not in force with three live posts, and the hour that changed (scenarios 8 and 9)", async () => {
  const { drifts } = await (await signInAs(city.origin, COORDINATOR)).call<{ readonly drifts: readonly { readonly title: string; readonly posts: number; readonly late: boolean; readonly changes: readonly { readonly kind: string; readonly before: string | null; readonly after: string | null }[] }[] }>("GET", "/drifts?tab=open");
  const about = (kind: string) => drifts.find(({ changes, title }) => !title.includes("(") && changes.some((change) => change.kind === kind));
  expect(about("status")).toMatchObject({ posts: 3, late: true, changes: [{ before: "live", after: "not_in_force" }, { before: "live", after: "not_in_force" }] });
  expect(about("time")).toMatchObject({ posts: 3, changes: [{ before: "19:00", after: "20:00" }, { before: "19:00etan", after: "20:00etan" }] });
});
