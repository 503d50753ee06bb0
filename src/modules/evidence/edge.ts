import { sql } from "kysely";
import type { Queryable } from "#platform/database.ts";
import { sha256 } from "./notes/sha256.ts";
import { hashesOf, levelsOf, publishedPath, TILE_WIDTH, tilesAt } from "./rules/tiles.ts";
import { append, emptyFrontier, nodeHash, rootOf } from "./rules/tree.ts";

/** The right edge of the tree: per tile level, the hashes that do not fill a tile yet. */
export type Edge = readonly (readonly Uint8Array[])[];

/** Reads the edge of the tree of `size`: at level 0 from the entries, above from the roots of the tiles below. */
export async function readEdge(db: Queryable, size: number): Promise<Edge> {
  return (await readEdgeAndTiles(db, size, [])).edge;
}

interface TilePlace {
  readonly level: number;
  readonly index: number;
}

/** The edge together with full tiles, in one query. @returns of tiles, those that are there, by their path */
export async function readEdgeAndTiles(
  db: Queryable,
  size: number,
  wanted: readonly TilePlace[],
): Promise<{ readonly edge: Edge; readonly tiles: ReadonlyMap<string, readonly Uint8Array[]> }> {
  const levels = levelsOf(size);
  const parts = Array.from({ length: levels }, (_, level) => edgePart(level, size));
  for (const { level, index } of wanted) parts.push(sql`select ${level}::int, ${index}::bigint, bytes from evidence.tile where level = ${level} and index = ${index}`);
  const edge: (readonly Uint8Array[])[] = Array.from({ length: levels }, () => []);
  const tiles = new Map<string, readonly Uint8Array[]>();
  if (parts.length === 0) return { edge, tiles };
  const { rows } = await sql<{ level: number; index: number | null; hashes: Uint8Array | null }>`${sql.join(parts, sql` union all `)}`.execute(db);
  for (const { level, index, hashes } of rows) {
    if (index !== null) tiles.set(publishedPath(level, index), hashes ? hashesOf(hashes) : []);
    else edge[level] = hashes ? hashesOf(hashes) : [];
  }
  return { edge, tiles };
}

function edgePart(level: number, size: number) {
  const { full, partial } = tilesAt(level, size);
  const from = full * TILE_WIDTH;
  return level === 0
    ? sql`select ${level}::int as level, null::bigint as index, string_agg(leaf_hash, ''::bytea order by index) as hashes
          from evidence.entry where index >= ${from} and index < ${from + partial}`
    : sql`select ${level}::int as level, null::bigint as index, string_agg(root, ''::bytea order by index) as hashes
          from evidence.tile where level = ${level - 1} and index >= ${from} and index < ${from + partial}`;
}

/** Root of the tree whose edge this is: the hashes of the highest level are the leftmost. */
export function rootOfEdge(edge: Edge): Uint8Array {
  const roots = edge.filter((hashes) => hashes.length > 0).map((hashes) => {
    const frontier = emptyFrontier();
    for (const hash of hashes) append(sha256, frontier, hash);
    return frontier;
  });
  const [lowest] = roots;
  if (!lowest) return rootOf(sha256, emptyFrontier());
  // Peaks fold from the right: those of a higher level stand to the left of all lower ones.
  return roots.slice(1).reduce((right, frontier) => frontier.peaks.reduceRight((below, peak) => nodeHash(sha256, peak, below), right), rootOf(sha256, lowest));
}
