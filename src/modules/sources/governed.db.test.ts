import { sql } from "kysely";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { HOUR, plusMs } from "#kernel/instant.ts";
import type { Actor } from "#modules/authority/index.ts";
import { listRecordsOf } from "#modules/evidence/index.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { createEgress, type Egress } from "#platform/egress/index.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { startNameServer } from "#tests/name-server.ts";
import { misbehaviour, startSite, type TestSite } from "#tests/site.ts";
import {
  changeSource, endSection, findItem, findSource, giveSection, harvestChannel, isRegisteredUrl, listDueChannels, listProposals, listTokensOfHost, moveSource, proposePage, proposeSource, proveDomain,
  readSourceHistory, readSourceSoon, registerSource, type SourceState,
} from "./index.ts";

const database = useDatabase();
const clock = testClock("2026-09-21T08:00:00Z");
const polite = { pauseMs: 0 };
let council: TestCouncil;
let director: Actor;
let site: TestSite;
let egress: Egress;

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  director = await enterStaff(database.db, { name: "Edurne Dirige", postType: "director", role: "director", unitId: council.units.sports }, clock.now());
});
beforeEach(async () => {
  clock.set("2026-09-21T08:00:00Z");
  site = await startSite();
  egress = createEgress({ allowPrivate: [site.authority], userAgent: "Pregonero/test", clock });
  const paths = ["/deporte/cursos", "/deporte/piscinas/verano", "/deportes", "/cultura/teatro"];
  site.set("/", { body: "<html><head><title>Web</title></head><body>Hola</body></html>" });
  site.set("/rss.xml", { body: `<rss version="2.0"><channel><title>Web</title>${paths.map((path) => `<item><title>${path}</title><link>${site.origin}${path}</link></item>`).join("")}</channel></rss>`, type: "application/rss+xml" });
});
afterEach(async () => {
  await egress.close();
  await site.close();
});

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);
const propose = (actor: Actor = council.coordinator, unitId: Id<"unit"> | null = council.units.mobility) =>
  proposeSource(database.db, egress, clock, actor, { url: `${site.origin}/rss.xml`, name: "Web", unitId, kind: "minisite", creationAct: "Decreto 3/2026", reason: "Web nueva" }, polite);
const tokenOf = async (id: Id<"source">) => (await readSourceHistory(database.db, id)).token;
const show = async (id: Id<"source">) => site.set("/.well-known/pregonero-proof.txt", { body: `${await tokenOf(id)}\n`, type: "text/plain" });
const prove = (id: Id<"source">, actor = council.coordinator) => proveDomain(database.db, egress, clock, actor, id);
const move = (sourceId: Id<"source">, state: SourceState, actor = council.coordinator, reason = "Así se acordó") => run((tx) => moveSource(tx, actor, { sourceId, state, reason }, clock.now()));
const find = async (id: Id<"source">) => {
  const source = await findSource(database.db, id, clock.now());
  if (!source) throw new Error("no source");
  return source;
};
const harvest = async (id: Id<"source">) => {
  const [channel] = (await find(id)).channels;
  if (!channel) throw new Error("no channel");
  return harvestChannel(database.db, egress, clock, channel.id, polite);
};
async function active(): Promise<Id<"source">> {
  const { sourceId } = expectOk(await propose());
  await show(sourceId);
  expectOk(await prove(sourceId));
  expectOk(await move(sourceId, "active"));
  return sourceId;
}
const ownersOf = async (sourceId: Id<"source">) => {
  const { rows } = await sql<{ key: string; unit: Id<"unit"> | null }>`select canonical_key as key, owner_unit_id as unit from sources.item where source_id = ${sourceId} order by canonical_key`.execute(database.db);
  return Object.fromEntries(rows.map(({ key, unit }) => [key.slice(key.indexOf("/")), Object.entries(council.units).find(([, id]) => id === unit)?.[0] ?? null]));
};

