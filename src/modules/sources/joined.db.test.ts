import { sql } from "kysely";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY, HOUR } from "#kernel/instant.ts";
import { listRecordsOf } from "#modules/evidence/index.ts";
import { createEgress, type Egress } from "#platform/egress/index.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { listEventsOf } from "#platform/events.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { startSite, type TestSite } from "#tests/site.ts";
import {
  citationOf, findItem, findItemByUrl, harvestChannel, joinItems, keepItemsApart, listAlike, listCitedItems, listJoined, listProposals, listWatchedVariants, partItems, registerSource, triageItem,
} from "./index.ts";

const database = useDatabase();
const clock = testClock("2026-09-21T08:00:00Z");
const polite = { pauseMs: 0 };
let site: TestSite;
let egress: Egress;
let council: TestCouncil;

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
});
// One site a test: hosts are what a source is made of.
beforeEach(async () => {
  houses += 1;
  clock.set("2026-09-21T08:00:00Z");
  site = await startSite();
  egress = createEgress({ allowPrivate: [site.authority], userAgent: "Pregonero/test", clock });
});
afterEach(async () => {
  await site.close();
});

interface News { readonly path: string; readonly title?: string; readonly summary?: string }
// A street of its own for each test: of the other tests' news nothing is alike.
let houses = 0;
const titleNow = () => `Corte de tráfico en la calle Mayor, ${houses}`;
const feed = (news: readonly News[], path = "/rss.xml", language = "es") => site.set(path, {
  body: `<rss version="2.0"><channel><title>Noticias</title><link>${site.origin}/</link><language>${language}</language>${news.map(({ path: page, title = titleNow(), summary = "Por obras." }) => `<item><title>${title}</title><link>${site.origin}${page}</link><description>${summary}</description></item>`).join("")}</channel></rss>`,
  type: "application/rss+xml",
});
async function read(path = "/rss.xml", unitId = council.units.mobility): Promise<Id<"channel">> {
  const registered = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: site.origin + path, name: "Web", unitId }, polite));
  const id = registered.found[0]?.id;
  if (!id) throw new Error("no channel");
  await harvest(id);
  return id;
}
const harvest = (id: Id<"channel">) => harvestChannel(database.db, egress, clock, id, polite);
const idAt = async (path: string): Promise<Id<"item">> => {
  const id = await findItemByUrl(database.db, site.origin + path);
  if (!id) throw new Error(`no item at ${path}`);
  return id;
};
const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);
const join = (one: Id<"item">, other: Id<"item">, actor = council.promoter) => run((tx) => joinItems(tx, actor, { one, other }, clock.now()));
const part = (id: Id<"item">) => run((tx) => partItems(tx, council.promoter, id, clock.now()));
const alike = async (id: Id<"item">) => ((await listAlike(database.db, [id], clock.now())).get(id) ?? []).map(({ url }) => url).filter((url) => url.startsWith(site.origin)).map((url) => url.slice(site.origin.length));

