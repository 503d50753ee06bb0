import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import type { Queryable } from "#platform/database.ts";
import { readEdgeAndTiles } from "./edge.ts";
import { bytesOf, sha256 } from "./notes/sha256.ts";
import { encodeBundle, placeOf, publishedPath, TILE_WIDTH } from "./rules/tiles.ts";
import { inclusionRanges, type Node, nodesOf, rangeHash, rootOfHashes } from "./rules/tree.ts";
import { type Leaf, parseLeaf } from "./rules/leaf.ts";
import type { CheckpointRow } from "./store.ts";

export interface SealedCheckpoint {
  readonly size: number;
  readonly root: Uint8Array;
  /** The signed note, as served. */
  readonly note: string;
  /** When it was signed, to the second; signed too. */
  readonly at: Instant;
}

/** The newest checkpoint; undefined while nothing has been sealed. */
export async function readCheckpoint(db: Queryable): Promise<SealedCheckpoint | undefined> {
  const { rows } = await sql<CheckpointRow>`select size, root, note, at from evidence.checkpoint order by size desc limit 1`.execute(db);
  return rows[0];
}

/** A tile's hashes, one after the other; `width` hashes of it when partial. Undefined when the tree does not reach so far. */
export async function readTile(db: Queryable, level: number, index: number, width = TILE_WIDTH): Promise<Uint8Array | undefined> {
  const from = index * TILE_WIDTH;
  if (!Number.isSafeInteger(from + TILE_WIDTH)) return undefined;
  const query =
    width === TILE_WIDTH
      ? sql<{ bytes: Uint8Array | null }>`select bytes from evidence.tile where level = ${level} and index = ${index}`
      : level === 0
        ? sql<{ bytes: Uint8Array | null }>`select string_agg(leaf_hash, ''::bytea order by index) as bytes
            from evidence.entry where index >= ${from} and index < ${from + width}`
        : sql<{ bytes: Uint8Array | null }>`select string_agg(root, ''::bytea order by index) as bytes
            from evidence.tile where level = ${level - 1} and index >= ${from} and index < ${from + width}`;
  const bytes = (await query.execute(db)).rows[0]?.bytes;
  return bytes && bytes.length === width * 32 ? new Uint8Array(bytes) : undefined;
}

/** The entries of a bundle as they are served; undefined when the log does not reach so far. */
export async function readEntryBundle(db: Queryable, index: number, width = TILE_WIDTH): Promise<Uint8Array | undefined> {
  const from = index * TILE_WIDTH;
  if (!Number.isSafeInteger(from + TILE_WIDTH)) return undefined;
  const { rows } = await sql<{ leaf: string }>`
    select record.leaf from evidence.entry join evidence.record on record.id = entry.record_id
    where entry.index >= ${from} and entry.index < ${from + width} order by entry.index`.execute(db);
  return rows.length === width ? encodeBundle(rows.map((row) => bytesOf(row.leaf))) : undefined;
}

/** All that is needed to show, without us, that a record is in the log. */
export interface InclusionProof {
  readonly index: number;
  readonly size: number;
  /** From the leaf's sibling up to the root's child. */
  readonly path: readonly Uint8Array[];
  /** The signed checkpoint of `size`. */
  readonly note: string;
  /** The text that was hashed. */
  readonly leaf: string;
}

/** Proof that a record is in the newest checkpoint; undefined while it waits to be sealed. */
export async function findInclusion(db: Queryable, recordId: Id<"evidence">): Promise<InclusionProof | undefined> {
  const { rows } = await sql<{ index: number; leaf: string; size: number; note: string }>`
    select entry.index, record.leaf, head.size, head.note
    from evidence.entry join evidence.record on record.id = entry.record_id,
      (select size, note from evidence.checkpoint order by size desc limit 1) as head
    where entry.record_id = ${recordId}`.execute(db);
  const [found] = rows;
  if (!found) return undefined;
  const ranges = inclusionRanges(found.index, found.size);
  const node = await readNodes(db, found.size, ranges.flatMap(nodesOf));
  return { ...found, path: ranges.map((range) => rangeHash(sha256, range, node)) };
}

