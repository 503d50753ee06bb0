import { sql } from "kysely";
import { gzipSync } from "node:zlib";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY, HOUR, MINUTE } from "#kernel/instant.ts";
import { createEgress, type Egress } from "#platform/egress/index.ts";
import { listEventsOf } from "#platform/events.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { misbehaviour, type SiteRoute, startSite, type TestSite } from "#tests/site.ts";
import {
  citationOf, findItem, findItemByUrl, findSource, harvestChannel, isRegisteredUrl, listDueChannels, listHarvests, listProposals, listSources, registerSource,
} from "./index.ts";

const database = useDatabase();
const clock = testClock();
const polite = { pauseMs: 0 };
let site: TestSite;
let egress: Egress;
let council: TestCouncil;

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
});
// One site a test: hosts are what a source is made of.
beforeEach(async () => {
  site = await startSite();
  egress = createEgress({ allowPrivate: [site.authority], userAgent: "Pregonero/test", clock });
});
afterEach(async () => {
  await site.close();
});

interface News { readonly path: string; readonly title: string; readonly summary?: string; readonly date?: string; readonly guid?: string }
const rss = (news: readonly News[], language = "es") =>
  `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Noticias</title><link>${site.origin}/</link><language>${language}</language>${news
    .map(({ path, title, summary = "", date = "Mon, 21 Sep 2026 08:00:00 GMT", guid }) => `<item>${guid === undefined ? "" : `<guid isPermaLink="false">${guid}</guid>`}<title>${title}</title><link>${(path.startsWith("/") ? site.origin + path : path).replaceAll("&", "&amp;")}</link><description>${summary}</description><pubDate>${date}</pubDate></item>`)
    .join("")}</channel></rss>`;
const feed = (news: readonly News[], language?: string) => site.set("/rss.xml", { body: rss(news, language), type: "application/rss+xml" });

/** A source whose only channel is `/rss.xml`. */
async function registerFeed(): Promise<{ sourceId: Id<"source">; channelId: Id<"channel"> }> {
  const registered = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: `${site.origin}/rss.xml`, name: "Web", unitId: council.units.mobility }, polite));
  const channelId = registered.found[0]?.id;
  if (!channelId) throw new Error("no channel");
  return { sourceId: registered.sourceId, channelId };
}
const harvest = (channelId: Id<"channel">) => harvestChannel(database.db, egress, clock, channelId, polite);
const itemsOf = async (sourceId: Id<"source">) => {
  const { rows } = await sql<{ id: Id<"item">; canonical_key: string; status: string }>`
    select id, canonical_key, status from sources.item where source_id = ${sourceId} and merged_into is null order by appeared_at desc, id
  `.execute(database.db);
  return rows;
};
const itemAt = async (path: string) => {
  const id = await findItemByUrl(database.db, site.origin + path);
  const item = id && (await findItem(database.db, id));
  if (!item) throw new Error(`no item at ${path}`);
  return item;
};

