import { sql } from "kysely";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { MINUTE, plusMs, SECOND } from "#kernel/instant.ts";
import type { Actor } from "#modules/authority/index.ts";
import { listRecords } from "#modules/evidence/index.ts";
import type { Intent, OwnNetwork, RemoteNetwork } from "#networks/contract/index.ts";
import { feedNetwork } from "#networks/feeds/index.ts";
import { inTransaction, type Tx } from "#platform/database.ts";
import { silentLog } from "#platform/log.ts";
import { testClock } from "#tests/clock.ts";
import { enterStaff, expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { insertApproved, insertTestingProfile } from "#tests/deliveries.ts";
import { deliverOnce, type DeliverySetting } from "./delivery/worker.ts";
import { findOldestDue, listPaused } from "./queries.ts";
import { type Reconfirmation, reconfirmPublication } from "./reconfirm-command.ts";
import { listOpenStops, resumePublishing, stopPublishing } from "./stop-commands.ts";

const database = useDatabase();
const clock = testClock();
let council: TestCouncil;
let manager: Actor;
let profileId: Id<"profile">;
let otherProfileId: Id<"profile">;
let performed: Intent[] = [];
let during: (goAhead: () => Promise<boolean>) => Promise<void> = () => Promise.resolve();

const network: RemoteNetwork = {
  kind: "remote", id: "testing", limits: feedNetwork<Tx>().limits, abilities: { edit: false, remove: true, readBack: true, alt: false }, settleMs: 10 * SECOND, callMs: 5 * SECOND,
  perform: async (intent, _signal, goAhead) => {
    await during(goAhead);
    if (!(await goAhead())) return { kind: "retry", afterMs: 0, code: "stopped" };
    performed.push(intent);
    return { kind: "confirmed", remoteId: `remote-${intent.deliveryId}` };
  },
  find: () => Promise.resolve({ kind: "absent" }),
};
const setting = (more: Partial<DeliverySetting> = {}): DeliverySetting => ({
  db: database.db, clock, networks: [network, feedNetwork<Tx>()], log: silentLog, everyMs: 50, concurrency: 8, leaseMs: 30 * SECOND, ...more,
});

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  profileId = await insertTestingProfile(database.owner, clock.now());
  otherProfileId = await insertTestingProfile(database.owner, clock.now());
  manager = await enterStaff(database.db, { name: "Gorka Gestiona", postType: "technical", role: "manager", unitId: council.units.mobility, profileId }, clock.now());
});
beforeEach(async () => {
  performed = [];
  during = () => Promise.resolve();
  await sql`update publishing.delivery set cancelled_at = ${clock.now()} where state not in ('confirmed')`.execute(database.owner);
  for (const open of await listOpenStops(database.db)) expectOk(await resume(council.coordinator, open.id));
  clock.advance(MINUTE);
});

const stop = (actor: Actor, profileIds: readonly Id<"profile">[] | null = null, reason = "Cuenta comprometida") =>
  inTransaction(database.db, (tx) => stopPublishing(tx, actor, { profileIds, reason }, clock.now()));
const resume = (actor: Actor, id: Id<"stop">) => inTransaction(database.db, (tx) => resumePublishing(tx, actor, id, clock.now()));
const reconfirm = (actor: Actor, id: Id<"publication">, word: Reconfirmation) => inTransaction(database.db, (tx) => reconfirmPublication(tx, actor, id, word, clock.now()));
const approve = (more: { readonly network?: string; readonly inMs?: number; readonly profileId?: Id<"profile"> } = {}) => insertApproved(database.owner, {
  profileId: more.profileId ?? profileId, personId: council.coordinator.personId, network: more.network ?? "testing", text: "Corte de tráfico", dueAt: plusMs(clock.now(), more.inMs ?? 0),
}, clock.now());
async function look(deliveryId: Id<"delivery">) {
  const { rows } = await sql<{ state: string; code: string | null; publication: string; due: string; cancelled: boolean }>`
    select delivery.state, code, publication.state as publication, delivery.due_at as due, cancelled_at is not null as cancelled
    from publishing.delivery join publishing.publication on publication.id = publication_id where delivery.id = ${deliveryId}
  `.execute(database.db);
  return rows[0];
}

