import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { PublicationView } from "#web/office/views.ts";
import { type LiveClient, openLiveClient } from "#tests/live-client.ts";
import { openBrowser } from "./axe.ts";
import { composerOn } from "./composer.ts";
import { startExampleCity } from "./example-city.ts";
import { type OfficeClient, signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { seatOf, wordsOf } from "./staff.ts";

const es = wordsOf("es");
const eu = wordsOf("eu");
let browser: Browser;
let city: RunningProcess;
let writer: OfficeClient;

beforeAll(async () => {
  browser = await openBrowser();
  city = await startExampleCity();
  writer = await signInAs(city.origin, "Carmen Ruiz de Loizaga");
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await browser.close();
  await city.remove();
});

const begin = async (title: string) => (await writer.call<{ publicationId: string }>("POST", "/publications", { title })).publicationId;

/** A publication that waits for the coordinators. */
async function submitted(title: string): Promise<string> {
  const id = await begin(title);
  const { revision, content } = await writer.call<PublicationView>("GET", `/publications/${id}`);
  const profiles = await writer.call<{ id: string; network: string }[]>("GET", "/profiles");
  const units = await writer.call<{ id: string; name: Record<string, string> }[]>("GET", "/units");
  const saved = await writer.call<{ revision: number }>("PUT", `/publications/${id}/draft`, {
    revision,
    content: {
      ...content, title, exception: "greeting", texts: { es: `${title}.`, eu: `${title} (eu).` },
      unitId: units.find(({ name }) => name["es"] === "Movilidad y Espacio Público")?.id, profiles: profiles.filter(({ network }) => network === "feed").map((profile) => profile.id),
    },
  });
  await writer.call("POST", `/publications/${id}/submit`, { revision: saved.revision });
  return id;
}

const approve = async (who: OfficeClient, id: string) => {
  const { version } = await who.call<PublicationView>("GET", `/publications/${id}`);
  await who.call("POST", `/publications/${id}/approve`, { hash: version?.hash });
};

/** Waits until the window hears the stream: from then on it asks no more by itself. */
const isLive = (page: Page) => page.waitForFunction(async () => {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === "pregonero.live");
});
const watch = (origin: string, who: OfficeClient, lastEventId?: string): Promise<LiveClient> => openLiveClient(`${origin}/office/live`, { cookie: who.cookie, lastEventId });
const heard = (client: LiveClient, kind: string) => client.events.filter(({ data }) => data.includes(`"${kind}"`)).map(({ data }) => (JSON.parse(data) as { subject: { id: string } }).subject.id);
/** Milliseconds until it is so. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

test("two windows: what one approves leaves the other's Hoy within a second, without a word to the server in between", async () => {
  const title = "Buen Día del Árbol";
  const id = await submitted(title);
  const deciding = await seatOf(browser, city.origin, "Amaia Zubeldia");
  const watching = await seatOf(browser, city.origin, "Beñat Arrieta");
  const { page } = watching;
  const task = page.locator(".task", { hasText: title });
  await task.waitFor();
  await isLive(page);
  await deciding.page.goto(`${city.origin}/app/publications/${id}/review`);
  await deciding.page.getByRole("button", { name: es("review.approveNow") }).waitFor();
  const asked: string[] = [];
  page.on("request", (request) => {
    // Screens that may be gone to next are fetched ahead, once: they are no questions.
    const { pathname } = new URL(request.url());
    if (!pathname.startsWith("/app/assets/")) asked.push(pathname);
  });
  await page.waitForTimeout(3_000);
  expect(asked).toEqual([]);

  const answered = deciding.page.waitForResponse((response) => response.url().endsWith("/approve"));
  // Watched in the page itself: who asks now and then whether it is gone learns of it late.
  const gone = page.evaluate((words) => new Promise<void>((resolve) => {
    const look = () => {
      if ([...document.querySelectorAll(".task")].some((each) => each.textContent.includes(words))) return;
      observer.disconnect();
      resolve();
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true });
    look();
  }), title);
  await deciding.page.getByRole("button", { name: es("review.approveNow") }).click();
  await answered;
  expect(await timed(() => gone)).toBeLessThan(1_000);
  // Gathered: the approval and what followed are a few readings, not one an event.
  expect(asked.filter((path) => path === "/office/today").length).toBeLessThanOrEqual(4);
  await inspect(page, "today-live");
  watching.expectQuiet();
});

test("DEC-7 Last-Event-ID after a cut and after a kill -9: nothing is missed", async () => {
  const first = await watch(city.origin, writer);
  const one = await begin("Antes del corte");
  await expect.poll(() => heard(first, "publication.started")).toEqual([one]);
  const place = first.place();
  first.close();
  const two = await begin("Durante el corte");
  const second = await watch(city.origin, writer, place);
  await expect.poll(() => heard(second, "publication.started")).toEqual([two]);
  const three = await begin("Justo antes de la muerte");
  await city.restart();
  expect(second.isClosed()).toBe(true);
  const four = await begin("Después");
  const third = await watch(city.origin, writer, place);
  await expect.poll(() => heard(third, "publication.started")).toEqual([two, three, four]);
  expect(third.events.some(({ event }) => event === "reload")).toBe(false);
  third.close();
});

test("a window outlives a kill -9 of the server and is told again", async () => {
  const { page } = await seatOf(browser, city.origin, "Beñat Arrieta");
  await isLive(page);
  await city.restart();
  const title = "Vuelve la luz";
  await submitted(title);
  await page.locator(".task", { hasText: title }).waitFor({ timeout: 8_000 });
});

test("behind a proxy that lets no stream through, the screen asks by itself and says so", { timeout: 90_000 }, async () => {
  const title = "Feliz Navidad a todas";
  const id = await submitted(title);
  const coordinator = await signInAs(city.origin, "Amaia Zubeldia");
  const seat = await seatOf(browser, city.origin, "Beñat Arrieta");
  await seat.leave();
  const context = await browser.newContext({ locale: "en-GB" });
  await context.route("**/office/live*", (route) => route.fulfill({ status: 503, headers: { "retry-after": "10" }, body: "" }));
  const page = await context.newPage();
  await page.goto(`${city.origin}/entrar`);
  await page.getByRole("button", { name: "Beñat Arrieta" }).click();
  const task = page.locator(".task", { hasText: title });
  await task.waitFor();
  await page.getByText(eu("shell.notLive")).waitFor({ timeout: 15_000 });
  await inspect(page, "today-not-live");
  await approve(coordinator, id);
  await task.waitFor({ state: "detached", timeout: 25_000 });
});