describe("FLO-1: reading a feed", () => {
  test("WEB-3, WEB-R2: languages of a page are one item (acceptance)", async () => {
    feed([{ path: "/contenido?idioma=es&uid=u4c8", title: "Corte" }, { path: "/contenido?uid=u4c8&idioma=eu&", title: "Mozketa" }, { path: "/contenido?lang=es&locale=es&idioma=es&uid=u4c8", title: "Corte" }]);
    const { sourceId, channelId } = await registerFeed();
    expect(await harvest(channelId)).toMatchObject({ outcome: "read", counts: { read: 3, new: 1, changed: 0, refused: 1 }, refused: { duplicate: 1 } });
    expect(await itemsOf(sourceId)).toHaveLength(1);
    const item = await itemAt("/contenido?uid=u4c8");
    expect(item.variants.map(({ language, title }) => [language, title])).toEqual([["es", "Corte"], ["eu", "Mozketa"]]);
    expect((await itemAt("/contenido?lang=es&locale=es&idioma=es&uid=u4c8")).itemId).toBe(item.itemId);
    expect(await citationOf(database.db, item.itemId)).toEqual(item.variants.map(({ language, url, title, revisionId, hash }) => ({ language, url, title, revisionId, hash })));
  });

  test("asks conditionally, and takes «unchanged» for an answer", async () => {
    feed([{ path: "/1", title: "Uno" }]);
    const { channelId, sourceId } = await registerFeed();
    await harvest(channelId);
    site.forget();
    expect(await harvest(channelId)).toMatchObject({ outcome: "unchanged", counts: { new: 0, changed: 0 } });
    expect(site.seen.at(-1)?.headers["if-none-match"]).toMatch(/^"/);
    expect((await findSource(database.db, sourceId, clock.now()))?.channels[0]).toMatchObject({ error: null, lastCounts: { read: 1, new: 1 } });
  });

  test("a change is a revision, never a new item; other dates are no change (NETWORKS failure 12)", async () => {
    feed([{ path: "/1", title: "A las 19:00" }, { path: "/2", title: "Otra" }]);
    const { sourceId, channelId } = await registerFeed();
    await harvest(channelId);
    clock.advance(HOUR);
    feed([{ path: "/1", title: "A las 20:00" }, { path: "/2", title: "Otra", date: "Tue, 22 Sep 2026 08:00:00 GMT" }, { path: "/3", title: "Nueva" }]);
    expect(await harvest(channelId)).toMatchObject({ counts: { read: 3, new: 1, changed: 1 } });
    expect(await itemsOf(sourceId)).toHaveLength(3);
    expect((await itemAt("/1")).revisions.map(({ title }) => title)).toEqual(["A las 20:00", "A las 19:00"]);
    expect((await itemAt("/1")).variants[0]?.title).toBe("A las 20:00");
    expect((await itemAt("/2")).revisions).toHaveLength(1);
    clock.advance(HOUR);
    feed([{ path: "/1", title: "A las 19:00" }]);
    expect(await harvest(channelId)).toMatchObject({ counts: { new: 0, changed: 1 } });
    expect(await itemsOf(sourceId)).toHaveLength(3);
  });

  test("WEB-3 an address that is changed together with the title is that of the same item", async () => {
    feed([{ path: "/fumata-blanca", title: "Fumata blanca", guid: "WP-1" }, { path: "/dos", title: "Dos", guid: "WP-2" }]);
    const { sourceId, channelId } = await registerFeed();
    await harvest(channelId);
    const before = await itemAt("/fumata-blanca");
    clock.advance(HOUR);
    feed([{ path: "/nuevo-papa", title: "Hay nuevo papa", guid: "WP-1" }, { path: "/dos-bis", title: "Dos", guid: "WP-2" }]);
    expect(await harvest(channelId)).toMatchObject({ counts: { new: 0, changed: 1 } });
    expect(await itemsOf(sourceId)).toHaveLength(2);
    expect((await itemAt("/nuevo-papa")).revisions.map(({ title }) => title)).toEqual(["Hay nuevo papa", "Fumata blanca"]);
    expect((await itemAt("/fumata-blanca")).itemId).toBe(before.itemId);
    expect((await itemAt("/nuevo-papa")).variants[0]?.url).toBe(`${site.origin}/nuevo-papa`);
    // It says the same elsewhere: no revision, and it is looked for where it is.
    expect((await itemAt("/dos")).revisions).toHaveLength(1);
    expect((await itemAt("/dos")).variants[0]?.url).toBe(`${site.origin}/dos-bis`);
    clock.advance(HOUR);
    feed([{ path: "/fumata-blanca", title: "Fumata blanca", guid: "WP-1" }]);
    expect(await harvest(channelId)).toMatchObject({ counts: { new: 0, changed: 1 } });
  });

  test("T5 a feed that calls its items otherwise each time adds no names for ever", async () => {
    const aliases = async () => (await sql<{ n: number }>`select count(*)::int as n from sources.alias where address like ${`${site.authority}/%`}`.execute(database.db)).rows[0]?.n;
    feed([{ path: "/1", title: "Uno", guid: "a0" }]);
    const { channelId } = await registerFeed();
    await harvest(channelId);
    const before = await aliases();
    for (const guid of ["a1", "a2", "a3"]) {
      clock.advance(HOUR);
      feed([{ path: "/1", title: `Uno ${guid}`, guid }]);
      await harvest(channelId);
    }
    expect([before, await aliases()]).toEqual([2, 2]);
  });

  test.each([
    ["names that only count", [{ path: "/b", title: "Nueva", guid: "1" }, { path: "/a", title: "Vieja", guid: "2" }]],
    ["a name for something of another day", [{ path: "/b", title: "Nueva", guid: "1", date: "Tue, 22 Sep 2026 08:00:00 GMT" }]],
    ["one name for two", [{ path: "/b", title: "Nueva", guid: "1" }, { path: "/c", title: "Otra", guid: "1" }]],
  ])("WEB-R2 %s makes no item of two", async (_what, news) => {
    feed([{ path: "/a", title: "Vieja", guid: "1" }]);
    const { channelId } = await registerFeed();
    await harvest(channelId);
    const before = await itemAt("/a");
    feed(news);
    await harvest(channelId);
    expect((await itemAt("/b")).itemId).not.toBe(before.itemId);
    expect((await itemAt("/a")).revisions.map(({ title }) => title)).toEqual(["Vieja"]);
  });

  test("two readings at once do not double, and the later answer is not undone by the earlier", async () => {
    feed([{ path: "/1", title: "Uno" }, { path: "/2", title: "Dos" }]);
    const { sourceId, channelId } = await registerFeed();
    // Nobody is answered before all have asked, so that each began before any ended. Four is what one host is asked at once.
    const held: (() => void)[] = [];
    const body = rss([{ path: "/1", title: "Uno" }, { path: "/2", title: "Dos" }]);
    site.set("/rss.xml", (_request, response) => {
      held.push(() => response.writeHead(200, { "content-type": "application/rss+xml" }).end(body));
      if (held.length === 4) for (const answer of held) answer();
    });
    const reports = await Promise.all(Array.from({ length: 4 }, () => harvest(channelId)));
    expect(reports.filter(({ outcome }) => outcome === "read")).toHaveLength(1);
    expect(reports.filter(({ outcome }) => outcome === "superseded")).toHaveLength(3);
    expect(await itemsOf(sourceId)).toHaveLength(2);
    expect((await itemAt("/1")).revisions).toHaveLength(1);
  });

  test("two feeds that carry the same new page at once make one item, and do not contradict each other", async () => {
    const body = (summary: string) => ({ body: rss([{ path: "/1", title: "Uno", summary }]), type: "application/rss+xml" });
    site.set("/a.xml", body("corto"));
    site.set("/b.xml", body("mucho más largo"));
    site.set("/", { body: `<html><head><title>Web</title><link rel="alternate" type="application/rss+xml" href="/a.xml"><link rel="alternate" type="application/rss+xml" href="/b.xml"></head></html>` });
    const { sourceId, found } = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: site.origin, name: "" }, polite));
    expect(found.map(({ kind }) => kind)).toEqual(["feed", "feed"]);
    await Promise.all(found.map(({ id }) => harvest(id)));
    expect(await itemsOf(sourceId)).toHaveLength(1);
    for (let n = 0; n < 3; n += 1) {
      clock.advance(HOUR);
      for (const [index, path] of ["/a.xml", "/b.xml"].entries()) site.set(path, { ...body(index === 0 ? "corto" : "mucho más largo"), headers: { "x-n": String(n) } });
      for (const { id } of found) await harvest(id);
    }
    expect((await itemAt("/1")).revisions).toHaveLength(1);
  });

  test("pages of other sites, without title or address are left out and counted", async () => {
    feed([{ path: "https://elsewhere.example/1", title: "Fuera" }, { path: "javascript:alert(1)", title: "Mala" }, { path: "/1", title: "" }, { path: "/2", title: "Bien" }]);
    const { channelId } = await registerFeed();
    expect(await harvest(channelId)).toMatchObject({ counts: { read: 4, new: 1, refused: 3 }, refused: { "foreign-host": 1, "bad-address": 1, "no-title": 1 } });
  });

  test("what was there before us counts for the day it was published", async () => {
    feed([{ path: "/1", title: "Vieja", date: "Tue, 01 Sep 2026 08:00:00 GMT" }]);
    const { channelId } = await registerFeed();
    await harvest(channelId);
    expect((await itemAt("/1")).appearedAt).toBe("2026-09-01T08:00:00.000Z");
    feed([{ path: "/1", title: "Vieja", date: "Tue, 01 Sep 2026 08:00:00 GMT" }, { path: "/2", title: "Nueva con fecha vieja", date: "Tue, 01 Sep 2026 08:00:00 GMT" }]);
    await harvest(channelId);
    expect((await itemAt("/2")).appearedAt).toBe(clock.now());
  });

  test("ten thousand items are taken in one go", async () => {
    feed(Array.from({ length: 10_000 }, (_, n) => ({ path: `/n/${n}`, title: `Noticia ${n}` })));
    const { channelId, sourceId } = await registerFeed();
    const from = performance.now();
    expect(await harvest(channelId)).toMatchObject({ counts: { read: 10_000, new: 10_000, refused: 0 } });
    expect(performance.now() - from).toBeLessThan(20_000);
    expect((await listSources(database.db, clock.now(), { id: sourceId }))[0]?.items).toBe(10_000);
    const page = await listProposals(database.db, { state: "waiting" }, clock.now());
    expect(page.items).toHaveLength(50);
  });
});