/** Fetches the tiles that hold the nodes and gives a way to look the nodes up. */
async function readNodes(db: Queryable, size: number, nodes: readonly Node[]): Promise<(node: Node) => Uint8Array> {
  const isPartial = (level: number, index: number) => index === Math.floor(size / TILE_WIDTH ** (level + 1));
  const full = new Map(nodes.map(placeOf).filter(({ level, index }) => !isPartial(level, index)).map((place) => [publishedPath(place.level, place.index), place]));
  const { edge, tiles } = await readEdgeAndTiles(db, size, [...full.values()]);
  return (node) => {
    const { level, index, from, to } = placeOf(node);
    const hashes = (isPartial(level, index) ? edge[level] : tiles.get(publishedPath(level, index)))?.slice(from, to);
    if (hashes?.length !== to - from) throw new Error(`evidence: ${publishedPath(level, index)} is missing or too short`);
    return rootOfHashes(sha256, hashes);
  };
}

export type RecordedValue =
  | { readonly state: "kept"; readonly value: Json }
  | { readonly state: "erased"; readonly at: Instant; readonly reason: string }
  /** Gone without an erasure on record: `verify` names it. */
  | { readonly state: "missing" };

export interface EvidenceRecord {
  readonly id: Id<"evidence">;
  readonly kind: string;
  readonly at: Instant;
  readonly facts: Leaf["facts"];
  readonly values: { readonly [name: string]: RecordedValue };
  /** The text that is hashed. */
  readonly leaf: string;
  /** `recorded` until the sequencer has given it an index. */
  readonly state: "recorded" | "sealed";
  readonly index?: number;
}

/** What is in evidence about one thing, in the order of the log. */
export async function listRecordsOf(db: Queryable, subject: { readonly type: string; readonly id: Id<string> }): Promise<readonly EvidenceRecord[]> {
  const { rows } = await sql<{
    id: Id<"evidence">;
    kind: string;
    at: Instant;
    leaf: string;
    index: number | null;
    kept: Readonly<Record<string, string>> | null;
    erased: readonly { readonly names: readonly string[]; readonly at: string; readonly reason: string }[] | null;
  }>`
    select record.id, record.kind, record.at, record.leaf, entry.index,
      (select json_object_agg(name, value) from evidence.value where record_id = record.id) as kept,
      (select json_agg(json_build_object('names', names, 'reason', reason,
          'at', to_char(erasure.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by erasure.at)
        from evidence.erasure where record_id = record.id) as erased
    from evidence.record
      left join evidence.entry on entry.record_id = record.id
      left join evidence.pending on pending.record_id = record.id
    where record.subject_type = ${subject.type} and record.subject_id = ${subject.id}
    order by entry.index nulls last, pending.position`.execute(db);
  return rows.map(({ id, kind, at, leaf, index, kept, erased }) => {
    const read = parseLeaf(leaf);
    if (!read) throw new Error(`evidence: the leaf of record ${id} cannot be read`);
    const values = Object.keys(read.values).map((name): [string, RecordedValue] => {
      const value = kept && Object.hasOwn(kept, name) ? kept[name] : undefined;
      if (value !== undefined) return [name, { state: "kept", value: JSON.parse(value) as Json }];
      const erasure = erased?.find(({ names }) => names.includes(name));
      return [name, erasure ? { state: "erased", at: erasure.at as Instant, reason: erasure.reason } : { state: "missing" }];
    });
    return {
      id, kind, at, leaf, facts: read.facts, values: Object.fromEntries(values),
      ...(index === null ? { state: "recorded" as const } : { state: "sealed" as const, index }),
    };
  });
}