describe("Annex E, 5.1: a source is proposed, and a coordinator decides", () => {
  test("a promoter and a director propose for their own department, and for no other", async () => {
    expect(await propose(council.otherPromoter)).toMatchObject({ refusal: { kind: "not-permitted", because: "other-unit" } });
    expect(await propose(director)).toMatchObject({ refusal: { kind: "not-permitted", because: "other-unit" } });
    expect(site.seen).toEqual([]);
    const { sourceId } = expectOk(await propose(council.promoter));
    expect(await find(sourceId)).toMatchObject({ state: "proposed", kind: "minisite", creationAct: "Decreto 3/2026", unitId: council.units.mobility });
    expect(await move(sourceId, "active", council.promoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await move(sourceId, "retired", council.promoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await listRecordsOf(database.db, { type: "source", id: sourceId })).toHaveLength(1);
  });

  test("a proposed source is not read, whatever the path", async () => {
    const { sourceId, found } = expectOk(await propose());
    site.forget();
    expect(await harvest(sourceId)).toMatchObject({ outcome: "not-read", counts: { read: 0 } });
    expect(site.seen).toEqual([]);
    expect(await listDueChannels(database.db, clock.now())).not.toContain(found[0]?.id);
    expect(await run((tx) => readSourceSoon(tx, council.coordinator, sourceId, clock.now()))).toMatchObject({ refusal: { kind: "source-wrong-state", state: "proposed" } });
    expect(await isRegisteredUrl(database.db, `${site.origin}/x`)).toBe(false);
    expect(await proposePage(database.db, egress, clock, council.coordinator, `${site.origin}/x`, polite)).toMatchObject({ refusal: { kind: "outside-sources" } });
  });

  test("a retired source is not read any more, and its items stay", async () => {
    const sourceId = await active();
    expect(await harvest(sourceId)).toMatchObject({ counts: { new: 4 } });
    const [item] = (await listProposals(database.db, { state: "waiting" }, clock.now())).items;
    expectOk(await move(sourceId, "migrating"));
    expect(await harvest(sourceId)).toMatchObject({ outcome: "unchanged" });
    expect(await move(sourceId, "active")).toMatchObject({ refusal: { kind: "source-wrong-state", state: "migrating" } });
    expectOk(await move(sourceId, "retired"));
    site.forget();
    expect(await harvest(sourceId)).toMatchObject({ outcome: "not-read" });
    expect(site.seen).toEqual([]);
    expect(item && (await findItem(database.db, item.itemId))).toBeDefined();
    expect((await find(sourceId)).items).toBe(4);
    expect((await readSourceHistory(database.db, sourceId)).steps.map(({ state, by, reason }) => [state, by, reason])).toEqual([
      ["proposed", "Amaia Coordina", "Web nueva"], ["active", "Amaia Coordina", "Así se acordó"], ["migrating", "Amaia Coordina", "Así se acordó"], ["retired", "Amaia Coordina", "Así se acordó"],
    ]);
  });

  test("WEB-1 at the address of a retired source it is proposed again: its items stay, its proof does not", async () => {
    const sourceId = await active();
    expect(await harvest(sourceId)).toMatchObject({ counts: { new: 4 } });
    const token = await tokenOf(sourceId);
    expect(await propose()).toMatchObject({ refusal: { kind: "already-registered", sourceId } });
    expectOk(await move(sourceId, "retired"));
    clock.set("2026-09-22T08:00:00Z");
    const again = expectOk(await propose(council.otherPromoter, council.units.sports));
    expect(again.sourceId).toBe(sourceId);
    expect(await find(sourceId)).toMatchObject({ state: "proposed", unitId: council.units.sports, items: 4, provenHosts: [], provenAt: null });
    expect(await tokenOf(sourceId)).not.toBe(token);
    expect(await harvest(sourceId)).toMatchObject({ outcome: "not-read" });
    expect(await move(sourceId, "active")).toMatchObject({ refusal: { kind: "domain-unproven" } });
    await show(sourceId);
    expectOk(await prove(sourceId));
    expectOk(await move(sourceId, "active"));
    expect((await harvest(sourceId)).outcome).not.toBe("not-read");
    expect((await find(sourceId)).items).toBe(4);
    expect((await readSourceHistory(database.db, sourceId)).steps.map(({ state }) => state)).toEqual(["proposed", "active", "retired", "proposed", "active"]);
  });

  test("retired while it was being read: nothing of that reading is taken in", async () => {
    const sourceId = await active();
    const gate: { open?: () => void } = {};
    const came = new Promise<void>((arrived) => {
      site.set("/rss.xml", (_request, response) => {
        gate.open = () => void response.writeHead(200, { "content-type": "application/rss+xml" }).end(`<rss version="2.0"><channel><title>Web</title><item><title>Tarde</title><link>${site.origin}/tarde</link></item></channel></rss>`);
        arrived();
      });
    });
    const reading = harvest(sourceId);
    await came;
    expectOk(await move(sourceId, "retired"));
    gate.open?.();
    expect(await reading).toMatchObject({ outcome: "not-read" });
    expect((await find(sourceId)).items).toBe(0);
  });

  test("two coordinators decide at once: one of them", async () => {
    const { sourceId } = expectOk(await propose());
    await show(sourceId);
    expectOk(await prove(sourceId));
    const answers = await Promise.all([move(sourceId, "active"), move(sourceId, "active", council.secondCoordinator)]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await readSourceHistory(database.db, sourceId)).steps).toHaveLength(2);
  });
});

describe("WEB-R1 active: an owner, and a domain that is proven", () => {
  test("WEB-R1 without an owner or a proof it does not become active", async () => {
    const { sourceId } = expectOk(await propose(council.coordinator, null));
    expect(await move(sourceId, "active")).toMatchObject({ refusal: { kind: "source-owner-missing" } });
    expectOk(await run((tx) => changeSource(tx, council.coordinator, { sourceId, name: { es: "Web" }, kind: "www", unitId: council.units.sports, creationAct: "", statement: null }, clock.now())));
    expect(await move(sourceId, "active")).toMatchObject({ refusal: { kind: "domain-unproven", hosts: [site.authority] } });
    await show(sourceId);
    expectOk(await prove(sourceId));
    expect(await move(sourceId, "active", council.coordinator, "")).toMatchObject({ refusal: { kind: "reason-missing" } });
    expectOk(await move(sourceId, "active"));
    expect(await find(sourceId)).toMatchObject({ state: "active", provenHosts: [site.authority], provenAt: clock.now() });
    expect(await run((tx) => changeSource(tx, council.coordinator, { sourceId, name: { es: "Web" }, kind: "www", unitId: null, creationAct: "", statement: null }, clock.now()))).toMatchObject({ refusal: { kind: "source-owner-missing" } });
  });

  test("WEB-2 the token of another source, a page that only repeats it and a redirect prove nothing", async () => {
    const { sourceId } = expectOk(await propose());
    const token = await tokenOf(sourceId);
    expect(await prove(sourceId)).toMatchObject({ refusal: { kind: "proof-not-found", host: site.authority, address: `${site.origin}/.well-known/pregonero-proof.txt` } });
    site.set("/.well-known/pregonero-proof.txt", { body: "pregonero-otra", type: "text/plain" });
    site.set("/", { body: `<html><head><title>Web</title></head><body><p>${token}</p><meta name="pregonero-proof" content="${token}"></body></html>` });
    expect(await prove(sourceId)).toMatchObject({ refusal: { kind: "proof-not-found" } });
    site.set("/elsewhere.txt", { body: token, type: "text/plain" });
    site.set("/.well-known/pregonero-proof.txt", misbehaviour.redirect("/elsewhere.txt"));
    expect(await prove(sourceId)).toMatchObject({ refusal: { kind: "proof-not-found" } });
    site.set("/", { body: `<html><head><title>Web</title><meta name="pregonero-proof" content="${token}"></head><body></body></html>` });
    expectOk(await prove(sourceId));
    expect((await readSourceHistory(database.db, sourceId)).proofs).toMatchObject([{ host: site.authority, method: "meta", by: "Amaia Coordina" }]);
  });

  test("WEB-2 a text of the domain's own name server proves it, another's does not", async () => {
    const names = await startNameServer();
    const { port } = new URL(site.origin);
    const named = `web.robledal.example:${port}`;
    const out = createEgress({ allowPrivate: [named], userAgent: "Pregonero/test", clock, resolve: () => Promise.resolve(["127.0.0.1"]), nameServers: [names.address] });
    try {
      site.set("/noticias.xml", { body: `<rss version="2.0"><channel><title>Web</title><item><title>Una</title><link>http://${named}/una</link></item></channel></rss>`, type: "application/rss+xml" });
      const { sourceId } = expectOk(await proposeSource(database.db, out, clock, council.coordinator, { url: `http://${named}/noticias.xml`, name: "Web", unitId: council.units.mobility, reason: "Web nueva" }, polite));
      const proveIt = () => proveDomain(database.db, out, clock, council.coordinator, sourceId);
      expect(await proveIt()).toMatchObject({ refusal: { kind: "proof-not-found", host: named } });
      expect(names.asked).toContain("_pregonero-proof.web.robledal.example");
      names.set("_pregonero-proof.web.robledal.example", ["v=spf1 -all", "pregonero-otra"]);
      names.set("robledal.example", [await tokenOf(sourceId)]);
      expect(await proveIt()).toMatchObject({ refusal: { kind: "proof-not-found" } });
      names.set("_pregonero-proof.web.robledal.example", ["v=spf1 -all", await tokenOf(sourceId)]);
      expectOk(await proveIt());
      expect((await readSourceHistory(database.db, sourceId)).proofs).toMatchObject([{ host: named, method: "dns_txt" }]);
    } finally {
      await out.close();
      await names.close();
    }
  });

  test("WEB-2 whoever proposed it may have it looked at; nobody else's department", async () => {
    const { sourceId } = expectOk(await propose(council.promoter));
    await show(sourceId);
    expect(await prove(sourceId, council.otherPromoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
    expectOk(await prove(sourceId, council.promoter));
    expect(await listTokensOfHost(database.db, site.authority)).toEqual([await tokenOf(sourceId)]);
    expectOk(await move(sourceId, "retired"));
    expect(await listTokensOfHost(database.db, site.authority)).toEqual([]);
  });

  test("what was there before proof was asked for is read without it", async () => {
    const { sourceId } = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: `${site.origin}/rss.xml`, name: "Web", unitId: council.units.mobility, reason: "Existía" }, polite));
    expect(await find(sourceId)).toMatchObject({ state: "active", provenHosts: [], provenAt: null });
    expect(await harvest(sourceId)).toMatchObject({ outcome: "read" });
  });
});