describe("T5: a broken feed is a clear error on the channel, and loses nothing", () => {
  const laughs = `<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`;
  const bad: readonly (readonly [string, () => SiteRoute, object])[] = [
    ["non-UTF-8", () => ({ body: Buffer.from(rss([{ path: "/1", title: "Añastro" }]), "latin1"), type: "application/rss+xml; charset=utf-8" }), { kind: "undecodable", charset: "utf-8" }],
    ["billion laughs", () => ({ body: rss([{ path: "/1", title: "&b;" }]).replace("<rss", `${laughs}<rss`) }), { kind: "entities-declared" }],
    ["2 GB", () => misbehaviour.endless("application/rss+xml", "<item>x</item>".repeat(1_000), { announced: 2 ** 31 }), { kind: "too-large", most: 10_485_760 }],
    ["never ending", () => misbehaviour.endless("application/rss+xml", "<item><title>x</title></item>".repeat(1_000), { head: "<rss version='2.0'><channel>" }), { kind: "too-large", most: 10_485_760 }],
    ["redirect to 127.0.0.1", () => misbehaviour.redirect("http://127.0.0.1/latest/meta-data/"), { kind: "address-refused", reason: "redirect-to-private", url: "http://127.0.0.1/latest/meta-data/" }],
    ["HTML with scripts", () => ({ body: "<!doctype html><script>while(true){}</script><title>Error</title>" }), { kind: "not-a-feed" }],
    ["gzip bomb", () => misbehaviour.encoded("gzip", gzipSync(Buffer.alloc(100_000_000, 32))), { kind: "compression-bomb" }],
    ["cut off", () => misbehaviour.cutOff("<rss version='2.0'><channel><item>"), { kind: "not-reachable", reason: "cut-off" }],
    ["cut off without a word", () => ({ body: rss([{ path: "/1", title: "Uno" }]).slice(0, -30) }), { kind: "malformed" }],
    ["redirect in a circle", () => misbehaviour.redirect("/rss.xml"), { kind: "address-refused", reason: "redirect-loop" }],
    ["an error of the server", () => ({ body: "no", status: 500 }), { kind: "http-status", status: 500 }],
    ["gone", () => ({ body: "no", status: 410 }), { kind: "http-status", status: 410 }],
    ["no HTTP", () => misbehaviour.raw("hello"), { kind: "not-reachable", reason: "protocol" }],
    ["unknown encoding", () => ({ body: rss([]), type: "text/xml; charset=klingon" }), { kind: "unknown-charset", charset: "klingon" }],
  ];
  test.each(bad)("%s", async (_what, route, error) => {
    feed([{ path: "/1", title: "Uno" }]);
    const { sourceId, channelId } = await registerFeed();
    await harvest(channelId);
    const before = await itemAt("/1");
    clock.advance(MINUTE);
    site.set("/rss.xml", route());
    const brokenAt = clock.now();
    expect(await harvest(channelId)).toMatchObject({ outcome: "failed", error });
    clock.advance(MINUTE);
    expect(await harvest(channelId)).toMatchObject({ outcome: "failed" });
    const source = await findSource(database.db, sourceId, clock.now());
    expect(source?.channels[0]).toMatchObject({ error, errorSince: brokenAt });
    expect(await itemAt("/1")).toEqual(before);
    expect((await listEventsOf(database.db, { type: "source", id: sourceId })).map(({ kind }) => kind)).toEqual(["source.registered", "channel.failed"]);

    feed([{ path: "/1", title: "Uno" }, { path: "/2", title: "Dos" }]);
    clock.advance(MINUTE);
    expect(await harvest(channelId)).toMatchObject({ outcome: "read", counts: { new: 1, changed: 0 } });
    expect((await findSource(database.db, sourceId, clock.now()))?.channels[0]).toMatchObject({ error: null, errorSince: null });
    expect((await listHarvests(database.db, sourceId)).map(({ outcome }) => outcome)).toEqual(["read", "failed", "failed", "read"]);
  }, 60_000);

  test("one that does not answer holds up only itself", async () => {
    feed([{ path: "/1", title: "Uno" }]);
    const good = await registerFeed();
    const slow = await startSite({ "/rss.xml": { body: rss([]), type: "application/rss+xml" } });
    const both = createEgress({ allowPrivate: [site.authority, slow.authority], userAgent: "Pregonero/test", clock });
    const registered = expectOk(await registerSource(database.db, both, clock, council.coordinator, { url: `${slow.origin}/rss.xml`, name: "Lenta" }, polite));
    slow.set("/rss.xml", misbehaviour.silent());
    const hanging = harvestChannel(database.db, both, clock, registered.found[0]?.id ?? good.channelId, polite);
    expect(await harvestChannel(database.db, both, clock, good.channelId, polite)).toMatchObject({ outcome: "read" });
    await slow.close();
    expect(await hanging).toMatchObject({ outcome: "failed", error: { kind: "not-reachable" } });
  });
});

