import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PublicationView, StopView } from "#web/office/views.ts";
import { openBrowser } from "./axe.ts";
import { startExampleCity } from "./example-city.ts";
import { type OfficeClient, signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { seatOf, stepper, wordsOf } from "./staff.ts";

const es = wordsOf("es");
const eu = wordsOf("eu");
/** DOMAIN's crisis has as many scheduled when the level is raised. */
const SCHEDULED = 41;
let browser: Browser;
let city: RunningProcess;
let writer: OfficeClient;
let approver: OfficeClient;

beforeAll(async () => {
  browser = await openBrowser();
  city = await startExampleCity();
  writer = await signInAs(city.origin, "Carmen Ruiz de Loizaga");
  approver = await signInAs(city.origin, "Beñat Arrieta");
});
afterAll(async () => {
  await browser.close();
  await city.remove();
});

/** Written by one, approved by another, for the next day at a minute of its own. */
async function schedule(title: string, minute: number): Promise<string> {
  const { publicationId: id } = await writer.call<{ publicationId: string }>("POST", "/publications", { title });
  const { revision, content } = await writer.call<PublicationView>("GET", `/publications/${id}`);
  const [profiles, units] = await Promise.all([
    writer.call<{ id: string; network: string }[]>("GET", "/profiles"), writer.call<{ id: string; name: Record<string, string> }[]>("GET", "/units"),
  ]);
  const saved = await writer.call<{ revision: number }>("PUT", `/publications/${id}/draft`, {
    revision,
    content: {
      ...content, title, exception: "greeting", texts: { es: `${title}.`, eu: `${title} (eu).` }, due: { local: `2026-09-22T12:${String(minute).padStart(2, "0")}` },
      unitId: units.find(({ name }) => name["es"] === "Movilidad y Espacio Público")?.id, profiles: profiles.filter(({ network }) => network === "feed").map((profile) => profile.id),
    },
  });
  await writer.call("POST", `/publications/${id}/submit`, { revision: saved.revision });
  const { version } = await approver.call<PublicationView>("GET", `/publications/${id}`);
  await approver.call("POST", `/publications/${id}/approve`, { hash: version?.hash });
  return id;
}

test("EDI-8 CRI-R2 panic stop with 41 scheduled posts: pressed by one, seen at once by the other, then asked one by one", { timeout: 240_000, retry: 0 }, async () => {
  const step = stepper(browser, "stop");
  const ids: string[] = [];
  for (let index = 0; index < SCHEDULED; index += 1) ids.push(await schedule(`Aviso ${index + 1}`, index));
  const pressing = await seatOf(browser, city.origin, "Amaia Zubeldia");
  const watching = await seatOf(browser, city.origin, "Leire Otxoa");
  const { page } = pressing;

  await step("EDI-8 three actions: the button, the reason, the word", async () => {
    await page.getByRole("button", { name: es("stop.act") }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: es("stop.now") }).click();
    await dialog.getByText(es("refusal.reason-missing")).waitFor();
    await inspect(page, "stop-dialog");
    await dialog.getByLabel(es("stop.reason")).fill("Nevada: solo habla Protección Civil");
    const from = performance.now();
    await dialog.getByRole("button", { name: es("stop.now") }).click();
    await watching.page.getByText(eu("stop.openAll")).waitFor();
    const took = performance.now() - from;
    const { paused, open } = await writer.call<StopView>("GET", "/stop");
    expect(paused.filter((row) => ids.includes(row.publicationId))).toHaveLength(SCHEDULED);
    expect(open).toHaveLength(1);
    console.log(`41 scheduled posts held and the other window told ${took.toFixed(0)} ms after the press`);
    await page.getByText(es("stop.listTitle", { count: paused.length })).waitFor();
    await inspect(page, "stop-open");
    await inspect(watching.page, "stop-open");
  });

  await step("CRI-R2 while it lasts a post can only be called off", async () => {
    const row = page.locator(".task", { hasText: "Aviso 41" });
    await row.getByRole("button", { name: new RegExp(`^${es("stop.decide")}`) }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(es("stop.onlyCancel")).waitFor();
    expect(await dialog.getByRole("radio").count()).toBe(1);
    await dialog.getByLabel(es("stop.decision.cancel")).check();
    await dialog.getByRole("button", { name: es("settle.act") }).click();
    await row.waitFor({ state: "detached" });
  });

  await step("CRI-R2 after its end nothing goes by itself: one goes as planned, one at another time, the rest wait", async () => {
    await page.getByRole("button", { name: es("stop.resume") }).click();
    await page.getByRole("dialog").getByRole("button", { name: es("stop.resumeAct") }).click();
    await page.getByText(es("stop.openAll")).waitFor({ state: "detached" });
    await watching.page.getByText(eu("stop.openAll")).waitFor({ state: "detached" });
    const decide = async (title: string, choose: (dialog: ReturnType<typeof page.getByRole>) => Promise<void>) => {
      const row = page.locator(".task", { has: page.getByRole("link", { name: title, exact: true }) });
      await row.getByRole("button", { name: new RegExp(`^${es("stop.decide")}`) }).click();
      const dialog = page.getByRole("dialog");
      await choose(dialog);
      await dialog.getByRole("button", { name: es("settle.act") }).click();
      await row.waitFor({ state: "detached" });
    };
    await decide("Aviso 1", (dialog) => dialog.getByLabel(es("stop.decision.as-planned")).check());
    await decide("Aviso 2", async (dialog) => {
      await dialog.getByLabel(es("stop.decision.at")).check();
      await dialog.getByLabel(es("when.day"), { exact: true }).fill("2026-10-25");
      await dialog.getByLabel(es("when.time"), { exact: true }).fill("02:30");
      await dialog.getByRole("button", { name: es("settle.act") }).click();
      // The clock is put back that night: which half past two?
      await dialog.getByText(es("when.twice")).waitFor();
      await inspect(page, "stop-decide");
      await dialog.getByLabel(es("when.later")).check();
    });
    // Each is a post in every language.
    const outlook = async (id: string | undefined) => new Set((await writer.call<PublicationView>("GET", `/publications/${id}`)).deliveries.map(({ held, due }) => `${held} ${due}`));
    expect(await outlook(ids[0])).toEqual(new Set(["false 2026-09-22T10:00:00.000Z"]));
    expect(await outlook(ids[1])).toEqual(new Set(["false 2026-10-25T01:30:00.000Z"]));
    const { paused } = await writer.call<StopView>("GET", "/stop");
    expect(paused.filter((row) => ids.includes(row.publicationId))).toHaveLength(SCHEDULED - 3);
  });

  await step("who may not stop everything does not see the button", async () => {
    const { page: promoter, leave } = await seatOf(browser, city.origin, "Carmen Ruiz de Loizaga");
    await promoter.getByRole("heading", { level: 1 }).waitFor();
    expect(await promoter.getByRole("button", { name: es("stop.act") }).count()).toBe(0);
    expect((await writer.ask("POST", "/stops", { profileIds: null, reason: "no" })).body).toMatchObject({ refusal: { kind: "not-permitted" } });
    await leave();
  });
  pressing.expectQuiet(/status of (409|422)/);
  watching.expectQuiet();
});
