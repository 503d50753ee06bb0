import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY, HOUR, instantOf, plusMs } from "#kernel/instant.ts";
import type { Actor } from "#modules/authority/index.ts";
import { type Content, approvePublication, deliverOnce, findPublication, readDraftFacts, listSharers, saveDraft, startCorrection, startPublication, startShare, submitPublication, withdrawPublication } from "#modules/publishing/index.ts";
import { enterProfile } from "#modules/register/index.ts";
import { harvestChannel, listProposals, registerSource, triageItem } from "#modules/sources/index.ts";
import { feedLimits, feedNetwork } from "#networks/feeds/index.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { createEgress, type Egress } from "#platform/egress/index.ts";
import { silentLog } from "#platform/log.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { startSite, type TestSite } from "#tests/site.ts";
import {
  countLongWaiting, decideSuggestion, endExpectation, expectFrom, listDebts, listDueReviews, listEvergreen, listExpectations, listOwnerlessItems, listSuggestions, readDay, reviewItem, setItemKind, settleDebt, suggest,
} from "./index.ts";

const database = useDatabase();
const MORNING = "2026-09-21T08:00:00Z";
const clock = testClock(MORNING);
const polite = { pauseMs: 0 };
const setting = { limitsOf: () => feedLimits, origin: "https://ciudad.example" };
let site: TestSite;
let egress: Egress;
let council: TestCouncil;
let manager: Actor;
let profileId: Id<"profile">;
let sourceId: Id<"source">;
let items: readonly Id<"item">[];

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);
const nth = (n: number): Id<"item"> => {
  const id = items[n];
  if (!id) throw new Error(`there is no item ${n}`);
  return id;
};

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  profileId = expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
    network: "feed", handle: "avisos", displayName: { es: "Avisos", eu: "Oharrak" }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "bilingual", reason: "Canal de avisos",
  }, clock.now())));
  manager = await enterStaff(database.db, { name: "Jon Gestiona", postType: "technical", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
  site = await startSite();
  egress = createEgress({ allowPrivate: [site.authority], userAgent: "Pregonero/test", clock });
  const entries = Array.from({ length: 7 }, (_, n) => `<item><title>Noticia ${n}</title><link>${site.origin}/n/${n}?idioma=es</link></item><item><title>Albistea ${n}</title><link>${site.origin}/n/${n}?idioma=eu</link></item>`);
  site.set("/rss.xml", { body: `<rss version="2.0"><channel><title>Movilidad</title>${entries.join("")}</channel></rss>`, type: "application/rss+xml" });
  const registered = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: `${site.origin}/rss.xml`, name: { es: "Movilidad", eu: "Mugikortasuna" }, unitId: council.units.mobility }, polite));
  sourceId = registered.sourceId;
  for (const { id } of registered.found) await harvestChannel(database.db, egress, clock, id, polite);
  items = (await listProposals(database.db, { state: "waiting" }, clock.now())).items.map(({ itemId }) => itemId);
});
afterAll(() => Promise.all([egress.close(), site.close()]));

const triage = (n: number, decision: "publish" | "not_applicable", reason: "legal_notice_only" | "already_covered" | null = null) =>
  run((tx) => triageItem(tx, council.promoter, { itemId: nth(n), decision, reason }, clock.now()));
