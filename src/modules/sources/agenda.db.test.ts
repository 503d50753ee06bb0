import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY, HOUR } from "#kernel/instant.ts";
import { createEgress, type Egress } from "#platform/egress/index.ts";
import { listEventsOf } from "#platform/events.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { startSite, type TestSite } from "#tests/site.ts";
import { findItem, findItemByUrl, findSource, harvestChannel, listProposals, listWatchedVariants, registerSource } from "./index.ts";

const database = useDatabase();
let clock = testClock("2026-09-21T08:00:00Z");
const polite = { pauseMs: 0 };
let site: TestSite;
let egress: Egress;
let council: TestCouncil;

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
});
// One day and one site a test: hosts are what a source is made of.
beforeEach(async () => {
  clock = testClock("2026-09-21T08:00:00Z");
  site = await startSite();
  egress = createEgress({ allowPrivate: [site.authority], userAgent: "Pregonero/test", clock });
});
afterEach(async () => {
  await site.close();
});

interface Act { readonly uid: string; readonly title?: string; readonly start?: string; readonly end?: string; readonly more?: readonly string[] }
const ics = (acts: readonly Act[], { end = "END:VCALENDAR" } = {}) => ["BEGIN:VCALENDAR", "VERSION:2.0", "X-WR-CALNAME:Agenda", ...acts.flatMap(({ uid, title = `Acto ${uid}`, start = "20261017T180000", end: to = "20261017T200000", more = [] }) =>
  ["BEGIN:VEVENT", `UID:${uid}`, `SUMMARY:${title}`, `DTSTART;TZID=Europe/Madrid:${start}`, `DTEND;TZID=Europe/Madrid:${to}`, "LOCATION:Plaza de la Fuente", ...more, "END:VEVENT"]), end, ""].join("\r\n");
const agenda = (acts: readonly Act[], path = "/agenda.ics") => site.set(path, { body: ics(acts), type: "text/calendar; charset=utf-8" });
async function registerAgenda(path = "/agenda.ics"): Promise<{ readonly sourceId: Id<"source">; readonly channelId: Id<"channel"> }> {
  const registered = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: site.origin + path, name: "Agenda", unitId: council.units.mobility, kind: "agenda" }, polite));
  const [channel] = registered.found;
  if (channel?.kind !== "calendar") throw new Error("no agenda");
  return { sourceId: registered.sourceId, channelId: channel.id };
}
const harvest = (channelId: Id<"channel">) => harvestChannel(database.db, egress, clock, channelId, polite);
const proposed = async (sourceId: Id<"source">) => (await listProposals(database.db, { state: "waiting" }, clock.now())).items.filter((item) => item.sourceId === sourceId).toSorted((a, b) => (`${a.variants[0]?.title} ${a.event?.startsAt}` < `${b.variants[0]?.title} ${b.event?.startsAt}` ? -1 : 1));

