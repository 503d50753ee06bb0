import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { DAY, HOUR, plusMs, SECOND } from "#kernel/instant.ts";
import type { Actor } from "#modules/authority/index.ts";
import { listRecordsOf } from "#modules/evidence/index.ts";
import { enterProfile } from "#modules/register/index.ts";
import type { Intent, RemoteNetwork } from "#networks/contract/index.ts";
import { feedLimits, feedNetwork } from "#networks/feeds/index.ts";
import { inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { listEventsOf } from "#platform/events.ts";
import { silentLog } from "#platform/log.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { insertApproved, insertTestingProfile } from "#tests/deliveries.ts";
import {
  approvePublication, type Content, deliverOnce, endSeries, findNextSlot, findPublication, importPublications, listDecisions, listDeliveries, listSlips, listSpokenDays, listUndated, listOut, listPublications, listSeries, movePublication, planSeries, readDraftFacts, reconfirmPublication, resumePublishing,
  saveDraft, setSlots, settleDelivery, startPublication, startSeries, stopPublishing, submitPublication,
} from "./index.ts";

const database = useDatabase();
const clock = testClock();
const setting = { limitsOf: () => feedLimits, origin: "https://ciudad.example" };
const span = { from: "2026-09-01", to: "2026-10-31", zone: "Europe/Madrid" };
let council: TestCouncil;
let profileId: Id<"profile">;
let manager: Actor;

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  profileId = expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: id }) => Promise.resolve({ account: id, url: `https://ciudad.example/p/${id}` }), council.coordinator, {
    network: "feed", handle: "avisos", displayName: { es: "Avisos", eu: "Oharrak" }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "bilingual", reason: "Canal de avisos",
  }, clock.now())));
  manager = await enterStaff(database.db, { name: "Jon Gestiona", postType: "technical", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
});

const run = <Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>) => inTransactionUnlessRefused(database.db, work);

async function get(id: Id<"publication">) {
  const found = await findPublication(database.db, id);
  if (!found) throw new Error("no publication");
  return found;
}

async function write(content: Partial<Content> = {}): Promise<Id<"publication">> {
  const id = expectOk(await run((tx) => startPublication(tx, manager, "Corte de tráfico", clock.now())));
  const { revision, content: empty } = await get(id);
  const written: Content = { ...empty, unitId: council.units.mobility, profiles: [profileId], texts: { es: "Corte en la calle Mayor", eu: "Kale Nagusia itxita" }, exception: "live", ...content };
  expectOk(await run((tx) => saveDraft(tx, setting.limitsOf, manager, { id, revision, content: written }, clock.now())));
  return id;
}

async function approved(local: string | null, content: Partial<Content> = {}): Promise<Id<"publication">> {
  const id = await write({ due: local === null ? null : { local }, ...content });
  const { revision } = await get(id);
  expectOk(await run((tx) => submitPublication(tx, setting.limitsOf, manager, { id, revision }, clock.now())));
  const { hash } = await readDraftFacts(database.db, setting.limitsOf, (await get(id)).content, clock.now(), id);
  expectOk(await run((tx) => approvePublication(tx, setting, council.promoter, { id, hash }, clock.now())));
  return id;
}

const move = async (id: Id<"publication">, actor: Actor, due: string | Content["due"], more: { readonly approve?: boolean; readonly revision?: number } = {}) => {
  const revision = more.revision ?? (await get(id)).revision;
  return run((tx) => movePublication(tx, setting, actor, { id, revision, due: typeof due === "string" ? { local: due } : due, approve: more.approve ?? false }, clock.now()));
};