const save = async (id: Id<"publication">, change: Partial<Content>) => {
  const found = await findPublication(database.db, id);
  if (!found) throw new Error("no publication");
  expectOk(await run((tx) => saveDraft(tx, setting.limitsOf, manager, { id, revision: found.revision, content: { ...found.content, ...change } }, clock.now())));
};
/** Sends, approves and delivers what stands. */
async function release(id: Id<"publication">, approver: Actor = council.promoter) {
  const found = await findPublication(database.db, id);
  if (!found) throw new Error("no publication");
  expectOk(await run((tx) => submitPublication(tx, setting.limitsOf, manager, { id, revision: found.revision }, clock.now())));
  const { hash } = await readDraftFacts(database.db, setting.limitsOf, found.content, clock.now(), id);
  expectOk(await run((tx) => approvePublication(tx, setting, approver, { id, hash }, clock.now())));
  await deliverOnce({ db: database.db, clock, networks: [feedNetwork<Tx>()], log: silentLog, everyMs: 50, concurrency: 4, leaseMs: 30_000 });
}
const draft: Partial<Content> = { texts: { es: "Corte en la calle Mayor", eu: "Kale Nagusia itxita" } };
async function publish(content: Partial<Content>) {
  const id = expectOk(await run((tx) => startPublication(tx, manager, "Corte", clock.now())));
  await save(id, { ...draft, unitId: council.units.mobility, profiles: [profileId], ...content });
  await release(id);
  return id;
}

describe("FLO-R1, FLO-R3, FLO-R6 the municipal day", () => {
  test("acceptance: 7 items, 4 publish, 2 not applicable, 1 untouched: 6/7, and the seventh is listed; what has no page counts and is shown apart", async () => {
    for (const n of [0, 1, 2, 3]) expectOk(await triage(n, "publish"));
    expectOk(await triage(4, "not_applicable", "legal_notice_only"));
    expectOk(await triage(5, "not_applicable", "already_covered"));
    const [day, ...others] = await readDay(database.db, "2026-09-21", clock.now());
    expect(others).toEqual([]);
    expect(day).toMatchObject({ unitId: council.units.mobility, produced: 7, withPage: 7, publish: 4, notApplicable: 2, later: 0, published: 0 });
    expect(Math.round(1_000 * ((day?.publish ?? 0) + (day?.notApplicable ?? 0)) / (day?.produced ?? 1)) / 10).toBe(85.7);
    expect(day?.untriaged).toMatchObject([{ itemId: nth(6), suggestionId: null, title: { es: expect.stringMatching(/^Noticia/), eu: expect.stringMatching(/^Albistea/) } }]);
    await publish({ citations: [{ itemId: nth(0) }] });
    const noted = expectOk(await run((tx) => suggest(tx, manager, { unitId: council.units.mobility, title: "Se corta la calle Sur", text: "", url: null }, clock.now())));
    expect((await readDay(database.db, "2026-09-21", clock.now()))[0]).toMatchObject({ produced: 8, withPage: 7, published: 1, untriaged: [{ itemId: nth(6) }, { itemId: null, suggestionId: noted }] });
    expect(await readDay(database.db, "2026-09-20", clock.now())).toEqual([]);
    await expect(readDay(database.db, "2026-09-31", clock.now())).rejects.toThrow(RangeError);
  });

  test("FLO-R1 late after 8 hours of attention, not of night; the direction is warned on the 4th day", async () => {
    const at = (iso: string) => countLongWaiting(database.db, [council.units.mobility], instantOf(Date.parse(iso)));
    expect(await at("2026-09-21T15:59:00Z")).toMatchObject({ late: 0, forDirector: 0 });
    // Until 19:30 there are seven hours and a half since 12:00; the rest is the next morning's.
    expect(await at("2026-09-21T16:01:00Z")).toMatchObject({ late: 1, forDirector: 0 });
    expect(await at("2026-09-24T07:59:00Z")).toMatchObject({ late: 1, forDirector: 0 });
    expect(await at("2026-09-24T08:01:00Z")).toMatchObject({ late: 1, forDirector: 1 });
    expect(await countLongWaiting(database.db, [council.units.sports], instantOf(Date.parse("2026-09-24T08:01:00Z")))).toMatchObject({ late: 0, forDirector: 0, oldest: null });
  });

  test("FLO-R7 what is put off waits from its day on, not from when it appeared", async () => {
    expectOk(await run((tx) => triageItem(tx, council.promoter, { itemId: nth(6), decision: "later", until: "2026-10-01" }, clock.now())));
    const at = (iso: string) => countLongWaiting(database.db, [council.units.mobility], instantOf(Date.parse(iso)));
    expect(await at("2026-09-28T08:00:00Z")).toMatchObject({ late: 0, forDirector: 0, oldest: null });
    expect(await at("2026-10-01T08:00:00Z")).toMatchObject({ late: 0, forDirector: 0 });
    expect(await at("2026-10-02T06:30:00Z")).toMatchObject({ late: 1, forDirector: 0 });
  });
});

