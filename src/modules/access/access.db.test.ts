import { randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { beforeAll, describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { epochMsOf, MINUTE } from "#kernel/instant.ts";
import { factsOf } from "#modules/authority/index.ts";
import { inTransaction } from "#platform/database.ts";
import { keyringOf } from "#platform/keyring.ts";
import { testClock } from "#tests/clock.ts";
import { expectOk, foundTestCouncil, type TestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import {
  acceptInvitation, beginEnrolment, disableAccess, endSession, findCalendarFeed, findFeedActor, findSession, findTokenActor, giveSecondFactor, invite, makeApiToken, makeCalendarFeed, revokeCalendarFeed,
  type Session, signIn,
} from "./index.ts";

const database = useDatabase();
const clock = testClock();
const keyring = keyringOf(randomBytes(32), "");
const visitor = { source: "203.0.113.7", agent: "Firefox" };
const password = "una frase larga de verdad";
let council: TestCouncil;

beforeAll(async () => {
  council = await foundTestCouncil(database.db, clock.now());
});

const emailOf = "amaia.coordina@robledal.example";
const codeNow = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret), digits: 6, period: 30 }).generate({ timestamp: epochMsOf(clock.now()) });

async function getSession(token: string): Promise<Session> {
  const session = await findSession(database.db, token, clock.now());
  if (!session) throw new Error("no session");
  return session;
}

async function enrol(personId: Id<"person">): Promise<{ secret: string; token: string; recoveryCodes: readonly string[] }> {
  const invitation = expectOk(await inTransaction(database.db, (tx) => invite(tx, council.coordinator, personId, clock.now())));
  const half = expectOk(await acceptInvitation(database.db, { token: invitation, password }, visitor, clock.now()));
  const { secret } = expectOk(await beginEnrolment(database.db, keyring, personId));
  return { secret, ...expectOk(await giveSecondFactor(database.db, keyring, await getSession(half), codeNow(secret), visitor, clock.now())) };
}