describe("good manners", () => {
  test("robots.txt is heeded", async () => {
    feed([{ path: "/1", title: "Uno" }]);
    const { channelId } = await registerFeed();
    const other = createEgress({ allowPrivate: [site.authority], userAgent: "Pregonero/test", clock });
    site.set("/robots.txt", { body: "User-agent: *\nDisallow: /rss.xml", type: "text/plain" });
    expect(await harvestChannel(database.db, other, clock, channelId, polite)).toMatchObject({ outcome: "failed", error: { kind: "robots-disallow" } });
    const third = createEgress({ allowPrivate: [site.authority], userAgent: "Pregonero/test", clock });
    site.set("/robots.txt", { body: "no", status: 503 });
    expect(await harvestChannel(database.db, third, clock, channelId, polite)).toMatchObject({ outcome: "failed", error: { kind: "robots-unreachable" } });
  });

  test("two requests to a host keep their distance", async () => {
    feed([]);
    const { channelId } = await registerFeed();
    const from = performance.now();
    for (let n = 0; n < 3; n += 1) await harvestChannel(database.db, egress, clock, channelId, { pauseMs: 150 });
    expect(performance.now() - from).toBeGreaterThanOrEqual(290);
  });

  test("each channel at its pace, a broken one ever more seldom", async () => {
    feed([{ path: "/1", title: "Uno" }]);
    const { channelId } = await registerFeed();
    const isDue = async () => (await listDueChannels(database.db, clock.now(), 1_000)).includes(channelId);
    expect(await isDue()).toBe(true);
    await harvest(channelId);
    expect(await isDue()).toBe(false);
    clock.advance(15 * MINUTE);
    expect(await isDue()).toBe(true);
    site.set("/rss.xml", { body: "no", status: 503, headers: { "retry-after": "7200" } });
    await harvest(channelId);
    clock.advance(2 * HOUR - MINUTE);
    expect(await isDue()).toBe(false);
    clock.advance(MINUTE);
    expect(await isDue()).toBe(true);
  });
});

