import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { examplePages } from "#app/example/pages.ts";
import { instantOf } from "#kernel/instant.ts";
import { draftSigned, noteBy, type RemotePerson, type RemoteServer, send, startRemote } from "#tests/fediverse.ts";
import { openBrowser } from "./axe.ts";
import { composerOn } from "./composer.ts";
import { startExampleCity } from "./example-city.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { beginning, type Seat, seatOf, stepper, wordsOf } from "./staff.ts";

const page = examplePages.find((one) => one.slug === "piscina-ibaialde");
const asked = { es: "¿Y a qué hora cierra la piscina los domingos?", eu: "Eta igandeetan zer ordutan ixten da igerilekua?" };
const thanked = { es: "Muchas gracias, muy amables.", eu: "Eskerrik asko, oso azkar!" };
const answered = { es: "Los domingos cierra a las 14:00. Un saludo.", eu: "Igandeetan 14:00etan ixten da. Ondo izan." };
const other = { es: "Se lo miro ahora mismo y le digo.", eu: "Oraintxe begiratuko dut eta esango dizut." };

let browser: Browser;
let city: RunningProcess;
let remote: RemoteServer;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  remote = await startRemote();
  city = await startExampleCity({ PREGONERO_ALLOW_PRIVATE: remote.authority });
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await city.remove();
  await remote.close();
});

/** Refusals of the inbox are meant here; the browser writes each to its console. */
const REFUSED = /the server responded with a status of (403|409)/;

async function speak({ page: window }: Seat, language: "es" | "eu"): Promise<void> {
  await window.evaluate((chosen) => fetch("/office/session/preferences", {
    method: "PUT", headers: { "content-type": "application/json", "x-pregonero": "1" }, body: JSON.stringify({ language: chosen, singleKeys: true }),
  }), language);
  await window.reload();
}

/** Whoever lives on the other server: they follow, and write as their server writes for them. */
function citizenOf(server: RemoteServer, person: RemotePerson) {
  const post = async (path: string, activity: unknown): Promise<void> => {
    const { status } = await send(draftSigned(`${city.origin}${path}`, JSON.stringify(activity), { keyId: person.keyId, key: person.key, at: instantOf(Date.now()) }));
    expect(status).toBe(202);
  };
  /** What reached their server, of a type. */
  const got = (type: string) => server.taken.map(({ body }) => JSON.parse(body) as { type: string; object: { id: string; content: string; inReplyTo?: string; to: string[]; cc: string[]; tag: { type: string; href: string }[] } }).filter((activity) => activity.type === type);
  return {
    got,
    follow: (actor: string) => post("/ap/inbox", { id: `${person.id}/follow`, type: "Follow", actor: person.id, object: actor }),
    say: async (actor: string, inReplyTo: string, words: string) => {
      const note = noteBy(person, actor, instantOf(Date.now()), { inReplyTo, content: `<p>${words}</p>` });
      await post("/ap/inbox", { id: `${note.id}/activity`, type: "Create", actor: person.id, object: note });
      return note.id;
    },
    takeBack: (id: string) => post("/ap/inbox", { id: `${id}/delete`, type: "Delete", actor: person.id, object: { id, type: "Tombstone" } }),
  };
}