describe("FLO-1: an agenda is read like a feed", () => {
  test("each event is an item with its time and place; a change is a revision and never another item", async () => {
    agenda([{ uid: "1@web" }, { uid: "2@web", start: "20260901T180000", end: "20260901T200000" }]);
    const { sourceId, channelId } = await registerAgenda();
    expect(await harvest(channelId)).toMatchObject({ outcome: "read", counts: { read: 2, new: 1, changed: 0, refused: 0 } });
    const [item] = await proposed(sourceId);
    expect(item).toMatchObject({
      status: "live", variants: [{ language: "es", title: "Acto 1@web", url: `${site.origin}/agenda.ics` }],
      event: { startsAt: "2026-10-17T16:00:00.000Z", endsAt: "2026-10-17T18:00:00.000Z", wholeDays: false, place: "Plaza de la Fuente", repeats: false, calledOff: null },
    });
    expect(await harvest(channelId)).toMatchObject({ outcome: "unchanged" });
    clock.advance(HOUR);
    agenda([{ uid: "1@web", start: "20261017T190000", end: "20261017T210000" }]);
    expect(await harvest(channelId)).toMatchObject({ counts: { new: 0, changed: 1 } });
    const after = item && (await findItem(database.db, item.itemId));
    expect(after?.revisions.map(({ body, validUntil }) => [body, validUntil])).toEqual([["2026-10-17 19:00 – 21:00\nPlaza de la Fuente", "2026-10-17T19:00:00.000Z"], ["2026-10-17 18:00 – 20:00\nPlaza de la Fuente", "2026-10-17T18:00:00.000Z"]]);
    // Drift looks at what the agenda says where there is no page.
    expect(await listWatchedVariants(database.db, item ? [item.itemId] : [])).toMatchObject([{ said: { title: "Acto 1@web", text: "2026-10-17 19:00 – 21:00\nPlaza de la Fuente", notInForce: false }, validUntil: "2026-10-17T19:00:00.000Z" }]);
  });

  test("WEB-3, WEB-R2: an event with a page of its own is that page; one address for several is nobody's; pages elsewhere are not ours", async () => {
    const url = (path: string) => [`URL:${path.startsWith("/") ? site.origin : ""}${path}`];
    site.set("/rss.xml", { body: `<rss version="2.0"><channel><title>N</title><link>${site.origin}</link><item><title>Concierto</title><link>${site.origin}/agenda/1?idioma=es</link></item></channel></rss>`, type: "application/rss+xml" });
    const feed = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: `${site.origin}/rss.xml`, name: "N" }, polite));
    await harvest(feed.found[0]?.id ?? ("" as never));
    agenda([{ uid: "1", more: url("/agenda/1?idioma=es&utm_source=ics") }, { uid: "2", more: url("/agenda") }, { uid: "3", more: url("/agenda") }, { uid: "4", more: url("https://entradas.example/4") }]);
    const { sourceId, channelId } = await registerAgenda();
    expect(await harvest(channelId)).toMatchObject({ counts: { read: 4, new: 3, refused: 0 } });
    const page = await findItemByUrl(database.db, `${site.origin}/agenda/1`);
    expect((await listProposals(database.db, { state: "waiting" }, clock.now())).items.find(({ itemId }) => itemId === page)).toMatchObject({ variants: [{ title: "Concierto" }], event: { place: "Plaza de la Fuente" } });
    expect((await proposed(sourceId)).map(({ variants }) => variants[0]?.url)).toEqual([`${site.origin}/agenda`, `${site.origin}/agenda`, `${site.origin}/agenda.ics`]);
    // An address that another event shares from now on is no page of the first one any more, and it is not called off.
    agenda([{ uid: "1", more: url("/agenda/1?idioma=es") }, { uid: "9", more: url("/agenda/1?idioma=es") }]);
    clock.advance(DAY);
    await harvest(channelId);
    expect(page && (await findItem(database.db, page))?.status).toBe("live");
  });

  test("WEB-1, WEB-3: found on the page that links to it, not so what is one event for visitors' calendars; two languages tell of the same events", async () => {
    agenda([{ uid: "1@web", title: "Concierto" }, { uid: "2@web", title: "Teatro" }], "/es/agenda.ics");
    agenda([{ uid: "1@web", title: "Kontzertua" }, { uid: "2@web", title: "Antzerkia" }], "/eu/agenda.ics");
    agenda([{ uid: "7" }], "/acto.ics");
    site.set("/", { body: `<title>Web</title><link rel="alternate" type="text/calendar" href="/es/agenda.ics"><a href="webcal://${site.authority}/eu/agenda.ics">eu</a><a href="/acto.ics">Al calendario</a><a href="/nothing.ics">x</a><a href="https://elsewhere.example/a.ics">y</a>` });
    const { sourceId, found } = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: site.origin, name: "Web" }, polite));
    expect(found.map(({ kind, url }) => [kind, url])).toEqual([["calendar", `${site.origin}/es/agenda.ics`], ["calendar", `${site.origin}/eu/agenda.ics`]]);
    for (const { id } of found) await harvest(id);
    expect((await proposed(sourceId)).map(({ variants }) => variants.map(({ language, title, url }) => [language, title, url]))).toEqual([
      [["es", "Concierto", `${site.origin}/`], ["eu", "Kontzertua", `${site.origin}/`]], [["es", "Teatro", `${site.origin}/`], ["eu", "Antzerkia", `${site.origin}/`]],
    ]);
  });

  test("what repeats comes forward although the file is the same, and one rule is a few items", async () => {
    agenda([{ uid: "1", title: "Cuentos", start: "20260107T180000", end: "20260107T190000", more: ["RRULE:FREQ=WEEKLY"] }, { uid: "2", title: "Taller", start: "20260107T180000", end: "20260107T190000", more: ["RRULE:FREQ=WEEKLY;UNTIL=20261231T170000Z", `URL:${site.origin}/taller`] }]);
    const { sourceId, channelId } = await registerAgenda();
    await harvest(channelId);
    expect((await proposed(sourceId)).map(({ variants, event }) => [variants[0]?.title, event?.startsAt.slice(0, 10), event?.endsAt?.slice(0, 10), event?.repeats])).toEqual([
      ...["2026-09-23", "2026-09-30", "2026-10-07", "2026-10-14"].map((day) => ["Cuentos", day, day, false]), ["Taller", "2026-09-23", "2026-12-30", true],
    ]);
    clock.advance(8 * DAY);
    expect(await harvest(channelId)).toMatchObject({ outcome: "read", counts: { new: 2, changed: 0 } });
    expect((await proposed(sourceId)).map(({ status, event }) => [status, event?.startsAt.slice(0, 10)])).toEqual([
      ...["2026-09-23", "2026-09-30", "2026-10-07", "2026-10-14", "2026-10-21", "2026-10-28"].map((day) => ["live", day]), ["live", "2026-09-30"],
    ]);
  });
});

