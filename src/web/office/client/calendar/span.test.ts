import { describe, expect, test } from "vitest";
import { dayByArrow, daysOf, spanOf, stepped } from "./span.ts";

describe("EDI-6 the days of a view", () => {
  test.each([
    ["month", "2026-09-21", "2026-08-31", "2026-10-04"],
    ["month", "2026-10-25", "2026-09-28", "2026-11-01"],
    ["week", "2026-10-25", "2026-10-19", "2026-10-25"],
    ["week", "2027-03-28", "2027-03-22", "2027-03-28"],
    ["list", "2028-02-10", "2028-02-01", "2028-02-29"],
  ] as const)("EDI-6 %s around %s is from %s to %s", (view, day, from, to) => {
    expect(spanOf(view, day)).toEqual({ from, to });
  });

  test("EDI-6 a month is whole weeks also when the clock changes in it", () => {
    for (let month = 1; month <= 12; month += 1) expect(daysOf(spanOf("month", `2027-${String(month).padStart(2, "0")}-15`)).length % 7).toBe(0);
  });

  test("EDI-6 one goes on and back by month or week", () => {
    expect(stepped("month", "2026-12-31", 1)).toBe("2027-01-01");
    expect(stepped("list", "2026-03-31", -1)).toBe("2026-02-01");
    expect(stepped("week", "2026-10-25", 1)).toBe("2026-11-01");
  });

  test("EDI-6 an arrow moves by a day, or by a week", () => {
    expect(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Enter"].map((key) => dayByArrow("2026-10-25", key))).toEqual(["2026-10-24", "2026-10-26", "2026-10-18", "2026-11-01", undefined]);
  });
});
