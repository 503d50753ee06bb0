/**
 * The Merkle tree of RFC 6962, section 2.1. Sizes and indexes go to 2^53, so they are divided, never shifted.
 * SHA-256 is handed in: this file knows the tree, not the machine.
 */
export type Hash = (bytes: Uint8Array) => Uint8Array;

export const HASH_BYTES = 32;

export function leafHash(hash: Hash, leaf: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + leaf.length);
  bytes.set(leaf, 1);
  return hash(bytes);
}

export function nodeHash(hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return hash(pair);
}

// One for all calls, which never overlap: making one each time costs as much as the hash.
const pair = new Uint8Array(1 + 2 * HASH_BYTES);
pair[0] = 1;

export const emptyRoot = (hash: Hash): Uint8Array => hash(new Uint8Array(0));

/** The roots of the complete subtrees that a tree of `size` falls into, largest first: all that appending needs. */
export type Frontier = { size: number; readonly peaks: Uint8Array[] };

export const emptyFrontier = (): Frontier => ({ size: 0, peaks: [] });

export const copyOfFrontier = (frontier: Frontier): Frontier => ({ size: frontier.size, peaks: [...frontier.peaks] });

/** Appends one leaf hash; the frontier grows in place. */
export function append(hash: Hash, frontier: Frontier, leaf: Uint8Array): void {
  let top = leaf;
  for (let size = frontier.size; size % 2 === 1; size = Math.floor(size / 2)) {
    const left = frontier.peaks.pop();
    if (!left) throw new Error("a frontier has fewer peaks than its size has bits");
    top = nodeHash(hash, left, top);
  }
  frontier.peaks.push(top);
  frontier.size += 1;
}

export function rootOf(hash: Hash, frontier: Frontier): Uint8Array {
  return frontier.peaks.reduceRight<Uint8Array | undefined>((right, left) => (right ? nodeHash(hash, left, right) : left), undefined) ?? emptyRoot(hash);
}

/** Root of a tree over hashes that are already there. */
export function rootOfHashes(hash: Hash, hashes: readonly Uint8Array[]): Uint8Array {
  const frontier = emptyFrontier();
  for (const each of hashes) append(hash, frontier, each);
  return rootOf(hash, frontier);
}

/** The leaves `start` to `end` (exclusive). */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A complete subtree: 2^level leaves from index * 2^level on. */
export interface Node {
  readonly level: number;
  readonly index: number;
}

/** The subtrees whose roots prove that the leaf `index` is in the tree of `size`; from the leaf's sibling up. */
export function inclusionRanges(index: number, size: number): readonly Range[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  const ranges: Range[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.toReversed();
}

/** The subtrees whose roots prove that the tree of `first` leaves is the beginning of the tree of `second`. */
export function consistencyRanges(first: number, second: number): readonly Range[] {
  if (first < 0 || first > second) throw new RangeError(`no consistency from ${first} to ${second}`);
  if (first === 0 || first === second) return [];
  const ranges: Range[] = [];
  let start = 0;
  let end = second;
  let whole = true;
  while (first !== end) {
    const middle = start + largestPowerBelow(end - start);
    if (first <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
      whole = false;
    }
  }
  // The old tree itself, where it is one subtree of the new one, is known to who asks.
  if (!whole) ranges.push({ start, end });
  return ranges.toReversed();
}

/** Root of a range that is a subtree of some tree, from the roots of complete subtrees that `node` looks up. */
export function rangeHash(hash: Hash, range: Range, node: (node: Node) => Uint8Array): Uint8Array {
  return nodesOf(range)
    .map(node)
    .reduceRight((right, left) => nodeHash(hash, left, right));
}

/** The complete subtrees that a range falls into, largest first. `start` must be a multiple of each. */
export function nodesOf({ start, end }: Range): readonly Node[] {
  const nodes: Node[] = [];
  for (let from = start; from < end; ) {
    const level = Math.floor(Math.log2(end - from));
    const width = 2 ** level;
    if (from % width !== 0) throw new RangeError(`${start} to ${end} is no subtree`);
    nodes.push({ level, index: from / width });
    from += width;
  }
  return nodes;
}

export interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly path: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** RFC 9162, 2.1.3.2. */
export function verifyInclusion(hash: Hash, { index, size, leafHash: leaf, path, root }: Inclusion): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  if (![leaf, root, ...path].every((each) => each.length === HASH_BYTES)) return false;
  let at = index;
  let last = size - 1;
  let reached = leaf;
  for (const sibling of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      reached = nodeHash(hash, sibling, reached);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else reached = nodeHash(hash, reached, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameBytes(reached, root);
}

export interface Consistency {
  readonly first: number;
  readonly second: number;
  readonly firstRoot: Uint8Array;
  readonly secondRoot: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/** RFC 9162, 2.1.4.2. The empty tree is the beginning of every tree. */
export function verifyConsistency(hash: Hash, { first, second, firstRoot, secondRoot, path }: Consistency): boolean {
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second) || first < 0 || first > second) return false;
  if (![firstRoot, secondRoot, ...path].every((each) => each.length === HASH_BYTES)) return false;
  if (first === second) return path.length === 0 && sameBytes(firstRoot, secondRoot);
  if (first === 0) return path.length === 0 && sameBytes(firstRoot, emptyRoot(hash));
  const [start, ...rest] = isPowerOfTwo(first) ? [firstRoot, ...path] : path;
  if (start === undefined || path.length === 0) return false;
  let at = first - 1;
  let last = second - 1;
  while (at % 2 === 1) {
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  let old = start;
  let now = start;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = nodeHash(hash, sibling, old);
      now = nodeHash(hash, sibling, now);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else now = nodeHash(hash, now, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameBytes(old, firstRoot) && sameBytes(now, secondRoot);
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

function isPowerOfTwo(size: number): boolean {
  return 2 ** Math.floor(Math.log2(size)) === size;
}

/** The largest power of two smaller than `size`, for a size of 2 or more. */
function largestPowerBelow(size: number): number {
  const power = 2 ** Math.floor(Math.log2(size));
  return power === size ? power / 2 : power;
}
