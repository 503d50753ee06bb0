import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { HOUR } from "#kernel/instant.ts";
import type { Actor } from "#modules/authority/index.ts";
import { enterProfile } from "#modules/register/index.ts";
import { inTransaction } from "#platform/database.ts";
import { createEgress, type Egress } from "#platform/egress/index.ts";
import { listEventsOf } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { startSite, type TestSite } from "#tests/site.ts";
import {
  countWaiting, coverage, coverageOfDay, findItem, harvestChannel, listDueChannels, listProposals, proposePage, readSourceSoon, registerSource, triageItem, type TriageInput,
} from "./index.ts";

const database = useDatabase();
const clock = testClock("2026-09-21T08:00:00Z");
const polite = { pauseMs: 0 };
const zone = "Europe/Madrid";
let site: TestSite;
let egress: Egress;
let council: TestCouncil;
let items: readonly Id<"item">[];
let sourceId: Id<"source">;

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  site = await startSite();
  egress = createEgress({ allowPrivate: [site.authority], userAgent: "Pregonero/test", clock });
  const entries = Array.from({ length: 7 }, (_, n) => `<item><title>Noticia ${n}</title><link>${site.origin}/n/${n}?idioma=es</link></item><item><title>Albistea ${n}</title><link>${site.origin}/n/${n}?idioma=eu</link></item>`);
  site.set("/rss.xml", { body: `<rss version="2.0"><channel><title>Movilidad</title>${entries.join("")}</channel></rss>`, type: "application/rss+xml" });
  const registered = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: `${site.origin}/rss.xml`, name: { es: "Movilidad", eu: "Mugikortasuna" }, unitId: council.units.mobility }, polite));
  sourceId = registered.sourceId;
  for (const { id } of registered.found) await harvestChannel(database.db, egress, clock, id, polite);
  items = (await listProposals(database.db, { state: "waiting" }, clock.now())).items.map(({ itemId }) => itemId);
});
afterAll(() => site.close());

const nth = (n: number): Id<"item"> => {
  const id = items[n];
  if (!id) throw new Error(`there is no item ${n}`);
  return id;
};
const triage = (n: number, input: TriageInput, actor = council.promoter) =>
  inTransaction(database.db, (tx) => triageItem(tx, actor, { itemId: nth(n), ...input }, clock.now()));

describe("FLO-2: triage", () => {
  test("the day's items come with their languages side by side", async () => {
    const page = await listProposals(database.db, { state: "waiting", unitId: council.units.mobility, day: { day: "2026-09-21", zone } }, clock.now());
    expect(page.items).toHaveLength(7);
    expect(page.items[0]?.variants.map(({ language }) => language)).toEqual(["es", "eu"]);
    expect(page.items[0]).toMatchObject({ source: { es: "Movilidad" }, unit: { es: "Movilidad" }, state: "waiting", decision: null, revisions: 2 });
    expect(page.counts).toEqual({ waiting: 7, later: 0, publish: 0, not_applicable: 0 });
    expect((await listProposals(database.db, { state: "waiting", unitId: council.units.sports }, clock.now())).items).toEqual([]);
    expect((await listProposals(database.db, { state: "waiting", day: { day: "2026-09-20", zone } }, clock.now())).items).toEqual([]);
    expect(await countWaiting(database.db, [council.units.mobility], clock.now())).toMatchObject({ count: 7 });
    expect(await countWaiting(database.db, [council.units.sports], clock.now())).toEqual({ count: 0, oldest: undefined });
  });

  test("who promotes another department may not decide", async () => {
    expect(await triage(0, { decision: "publish" }, council.otherPromoter)).toMatchObject({ refusal: { kind: "not-permitted", because: "other-unit" } });
  });

  test("FLO-R4, FLO-R7: a decision without its reason or date is not taken", async () => {
    expect(await triage(0, { decision: "not_applicable" })).toMatchObject({ refusal: { kind: "reason-missing" } });
    expect(await triage(0, { decision: "later" })).toMatchObject({ refusal: { kind: "until-missing" } });
    expect((await listProposals(database.db, { state: "waiting" }, clock.now())).items).toHaveLength(7);
  });

  test("FLO-R3: 4 to publish and 2 not applicable of 7 (acceptance)", async () => {
    for (const n of [0, 1, 2, 3]) expectOk(await triage(n, { decision: "publish" }));
    expectOk(await triage(4, { decision: "not_applicable", reason: "legal_notice_only" }));
    expectOk(await triage(5, { decision: "not_applicable", reason: "already_covered", note: "Salió ayer" }));
    const day = await coverageOfDay(database.db, { day: "2026-09-21", zone, unitId: council.units.mobility }, clock.now());
    expect(day).toEqual({ produced: 7, triaged: 6, publish: 4, notApplicable: 2, later: 0 });
    expect(coverage(day)).toBeCloseTo(0.857, 3);
    const waiting = await listProposals(database.db, { state: "waiting" }, clock.now());
    expect(waiting.items.map(({ itemId }) => itemId)).toEqual([nth(6)]);
    expect((await listProposals(database.db, { state: "not_applicable" }, clock.now())).items.find(({ itemId }) => itemId === nth(5))?.decision).toMatchObject({ reason: "already_covered", note: "Salió ayer", by: "Carmen Movilidad" });
    expect((await listEventsOf(database.db, { type: "item", id: nth(5) })).at(-1)).toMatchObject({ kind: "item.triaged", actor_id: council.promoter.personId, data: { decision: "not_applicable", reason: "already_covered" } });
  });

  test("FLO-R7: what was put off waits again from its day", async () => {
    expectOk(await triage(6, { decision: "later", until: "2026-09-23" }));
    expect(await coverageOfDay(database.db, { day: "2026-09-21", zone }, clock.now())).toMatchObject({ triaged: 7, later: 1 });
    expect((await listProposals(database.db, { state: "later" }, clock.now())).items[0]?.decision).toMatchObject({ until: "2026-09-23" });
    clock.set("2026-09-22T22:00:00Z");
    expect((await listProposals(database.db, { state: "waiting" }, clock.now())).items).toMatchObject([{ itemId: nth(6), decision: { decision: "later" } }]);
    expect(await countWaiting(database.db, undefined, clock.now())).toMatchObject({ count: 1 });
    expect(await coverageOfDay(database.db, { day: "2026-09-21", zone }, clock.now())).toMatchObject({ triaged: 6, later: 0 });
  });

  test("a later decision counts, and the earlier ones are kept", async () => {
    clock.advance(HOUR);
    expectOk(await triage(4, { decision: "publish" }, council.coordinator));
    expect((await findItem(database.db, nth(4)))?.decisions.map(({ decision, by }) => [decision, by])).toEqual([["publish", "Amaia Coordina"], ["not_applicable", "Carmen Movilidad"]]);
  });
});

