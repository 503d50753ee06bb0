import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, sha256 } from "../notes/sha256.ts";
import vectors from "../testdata/merkle-vectors.json" with { type: "json" };
import {
  append, consistencyRanges, emptyFrontier, inclusionRanges, leafHash, nodeHash, nodesOf, rangeHash, rootOf, rootOfHashes,
  sameBytes, verifyConsistency, verifyInclusion,
} from "./tree.ts";

const base64 = (text: string | null) => new Uint8Array(Buffer.from(text ?? "", "base64"));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** The definition of RFC 6962, section 2.1, word for word: slow and without any cleverness. */
function definition(hashes: readonly Uint8Array[]): Uint8Array {
  const [first] = hashes;
  if (!first) return sha256(new Uint8Array(0));
  if (hashes.length === 1) return first;
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  return nodeHash(sha256, definition(hashes.slice(0, k)), definition(hashes.slice(k)));
}

const LARGEST = 300;
const leaves = Array.from({ length: LARGEST }, (_, index) => leafHash(sha256, bytesOf(`entry ${index}`)));
const roots = Array.from({ length: LARGEST + 1 }, (_, size) => definition(leaves.slice(0, size)));
const rootAt = (size: number) => roots[size] ?? new Uint8Array(0);
const node = ({ level, index }: { level: number; index: number }) => definition(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));
const proveInclusion = (index: number, size: number) => inclusionRanges(index, size).map((range) => rangeHash(sha256, range, node));
const proveConsistency = (first: number, second: number) => consistencyRanges(first, second).map((range) => rangeHash(sha256, range, node));

/** An index within a size, and a size up to the largest. */
const anyLeaf = fc.integer({ min: 1, max: LARGEST }).chain((size) => fc.tuple(fc.integer({ min: 0, max: size - 1 }), fc.constant(size)));
const anyBit = fc.tuple(fc.nat(31), fc.nat(7));
const flipped = (bytes: Uint8Array, [byte, bit]: readonly [number, number]) => bytes.map((value, at) => (at === byte ? value ^ (1 << bit) : value));