test.each(["es", "eu"] as const)("the whole road, there and back, in %s: FLO-2 ROL-R7 DEL-R1 INB-1 INB-3 INB-R1 INB-R4 PROT-R1 PROT-R5 INB-6", { timeout: 300_000 }, async (language) => {
  if (!page) throw new Error("the example city has no such page");
  const t = wordsOf(language);
  const { origin } = city;
  const step = stepper(browser, `road-${language}`);
  const person = remote.person((document) => ({ ...document, preferredUsername: "nekane", name: "Nekane Arana", url: `${remote.origin}/@nekane` }));
  const citizen = citizenOf(remote, person);
  const profiles = (await (await fetch(`${origin}/.well-known/webfinger?resource=${encodeURIComponent(`acct:kirola@${new URL(origin).host}`)}`)).json()) as { links: { rel: string; href: string }[] };
  const actor = profiles.links.find((link) => link.rel === "self")?.href ?? "";

  await step("somebody on another server follows the council's profile", async () => {
    await citizen.follow(actor);
    await expect.poll(() => citizen.got("Accept").length, { timeout: 20_000 }).toBe(1);
  });

  const draft = { write: "", view: "", object: "" };
  await step("FLO-2 a page of the municipal web becomes a post, and another person approves it", async () => {
    const promoter = await seatOf(browser, origin, "Inés Salazar");
    await speak(promoter, language);
    const { page: window } = promoter;
    await window.getByRole("link", { name: t("nav.publish") }).click();
    const proposal = window.getByRole("listitem", { name: page.es.title }).or(window.getByRole("listitem", { name: page.eu.title }));
    await proposal.getByRole("button", { name: t("proposals.publish") }).click();
    await window.waitForURL(/\/publications\/[0-9a-f-]+\/write$/);
    draft.write = window.url();
    draft.view = draft.write.replace(/\/write$/, "");
    const composer = composerOn(window, t);
    await window.getByLabel(language === "es" ? "Deporte en Robledal" : "Kirola Hariztegin").check();
    await composer.saved();
    await expect.poll(composer.rules).toEqual([]);
    await window.getByRole("button", { name: t("composer.send") }).click();
    await window.waitForURL(draft.view);

    const coordinator = await seatOf(browser, origin, "Amaia Zubeldia");
    await speak(coordinator, language);
    await coordinator.page.goto(`${draft.view}/review`);
    await coordinator.page.getByRole("button", { name: t("review.approveNow") }).click();
    await coordinator.page.getByText(t("state.published")).first().waitFor({ timeout: 60_000 });
    await promoter.leave();
    await coordinator.leave();
  });

  await step("DEL-R1 it reaches the follower's server, once in each language, and is answered from there", async () => {
    await expect.poll(() => citizen.got("Create").length, { timeout: 30_000 }).toBe(2);
    const post = citizen.got("Create").find(({ object }) => object.content.includes(page[language].title.slice(0, 12)) || object.content.includes(page[language].summary.slice(0, 20)));
    draft.object = post?.object.id ?? "";
    expect(draft.object).toContain("/ap/objects/");
    await citizen.say(actor, draft.object, asked[language]);
  });

  const [ane, leire] = [await seatOf(browser, origin, "Ane Goikoetxea"), await seatOf(browser, origin, "Leire Otxoa")];
  for (const seat of [ane, leire]) await speak(seat, language);
  const box = (seat: Seat) => seat.page.getByRole("region", { name: t("reply.title") });
  const said = (seat: Seat) => seat.page.getByRole("list", { name: t("thread.said") });

  await step("INB-1 PROT-R1 it waits in Hoy and in the inbox with its time, about that post", async () => {
    await ane.page.getByRole("link", { name: asked[language] }).click({ timeout: 20_000 });
    await ane.page.getByRole("heading", { level: 2, name: "Nekane Arana" }).waitFor();
    await said(ane).getByText(asked[language]).waitFor();
    await ane.page.getByText(`@nekane@${remote.authority}`).first().waitFor();
    await ane.page.getByRole("link", { name: page.es.title }).or(ane.page.getByRole("link", { name: page.eu.title })).first().waitFor();
    await inspect(ane.page, "road-thread");
  });

  await step("INB-3 two managers: who begins to write has it, and the other sees it at once", async () => {
    await leire.page.goto(ane.page.url());
    await said(leire).getByText(asked[language]).waitFor();
    await box(ane).getByRole("textbox").first().fill(answered[language]);
    await box(leire).getByRole("button", { name: t("thread.takeOver") }).waitFor({ timeout: 10_000 });
    const refused = await leire.page.evaluate(async ([id, text, tag]) => (await fetch(`/office/conversations/${id}/draft`, {
      method: "PUT", headers: { "content-type": "application/json", "x-pregonero": "1" }, body: JSON.stringify({ texts: { [tag ?? ""]: text } }),
    })).status, [ane.page.url().split("/").at(-1)?.split("?")[0] ?? "", other[language], language]);
    expect(refused).toBe(409);
    await inspect(leire.page, "road-claimed");
  });

  await step("INB-R4 PROT-R5 it is answered and closed; the citizen's server shows the answer, to them and below their words", async () => {
    await ane.page.keyboard.press("Control+Enter");
    await ane.page.getByText(t("reply.sentAndClosed")).first().waitFor();
    await expect.poll(() => citizen.got("Create").length, { timeout: 30_000 }).toBe(3);
    const answer = citizen.got("Create").at(-1)?.object;
    expect(answer?.content).toContain(answered[language]);
    expect(answer?.tag).toContainEqual(expect.objectContaining({ type: "Mention", href: person.id }));
    expect([...(answer?.to ?? []), ...(answer?.cc ?? [])]).toContain(person.id);
    await expect.poll(() => said(leire).getByText(t("thread.delivery.confirmed")).count(), { timeout: 20_000 }).toBe(1);
    await leire.page.getByRole("button", { name: t("thread.reopen") }).waitFor();
  });

  await step("INB-R1 who thanks opens it again; it is closed with what became of it", async () => {
    const answer = citizen.got("Create").at(-1)?.object.id ?? "";
    await citizen.say(actor, answer, thanked[language]);
    await said(leire).getByText(thanked[language]).waitFor({ timeout: 20_000 });
    await box(leire).getByRole("button", { name: t("reply.close") }).click();
    const dialog = leire.page.getByRole("dialog");
    await dialog.getByLabel(t("inbox.disposition.no_reply")).check();
    await dialog.getByLabel(t("inbox.noReply.thanks")).check();
    await inspect(leire.page, "road-close");
    await dialog.getByRole("button", { name: t("close.act") }).click();
    await dialog.waitFor({ state: "hidden" });
    await ane.page.goto(`${origin}/app/inbox?tab=closed`);
    await ane.page.getByRole("list", { name: t("inbox.list") }).getByRole("link", { name: "Nekane Arana" }).waitFor();
  });

  await step("INB-6 what the citizen takes back is gone here too", async () => {
    const words = language === "es" ? "Por cierto, vivo en Zumardi 14" : "Bide batez, Zumardi 14an bizi naiz";
    const id = await citizen.say(actor, draft.object, words);
    const { page: window } = leire;
    await window.goto(`${origin}/app/inbox?tab=waiting`);
    await window.getByRole("list", { name: t("inbox.list") }).getByRole("link", { name: "Nekane Arana" }).click();
    await said(leire).getByText(words).waitFor();
    await citizen.takeBack(id);
    await said(leire).getByText(beginning(t, "thread.deleted")).waitFor({ timeout: 20_000 });
    // The list is read anew beside the thread.
    await expect.poll(() => window.content()).not.toContain(words);
  });

  await step("POR-3 the portal tells how the promise is kept", async () => {
    const id = actor.split("/").at(-1) ?? "";
    const { page: window } = ane;
    await expect.poll(async () => {
      await window.goto(`${origin}/${language}/p/${id}`);
      return window.locator("main").innerText();
    }, { timeout: 20_000 }).toMatch(/\b1\b/);
    await inspect(window, "road-portal");
  });
  ane.expectQuiet(REFUSED);
  leire.expectQuiet(REFUSED);
});