describe("FLO-R5 what began on a profile comes to the web", () => {
  test("a live post is owed a working day later, to its unit, and settled by a page or by a correction that cites one", async () => {
    const live = await publish({ exception: "live", citations: [] });
    const emergency = await publish({ exception: "emergency", citations: [] });
    await publish({ exception: "greeting", citations: [] });
    const debts = await listDebts(database.db, undefined, clock.now());
    expect(debts.map(({ id }) => id).toSorted()).toEqual([live, emergency].toSorted());
    expect(debts[0]).toMatchObject({ origin: "publication", unitId: council.units.mobility, dueAt: plusMs(debts[0]?.since ?? clock.now(), DAY), overdue: false });
    expect((await listDebts(database.db, [council.units.mobility], plusMs(clock.now(), DAY + HOUR))).every(({ overdue }) => overdue)).toBe(true);
    expect(await listDebts(database.db, [council.units.sports], clock.now())).toEqual([]);

    expect(await run((tx) => settleDebt(tx, council.otherPromoter, { origin: "publication", id: live, itemId: nth(1) }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    const answers = await Promise.all([1, 2].map((n) => run((tx) => settleDebt(tx, council.promoter, { origin: "publication", id: live, itemId: nth(n) }, clock.now()))));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expectOk(await run((tx) => startCorrection(tx, manager, { id: emergency, reason: "Ya está en la web" }, clock.now())));
    await save(emergency, { exception: null, citations: [{ itemId: nth(2) }] });
    expect((await listDebts(database.db, undefined, clock.now())).map(({ id }) => id)).toEqual([emergency]);
    await release(emergency);
    expect(await listDebts(database.db, undefined, clock.now())).toEqual([]);
  });

  test("EDI-R1, EDI-R8 what repeats another profile rests on it: it cites the same pages, else it is owed to the web until what it repeats cites one", async () => {
    const other = expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
      network: "feed", handle: "ciudad", displayName: { es: "Ciudad", eu: "Hiria" }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "bilingual", reason: "Canal de la ciudad",
    }, clock.now())));
    const share = async (of: Id<"publication">) => expectOk(await run((tx) => startShare(tx, setting.origin, council.coordinator, of, clock.now())));
    const found = async (of: Id<"publication">) => {
      const publication = await findPublication(database.db, of);
      if (!publication) throw new Error("no publication");
      return publication;
    };
    const change = async (id: Id<"publication">, content: Partial<Content>) => {
      const { revision, content: before } = await found(id);
      expectOk(await run((tx) => saveDraft(tx, setting.limitsOf, council.coordinator, { id, revision, content: { ...before, ...content } }, clock.now())));
    };
    const rulesOf = async (id: Id<"publication">) => (await readDraftFacts(database.db, setting.limitsOf, (await found(id)).content, clock.now(), id)).findings.flatMap(({ rule, level }) => (rule.startsWith("EDI-R1-") || rule === "EDI-R1" || rule === "EDI-R8" ? `${rule} ${level}` : []));

    const unsaid = expectOk(await run((tx) => startPublication(tx, manager, "Sin salir", clock.now())));
    expect(await run((tx) => startShare(tx, setting.origin, council.coordinator, unsaid, clock.now()))).toMatchObject({ refusal: { kind: "not-published" } });

    const said = await publish({ texts: { es: "Corte en la calle Mayor\n\nHasta las ocho.", eu: "Kale Nagusia itxita\n\nZortziak arte." }, citations: [{ itemId: nth(0) }] });
    const cited = await share(said);
    expect((await found(cited)).content).toMatchObject({
      shares: said, citations: [{ itemId: nth(0) }], profiles: [], texts: { es: `Corte en la calle Mayor\n\nhttps://ciudad.example/a/${said}`, eu: `Kale Nagusia itxita\n\nhttps://ciudad.example/a/${said}` },
    });
    await change(cited, { profiles: [profileId], unitId: council.units.mobility });
    expect(await rulesOf(cited)).toEqual(["EDI-R1-same warn"]);
    // It has said nothing of its own yet.
    await change(cited, { profiles: [other] });
    expect(await rulesOf(cited)).toEqual(["EDI-R8 warn"]);
    const { hash } = await readDraftFacts(database.db, setting.limitsOf, (await found(cited)).content, clock.now(), cited);
    expect((await readDraftFacts(database.db, setting.limitsOf, { ...(await found(cited)).content, shares: null }, clock.now(), cited)).hash).not.toBe(hash);

    const live = await publish({ exception: "live", citations: [] });
    const bare = await share(live);
    await change(bare, { profiles: [other], unitId: council.units.mobility });
    expect(await rulesOf(bare)).toEqual(["EDI-R8 warn"]);
    await change(bare, { profiles: [profileId] });
    expect(await rulesOf(bare)).toEqual(["EDI-R1-same block"]);
    await change(bare, { profiles: [other] });
    expect(await listSharers(database.db, live)).toMatchObject([{ id: bare, state: "draft" }]);
    const { revision, content } = await found(bare);
    expectOk(await run((tx) => submitPublication(tx, setting.limitsOf, council.coordinator, { id: bare, revision }, clock.now())));
    const approved = (await readDraftFacts(database.db, setting.limitsOf, content, clock.now(), bare)).hash;
    expectOk(await run((tx) => approvePublication(tx, setting, council.promoter, { id: bare, hash: approved }, clock.now())));
    await deliverOnce({ db: database.db, clock, networks: [feedNetwork<Tx>()], log: silentLog, everyMs: 50, concurrency: 4, leaseMs: 30_000 });
    expect((await listDebts(database.db, undefined, clock.now())).map(({ id }) => id).toSorted()).toEqual([live, bare].toSorted());

    expectOk(await run((tx) => startCorrection(tx, manager, { id: live, reason: "Ya está en la web" }, clock.now())));
    await save(live, { exception: null, citations: [{ itemId: nth(2) }] });
    await release(live);
    expect(await listDebts(database.db, undefined, clock.now())).toEqual([]);

    const again = await share(live);
    await change(again, { profiles: [other], citations: [] });
    expectOk(await run((tx) => withdrawPublication(tx, setting, council.coordinator, { id: live, reason: "error_fact", note: "" }, clock.now())));
    expect(await rulesOf(again)).toEqual(["EDI-R1-share block", "EDI-R8 warn"]);
  });

  test("FLO-9, FLO-10 a note of what has no page becomes a draft and a debt; one is decided once, with a reason when it is set aside", async () => {
    expect(await run((tx) => suggest(tx, manager, { unitId: council.units.mobility, title: " ", text: "", url: null }, clock.now()))).toMatchObject({ refusal: { kind: "title-missing" } });
    expect(await run((tx) => suggest(tx, manager, { unitId: council.units.mobility, title: "Obras", text: "", url: "javascript:alert(1)" }, clock.now()))).toMatchObject({ refusal: { kind: "bad-address" } });
    const id = expectOk(await run((tx) => suggest(tx, manager, { unitId: council.units.mobility, title: "Obras en el puente", text: "Dos semanas.", url: null }, clock.now())));
    expect((await listSuggestions(database.db)).find((each) => each.id === id)).toMatchObject({ title: "Obras en el puente", by: "Jon Gestiona", decision: null });
    expect(await run((tx) => decideSuggestion(tx, () => undefined, manager, { id, decision: "publish", itemId: null }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await run((tx) => decideSuggestion(tx, () => undefined, council.promoter, { id, decision: "not_applicable", reason: null, note: "" }, clock.now()))).toMatchObject({ refusal: { kind: "reason-missing" } });
    const answers = await Promise.all([1, 2].map(() => run((tx) => decideSuggestion(tx, () => undefined, council.promoter, { id, decision: "publish", itemId: null }, clock.now()))));
    expect(answers.filter(({ ok }) => !ok)).toMatchObject([{ refusal: { kind: "already-decided" } }]);
    const publicationId = (await listSuggestions(database.db)).find((each) => each.id === id)?.decision?.publicationId;
    if (!publicationId) throw new Error("no draft");
    expect((await findPublication(database.db, publicationId))?.content.texts).toEqual({ es: "Obras en el puente\n\nDos semanas." });
    expect(await listDebts(database.db, undefined, clock.now())).toMatchObject([{ origin: "suggestion", id }]);
    await save(publicationId, { ...draft, profiles: [profileId], exception: "live" });
    // The promoter who took it up is an author of it (ROL-R7).
    await release(publicationId, council.coordinator);
    // The same debt, now that of what is out.
    expect(await listDebts(database.db, undefined, clock.now())).toMatchObject([{ origin: "publication", id: publicationId }]);
    expectOk(await run((tx) => settleDebt(tx, council.promoter, { origin: "publication", id: publicationId, itemId: nth(3) }, clock.now())));
    expect(await listDebts(database.db, undefined, clock.now())).toEqual([]);
  });
});

describe("FLO-4, FLO-R2 pages are looked at again", () => {
  const due = (iso: string, units?: readonly Id<"unit">[]) => listDueReviews(database.db, units, instantOf(Date.parse(iso)));

  test("news after a year; a kind that somebody sets counts instead; a signature starts the cycle anew", async () => {
    expect((await due("2027-09-20T08:00:00Z")).count).toBe(0);
    expect((await due("2027-09-22T08:00:00Z")).count).toBe(7);
    expect((await due("2027-09-22T08:00:00Z", [council.units.sports])).count).toBe(0);
    expect(await run((tx) => setItemKind(tx, council.otherPromoter, { itemId: nth(0), kind: "notice" }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expectOk(await run((tx) => setItemKind(tx, council.promoter, { itemId: nth(0), kind: "notice" }, clock.now())));
    expect((await due("2026-09-28T09:00:00Z")).reviews).toMatchObject([{ itemId: nth(0), kind: "notice", kindIsGuess: false, unitId: council.units.mobility }]);
    clock.set("2026-09-28T10:00:00Z");
    expectOk(await run((tx) => reviewItem(tx, council.promoter, { itemId: nth(0), outcome: "no_change", note: "" }, clock.now())));
    expect((await due("2026-09-28T11:00:00Z")).count).toBe(0);
    expect((await due("2026-10-05T11:00:00Z")).count).toBe(1);
    clock.set(MORNING);
  });

  test("what has to change stays on the list until the page changes", async () => {
    clock.set("2026-09-29T08:00:00Z");
    expect(await run((tx) => reviewItem(tx, council.promoter, { itemId: nth(1), outcome: "to_change", note: " " }, clock.now()))).toMatchObject({ refusal: { kind: "note-missing" } });
    expectOk(await run((tx) => reviewItem(tx, council.promoter, { itemId: nth(1), outcome: "to_change", note: "El precio es otro" }, clock.now())));
    expect((await due("2026-09-29T09:00:00Z")).reviews).toMatchObject([{ itemId: nth(1), toChange: { note: "El precio es otro", by: expect.any(String) } }]);
    await sql`update sources.revision set at = ${"2026-09-30T08:00:00Z"} where variant_id in (select id from sources.variant where item_id = ${nth(1)})`.execute(database.owner);
    expect((await due("2026-09-30T09:00:00Z")).count).toBe(0);
    clock.set(MORNING);
  });

  test("FLO-8 what does not age and has rested is offered again, that never told first", async () => {
    expect(await listEvergreen(database.db, clock.now())).toEqual([]);
    for (const n of [0, 3]) expectOk(await run((tx) => setItemKind(tx, council.promoter, { itemId: nth(n), kind: "facility" }, clock.now())));
    expect((await listEvergreen(database.db, clock.now())).map(({ itemId }) => itemId)).toEqual([nth(3)]);
    expect((await listEvergreen(database.db, plusMs(clock.now(), 91 * DAY))).map(({ itemId, lastToldAt }) => [itemId, lastToldAt !== null])).toEqual([[nth(3), false], [nth(0), true]]);
  });
});

describe("FLO-6 gaps of responsibility", () => {
  test("fixture 28: a unit of which nothing has come for the days in which something was awaited", async () => {
    expect(await listOwnerlessItems(database.db)).toEqual([]);
    const expected = { unitId: council.units.sports, sourceId, everyDays: 14 };
    const coordinator = council.coordinator;
    expect(await run((tx) => expectFrom(tx, coordinator, { ...expected, everyDays: 0 }, clock.now()))).toMatchObject({ refusal: { kind: "bad-days" } });
    const id = expectOk(await run((tx) => expectFrom(tx, coordinator, expected, clock.now())));
    expect(await run((tx) => expectFrom(tx, coordinator, expected, clock.now()))).toMatchObject({ refusal: { kind: "already-expected" } });
    expect(await listExpectations(database.db, plusMs(clock.now(), 13 * DAY))).toMatchObject([{ unitId: council.units.sports, lastAt: null, isMissing: false }]);
    expect(await listExpectations(database.db, plusMs(clock.now(), 15 * DAY))).toMatchObject([{ isMissing: true }]);
    expectOk(await run((tx) => expectFrom(tx, coordinator, { ...expected, unitId: council.units.mobility }, clock.now())));
    expect((await listExpectations(database.db, plusMs(clock.now(), 13 * DAY))).map(({ isMissing }) => isMissing)).toEqual([false, false]);
    expectOk(await run((tx) => endExpectation(tx, coordinator, id, clock.now())));
    expect((await listExpectations(database.db, clock.now())).map(({ unitId }) => unitId)).toEqual([council.units.mobility]);
  });
});

describe("FLO-5, FLO-R2 an event of an agenda", () => {
  test("is over when it ends: its page is looked at again then, and what has no page is not", async () => {
    const event = (uid: string, more: string) => `BEGIN:VEVENT\r\nUID:${uid}\r\nSUMMARY:${uid}\r\nDTSTART:20261017T160000Z\r\nDTEND:20261017T180000Z\r\n${more}END:VEVENT\r\n`;
    site.set("/agenda.ics", { body: `BEGIN:VCALENDAR\r\n${event("concierto", `URL:${site.origin}/agenda/concierto\r\n`)}${event("baile", "")}END:VCALENDAR\r\n`, type: "text/calendar" });
    const agenda = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: `${site.origin}/agenda.ics`, name: { es: "Agenda" }, kind: "agenda", unitId: council.units.mobility }, polite));
    for (const { id } of agenda.found) await harvestChannel(database.db, egress, clock, id, polite);
    const ofAgenda = async (iso: string) => (await listDueReviews(database.db, undefined, instantOf(Date.parse(iso)))).reviews.filter(({ title }) => title["es"] === "concierto" || title["es"] === "baile");
    expect(await ofAgenda("2026-10-17T17:59:00Z")).toEqual([]);
    expect(await ofAgenda("2026-10-17T18:00:00Z")).toMatchObject([{ title: { es: "concierto" }, kind: "event", endsAt: "2026-10-17T18:00:00.000Z", dueAt: "2026-10-17T18:00:00.000Z" }]);
  });
});