const remote = (performed: Intent[]): RemoteNetwork => ({
  kind: "remote", id: "testing", limits: feedLimits, abilities: { edit: false, remove: true, readBack: true, alt: false }, settleMs: 10 * SECOND, callMs: 5 * SECOND,
  perform: async (intent, _signal, goAhead) => {
    if (!(await goAhead())) return { kind: "retry", afterMs: 0, code: "stopped" };
    performed.push(intent);
    return { kind: "confirmed", remoteId: `remote-${intent.deliveryId}` };
  },
  find: () => Promise.resolve({ kind: "absent" }),
});
const deliver = (performed: Intent[] = []) => deliverOnce({ db: database.db, clock, networks: [feedNetwork<Tx>(), remote(performed)], log: silentLog, everyMs: 50, concurrency: 4, leaseMs: 30 * SECOND });

describe("EDI-6 the calendar", () => {
  test("EDI-6 shows what has a date on its day of the council's clock, and what has none in the tray", async () => {
    const late = await write({ due: { local: "2026-09-30T23:30" } });
    const undated = await write({ texts: { es: "Sin fecha", eu: "" } });
    const slips = await listSlips(database.db, { ...span, from: "2026-09-30", to: "2026-09-30" });
    expect(slips).toMatchObject([{ id: late, due: "2026-09-30T21:30:00.000Z", chosen: { local: "2026-09-30T23:30" }, state: "draft", languages: ["es", "eu"], profileIds: [profileId], paused: false }]);
    expect(await listSlips(database.db, { ...span, from: "2026-10-01" })).toEqual([]);
    expect((await listUndated(database.db)).map((slip) => [slip.id, slip.languages])).toEqual([[undated, ["es"]]]);
    expect([...((await listSpokenDays(database.db, [profileId], span)).get(profileId) ?? [])]).toContain("2026-09-30");
  });

  test("EDI-6 is narrowed by profile, unit, state and language", async () => {
    const id = await write({ due: { local: "2026-10-20T10:00" }, texts: { es: "Solo castellano", eu: " " } });
    const day = { ...span, from: "2026-10-20", to: "2026-10-20" };
    const shown = async (filter: Parameters<typeof listSlips>[2]) => (await listSlips(database.db, day, filter)).map((slip) => slip.id);
    expect(await shown({ profileIds: [profileId], unitIds: [council.units.mobility], state: "draft", language: "es" })).toEqual([id]);
    expect(await shown({ profileIds: [] })).toEqual([]);
    expect(await shown({ unitIds: [council.units.sports] })).toEqual([]);
    expect(await shown({ state: "scheduled" })).toEqual([]);
    expect(await shown({ language: "eu" })).toEqual([]);
  });
});

