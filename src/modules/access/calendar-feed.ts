import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Actor } from "#modules/authority/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newSecretToken } from "#platform/ids.ts";
import { hashToken } from "./tokens.ts";

/** Makes the secret of a person's own calendar feed; it is shown once, and one that there was is no good any more. */
export async function makeCalendarFeed(tx: Tx, actor: Actor, at: Instant): Promise<string> {
  await revokeCalendarFeed(tx, actor, at);
  const secret = newSecretToken();
  await sql`insert into access.calendar_feed (token_hash, person_id, created_at) values (${hashToken(secret)}, ${actor.personId}, ${at})`.execute(tx);
  await recordEvent(tx, { kind: "calendar-feed.made", subject: { type: "person", id: actor.personId }, actor: actor.personId, at });
  return secret;
}

export async function revokeCalendarFeed(tx: Tx, { personId }: Actor, at: Instant): Promise<void> {
  const { numAffectedRows } = await sql`update access.calendar_feed set revoked_at = ${at} where person_id = ${personId} and revoked_at is null`.execute(tx);
  if (numAffectedRows !== 0n) await recordEvent(tx, { kind: "calendar-feed.revoked", subject: { type: "person", id: personId }, actor: personId, at });
}

export interface CalendarFeed {
  readonly createdAt: Instant;
  /** When an agenda last asked for it. */
  readonly readAt: Instant | null;
}

export async function findCalendarFeed(db: Queryable, personId: Id<"person">): Promise<CalendarFeed | undefined> {
  const { rows } = await sql<CalendarFeed>`select created_at as "createdAt", read_at as "readAt" from access.calendar_feed where person_id = ${personId} and revoked_at is null`.execute(db);
  return rows[0];
}

/** Whose feed a secret opens, while it is good. What that person may see is asked by the caller, each time. */
export async function findFeedActor(db: Queryable, secret: string, at: Instant): Promise<Actor | undefined> {
  const { rows } = await sql<{ person_id: Id<"person"> }>`
    update access.calendar_feed set read_at = ${at} where token_hash = ${hashToken(secret)} and revoked_at is null returning person_id
  `.execute(db);
  return rows[0] && { personId: rows[0].person_id };
}
