import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MINUTE } from "#kernel/instant.ts";
import { type FakeMastodon, startFakeMastodon } from "#networks/mastodon/fake.ts";
import { mastodonNetwork } from "#networks/mastodon/index.ts";
import { systemClock } from "#platform/clock.ts";
import { inTransaction } from "#platform/database.ts";
import { createEgress, type Egress } from "#platform/egress/index.ts";
import { newId } from "#platform/ids.ts";
import { keyringOf } from "#platform/keyring.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { allowIn, connectAccount, connectAgain, enterAccount } from "#tests/mastodon.ts";
import {
  beginConnection, checkConnections, type ConnectionSetting, disconnectProfile, findAccess, findProfile, finishConnection, listConnections, recordFailedCall, revokeTokens,
} from "./index.ts";

const database = useDatabase();
const clock = testClock();
const wireClock = systemClock();
const keyring = keyringOf(randomBytes(32), "");
let council: TestCouncil;
let fake: FakeMastodon;
let egress: Egress;
let setting: ConnectionSetting;
let number = 0;

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
});
beforeEach(async () => {
  fake = await startFakeMastodon({ clock: wireClock, honoursKeys: true, visibleAfterMs: 0, lateMs: 0, mediaMs: 0, maxCharacters: 777 });
  egress = createEgress({ allowPrivate: [fake.authority], userAgent: "Pregonero tests", clock: wireClock });
  const network = mastodonNetwork({ egress, wireClock, wireOffsetMs: 0, access: () => Promise.resolve(undefined), claimed: () => Promise.resolve(new Set()), picture: () => Promise.resolve(undefined) });
  setting = {
    db: database.db, clock, keyring, connectingOf: (id) => (id === "mastodon" ? network.connecting : undefined),
    mayReach: () => true,
    redirectUri: "http://localhost:8080/office/connections/callback", us: { name: "Pregonero", website: "http://localhost:8080" },
  };
  number += 1;
});
afterEach(async () => {
  await fake.close();
  await egress.close();
});

const name = () => `movilidad${number}`;
const session = () => newId<"session">(clock.now());
const connectionOf = async (id: Parameters<typeof findProfile>[1]) => (await listConnections(database.db, [id])).get(id);

