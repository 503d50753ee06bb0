import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { MINUTE, plusMs, SECOND } from "#kernel/instant.ts";
import { setStanding, type Standing } from "#modules/authority/index.ts";
import type { Intent, Outcome, OwnNetwork, RemoteNetwork, Sighting } from "#networks/contract/index.ts";
import { inTransaction, type Tx } from "#platform/database.ts";
import { silentLog } from "#platform/log.ts";
import { testClock } from "#tests/clock.ts";
import { foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { insertApproved, insertTestingProfile } from "#tests/deliveries.ts";
import { feedNetwork } from "#networks/feeds/index.ts";
import { deliverOnce, type DeliverySetting } from "./worker.ts";

const database = useDatabase();
const clock = testClock();
let council: TestCouncil;
let profileId: Id<"profile">;

// A network whose answers the test decides; the engine, the database and the rules are the real ones.
let outcomes: Outcome[] = [];
let sightings: Sighting[] = [];
let performed: Intent[] = [];
let during: () => Promise<void> = () => Promise.resolve();

const network: RemoteNetwork = {
  kind: "remote",
  id: "testing",
  limits: feedNetwork<Tx>().limits,
  abilities: { edit: false, remove: false, readBack: true, alt: false },
  settleMs: 10 * SECOND,
  callMs: 5 * SECOND,
  perform: async (intent) => {
    performed.push(intent);
    await during();
    return outcomes.shift() ?? { kind: "confirmed", remoteId: `remote-${performed.length}-${intent.deliveryId}` };
  },
  find: () => Promise.resolve(sightings.shift() ?? { kind: "cannot-tell", code: "nothing-said" }),
};

const setting = (more: Partial<DeliverySetting> = {}): DeliverySetting => ({
  db: database.db, clock, networks: [network, feedNetwork<Tx>()], log: silentLog, everyMs: 50, concurrency: 8, leaseMs: 30 * SECOND, ...more,
});

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  profileId = await insertTestingProfile(database.owner, clock.now());
});
beforeEach(async () => {
  outcomes = [];
  sightings = [];
  performed = [];
  during = () => Promise.resolve();
  await sql`update publishing.delivery set cancelled_at = ${clock.now()} where state not in ('confirmed')`.execute(database.owner);
});

const approve = (more: { readonly network?: string; readonly inMs?: number; readonly noLaterThanMs?: number } = {}) =>
  insertApproved(database.owner, {
    profileId, personId: council.coordinator.personId, network: more.network ?? "testing", text: "Corte de tráfico",
    dueAt: plusMs(clock.now(), more.inMs ?? 0),
    ...(more.noLaterThanMs === undefined ? {} : { noLaterThanMs: more.noLaterThanMs }),
  }, clock.now());

async function look(deliveryId: Id<"delivery">) {
  const { rows } = await sql<{ state: string; code: string | null; remote_id: string | null; needs_person: boolean; attempts: number; publication: string }>`
    select delivery.state, code, remote_id, needs_person, attempts, publication.state as publication
    from publishing.delivery join publishing.publication on publication.id = publication_id where delivery.id = ${deliveryId}
  `.execute(database.db);
  return rows[0];
}

