import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Action, actions, type Actor, authorise, findPerson, type NotPermitted } from "#modules/authority/index.ts";
import { getParameter } from "#modules/policy/index.ts";
import { type Database, inTransaction, type Queryable, type Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId, newSecretToken } from "#platform/ids.ts";
import { checkPassword, hashPassword, type WeakPassword } from "./password.ts";
import { openSession, type Visitor } from "./sign-in.ts";
import { hashToken } from "./tokens.ts";

export type InvitationRefusal = NotPermitted | { readonly kind: "unknown-person" };

/**
 * Invites a person to set a password; earlier invitations stop working. `actor` is absent for the command line.
 * @returns the token of the link
 */
export async function invite(tx: Tx, actor: Actor | undefined, personId: Id<"person">, at: Instant): Promise<Result<string, InvitationRefusal>> {
  if (actor) {
    const permitted = await authorise(tx, actor, "people.manage", {}, at);
    if (!permitted.ok) return permitted;
  }
  if (!(await findPerson(tx, personId))) return refuse({ kind: "unknown-person" });
  const days = await getParameter(tx, "access.invitationDays", at);
  const token = newSecretToken();
  await sql`delete from access.invitation where person_id = ${personId} and used_at is null`.execute(tx);
  await sql`
    insert into access.invitation (token_hash, person_id, created_at, expires_at) values (${hashToken(token)}, ${personId}, ${at}, ${plusMs(at, days * DAY)})
  `.execute(tx);
  await recordEvent(tx, { kind: "person.invited", subject: { type: "person", id: personId }, actor: actor?.personId, at });
  return ok(token);
}

/** Whom an invitation is for, while it is good. */
export async function findInvited(db: Queryable, token: string, at: Instant): Promise<Id<"person"> | undefined> {
  const { rows } = await sql<{ person_id: Id<"person"> }>`
    select person_id from access.invitation where token_hash = ${hashToken(token)} and used_at is null and expires_at > ${at}
  `.execute(db);
  return rows[0]?.person_id;
}

/**
 * Sets the password of an invited person; a second factor that was there is forgotten, for the invitation is also the
 * way back for who lost it. Sessions that were open end.
 * @returns the token of a session that goes on to the enrolment of the second factor
 */
export async function acceptInvitation(
  db: Database, accepted: { readonly token: string; readonly password: string }, visitor: Visitor, at: Instant,
): Promise<Result<string, WeakPassword | { readonly kind: "invitation-over" }>> {
  const personId = await findInvited(db, accepted.token, at);
  const person = personId && (await findPerson(db, personId));
  if (!person) return refuse({ kind: "invitation-over" });
  const strong = checkPassword(accepted.password, person);
  if (!strong.ok) return strong;
  const hash = await hashPassword(accepted.password);
  return inTransaction(db, async (tx) => {
    const used = await sql`
      update access.invitation set used_at = ${at} where token_hash = ${hashToken(accepted.token)} and used_at is null and expires_at > ${at}
    `.execute(tx);
    if (used.numAffectedRows !== 1n) return refuse({ kind: "invitation-over" });
    await setPassword(tx, person.id, hash);
    await sql`update access.session set ended_at = ${at} where person_id = ${person.id} and ended_at is null`.execute(tx);
    await recordEvent(tx, { kind: "person.accepted", subject: { type: "person", id: person.id }, actor: person.id, at });
    return ok(await openSession(tx, person.id, { complete: false, visitor }, at));
  });
}

/** Stores a password and forgets any second factor. */
export async function setPassword(tx: Tx, personId: Id<"person">, passwordHash: string): Promise<void> {
  await sql`
    insert into access.credential (person_id, password_hash) values (${personId}, ${passwordHash})
    on conflict (person_id) do update set password_hash = excluded.password_hash, totp_secret = null, totp_confirmed_at = null, totp_step = 0, disabled_at = null
  `.execute(tx);
  await sql`delete from access.recovery_code where person_id = ${personId}`.execute(tx);
}

/** Ends the access of a person at once: sessions, tokens and sign-in. */
export async function disableAccess(tx: Tx, personId: Id<"person">, by: Id<"person"> | undefined, at: Instant): Promise<void> {
  await sql`update access.credential set disabled_at = ${at} where person_id = ${personId}`.execute(tx);
  await cutAccess(tx, personId, at);
  await recordEvent(tx, { kind: "person.disabled", subject: { type: "person", id: personId }, actor: by, at });
}

