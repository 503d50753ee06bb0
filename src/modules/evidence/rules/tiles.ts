import { HASH_BYTES, type Node } from "./tree.ts";

/**
 * How the tree is served: the tiles, entry bundles and paths of https://c2sp.org/tlog-tiles.
 * A tile of level L holds 256 consecutive hashes, each the root of 256^L leaves; a partial one holds fewer.
 */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

/** The full tiles and the width of the partial one that a tree of `size` has at `level`. */
export function tilesAt(level: number, size: number): { readonly full: number; readonly partial: number } {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return { full: Math.floor(hashes / TILE_WIDTH), partial: hashes % TILE_WIDTH };
}

/** Levels that have at least one hash. */
export function levelsOf(size: number): number {
  let levels = 0;
  while (TILE_WIDTH ** levels <= size) levels += 1;
  return levels;
}

/** The leaves under a tile. */
export function leavesUnder(level: number, index: number, width = TILE_WIDTH): { readonly from: number; readonly to: number } {
  const each = TILE_WIDTH ** level;
  return { from: index * TILE_WIDTH * each, to: (index * TILE_WIDTH + width) * each };
}

/** Where in the tiles a complete subtree is: its leaves are the hashes `from` to `to` (exclusive) of one tile. */
export function placeOf({ level, index }: Node): { readonly level: number; readonly index: number; readonly from: number; readonly to: number } {
  const width = 2 ** (level % TILE_HEIGHT);
  const first = index * width;
  const from = first % TILE_WIDTH;
  return { level: Math.floor(level / TILE_HEIGHT), index: Math.floor(first / TILE_WIDTH), from, to: from + width };
}

/** What can be asked for below the log's address. `width` is absent for a full tile or bundle. */
export type PublishedPath =
  | { readonly kind: "checkpoint" }
  | { readonly kind: "tile"; readonly level: number; readonly index: number; readonly width?: number }
  | { readonly kind: "entries"; readonly index: number; readonly width?: number };

/** Reads a path such as `tile/0/x001/x234/067.p/12`; undefined for one that no log serves. */
export function parsePublishedPath(path: string): PublishedPath | undefined {
  if (path === "checkpoint") return { kind: "checkpoint" };
  const match = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  const [, what = "", number = "", partial] = match ?? [];
  if (!match || (number.startsWith("x000/"))) return undefined;
  const index = Number(number.replaceAll(/[x/]/g, ""));
  const width = partial === undefined ? undefined : Number(partial);
  if (width !== undefined && width >= TILE_WIDTH) return undefined;
  const part = { index, ...(width === undefined ? {} : { width }) };
  if (what === "entries") return { kind: "entries", ...part };
  const level = Number(what);
  return level <= 63 ? { kind: "tile", level, ...part } : undefined;
}

/** The other way round. A width of 256 is a full tile. */
export function publishedPath(level: number | "entries", index: number, width = TILE_WIDTH): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, "0");
  const groups = digits.match(/\d{3}/g) ?? [];
  const number = groups.map((group, place) => (place === groups.length - 1 ? group : `x${group}`)).join("/");
  return `tile/${level}/${number}${width === TILE_WIDTH ? "" : `.p/${width}`}`;
}

/** The largest entry that a bundle can hold: its length is written in two bytes. */
export const MAX_ENTRY_BYTES = 65_535;

export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const bundle = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_BYTES) throw new RangeError(`an entry of ${entry.length} bytes does not fit a bundle`);
    bundle[at] = entry.length >> 8;
    bundle[at + 1] = entry.length & 0xff;
    bundle.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return bundle;
}

/** The entries of a bundle; undefined when the lengths do not add up. */
export function decodeBundle(bundle: Uint8Array): readonly Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    const [high, low] = [bundle[at], bundle[at + 1]];
    if (high === undefined || low === undefined) return undefined;
    const end = at + 2 + (high << 8) + low;
    if (end > bundle.length) return undefined;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

export function hashesOf(tile: Uint8Array): readonly Uint8Array[] {
  const hashes: Uint8Array[] = [];
  for (let at = 0; at + HASH_BYTES <= tile.length; at += HASH_BYTES) hashes.push(tile.subarray(at, at + HASH_BYTES));
  return hashes;
}
