import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY, HOUR, MINUTE } from "#kernel/instant.ts";
import { listRecordsOf } from "#modules/evidence/index.ts";
import { approvePublication, type Content, deliverOnce, findPublication, listVersions, readDraftFacts, returnPublication, saveDraft, startCorrection, startPublication, submitPublication, withdrawPublication } from "#modules/publishing/index.ts";
import { listCitedItems, proposePage, registerSource } from "#modules/sources/index.ts";
import { feedLimits, feedNetwork } from "#networks/feeds/index.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { createEgress } from "#platform/egress/index.ts";
import { listEventsOf } from "#platform/events.ts";
import { silentLog } from "#platform/log.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { insertTestingProfile } from "#tests/deliveries.ts";
import { misbehaviour, startSite } from "#tests/site.ts";
import { correctPost, countDrifts, decideDrift, findDrift, findDriftOf, followPublications, listDrifts, listUnread, lookAtDue, lookSoon, tellLate } from "./index.ts";

const database = useDatabase();
const clock = testClock("2026-09-21T09:00:00Z");
const site = await startSite();
const egress = createEgress({ allowPrivate: [site.authority], userAgent: "test", clock });
const setting = { limitsOf: () => feedLimits, origin: "https://ciudad.example" };
let council: TestCouncil;
// One that speaks each language apart, as the council does on X, and one with both together, as on Facebook.
let x: Id<"profile">;
let facebook: Id<"profile">;

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  x = await insertTestingProfile(database.owner, clock.now(), "feed");
  facebook = await insertTestingProfile(database.owner, clock.now(), "feed");
  await sql`update register.profile set languages = '{es,eu}', layout = case when id = ${x} then 'separate' else 'bilingual' end`.execute(database.owner);
  for (const name of ["Jon", "Leire"]) {
    for (const [letter, profileId] of [["A", x], ["B", facebook]] as const) await enterStaff(database.db, { name: `${name} ${letter}`, postType: "technical", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
  }
  site.set("/", { type: "text/html", body: "<html lang=es><title>Web</title><body><main>Web municipal de prueba, con todo lo que hay que saber</main></body></html>" });
  expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: site.origin, name: "Web", unitId: council.units.mobility }, { pauseMs: 0 }));
});
// Each test on a working morning of its own: nothing of the ones before is due.
let week = 0;
beforeEach(async () => {
  await sql`update drift.page set next_at = null`.execute(database.owner);
  clock.set("2026-09-21T09:00:00Z");
  clock.advance(week * 7 * DAY);
  week += 1;
});
afterAll(() => Promise.all([egress.close(), site.close()]));

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);
const look = () => lookAtDue({ db: database.db, egress, clock, pauseMs: 0 });

const texts = {
  es: (time: string, more = "") => `La banda municipal toca el sábado 26 de septiembre, a las ${time}, en la plaza de la Fuente. La entrada es libre. Si llueve, el concierto será en el teatro Principal, a la misma hora y con el mismo programa de música de cine y piezas de compositoras vascas. ${more}`,
  eu: (time: string, more = "") => `Udal bandak irailaren 26an, larunbata, ${time}etan joko du Iturri plazan. Sarrera doan da. Euria egiten badu, Antzoki Nagusian izango da, ordu berean eta egitarau berarekin: zinemako musika eta euskal konpositoreen lanak. ${more}`,
};

let pages = 0;
/** A page in two languages; the answer says it anew, or sets whatever route. */
async function page(time = "19:00") {
  pages += 1;
  const uid = pages;
  const path = (language: "es" | "eu") => (language === "es" ? `/es/concierto-${uid}` : `/eu/kontzertua-${uid}`);
  const html = (language: "es" | "eu", body: string) => ({
    type: "text/html; charset=utf-8",
    body: `<!doctype html><html lang="${language}"><head><title>Concierto ${uid}</title>${language === "eu" ? `<link rel="alternate" hreflang="es" href="${path("es")}">` : ""}</head><body><nav>Menú</nav><main><h1>${language === "es" ? "Concierto" : "Kontzertua"} ${uid}</h1>${body}</main></body></html>`,
  });
  const say = (said: string, { only, more }: { readonly only?: "es" | "eu"; readonly more?: string } = {}) => {
    for (const language of ["es", "eu"] as const) if (only === undefined || only === language) site.set(path(language), html(language, `<p>${texts[language](said, more)}</p>`));
  };
  say(time);
  let itemId: Id<"item"> | undefined;
  for (const language of ["es", "eu"] as const) ({ itemId } = expectOk(await proposePage(database.db, egress, clock, council.coordinator, site.origin + path(language), { pauseMs: 0 })));
  if (!itemId) throw new Error("no item");
  return { itemId, say, path, html };
}