describe("connecting an account", () => {
  test("PRO-5 the coordinator allows us in at the account's server, and it is the registered account", async () => {
    const profileId = await enterAccount(setting, council.coordinator, name(), fake);
    expect(await findProfile(database.db, profileId)).toMatchObject({ connection: "missing", limits: undefined, handle: `${name()}@${fake.authority}` });
    const sessionId = session();
    const { authorizeUrl } = expectOk(await beginConnection(setting, council.coordinator, { profileId, sessionId }));
    const asked = new URL(authorizeUrl).searchParams;
    expect(authorizeUrl.startsWith(`${fake.origin}/oauth/authorize?`)).toBe(true);
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect(asked.get("state")?.length).toBeGreaterThanOrEqual(43);
    const { redirect, state, code } = await allowIn(authorizeUrl, name());
    expect(redirect.origin + redirect.pathname).toBe(setting.redirectUri);
    expect(await finishConnection(setting, council.coordinator, { state, code, sessionId })).toMatchObject({ ok: true, value: { profileId } });
    expect(await findProfile(database.db, profileId)).toMatchObject({ connection: "connected", url: `${fake.origin}/@${name()}`, limits: { maxCharacters: { value: 777, source: `${fake.origin}/api/v2/instance` } } });
    expect(await connectionOf(profileId)).toMatchObject({ state: "connected", program: "Mastodon 4.4.8", failure: undefined });
    expect(await findAccess(database.db, keyring, profileId)).toMatchObject({ origin: fake.origin, details: { program: "mastodon" } });
  });

  test("another account than the registered one is refused, and its token lives no longer", async () => {
    const profileId = await enterAccount(setting, council.coordinator, name(), fake);
    const sessionId = session();
    const { authorizeUrl } = expectOk(await beginConnection(setting, council.coordinator, { profileId, sessionId }));
    const back = await allowIn(authorizeUrl, "impostor");
    expect(await finishConnection(setting, council.coordinator, { ...back, sessionId })).toEqual({
      ok: false, profileId, refusal: { kind: "wrong-account", registered: `${name()}@${fake.authority}`, allowed: `impostor@${fake.authority}` },
    });
    expect(fake.liveTokens()).toBe(0);
    expect(await connectionOf(profileId)).toBeUndefined();
  });

  test.each([
    ["used before", async (state: string, sessionId: ReturnType<typeof session>, again: () => Promise<unknown>) => { await again(); return { state, sessionId }; }],
    ["of another session", async (state: string) => Promise.resolve({ state, sessionId: session() })],
    ["older than ten minutes", async (state: string, sessionId: ReturnType<typeof session>) => { clock.advance(10 * MINUTE + 1); return Promise.resolve({ state, sessionId }); }],
    ["invented", async (_state: string, sessionId: ReturnType<typeof session>) => Promise.resolve({ state: "x".repeat(43), sessionId })],
  ])("a state that is %s connects nothing", async (_what, spoil) => {
    const profileId = await enterAccount(setting, council.coordinator, name(), fake);
    const sessionId = session();
    const { authorizeUrl } = expectOk(await beginConnection(setting, council.coordinator, { profileId, sessionId }));
    const { state, code } = await allowIn(authorizeUrl, name());
    const spoiled = await spoil(state, sessionId, () => finishConnection(setting, council.coordinator, { state, code, sessionId }));
    expect(await finishConnection(setting, council.coordinator, { ...spoiled, code })).toEqual({ ok: false, refusal: { kind: "connection-attempt-over" } });
  });

  test("a code without the verifier of its attempt is worth nothing (PKCE)", async () => {
    const profileId = await enterAccount(setting, council.coordinator, name(), fake);
    const [one, two] = [session(), session()];
    const first = expectOk(await beginConnection(setting, council.coordinator, { profileId, sessionId: one }));
    const second = expectOk(await beginConnection(setting, council.coordinator, { profileId, sessionId: two }));
    const stolen = await allowIn(first.authorizeUrl, name());
    const own = await allowIn(second.authorizeUrl, name());
    expect(await finishConnection(setting, council.coordinator, { state: own.state, code: stolen.code, sessionId: two })).toMatchObject({ ok: false, refusal: { kind: "network-trouble" } });
  });

  test("saying no over there leaves it as it was", async () => {
    const profileId = await enterAccount(setting, council.coordinator, name(), fake);
    const sessionId = session();
    const { authorizeUrl } = expectOk(await beginConnection(setting, council.coordinator, { profileId, sessionId }));
    const back = await allowIn(authorizeUrl, "");
    expect(back.error).toBe("access_denied");
    expect(await finishConnection(setting, council.coordinator, { ...back, sessionId })).toMatchObject({ ok: false, profileId, refusal: { kind: "not-allowed-in" } });
  });

  test("a promoter neither connects nor disconnects", async () => {
    const profileId = await connectAccount(setting, council.coordinator, name(), fake);
    expect(await beginConnection(setting, council.promoter, { profileId, sessionId: session() })).toMatchObject({ ok: false, refusal: { kind: "not-permitted" } });
    expect(await inTransaction(database.db, (tx) => disconnectProfile(tx, council.promoter, profileId, clock.now()))).toMatchObject({ ok: false, refusal: { kind: "not-permitted" } });
  });

  test("in the example city only servers of this machine are connected: nothing of it reaches citizens", async () => {
    const profileId = await enterAccount(setting, council.coordinator, name(), fake);
    const asked: string[] = [];
    const example = { ...setting, mayReach: (server: string) => asked.push(server) < 0 };
    expect(await beginConnection(example, council.coordinator, { profileId, sessionId: session() })).toEqual({ ok: false, refusal: { kind: "example-stays-here" } });
    expect(asked).toEqual([fake.authority]);
  });

  test("a server that does not answer is told, and nothing is kept", async () => {
    const profileId = await enterAccount(setting, council.coordinator, name(), fake);
    await fake.close();
    expect(await beginConnection(setting, council.coordinator, { profileId, sessionId: session() })).toMatchObject({ ok: false, refusal: { kind: "network-trouble", code: "connect" } });
  });

  test("no secret is readable in the database, and each opens only in its own place", async () => {
    const profileId = await connectAccount(setting, council.coordinator, name(), fake);
    const token = (await findAccess(database.db, keyring, profileId))?.token ?? "";
    expect(token.length).toBeGreaterThan(20);
    const { rows } = await sql<{ everything: string }>`
      select concat_ws(' ', (select jsonb_agg(to_jsonb(c)) from register.connection c)::text, (select jsonb_agg(to_jsonb(e)) from platform.event e)::text, (select jsonb_agg(to_jsonb(a)) from register.connecting a)::text,
        (select string_agg(convert_from(c.token, 'LATIN1'), ' ') from register.connection c where position('\\x00'::bytea in c.token) = 0)) as everything
    `.execute(database.owner);
    expect(rows[0]?.everything).not.toContain(token);
    await sql`update register.connection set token = client_secret where profile_id = ${profileId}`.execute(database.owner);
    expect(await findAccess(database.db, keyring, profileId)).toBeUndefined();
    clock.advance(16 * MINUTE);
    await checkConnections(setting, 15 * MINUTE);
    expect(await findProfile(database.db, profileId)).toMatchObject({ connection: "needs-person" });
  });
});

