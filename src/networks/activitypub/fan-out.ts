import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, plusMs } from "#kernel/instant.ts";
import { type Database, inTransaction, type Queryable, type Tx } from "#platform/database.ts";
import { removeInbox } from "./followers.ts";
import type { ActivityType } from "./store.ts";
import { tables } from "./store.ts";
import type { Verdict } from "./retry.ts";

/** One delivery that this process has taken on, until its lease ends. */
export interface Claimed {
  readonly activity_id: Id<"delivery">;
  readonly inbox: string;
  readonly host: string;
  readonly profile_id: Id<"profile">;
  readonly type: ActivityType;
  readonly at: Instant;
  readonly attempts: number;
  readonly fence: number;
  readonly lease_until: Instant;
  readonly host_failures: number;
}

export interface ClaimWish {
  readonly now: Instant;
  readonly leaseMs: number;
  readonly most: number;
  readonly mostPerHost: number;
  /** Hosts with enough in hand: theirs stay for later. */
  readonly fullHosts: readonly string[];
}

/**
 * Takes due deliveries, oldest first, a few for each host. Whoever dies with a lease leaves a row that is due again when
 * it ends. Nothing overtakes an earlier activity about the same object on its way to
 * the same inbox.
 */
export async function claimFanOut(db: Database, { now, leaseMs, most, mostPerHost, fullHosts }: ClaimWish): Promise<readonly Claimed[]> {
  const until = plusMs(now, leaseMs);
  return inTransaction(db, async (tx) => {
    // A claim that a crash of the database forgets is a claim not made: the commit need not wait for the disk.
    await steadyPlans(tx, "off");
    const { rows } = await sql<Claimed>`
    with due as (
      select activity_id, inbox, row_number() over (partition by host order by next_at, position) as turn
      from (
        select activity_id, inbox, host, next_at, position from activitypub.fan_out
        where state = 'waiting' and next_at <= ${now} and (lease_until is null or lease_until <= ${now}) and host <> all(${fullHosts}::text[])
        order by next_at limit ${most * 2}
      ) oldest
    ), taken as (
      select f.activity_id, f.inbox
      from activitypub.fan_out f join due using (activity_id, inbox)
      where due.turn <= ${mostPerHost} and f.state = 'waiting' and f.next_at <= ${now} and (f.lease_until is null or f.lease_until <= ${now})
        and (f.object_id is null or not exists (
          select 1 from activitypub.activity said join activitypub.fan_out earlier on earlier.activity_id = said.id
          where said.object_id = f.object_id and said.position < f.position and earlier.inbox = f.inbox and earlier.state = 'waiting'))
      limit ${most}
      for update of f skip locked
    )
    update activitypub.fan_out f set lease_until = ${until}, fence = f.fence + 1
    from taken
    join activitypub.activity a on a.id = taken.activity_id
    where f.activity_id = taken.activity_id and f.inbox = taken.inbox
    returning f.activity_id, f.inbox, f.host, f.profile_id, a.type, f.at, f.attempts, f.fence, f.lease_until,
      coalesce((select h.failures from activitypub.remote_host h where h.host = f.host), 0) as host_failures`.execute(tx);
    return rows;
  });
}

/**
 * Walks indexes whatever the statistics say: a fan-out fills the table with a hundred thousand rows in a second and
 * empties it in a minute, faster than statistics follow, and then a claim would sort all of it each time.
 */
async function steadyPlans(tx: Tx, synchronousCommit: "on" | "off"): Promise<void> {
  await sql`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true), set_config('synchronous_commit', ${synchronousCommit}, true)`.execute(tx);
}

export interface Settled {
  readonly claim: Claimed;
  readonly verdict: Verdict;
}

/** Writes what came of deliveries, many at once. A word of one whose lease somebody else took over is not taken. */
export async function settleFanOut(db: Database, settled: readonly Settled[], now: Instant): Promise<void> {
  await inTransaction(db, async (tx) => {
    await steadyPlans(tx, "on");
    await markRows(tx, settled);
    await markHosts(tx, settled, now);
    for (const { claim, verdict } of settled) if (verdict.kind === "gone") await removeInbox(tx, claim.profile_id, claim.inbox);
  });
}