describe("delivery", () => {
  test("DEL-R1 what is due goes out once and is in evidence; what is not due waits", async () => {
    const { deliveryId, publicationId } = await approve({ inMs: MINUTE });
    await deliverOnce(setting());
    expect(await look(deliveryId)).toMatchObject({ state: "planned", publication: "scheduled" });
    clock.advance(MINUTE);
    await deliverOnce(setting());
    await deliverOnce(setting());
    expect(performed).toHaveLength(1);
    expect(await look(deliveryId)).toMatchObject({ state: "confirmed", publication: "published" });
    const { rows } = await sql<{ kind: string }>`select kind from evidence.record where subject_id = ${publicationId}`.execute(database.db);
    expect(rows).toEqual([{ kind: "publication.published" }]);
  });

  test("DEL-R1 two workers at the same moment send it once", async () => {
    for (let round = 0; round < 5; round += 1) {
      performed = [];
      const { deliveryId } = await approve();
      await Promise.all(Array.from({ length: 4 }, () => deliverOnce(setting())));
      expect(performed).toHaveLength(1);
      expect(await look(deliveryId)).toMatchObject({ state: "confirmed" });
    }
  });

  test("DEL-2 what the network surely did not take is tried again; what it refused is not", async () => {
    const { deliveryId } = await approve();
    outcomes = [{ kind: "retry", afterMs: 2 * SECOND, code: "429" }, { kind: "refused", code: "422", detail: "too long" }];
    await deliverOnce(setting());
    expect(await look(deliveryId)).toMatchObject({ state: "planned", code: "429", publication: "publishing" });
    await deliverOnce(setting());
    expect(performed).toHaveLength(1);
    clock.advance(2 * SECOND);
    await deliverOnce(setting());
    expect(await look(deliveryId)).toMatchObject({ state: "refused", code: "422", publication: "failed", attempts: 2 });
    clock.advance(MINUTE);
    await deliverOnce(setting());
    expect(performed).toHaveLength(2);
  });

  test("DEL-3 an unknown outcome is never repeated blindly: it is looked up after the settle time", async () => {
    const { deliveryId } = await approve();
    outcomes = [{ kind: "unknown", code: "timeout" }];
    sightings = [{ kind: "found", remoteId: "77", url: "https://network.example/77" }];
    await deliverOnce(setting());
    expect(await look(deliveryId)).toMatchObject({ state: "unknown", publication: "publishing" });
    clock.advance(9 * SECOND);
    await deliverOnce(setting());
    expect(await look(deliveryId)).toMatchObject({ state: "unknown" });
    clock.advance(SECOND);
    await deliverOnce(setting());
    expect(await look(deliveryId)).toMatchObject({ state: "confirmed", remote_id: "77", publication: "published" });
    expect(performed).toHaveLength(1);
  });

  test("DEL-3 a network that does not answer a look is looked at again, and after the hour a person is asked", async () => {
    const { deliveryId } = await approve({ noLaterThanMs: 5 * MINUTE });
    outcomes = [{ kind: "unknown", code: "cut-off" }];
    sightings = [{ kind: "not-now", afterMs: MINUTE, code: "503" }, { kind: "found", remoteId: "there-all-along" }];
    await deliverOnce(setting());
    clock.advance(10 * SECOND);
    await deliverOnce(setting());
    await deliverOnce(setting());
    expect(await look(deliveryId)).toMatchObject({ state: "unknown", code: "cut-off", needs_person: false });
    clock.advance(MINUTE);
    await deliverOnce(setting());
    expect(await look(deliveryId)).toMatchObject({ state: "confirmed", remote_id: "there-all-along" });
    expect(performed).toHaveLength(1);
    const late = await approve({ noLaterThanMs: 5 * MINUTE });
    outcomes = [{ kind: "unknown", code: "cut-off" }];
    await deliverOnce(setting());
    clock.advance(6 * MINUTE);
    sightings = [{ kind: "not-now", afterMs: MINUTE, code: "503" }];
    await deliverOnce(setting());
    expect(await look(late.deliveryId)).toMatchObject({ state: "unknown", code: "503", needs_person: true });
  });

  test("DEL-3 a no that proves nothing stands once a look shows that it is absent, and falls when it is there", async () => {
    const no = { kind: "unknown", code: "400", detail: "Bad request", saidNo: true } as const;
    const absent = await approve();
    outcomes = [no];
    sightings = [{ kind: "absent" }];
    await deliverOnce(setting());
    expect(await look(absent.deliveryId)).toMatchObject({ state: "unknown", needs_person: false });
    clock.advance(10 * SECOND);
    await deliverOnce(setting());
    expect(await look(absent.deliveryId)).toMatchObject({ state: "refused", code: "400" });
    clock.advance(MINUTE);
    await deliverOnce(setting());
    expect(performed).toHaveLength(1);
    const there = await approve();
    outcomes = [no];
    sightings = [{ kind: "found", remoteId: "it-is-there" }];
    await deliverOnce(setting());
    clock.advance(10 * SECOND);
    await deliverOnce(setting());
    expect(await look(there.deliveryId)).toMatchObject({ state: "confirmed", remote_id: "it-is-there" });
  });

  test("DEL-3 absent after the settle time: it goes out; several matches: a person decides", async () => {
    const absent = await approve();
    outcomes = [{ kind: "unknown", code: "timeout" }];
    sightings = [{ kind: "absent" }];
    await deliverOnce(setting());
    clock.advance(10 * SECOND);
    await deliverOnce(setting());
    await deliverOnce(setting());
    expect(await look(absent.deliveryId)).toMatchObject({ state: "confirmed" });
    expect(performed).toHaveLength(2);

    const several = await approve();
    outcomes = [{ kind: "unknown", code: "timeout" }];
    sightings = [{ kind: "cannot-tell", code: "several" }];
    await deliverOnce(setting());
    clock.advance(10 * SECOND);
    await deliverOnce(setting());
    clock.advance(MINUTE);
    await deliverOnce(setting());
    expect(await look(several.deliveryId)).toMatchObject({ state: "unknown", needs_person: true, code: "several" });
    expect(performed).toHaveLength(3);
  });

  test("a worker that stalls past its lease neither sends nor overwrites what another has decided", async () => {
    const { deliveryId } = await approve();
    sightings = [{ kind: "found", remoteId: "from-the-look" }];
    during = async () => {
      // While this answer is on its way, the lease ends and another worker takes over.
      during = () => Promise.resolve();
      clock.advance(31 * SECOND);
      await deliverOnce(setting());
      clock.advance(10 * SECOND);
      await deliverOnce(setting());
    };
    outcomes = [{ kind: "confirmed", remoteId: "from-the-stalled" }];
    await deliverOnce(setting());
    expect(await look(deliveryId)).toMatchObject({ state: "confirmed", remote_id: "from-the-look" });
    expect(performed).toHaveLength(1);
  });

  test("a lease that is shorter than the call is never used to send", async () => {
    const { deliveryId } = await approve();
    await deliverOnce(setting({ leaseMs: 4 * SECOND }));
    expect(performed).toHaveLength(0);
    clock.advance(5 * SECOND);
    await deliverOnce(setting());
    await deliverOnce(setting());
    expect(performed).toHaveLength(1);
    expect(await look(deliveryId)).toMatchObject({ state: "confirmed" });
  });

  test("P2 what is found too late after an outage does not go by itself: a person is asked", async () => {
    for (const kind of ["testing", "feed"]) {
      const { deliveryId } = await approve({ network: kind, noLaterThanMs: 60 * MINUTE });
      clock.advance(61 * MINUTE);
      await deliverOnce(setting());
      expect(await look(deliveryId)).toMatchObject({ state: "missed", code: "too-late", publication: "failed" });
    }
    expect(performed).toHaveLength(0);
  });

  test("P13 a clock that is set back sends nothing early and nothing twice", async () => {
    const { deliveryId } = await approve();
    await deliverOnce(setting());
    const later = await approve({ inMs: MINUTE });
    clock.advance(-2 * 60 * MINUTE);
    await deliverOnce(setting());
    expect(performed).toHaveLength(1);
    expect(await look(deliveryId)).toMatchObject({ state: "confirmed" });
    clock.advance(2 * 60 * MINUTE + MINUTE);
    await deliverOnce(setting());
    expect(performed).toHaveLength(2);
    expect(await look(later.deliveryId)).toMatchObject({ state: "confirmed" });
  });

  test("our own networks: publishing and its record are one transaction", async () => {
    const { deliveryId, publicationId } = await approve({ network: "feed" });
    const broken: OwnNetwork<Tx> = { ...feedNetwork<Tx>(), accept: () => Promise.reject(new Error("disk full")) };
    await expect(deliverOnce(setting({ networks: [broken] }))).rejects.toThrow("disk full");
    expect(await look(deliveryId)).toMatchObject({ state: "planned", publication: "scheduled" });
    await deliverOnce(setting());
    expect(await look(deliveryId)).toMatchObject({ state: "confirmed", publication: "published" });
    const { rows } = await sql<{ n: number }>`select count(*) as n from evidence.record where subject_id = ${publicationId}`.execute(database.db);
    expect(rows[0]?.n).toBe(1);
  });
});

