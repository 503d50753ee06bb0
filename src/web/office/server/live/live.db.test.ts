import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { serve, type ServerType } from "@hono/node-server";
import { Hono } from "hono";
import { sql } from "kysely";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { HOUR, plusMs } from "#kernel/instant.ts";
import { disableAccess, endPresence, endSession, findSession, keepPresence, listAttended, listOpenRights, listPresent, openSession } from "#modules/access/index.ts";
import { appoint, enterPerson, listAppointments, revokeAppointment } from "#modules/authority/index.ts";
import { inTransaction } from "#platform/database.ts";
import { type EventTail, startTail } from "#platform/event-tail.ts";
import { type NewEvent, newestPosition, recordEvent, recordEvents } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { silentLog } from "#platform/log.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { type LiveClient, type LiveRequest, openLiveClient } from "#tests/live-client.ts";
import { officeAudiences } from "./audience.ts";
import { type LiveHub, type LiveLimits, openHub } from "./hub.ts";
import { watch } from "./route.ts";

const database = useDatabase();
const clock = testClock();
let council: TestCouncil;
let tail: EventTail;
let hub: LiveHub;
let server: ServerType;
let origin = "";
const clients: LiveClient[] = [];

/** The real route behind a real server, with a conversation that only its department may know of. */
async function start(limits: Partial<LiveLimits> = {}): Promise<void> {
  tail = await startTail({ db: database.db, log: silentLog, everyMs: 50 });
  const live = openHub({
    tail, log: silentLog, limits,
    audiences: { ...officeAudiences, conversation: ({ facts }, { data }) => [...facts.promotes].some((unit) => unit === data["unitId"]) },
    listOpenRights: (sessions) => listOpenRights(database.db, sessions, clock.now()),
    listAttended: () => listAttended(database.db, clock.now()),
  });
  hub = live;
  const app = new Hono();
  app.get("/office/live", (context) => watch(context, { live, db: database.db, clock, origin: "http://localhost" }));
  server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
  await new Promise<void>((resolve) => server.once("listening", () => resolve()));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(): Promise<void> {
  for (const client of clients.splice(0)) client.close();
  await hub.stop();
  await tail.stop();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    if ("closeAllConnections" in server) server.closeAllConnections();
  });
}

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
});
afterEach(stop);

const caughtUp = async () => {
  const newest = await newestPosition(database.db);
  await expect.poll(() => tail.position() >= newest, { timeout: 3_000, interval: 5 }).toBe(true);
};
const signIn = async (personId: Id<"person">): Promise<{ readonly cookie: string; readonly sessionId: Id<"session"> }> => {
  const token = await inTransaction(database.db, (tx) => openSession(tx, personId, { complete: true, visitor: { source: "203.0.113.7", agent: "test" } }, clock.now()));
  const session = await findSession(database.db, token, clock.now());
  if (!session) throw new Error("no session");
  // That they signed in is told to them as well, if they are there by then.
  await caughtUp();
  return { cookie: `__Host-pregonero=${token}`, sessionId: session.id };
};
const open = async (cookie: string, more: Partial<LiveRequest> = {}): Promise<LiveClient> => {
  const client = await openLiveClient(`${origin}/office/live`, { cookie, ...more });
  clients.push(client);
  return client;
};
const happen = (type: string, kind: string, data: NewEvent["data"] = {}) => {
  const subject = { type, id: newId<string>(clock.now()) };
  return inTransaction(database.db, (tx) => recordEvent(tx, { kind, subject, at: clock.now(), data })).then(() => subject);
};
const kinds = (client: LiveClient) => client.events.map(({ event, data }) => (event === "changed" ? String((JSON.parse(data) as { kind: unknown }).kind) : event));
const hears = (client: LiveClient, kind: string) => expect.poll(() => kinds(client), { timeout: 3_000, interval: 10 }).toContain(kind);
/** How long from `from` until the stream was cut. */
const cutAfter = async (client: LiveClient, from: number): Promise<number> => (await client.ended) - from;