describe("FLO-5: what is called off, and what is over", () => {
  const kindsOf = async (id: Id<"item">) => (await listEventsOf(database.db, { type: "item", id })).filter(({ kind }) => kind === "item.status-changed").map(({ data }) => data["to"]);

  test("cancelled and vanished events are not in force until they are listed again; what was over is left as it was", async () => {
    agenda([{ uid: "1" }, { uid: "2" }, { uid: "3", end: "20260921T120000", start: "20260921T110000" }]);
    const { sourceId, channelId } = await registerAgenda();
    await harvest(channelId);
    clock.advance(5 * HOUR);
    agenda([{ uid: "1", more: ["STATUS:CANCELLED"] }]);
    await harvest(channelId);
    const off = await proposed(sourceId);
    expect(off.map(({ status, event }) => [status, event?.calledOff])).toEqual([["not_in_force", "cancelled"], ["not_in_force", "vanished"], ["live", null]]);
    agenda([{ uid: "1" }, { uid: "2" }]);
    clock.advance(HOUR);
    await harvest(channelId);
    expect((await proposed(sourceId)).map(({ status, event }) => [status, event?.calledOff])).toEqual([["live", null], ["live", null], ["live", null]]);
    expect(off[0] && (await kindsOf(off[0].itemId))).toEqual(["not_in_force", "live"]);
  });

  test("a page that goes on as if nothing were does not undo what its agenda called off", async () => {
    site.set("/agenda/1", { body: `<html lang="es"><title>Concierto</title><main><h1>Concierto</h1><p>${"Un concierto en la plaza. ".repeat(8)}</p></main></html>` });
    const page = expectOk(await registerSource(database.db, egress, clock, council.coordinator, { url: `${site.origin}/agenda/1`, name: "P" }, polite));
    const pageChannel = page.found[0]?.id;
    if (!pageChannel) throw new Error("no channel");
    await harvest(pageChannel);
    agenda([{ uid: "1", more: [`URL:${site.origin}/agenda/1`, "STATUS:CANCELLED"] }]);
    const { channelId } = await registerAgenda();
    await harvest(channelId);
    clock.advance(HOUR);
    site.set("/agenda/1", { body: `<html lang="es"><title>Concierto</title><main><h1>Concierto</h1><p>${"Otro concierto en la plaza. ".repeat(8)}</p></main></html>` });
    await harvest(pageChannel);
    const id = await findItemByUrl(database.db, `${site.origin}/agenda/1`);
    expect(id && (await findItem(database.db, id))?.status).toBe("not_in_force");
  });
});

describe("T5: a broken agenda is a trouble of its channel, and loses nothing", () => {
  test("what can be read is read, the rest is counted, and nothing is called off for it", async () => {
    agenda([{ uid: "1" }, { uid: "2" }]);
    const { sourceId, channelId } = await registerAgenda();
    await harvest(channelId);
    clock.advance(HOUR);
    const [body] = ics([{ uid: "1", title: "Otro" }, { uid: "3", start: "20269999T000000" }, { uid: "2" }]).split("END:VEVENT\r\nEND:VCALENDAR");
    site.set("/agenda.ics", { body: body ?? "", type: "text/calendar" });
    const error = { kind: "partly-read", read: 1, unreadable: 2 };
    expect(await harvest(channelId)).toMatchObject({ outcome: "read", counts: { read: 3, changed: 1, refused: 2 }, refused: { unreadable: 2 }, error });
    expect((await proposed(sourceId)).map(({ status, variants }) => [status, variants[0]?.title])).toEqual([["live", "Acto 2"], ["live", "Otro"]]);
    // Asked whole again, for «unchanged» would say that all is well.
    expect(await harvest(channelId)).toMatchObject({ outcome: "read", error });
    expect((await findSource(database.db, sourceId, clock.now()))?.channels[0]).toMatchObject({ error });
    agenda([{ uid: "1", title: "Otro" }, { uid: "2" }]);
    expect(await harvest(channelId)).toMatchObject({ outcome: "read", counts: { changed: 0 } });
    expect((await findSource(database.db, sourceId, clock.now()))?.channels[0]).toMatchObject({ error: null });
    expect((await listEventsOf(database.db, { type: "source", id: sourceId })).map(({ kind }) => kind)).toEqual(["source.registered", "channel.failed", "channel.recovered"]);
  });

  test.each([
    ["a page", { body: "<!doctype html><title>Error</title>" }, { kind: "not-a-calendar" }],
    ["more than the cap", { body: ics([{ uid: "1" }]).padEnd(12_000_000, "\r\n"), type: "text/calendar" }, { kind: "too-large", most: 10_485_760 }],
  ] as const)("%s", async (_, route, error) => {
    agenda([{ uid: "1" }]);
    const { sourceId, channelId } = await registerAgenda();
    await harvest(channelId);
    site.set("/agenda.ics", route);
    clock.advance(HOUR);
    expect(await harvest(channelId)).toMatchObject({ outcome: "failed", error });
    expect((await proposed(sourceId)).map(({ status }) => status)).toEqual(["live"]);
  });

  test("ten thousand events are taken in one go", async () => {
    agenda(Array.from({ length: 10_000 }, (_, n) => ({ uid: `${n}@web` })));
    const { channelId } = await registerAgenda();
    expect(await harvest(channelId)).toMatchObject({ counts: { read: 10_000, new: 10_000 } });
  }, 240_000);
});