describe("panic stop", () => {
  test("EDI-8 CRI-R1 what falls due while stopped stays planned, on our own networks and on others', and is not missed either", async () => {
    const [remote, own, later] = [await approve(), await approve({ network: "feed" }), await approve({ inMs: 30 * MINUTE })];
    expectOk(await stop(council.coordinator));
    await deliverOnce(setting());
    clock.advance(2 * 60 * MINUTE);
    await deliverOnce(setting());
    expect(performed).toEqual([]);
    for (const { deliveryId } of [remote, own, later]) expect(await look(deliveryId)).toMatchObject({ state: "planned", publication: "scheduled" });
    expect((await listPaused(database.db)).map((row) => row.id).toSorted()).toEqual([remote, own, later].map((row) => row.publicationId).toSorted());
    expect(await findOldestDue(database.db, clock.now())).toBeUndefined();
  });

  test("EDI-8 a stop of one profile leaves the others alone", async () => {
    const [held, free] = [await approve(), await approve({ profileId: otherProfileId })];
    expectOk(await stop(manager, [profileId]));
    await deliverOnce(setting());
    expect(performed.map((intent) => intent.deliveryId)).toEqual([free.deliveryId]);
    expect(await look(held.deliveryId)).toMatchObject({ state: "planned" });
  });

  test("EDI-8 a coordinator stops all; who manages, only own profiles; a promoter nothing; ending it is the coordinator's", async () => {
    expect(await stop(manager)).toMatchObject({ ok: false, refusal: { kind: "not-permitted" } });
    expect(await stop(manager, [])).toMatchObject({ ok: false, refusal: { kind: "unknown-profile" } });
    expect(await stop(manager, [profileId, otherProfileId])).toMatchObject({ ok: false, refusal: { kind: "not-permitted", because: "other-profile" } });
    expect(await stop(council.promoter, [profileId])).toMatchObject({ ok: false, refusal: { kind: "not-permitted" } });
    expect(await stop(council.coordinator, null, "  ")).toMatchObject({ ok: false, refusal: { kind: "reason-missing" } });
    const id = expectOk(await stop(manager, [profileId]));
    expect(await stop(council.coordinator, [profileId])).toMatchObject({ ok: false, refusal: { kind: "already-stopped", by: "Gorka Gestiona" } });
    expect(await resume(manager, id)).toMatchObject({ ok: false, refusal: { kind: "not-permitted" } });
    expectOk(await resume(council.coordinator, id));
    expect(await resume(council.coordinator, id)).toMatchObject({ ok: false, refusal: { kind: "not-stopped" } });
  });

  test("CRI-R2 after the stop nothing goes by itself: each is asked, and goes now, as planned, at another time or never", async () => {
    const [now, planned, moved, never, silent] = [await approve(), await approve({ inMs: 30 * MINUTE }), await approve(), await approve(), await approve()];
    const id = expectOk(await stop(council.coordinator));
    clock.advance(10 * MINUTE);
    expect(await reconfirm(council.coordinator, now.publicationId, { decision: "now" })).toMatchObject({ ok: false, refusal: { kind: "publishing-stopped", by: "Amaia Coordina" } });
    expectOk(await resume(council.coordinator, id));
    await deliverOnce(setting());
    expect(performed).toEqual([]);

    expect(await reconfirm(council.promoter, now.publicationId, { decision: "now" })).toMatchObject({ ok: false, refusal: { kind: "not-permitted" } });
    expect(await reconfirm(manager, now.publicationId, { decision: "as-planned" })).toMatchObject({ ok: false, refusal: { kind: "bad-time", because: "past" } });
    expectOk(await reconfirm(manager, now.publicationId, { decision: "now" }));
    expectOk(await reconfirm(manager, planned.publicationId, { decision: "as-planned" }));
    expect(await reconfirm(manager, moved.publicationId, { decision: "at", local: "2026-09-20T10:00" })).toMatchObject({ ok: false, refusal: { kind: "bad-time", because: "past" } });
    expect(await reconfirm(manager, moved.publicationId, { decision: "at", local: "2027-03-28T02:30" })).toMatchObject({ ok: false, refusal: { kind: "bad-time", because: "never" } });
    expect(await reconfirm(manager, moved.publicationId, { decision: "at", local: "2026-10-25T02:30" })).toMatchObject({ ok: false, refusal: { kind: "time-twice" } });
    expectOk(await reconfirm(manager, moved.publicationId, { decision: "at", local: "2026-10-25T02:30", which: "later" }));
    expectOk(await reconfirm(manager, never.publicationId, { decision: "cancel" }));
    expect(await reconfirm(manager, now.publicationId, { decision: "now" })).toMatchObject({ ok: false, refusal: { kind: "not-paused" } });

    await deliverOnce(setting());
    expect(performed.map((intent) => intent.deliveryId)).toEqual([now.deliveryId]);
    clock.advance(30 * MINUTE);
    await deliverOnce(setting());
    expect(performed.map((intent) => intent.deliveryId)).toEqual([now.deliveryId, planned.deliveryId]);
    expect(await look(moved.deliveryId)).toMatchObject({ state: "planned", due: "2026-10-25T01:30:00.000Z" });
    expect(await look(never.deliveryId)).toMatchObject({ cancelled: true, publication: "cancelled" });
    expect((await listPaused(database.db)).map((row) => row.id)).toEqual([silent.publicationId]);
  });

  test("CRI-R2 what is approved after the stop has ended is not asked again", async () => {
    const id = expectOk(await stop(council.coordinator));
    clock.advance(MINUTE);
    expectOk(await resume(council.coordinator, id));
    clock.advance(1);
    const { deliveryId } = await approve();
    await deliverOnce(setting());
    expect(await look(deliveryId)).toMatchObject({ state: "confirmed" });
  });

  test("EDI-8 two stops over one profile: the end of one frees nothing, and a word between them is not for the second", async () => {
    const { publicationId, deliveryId } = await approve();
    const first = expectOk(await stop(manager, [profileId]));
    const second = expectOk(await stop(council.coordinator));
    clock.advance(1);
    expectOk(await resume(council.coordinator, first));
    expect(await reconfirm(manager, publicationId, { decision: "now" })).toMatchObject({ ok: false, refusal: { kind: "publishing-stopped" } });
    expectOk(await resume(council.coordinator, second));
    expectOk(await reconfirm(manager, publicationId, { decision: "as-planned" }).then((answer) => (answer.ok ? answer : reconfirm(manager, publicationId, { decision: "now" }))));
    expectOk(await stop(council.coordinator));
    await deliverOnce(setting());
    expect(await look(deliveryId)).toMatchObject({ state: "planned" });
  });

  test("CRI-R4 who stopped and ended it, when and why, is in evidence and told to the screens", async () => {
    const id = expectOk(await stop(council.coordinator, [profileId], "Suplantación"));
    clock.advance(SECOND);
    expectOk(await resume(council.secondCoordinator, id));
    const kinds = (await listRecords(database.db, { limit: 50 })).records.filter((record) => String(record.subjectId) === id).map((record) => record.kind);
    expect(kinds.toSorted()).toEqual(["publishing.resumed", "publishing.stopped"]);
    const { rows } = await sql<{ kind: string; actor_id: string }>`select kind, actor_id from platform.event where subject_id = ${id} order by position`.execute(database.owner);
    expect(rows).toEqual([{ kind: "publishing.stopped", actor_id: council.coordinator.personId }, { kind: "publishing.resumed", actor_id: council.secondCoordinator.personId }]);
  });

  test("EDI-8 a send that is under way ends and nothing new begins; one that still uploads does not send", async () => {
    const [first, second] = [await approve(), await approve()];
    during = async () => {
      during = () => Promise.resolve();
      expectOk(await stop(council.coordinator));
    };
    // One place: the second would begin when the first has ended.
    await deliverOnce(setting({ concurrency: 1 }));
    await deliverOnce(setting({ concurrency: 1 }));
    expect(performed).toEqual([]);
    expect(await look(first.deliveryId)).toMatchObject({ state: "planned", code: "stopped" });
    expect(await look(second.deliveryId)).toMatchObject({ state: "planned" });
  });

  test("EDI-8 a request that is on its way when the stop is committed ends, and its outcome is kept", async () => {
    const { deliveryId } = await approve();
    const slow: RemoteNetwork = {
      ...network,
      perform: async (intent) => {
        expectOk(await stop(council.coordinator));
        return { kind: "confirmed", remoteId: `slow-${intent.deliveryId}` };
      },
    };
    await deliverOnce(setting({ networks: [slow] }));
    expect(await look(deliveryId)).toMatchObject({ state: "confirmed", publication: "published" });
  });

  test("EDI-8 what takes a post back goes on while everything is stopped", async () => {
    const { deliveryId } = await approve();
    await sql`update publishing.delivery set kind = 'delete', intent = jsonb_set(intent, '{kind}', '"delete"') where id = ${deliveryId}`.execute(database.owner);
    expectOk(await stop(council.coordinator));
    await deliverOnce(setting());
    expect(await look(deliveryId)).toMatchObject({ state: "confirmed" });
  });

  test("EDI-8 a worker that hangs in the middle of a batch does not hold up the stop, and its batch is undone", async () => {
    const { deliveryId } = await approve({ network: "feed" });
    let letGo: () => void = () => undefined;
    const stuck = new Promise<void>((resolve) => { letGo = resolve; });
    let entered: () => void = () => undefined;
    const inside = new Promise<void>((resolve) => { entered = resolve; });
    const own = feedNetwork<Tx>();
    const hanging: OwnNetwork<Tx> = {
      kind: "own", id: own.id, limits: own.limits, abilities: own.abilities,
      accept: async (tx, intent, at) => {
        entered();
        await stuck;
        return own.accept(tx, intent, at);
      },
    };
    const turn = deliverOnce(setting({ networks: [hanging] })).catch((error: unknown) => error);
    await inside;
    const from = performance.now();
    expectOk(await stop(council.coordinator));
    expect(performance.now() - from).toBeLessThan(1_000);
    letGo();
    expect(await turn).toBeInstanceOf(Error);
    expect(await look(deliveryId)).toMatchObject({ state: "planned", publication: "scheduled" });
  });

  test("EDI-8 stops at moments of chance: after the commit only those go that had their last look before it, and each once", async () => {
    const own = feedNetwork<Tx>();
    for (let round = 0; round < 12; round += 1) {
      const made = await Promise.all(Array.from({ length: 20 }, (_, index) => approve({ network: index % 2 === 0 ? "feed" : "testing" })));
      performed = [];
      let sentAfter = 0;
      let stopped = false;
      during = async () => {
        await sleep(Math.random() * 5);
      };
      const counting: RemoteNetwork = {
        ...network,
        perform: (intent, signal, goAhead) => {
          if (stopped) sentAfter += 1;
          return network.perform(intent, signal, goAhead);
        },
      };
      const working = setting({ networks: [counting, own], concurrency: 4 });
      const turns = Promise.all([deliverOnce(working), deliverOnce(working)]);
      await sleep(Math.random() * 25);
      const id = expectOk(await stop(council.coordinator));
      stopped = true;
      const before = performed.length;
      await turns;
      await deliverOnce(working);
      // Only those whose last look was before the commit: at most one for each place of the two turns.
      expect(performed.length - before + sentAfter).toBeLessThanOrEqual(8);
      const ids = performed.map((intent) => intent.deliveryId);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { deliveryId } of made) expect(["planned", "confirmed"]).toContain((await look(deliveryId))?.state);
      clock.advance(1);
      expectOk(await resume(council.coordinator, id));
      await sql`update publishing.delivery set cancelled_at = ${clock.now()} where state <> 'confirmed'`.execute(database.owner);
      clock.advance(1);
    }
  });
});