describe("EDI-R11 at the moment of sending", () => {
  const stand = (state: Standing, to: Id<"profile"> = profileId) =>
    inTransaction(database.db, (tx) => setStanding(tx, { profileId: to, state, reason: "test" }, clock.now()));

  test.each(["opening", "suspended", "closing", "closed", "found"] as const)("EDI-R11 nothing approved goes out from a profile that is %s, on a foreign network or our own", async (state) => {
    const remote = await approve();
    const own = await approve({ network: "feed" });
    await stand(state);
    await deliverOnce(setting());
    expect(performed).toHaveLength(0);
    expect(await look(remote.deliveryId)).toMatchObject({ state: "missed", code: "profile-not-active" });
    expect(await look(own.deliveryId)).toMatchObject({ state: "missed", code: "profile-not-active" });
    await stand("active");
  });

  test("EDI-R11 a dormant profile speaks; one that is closing still says that it closes", async () => {
    await stand("dormant");
    const { deliveryId } = await approve();
    await deliverOnce(setting());
    expect(await look(deliveryId)).toMatchObject({ state: "confirmed" });
    await stand("closing");
    const notice = await approve();
    await sql`update publishing.publication set content = content || '{"exception": "closing"}' where id = ${notice.publicationId}`.execute(database.owner);
    await deliverOnce(setting());
    expect(await look(notice.deliveryId)).toMatchObject({ state: "confirmed" });
    await stand("active");
  });

  test("EDI-R11 on our own network a suspension and a batch are one after the other: nothing is out after it", async () => {
    for (let round = 0; round < 8; round += 1) {
      const own = await approve({ network: "feed" });
      await Promise.allSettled([deliverOnce(setting()), stand("suspended")]);
      const before = await look(own.deliveryId);
      await deliverOnce(setting());
      const after = await look(own.deliveryId);
      if (before?.state === "confirmed") expect(after?.state).toBe("confirmed");
      else expect(after).toMatchObject({ state: "missed", code: "profile-not-active" });
      await stand("active");
    }
  });
});
