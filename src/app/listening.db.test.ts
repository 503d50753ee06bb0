import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { MINUTE } from "#kernel/instant.ts";
import { type ConnectionSetting, disconnectProfile, findAccess, listConnections, recordFailedCall, recordGoodCall } from "#modules/register/index.ts";
import type { HeardMessage, Incoming, RemoteNetwork } from "#networks/contract/index.ts";
import { type FakeMastodon, startFakeMastodon } from "#networks/mastodon/fake.ts";
import { mastodonNetwork } from "#networks/mastodon/index.ts";
import { systemClock } from "#platform/clock.ts";
import { inTransaction } from "#platform/database.ts";
import { createEgress, type Egress } from "#platform/egress/index.ts";
import { keyringOf } from "#platform/keyring.ts";
import { silentLog } from "#platform/log.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { connectAccount, connectAgain } from "#tests/mastodon.ts";
import { listenOnce, type ListeningSetting, startListening } from "./listening.ts";

const database = useDatabase();
const clock = testClock();
const wireClock = systemClock();
const keyring = keyringOf(randomBytes(32), "");
const citizen = { id: "77", name: "ane", server: "beste.example" };
let council: TestCouncil;
let fake: FakeMastodon;
let egress: Egress;
let network: RemoteNetwork;
let connections: ConnectionSetting;
let profileId: Id<"profile">;
let taken: Incoming[];
let heard: HeardMessage[];
let number = 0;
const name = () => `movilidad${number}`;

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
});
beforeEach(async () => {
  number += 1;
  taken = [];
  heard = [];
  fake = await startFakeMastodon({ clock: wireClock, honoursKeys: true, visibleAfterMs: 0, lateMs: 0, mediaMs: 0 });
  egress = createEgress({ allowPrivate: [fake.authority], userAgent: "Pregonero tests", clock: wireClock });
  network = mastodonNetwork({
    egress, wireClock, wireOffsetMs: 0,
    access: (id) => findAccess(database.db, keyring, id), claimed: () => Promise.resolve(new Set()), picture: () => Promise.resolve(undefined),
    noted: (id, note) => void (note.ok ? recordGoodCall(database.db, id, clock.now()) : recordFailedCall(database.db, id, note, clock.now())),
  });
  connections = { db: database.db, clock, keyring, connectingOf: () => network.connecting, mayReach: () => true, redirectUri: "http://localhost:8080/office/connections/callback", us: { name: "Pregonero", website: "http://localhost:8080" } };
  profileId = await connectAccount(connections, council.coordinator, name(), fake);
  // The test's own profile is the only one that is read.
  await sql`update register.listening set next_at = '2030-01-01T00:00:00Z' where profile_id <> ${profileId}`.execute(database.owner);
});
afterEach(async () => {
  await fake.close();
  await egress.close();
});

const setting = (more: Partial<ListeningSetting> = {}): ListeningSetting => ({
  db: database.db, clock, networks: [network], log: silentLog, everyMs: 20, leaseMs: 60_000, concurrency: 4, recheckEveryMs: 10 * MINUTE,
  intake: (incoming) => { taken.push(...incoming); return Promise.resolve(); },
  heard: () => Promise.resolve(heard),
  ...more,
});
const account = () => fake.account(name()).account;
const say = (text: string) => fake.mention(citizen, `@${name()}@${fake.authority} ${text}`, account());
const texts = () => taken.map((one) => (one.kind === "message" ? one.text.replace(/^@\S+ /, "") : one.kind));
const state = async () => (await sql<{ cursor: string | null; failures: number; next_at: string; lease_until: string | null }>`select cursor, failures, next_at, lease_until from register.listening where profile_id = ${profileId}`.execute(database.owner)).rows[0];