describe("WEB-5: sections have owners", () => {
  const give = (sourceId: Id<"source">, prefix: string, unitId: Id<"unit">, actor = council.coordinator) => run((tx) => giveSection(tx, actor, { sourceId, prefix, unitId }, clock.now()));

  test("what is in a section belongs to its unit, what was there already and what comes later", async () => {
    const sourceId = await active();
    await harvest(sourceId);
    expect(await ownersOf(sourceId)).toEqual({ "/deporte/cursos": "mobility", "/deporte/piscinas/verano": "mobility", "/deportes": "mobility", "/cultura/teatro": "mobility" });
    const section = expectOk(await give(sourceId, "deporte/", council.units.sports));
    expectOk(await give(sourceId, "/deporte/piscinas", council.units.transparency));
    expect(await ownersOf(sourceId)).toEqual({ "/deporte/cursos": "sports", "/deporte/piscinas/verano": "transparency", "/deportes": "mobility", "/cultura/teatro": "mobility" });
    site.set("/rss.xml", { body: `<rss version="2.0"><channel><title>Web</title><item><title>Nuevo</title><link>${site.origin}/deporte/nuevo</link></item></channel></rss>`, type: "application/rss+xml" });
    await harvest(sourceId);
    expect(await ownersOf(sourceId)).toMatchObject({ "/deporte/nuevo": "sports" });
    expectOk(await run((tx) => endSection(tx, council.coordinator, section, clock.now())));
    expect(await ownersOf(sourceId)).toMatchObject({ "/deporte/nuevo": "mobility", "/deporte/cursos": "mobility", "/deporte/piscinas/verano": "transparency" });
    expectOk(await run((tx) => changeSource(tx, council.coordinator, { sourceId, name: { es: "Web" }, kind: "www", unitId: council.units.sports, creationAct: "", statement: null }, clock.now())));
    expect(await ownersOf(sourceId)).toMatchObject({ "/deporte/nuevo": "sports", "/deporte/piscinas/verano": "transparency", "/cultura/teatro": "sports" });
  });

  test("a section is one path of one unit, given by a coordinator", async () => {
    const sourceId = await active();
    expectOk(await give(sourceId, "/kirola", council.units.sports));
    expect(await give(sourceId, "kirola/", council.units.mobility)).toMatchObject({ refusal: { kind: "section-taken", prefix: "/kirola" } });
    expect(await give(sourceId, "/", council.units.sports)).toMatchObject({ refusal: { kind: "bad-section" } });
    expect(await give(sourceId, "/x", council.units.sports, council.promoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
  });

  test("a section given while its web is being read: no item is left with the former owner", async () => {
    const sourceId = await active();
    const given = Promise.all(["/deporte", "/cultura"].map((prefix) => give(sourceId, prefix, council.units.sports)));
    await Promise.all([harvest(sourceId), given]);
    expect(await ownersOf(sourceId)).toEqual({ "/deporte/cursos": "sports", "/deporte/piscinas/verano": "sports", "/deportes": "mobility", "/cultura/teatro": "sports" });
  });
});

describe("warnings", () => {
  const state = (sourceId: Id<"source">, statement: { url: string; on: string } | null) =>
    run((tx) => changeSource(tx, council.coordinator, { sourceId, name: { es: "Web" }, kind: "sede", unitId: council.units.mobility, creationAct: "", statement }, clock.now()));

  test("WEB-R3 an accessibility statement older than 12 months is old", async () => {
    const sourceId = await active();
    const url = `${site.origin}/accesibilidad`;
    expectOk(await state(sourceId, { url, on: "2025-09-21" }));
    expect(await find(sourceId)).toMatchObject({ statementIsOld: false, statementOn: "2025-09-21", statementUrl: url });
    clock.set("2026-09-22T08:00:00Z");
    expect((await find(sourceId)).statementIsOld).toBe(true);
    expect(await state(sourceId, { url, on: "2026-09-23" })).toMatchObject({ refusal: { kind: "bad-day" } });
    expect(await state(sourceId, { url: "javascript:alert(1)", on: "2026-09-01" })).toMatchObject({ refusal: { kind: "bad-address" } });
    expectOk(await state(sourceId, { url, on: "2026-03-01" }));
    expect((await find(sourceId)).statementIsOld).toBe(false);
  });

  test("WEB-R4 a source that was not reached for 24 h", async () => {
    const sourceId = await active();
    await harvest(sourceId);
    clock.set(plusMs(clock.now(), 24 * HOUR));
    expect((await find(sourceId)).isOverdue).toBe(false);
    clock.set(plusMs(clock.now(), 1));
    expect((await find(sourceId)).isOverdue).toBe(true);
    await harvest(sourceId);
    expect((await find(sourceId)).isOverdue).toBe(false);
    clock.set(plusMs(clock.now(), 48 * HOUR));
    expectOk(await move(sourceId, "retired"));
    expect((await find(sourceId)).isOverdue).toBe(false);
  });
});
