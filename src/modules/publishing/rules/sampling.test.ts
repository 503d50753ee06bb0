import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isDrawn, keptBack, readOneIn, type Routine } from "./sampling.ts";

const routine: Routine = { isPermitted: true, isCorrection: false, hasException: false, isElectionCalled: false, isByContractor: false, isByAdviser: false, profileStates: ["active"], isTeamAtRisk: false, findings: 0 };

describe("ROL-R7 what may go out without prior approval where the council samples", () => {
  test("a routine publication on active profiles, with nothing found", () => {
    expect(keptBack(routine)).toEqual([]);
  });

  test.each([
    [{ isPermitted: false }, "not-permitted"], [{ isCorrection: true }, "correction"], [{ hasException: true }, "exception"], [{ isElectionCalled: true }, "electoral"], [{ isByContractor: true }, "external"], [{ isByAdviser: true }, "adviser"],
    [{ profileStates: ["active", "closing"] }, "closing"], [{ profileStates: ["dormant"] }, "closing"], [{ isTeamAtRisk: true }, "team-at-risk"], [{ findings: 1 }, "findings"],
  ] as const)("not with %j", (change, reason) => {
    expect(keptBack({ ...routine, ...change })).toEqual([reason]);
  });

  test("every reason is told, not the first", () => {
    expect(keptBack({ ...routine, hasException: true, findings: 2, isByContractor: true })).toEqual(["exception", "external", "findings"]);
  });
});

describe("the draw", () => {
  const digest = fc.array(fc.constantFrom(..."0123456789abcdef".split("")), { minLength: 64, maxLength: 64 }).map((letters) => letters.join(""));

  test("the same digest is drawn the same, and one in one is everything", () => {
    fc.assert(fc.property(digest, fc.integer({ min: 1, max: 1_000 }), (hex, oneIn) => {
      expect(isDrawn(hex, oneIn)).toBe(isDrawn(hex, oneIn));
      expect(isDrawn(hex, 1)).toBe(true);
    }));
  });

  test("over many digests the share is what was asked for", () => {
    const some = fc.sample(digest, { numRuns: 20_000, seed: 20_260_921 });
    for (const oneIn of [2, 5, 10]) expect(some.filter((hex) => isDrawn(hex, oneIn)).length / some.length).toBeCloseTo(1 / oneIn, 1);
  });

  test("a share that makes no sense is read as everything", () => {
    expect([0, -3, 0.2, 1.4, 5].map(readOneIn)).toEqual([1, 1, 1, 1, 5]);
  });
});
