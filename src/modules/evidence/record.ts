import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { canonicalJson, type Json } from "#kernel/json.ts";
import type { Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { bytesOf, commitment, newSalt } from "./notes/sha256.ts";
import { leafText } from "./rules/leaf.ts";
import { MAX_ENTRY_BYTES } from "./rules/tiles.ts";
import { insertRecords, type RecordRow, type ValueRow } from "./store.ts";

export interface NewRecord {
  /** What happened, in the past tense: `publication.confirmed`. */
  readonly kind: string;
  readonly subject: { readonly type: string; readonly id: Id<string> };
  readonly at: Instant;
  /** Public for ever: ids, digests, roles, times, addresses of ours. No personal data, no citizen's words. */
  readonly facts: { readonly [name: string]: Json };
  /** Texts and whatever may be personal: only a salted commitment enters the log, the value itself can be erased. */
  readonly values?: { readonly [name: string]: Json };
}

/** Puts one thing in evidence, in the transaction in which it happens. */
export async function recordEvidence(tx: Tx, record: NewRecord): Promise<Id<"evidence">> {
  const [id] = await recordAllEvidence(tx, [record]);
  if (id === undefined) throw new Error("a record was not written");
  return id;
}

/** The same for many at once, in their order. */
export async function recordAllEvidence(tx: Tx, records: readonly NewRecord[]): Promise<readonly Id<"evidence">[]> {
  const rows: RecordRow[] = [];
  const values: ValueRow[] = [];
  for (const record of records) {
    const id = newId<"evidence">(record.at);
    const committed = Object.entries(record.values ?? {}).map(([name, value]) => valueRow(id, name, canonicalJson(value)));
    const leaf = leafText({
      id,
      kind: record.kind,
      subject: record.subject,
      at: record.at,
      facts: record.facts,
      values: Object.fromEntries(committed.map(({ name, salt, value }) => [name, commitment(salt, value)])),
    });
    const { length } = bytesOf(leaf);
    if (length > MAX_ENTRY_BYTES) throw new RangeError(`the facts of ${record.kind} take ${length} bytes; put long texts in its values`);
    rows.push({ id, kind: record.kind, subject_type: record.subject.type, subject_id: record.subject.id, at: record.at, leaf });
    values.push(...committed);
  }
  if (rows.length > 0) await insertRecords(tx, rows, values);
  return rows.map((row) => row.id);
}

const valueRow = (id: Id<"evidence">, name: string, value: string): ValueRow => ({ record_id: id, name, salt: newSalt(), value });