describe("a page by its address", () => {
  const page = `<html lang="es"><head><title>Aviso</title></head><body><main><h1>Aviso</h1><p>Se cierra el puente.</p></main></body></html>`;
  test("becomes an item, once", async () => {
    site.set("/aviso?uid=9", { body: page });
    const propose = (url: string, actor = council.promoter) => proposePage(database.db, egress, clock, actor, url, polite);
    expect(await propose(`${site.origin}/aviso?uid=9`, council.otherPromoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
    const first = expectOk(await propose(`${site.origin}/aviso?uid=9`));
    expect(first.isNew).toBe(true);
    expect(expectOk(await propose(`${site.origin}/aviso?idioma=es&uid=9&utm_source=x`))).toEqual({ itemId: first.itemId, isNew: false });
    expect(await findItem(database.db, first.itemId)).toMatchObject({ unitId: council.units.mobility, variants: [{ title: "Aviso", language: "es" }] });
    expect(await coverageOfDay(database.db, { day: "2026-09-23", zone }, clock.now())).toMatchObject({ produced: 1 });
  });
  test("may be proposed by who writes on a profile, to cite it (EDI-R1), but not decided on", async () => {
    site.set("/aviso?uid=10", { body: page });
    const profileId = expectOk(await inTransaction(database.db, (tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
      network: "feed", handle: "avisos", displayName: { es: "Avisos", eu: "Oharrak" }, summary: {}, unitId: council.units.sports, languages: ["es", "eu"], layout: "bilingual", reason: "Canal de avisos",
    }, clock.now())));
    const manager = await enterStaff(database.db, { name: "Maite Gestora", postType: "technical", role: "manager", unitId: council.units.sports, profileId }, clock.now());
    const { itemId } = expectOk(await proposePage(database.db, egress, clock, manager, `${site.origin}/aviso?uid=10`, polite));
    expect(await inTransaction(database.db, (tx) => triageItem(tx, manager, { itemId, decision: "publish", reason: null, note: "", until: null }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
  });
  test("of elsewhere, gone or nonsense is refused", async () => {
    const propose = (url: string) => proposePage(database.db, egress, clock, council.coordinator, url, polite);
    expect(await propose("https://elsewhere.example/x")).toMatchObject({ refusal: { kind: "outside-sources" } });
    expect(await propose(`${site.origin}/nada`)).toMatchObject({ refusal: { kind: "http-status", status: 404 } });
    expect(await propose("javascript:alert(1)")).toMatchObject({ refusal: { kind: "bad-address" } });
  });
});

test("pages of 50 follow one another without gap or repetition", async () => {
  const entries = Array.from({ length: 120 }, (_, n) => `<item><title>Más ${n}</title><link>${site.origin}/mas/${n}</link></item>`);
  site.set("/mas.xml", { body: `<rss version="2.0"><channel><title>Más</title>${entries.join("")}</channel></rss>`, type: "application/rss+xml" });
  const registered = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: `${site.origin}/mas.xml`, name: "Más" }, polite));
  for (const { id } of registered.found) await harvestChannel(database.db, egress, clock, id, polite);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listProposals(database.db, { state: "waiting", cursor }, clock.now());
    seen.push(...page.items.map(({ itemId }) => itemId));
    cursor = page.next ?? undefined;
  } while (cursor);
  const { counts } = await listProposals(database.db, { state: "waiting", cursor: "nonsense" }, clock.now());
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBe(counts.waiting);
  expect(seen.length).toBeGreaterThanOrEqual(120);
});

test("reading now makes the channels of a source due, for who may ask", async () => {
  const ask = (actor: Actor) => inTransaction(database.db, (tx) => readSourceSoon(tx, actor, sourceId, clock.now()));
  // The first reading was three days ago by this clock: read what is due, so that nothing is.
  for (const id of await listDueChannels(database.db, clock.now())) await harvestChannel(database.db, egress, clock, id, polite);
  expect(await listDueChannels(database.db, clock.now())).toEqual([]);
  const { channels } = expectOk(await ask(council.promoter));
  expect([...(await listDueChannels(database.db, clock.now()))].sort()).toEqual([...channels].sort());
  expect(await inTransaction(database.db, (tx) => readSourceSoon(tx, council.promoter, newId<"source">(clock.now()), clock.now()))).toMatchObject({ refusal: { kind: "unknown-source" } });
});
