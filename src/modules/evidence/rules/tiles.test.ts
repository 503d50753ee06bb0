import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBundle, encodeBundle, leavesUnder, levelsOf, parsePublishedPath, placeOf, publishedPath, tilesAt } from "./tiles.ts";

describe("tiles", () => {
  test("EVI-2 the tree of 70,000 of the specification has the tiles that it says", () => {
    expect([0, 1, 2].map((level) => tilesAt(level, 70_000))).toEqual([
      { full: 273, partial: 112 },
      { full: 1, partial: 17 },
      { full: 0, partial: 1 },
    ]);
    expect(levelsOf(70_000)).toBe(3);
    expect([0, 1].map((level) => tilesAt(level, 256))).toEqual([{ full: 1, partial: 0 }, { full: 0, partial: 1 }]);
    expect([0, 1, 255, 256, 65_535, 65_536].map(levelsOf)).toEqual([0, 1, 1, 2, 2, 3]);
  });

  test("EVI-2 paths are written as the specification says", () => {
    expect(publishedPath(0, 1_234_067)).toBe("tile/0/x001/x234/067");
    expect(publishedPath(0, 0)).toBe("tile/0/000");
    expect(publishedPath(3, 1_000, 7)).toBe("tile/3/x001/000.p/7");
    expect(publishedPath("entries", 273, 112)).toBe("tile/entries/273.p/112");
    expect(leavesUnder(1, 2, 3)).toEqual({ from: 131_072, to: 131_840 });
  });

  test("EVI-2 every path written is read back as it was meant", () => {
    fc.assert(
      fc.property(fc.oneof(fc.constant("entries" as const), fc.nat(63)), fc.nat(2 ** 31), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
        const part = { index, ...(width === 256 ? {} : { width }) };
        expect(parsePublishedPath(publishedPath(level, index, width))).toEqual(
          level === "entries" ? { kind: "entries", ...part } : { kind: "tile", level, ...part },
        );
      }),
    );
    expect(parsePublishedPath("checkpoint")).toEqual({ kind: "checkpoint" });
  });

  test.each([
    "", "/checkpoint", "checkpoint/", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/0/0000", "tile/00/000", "tile/-1/000", "tile/64/000",
    "tile/0/1/000", "tile/0/x001", "tile/0/x000/001", "tile/0/001/002", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01",
    "tile/0/000.p", "tile/0/000.p/1/", "tile/entries/../000", "tile/data/000", "tile/0/000\n", "tile/0/x999/x999/x999/x999/x999/999",
  ])("EVI-2 %j is no path of a log", (path) => {
    expect(parsePublishedPath(path)).toBeUndefined();
  });

  test("EVI-2 a subtree lies within one tile, where its leaves are", () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(100_000), (level, index) => {
        const place = placeOf({ level, index });
        const each = 256 ** place.level;
        expect(place.to).toBeLessThanOrEqual(256);
        expect((place.index * 256 + place.from) * each).toBe(index * 2 ** level);
        expect((place.to - place.from) * each).toBe(2 ** level);
      }),
    );
  });

  test("EVI-2 a bundle gives back its entries, and nothing when it is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { minLength: 1, maxLength: 20 }), fc.nat(), (entries, cut) => {
        const bundle = encodeBundle(entries);
        expect(decodeBundle(bundle)).toEqual(entries);
        const shorter = decodeBundle(bundle.subarray(0, cut % bundle.length));
        expect(shorter === undefined || shorter.length < entries.length).toBe(true);
      }),
    );
    expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow(/does not fit/);
    expect(decodeBundle(encodeBundle([new Uint8Array(65_535)]))?.[0]?.length).toBe(65_535);
  });
});