describe("EDI-6 moving", () => {
  test("EDI-6 a draft gets another time, and who moves it is not its author", async () => {
    const id = await write({ due: { local: "2026-09-22T10:00" } });
    const { revision } = expectOk(await move(id, council.promoter, "2026-09-23T11:30"));
    expect(await get(id)).toMatchObject({ revision, state: "draft", content: { due: { local: "2026-09-23T11:30" } } });
    const authors = await sql<{ n: number }>`select count(*) as n from publishing.author where publication_id = ${id} and person_id = ${council.promoter.personId}`.execute(database.db);
    expect(authors.rows).toEqual([{ n: 0 }]);
    expectOk(await move(id, council.promoter, null));
    expect((await listUndated(database.db)).map((slip) => slip.id)).toContain(id);
  });

  test("EDI-6 never to the past, to an hour that the clock skips, or to one of two without saying which", async () => {
    const id = await write({ due: { local: "2026-10-20T10:00" } });
    expect(await move(id, manager, "2026-09-21T09:59")).toMatchObject({ refusal: { kind: "bad-time", because: "past" } });
    expect(await move(id, manager, "2027-03-28T02:30")).toMatchObject({ refusal: { kind: "bad-time", because: "never" } });
    expect(await move(id, manager, "2026-10-25T02:30")).toMatchObject({ refusal: { kind: "time-twice" } });
    expectOk(await move(id, manager, { local: "2026-10-25T02:30", which: "later" }));
    expect((await listSlips(database.db, { ...span, from: "2026-10-25", to: "2026-10-25" })).find((slip) => slip.id === id)?.due).toBe("2026-10-25T01:30:00.000Z");
    expect(await move(id, council.otherPromoter, "2026-10-26T10:00")).toMatchObject({ refusal: { kind: "not-permitted" } });
  });

  test("EDI-R6 the time is part of what was approved: moved by somebody who only writes, it waits for approval again and nothing goes out", async () => {
    const id = await approved("2026-09-21T18:00");
    expect(expectOk(await move(id, manager, "2026-09-21T19:00")).state).toBe("in_review");
    expect(await listDeliveries(database.db, id)).toEqual([]);
    clock.advance(11 * HOUR);
    await deliver();
    expect((await get(id)).state).toBe("in_review");
    clock.set("2026-09-21T08:00:00Z");
  });

  test("EDI-R6 moved by who may approve it and says so, it is approved for its new time in the same step, with a version of its own", async () => {
    const id = await approved("2026-09-21T18:00");
    expect(await move(id, manager, "2026-09-21T19:00", { approve: true })).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect((await get(id)).state).toBe("scheduled");
    expect(expectOk(await move(id, council.coordinator, "2026-09-21T19:00", { approve: true })).state).toBe("scheduled");
    expect((await listDeliveries(database.db, id)).map(({ due, state }) => [due, state])).toEqual([["2026-09-21T17:00:00.000Z", "planned"]]);
    expect((await listDecisions(database.db, id)).map(({ version, decision }) => [version, decision])).toEqual(expect.arrayContaining([[1, "approved"], [2, "approved"]]));
    clock.set("2026-09-21T16:30:00Z");
    await deliver();
    expect((await get(id)).state).toBe("scheduled");
    clock.set("2026-09-21T17:00:00Z");
    await deliver();
    await deliver();
    expect(await get(id)).toMatchObject({ state: "published", published_version: 2 });
    clock.set("2026-09-21T08:00:00Z");
  });

  test("EDI-6 a move that is undone before anything else happened leaves it approved as it was", async () => {
    const id = await approved("2026-09-21T18:00");
    expectOk(await move(id, manager, "2026-09-22T18:00"));
    clock.advance(5 * SECOND);
    expect(expectOk(await move(id, manager, "2026-09-21T18:00")).state).toBe("scheduled");
    expect((await listDeliveries(database.db, id)).map(({ due, state }) => [due, state])).toEqual([["2026-09-21T16:00:00.000Z", "planned"]]);
    expect((await listRecordsOf(database.db, { type: "publication", id })).map((record) => record.kind)).toContain("publication.approval-restored");
    clock.set("2026-09-21T16:00:00Z");
    await deliver();
    expect((await get(id)).state).toBe("published");
    clock.set("2026-09-21T08:00:00Z");
  });

  test("EDI-6 what was changed in between stays for approval when it is moved back", async () => {
    const id = await approved("2026-09-21T18:00");
    expectOk(await move(id, manager, "2026-09-22T18:00"));
    clock.advance(SECOND);
    const { revision, content } = await get(id);
    expectOk(await run((tx) => saveDraft(tx, setting.limitsOf, manager, { id, revision, content: { ...content, texts: { ...content.texts, es: "Otra cosa" } } }, clock.now())));
    const changed = await get(id);
    expectOk(await run((tx) => saveDraft(tx, setting.limitsOf, manager, { id, revision: changed.revision, content }, clock.now())));
    expect(expectOk(await move(id, manager, "2026-09-21T18:00")).state).toBe("in_review");
    clock.set("2026-09-21T08:00:00Z");
  });

  test("EDI-6 of two people who move the same slip at once one does, and the other is told by whom", async () => {
    const id = await write({ due: { local: "2026-10-01T10:00" } });
    const { revision } = await get(id);
    const both = await Promise.all([move(id, manager, "2026-10-02T10:00", { revision }), move(id, council.promoter, "2026-10-03T10:00", { revision })]);
    expect(both.filter((answer) => answer.ok)).toHaveLength(1);
    const winner = both[0]?.ok ? "Jon Gestiona" : "Carmen Movilidad";
    expect(both.find((answer) => !answer.ok)).toMatchObject({ refusal: { kind: "moved-meanwhile", by: winner } });
    expect((await get(id)).content.due?.local).toBe(both[0]?.ok ? "2026-10-02T10:00" : "2026-10-03T10:00");
    expect((await listEventsOf(database.db, { type: "publication", id })).filter((event) => event.kind === "publication.moved")).toHaveLength(1);
  });

  test("DEL-R1 a move at the very instant at which it goes out: it is moved, or it went out, once, and never both", async () => {
    const testing = await insertTestingProfile(database.owner, clock.now());
    const seen = { moved: 0, out: 0 };
    for (let round = 0; round < 24; round += 1) {
      const own = round % 2 === 0;
      const { publicationId } = await insertApproved(database.owner, {
        profileId: own ? profileId : testing, personId: manager.personId, network: own ? "feed" : "testing", dueAt: clock.now(), text: `Ronda ${round}`,
      }, plusMs(clock.now(), -DAY));
      const performed: Intent[] = [];
      const [, moved] = await Promise.all([deliver(performed), move(publicationId, council.coordinator, "2026-10-05T10:00", { revision: 1 })]);
      clock.advance(HOUR / 60);
      await deliver(performed);
      const { state } = await get(publicationId);
      const confirmed = (await listDeliveries(database.db, publicationId)).filter((delivery) => delivery.state === "confirmed").length;
      if (!own) expect(performed.filter((intent) => intent.publicationId === publicationId)).toHaveLength(confirmed);
      if (moved.ok) {
        expect([state, confirmed]).toEqual(["in_review", 0]);
        seen.moved += 1;
      } else {
        expect([moved.refusal.kind, state, confirmed]).toEqual(["wrong-state", "published", 1]);
        seen.out += 1;
      }
    }
    expect(seen.moved + seen.out).toBe(24);
    clock.set("2026-09-21T08:00:00Z");
  });
});

