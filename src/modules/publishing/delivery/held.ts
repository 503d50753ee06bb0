import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { standingsThatSpeak } from "#modules/authority/index.ts";
import { type Queryable, type Tx } from "#platform/database.ts";

/**
 * SQL, beside a row of `publishing.delivery`: a stop holds it — one that is open, or one that has ended without anybody
 * having said since that this may go (CRI-R2). What takes a post back is never held: it is what one wants in a panic.
 */
export const isHeld = sql<boolean>`(
  delivery.kind <> 'delete' and exists (
    select 1 from publishing.stop left join publishing.resumption on resumption.stop_id = stop.id
    where (stop.profile_ids is null or delivery.profile_id = any(stop.profile_ids))
      and (resumption.resumed_at is null or resumption.resumed_at >= delivery.released_at)
  )
)`;

/**
 * SQL, beside a row of `publishing.delivery`: its profile may not say this now (EDI-R11), whatever was approved. What
 * takes a post back goes out all the same.
 */
export const isBarred = sql<boolean>`(
  delivery.kind <> 'delete' and coalesce((
    select case when (select content ->> 'exception' from publishing.publication where publication.id = delivery.publication_id) in ('reply', 'closing')
      then state <> all(${[...standingsThatSpeak("reply")]}::text[]) else state <> all(${[...standingsThatSpeak("post")]}::text[]) end
    from authority.standing where standing.profile_id = delivery.profile_id order by position desc limit 1
  ), true)
)`;

/**
 * SQL, beside a row of `publishing.delivery`: whoever answers for it is of a contractor's whose contract is over, so it goes
 * only when somebody of the council's own has taken it over (CON-R3). True by the instant alone: nothing has to have run.
 */
export const isOwnerless = (at: Instant) => sql<boolean>`(
  delivery.kind <> 'delete' and exists (
    select 1 from publishing.publication owned
    join authority.person owner on owner.id = coalesce(
      (select takeover.person_id from publishing.takeover where takeover.publication_id = owned.id order by takeover.position desc limit 1), owned.submitted_by, owned.created_by
    )
    where owned.id = delivery.publication_id and owner.post_type = 'external' and not exists (
      select 1 from authority.external_term term
      where term.person_id = owner.id and term.profile_id = delivery.profile_id and term.valid_from <= ${at} and term.valid_to > ${at}
    )
  )
)`;

/** SQL, beside a row of `publishing.delivery`: its embargo has not ended (EDI-7), whoever said that it may go. */
const isEmbargoed = (at: Instant) => sql<boolean>`(delivery.kind <> 'delete' and delivery.not_before is not null and delivery.not_before > ${at})`;

/** SQL, beside a row of `publishing.delivery`: it goes on a thread whose part before is not out, so there is nothing that it could answer (EDI-3). */
export const awaitsPart = sql<boolean>`(
  delivery.kind = 'create' and delivery.part > 0 and not delivery.intent ? 'continues' and not exists (
    select 1 from publishing.delivery before
    where before.edition_id = delivery.edition_id and before.kind = 'create' and before.part = delivery.part - 1 and before.state = 'confirmed'
  )
)`;

/** SQL: it waits for a person, for one reason or the other, for the end of an embargo or for what it goes on. */
export const mustWait = (at: Instant) => sql<boolean>`(${isHeld} or ${isOwnerless(at)} or ${isEmbargoed(at)} or ${awaitsPart})`;

/** Which of these must wait, or are barred, by what is committed at this moment. */
export async function findHeld(db: Queryable, ids: readonly Id<"delivery">[], at: Instant): Promise<ReadonlySet<Id<"delivery">>> {
  const { rows } = await sql<{ id: Id<"delivery"> }>`select id from publishing.delivery where id = any(${[...ids]}::uuid[]) and (${mustWait(at)} or ${isBarred})`.execute(db);
  return new Set(rows.map((row) => row.id));
}

// One key for the whole database. The queue before an advisory lock is fair, other than that before a row: workers that
// come after a stop wait behind it, so it waits for those transactions alone that had begun.
const KEY = sql`hashtextextended('publishing.stop', 0)`;

/**
 * Taken first by each transaction that lets something go. Whoever has it sees every stop that was committed before, and
 * no stop is committed until it ends.
 */
export async function holdOffStops(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${KEY})`.execute(tx);
}

/** How long a stop waits for what is under way in the database: a worker that hangs must not hold it up. */
const PATIENCE_MS = 600;

/**
 * Waits for the transactions in which something is just going out. One that lasts longer is not waited for: it looks for
 * stops once more before it commits.
 */
export async function waitForWorkers(tx: Tx): Promise<void> {
  const { rows } = await sql<{ before: string }>`select current_setting('lock_timeout') as before`.execute(tx);
  await sql`savepoint waiting`.execute(tx);
  await sql`select set_config('lock_timeout', ${`${PATIENCE_MS}ms`}, true)`.execute(tx);
  try {
    await sql`select pg_advisory_xact_lock(${KEY})`.execute(tx);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === LOCK_NOT_AVAILABLE)) throw error;
    await sql`rollback to savepoint waiting`.execute(tx);
  }
  await sql`select set_config('lock_timeout', ${rows[0]?.before ?? "0"}, true)`.execute(tx);
}

const LOCK_NOT_AVAILABLE = "55P03";
