import { createHash, randomInt } from "node:crypto";
import { sql } from "kysely";
import { Secret, TOTP } from "otpauth";
import type { Id } from "#kernel/id.ts";
import { epochMsOf, HOUR, type Instant, MINUTE, plusMs } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { getParameter } from "#modules/policy/index.ts";
import { type Database, inTransaction, type Queryable, type Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId, newSecretToken } from "#platform/ids.ts";
import type { Keyring } from "#platform/keyring.ts";
import { comparePasswordWithNothing, isPasswordOf } from "./password.ts";
import { hashToken } from "./tokens.ts";

/** What comes after the password. */
export type NextStep = "second-factor" | "enrol";

export interface Visitor {
  /** Where the attempt comes from, for throttling: the client's address. */
  readonly source: string;
  /** The browser's own description, shown in the list of sessions. */
  readonly agent: string;
}

export type SignInRefusal =
  /** Never says which of the two was wrong. */
  | { readonly kind: "wrong-credentials" }
  | { readonly kind: "too-many-attempts"; readonly again: Instant };

const WINDOW = 15 * MINUTE;
const MOST_PER_ACCOUNT = 8;
const MOST_PER_SOURCE = 40;

/** First step: the password opens a session that can only go on to the second factor. */
export async function signIn(
  db: Database, credentials: { readonly email: string; readonly password: string }, visitor: Visitor, at: Instant,
): Promise<Result<{ readonly token: string; readonly next: NextStep }, SignInRefusal>> {
  const account = createHash("sha256").update(credentials.email.trim().toLowerCase()).digest();
  const locked = await lockedUntil(db, account, visitor.source, at);
  if (locked) return refuse({ kind: "too-many-attempts", again: locked });
  const { rows } = await sql<{ person_id: Id<"person">; password_hash: string; enrolled: boolean }>`
    select person_id, password_hash, totp_confirmed_at is not null as enrolled
    from access.credential join authority.person on person.id = person_id
    where lower(email) = lower(${credentials.email.trim()}) and disabled_at is null
  `.execute(db);
  const found = rows[0];
  const right = found
    ? await isPasswordOf(credentials.password, found.password_hash)
    : await comparePasswordWithNothing(credentials.password);
  await noteAttempt(db, account, visitor.source, right, at);
  if (!found || !right) return refuse({ kind: "wrong-credentials" });
  const token = await inTransaction(db, (tx) => openSession(tx, found.person_id, { complete: false, visitor }, at));
  return ok({ token, next: found.enrolled ? "second-factor" : "enrol" });
}

async function lockedUntil(db: Queryable, account: Buffer, source: string, at: Instant): Promise<Instant | undefined> {
  const since = plusMs(at, -WINDOW);
  const { rows } = await sql<{ by_account: number; by_source: number; last: Instant | null }>`
    select
      (select count(*) from access.attempt where account = ${account} and at > ${since} and not succeeded
        and at > coalesce((select max(at) from access.attempt where account = ${account} and succeeded), '-infinity')) as by_account,
      (select count(*) from access.attempt where source = ${source} and at > ${since} and not succeeded) as by_source,
      (select max(at) from access.attempt where (account = ${account} or source = ${source}) and not succeeded) as last
  `.execute(db);
  const counts = rows[0];
  if (!counts?.last || (counts.by_account < MOST_PER_ACCOUNT && counts.by_source < MOST_PER_SOURCE)) return undefined;
  return plusMs(counts.last, WINDOW);
}

async function noteAttempt(db: Queryable, account: Buffer, source: string, succeeded: boolean, at: Instant): Promise<void> {
  await sql`insert into access.attempt (account, source, at, succeeded) values (${account}, ${source}, ${at}, ${succeeded})`.execute(db);
}

/** Opens a session; the token goes into the cookie and is stored nowhere. */
export async function openSession(
  tx: Tx, personId: Id<"person">, session: { readonly complete: boolean; readonly visitor: Visitor }, at: Instant,
): Promise<string> {
  const token = newSecretToken();
  const id = newId<"session">(at);
  await sql`
    insert into access.session (id, token_hash, person_id, complete, agent, started_at, seen_at)
    values (${id}, ${hashToken(token)}, ${personId}, ${session.complete}, ${session.visitor.agent.slice(0, 300)}, ${at}, ${at})
  `.execute(tx);
  if (session.complete) await recordEvent(tx, { kind: "session.opened", subject: { type: "person", id: personId }, actor: personId, at });
  return token;
}

export interface Session {
  readonly id: Id<"session">;
  readonly personId: Id<"person">;
  /** False until the second factor is given. */
  readonly complete: boolean;
}

