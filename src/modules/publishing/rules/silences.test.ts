import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseId } from "#kernel/id.ts";
import { findSilences } from "./silences.ts";

const profileId = parseId<"profile">("00000000-0000-7000-8000-000000000001") ?? (() => { throw new Error("not an id"); })();
const days = Array.from({ length: 30 }, (_, day) => `2026-09-${String(day + 1).padStart(2, "0")}`);
const find = (spoken: readonly string[], least: number) => findSilences(days, new Map([[profileId, new Set(spoken)]]), least).map(({ from, to, days: count }) => [from, to, count]);

describe("EDI-6 gaps of the calendar", () => {
  test("EDI-6 a profile without posts for as long as the council says is a gap, with its days", () => {
    expect(find(["2026-09-01", "2026-09-10", "2026-09-13"], 7)).toEqual([["2026-09-14", "2026-09-30", 17], ["2026-09-02", "2026-09-09", 8]]);
    expect(find([], 7)).toEqual([["2026-09-01", "2026-09-30", 30]]);
    expect(find(days, 1)).toEqual([]);
  });

  test("EDI-6 a gap has no day with a post, and every long enough stretch without one is in a gap", () => {
    fc.assert(fc.property(fc.subarray(days), fc.integer({ min: 1, max: 10 }), (spoken, least) => {
      const gaps = find(spoken, least);
      const inGap = (day: string) => gaps.some(([from, to]) => day >= String(from) && day <= String(to));
      expect(spoken.filter(inGap)).toEqual([]);
      for (let at = 0; at + least <= days.length; at += 1) {
        const stretch = days.slice(at, at + least);
        if (stretch.every((day) => !spoken.includes(day))) expect(stretch.every(inGap)).toBe(true);
      }
    }));
  });
});
