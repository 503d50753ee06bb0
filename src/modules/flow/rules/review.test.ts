import { describe, expect, test } from "vitest";
import { DAY, instantOf, plusMs } from "#kernel/instant.ts";
import { agingKinds, likelyKind, readCycles, reviewDue } from "./review.ts";

const looked = instantOf(Date.UTC(2026, 0, 10, 9));
const cycles = readCycles("");

describe("FLO-R2 a page is looked at again after the cycle of its kind", () => {
  test.each([["procedure", 180], ["project", 90], ["facility", 180], ["news", 365], ["notice", 7]] as const)("%s: %i days", (kind, days) => {
    expect(reviewDue(kind, looked, null, cycles)).toBe(plusMs(looked, days * DAY));
    expect(reviewDue(kind, looked, plusMs(looked, DAY), cycles)).toBe(plusMs(looked, days * DAY));
  });
  test.each(["activity", "event"] as const)("%s: when it ends", (kind) => {
    const ends = plusMs(looked, 3 * DAY);
    expect(reviewDue(kind, looked, ends, cycles)).toBe(ends);
  });
  test("what was looked at after its end, or has none, is looked at like a notice", () => {
    expect(reviewDue("event", looked, plusMs(looked, -DAY), cycles)).toBe(plusMs(looked, 7 * DAY));
    expect(reviewDue("activity", looked, null, cycles)).toBe(plusMs(looked, 7 * DAY));
  });
  test("the council sets its cycles; what cannot be read keeps the default", () => {
    expect(readCycles("procedure: 30, notice : 3, project: x, unknown: 4, facility: 0")).toEqual({ procedure: 30, project: 90, facility: 180, news: 365, notice: 3 });
  });
});

test("FLO-4 the kind of a web says what its pages most likely are", () => {
  expect(likelyKind("sede", false)).toBe("procedure");
  expect(likelyKind("agenda", false)).toBe("event");
  expect(likelyKind("blog", true)).toBe("news");
  expect([likelyKind("www", true), likelyKind("www", false)]).toEqual(["activity", "news"]);
  for (const kind of ["www", "sede", "minisite", "blog", "press", "agenda", "open_data"]) expect(agingKinds).toContain(likelyKind(kind, false));
});