async function write(itemId: Id<"item">, content: Partial<Content> = {}): Promise<Id<"publication">> {
  const id = expectOk(await run((tx) => startPublication(tx, council.coordinator, "Concierto", clock.now())));
  const { revision, content: empty } = await get(id);
  expectOk(await run((tx) => saveDraft(tx, setting.limitsOf, council.coordinator, {
    id, revision,
    content: {
      ...empty, unitId: council.units.mobility, profiles: [x, facebook], citations: [{ itemId }],
      texts: { es: `¡La banda toca el sábado a las 19:00! Página ${id}`, eu: `Bandak larunbatean joko du, 19:00etan! Orria ${id}` }, ...content,
    },
  }, clock.now())));
  return id;
}

async function get(id: Id<"publication">) {
  const found = await findPublication(database.db, id);
  if (!found) throw new Error("no publication");
  return found;
}

async function sendOut(id: Id<"publication">): Promise<void> {
  const { revision, content } = await get(id);
  expectOk(await run((tx) => submitPublication(tx, setting.limitsOf, council.coordinator, { id, revision }, clock.now())));
  const { hash } = await readDraftFacts(database.db, setting.limitsOf, content, clock.now());
  expectOk(await run((tx) => approvePublication(tx, setting, council.promoter, { id, hash }, clock.now())));
  await deliverOnce({ db: database.db, clock, networks: [feedNetwork<Tx>()], log: silentLog, everyMs: 50, concurrency: 4, leaseMs: 30_000 });
  await followPublications(database.db);
}

/** A post that is out, with what its page said then. */
async function publish(itemId: Id<"item">, content: Partial<Content> = {}): Promise<Id<"publication">> {
  const id = await write(itemId, content);
  await sendOut(id);
  await look();
  return id;
}

const openOf = async (itemId: Id<"item">) => (await listDrifts(database.db, "open")).filter((drift) => drift.itemId === itemId);
const closedOf = async (itemId: Id<"item">) => (await listDrifts(database.db, "closed")).filter((drift) => drift.itemId === itemId);
const changesOf = (drift: { readonly changes: readonly { readonly language: string; readonly kind: string; readonly before: string | null; readonly after: string | null }[] } | undefined) =>
  drift?.changes.map(({ language, kind, before, after }) => `${language} ${kind} ${before ?? "—"} → ${after ?? "—"}`);

test("DRI-1 DRI-2 DRI-4 DRI-R1 acceptance: 19:00 becomes 20:00 at 11:05, the check at 12:00 finds three posts, the correction at 12:20 is shown", async () => {
  const { itemId, say } = await page();
  // 11:00 in Madrid.
  const id = await publish(itemId);
  clock.advance(5 * MINUTE);
  say("20:00");
  clock.advance(54 * MINUTE);
  expect(await look()).toMatchObject({ looked: 0 });
  clock.advance(MINUTE);
  expect(await look()).toMatchObject({ looked: 1, changed: 1 });

  const [drift] = await openOf(itemId);
  expect(drift).toMatchObject({ kind: "page", state: "detected", material: true, detectedAt: "2026-09-21T10:00:00.000Z", due: "2026-09-21T12:00:00.000Z" });
  expect(changesOf(drift)).toEqual(["es time 19:00 → 20:00", "eu time 19:00etan → 20:00etan"]);
  expect(drift?.affected.flatMap(({ posts }) => posts.map(({ profileId, languages }) => `${profileId === x ? "X" : "Facebook"} ${languages.join("+")}`)).toSorted()).toEqual(["Facebook es+eu", "X es", "X eu"]);
  if (!drift) throw new Error("no drift");
  const record = await findDrift(database.db, drift.id);
  expect(record?.compared.map(({ language, before, after }) => [language, before?.text.includes("19:00"), after?.text.includes("20:00")])).toEqual([["es", true, true], ["eu", true, true]]);

  clock.advance(15 * MINUTE);
  expectOk(await run((tx) => correctPost(tx, setting.limitsOf, council.coordinator, { id: drift.id, publicationId: id, reason: "El concierto pasa a las 20:00" }, clock.now())));
  const { content } = await get(id);
  expect(content.texts["es"]).toContain("a las 20:00!");
  expect(content.texts["eu"]).toContain("20:00etan!");
  expect((await openOf(itemId))[0]).toMatchObject({ state: "assigned", decision: "correct" });
  clock.advance(5 * MINUTE);
  await sendOut(id);
  expect((await listVersions(database.db, id))[0]).toMatchObject({ number: 2, publishedAt: "2026-09-21T10:20:00.000Z", correctionReason: "El concierto pasa a las 20:00" });
  expect(await openOf(itemId)).toEqual([]);
  expect((await closedOf(itemId))[0]).toMatchObject({ state: "corrected", decision: "correct", closedAt: "2026-09-21T10:20:00.000Z" });
  // The page says it too: nothing is left to be put right there.
  await look();
  expect(await openOf(itemId)).toEqual([]);
  expect((await listRecordsOf(database.db, { type: "drift", id: drift.id })).map(({ kind }) => kind)).toEqual(["drift.found", "drift.correction-started", "drift.corrected"]);
});