async function markRows(tx: Tx, settled: readonly Settled[]): Promise<void> {
  const column = <Value>(read: (one: Settled) => Value): Value[] => settled.map(read);
  // `superseded` rows are marked too when they got through after all: what happened is what is kept.
  await sql`
    update activitypub.fan_out f set
      state = case when f.state = 'superseded' and s.state = 'waiting' then 'superseded' else s.state end,
      attempts = f.attempts + 1, next_at = coalesce(s.next_at, f.next_at), lease_until = null, last_error = s.error
    from unnest(
      ${column(({ claim }) => claim.activity_id)}::uuid[], ${column(({ claim }) => claim.inbox)}::text[], ${column(({ claim }) => claim.fence)}::integer[],
      ${column(({ verdict }) => (verdict.kind === "again" ? "waiting" : verdict.kind))}::text[],
      ${column(({ verdict }) => (verdict.kind === "again" ? verdict.at : null))}::timestamptz[],
      ${column(({ verdict }) => ("code" in verdict ? verdict.code : verdict.kind === "gone" ? "status-410" : null))}::text[]
    ) as s (activity_id, inbox, fence, state, next_at, error)
    where f.activity_id = s.activity_id and f.inbox = s.inbox and f.fence = s.fence and f.state in ('waiting', 'superseded')`.execute(tx);
}

// One failing host moves all that waits for it out of the way in one statement, so that claims never walk over it.
async function markHosts(tx: Tx, settled: readonly Settled[], now: Instant): Promise<void> {
  const answered = new Set<string>();
  const paused = new Map<string, { readonly until: Instant; readonly code: string }>();
  for (const { claim, verdict } of settled) {
    if (verdict.kind === "again" && verdict.pauseHostMs !== undefined) paused.set(claim.host, { until: plusMs(now, verdict.pauseHostMs), code: verdict.code });
    else if (verdict.kind !== "failed" && claim.host_failures > 0) answered.add(claim.host);
  }
  // In one order everywhere, so that two processes cannot wait for each other.
  for (const [host, { until, code }] of [...paused].sort(([one], [other]) => (one < other ? -1 : 1))) {
    await sql`
      insert into activitypub.remote_host (host, failures, blocked_until, last_error) values (${host}, 1, ${until}, ${code})
      on conflict (host) do update set
        failures = case when remote_host.blocked_until <= ${now} then remote_host.failures + 1 else remote_host.failures end,
        blocked_until = greatest(remote_host.blocked_until, excluded.blocked_until), last_error = excluded.last_error`.execute(tx);
    await sql`
      update activitypub.fan_out f set next_at = h.blocked_until
      from activitypub.remote_host h
      where h.host = ${host} and f.host = ${host} and f.state = 'waiting' and f.next_at < h.blocked_until
        and (f.lease_until is null or f.lease_until <= ${now})`.execute(tx);
  }
  const well = [...answered].filter((host) => !paused.has(host)).sort();
  if (well.length > 0) await tables(tx).deleteFrom("activitypub.remote_host").where("host", "in", well).execute();
}

/** Gives rows back untouched: their profile may not speak now. */
export async function postponeFanOut(db: Database, claims: readonly Claimed[], until: Instant): Promise<void> {
  await sql`
    update activitypub.fan_out f set next_at = ${until}, lease_until = null
    from unnest(${claims.map((claim) => claim.activity_id)}::uuid[], ${claims.map((claim) => claim.inbox)}::text[], ${claims.map((claim) => claim.fence)}::integer[]) as c (activity_id, inbox, fence)
    where f.activity_id = c.activity_id and f.inbox = c.inbox and f.fence = c.fence and f.state = 'waiting'`.execute(db);
}

export interface Reach {
  readonly delivered: number;
  readonly waiting: number;
  readonly failed: number;
}

/** How many servers have a publication's activity; superseded ones need it no more and are not counted. */
export async function reachOf(db: Queryable, deliveryId: Id<"delivery">): Promise<Reach> {
  const { rows } = await sql<Reach>`
    select a.delivered + count(*) filter (where f.state = 'delivered')::integer as delivered,
      count(*) filter (where f.state = 'waiting')::integer as waiting,
      a.failed + count(*) filter (where f.state in ('failed', 'gone'))::integer as failed
    from activitypub.activity a left join activitypub.fan_out f on f.activity_id = a.id
    where a.id = ${deliveryId} group by a.id`.execute(db);
  return rows[0] ?? { delivered: 0, waiting: 0, failed: 0 };
}