describe("signing in", () => {
  test("goes from invitation through password and second factor to a whole session", async () => {
    const { secret, token, recoveryCodes } = await enrol(council.coordinator.personId);
    expect(recoveryCodes).toHaveLength(10);
    expect((await getSession(token)).complete).toBe(true);

    clock.advance(MINUTE);
    const again = expectOk(await signIn(database.db, { email: emailOf.toUpperCase(), password }, visitor, clock.now()));
    expect(again.next).toBe("second-factor");
    expect((await getSession(again.token)).complete).toBe(false);
    const code = codeNow(secret);
    const whole = expectOk(await giveSecondFactor(database.db, keyring, await getSession(again.token), code, visitor, clock.now()));
    expect((await getSession(whole.token)).complete).toBe(true);
    expect(await findSession(database.db, again.token, clock.now())).toBeUndefined();

    const third = expectOk(await signIn(database.db, { email: emailOf, password }, visitor, clock.now()));
    const replayed = await giveSecondFactor(database.db, keyring, await getSession(third.token), code, visitor, clock.now());
    expect(replayed).toEqual({ ok: false, refusal: { kind: "wrong-code" } });
    const recovered = await giveSecondFactor(database.db, keyring, await getSession(third.token), recoveryCodes[0] ?? "", visitor, clock.now());
    expect(recovered.ok).toBe(true);
    const fourth = expectOk(await signIn(database.db, { email: emailOf, password }, visitor, clock.now()));
    expect((await giveSecondFactor(database.db, keyring, await getSession(fourth.token), recoveryCodes[0] ?? "", visitor, clock.now())).ok).toBe(false);
  });

  test("does not tell an unknown account from a wrong password, and closes after repeated failures", async () => {
    clock.advance(MINUTE);
    const unknown = await signIn(database.db, { email: "nobody@robledal.example", password }, { ...visitor, source: "a" }, clock.now());
    const wrong = await signIn(database.db, { email: emailOf, password: "no es esta" }, { ...visitor, source: "b" }, clock.now());
    expect(unknown).toEqual(wrong);
    for (let attempt = 0; attempt < 8; attempt += 1) await signIn(database.db, { email: emailOf, password: "no es esta" }, { ...visitor, source: `${attempt}` }, clock.now());
    expect(await signIn(database.db, { email: emailOf, password }, { ...visitor, source: "c" }, clock.now())).toMatchObject({ ok: false, refusal: { kind: "too-many-attempts" } });
    clock.advance(16 * MINUTE);
    expect((await signIn(database.db, { email: emailOf, password }, { ...visitor, source: "c" }, clock.now())).ok).toBe(true);
  });

  test("an invitation is good once and only for its days", async () => {
    const personId = council.promoter.personId;
    const first = expectOk(await inTransaction(database.db, (tx) => invite(tx, council.coordinator, personId, clock.now())));
    const second = expectOk(await inTransaction(database.db, (tx) => invite(tx, council.coordinator, personId, clock.now())));
    expect(await acceptInvitation(database.db, { token: first, password }, visitor, clock.now())).toMatchObject({ refusal: { kind: "invitation-over" } });
    expect(await acceptInvitation(database.db, { token: second, password: "corta" }, visitor, clock.now())).toMatchObject({ refusal: { kind: "password-short" } });
    const both = await Promise.all([1, 2].map(() => acceptInvitation(database.db, { token: second, password }, visitor, clock.now())));
    expect(both.filter((answer) => answer.ok)).toHaveLength(1);
    const third = expectOk(await inTransaction(database.db, (tx) => invite(tx, council.coordinator, personId, clock.now())));
    clock.advance(8 * 24 * 60 * MINUTE);
    expect(await acceptInvitation(database.db, { token: third, password }, visitor, clock.now())).toMatchObject({ refusal: { kind: "invitation-over" } });
  });

  test("only who manages people may invite", async () => {
    const answer = await inTransaction(database.db, (tx) => invite(tx, council.promoter, council.otherPromoter.personId, clock.now()));
    expect(answer).toMatchObject({ ok: false, refusal: { kind: "not-permitted", who: ["coordinator"] } });
  });

  test("disabling somebody ends sessions and tokens at once", async () => {
    const { token } = await enrol(council.otherPromoter.personId);
    const api = expectOk(await inTransaction(database.db, (tx) => makeApiToken(tx, { name: "script", personId: council.otherPromoter.personId, scopes: ["office.read"], days: 30 }, clock.now())));
    const actor = await findTokenActor(database.db, api.token, clock.now());
    expect(actor).toEqual({ personId: council.otherPromoter.personId, scopes: ["office.read"] });
    expect(actor && (await factsOf(database.db, actor, clock.now())).scopes).toEqual(["office.read"]);
    await inTransaction(database.db, (tx) => disableAccess(tx, council.otherPromoter.personId, council.coordinator.personId, clock.now()));
    expect(await findSession(database.db, token, clock.now())).toBeUndefined();
    expect(await findTokenActor(database.db, api.token, clock.now())).toBeUndefined();
  });

  test("a session ends when its owner says so, and by itself when nobody uses it", async () => {
    const { token } = await enrol(council.secondCoordinator.personId);
    const session = await getSession(token);
    clock.advance(11 * 60 * MINUTE);
    expect(await findSession(database.db, token, clock.now())).toBeDefined();
    clock.advance(13 * 60 * MINUTE);
    expect(await findSession(database.db, token, clock.now())).toBeUndefined();
    await endSession(database.db, session.personId, session.id, clock.now());
  });
});

describe("EDI-6 the secret of a calendar feed", () => {
  const make = () => inTransaction(database.db, (tx) => makeCalendarFeed(tx, council.secondCoordinator, clock.now()));
  const opens = async (secret: string) => (await findFeedActor(database.db, secret, clock.now()))?.personId;

  test("EDI-6 opens it until it is revoked or made anew, and is kept only as its hash", async () => {
    const first = await make();
    expect(await opens(first)).toBe(council.secondCoordinator.personId);
    expect(await opens(`${first}x`)).toBeUndefined();
    expect((await findCalendarFeed(database.db, council.secondCoordinator.personId))?.readAt).toBe(clock.now());
    const second = await make();
    expect([await opens(first), await opens(second)]).toEqual([undefined, council.secondCoordinator.personId]);
    await inTransaction(database.db, (tx) => revokeCalendarFeed(tx, council.secondCoordinator, clock.now()));
    expect(await opens(second)).toBeUndefined();
    expect(await findCalendarFeed(database.db, council.secondCoordinator.personId)).toBeUndefined();
  });

  test("ROL-R9 ends with everything else when the person's access ends", async () => {
    const secret = await make();
    await inTransaction(database.db, (tx) => disableAccess(tx, council.secondCoordinator.personId, undefined, clock.now()));
    expect(await opens(secret)).toBeUndefined();
  });
});