describe("EDI-7 embargo", () => {
  const EMBARGO = { local: "2026-09-21T12:00" };
  const until = "2026-09-21T10:00:00.000Z";

  test("EDI-7 what would go out before its end is not sent to approval, nor moved there", async () => {
    const id = await write({ due: { local: "2026-09-21T11:59" }, embargo: EMBARGO });
    const { revision } = await get(id);
    expect(await run((tx) => submitPublication(tx, setting.limitsOf, manager, { id, revision }, clock.now()))).toMatchObject({ refusal: { kind: "checks-failed", findings: [{ rule: "EDI-7", field: "due", data: { until } }] } });
    expectOk(await move(id, manager, "2026-09-21T12:00"));
    expect(await move(id, manager, "2026-09-21T11:00")).toMatchObject({ refusal: { kind: "under-embargo", until } });
    const unreadable = await write({ embargo: { local: "T" } });
    expect((await readDraftFacts(database.db, setting.limitsOf, (await get(unreadable)).content, clock.now())).findings.map(({ rule }) => rule)).toContain("EDI-7-time");
  });

  test("EDI-7 without a time of its own it goes out when the embargo ends, and nobody sees anything of it before", async () => {
    const id = await approved(null, { embargo: EMBARGO });
    expect((await listDeliveries(database.db, id)).map(({ due }) => due)).toEqual([until]);
    clock.set("2026-09-21T09:59:59Z");
    await deliver();
    expect((await listOut(database.db, { limit: 50 })).map((item) => item.id)).not.toContain(id);
    const listed = async () => (await listPublications(database.db, { exceptEmbargoedAt: clock.now() })).publications.map((row) => row.id);
    expect(await listed()).not.toContain(id);
    clock.set("2026-09-21T10:00:00Z");
    await deliver();
    expect((await get(id)).state).toBe("published");
    expect((await listOut(database.db, { limit: 50 })).map((item) => item.id)).toContain(id);
    expect(await listed()).toContain(id);
    clock.set("2026-09-21T08:00:00Z");
  });

  test("EDI-7 no path lets it go before: neither a time written behind the product's back, nor a word after a stop, nor «send now»", async () => {
    const id = await approved("2026-09-21T12:00", { embargo: EMBARGO });
    const [delivery] = await listDeliveries(database.db, id);
    if (!delivery) throw new Error("no delivery");
    await sql`update publishing.delivery set due_at = ${clock.now()}, next_at = ${clock.now()} where id = ${delivery.id}`.execute(database.owner);
    await deliver();
    expect((await get(id)).state).toBe("scheduled");
    const stopId = expectOk(await run((tx) => stopPublishing(tx, council.coordinator, { profileIds: null, reason: "Prueba" }, clock.now())));
    clock.advance(SECOND);
    expectOk(await run((tx) => resumePublishing(tx, council.coordinator, stopId, clock.now())));
    clock.advance(SECOND);
    expect(await run((tx) => reconfirmPublication(tx, council.coordinator, id, { decision: "now" }, clock.now()))).toMatchObject({ refusal: { kind: "under-embargo", until } });
    await sql`update publishing.delivery set state = 'missed' where id = ${delivery.id}`.execute(database.owner);
    expect(await run((tx) => settleDelivery(tx, council.coordinator, { id: delivery.id, decision: "send-now", url: null }, clock.now()))).toMatchObject({ refusal: { kind: "under-embargo", until } });
    clock.set("2026-09-21T08:00:00Z");
  });

  test("EDI-7 the same on a network of others, where sending takes steps", async () => {
    // After the stop of the test before: what was approved earlier would wait for a person's word.
    clock.set("2026-09-21T08:30:00Z");
    const testing = await insertTestingProfile(database.owner, clock.now());
    const { publicationId, deliveryId } = await insertApproved(database.owner, { profileId: testing, personId: manager.personId, network: "testing", dueAt: clock.now(), text: "Embargada" }, clock.now());
    await sql`update publishing.delivery set not_before = ${until} where id = ${deliveryId}`.execute(database.owner);
    const performed: Intent[] = [];
    await deliver(performed);
    expect(performed).toEqual([]);
    clock.set("2026-09-21T10:00:00Z");
    await sql`update publishing.delivery set no_later_than = ${plusMs(clock.now(), HOUR)} where id = ${deliveryId}`.execute(database.owner);
    await deliver(performed);
    expect(performed.map((intent) => intent.publicationId)).toEqual([publicationId]);
    clock.set("2026-09-21T08:00:00Z");
  });

  test("EDI-R6 an embargo is part of what is approved; content without one keeps the hash that it had", async () => {
    const id = await write({ due: { local: "2026-09-21T18:00" } });
    const { content } = await get(id);
    const hashOf = async (embargo: Content["embargo"]) => (await readDraftFacts(database.db, setting.limitsOf, { ...content, embargo }, clock.now(), id)).hash;
    expect(await hashOf(null)).toBe(await hashOf(undefined));
    expect(await hashOf(EMBARGO)).not.toBe(await hashOf(null));
  });
});

