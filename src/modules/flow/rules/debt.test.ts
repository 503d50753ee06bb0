import { describe, expect, test } from "vitest";
import { instantOf } from "#kernel/instant.ts";
import { addWorkingDays } from "./debt.ts";

const calendar = { zone: "Europe/Madrid", holidays: new Set(["2026-10-12"]) };
const at = (iso: string) => instantOf(Date.parse(iso));

describe("FLO-R5 what began on a profile is on the web a working day later", () => {
  test.each([
    ["a Monday", "2026-09-21T08:00:00Z", "2026-09-22T08:00:00Z"],
    ["a Friday", "2026-09-25T08:00:00Z", "2026-09-28T08:00:00Z"],
    ["a Saturday", "2026-09-26T20:00:00Z", "2026-09-28T20:00:00Z"],
    ["the Friday before a holiday", "2026-10-09T08:00:00Z", "2026-10-13T08:00:00Z"],
    ["the Friday before the clock is put back: the same time on the wall", "2026-10-23T08:00:00Z", "2026-10-26T09:00:00Z"],
  ])("of %s", (_, from, to) => expect(addWorkingDays(at(from), 1, calendar)).toBe(at(to)));
  test("no day is no wait", () => expect(addWorkingDays(at("2026-09-26T08:00:00Z"), 0, calendar)).toBe(at("2026-09-26T08:00:00Z")));
});
