import { sql } from "kysely";
import type { Instant } from "#kernel/instant.ts";
import type { Database, Tx } from "#platform/database.ts";
import { openCheckpoint } from "../notes/checkpoint.ts";
import type { Verifier } from "../notes/keys.ts";
import { hashOfLeaf, sha256 } from "../notes/sha256.ts";
import { hashesOf, leavesUnder, levelsOf, publishedPath, TILE_WIDTH, tilesAt } from "../rules/tiles.ts";
import { rootOfHashes, sameBytes } from "../rules/tree.ts";
import { addReading, type FilledTile, settle, tileFits, type TwoReadings, twoReadings } from "../rules/two-readings.ts";
import type { CheckpointRow, RecordRow } from "../store.ts";
import { checkErasures, checkRecords, checkWaiting } from "./check-records.ts";
import { checkKnownAgainst, checkKnownAt, type KnownCheckpoint, openKnown } from "./known.ts";
import { EnoughFaults, type Findings, newFindings, type Progress, reportOf, type VerifyReport } from "./report.ts";
import { verifiersOf } from "./verifiers.ts";

export interface StoreOptions {
  /** Verifier keys of the log; more than one after a change of keys. */
  readonly vkeys: readonly string[];
  /** Checkpoints of this log kept elsewhere: with one, rewriting by the key's holder is found too. */
  readonly known?: readonly string[];
  readonly onProgress?: Progress;
}

/**
 * Checks the whole store in one snapshot, while the product runs: every leaf against its sealed hash, every value against
 * its commitment, every tile against the entries, every checkpoint against key and tree. Reads page by page.
 * The root is grown once, from the first entry to the last, so that two right checkpoints are consistent with each other.
 */
export function verifyStore(db: Database, options: StoreOptions): Promise<VerifyReport> {
  const verifiers = verifiersOf(options.vkeys);
  return db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute((tx) => verifyInside(tx, verifiers, options));
}

/** The same inside a transaction that its caller has opened and answers for. */
export async function verifyInside(
  tx: Tx,
  verifiers: readonly Verifier[],
  { known: notes = [], onProgress }: Omit<StoreOptions, "vkeys">,
): Promise<VerifyReport> {
  const findings = newFindings();
  let size = 0;
  let known: readonly KnownCheckpoint[] = [];
  try {
    known = openKnown(notes, verifiers, findings);
    size = await checkLog(tx, verifiers, known, findings, onProgress);
    await checkErasures(tx, findings);
    await checkWaiting(tx, findings);
  } catch (error) {
    if (!(error instanceof EnoughFaults)) throw error;
  }
  return reportOf(findings, size, known.length > 0);
}

interface Head {
  readonly size: number;
  readonly entries: number;
}

async function checkLog(tx: Tx, verifiers: readonly Verifier[], known: readonly KnownCheckpoint[], findings: Findings, onProgress?: Progress): Promise<number> {
  const { rows } = await sql<Head>`select
    coalesce((select max(size) from evidence.checkpoint), 0)::bigint as size,
    coalesce((select max(index) + 1 from evidence.entry), 0)::bigint as entries`.execute(tx);
  const { size, entries } = rows[0] ?? { size: 0, entries: 0 };
  if (entries > size) findings.add({ kind: "entry", index: size, what: "unsigned" });
  if (entries < size) findings.add({ kind: "entry", index: entries, what: "missing" });
  const log = newLog(tx, verifiers, known, findings);
  for (let from = 0; from < entries; from += PAGE) {
    await checkPage(log, from, Math.min(from + PAGE, entries));
    onProgress?.(Math.min(from + PAGE, entries), entries);
  }
  if (log.doubtful.length > 0) nameDoubtful(log, "leaf-or-hash");
  checkKnownAgainst(known, { origin: log.origin, size }, findings);
  await checkUnexpectedTiles(tx, entries, findings);
  return size;
}

/** 16 tiles. */
const PAGE = 4_096;

interface Log {
  readonly tx: Tx;
  readonly verifiers: readonly Verifier[];
  readonly known: readonly KnownCheckpoint[];
  readonly findings: Findings;
  readonly readings: TwoReadings;
  /** Entries whose leaf and hash differ, until a signed root tells which was changed. */
  readonly doubtful: { readonly index: number; readonly first: "leaf" | "hash" }[];
  origin: string | undefined;
  /** Size of the last checkpoint whose root was right. */
  rightAt: number;
  /** Set when a root was wrong: those after it are wrong for the same reason. */
  lost: boolean;
}

const newLog = (tx: Tx, verifiers: readonly Verifier[], known: readonly KnownCheckpoint[], findings: Findings): Log => ({
  tx, verifiers, known, findings, readings: twoReadings(), doubtful: [], origin: undefined, rightAt: 0, lost: false,
});

type EntryRow = { index: number; leaf_hash: Uint8Array } & { [Key in keyof RecordRow]: RecordRow[Key] | null };

async function checkPage(log: Log, from: number, to: number): Promise<void> {
  const { tx, findings } = log;
  const { rows: entries } = await sql<EntryRow>`
    select entry.index, entry.leaf_hash, record.id, record.kind, record.subject_type, record.subject_id, record.at, record.leaf
    from evidence.entry left join evidence.record on record.id = entry.record_id
    where entry.index >= ${from} and entry.index < ${to} order by entry.index`.execute(tx);
  const { rows: checkpoints } = await sql<CheckpointRow>`
    select size, root, note, at from evidence.checkpoint where size > ${from} and size <= ${to} order by size`.execute(tx);
  const tiles = await readTiles(tx, 0, from / TILE_WIDTH, Math.ceil(to / TILE_WIDTH));
  const waiting = [...checkpoints];
  for (let place = 0; place < to - from; place += 1) {
    const index = from + place;
    const entry = entries[place];
    if (entry?.index !== index) {
      // Without this hash no later tile or root can be told, so the check ends at the gap.
      findings.add({ kind: "entry", index, what: "missing" });
      throw new EnoughFaults();
    }
    const tile = tiles.get(Math.floor(index / TILE_WIDTH));
    await addEntry(log, entry, tile?.hashes[index % TILE_WIDTH], tiles);
    if (waiting[0]?.size === index + 1) checkCheckpoint(log, waiting.shift());
    checkKnownAt(log.known, log.readings.first, findings);
  }
  // What a leaf says is worth comparing only where the leaf is the sealed one.
  await checkRecords(tx, entries.filter(isSealedRecord), findings);
}

