import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, msBetween } from "#kernel/instant.ts";
import type { Queryable, Tx } from "./database.ts";

/** One copy that was taken of this database. */
export interface RecordedBackup {
  readonly id: Id<"backup">;
  readonly at: Instant;
  readonly bytes: number;
  readonly rows: number;
  readonly sealed: boolean;
  readonly tookMs: number;
}

export async function recordBackup(db: Queryable, backup: RecordedBackup): Promise<void> {
  await sql`
    insert into platform.backup (id, at, bytes, row_count, sealed, took_ms)
    values (${backup.id}, ${backup.at}, ${backup.bytes}, ${backup.rows}, ${backup.sealed}, ${Math.round(backup.tookMs)})
  `.execute(db);
}

/** The newest copy; undefined while none has been taken. A copy taken by other means is not known here. */
export async function findLastBackup(db: Queryable): Promise<RecordedBackup | undefined> {
  const { rows } = await sql<RecordedBackup>`
    select id, at, bytes, row_count as rows, sealed, took_ms as "tookMs" from platform.backup order by at desc limit 1
  `.execute(db);
  return rows[0];
}

/**
 * Since when there should have been another copy, going by the last one or else by the founding.
 * @returns undefined while the last one is young enough
 */
export function overdueBackup(last: Pick<RecordedBackup, "at"> | undefined, foundedAt: Instant, maxDays: number, at: Instant): Instant | undefined {
  const since = last?.at ?? foundedAt;
  return msBetween(since, at) > maxDays * DAY ? since : undefined;
}

/** A return from a copy: what happened between the two instants is not in this database. */
export interface Restoration {
  readonly backupId: Id<"backup">;
  readonly takenAt: Instant;
  readonly restoredAt: Instant;
  /** Deliveries that may have gone out in between. */
  readonly doubtfulDeliveries: number;
}

export async function recordRestoration(tx: Tx, restoration: Restoration): Promise<void> {
  await sql`
    insert into platform.restoration (backup_id, taken_at, restored_at, doubtful_deliveries)
    values (${restoration.backupId}, ${restoration.takenAt}, ${restoration.restoredAt}, ${restoration.doubtfulDeliveries})
  `.execute(tx);
}

export async function findLastRestoration(db: Queryable): Promise<Restoration | undefined> {
  const { rows } = await sql<Restoration>`
    select backup_id as "backupId", taken_at as "takenAt", restored_at as "restoredAt", doubtful_deliveries as "doubtfulDeliveries"
    from platform.restoration order by restored_at desc limit 1
  `.execute(db);
  return rows[0];
}
