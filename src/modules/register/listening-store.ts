import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, plusMs } from "#kernel/instant.ts";
import type { NetworkId } from "#networks/contract/index.ts";
import type { Database, Queryable } from "#platform/database.ts";

/** A profile whose reading one process holds: whoever has the last fence number may store where it stands. */
export interface HeldReading {
  readonly profileId: Id<"profile">;
  readonly network: NetworkId;
  readonly cursor: string | undefined;
  readonly fence: number;
  readonly failures: number;
  readonly recheckDue: boolean;
}

interface Claim {
  readonly networks: readonly NetworkId[];
  readonly leaseMs: number;
  readonly limit: number;
}

/** Takes connected profiles whose turn it is; two processes never take the same. */
export async function claimReadings(db: Database, claim: Claim & { readonly recheckEveryMs: number }, at: Instant): Promise<readonly HeldReading[]> {
  const { rows } = await sql<{ profile_id: Id<"profile">; network: NetworkId; cursor: string | null; fence: number; failures: number; recheck_due: boolean }>`
    with due as (
      select listening.profile_id, profile.network from register.listening
      join register.profile on profile.id = listening.profile_id
      join register.connection on connection.profile_id = listening.profile_id and connection.token is not null
      join lateral (select state from authority.standing where standing.profile_id = profile.id order by position desc limit 1) standing on standing.state <> 'closed'
      where profile.network = any(${[...claim.networks]}::text[]) and listening.next_at <= ${at} and (lease_until is null or lease_until < ${at})
      order by listening.next_at limit ${claim.limit} for update of listening skip locked
    )
    update register.listening set fence = fence + 1, lease_until = ${plusMs(at, claim.leaseMs)}
    from due where due.profile_id = listening.profile_id
    returning listening.profile_id, due.network, cursor, fence, failures, rechecked_at is null or rechecked_at < ${plusMs(at, -claim.recheckEveryMs)} as recheck_due
  `.execute(db);
  return rows.map((row) => ({ profileId: row.profile_id, network: row.network, cursor: row.cursor ?? undefined, fence: row.fence, failures: row.failures, recheckDue: row.recheck_due }));
}

/** Stores where reading stands and gives the lease back; false when another has taken over or the account was changed. */
export async function storeReading(
  db: Queryable, held: HeldReading, now: { readonly cursor: string; readonly begunAt: Instant; readonly nextAt: Instant; readonly rechecked: boolean }, at: Instant,
): Promise<boolean> {
  const { rows } = await sql`
    update register.listening set cursor = ${now.cursor}, lease_until = null,
      -- It rang while we read: what rang may have come after we asked.
      next_at = case when rung_at >= ${now.begunAt} then ${at}::timestamptz else ${now.nextAt} end, failures = 0, read_at = ${at},
      rechecked_at = case when ${now.rechecked} then ${at}::timestamptz else rechecked_at end
    where profile_id = ${held.profileId} and fence = ${held.fence} returning 1
  `.execute(db);
  return rows.length > 0;
}

/** The next look comes later, from the cursor that is held. */
export async function putOffReading(db: Queryable, held: HeldReading, nextAt: Instant): Promise<void> {
  await sql`
    update register.listening set cursor = ${held.cursor ?? null}, next_at = ${nextAt}, lease_until = null, failures = failures + 1 where profile_id = ${held.profileId} and fence = ${held.fence}
  `.execute(db);
}

/** The next look comes now, whichever process makes it; right after the one that is under way, if one is. */
export async function readSoon(db: Queryable, profileId: Id<"profile">, at: Instant): Promise<void> {
  await sql`update register.listening set next_at = least(next_at, ${at}), rung_at = ${at} where profile_id = ${profileId}`.execute(db);
}

export interface HeldBell {
  readonly profileId: Id<"profile">;
  readonly network: NetworkId;
  readonly fence: number;
}

/** Takes doorbells at which nobody listens. */
export async function claimBells(db: Database, claim: Claim, at: Instant): Promise<readonly HeldBell[]> {
  const { rows } = await sql<{ profile_id: Id<"profile">; network: NetworkId; bell_fence: number }>`
    with silent as (
      select listening.profile_id, profile.network from register.listening
      join register.profile on profile.id = listening.profile_id
      join register.connection on connection.profile_id = listening.profile_id and connection.token is not null and not connection.needs_person
      where profile.network = any(${[...claim.networks]}::text[]) and (bell_until is null or bell_until < ${at})
      limit ${claim.limit} for update of listening skip locked
    )
    update register.listening set bell_fence = bell_fence + 1, bell_until = ${plusMs(at, claim.leaseMs)}
    from silent where silent.profile_id = listening.profile_id
    returning listening.profile_id, silent.network, bell_fence
  `.execute(db);
  return rows.map((row) => ({ profileId: row.profile_id, network: row.network, fence: row.bell_fence }));
}

/** Keeps the doorbell, or leaves it until then to nobody; false when it is another's or its profile was disconnected. */
export async function keepBell(db: Queryable, held: HeldBell, until: Instant): Promise<boolean> {
  const { rows } = await sql`
    update register.listening set bell_until = ${until} from register.connection
    where listening.profile_id = ${held.profileId} and bell_fence = ${held.fence} and connection.profile_id = listening.profile_id and connection.token is not null returning 1
  `.execute(db);
  return rows.length > 0;
}