/** Ends what is open in the name of a person, at once: sessions, live screens with them, programs' tokens and invitations (ROL-R9). */
export async function cutAccess(tx: Tx, personId: Id<"person">, at: Instant): Promise<void> {
  await sql`update access.session set ended_at = ${at} where person_id = ${personId} and ended_at is null`.execute(tx);
  await sql`update access.api_token set revoked_at = ${at} where person_id = ${personId} and revoked_at is null`.execute(tx);
  await sql`update access.calendar_feed set revoked_at = ${at} where person_id = ${personId} and revoked_at is null`.execute(tx);
  await sql`delete from access.invitation where person_id = ${personId} and used_at is null`.execute(tx);
  await sql`delete from access.presence where person_id = ${personId}`.execute(tx);
}

export type AccessState = "invited" | "active" | "disabled" | "none";

/** How each person stands with signing in. */
export async function listAccess(db: Queryable, at: Instant): Promise<ReadonlyMap<Id<"person">, AccessState>> {
  const { rows } = await sql<{ id: Id<"person">; state: AccessState }>`
    select person.id, case
      when credential.disabled_at is not null then 'disabled'
      when credential.totp_confirmed_at is not null then 'active'
      when exists (select 1 from access.invitation where person_id = person.id and used_at is null and expires_at > ${at}) then 'invited'
      when credential.person_id is not null then 'active'
      else 'none' end as state
    from authority.person left join access.credential on credential.person_id = person.id
  `.execute(db);
  return new Map(rows.map((row) => [row.id, row.state]));
}

export interface NewApiToken {
  readonly name: string;
  readonly personId: Id<"person">;
  /** Actions that the token may do, at most; the person's own rights still decide. */
  readonly scopes: readonly Action[];
  readonly days: number;
}

/** Makes a token for a program; it is shown once. */
export async function makeApiToken(tx: Tx, token: NewApiToken, at: Instant): Promise<Result<{ readonly id: Id<"api-token">; readonly token: string }, { readonly kind: "unknown-person" } | { readonly kind: "bad-scope"; readonly scope: string; readonly scopes: readonly Action[] }>> {
  if (!(await findPerson(tx, token.personId))) return refuse({ kind: "unknown-person" });
  const unknown = token.scopes.find((scope) => !actions.includes(scope));
  if (unknown || token.scopes.length === 0) return refuse({ kind: "bad-scope", scope: unknown ?? "", scopes: actions });
  const id = newId<"api-token">(at);
  const secret = `prg_${newSecretToken()}`;
  await sql`
    insert into access.api_token (id, token_hash, name, person_id, scopes, created_at, expires_at)
    values (${id}, ${hashToken(secret)}, ${token.name}, ${token.personId}, ${[...token.scopes]}, ${at}, ${plusMs(at, token.days * DAY)})
  `.execute(tx);
  await recordEvent(tx, { kind: "token.made", subject: { type: "person", id: token.personId }, at, data: { name: token.name, scopes: [...token.scopes] } });
  return ok({ id, token: secret });
}

/** The actor that a bearer token stands for, while it is good. */
export async function findTokenActor(db: Queryable, token: string, at: Instant): Promise<Actor | undefined> {
  const { rows } = await sql<{ person_id: Id<"person">; scopes: string[] }>`
    update access.api_token set used_at = ${at} where token_hash = ${hashToken(token)} and revoked_at is null and expires_at > ${at}
    returning person_id, scopes
  `.execute(db);
  const found = rows[0];
  return found && { personId: found.person_id, scopes: found.scopes };
}

export interface ApiTokenRow {
  readonly id: Id<"api-token">;
  readonly name: string;
  readonly person: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Instant;
  readonly usedAt: Instant | undefined;
  readonly revokedAt: Instant | undefined;
}

export async function listApiTokens(db: Queryable): Promise<readonly ApiTokenRow[]> {
  const { rows } = await sql<{ id: Id<"api-token">; name: string; person: string; scopes: string[]; expires_at: Instant; used_at: Instant | null; revoked_at: Instant | null }>`
    select api_token.id, api_token.name, person.name as person, scopes, expires_at, used_at, revoked_at
    from access.api_token join authority.person on person.id = person_id order by api_token.id
  `.execute(db);
  return rows.map((row) => ({
    id: row.id, name: row.name, person: row.person, scopes: row.scopes, expiresAt: row.expires_at, usedAt: row.used_at ?? undefined, revokedAt: row.revoked_at ?? undefined,
  }));
}

/** @returns false when there was no such token in force */
export async function revokeApiToken(db: Queryable, id: Id<"api-token">, at: Instant): Promise<boolean> {
  const { numAffectedRows } = await sql`update access.api_token set revoked_at = ${at} where id = ${id} and revoked_at is null`.execute(db);
  return numAffectedRows === 1n;
}