describe("decisions", () => {
  test("DRI-R2 nothing ends without a decision, nor a decision without its reason; it is told once when it is late", async () => {
    const { itemId, say } = await page();
    await publish(itemId);
    say("20:00");
    clock.advance(HOUR);
    await look();
    const [drift] = await openOf(itemId);
    if (!drift) throw new Error("no drift");
    for (const decision of ["not_material", "page_wrong"] as const) {
      expect(await run((tx) => decideDrift(tx, council.promoter, { id: drift.id, decision, reason: " " }, clock.now()))).toMatchObject({ refusal: { kind: "reason-missing" } });
    }
    expect(await run((tx) => decideDrift(tx, council.otherPromoter, { id: drift.id, decision: "not_material", reason: "No importa" }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted", because: "other-unit" } });
    const late = () => database.db.transaction().execute((tx) => tellLate(tx, clock.now()));
    clock.advance(2 * HOUR);
    await late();
    expect((await listEventsOf(database.db, { type: "drift", id: drift.id })).map(({ kind }) => kind)).not.toContain("drift.late");
    clock.advance(MINUTE);
    await late();
    await late();
    expect((await listEventsOf(database.db, { type: "drift", id: drift.id })).filter(({ kind }) => kind === "drift.late")).toHaveLength(1);
  });

  test("DRI-4 not material: what the page says now is the measure, and the next change is found from there", async () => {
    const { itemId, say } = await page();
    await publish(itemId);
    say("20:00");
    clock.advance(HOUR);
    await look();
    const [drift] = await openOf(itemId);
    if (!drift) throw new Error("no drift");
    expectOk(await run((tx) => decideDrift(tx, council.promoter, { id: drift.id, decision: "not_material", reason: "El mensaje no dice la hora" }, clock.now())));
    expect(await run((tx) => decideDrift(tx, council.promoter, { id: drift.id, decision: "not_material", reason: "Otra vez" }, clock.now()))).toMatchObject({ refusal: { kind: "drift-closed" } });
    clock.advance(HOUR);
    await look();
    expect(await openOf(itemId)).toEqual([]);
    say("21:00");
    clock.advance(6 * HOUR);
    await look();
    expect(changesOf((await openOf(itemId))[0])).toEqual(["es time 20:00 → 21:00", "eu time 20:00etan → 21:00etan"]);
  });

  test("DRI-4 the page is wrong: it stays open for its owner until the page says again what the posts say", async () => {
    const { itemId, say } = await page();
    await publish(itemId);
    say("9:00");
    clock.advance(HOUR);
    await look();
    const [drift] = await openOf(itemId);
    if (!drift) throw new Error("no drift");
    expectOk(await run((tx) => decideDrift(tx, council.coordinator, { id: drift.id, decision: "page_wrong", reason: "Es una errata de la web" }, clock.now())));
    clock.advance(HOUR);
    await look();
    expect(await openOf(itemId)).toMatchObject([{ state: "assigned", decision: "page_wrong" }]);
    say("19:00");
    clock.advance(HOUR);
    await look();
    expect(await openOf(itemId)).toEqual([]);
    expect((await closedOf(itemId))[0]).toMatchObject({ state: "page_fixed", decision: "page_wrong" });
  });

  test("a withdrawal takes away what was wrong", async () => {
    const { itemId, say } = await page();
    const id = await publish(itemId);
    say("20:00");
    clock.advance(HOUR);
    await look();
    expectOk(await run((tx) => withdrawPublication(tx, setting, council.coordinator, { id, reason: "error_fact", note: "" }, clock.now())));
    await followPublications(database.db);
    expect((await closedOf(itemId))[0]).toMatchObject({ state: "corrected", affected: [{ settled: "withdrawn" }] });
  });
});

test("DRI-R3 what is only worded otherwise is stored and told to nobody; typography is not even stored", async () => {
  const { itemId, say, path, html } = await page();
  await publish(itemId);
  site.set(path("es"), html("es", `<div class='x'><p>${texts.es("19:00").replaceAll(" ", "&nbsp;")}</p></div>`));
  clock.advance(HOUR);
  await look();
  expect((await listDrifts(database.db, "stored")).filter((drift) => drift.itemId === itemId)).toEqual([]);
  say("19:00", { more: "Organiza el Departamento de Cultura." });
  clock.advance(5 * HOUR);
  await look();
  expect(await openOf(itemId)).toEqual([]);
  expect((await listDrifts(database.db, "stored")).filter((drift) => drift.itemId === itemId)).toMatchObject([{ state: "stored", material: false, changes: [{ kind: "words" }, { kind: "words" }] }]);
  expect((await countDrifts(database.db)).stored).toBeGreaterThan(0);
});

describe("DRI-5 a correction on the network reaches the web", () => {
  test("its owner has a task until the page says it", async () => {
    const { itemId, say } = await page();
    const id = await publish(itemId);
    // Somebody corrects the post; the page goes on saying 19:00.
    expectOk(await run((tx) => startCorrection(tx, council.coordinator, { id, reason: "Empieza más tarde" }, clock.now())));
    const { revision, content } = await get(id);
    expectOk(await run((tx) => saveDraft(tx, setting.limitsOf, council.coordinator, {
      id, revision, content: { ...content, texts: Object.fromEntries(Object.entries(content.texts).map(([language, text]) => [language, text.replace("19:00", "21:30")])) },
    }, clock.now())));
    await sendOut(id);
    await look();
    const [drift] = await openOf(itemId);
    expect(drift).toMatchObject({ kind: "reverse", state: "detected" });
    expect(changesOf(drift)).toEqual(["es time 19:00 → 21:30", "eu time 19:00etan → 21:30etan"]);
    say("21:30", { only: "es" });
    clock.advance(HOUR);
    await look();
    expect(changesOf((await openOf(itemId)).find(({ kind }) => kind === "reverse"))).toEqual(["eu time 19:00etan → 21:30etan"]);
    say("21:30");
    clock.advance(HOUR);
    await look();
    expect((await openOf(itemId)).filter(({ kind }) => kind !== "page")).toEqual([]);
    expect((await closedOf(itemId)).find(({ kind }) => kind === "reverse")).toMatchObject({ state: "page_fixed" });
  });
});

test("DRI-6 es≠eu: only one language of the page changes, and the two contradict each other until both say it", async () => {
  const { itemId, say } = await page();
  await publish(itemId);
  say("20:00", { only: "es" });
  clock.advance(HOUR);
  await look();
  const open = await openOf(itemId);
  expect(open.map(({ kind }) => kind).toSorted()).toEqual(["languages", "page"]);
  expect(changesOf(open.find(({ kind }) => kind === "languages"))).toEqual(["es time 20:00 → 19:00etan"]);
  say("20:00");
  clock.advance(HOUR);
  await look();
  expect((await openOf(itemId)).map(({ kind }) => kind)).toEqual(["page"]);
});

describe("DRI-7 DRI-R4 a page that is not what it was", () => {
  test("not in force: always material, with three posts that live (scenario 8)", async () => {
    const { itemId, path, html } = await page();
    await publish(itemId);
    for (const language of ["es", "eu"] as const) site.set(path(language), html(language, "<p>Este contenido no está vigente.</p>"));
    clock.advance(HOUR);
    await look();
    const [drift] = await openOf(itemId);
    expect(changesOf(drift)).toEqual(expect.arrayContaining(["es status live → not_in_force", "eu status live → not_in_force"]));
    expect(drift?.affected[0]?.posts).toHaveLength(3);
    expect((await listCitedItems(database.db, [itemId]))[0]?.status).toBe("not_in_force");
  });

  test.each([
    ["answers 404", (path: string) => site.remove(path)],
    ["sends everybody to the front page", (path: string) => site.set(path, misbehaviour.redirect("/"))],
    ["answers 200 with the text of an error", (path: string) => site.set(path, { body: "<html><title>Error</title><body><main>La página solicitada no existe.</main></body></html>" })],
  ])("gone: a page that %s is believed the second time", async (_what, break_) => {
    const { itemId, path, say } = await page();
    await publish(itemId);
    for (const language of ["es", "eu"] as const) break_(path(language));
    clock.advance(HOUR);
    await look();
    expect(await openOf(itemId)).toEqual([]);
    clock.advance(10 * MINUTE);
    await look();
    expect(changesOf((await openOf(itemId))[0])).toEqual(["es status live → gone", "eu status live → gone"]);
    say("19:00");
    clock.advance(HOUR);
    await look();
    expect(await openOf(itemId)).toEqual([]);
  });

  test("a fault that passes is no drift", async () => {
    const { itemId, path, say } = await page();
    await publish(itemId);
    for (const language of ["es", "eu"] as const) site.remove(path(language));
    clock.advance(HOUR);
    await look();
    say("19:00");
    clock.advance(10 * MINUTE);
    await look();
    clock.advance(5 * HOUR);
    await look();
    expect([...(await openOf(itemId)), ...(await closedOf(itemId))]).toEqual([]);
  });

  test("a server that is down for three days is a dead link; until then it is told of as unread", async () => {
    const { itemId, path, say } = await page();
    await publish(itemId);
    for (const language of ["es", "eu"] as const) site.set(path(language), { status: 503, body: "Service unavailable" });
    clock.advance(HOUR);
    await look();
    expect((await listUnread(database.db)).filter((each) => each.itemId === itemId)).toMatchObject([{ trouble: { kind: "http-status", status: 503 } }, {}]);
    clock.advance(71 * HOUR);
    await look();
    expect(await openOf(itemId)).toEqual([]);
    clock.advance(2 * HOUR);
    await look();
    expect(changesOf((await openOf(itemId))[0])).toEqual(["es status live → gone", "eu status live → gone"]);
    say("19:00");
    clock.advance(HOUR);
    await look();
    expect(await openOf(itemId)).toEqual([]);
  });
});

describe("attacks", () => {
  test.each([
    ["40 megabytes", (path: string) => site.set(path, misbehaviour.endless("text/html", Buffer.alloc(1_048_576, "a"), { announced: 40 * 1_048_576 })), "too-large"],
    ["letters of windows-1252 that claim to be UTF-8", (path: string) => site.set(path, { type: "text/html; charset=utf-8", body: Buffer.from("<main>Cami\u00f3n a las 20:00, se\u00f1ora</main>", "latin1") }), "undecodable"],
    ["a picture", (path: string) => site.set(path, { type: "image/png", body: "x" }), "not-a-page"],
    ["an error of the server, with 200", (path: string) => site.set(path, { body: "<main>Error interno del servidor. Inténtelo más tarde.</main>" }), "http-status"],
  ] as const)("a page that turns into %s is unread and no drift, however long", async (_what, attack, trouble) => {
    const { itemId, path } = await page();
    await publish(itemId);
    for (const language of ["es", "eu"] as const) attack(path(language));
    for (let n = 0; n < 3; n += 1) {
      clock.advance(HOUR);
      await look();
    }
    expect(await openOf(itemId)).toEqual([]);
    expect((await listUnread(database.db)).filter((each) => each.itemId === itemId).map(({ trouble: { kind } }) => kind)).toEqual([trouble, trouble]);
  });

  test("the same words in windows-1252 and in UTF-8 are the same page", async () => {
    const { itemId, path } = await page();
    await publish(itemId);
    site.set(path("es"), { type: "text/html; charset=windows-1252", body: Buffer.from(`<html lang="es"><head><title>Concierto ${pages}</title></head><main><h1>Concierto ${pages}</h1><p>${texts.es("19:00")}</p></main></html>`, "latin1") });
    clock.advance(HOUR);
    expect(await look()).toMatchObject({ failed: 0 });
    expect(await openOf(itemId)).toEqual([]);
  });

  test("a page cut off in the middle is believed only when it stays so", async () => {
    const { itemId, path, html, say } = await page();
    await publish(itemId);
    site.set(path("es"), html("es", "<p>Concierto</p>"));
    clock.advance(HOUR);
    await look();
    expect(await openOf(itemId)).toEqual([]);
    say("19:00");
    clock.advance(10 * MINUTE);
    await look();
    expect(await openOf(itemId)).toEqual([]);
  });

  test("a look that dies in the middle has forgotten itself and nothing else, and does not keep the other pages waiting", async () => {
    const [one, other] = [await page(), await page()];
    await publish(one.itemId);
    await publish(other.itemId);
    one.say("20:00");
    other.say("20:00");
    clock.advance(HOUR);
    const dies = { ...egress, fetch: (request: Parameters<typeof egress.fetch>[0]) => (request.url.includes(one.path("eu")) ? Promise.reject(new Error("killed")) : egress.fetch(request)) };
    const heard: unknown[] = [];
    await lookAtDue({ db: database.db, egress: dies, clock, pauseMs: 0, onError: (error) => heard.push(error) });
    expect(heard).toHaveLength(1);
    expect(await openOf(one.itemId)).toEqual([]);
    expect(await openOf(other.itemId)).toHaveLength(1);
    clock.advance(HOUR);
    await look();
    expect(changesOf((await openOf(one.itemId))[0])).toHaveLength(2);
  });

  test("two rounds at once find a change once", async () => {
    const { itemId, say } = await page();
    await publish(itemId);
    say("20:00");
    clock.advance(HOUR);
    await Promise.all([look(), look(), look()]);
    expect(await openOf(itemId)).toHaveLength(1);
    const { rows } = await sql<{ n: number }>`select count(*) as n from drift.snapshot where item_id = ${itemId}`.execute(database.db);
    expect(rows[0]?.n).toBe(4);
  });

  test("DRI-2 pages are asked conditionally, and what is as it was costs one line", async () => {
    const { itemId } = await page();
    await publish(itemId);
    site.forget();
    clock.advance(HOUR);
    expect(await look()).toMatchObject({ looked: 1, unchanged: 1 });
    expect(site.seen.filter(({ path }) => /^\/(es|eu)\//.test(path)).every(({ headers }) => headers["if-none-match"] !== undefined)).toBe(true);
    clock.advance(DAY);
    await database.db.transaction().execute((tx) => lookSoon(tx, itemId, clock.now()));
    expect(await look()).toMatchObject({ looked: 1 });
  });
});

describe("what changes before it goes out (ADR 0035)", () => {
  const deliver = async () => {
    await deliverOnce({ db: database.db, clock, networks: [feedNetwork<Tx>()], log: silentLog, everyMs: 50, concurrency: 4, leaseMs: 30_000 });
    await followPublications(database.db);
  };
  const submit = async (id: Id<"publication">) => {
    const { revision } = await get(id);
    expectOk(await run((tx) => submitPublication(tx, setting.limitsOf, council.coordinator, { id, revision }, clock.now())));
    await followPublications(database.db);
  };
  const approve = async (id: Id<"publication">) => {
    const { hash } = await readDraftFacts(database.db, setting.limitsOf, (await get(id)).content, clock.now());
    expectOk(await run((tx) => approvePublication(tx, setting, council.promoter, { id, hash }, clock.now())));
    await followPublications(database.db);
  };
  /** Approved now for two hours later: 11:00 and 13:00 in Madrid, an hour earlier in winter. */
  const forOne = async (itemId: Id<"item">) => {
    const due = Temporal.Instant.from(clock.now()).add({ hours: 2 }).toZonedDateTimeISO("Europe/Madrid").toPlainDateTime();
    const id = await write(itemId, { due: { local: due.toString({ smallestUnit: "minute" }) } });
    await submit(id);
    await look();
    await approve(id);
    return id;
  };

  test("DRI-1 DRI-4 approved at 11:00 for 13:00, the page changes at 12:00: told before it goes out, and still open after it went", async () => {
    const { itemId, say } = await page();
    const id = await forOne(itemId);
    expect(await openOf(itemId)).toEqual([]);
    clock.advance(30 * MINUTE);
    // Looked at the hour after it was sent to review, nothing yet.
    clock.advance(30 * MINUTE);
    await look();
    clock.advance(5 * MINUTE);
    say("20:00");
    // Half an hour before it goes out it is looked at once more, whatever the rhythm says: the next of it would be at 17:00.
    clock.advance(24 * MINUTE);
    expect(await look()).toMatchObject({ looked: 0 });
    clock.advance(MINUTE);
    expect(await look()).toMatchObject({ looked: 1, changed: 1 });
    const [drift] = await openOf(itemId);
    expect(changesOf(drift)).toEqual(["es time 19:00 → 20:00", "eu time 19:00etan → 20:00etan"]);
    expect(drift?.affected).toMatchObject([{ id, state: "scheduled", settled: null, posts: [] }]);
    expect(await findDriftOf(database.db, id)).toMatchObject({ id: drift?.id });
    // Nobody did anything.
    clock.advance(30 * MINUTE);
    await deliver();
    await look();
    expect((await openOf(itemId)).map(({ id: driftId, affected }) => [driftId, affected.map(({ posts }) => posts.length)])).toEqual([[drift?.id, [3]]]);
  });

  test("DRI-1 what changed between sending and the first look after it is found by that look", async () => {
    const { itemId, say } = await page();
    const id = await forOne(itemId);
    clock.advance(119 * MINUTE);
    await look();
    say("20:00");
    clock.advance(MINUTE);
    await deliver();
    expect(await openOf(itemId)).toEqual([]);
    await look();
    expect((await openOf(itemId)).map(({ affected }) => affected.map((publication) => [publication.id, publication.state]))).toEqual([[[id, "published"]]]);
  });

  test("whoever changes it before it goes out has settled it, and the new words are measured by the page of then", async () => {
    const { itemId, say } = await page();
    const id = await forOne(itemId);
    say("20:00");
    clock.advance(90 * MINUTE);
    await look();
    const [drift] = await openOf(itemId);
    const { revision, content } = await get(id);
    expectOk(await run((tx) => saveDraft(tx, setting.limitsOf, council.coordinator, { id, revision, content: { ...content, texts: { es: "¡La banda toca a las 20:00!", eu: "Bandak 20:00etan joko du!" } } }, clock.now())));
    await followPublications(database.db);
    expect(await openOf(itemId)).toEqual([]);
    expect((await closedOf(itemId)).map(({ id: driftId, affected }) => [driftId, affected.map(({ settled }) => settled)])).toEqual([[drift?.id, ["called_off"]]]);
    await look();
    await approve(id);
    clock.advance(30 * MINUTE);
    await deliver();
    await look();
    expect(await openOf(itemId)).toEqual([]);
  });

  test("DRI-R2 that it does not matter is said with a reason, and then it goes out as it is", async () => {
    const { itemId, say } = await page();
    const id = await forOne(itemId);
    say("20:00");
    clock.advance(90 * MINUTE);
    await look();
    const [drift] = await openOf(itemId);
    if (!drift) throw new Error("no drift");
    expectOk(await run((tx) => decideDrift(tx, council.coordinator, { id: drift.id, decision: "not_material", reason: "El texto no dice la hora" }, clock.now())));
    clock.advance(30 * MINUTE);
    await deliver();
    await look();
    expect(await openOf(itemId)).toEqual([]);
    expect((await get(id)).state).toBe("published");
  });

  test("what is returned or given up is watched no longer, and sent again it is measured anew", async () => {
    const { itemId, say } = await page();
    const id = await write(itemId);
    await submit(id);
    await look();
    say("20:00");
    const { hash } = await readDraftFacts(database.db, setting.limitsOf, (await get(id)).content, clock.now());
    expectOk(await run((tx) => returnPublication(tx, setting, council.promoter, { id, hash, comment: "Mira la hora" }, clock.now())));
    await followPublications(database.db);
    clock.advance(HOUR);
    await look();
    expect(await openOf(itemId)).toEqual([]);
    await submit(id);
    await look();
    expect(await openOf(itemId)).toEqual([]);
    say("21:00");
    clock.advance(HOUR);
    await look();
    expect((await openOf(itemId)).map(changesOf)).toEqual([["es time 20:00 → 21:00", "eu time 20:00etan → 21:00etan"]]);
  });
});