describe("the tree of RFC 6962", () => {
  test("EVI-2 has the roots of the eight well-known leaves", () => {
    // The test leaves of the Certificate Transparency reference implementation.
    const known = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    const hashes = known.map((text) => leafHash(sha256, new Uint8Array(Buffer.from(text, "hex"))));
    const frontier = emptyFrontier();
    const found = [hex(rootOf(sha256, frontier))];
    for (const leaf of hashes) {
      append(sha256, frontier, leaf);
      found.push(hex(rootOf(sha256, frontier)));
    }
    expect(found).toEqual([
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]);
  });

  test("EVI-2 grows to the root of the definition at every size from 0 to 300", () => {
    const frontier = emptyFrontier();
    for (let size = 0; size <= LARGEST; size += 1) {
      expect(sameBytes(rootOf(sha256, frontier), rootAt(size)), `size ${size}`).toBe(true);
      const next = leaves[size];
      if (next) append(sha256, frontier, next);
    }
    expect(sameBytes(rootOfHashes(sha256, leaves), rootAt(LARGEST))).toBe(true);
  });

  test("EVI-2 proves every leaf of every size", () => {
    for (const size of [...Array.from({ length: 70 }, (_, at) => at + 1), 127, 128, 129, 255, 256, 257, LARGEST]) {
      for (let index = 0; index < size; index += size > 70 ? 7 : 1) {
        const leaf = leaves[index] ?? new Uint8Array(0);
        const proof = { index, size, leafHash: leaf, path: proveInclusion(index, size), root: rootAt(size) };
        expect(verifyInclusion(sha256, proof), `${index} of ${size}`).toBe(true);
      }
    }
  });

  test("EVI-2 proves that every size is the beginning of every larger one", () => {
    for (const second of [...Array.from({ length: 40 }, (_, at) => at), 64, 65, 255, 256, 257, LARGEST]) {
      for (let first = 0; first <= second; first += second > 70 ? 5 : 1) {
        const proof = { first, second, firstRoot: rootAt(first), secondRoot: rootAt(second), path: proveConsistency(first, second) };
        expect(verifyConsistency(sha256, proof), `${first} to ${second}`).toBe(true);
      }
    }
  });

  test("EVI-R2 no changed, shortened, lengthened or misplaced inclusion proof passes", () => {
    fc.assert(
      fc.property(anyLeaf, fc.nat(), anyBit, ([index, size], which, bit) => {
        const leaf = leaves[index] ?? new Uint8Array(0);
        const path = proveInclusion(index, size);
        const right = { index, size, leafHash: leaf, path, root: rootAt(size) };
        expect(verifyInclusion(sha256, right)).toBe(true);
        expect(verifyInclusion(sha256, { ...right, root: flipped(right.root, bit) })).toBe(false);
        expect(verifyInclusion(sha256, { ...right, leafHash: flipped(leaf, bit) })).toBe(false);
        expect(verifyInclusion(sha256, { ...right, path: [...path, leaf] })).toBe(false);
        expect(verifyInclusion(sha256, { ...right, index: size })).toBe(false);
        expect(verifyInclusion(sha256, { ...right, index: (index + 1) % size })).toBe(size === 1);
        if (path.length === 0) return;
        const place = which % path.length;
        expect(verifyInclusion(sha256, { ...right, path: path.map((each, at) => (at === place ? flipped(each, bit) : each)) })).toBe(false);
        expect(verifyInclusion(sha256, { ...right, path: path.filter((_, at) => at !== place) })).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test("EVI-R2 no changed, shortened or lengthened consistency proof passes", () => {
    fc.assert(
      fc.property(anyLeaf, fc.nat(), anyBit, ([less, second], which, bit) => {
        const first = less + 1;
        const path = proveConsistency(first, second);
        const right = { first, second, firstRoot: rootAt(first), secondRoot: rootAt(second), path };
        expect(verifyConsistency(sha256, right)).toBe(true);
        expect(verifyConsistency(sha256, { ...right, firstRoot: flipped(right.firstRoot, bit) })).toBe(false);
        expect(verifyConsistency(sha256, { ...right, secondRoot: flipped(right.secondRoot, bit) })).toBe(false);
        expect(verifyConsistency(sha256, { ...right, path: [...path, right.firstRoot] })).toBe(false);
        if (path.length === 0) return;
        const place = which % path.length;
        expect(verifyConsistency(sha256, { ...right, path: path.map((each, at) => (at === place ? flipped(each, bit) : each)) })).toBe(false);
        expect(verifyConsistency(sha256, { ...right, path: path.filter((_, at) => at !== place) })).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test("EVI-2 a range falls into complete subtrees, at sizes that 32 bits cannot count", () => {
    expect(nodesOf({ start: 2 ** 40, end: 2 ** 40 + 5 })).toEqual([{ level: 2, index: 2 ** 38 }, { level: 0, index: 2 ** 40 + 4 }]);
    expect(() => nodesOf({ start: 2, end: 6 })).toThrow(/no subtree/);
    expect(inclusionRanges(2 ** 45, 2 ** 45 + 1)).toEqual([{ start: 0, end: 2 ** 45 }]);
    expect(() => inclusionRanges(3, 3)).toThrow(/no leaf/);
    expect(() => consistencyRanges(4, 3)).toThrow(/no consistency/);
  });
});

describe("the vectors of transparency-dev/merkle", () => {
  test.each(vectors.inclusion)("EVI-4 inclusion $from", ({ leafIdx, treeSize, leafHash: leaf, proof, root, wantErr }) => {
    const given = { index: leafIdx, size: treeSize, leafHash: base64(leaf), path: (proof ?? []).map(base64), root: base64(root) };
    expect(verifyInclusion(sha256, given)).toBe(!wantErr);
  });

  test.each(vectors.consistency)("EVI-4 consistency $from", ({ size1, size2, root1, root2, proof, wantErr }) => {
    const given = { first: size1, second: size2, firstRoot: base64(root1), secondRoot: base64(root2), path: (proof ?? []).map(base64) };
    // One vector passes two equal roots of 12 bytes; what is no hash is refused here.
    const areHashes = given.firstRoot.length === 32 && given.secondRoot.length === 32;
    expect(verifyConsistency(sha256, given)).toBe(!wantErr && areHashes);
  });
});