describe("WEB-1: registering by address", () => {
  const home = (links: string) => ({ body: `<html lang="es"><head><title>Ayuntamiento</title>${links}</head><body><main>Portada</main></body></html>` });

  test("feeds of the page and the sitemap of robots.txt are found by themselves", async () => {
    feed([]);
    site.set("/", home(`<link rel="alternate" type="application/rss+xml" href="/rss.xml"><link rel="alternate" type="application/rss+xml" href="/comments/feed/"><link rel="alternate" type="application/atom+xml" href="/broken.xml">`));
    site.set("/robots.txt", { body: `Sitemap: ${site.origin}/s.xml`, type: "text/plain" });
    site.set("/s.xml", { body: `<urlset><url><loc>${site.origin}/</loc></url></urlset>`, type: "application/xml" });
    const registered = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: site.origin, name: "" }, polite));
    expect(registered.found).toMatchObject([{ kind: "feed", url: `${site.origin}/rss.xml`, title: "Noticias" }, { kind: "sitemap", url: `${site.origin}/s.xml` }]);
    expect(await findSource(database.db, registered.sourceId, clock.now())).toMatchObject({ name: { es: "Ayuntamiento" }, languages: ["es", "eu"], hosts: [site.authority] });
    expect(await isRegisteredUrl(database.db, `${site.origin}/cualquier/pagina?x=1`)).toBe(true);
    expect(await isRegisteredUrl(database.db, "https://elsewhere.example/")).toBe(false);
  });

  test("usual places are tried when nothing is said, also in a folder", async () => {
    site.set("/sede/", home(""));
    site.set("/sede/feed", { body: rss([]), type: "application/rss+xml" });
    site.set("/sede/sitemap.xml", { body: `<urlset></urlset>`, type: "application/xml" });
    const registered = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: `${site.origin}/sede/`, name: "Sede" }, polite));
    expect(registered.found.map(({ url }) => url)).toEqual([`${site.origin}/sede/feed`, `${site.origin}/sede/sitemap.xml`]);
  });

  test("a page alone is a source of one page", async () => {
    site.set("/tablon", home(""));
    const registered = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: `${site.origin}/tablon`, name: "Tablón" }, polite));
    expect(registered.found).toMatchObject([{ kind: "page", url: `${site.origin}/tablon` }]);
    const channelId = registered.found[0]?.id;
    if (!channelId) throw new Error("no channel");
    expect(await harvest(channelId)).toMatchObject({ counts: { read: 1, new: 1 } });
    clock.advance(DAY);
    site.set("/tablon", { body: "<html><title>Ayuntamiento</title><main>Este contenido no está vigente.</main></html>" });
    expect(await harvest(channelId)).toMatchObject({ counts: { new: 0, changed: 1 } });
    expect(await itemAt("/tablon")).toMatchObject({ status: "not_in_force", variants: [{ status: "not_in_force" }] });
    site.set("/tablon", { body: "gone", status: 410 });
    await harvest(channelId);
    const gone = await itemAt("/tablon");
    expect(gone.status).toBe("gone");
    expect((await listEventsOf(database.db, { type: "item", id: gone.itemId })).filter(({ kind }) => kind === "item.status-changed").map(({ data }) => data["to"])).toEqual(["not_in_force", "gone"]);
  });

  test("refusals have names", async () => {
    const register = (url: string, actor = council.coordinator) => registerSource(database.db, egress, clock, actor, { url, name: "x" }, polite);
    feed([]);
    expect(await register(`${site.origin}/rss.xml`, council.promoter)).toMatchObject({ ok: false, refusal: { kind: "not-permitted" } });
    expect(site.seen).toHaveLength(0);
    expect(await register("")).toMatchObject({ refusal: { kind: "bad-address" } });
    expect(await register("ftp://web.example/")).toMatchObject({ refusal: { kind: "bad-address" } });
    expect(await register("http://127.0.0.1/")).toMatchObject({ refusal: { kind: "address-refused", reason: "private-address" } });
    expect(await register(`${site.origin}/nothing`)).toMatchObject({ refusal: { kind: "http-status", status: 404 } });
    site.set("/doc.pdf", { body: "%PDF", type: "application/pdf" });
    expect(await register(`${site.origin}/doc.pdf`)).toMatchObject({ refusal: { kind: "not-a-page" } });
    const { sourceId } = await registerFeed();
    expect(await register(`${site.origin}/rss.xml#x`)).toMatchObject({ refusal: { kind: "already-registered", sourceId } });
    expect(await listEventsOf(database.db, { type: "source", id: sourceId })).toMatchObject([{ kind: "source.registered", actor_id: council.coordinator.personId }]);
  });
});