describe("FLO-7: what is probably one is proposed", () => {
  test("the same title but for accents, case and marks, or the same words; near in time, in one language, not when short", async () => {
    const words = "El tráfico se corta por obras y el autobús va por otra calle. ".repeat(5);
    feed([
      { path: "/a" }, { path: "/b", title: `CORTE DE TRAFICO en la calle Mayor ${houses}.` }, { path: "/c", title: "Otra cosa del todo distinta" }, { path: "/d", title: "Convocatoria" }, { path: "/e", title: "Convocatoria" },
    ]);
    await read();
    for (const [path, title] of [["/f", "Así será el autobús estos días"], ["/g", "El autobús, por otra calle"]] as const) site.set(path, { body: `<html lang="es"><title>${title}</title><main><h1>${title}</h1><p>${words}</p></main></html>` });
    site.remove("/rss.xml");
    for (const path of ["/f", "/g"]) await read(path);
    expect(await alike(await idAt("/a"))).toEqual(["/b"]);
    expect(await alike(await idAt("/b"))).toEqual(["/a"]);
    for (const path of ["/c", "/d"]) expect(await alike(await idAt(path))).toEqual([]);
    // The heading is part of the words of a page, so these two are not the same to the letter.
    expect(await alike(await idAt("/f"))).toEqual([]);
    clock.advance(8 * DAY);
    feed([{ path: "/z" }], "/later.xml");
    await read("/later.xml");
    expect(await alike(await idAt("/z"))).toEqual([]);
  });

  test("events at different times are never the same, at the same time they are", async () => {
    const event = (uid: string, day: string) => `BEGIN:VEVENT\r\nUID:${uid}\r\nSUMMARY:Cuentos en la biblioteca\r\nDTSTART:${day}T160000Z\r\nEND:VEVENT\r\n`;
    site.set("/agenda.ics", { body: `BEGIN:VCALENDAR\r\n${event("1", "20261017")}${event("2", "20261018")}${event("3", "20261017")}END:VCALENDAR\r\n`, type: "text/calendar" });
    await read("/agenda.ics");
    const items = (await listProposals(database.db, { state: "waiting" }, clock.now())).items.filter(({ variants }) => variants[0]?.title === "Cuentos en la biblioteca");
    const found = await listAlike(database.db, items.map(({ itemId }) => itemId), clock.now());
    expect(items.map(({ itemId, event: at }) => `${at?.startsAt.slice(8, 10)}: ${found.get(itemId)?.length ?? 0}`).toSorted()).toEqual(["17: 1", "17: 1", "18: 0"]);
  });
});

