import { append, copyOfFrontier, emptyFrontier, type Frontier, type Hash, rootOf, rootOfHashes, sameBytes } from "./tree.ts";
import { TILE_WIDTH } from "./tiles.ts";

/**
 * Two sources tell the same hash, for instance the entry table and the leaf hashed again. Where they differ one of them
 * was changed, but which? Both trees are grown until a signed root decides. They share all work while they agree.
 */
export interface TwoReadings {
  first: Frontier;
  second: Frontier | undefined;
  /** Per tile level, hashes that wait for their tile to fill. */
  readonly levels: { index: number; readonly first: Uint8Array[]; readonly second: Uint8Array[] }[];
}

/** A tile that has filled, as the two readings have it. */
export interface FilledTile {
  readonly level: number;
  readonly index: number;
  readonly first: readonly Uint8Array[];
  readonly second: readonly Uint8Array[];
}

export const twoReadings = (): TwoReadings => ({ first: emptyFrontier(), second: undefined, levels: [] });

/** Adds the next leaf hash. @returns the tiles that it fills, lowest first */
export function addReading(hash: Hash, readings: TwoReadings, first: Uint8Array, second: Uint8Array): readonly FilledTile[] {
  const agree = sameBytes(first, second);
  if (!agree) readings.second ??= copyOfFrontier(readings.first);
  append(hash, readings.first, first);
  if (readings.second) append(hash, readings.second, second);
  const filled: FilledTile[] = [];
  fill(hash, readings, 0, first, agree ? first : second, filled);
  return filled;
}

export type Settlement = "agreed" | "first" | "second" | "neither";

/** Which reading a signed root confirms; the other is dropped. */
export function settle(hash: Hash, readings: TwoReadings, root: Uint8Array): Settlement {
  const { first, second } = readings;
  if (sameBytes(rootOf(hash, first), root)) {
    readings.second = undefined;
    return second ? "first" : "agreed";
  }
  if (!second || !sameBytes(rootOf(hash, second), root)) return "neither";
  readings.first = second;
  readings.second = undefined;
  return "second";
}

/** True where each hash of a tile is that of one of the two readings. */
export function tileFits(tile: readonly Uint8Array[], { first, second }: Pick<FilledTile, "first" | "second">): boolean {
  return (
    tile.length === first.length &&
    tile.every((each, place) => [first[place], second[place]].some((reading) => reading !== undefined && sameBytes(reading, each)))
  );
}

function fill(hash: Hash, readings: TwoReadings, level: number, first: Uint8Array, second: Uint8Array, filled: FilledTile[]): void {
  const waiting = (readings.levels[level] ??= { index: 0, first: [], second: [] });
  waiting.first.push(first);
  waiting.second.push(second);
  if (waiting.first.length < TILE_WIDTH) return;
  const tile = { level, index: waiting.index, first: waiting.first.splice(0), second: waiting.second.splice(0) };
  waiting.index += 1;
  filled.push(tile);
  const agree = tile.first.every((each, place) => each === tile.second[place]);
  const root = rootOfHashes(hash, tile.first);
  fill(hash, readings, level + 1, root, agree ? root : rootOfHashes(hash, tile.second), filled);
}