describe("INB-1 listening", () => {
  test("begins when connected, brings each message once and knows when it read last", async () => {
    say("De antes");
    await listenOnce(setting());
    expect(taken).toEqual([]);
    say("Uno");
    await listenOnce(setting());
    // Its turn is a minute later.
    expect(taken).toEqual([]);
    clock.advance(MINUTE);
    await listenOnce(setting());
    clock.advance(MINUTE);
    say("Dos");
    await listenOnce(setting());
    expect(texts()).toEqual(["Uno", "Dos"]);
    expect((await listConnections(database.db, [profileId])).get(profileId)?.readAt).toBe(clock.now());
  });

  test("a flood is read to its end in one turn, page by page", async () => {
    await listenOnce(setting());
    clock.advance(MINUTE);
    for (let index = 0; index < 130; index += 1) say(`Mensaje ${index}`);
    await listenOnce(setting());
    expect(texts()).toEqual(Array.from({ length: 130 }, (_, index) => `Mensaje ${index}`));
  });

  test("P1 the cursor moves only after what came was taken: an intake that fails hears it again", async () => {
    await listenOnce(setting());
    say("No se pierde");
    clock.advance(MINUTE);
    const before = (await state())?.cursor;
    await listenOnce(setting({ intake: () => Promise.reject(new Error("the database went away")) }));
    expect(await state()).toMatchObject({ cursor: before, failures: 1, lease_until: null });
    clock.advance(MINUTE);
    await listenOnce(setting());
    expect(texts()).toEqual(["No se pierde"]);
  });

  test("two processes at once: one reads", async () => {
    await listenOnce(setting());
    say("Hola");
    clock.advance(MINUTE);
    const counts = await Promise.all([listenOnce(setting()), listenOnce(setting()), listenOnce(setting())]);
    expect(counts.toSorted()).toEqual([0, 0, 1]);
    expect(texts()).toEqual(["Hola"]);
  });

  test("P1 a reader that died is followed by another after its lease, and one that was only slow moves no cursor back", async () => {
    await listenOnce(setting());
    say("Uno");
    clock.advance(MINUTE);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => { release = resolve; });
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => { begin = resolve; });
    const slow = listenOnce(setting({ intake: async (incoming) => { begin(); await held; taken.push(...incoming); } }));
    // It has read what there was, and nothing of what is said from now on.
    await begun;
    expect((await state())?.lease_until).not.toBeNull();
    clock.advance(61_000);
    say("Dos");
    await listenOnce(setting());
    const after = (await state())?.cursor;
    release();
    await slow;
    expect((await state())?.cursor).toBe(after);
    // The slow one's is a repeat, and repeats are harmless to the intake.
    expect(texts()).toEqual(["Uno", "Dos", "Uno"]);
  });

  test("a server that is away is asked less and less often", async () => {
    await listenOnce(setting());
    clock.advance(MINUTE);
    await fake.close();
    const waits: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      await listenOnce(setting());
      const next = (await state())?.next_at ?? "";
      waits.push(Date.parse(next) - Date.parse(clock.now()));
      clock.set(next);
    }
    expect(waits[0]).toBeLessThanOrEqual(waits[1] ?? 0);
    expect(waits[1]).toBeLessThanOrEqual(waits[2] ?? 0);
    expect((await listConnections(database.db, [profileId])).get(profileId)?.failure).toMatchObject({ needsPerson: false });
  });

  test("a token that was taken back is not asked with again until a person connected, and then nothing was missed", async () => {
    await listenOnce(setting());
    fake.revokeTokens();
    clock.advance(MINUTE);
    await listenOnce(setting());
    await expect.poll(async () => (await listConnections(database.db, [profileId])).get(profileId)?.failure?.needsPerson).toBe(true);
    say("Mientras tanto");
    clock.advance(5 * MINUTE);
    expect(await listenOnce(setting())).toBe(0);
    await connectAgain(connections, council.coordinator, profileId, name());
    await listenOnce(setting());
    expect(texts()).toEqual(["Mientras tanto"]);
  });

  test("a disconnected account is not read", async () => {
    await listenOnce(setting());
    expectOk(await inTransaction(database.db, (tx) => disconnectProfile(tx, council.coordinator, profileId, clock.now())));
    clock.advance(MINUTE);
    expect(await listenOnce(setting())).toBe(0);
  });

  test("INB-6 what was heard is looked at again, and edits and deletions are told", async () => {
    const [kept, gone] = [say("Con errata"), say("Me arrepiento")];
    const authorId = "https://beste.example/users/ane";
    heard = [{ remoteId: kept.id, authorId, changedAt: kept.at }, { remoteId: gone.id, authorId, changedAt: gone.at }];
    await sleep(5);
    fake.edit(kept.id, `@${name()}@${fake.authority} Sin errata`);
    fake.takeAway(gone.id);
    await listenOnce(setting());
    expect(taken).toMatchObject([{ kind: "edited", remoteId: kept.id, authorId }, { kind: "deleted", remoteId: gone.id, authorId }]);
    taken = [];
    clock.advance(MINUTE);
    await listenOnce(setting());
    expect(taken).toEqual([]);
    clock.advance(10 * MINUTE);
    await listenOnce(setting());
    expect(taken).toHaveLength(2);
  });

  test("the doorbell brings a message at once instead of at its turn, in one process of two", async () => {
    const quick = () => setting({ clock: wireClock, everyMs: 20 });
    await sql`update register.listening set next_at = ${wireClock.now()} where profile_id = ${profileId}`.execute(database.owner);
    const listeners = [startListening(quick()), startListening(quick())];
    try {
      await expect.poll(async () => (await state())?.cursor, { timeout: 5_000 }).not.toBeNull();
      await expect.poll(() => fake.listeners(), { timeout: 5_000 }).toBe(1);
      say("¡Ahora!");
      await expect.poll(texts, { timeout: 5_000 }).toEqual(["¡Ahora!"]);
      expect(fake.listeners()).toBe(1);
    } finally {
      await Promise.all(listeners.map((listener) => listener.stop()));
    }
    await expect.poll(() => fake.listeners()).toBe(0);
  });
});