describe("letting go", () => {
  test("disconnecting ends it here at once, and the server takes the token back", async () => {
    const profileId = await connectAccount(setting, council.coordinator, name(), fake);
    expect(fake.liveTokens()).toBe(1);
    expectOk(await inTransaction(database.db, (tx) => disconnectProfile(tx, council.coordinator, profileId, clock.now())));
    expect(await findAccess(database.db, keyring, profileId)).toBeUndefined();
    expect(await findProfile(database.db, profileId)).toMatchObject({ connection: "missing" });
    await revokeTokens(setting);
    expect(fake.liveTokens()).toBe(0);
    const { rows } = await sql`select 1 from register.token_to_revoke where profile_id = ${profileId}`.execute(database.owner);
    expect(rows).toEqual([]);
  });

  test("a server that is away is asked again until it has taken the token back", async () => {
    const profileId = await connectAccount(setting, council.coordinator, name(), fake);
    expectOk(await inTransaction(database.db, (tx) => disconnectProfile(tx, council.coordinator, profileId, clock.now())));
    await fake.close();
    expect(await revokeTokens(setting)).toBeGreaterThan(0);
    const left = () => sql`select 1 from register.token_to_revoke where profile_id = ${profileId}`.execute(database.owner).then(({ rows }) => rows.length);
    expect(await left()).toBe(1);
    // Not hammered: its turn is a minute later.
    expect(await revokeTokens(setting)).toBe(0);
    clock.advance(MINUTE);
    expect(await revokeTokens(setting)).toBe(1);
    expect(await left()).toBe(1);
  });

  test("connecting again replaces the token, and the former one is taken back", async () => {
    const profileId = await connectAccount(setting, council.coordinator, name(), fake);
    const before = await findAccess(database.db, keyring, profileId);
    await connectAgain(setting, council.coordinator, profileId, name());
    expect((await findAccess(database.db, keyring, profileId))?.token).not.toBe(before?.token);
    expect(fake.liveTokens()).toBe(2);
    await revokeTokens(setting);
    expect(fake.liveTokens()).toBe(1);
  });
});

describe("health", () => {
  test("a token that was taken back over there is seen without anybody publishing, and a person is asked", async () => {
    const profileId = await connectAccount(setting, council.coordinator, name(), fake);
    fake.revokeTokens();
    clock.advance(15 * MINUTE + 1);
    await checkConnections(setting, 15 * MINUTE);
    expect(await connectionOf(profileId)).toMatchObject({ failure: { code: "token-revoked", needsPerson: true, since: clock.now() } });
    expect(await findProfile(database.db, profileId)).toMatchObject({ connection: "needs-person" });
    await connectAgain(setting, council.coordinator, profileId, name());
    expect(await findProfile(database.db, profileId)).toMatchObject({ connection: "connected" });
    expect((await connectionOf(profileId))?.failure).toBeUndefined();
  });

  test("a server that is away is a trouble that mends by itself", async () => {
    const profileId = await connectAccount(setting, council.coordinator, name(), fake);
    clock.advance(15 * MINUTE + 1);
    const at = clock.now();
    await recordFailedCall(database.db, profileId, { code: "503", needsPerson: false }, at);
    expect(await findProfile(database.db, profileId)).toMatchObject({ connection: "connected" });
    expect((await connectionOf(profileId))?.failure).toMatchObject({ code: "503", since: at, needsPerson: false });
    clock.advance(16 * MINUTE);
    await checkConnections(setting, 15 * MINUTE);
    expect(await connectionOf(profileId)).toMatchObject({ goodAt: clock.now(), failure: undefined });
  });
});
