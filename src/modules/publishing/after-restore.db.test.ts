import { sql } from "kysely";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { MINUTE, plusMs, SECOND } from "#kernel/instant.ts";
import type { Intent, RemoteNetwork, Sighting } from "#networks/contract/index.ts";
import { feedNetwork } from "#networks/feeds/index.ts";
import { inTransaction, type Tx } from "#platform/database.ts";
import { silentLog } from "#platform/log.ts";
import { testClock } from "#tests/clock.ts";
import { foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { insertApproved, insertTestingProfile } from "#tests/deliveries.ts";
import { doubtDeliveriesAfterRestore } from "./after-restore.ts";
import { deliverOnce } from "./delivery/worker.ts";

const database = useDatabase();
const clock = testClock();
let council: TestCouncil;
let profileId: Id<"profile">;
let performed: Intent[] = [];
let readBack = true;
let sighting: (intent: Intent) => Sighting = () => ({ kind: "absent" });

const network = (): RemoteNetwork => ({
  kind: "remote", id: "testing", limits: feedNetwork<Tx>().limits,
  abilities: { edit: false, remove: false, readBack, alt: false }, settleMs: 10 * SECOND, callMs: 5 * SECOND,
  perform: (intent) => {
    performed.push(intent);
    return Promise.resolve({ kind: "confirmed", remoteId: `new-${intent.deliveryId}` });
  },
  find: (intent) => Promise.resolve(sighting(intent)),
});

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
  profileId = await insertTestingProfile(database.owner, clock.now());
});
beforeEach(() => {
  performed = [];
  readBack = true;
  sighting = () => ({ kind: "absent" });
});

const approve = (more: { readonly network?: string; readonly inMs?: number } = {}) =>
  insertApproved(database.owner, {
    profileId, personId: council.coordinator.personId, network: more.network ?? "testing", text: "Corte de tráfico", dueAt: plusMs(clock.now(), more.inMs ?? 0),
  }, clock.now());
const put = (deliveryId: Id<"delivery">, state: string) =>
  sql`update publishing.delivery set state = ${state}, lease_until = ${plusMs(clock.now(), MINUTE)}, fence = 3 where id = ${deliveryId}`.execute(database.owner);
const look = async (deliveryId: Id<"delivery">) =>
  (await sql<{ state: string; code: string | null; remote_id: string | null; needs_person: boolean }>`
    select state, code, remote_id, needs_person from publishing.delivery where id = ${deliveryId}`.execute(database.db)).rows[0];
const doubt = () => inTransaction(database.owner, (tx) => doubtDeliveriesAfterRestore(tx, ["feed", "activitypub"], clock.now()));
const work = async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    await deliverOnce({ db: database.db, clock, networks: [network(), feedNetwork<Tx>()], log: silentLog, everyMs: 50, concurrency: 8, leaseMs: 30 * SECOND });
    clock.advance(SECOND);
  }
};

describe("after a restore", () => {
  test("DEL-R1 what was under way, and what fell due since, is looked for on the network: what is there is not sent again", async () => {
    const [armed, sent, due] = [await approve(), await approve(), await approve({ inMs: 10 * MINUTE })];
    await put(armed.deliveryId, "armed");
    await put(sent.deliveryId, "sent");
    clock.advance(20 * MINUTE);
    expect(await doubt()).toBe(3);
    for (const { deliveryId } of [armed, sent, due]) expect(await look(deliveryId)).toMatchObject({ state: "unknown", code: "restored", needs_person: false });
    sighting = (intent) => ({ kind: "found", remoteId: `old-${intent.deliveryId}` });
    await work();
    expect(performed).toEqual([]);
    for (const { deliveryId } of [armed, sent, due]) expect(await look(deliveryId)).toMatchObject({ state: "confirmed", remote_id: `old-${deliveryId}` });
  });

  test("DEL-R1 what surely is not there goes out, in its time only", async () => {
    const late = await approve();
    clock.advance(50 * MINUTE);
    const inTime = await approve();
    clock.advance(20 * MINUTE);
    expect(await doubt()).toBe(2);
    await work();
    expect(performed.map((intent) => intent.deliveryId)).toEqual([inTime.deliveryId]);
    expect(await look(late.deliveryId)).toMatchObject({ state: "missed" });
  });

  test("DEL-R1 where nothing can be looked up, a person decides and nothing goes out", async () => {
    readBack = false;
    const { deliveryId } = await approve();
    expect(await doubt()).toBe(1);
    await work();
    expect(performed).toEqual([]);
    expect(await look(deliveryId)).toMatchObject({ state: "unknown", needs_person: true });
  });

  test("DEL-R1 what is due later, what was decided and our own networks stay as they are", async () => {
    const [later, own, out] = [await approve({ inMs: 60 * MINUTE }), await approve({ network: "feed" }), await approve()];
    await put(out.deliveryId, "confirmed");
    expect(await doubt()).toBe(0);
    expect(await look(later.deliveryId)).toMatchObject({ state: "planned" });
    expect(await look(own.deliveryId)).toMatchObject({ state: "planned" });
    expect(await look(out.deliveryId)).toMatchObject({ state: "confirmed" });
  });
});