const isSealedRecord = (entry: EntryRow): entry is RecordRow & { index: number; leaf_hash: Uint8Array } =>
  entry.leaf !== null && sameBytes(hashOfLeaf(entry.leaf), entry.leaf_hash);

async function addEntry(log: Log, entry: EntryRow, inTile: Uint8Array | undefined, tiles: ReadonlyMap<number, StoredTile>): Promise<void> {
  const { readings, findings, doubtful } = log;
  const sealed = entry.leaf_hash;
  if (entry.leaf === null) findings.add({ kind: "entry", index: entry.index, what: "record-missing" });
  const told = entry.leaf === null ? sealed : hashOfLeaf(entry.leaf);
  // Three sources when the tile is full: the two that agree go first, and a signed root has the last word.
  const leafFirst = inTile !== undefined && sameBytes(inTile, told);
  if (!sameBytes(sealed, told)) doubtful.push({ index: entry.index, first: leafFirst ? "leaf" : "hash" });
  for (const filled of addReading(sha256, readings, leafFirst ? told : sealed, leafFirst ? sealed : told)) {
    const stored = filled.level === 0 ? tiles : await readTiles(log.tx, filled.level, filled.index, filled.index + 1);
    checkTile(filled, stored.get(filled.index), findings);
  }
  findings.counted.entries += 1;
}

function checkCheckpoint(log: Log, checkpoint: CheckpointRow | undefined): void {
  if (!checkpoint) return;
  const { findings, readings } = log;
  const { size, root, note, at } = checkpoint;
  findings.counted.checkpoints += 1;
  const fault = noteFault(log, checkpoint, openCheckpoint(note, log.verifiers), at);
  if (fault) findings.add({ kind: "checkpoint", size, what: fault });
  // A column that was changed tells nothing about the tree; the signed text is what counts, so it was compared first.
  if (fault) return;
  const settled = settle(sha256, readings, root);
  if (settled === "neither") {
    if (!log.lost) findings.add({ kind: "checkpoint", size, what: "root", since: log.rightAt });
    log.lost = true;
    return;
  }
  log.rightAt = size;
  log.lost = false;
  nameDoubtful(log, settled === "second" ? "second" : "first");
}

function noteFault(log: Log, { size, root }: CheckpointRow, opened: ReturnType<typeof openCheckpoint>, at: Instant) {
  if (typeof opened === "string") return opened;
  // We write two lines, both by one key. A line of somebody else, or one less, is a change of the stored note.
  if (opened.lines !== 2 || opened.epochSeconds === undefined) return "forged" as const;
  log.origin ??= opened.origin;
  if (opened.origin !== log.origin) return "origin" as const;
  if (opened.size !== size) return "size" as const;
  if (!sameBytes(opened.root, root)) return "root" as const;
  return opened.epochSeconds * 1_000 === Date.parse(at) ? undefined : ("time" as const);
}

/** `first`: the reading that stood first was right, so that the other source was changed. */
function nameDoubtful(log: Log, right: "first" | "second" | "leaf-or-hash"): void {
  for (const { index, first } of log.doubtful.splice(0)) {
    const other = first === "leaf" ? "hash" : "leaf";
    log.findings.add({ kind: "entry", index, what: right === "first" ? other : right === "second" ? first : right });
  }
}

interface StoredTile {
  readonly hashes: readonly Uint8Array[];
  readonly root: Uint8Array;
}

async function readTiles(tx: Tx, level: number, from: number, to: number): Promise<ReadonlyMap<number, StoredTile>> {
  const { rows } = await sql<{ index: number; bytes: Uint8Array; root: Uint8Array }>`
    select index, bytes, root from evidence.tile where level = ${level} and index >= ${from} and index < ${to}`.execute(tx);
  return new Map(rows.map(({ index, bytes, root }) => [index, { hashes: hashesOf(bytes), root }]));
}

function checkTile(expected: FilledTile, stored: StoredTile | undefined, findings: Findings): void {
  const { level, index } = expected;
  const tile = { kind: "tile" as const, path: publishedPath(level, index), ...leavesUnder(level, index) };
  findings.counted.tiles += 1;
  if (!stored) return findings.add({ ...tile, what: "missing" });
  if (!tileFits(stored.hashes, expected)) return findings.add({ ...tile, what: "bytes" });
  if (!sameBytes(rootOfHashes(sha256, stored.hashes), stored.root)) findings.add({ ...tile, what: "root" });
}

async function checkUnexpectedTiles(tx: Tx, size: number, findings: Findings): Promise<void> {
  const { rows } = await sql<{ level: number; index: number }>`
    select level, max(index) as index from evidence.tile group by level order by level`.execute(tx);
  for (const { level, index } of rows) {
    const expected = level < levelsOf(size) ? tilesAt(level, size).full : 0;
    if (index >= expected) findings.add({ kind: "tile", path: publishedPath(level, index), ...leavesUnder(level, index), what: "unexpected" });
  }
}