describe("EDI-6 slots of a profile", () => {
  const week = [["09:00", "18:30"], ["09:00"], [], [], [], [], []];

  test("EDI-6 are set by who manages the profile, and the next one that is free is found", async () => {
    const id = expectOk(await run((tx) => enterProfile(tx, (_tx, { profileId: own }) => Promise.resolve({ account: own, url: `https://ciudad.example/p/${own}` }), council.coordinator, {
      network: "feed", handle: "huecos", displayName: { es: "Huecos", eu: "Tarteak" }, summary: {}, unitId: council.units.mobility, languages: ["es", "eu"], layout: "bilingual", reason: "Prueba",
    }, clock.now())));
    const own = await enterStaff(database.db, { name: "Hana Huecos", postType: "technical", role: "manager", unitId: council.units.mobility, profileId: id }, clock.now());
    expect(await run((tx) => setSlots(tx, manager, id, { week, onHolidays: false }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted", because: "other-profile" } });
    expect(await run((tx) => setSlots(tx, own, id, { week: [["25:00"]], onHolidays: false }, clock.now()))).toMatchObject({ refusal: { kind: "bad-slots", day: 1 } });
    expect(await findNextSlot(database.db, [id], clock.now())).toBeUndefined();
    expectOk(await run((tx) => setSlots(tx, own, id, { week, onHolidays: false }, clock.now())));
    // Monday 21 September 2026, 10:00 on the wall.
    expect((await findNextSlot(database.db, [id], clock.now()))?.local).toBe("2026-09-21T18:30");
    const draft = await write({ profiles: [profileId], due: { local: "2026-09-21T18:45" } });
    expect((await findNextSlot(database.db, [id, profileId], clock.now()))?.local).toBe("2026-09-22T09:00");
    expect((await findNextSlot(database.db, [id, profileId], clock.now(), draft))?.local).toBe("2026-09-21T18:30");
    expect((await findNextSlot(database.db, [id], clock.now()))?.local).toBe("2026-09-21T18:30");
  });
});

describe("EDI-9 recurring posts", () => {
  const weekly = (weekday: number, time: string, from: string) => ({ every: { kind: "week", weekdays: [weekday], weeks: 1 }, time, from, until: null } as const);
  const draftsOf = async (seriesId: Id<"series">) => {
    const { rows } = await sql<{ day: string; asks: boolean; local: string | null; which: string | null; state: string }>`
      select occurrence.day::text as day, asks, content -> 'due' ->> 'local' as local, content -> 'due' ->> 'which' as which, state from publishing.occurrence
      join publishing.publication on publication.id = occurrence.publication_id where series_id = ${seriesId} order by day
    `.execute(database.db);
    return rows;
  };

  test("EDI-9 each time becomes one draft some weeks ahead, however often and by however many it is asked", async () => {
    const id = await write({ texts: { es: "Agenda del fin de semana", eu: "Asteburuko agenda" } });
    expect(await run((tx) => startSeries(tx, council.otherPromoter, { publicationId: id, recurrence: weekly(4, "12:00", "2026-09-21") }, clock.now()))).toMatchObject({ refusal: { kind: "not-permitted" } });
    expect(await run((tx) => startSeries(tx, manager, { publicationId: id, recurrence: { ...weekly(4, "12:00", "2026-09-21"), time: "25:00" } }, clock.now()))).toMatchObject({ refusal: { kind: "bad-recurrence", field: "time" } });
    const series = expectOk(await run((tx) => startSeries(tx, manager, { publicationId: id, recurrence: weekly(4, "12:00", "2026-09-21") }, clock.now())));
    expect((await draftsOf(series)).map(({ local, state }) => [local, state])).toEqual([["2026-09-24T12:00", "draft"], ["2026-10-01T12:00", "draft"], ["2026-10-08T12:00", "draft"], ["2026-10-15T12:00", "draft"]]);
    clock.advance(7 * DAY);
    await Promise.all([planSeries(database.db, clock.now()), planSeries(database.db, clock.now()), planSeries(database.db, clock.now())]);
    expect((await draftsOf(series)).map(({ day }) => day)).toEqual(["2026-09-24", "2026-10-01", "2026-10-08", "2026-10-15", "2026-10-22"]);
    expectOk(await run((tx) => endSeries(tx, manager, series, clock.now())));
    clock.advance(7 * DAY);
    await planSeries(database.db, clock.now());
    expect(await draftsOf(series)).toHaveLength(5);
    clock.set("2026-09-21T08:00:00Z");
  });

  test("EDI-9 the hour that comes twice is its first, once; the one that does not come asks a person, by name, until it has a date", async () => {
    const id = await write({ title: "Cambio de hora" });
    clock.set("2026-10-20T08:00:00Z");
    const autumn = expectOk(await run((tx) => startSeries(tx, manager, { publicationId: id, recurrence: weekly(7, "02:30", "2026-10-20") }, clock.now())));
    expect((await draftsOf(autumn))[0]).toEqual({ day: "2026-10-25", asks: false, local: "2026-10-25T02:30", which: "earlier", state: "draft" });
    expectOk(await run((tx) => endSeries(tx, manager, autumn, clock.now())));
    clock.set("2027-03-22T08:00:00Z");
    const spring = expectOk(await run((tx) => startSeries(tx, manager, { publicationId: id, recurrence: weekly(7, "02:30", "2027-03-22") }, clock.now())));
    expect((await draftsOf(spring)).slice(0, 2)).toEqual([
      { day: "2027-03-28", asks: true, local: null, which: null, state: "draft" }, { day: "2027-04-04", asks: false, local: "2027-04-04T02:30", which: null, state: "draft" },
    ]);
    const asks = async () => (await listSeries(database.db)).find((series) => series.id === spring)?.asks ?? [];
    const [asked] = await asks();
    expect(asked?.day).toBe("2027-03-28");
    if (asked) expectOk(await move(asked.publicationId, manager, "2027-03-28T03:30"));
    expect(await asks()).toEqual([]);
    clock.set("2026-09-21T08:00:00Z");
  });
});

describe("EDI-6 drafts from a list", () => {
  test("EDI-6 a wrong row says why and never loses the good ones; looked at first, nothing is entered", async () => {
    const list = [
      "title;profiles;unit;due;text_es;text_eu;source", "Buena;avisos;Movilidad;2026-10-07 10:00;Hola;Kaixo;", "Otra;avisos;;;Sin fecha;Datarik gabe;", "Perfil;nadie;;;x;y;", "Unidad;avisos;Nada;;x;y;",
      "Pasada;avisos;;2026-09-20T10:00;x;y;", "No existe;avisos;;2027-03-28T02:30;x;y;", "Dos veces;avisos;;2026-10-25T02:30;x;y;", "Fuente;avisos;;;x;y;https://otra.example/",
    ].join("\n");
    const before = (await listUndated(database.db)).length;
    const looked = await run(async (tx) => ({ ok: false as const, rows: await importPublications(tx, setting.limitsOf, manager, list, clock.now()) }));
    expect(looked.rows.ok && looked.rows.value.map(({ outcome }) => outcome)).toEqual(["entered", "entered", ...Array.from({ length: 6 }, () => "refused")]);
    expect(await listUndated(database.db)).toHaveLength(before);
    const rows = expectOk(await run((tx) => importPublications(tx, setting.limitsOf, manager, list, clock.now())));
    expect(rows.map(({ line, name, refusal }) => [line, name, refusal?.kind ?? null])).toEqual([
      [2, "Buena", null], [3, "Otra", null], [4, "Perfil", "import-profile"], [5, "Unidad", "list-unit"], [6, "Pasada", "bad-time"], [7, "No existe", "bad-time"], [8, "Dos veces", "time-twice"], [9, "Fuente", "import-source"],
    ]);
    const [slip] = await listSlips(database.db, { ...span, from: "2026-10-07", to: "2026-10-07" });
    expect(slip).toMatchObject({ title: "Buena", state: "draft", chosen: { local: "2026-10-07T10:00" }, unitId: council.units.mobility, profileIds: [profileId], languages: ["es", "eu"] });
    expect(await listUndated(database.db)).toHaveLength(before + 1);
  });
});