test("CVE-2025-62175 a session that is ended elsewhere is cut within a second, and the window says so", async () => {
  const { page } = await seatOf(browser, city.origin, "Inés Salazar");
  await isLive(page);
  const elsewhere = await signInAs(city.origin, "Inés Salazar");
  const { sessions } = await elsewhere.call<{ sessions: { id: string; current: boolean; agent: string }[] }>("GET", "/account");
  const window = sessions.find(({ current, agent }) => !current && agent.includes("Chrome"));
  const bare = await watch(city.origin, elsewhere);
  const from = performance.now();
  await elsewhere.call("POST", `/account/sessions/${window?.id}/revoke`, {});
  await page.getByText(es("shell.signedOut")).waitFor({ timeout: 2_000 });
  expect(performance.now() - from).toBeLessThan(2_000);
  await elsewhere.call("POST", "/session/sign-out", {});
  const signedOutAt = performance.now();
  expect((await bare.ended) - signedOutAt).toBeLessThan(1_000);
});

test("presence: who writes is named to who looks, in their language, and goes with the window", async () => {
  const id = await begin("Entre dos");
  const [one, other] = [await seatOf(browser, city.origin, "Amaia Zubeldia"), await seatOf(browser, city.origin, "Beñat Arrieta")];
  const address = `${city.origin}/app/publications/${id}/write`;
  await one.page.goto(address);
  await composerOn(one.page, es).text.waitFor();
  await other.page.goto(address);
  await other.page.getByText(eu("presence.looking", { count: 1, who: "Amaia Zubeldia" })).waitFor({ timeout: 3_000 });
  await one.page.getByText(es("presence.looking", { count: 1, who: "Beñat Arrieta" })).waitFor({ timeout: 3_000 });
  await composerOn(one.page, es).text.pressSequentially("Hola");
  await other.page.getByText(eu("presence.writing", { count: 1, who: "Amaia Zubeldia" })).waitFor({ timeout: 3_000 });
  await inspect(other.page, "composer-presence");
  await one.page.close();
  await other.page.getByText(eu("presence.writing", { count: 1, who: "Amaia Zubeldia" })).waitFor({ state: "detached", timeout: 3_000 });
});

test("several windows of one browser share one stream, and the next takes over from the one that closes", async () => {
  const { page } = await seatOf(browser, city.origin, "Gorka Mendiluze");
  await isLive(page);
  const streams: string[] = [];
  const second = await page.context().newPage();
  second.on("request", (request) => {
    if (request.url().includes("/office/live")) streams.push(request.url());
  });
  await second.goto(`${city.origin}/app/`);
  await second.getByRole("heading", { level: 1 }).waitFor();
  await second.waitForTimeout(1_000);
  expect(streams).toEqual([]);
  await page.close();
  await expect.poll(() => streams.length).toBe(1);
});

test("DEC-1 nothing of another council: neither its events nor a stream for its sessions; SIGTERM ends streams at once", { timeout: 120_000 }, async () => {
  const other = await startExampleCity();
  try {
    const theirs = await signInAs(other.origin, "Carmen Ruiz de Loizaga");
    expect((await watch(other.origin, writer)).status).toBe(401);
    const [here, there] = [await watch(city.origin, writer), await watch(other.origin, theirs)];
    const { publicationId } = await theirs.call<{ publicationId: string }>("POST", "/publications", { title: "De otra ciudad" });
    await expect.poll(() => heard(there, "publication.started")).toEqual([publicationId]);
    const own = await begin("De esta");
    await expect.poll(() => heard(here, "publication.started")).toEqual([own]);
    here.close();
    const from = performance.now();
    const stopping = other.stop();
    expect((await there.ended) - from).toBeLessThan(500);
    expect(await stopping).toBe(0);
  } finally {
    await other.remove();
  }
});