/** The live session of a token; notes that it was seen, at most once a minute. */
export async function findSession(db: Queryable, token: string, at: Instant): Promise<Session | undefined> {
  const idleHours = await getParameter(db, "access.idleHours", at);
  const { rows } = await sql<{ id: Id<"session">; person_id: Id<"person">; complete: boolean; seen_at: Instant }>`
    select session.id, session.person_id, complete, seen_at from access.session
    where token_hash = ${hashToken(token)} and ended_at is null and seen_at > ${plusMs(at, -idleHours * HOUR)}
      and not exists (select 1 from access.credential where credential.person_id = session.person_id and disabled_at is not null)
  `.execute(db);
  const session = rows[0];
  if (!session) return undefined;
  // A session that waits for its second factor is short-lived.
  if (!session.complete && epochMsOf(session.seen_at) < epochMsOf(at) - WINDOW) return undefined;
  if (epochMsOf(session.seen_at) < epochMsOf(at) - MINUTE) {
    await sql`update access.session set seen_at = ${at} where id = ${session.id}`.execute(db);
  }
  return { id: session.id, personId: session.person_id, complete: session.complete };
}

/** Ends one session of a person. */
export async function endSession(db: Queryable, personId: Id<"person">, sessionId: Id<"session">, at: Instant): Promise<void> {
  await sql`update access.session set ended_at = ${at} where id = ${sessionId} and person_id = ${personId} and ended_at is null`.execute(db);
}

/** Ends every session of everybody: after a return from a backup, those that had been ended since would live again. */
export async function endEverySession(db: Queryable, at: Instant): Promise<void> {
  await sql`update access.session set ended_at = ${at} where ended_at is null`.execute(db);
}

export interface SessionRow {
  readonly id: Id<"session">;
  readonly startedAt: Instant;
  readonly seenAt: Instant;
  readonly agent: string;
}

export async function listSessions(db: Queryable, personId: Id<"person">, at: Instant): Promise<readonly SessionRow[]> {
  const idleHours = await getParameter(db, "access.idleHours", at);
  const { rows } = await sql<{ id: Id<"session">; started_at: Instant; seen_at: Instant; agent: string }>`
    select id, started_at, seen_at, agent from access.session
    where person_id = ${personId} and complete and ended_at is null and seen_at > ${plusMs(at, -idleHours * HOUR)} order by seen_at desc
  `.execute(db);
  return rows.map((row) => ({ id: row.id, startedAt: row.started_at, seenAt: row.seen_at, agent: row.agent }));
}

const ISSUER = "Pregonero";
const totpOf = (secret: Secret, label: string) => new TOTP({ issuer: ISSUER, label, secret, algorithm: "SHA1", digits: 6, period: 30 });
const sealedFor = (personId: Id<"person">) => `person:${personId}:totp`;

/**
 * Begins or repeats the enrolment of an authenticator app. The secret stays the same until it is confirmed, so that a
 * page that is loaded again shows the same picture.
 * @returns the `otpauth://` address for the picture and the secret for typing
 */
export async function beginEnrolment(db: Database, keyring: Keyring, personId: Id<"person">): Promise<Result<{ readonly uri: string; readonly secret: string }, { readonly kind: "already-enrolled" }>> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<{ totp_secret: Buffer | null; totp_confirmed_at: Instant | null; email: string }>`
      select totp_secret, totp_confirmed_at, email from access.credential join authority.person on person.id = person_id
      where person_id = ${personId} for update of credential
    `.execute(tx);
    const credential = rows[0];
    if (!credential || credential.totp_confirmed_at) return refuse({ kind: "already-enrolled" });
    const secret = credential.totp_secret
      ? Secret.fromBase32(Buffer.from(keyring.decrypt(credential.totp_secret, sealedFor(personId))).toString("utf8"))
      : new Secret({ size: 20 });
    if (!credential.totp_secret) {
      const sealed = Buffer.from(keyring.encrypt(Buffer.from(secret.base32), sealedFor(personId)));
      await sql`update access.credential set totp_secret = ${sealed} where person_id = ${personId}`.execute(tx);
    }
    return ok({ uri: totpOf(secret, credential.email).toString(), secret: secret.base32 });
  });
}

export type FactorRefusal = { readonly kind: "wrong-code" } | { readonly kind: "too-many-attempts"; readonly again: Instant };

/**
 * Second step: a code of the app, or a recovery code, makes the session whole under a new token (the one from before
 * the second factor is worth nothing afterwards).
 * @returns the new token, and recovery codes when this was the enrolment (shown once)
 */
