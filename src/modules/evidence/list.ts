import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Queryable } from "#platform/database.ts";

export interface RecordSummary {
  readonly id: Id<"evidence">;
  /** Place in the log; `null` until sealed. */
  readonly index: number | null;
  readonly kind: string;
  readonly at: Instant;
  readonly subjectType: string;
  readonly subjectId: Id<string>;
  /** Hex; empty until sealed. */
  readonly leafHash: string;
}

export interface RecordPage {
  readonly records: readonly RecordSummary[];
  readonly next: string | null;
  /** Recorded and not yet sealed. */
  readonly unsealed: number;
}

/** The records of the log, the last first; what is not sealed yet stands on top of the first page. */
export async function listRecords(db: Queryable, page: { readonly cursor?: string | undefined; readonly limit: number }): Promise<RecordPage> {
  const before = page.cursor === undefined || !/^\d{1,15}$/.test(page.cursor) ? null : Number(page.cursor);
  const columns = sql`record.id, record.kind, record.at, record.subject_type as "subjectType", record.subject_id as "subjectId"`;
  const waiting = await sql<RecordSummary>`
    select ${columns}, null as index, '' as "leafHash" from evidence.pending join evidence.record on record.id = pending.record_id
    order by pending.position desc limit 20
  `.execute(db);
  const { rows } = await sql<RecordSummary & { index: number }>`
    select ${columns}, entry.index, encode(entry.leaf_hash, 'hex') as "leafHash"
    from evidence.entry join evidence.record on record.id = entry.record_id
    where ${before}::bigint is null or entry.index < ${before}::bigint order by entry.index desc limit ${page.limit + 1}
  `.execute(db);
  const sealed = rows.slice(0, page.limit);
  const count = await sql<{ n: number }>`select count(*) as n from evidence.pending`.execute(db);
  return {
    records: before === null ? [...waiting.rows, ...sealed] : sealed,
    next: rows.length > page.limit ? String(sealed.at(-1)?.index) : null,
    unsealed: count.rows[0]?.n ?? 0,
  };
}
