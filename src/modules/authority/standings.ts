import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import type { Standing } from "./rules/standing.ts";
import type { AuthorityTables } from "./store.ts";

/** Writes the standing of a profile: only the register does. Whoever is just speaking for it ends first. */
export async function setStanding(
  tx: Tx, standing: { readonly profileId: Id<"profile">; readonly state: Standing; readonly unitId?: Id<"unit"> | undefined; readonly by?: Id<"person"> | undefined; readonly reason: string }, at: Instant,
): Promise<void> {
  await lockStanding(tx, standing.profileId);
  await tx.withTables<AuthorityTables>().insertInto("authority.standing").values({
    profile_id: standing.profileId, state: standing.state, unit_id: standing.unitId ?? null, at, changed_by: standing.by ?? null, reason: standing.reason,
  }).execute();
}

/** The standing in force; undefined for a profile that nobody entered. */
export async function findStanding(db: Queryable, profileId: Id<"profile">): Promise<{ readonly state: Standing; readonly at: Instant; readonly reason: string } | undefined> {
  const { rows } = await sql<{ state: Standing; at: Instant; reason: string }>`
    select state, at, reason from authority.standing where profile_id = ${profileId} order by position desc limit 1
  `.execute(db);
  return rows[0];
}

/** The same, kept until the end of the transaction: two changes of one profile are one after the other. */
export async function lockStanding(tx: Tx, profileId: Id<"profile">): ReturnType<typeof findStanding> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`standing:${profileId}`}, 0))`.execute(tx);
  return findStanding(tx, profileId);
}

/** Taken by who lets something out: no standing of these profiles changes until the transaction ends (EDI-R11). */
export async function holdStandings(tx: Tx, profileIds: readonly Id<"profile">[]): Promise<void> {
  await sql`
    select pg_advisory_xact_lock_shared(hashtextextended('standing:' || id, 0)) from (select distinct id from unnest(${[...profileIds]}::text[]) as id order by id) held
  `.execute(tx);
}
