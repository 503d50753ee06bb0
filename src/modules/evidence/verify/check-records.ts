import { sql } from "kysely";
import { canonicalJson } from "#kernel/json.ts";
import type { Tx } from "#platform/database.ts";
import { ERASED } from "../erase.ts";
import { commitment } from "../notes/sha256.ts";
import { type Leaf, parseLeaf } from "../rules/leaf.ts";
import type { ErasureRow, RecordRow, ValueRow } from "../store.ts";
import type { Findings } from "./report.ts";

/** Checks records that belong together in a page: the columns against the leaf, the values against its commitments. */
export async function checkRecords(tx: Tx, records: readonly (RecordRow & { readonly index?: number })[], findings: Findings): Promise<void> {
  const ids = records.map((record) => record.id);
  const { rows: values } = await sql<ValueRow>`
    select record_id, name, salt, value from evidence.value where record_id = any(${ids}::uuid[])`.execute(tx);
  const { rows: erased } = await sql<{ record_id: string; name: string }>`
    select record_id, unnest(names) as name from evidence.erasure where record_id = any(${ids}::uuid[])`.execute(tx);
  const valuesOf = Map.groupBy(values, (value) => value.record_id);
  const erasedOf = Map.groupBy(erased, (erasure) => erasure.record_id);
  for (const record of records) {
    const leaf = parseLeaf(record.leaf);
    if (!leaf || !columnsFit(record, leaf)) {
      if (record.index === undefined) findings.add({ kind: "record", id: record.id, what: "columns" });
      // An unreadable leaf that has an index was changed, and its hash says so already.
      else if (leaf) findings.add({ kind: "entry", index: record.index, what: "columns" });
    }
    if (leaf) checkValues(record, leaf, valuesOf.get(record.id) ?? [], new Set(erasedOf.get(record.id)?.map(({ name }) => name)), findings);
  }
}

function columnsFit(record: RecordRow, leaf: Leaf): boolean {
  return (
    leaf.id === record.id && leaf.kind === record.kind && leaf.at === record.at &&
    leaf.subject.type === record.subject_type && leaf.subject.id === record.subject_id
  );
}

function checkValues(
  record: RecordRow & { readonly index?: number },
  leaf: Leaf,
  values: readonly ValueRow[],
  erased: ReadonlySet<string>,
  findings: Findings,
): void {
  const where = { kind: "value" as const, record: record.id, ...(record.index === undefined ? {} : { index: record.index }) };
  const there = new Map(values.map((value) => [value.name, value]));
  for (const [name, committed] of Object.entries(leaf.values)) {
    const value = there.get(name);
    there.delete(name);
    findings.counted.values += value ? 1 : 0;
    findings.counted.erased += value ? 0 : 1;
    if (!value && !erased.has(name)) findings.add({ ...where, name, what: "missing" });
    if (value && commitment(value.salt, value.value) !== committed) findings.add({ ...where, name, what: "changed" });
    if (value && erased.has(name)) findings.add({ ...where, name, what: "not-erased" });
  }
  for (const name of there.keys()) findings.add({ ...where, name, what: "uncommitted" });
}

const PAGE = 1_000;
const FIRST = "00000000-0000-0000-0000-000000000000";

/** Every erasure must say what its own record says: otherwise deleting a value could be passed off as one. */
export async function checkErasures(tx: Tx, findings: Findings): Promise<void> {
  for (let after = FIRST, more = true; more; ) {
    const { rows } = await sql<ErasureRow & { leaf: string | null; by: string | null }>`
      select erasure.*, record.leaf, by.value as by
      from evidence.erasure left join evidence.record on record.id = erasure.id
        left join evidence.value as by on by.record_id = erasure.id and by.name = 'by'
      where erasure.id > ${after}::uuid order by erasure.id limit ${PAGE}`.execute(tx);
    for (const row of rows) {
      const leaf = row.leaf === null ? undefined : parseLeaf(row.leaf);
      if (leaf?.kind !== ERASED) findings.add({ kind: "erasure", id: row.id, what: "not-in-evidence" });
      else if (!sayTheSame(row, leaf)) findings.add({ kind: "erasure", id: row.id, what: "changed" });
    }
    after = rows.at(-1)?.id ?? after;
    more = rows.length === PAGE;
  }
}

function sayTheSame(row: ErasureRow & { readonly by: string | null }, leaf: Leaf): boolean {
  return (
    leaf.subject.id === row.record_id &&
    leaf.at === row.at &&
    canonicalJson(leaf.facts) === canonicalJson({ names: row.names, reason: row.reason }) &&
    (row.by === null || row.by === canonicalJson(row.erased_by))
  );
}

/** Records without an index: they must be in the queue, or nobody would ever seal them. */
export async function checkWaiting(tx: Tx, findings: Findings): Promise<void> {
  for (let after: string | undefined = FIRST; after !== undefined; ) {
    // The log is walked in pages of records, sealed or not, so that no single query grows with it.
    const { rows: ends } = await sql<{ id: string }>`
      select id from evidence.record where id > ${after}::uuid order by id offset ${WALK - 1} limit 1`.execute(tx);
    const until: string | undefined = ends[0]?.id;
    const { rows } = await sql<RecordRow & { queued: boolean }>`
      select record.*, exists (select from evidence.pending where pending.record_id = record.id) as queued
      from evidence.record left join evidence.entry on entry.record_id = record.id
      where record.id > ${after}::uuid and record.id <= ${until ?? LAST}::uuid and entry.record_id is null`.execute(tx);
    for (const { id, queued } of rows) if (!queued) findings.add({ kind: "record", id, what: "not-queued" });
    await checkRecords(tx, rows, findings);
    findings.counted.waiting += rows.length;
    after = until;
  }
}

const WALK = 20_000;
const LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff";
