import { type Generated, sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Tx } from "#platform/database.ts";

export type EvidenceTables = {
  "evidence.record": {
    id: Id<"evidence">;
    kind: string;
    subject_type: string;
    subject_id: Id<string>;
    at: Instant;
    leaf: string;
  };
  "evidence.pending": { position: Generated<number>; record_id: Id<"evidence"> };
  "evidence.value": { record_id: Id<"evidence">; name: string; salt: Uint8Array; value: string };
  "evidence.erasure": {
    id: Id<"evidence">;
    record_id: Id<"evidence">;
    names: string[];
    reason: string;
    erased_by: Id<"person">;
    at: Instant;
  };
  "evidence.entry": { index: number; record_id: Id<"evidence">; leaf_hash: Uint8Array };
  "evidence.tile": { level: number; index: number; bytes: Uint8Array; root: Uint8Array };
  "evidence.checkpoint": { size: number; root: Uint8Array; note: string; at: Instant };
};

export type RecordRow = EvidenceTables["evidence.record"];
export type ValueRow = EvidenceTables["evidence.value"];
export type ErasureRow = EvidenceTables["evidence.erasure"];
export type TileRow = EvidenceTables["evidence.tile"];
export type CheckpointRow = EvidenceTables["evidence.checkpoint"];

/** Writes records with their values, in the order given, and queues them to be sealed. */
export async function insertRecords(tx: Tx, records: readonly RecordRow[], values: readonly ValueRow[]): Promise<void> {
  const column = <Key extends keyof RecordRow>(key: Key) => records.map((record) => record[key]);
  await sql`
    with added as (
      insert into evidence.record (id, kind, subject_type, subject_id, at, leaf)
      select * from unnest(
        ${column("id")}::uuid[], ${column("kind")}::text[], ${column("subject_type")}::text[],
        ${column("subject_id")}::uuid[], ${column("at")}::timestamptz[], ${column("leaf")}::text[])
    )
    insert into evidence.pending (record_id)
    select id from unnest(${column("id")}::uuid[]) with ordinality as given (id, place)
    order by given.place`.execute(tx);
  if (values.length === 0) return;
  const part = <Key extends keyof ValueRow>(key: Key) => values.map((value) => value[key]);
  await sql`
    insert into evidence.value (record_id, name, salt, value)
    select * from unnest(${part("record_id")}::uuid[], ${part("name")}::text[], ${part("salt")}::bytea[], ${part("value")}::text[])
  `.execute(tx);
}

/**
 * Gives the next indexes, from `size` on, to at most `batch` waiting records and takes them off the queue.
 * The leaf is hashed from what the record says now, inside the database: only hashes travel.
 * @returns the leaf hashes, one after the other
 */
export async function sealEntries(tx: Tx, size: number, batch: number): Promise<Uint8Array> {
  const { rows } = await sql<{ taken: number; sealed: number; hashes: Uint8Array | null }>`
    with waiting as (
      select position from evidence.pending order by position limit ${batch}
    ), taken as (
      delete from evidence.pending using waiting where pending.position = waiting.position
      returning pending.position, pending.record_id
    ), sealed as (
      insert into evidence.entry (index, record_id, leaf_hash)
      select ${size}::bigint - 1 + row_number() over (order by taken.position), record.id,
        sha256('\\x00'::bytea || convert_to(record.leaf, 'UTF8'))
      from taken join evidence.record on record.id = taken.record_id
      returning index, leaf_hash
    )
    select (select count(*) from taken) as taken, count(*) as sealed, string_agg(leaf_hash, ''::bytea order by index) as hashes
    from sealed`.execute(tx);
  const [answer] = rows;
  if (!answer || answer.taken !== answer.sealed) throw new Error("evidence: a record waits to be sealed and does not exist");
  return answer.hashes ?? new Uint8Array(0);
}

export async function insertTiles(tx: Tx, tiles: readonly TileRow[]): Promise<void> {
  if (tiles.length === 0) return;
  await sql`
    insert into evidence.tile (level, index, bytes, root)
    select * from unnest(
      ${tiles.map((tile) => tile.level)}::smallint[], ${tiles.map((tile) => tile.index)}::bigint[],
      ${tiles.map((tile) => tile.bytes)}::bytea[], ${tiles.map((tile) => tile.root)}::bytea[])`.execute(tx);
}

export async function insertCheckpoint(tx: Tx, checkpoint: CheckpointRow): Promise<void> {
  await tx.withTables<EvidenceTables>().insertInto("evidence.checkpoint").values(checkpoint).execute();
}

export async function insertErasure(tx: Tx, erasure: ErasureRow): Promise<void> {
  await tx.withTables<EvidenceTables>().insertInto("evidence.erasure").values(erasure).execute();
}

/** @returns the names that were there and are not any more */
export async function deleteValues(tx: Tx, record: Id<"evidence">, names: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    delete from evidence.value where record_id = ${record} and name = any(${[...names]}::text[]) returning name`.execute(tx);
  return rows.map((row) => row.name).sort();
}