export async function giveSecondFactor(
  db: Database, keyring: Keyring, session: Session, code: string, visitor: Visitor, at: Instant,
): Promise<Result<{ readonly token: string; readonly recoveryCodes: readonly string[] }, FactorRefusal>> {
  const account = createHash("sha256").update(`factor:${session.personId}`).digest();
  const locked = await lockedUntil(db, account, visitor.source, at);
  if (locked) return refuse({ kind: "too-many-attempts", again: locked });
  const accepted = await inTransaction(db, (tx) => acceptFactor(tx, keyring, session, code, visitor, at));
  await noteAttempt(db, account, visitor.source, accepted !== undefined, at);
  return accepted ? ok(accepted) : refuse({ kind: "wrong-code" });
}

async function acceptFactor(tx: Tx, keyring: Keyring, session: Session, typed: string, visitor: Visitor, at: Instant) {
  const { rows } = await sql<{ totp_secret: Buffer | null; totp_confirmed_at: Instant | null; totp_step: number }>`
    select totp_secret, totp_confirmed_at, totp_step from access.credential where person_id = ${session.personId} for update
  `.execute(tx);
  const credential = rows[0];
  if (!credential?.totp_secret) return undefined;
  const code = typed.replaceAll(/[\s-]/g, "");
  const enrolling = credential.totp_confirmed_at === null;
  const step = /^\d{6}$/.test(code)
    ? usedStep(Secret.fromBase32(Buffer.from(keyring.decrypt(credential.totp_secret, sealedFor(session.personId))).toString("utf8")), code, at)
    : undefined;
  if (step !== undefined && step > credential.totp_step) {
    await sql`
      update access.credential set totp_step = ${step}, totp_confirmed_at = coalesce(totp_confirmed_at, ${at}) where person_id = ${session.personId}
    `.execute(tx);
  } else if (enrolling || !(await useRecoveryCode(tx, session.personId, code, at))) {
    return undefined;
  }
  await sql`update access.session set ended_at = ${at} where id = ${session.id}`.execute(tx);
  const token = await openSession(tx, session.personId, { complete: true, visitor }, at);
  return { token, recoveryCodes: enrolling ? await makeRecoveryCodes(tx, session.personId) : [] };
}

// The step before and the one after are good too: clocks of telephones differ.
function usedStep(secret: Secret, code: string, at: Instant): number | undefined {
  const delta = totpOf(secret, "").validate({ token: code, window: 1, timestamp: epochMsOf(at) });
  return delta === null ? undefined : Math.floor(epochMsOf(at) / 30_000) + delta;
}

async function useRecoveryCode(tx: Tx, personId: Id<"person">, code: string, at: Instant): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update access.recovery_code set used_at = ${at} where person_id = ${personId} and code_hash = ${hashToken(code.toLowerCase())} and used_at is null
  `.execute(tx);
  return numAffectedRows === 1n;
}

const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

async function makeRecoveryCodes(tx: Tx, personId: Id<"person">): Promise<readonly string[]> {
  await sql`delete from access.recovery_code where person_id = ${personId}`.execute(tx);
  const codes = Array.from({ length: 10 }, () => Array.from({ length: 12 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join(""));
  for (const code of codes) {
    await sql`insert into access.recovery_code (person_id, code_hash) values (${personId}, ${hashToken(code)})`.execute(tx);
  }
  return codes.map((code) => `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`);
}

/** How many recovery codes are left, and when the person signed in before this time (ENS op.acc.6: last access is shown). */
export async function readAccountFacts(db: Queryable, personId: Id<"person">, currentSession: Id<"session">): Promise<{ readonly codesLeft: number; readonly lastSignIn: Instant | undefined }> {
  const { rows } = await sql<{ codes: number; last: Instant | null }>`
    select (select count(*) from access.recovery_code where person_id = ${personId} and used_at is null) as codes,
      (select max(started_at) from access.session where person_id = ${personId} and complete and id <> ${currentSession}) as last
  `.execute(db);
  return { codesLeft: rows[0]?.codes ?? 0, lastSignIn: rows[0]?.last ?? undefined };
}

/** Deletes what only served throttling and the sessions and invitations that ended long ago. */
export async function forgetOldAccess(db: Queryable, at: Instant): Promise<void> {
  const monthAgo = plusMs(at, -30 * 24 * HOUR);
  await sql`delete from access.attempt where at < ${plusMs(at, -24 * HOUR)}`.execute(db);
  await sql`delete from access.session where seen_at < ${monthAgo}`.execute(db);
  await sql`delete from access.invitation where expires_at < ${monthAgo}`.execute(db);
}