describe("FLO-7: two that are one", () => {
  test("one stays, both addresses lead to it, what was said and cited stays; undone, they are two again", async () => {
    feed([{ path: "/a" }, { path: "/b" }, { path: "/b-eu", title: "Trafikoa itxita Kale Nagusian" }]);
    const channelId = await read();
    const [a, b] = [await idAt("/a"), await idAt("/b")];
    // Decided on, it is the one that stays.
    expectOk(await run((tx) => triageItem(tx, council.promoter, { itemId: b, decision: "publish" }, clock.now())));
    const [before, cited] = [await findItem(database.db, a), await citationOf(database.db, a)];
    expect(await join(a, b, council.otherPromoter)).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(expectOk(await join(a, b))).toBe(b);
    expect([await idAt("/a"), await idAt("/b")]).toEqual([b, b]);
    expect(await join(a, b)).toMatchObject({ refusal: { kind: "already-joined" } });
    expect((await listCitedItems(database.db, [a]))[0]).toMatchObject({ itemId: a, variants: [{ url: `${site.origin}/b` }] });
    expect((await findItem(database.db, b))?.revisions.map(({ id }) => id)).toContain(cited[0]?.revisionId);
    expect((await listJoined(database.db, [b])).get(b)).toMatchObject([{ itemId: a, title: titleNow(), url: `${site.origin}/a` }]);
    expect((await listProposals(database.db, { state: "waiting" }, clock.now())).items.map(({ itemId }) => itemId)).not.toContain(a);
    // Who cited the other page goes on looking at that page.
    expect((await listWatchedVariants(database.db, [a])).map(({ itemId, url }) => [itemId, url])).toEqual([[a, `${site.origin}/a`]]);

    // Both pages go on being read, each into its own history.
    clock.advance(HOUR);
    feed([{ path: "/a", summary: "Hasta el viernes." }, { path: "/b" }]);
    expect(await harvest(channelId)).toMatchObject({ counts: { new: 0, changed: 1 } });
    clock.advance(HOUR);
    feed([{ path: "/a?utm_source=x", summary: "Hasta el viernes." }, { path: "/b" }, { path: "/c", title: "Otra noticia" }]);
    expect(await harvest(channelId)).toMatchObject({ counts: { new: 1, changed: 0 } });
    expect((await findItem(database.db, b))?.variants[0]).toMatchObject({ summary: "Por obras.", url: `${site.origin}/b` });

    expectOk(await part(a));
    expect([await idAt("/a"), await idAt("/b")]).toEqual([a, b]);
    expect((await findItem(database.db, a))?.revisions.map(({ summary }) => summary)).toEqual(["Hasta el viernes.", "Por obras."]);
    expect((await findItem(database.db, a))?.revisions.at(-1)?.id).toBe(before?.revisions[0]?.id);
    expect((await findItem(database.db, b))?.decisions).toHaveLength(1);
    // They are not proposed again, and not joined twice by a slip.
    expect(await alike(a)).toEqual([]);
    expect(await part(a)).toMatchObject({ refusal: { kind: "not-joined" } });
    expect((await listRecordsOf(database.db, { type: "item", id: a })).map(({ kind }) => kind)).toEqual(["item.joined", "item.parted"]);
    expect((await listEventsOf(database.db, { type: "item", id: a })).map(({ kind }) => kind)).toEqual(["item.joined", "item.parted"]);
  });

  test("a language that the one lacks comes from the other, and goes with it when they are taken apart; so do what it had joined and its times", async () => {
    feed([{ path: "/es/1" }], "/es.xml");
    feed([{ path: "/eu/2", title: "Trafikoa itxita Kale Nagusian" }], "/eu.xml", "eu");
    site.set("/agenda.ics", { body: `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Kale Nagusiko jaia\r\nDTSTART:20261017T160000Z\r\nURL:${site.origin}/eu/2\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`, type: "text/calendar" });
    for (const path of ["/es.xml", "/eu.xml", "/agenda.ics"]) await read(path);
    feed([{ path: "/es/3" }], "/more.xml");
    await read("/more.xml");
    const [one, two, three] = [await idAt("/es/1"), await idAt("/eu/2"), await idAt("/es/3")];
    clock.advance(HOUR);
    expectOk(await run((tx) => triageItem(tx, council.promoter, { itemId: two, decision: "publish" }, clock.now())));
    expect(expectOk(await join(three, two))).toBe(two);
    expectOk(await run((tx) => triageItem(tx, council.promoter, { itemId: one, decision: "publish" }, clock.now())));
    // Both were decided on: the one that was there first.
    const kept = expectOk(await join(two, one));
    const other = kept === one ? two : one;
    expect(new Set([await idAt("/es/1"), await idAt("/eu/2"), await idAt("/es/3")])).toEqual(new Set([kept]));
    expect((await findItem(database.db, kept))?.variants.map(({ language }) => language)).toEqual(["es", "eu"]);
    expectOk(await part(other));
    expect((await findItem(database.db, one))?.variants.map(({ url }) => url)).toEqual([`${site.origin}/es/1`]);
    expect((await findItem(database.db, two))?.variants.map(({ url }) => url)).toEqual([`${site.origin}/es/3`, `${site.origin}/eu/2`]);
    expect(await idAt("/es/3")).toBe(two);
    const { rows } = await sql<{ item_id: Id<"item"> }>`select item_id from sources.event where address like ${`${site.authority}/eu/2%`}`.execute(database.db);
    expect(rows).toEqual([{ item_id: two }]);
    expectOk(await part(three));
    expect((await findItem(database.db, three))?.variants.map(({ url }) => url)).toEqual([`${site.origin}/es/3`]);
  });

  test("two that only look alike are said to be two, and not proposed again", async () => {
    feed([{ path: "/a" }, { path: "/b" }]);
    await read();
    const [a, b] = [await idAt("/a"), await idAt("/b")];
    expect(await alike(a)).toEqual(["/b"]);
    expect(await run((tx) => keepItemsApart(tx, council.otherPromoter, { one: b, other: a }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expectOk(await run((tx) => keepItemsApart(tx, council.promoter, { one: b, other: a }, clock.now())));
    expect([await alike(a), await alike(b)]).toEqual([[], []]);
    expect(await join(a, a)).toMatchObject({ refusal: { kind: "unknown-item" } });
    await expect(sql`update sources.likeness set decision = 'same'`.execute(database.db)).rejects.toThrow(/permission denied/);
  });
});