describe("sitemaps", () => {
  const page = (title: string, more = "") => ({ body: `<html lang="es"><head><title>${title}</title>${more}</head><body><main><h1>${title}</h1><p>${"Texto de la página. ".repeat(8)}</p></main></body></html>` });
  const sitemap = (urls: readonly (readonly [path: string, lastmod: string])[]) =>
    site.set("/sitemap.xml", { body: `<urlset>${urls.map(([path, lastmod]) => `<url><loc>${site.origin}${path}</loc><lastmod>${lastmod}</lastmod></url>`).join("")}</urlset>`, type: "application/xml" });
  const registerSitemap = async () => {
    const registered = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: `${site.origin}/sitemap.xml`, name: "Mapa" }, polite));
    const channelId = registered.found[0]?.id;
    if (!channelId) throw new Error("no channel");
    return { channelId, sourceId: registered.sourceId };
  };
  const today = () => clock.now().slice(0, 10);

  test("pages changed of late are read, the stock is not; a new date is a reading, a new page an item", async () => {
    site.set("/a", page("Reciente"));
    site.set("/b", page("Antigua"));
    sitemap([["/a", today()], ["/b", "2020-01-01"]]);
    const { channelId, sourceId } = await registerSitemap();
    expect(await harvest(channelId)).toMatchObject({ outcome: "read", counts: { read: 2, new: 1 } });
    expect(site.seen.some(({ path }) => path === "/b")).toBe(false);
    clock.advance(DAY);
    site.set("/b", page("Antigua, cambiada"));
    site.set("/c", page("Nueva"));
    sitemap([["/a", "2026-09-01"], ["/b", today()], ["/c", today()]]);
    site.forget();
    expect(await harvest(channelId)).toMatchObject({ counts: { new: 2, changed: 0 } });
    expect(site.seen.some(({ path }) => path === "/a")).toBe(false);
    expect(await itemsOf(sourceId)).toHaveLength(3);
    site.remove("/c");
    clock.advance(DAY);
    sitemap([["/c", today()]]);
    expect(await harvest(channelId)).toMatchObject({ refused: { unreadable: 1 } });
    expect((await itemAt("/c")).status).toBe("gone");
  });

  test("more pages than one reading takes wait for the next", async () => {
    const paths = Array.from({ length: 30 }, (_, n) => `/p${n}`);
    for (const path of paths) site.set(path, page(`Página ${path}`));
    sitemap(paths.map((path) => [path, today()] as const));
    const { channelId, sourceId } = await registerSitemap();
    expect(await harvest(channelId)).toMatchObject({ counts: { new: 25 } });
    expect((await findSource(database.db, sourceId, clock.now()))?.channels[0]).toMatchObject({ waiting: 5 });
    clock.advance(MINUTE);
    expect((await listDueChannels(database.db, clock.now(), 1_000)).includes(channelId)).toBe(true);
    expect(await harvest(channelId)).toMatchObject({ outcome: "unchanged", counts: { new: 5 } });
  });

  test("WEB-3: pages that declare each other as translations become one item, also when they were two", async () => {
    feed([{ path: "/noticias/corte", title: "Corte" }, { path: "/albisteak/mozketa?x=eu", title: "Mozketa" }]);
    const { sourceId, channelId } = await registerFeed();
    await harvest(channelId);
    expect(await itemsOf(sourceId)).toHaveLength(2);
    const other = await itemAt("/albisteak/mozketa?x=eu");
    // As first seen both were taken for Spanish; the page of one says that the other is its translation.
    await sql`update sources.variant set language = 'eu' where item_id = ${other.itemId}`.execute(database.owner);
    const links = `<link rel="alternate" hreflang="es" href="/noticias/corte"><link rel="alternate" hreflang="eu" href="/albisteak/mozketa?x=eu">`;
    site.set("/noticias/corte", page("Corte", links));
    sitemap([["/noticias/corte", today()]]);
    const mapped = await registerSitemap();
    await harvest(mapped.channelId);
    expect(await itemsOf(sourceId)).toHaveLength(1);
    const item = await itemAt("/noticias/corte");
    expect(item.variants.map(({ language }) => language)).toEqual(["es", "eu"]);
    // Whoever cites the other one is answered with the one that has its words now.
    expect((await findItem(database.db, other.itemId))?.variants).toEqual(item.variants);
    clock.advance(HOUR);
    feed([{ path: "/noticias/corte", title: "Corte" }, { path: "/albisteak/mozketa?x=eu", title: "Mozketa" }, { path: "/3", title: "Otra" }]);
    expect(await harvest(channelId)).toMatchObject({ counts: { new: 1, changed: 0 } });
    expect(await itemsOf(sourceId)).toHaveLength(2);
  });

  test("a canonical address names the page; one that calls all pages the front page does not", async () => {
    site.set("/x?vista=movil", page("Equis", `<link rel="canonical" href="/x">`));
    site.set("/y", page("Y", `<link rel="canonical" href="/">`));
    site.set("/z", page("Z", `<link rel="canonical" href="/">`));
    sitemap([["/x?vista=movil", today()], ["/y", today()], ["/z", today()]]);
    const { channelId, sourceId } = await registerSitemap();
    await harvest(channelId);
    expect(await itemsOf(sourceId)).toHaveLength(3);
    expect((await itemAt("/x")).itemId).toBe((await itemAt("/x?vista=movil")).itemId);
  });

  test("an index is followed one level down", async () => {
    site.set("/a", page("A"));
    site.set("/s1.xml", { body: gzipSync(`<urlset><url><loc>${site.origin}/a</loc><lastmod>${today()}</lastmod></url></urlset>`), type: "application/gzip" });
    site.set("/s2.xml", { body: `<sitemapindex><sitemap><loc>${site.origin}/s2.xml</loc></sitemap></sitemapindex>`, type: "application/xml" });
    site.set("/sitemap.xml", { body: `<sitemapindex><sitemap><loc>${site.origin}/s1.xml</loc></sitemap><sitemap><loc>${site.origin}/s2.xml</loc></sitemap></sitemapindex>`, type: "application/xml" });
    const { channelId } = await registerSitemap();
    expect(await harvest(channelId)).toMatchObject({ outcome: "read", counts: { read: 1, new: 1 }, refused: { unreadable: 1 } });
  });
});

test("what was said is never changed nor deleted", async () => {
  feed([{ path: "/1", title: "Uno" }]);
  const { channelId } = await registerFeed();
  await harvest(channelId);
  await expect(sql`update sources.revision set title = 'x'`.execute(database.db)).rejects.toThrow(/permission denied/);
  await expect(sql`delete from sources.revision`.execute(database.db)).rejects.toThrow(/permission denied/);
  await expect(sql`update sources.triage set note = 'x'`.execute(database.db)).rejects.toThrow(/permission denied/);
});