describe("what the stream tells", () => {
  test("7.1 ids only, with a place to go on from, and never what the event says", async () => {
    await start();
    const client = await open((await signIn(council.promoter.personId)).cookie);
    expect(client.status).toBe(200);
    expect(client.headers).toMatchObject({ "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store, no-transform", "x-accel-buffering": "no", "x-content-type-options": "nosniff" });
    const before = client.events.length;
    const subject = await happen("publication", "publication.returned", { comment: "un comentario que nadie más debe leer" });
    await hears(client, "publication.returned");
    const last = client.events.at(-1);
    expect(client.events.length).toBe(before + 1);
    expect(JSON.parse(last?.data ?? "")).toEqual({ kind: "publication.returned", subject });
    expect(Number(last?.id)).toBe(tail.position());
    expect(client.text()).toMatch(/^retry: 2000\nid: \d+\n\n/);
    expect(client.text()).not.toContain("comentario");
  });

  test("7.1 a thing that nobody has said who may know of is told to nobody; a private one only to who may", async () => {
    await start();
    const [mine, theirs] = [await open((await signIn(council.promoter.personId)).cookie), await open((await signIn(council.otherPromoter.personId)).cookie)];
    await happen("letter", "letter.received");
    await happen("conversation", "conversation.received", { unitId: council.units.mobility });
    await happen("publication", "publication.approved");
    await hears(mine, "publication.approved");
    await hears(theirs, "publication.approved");
    expect(kinds(mine)).toEqual(["conversation.received", "publication.approved"]);
    expect(kinds(theirs)).toEqual(["publication.approved"]);
    expect(theirs.text()).not.toContain("conversation");
  });

  test("7.1 the same holds for what is told after a cut", async () => {
    await start();
    const { cookie } = await signIn(council.otherPromoter.personId);
    const place = String(tail.position());
    await happen("conversation", "conversation.received", { unitId: council.units.mobility });
    await happen("publication", "publication.approved");
    await expect.poll(() => tail.position()).toBe(Number(place) + 2);
    const client = await open(cookie, { lastEventId: place });
    await hears(client, "publication.approved");
    expect(kinds(client)).toEqual(["publication.approved"]);
  });

  test("that somebody signs in is known to that person and to who manages people", async () => {
    await start();
    const [self, boss, other] = await Promise.all([council.promoter, council.coordinator, council.otherPromoter].map(async ({ personId }) => open((await signIn(personId)).cookie)));
    await signIn(council.promoter.personId);
    await happen("publication", "publication.approved");
    for (const client of [self, boss, other]) if (client) await hears(client, "publication.approved");
    const signedIn = (client: LiveClient | undefined) => client?.events.filter(({ data }) => data.includes("session.opened") && data.includes(council.promoter.personId)).length;
    expect([signedIn(self), signedIn(boss), signedIn(other)].map((count) => count === 0)).toEqual([false, false, true]);
  });

  test("DEC-7 Last-Event-ID goes on without a gap; a place too old or unknown is told to read everything again", async () => {
    await start();
    const { cookie } = await signIn(council.promoter.personId);
    const first = await open(cookie);
    await happen("publication", "publication.one");
    await hears(first, "publication.one");
    const place = first.place();
    first.close();
    await happen("publication", "publication.two");
    await happen("publication", "publication.three");
    const again = await open(cookie, { lastEventId: place });
    await hears(again, "publication.three");
    expect(kinds(again)).toEqual(["publication.two", "publication.three"]);
    const lost = await open(cookie, { lastEventId: "999999" });
    await expect.poll(() => kinds(lost)).toEqual(["reload"]);
    expect(lost.place()).toBe(String(tail.position()));
  });

  test("T16 a flood is one message, and silence has a sign of life that carries the place", async () => {
    await start({ burst: 10, heartbeatMs: 100 });
    const client = await open((await signIn(council.promoter.personId)).cookie);
    const at = clock.now();
    await inTransaction(database.db, (tx) => recordEvents(tx, Array.from({ length: 40 }, () => ({ kind: "item.proposed", subject: { type: "item", id: newId<string>(at) }, at }))));
    await expect.poll(() => kinds(client)).toContain("reload");
    expect(kinds(client)).not.toContain("item.proposed");
    await happen("letter", "letter.received");
    await expect.poll(() => client.place()).toBe(String(tail.position()));
    await expect.poll(() => client.text()).toMatch(/^: $/m);
    expect(client.text()).not.toContain("letter");
  });
});

describe("who gets a stream", () => {
  test("nobody without a whole session, without an appointment or from another site", async () => {
    await start();
    const { cookie } = await signIn(council.promoter.personId);
    expect((await open("")).status).toBe(401);
    expect((await open("__Host-pregonero=invented")).status).toBe(401);
    expect((await open(cookie, { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(400);
    expect((await open(cookie, { headers: { "sec-fetch-site": "same-site" } })).status).toBe(400);
    const token = await inTransaction(database.db, (tx) => openSession(tx, council.promoter.personId, { complete: false, visitor: { source: "", agent: "" } }, clock.now()));
    expect((await open(`__Host-pregonero=${token}`)).status).toBe(401);
    const idle = await inTransaction(database.db, async (tx) => expectOk(await enterPerson(tx, undefined, { name: "Sin Cargo", email: "sin@robledal.example", postType: "technical", unitId: council.units.sports, language: "es" }, clock.now())));
    expect((await open((await signIn(idle)).cookie)).status).toBe(403);
    expect(hub.count()).toBe(0);
  });

  test("T16 a session has so many streams and the process so many, then 503 with the time to come back", async () => {
    await start({ perSession: 2, all: 3 });
    const [one, other] = [await signIn(council.promoter.personId), await signIn(council.otherPromoter.personId)];
    const opened = [await open(one.cookie), await open(one.cookie)];
    const third = await open(one.cookie);
    expect([third.status, third.headers["retry-after"]]).toEqual([503, "10"]);
    expect((await open(other.cookie)).status).toBe(200);
    expect((await open(other.cookie)).status).toBe(503);
    opened[0]?.close();
    await expect.poll(() => hub.count()).toBe(2);
    expect((await open(one.cookie)).status).toBe(200);
  });

  test("T16 a client that does not take what it is told is cut, and the others go on", async () => {
    await start({ backlogBytes: 200_000, burst: 1_000 });
    const [deaf, well] = [await open((await signIn(council.promoter.personId)).cookie, { deaf: true }), await open((await signIn(council.otherPromoter.personId)).cookie)];
    const at = clock.now();
    const flood = () => inTransaction(database.db, (tx) => recordEvents(tx, Array.from({ length: 600 }, () => ({ kind: "item.proposed", subject: { type: "item", id: newId<string>(at) }, at }))));
    for (let round = 0; hub.count() === 2 && round < 200; round += 1) {
      await flood();
      await caughtUp();
    }
    expect(hub.count()).toBe(1);
    expect(deaf.isClosed() || well.isClosed()).toBe(false);
    await happen("publication", "publication.approved");
    await hears(well, "publication.approved");
  });
});

describe("CVE-2025-62175 a stream ends with the right to it, within a second", () => {
  const limitMs = 1_000;

  test("when the session is revoked", async () => {
    await start();
    const { cookie, sessionId } = await signIn(council.promoter.personId);
    const [client, elsewhere] = [await open(cookie), await open((await signIn(council.promoter.personId)).cookie)];
    const from = performance.now();
    await endSession(database.db, council.promoter.personId, sessionId, clock.now());
    expect(await cutAfter(client, from)).toBeLessThan(limitMs);
    expect(elsewhere.isClosed()).toBe(false);
    expect((await open(cookie)).status).toBe(401);
  });

  test("when the last appointment is revoked, and when one of several is, to begin anew with what is left", async () => {
    await start();
    const { cookie } = await signIn(council.otherPromoter.personId);
    await inTransaction(database.db, async (tx) => expectOk(await appoint(tx, undefined, { personId: council.otherPromoter.personId, role: "technician", unitId: council.units.sports, act: "Decreto 2/2026", justification: "" }, clock.now())));
    for (const then of [200, 403]) {
      const client = await open(cookie);
      expect(client.status).toBe(200);
      const held = (await listAppointments(database.db, clock.now())).filter(({ personId }) => personId === council.otherPromoter.personId);
      const from = performance.now();
      await inTransaction(database.db, async (tx) => expectOk(await revokeAppointment(tx, council.coordinator, { appointmentId: held.at(-1)?.id ?? newId(clock.now()), reason: "cese" }, clock.now())));
      expect(await cutAfter(client, from)).toBeLessThan(limitMs);
      expect((await open(cookie)).status).toBe(then);
    }
    // Put back for the tests that follow.
    await inTransaction(database.db, async (tx) => expectOk(await appoint(tx, undefined, { personId: council.otherPromoter.personId, role: "promoter", unitId: council.units.sports, act: "Decreto 3/2026", justification: "" }, clock.now())));
  });

  test("when an appointment reaches its last instant by itself", async () => {
    await start();
    const personId = await inTransaction(database.db, async (tx) => {
      const id = expectOk(await enterPerson(tx, undefined, { name: "Con Plazo", email: "plazo@robledal.example", postType: "service_head", unitId: council.units.sports, language: "es" }, clock.now()));
      expectOk(await appoint(tx, undefined, { personId: id, role: "promoter", unitId: council.units.sports, act: "Decreto 4/2026", justification: "" }, clock.now()));
      return id;
    });
    await sql`update authority.appointment set valid_to = ${plusMs(clock.now(), HOUR)} where person_id = ${personId}`.execute(database.owner);
    const client = await open((await signIn(personId)).cookie);
    expect(client.status).toBe(200);
    const from = performance.now();
    clock.advance(HOUR);
    expect(await cutAfter(client, from)).toBeLessThan(limitMs);
  });

  test("when the person is disabled", async () => {
    await start();
    const client = await open((await signIn(council.secondCoordinator.personId)).cookie);
    const from = performance.now();
    await inTransaction(database.db, (tx) => disableAccess(tx, council.secondCoordinator.personId, undefined, clock.now()));
    expect(await cutAfter(client, from)).toBeLessThan(limitMs);
  });

  test("when the process is told to stop, and no new one begins", async () => {
    await start();
    const { cookie } = await signIn(council.promoter.personId);
    const client = await open(cookie);
    const from = performance.now();
    await hub.stop();
    expect(await cutAfter(client, from)).toBeLessThan(limitMs);
    expect((await open(cookie)).status).toBe(503);
  });
});

describe("presence", () => {
  test("who comes, writes, leaves or falls silent is told to the others as a change of the thing, without names", async () => {
    await start();
    const client = await open((await signIn(council.promoter.personId)).cookie);
    const subject = { type: "publication", id: newId<string>(clock.now()) };
    const seat = { id: newId<"seat">(clock.now()), personId: council.coordinator.personId, subject };
    const present = () => listPresent(database.db, subject, council.promoter.personId, clock.now());
    const told = () => kinds(client).filter((kind) => kind === "presence.changed").length;
    const becomes = (count: number) => expect.poll(told, { timeout: 2_000, interval: 20 }).toBe(count);

    await keepPresence(database.db, seat, "looking", clock.now());
    await becomes(1);
    expect(await present()).toEqual([{ personId: council.coordinator.personId, name: "Amaia Coordina", doing: "looking" }]);
    await keepPresence(database.db, { ...seat, id: newId<"seat">(clock.now()) }, "writing", clock.now());
    await becomes(2);
    expect(await present()).toMatchObject([{ doing: "writing" }]);
    // A heartbeat is no news; a lease that runs out is.
    clock.advance(10_000);
    await keepPresence(database.db, seat, "looking", clock.now());
    await sleep(700);
    expect(told()).toBe(2);
    clock.advance(16_000);
    await becomes(3);
    expect(await present()).toMatchObject([{ doing: "looking" }]);
    await endPresence(database.db, seat, clock.now());
    await becomes(4);
    expect(await present()).toEqual([]);
    expect(client.text()).not.toContain(council.coordinator.personId);
  });

  test("nobody can speak for another's window", async () => {
    await start();
    const subject = { type: "publication", id: newId<string>(clock.now()) };
    const id = newId<"seat">(clock.now());
    await keepPresence(database.db, { id, personId: council.coordinator.personId, subject }, "looking", clock.now());
    await keepPresence(database.db, { id, personId: council.promoter.personId, subject }, "writing", clock.now());
    await endPresence(database.db, { id, personId: council.promoter.personId, subject }, clock.now());
    expect(await listPresent(database.db, subject, council.promoter.personId, clock.now())).toMatchObject([{ personId: council.coordinator.personId, doing: "looking" }]);
  });
});
