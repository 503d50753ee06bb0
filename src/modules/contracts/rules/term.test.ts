import { describe, expect, test } from "vitest";
import { type Instant, instantOf, parseInstant, plusMs } from "#kernel/instant.ts";
import { alertAt, daysIn, stateAt, termOf } from "./term.ts";

const at = (text: string): Instant => parseInstant(text) ?? instantOf(Number.NaN);
const zone = "Europe/Madrid";

describe("CON-R3 the instant at which a contract ends by itself", () => {
  test.each([
    ["ends 3 October: 4 October at 00:00 (M7)", "2026-10-03", "2026-10-04T00:00:00+02:00"],
    ["ends the day before the clock is put back", "2026-10-24", "2026-10-25T00:00:00+02:00"],
    ["ends on the day on which the clock is put back", "2026-10-25", "2026-10-26T00:00:00+01:00"],
    ["ends on the day on which the clock is put forward", "2027-03-28", "2027-03-29T00:00:00+02:00"],
    ["ends with the year", "2026-12-31", "2027-01-01T00:00:00+01:00"],
  ])("%s", (_what, endsOn, end) => {
    const { to } = termOf("2026-01-01", endsOn, zone);
    expect(to).toBe(at(end));
    const contract = { inForceSince: at("2026-01-01T00:00:00Z"), endedAt: null, to };
    expect(stateAt(contract, 60, plusMs(to, -1))).toBe("expiring");
    expect(stateAt(contract, 60, to)).toBe("ended");
  });

  test("a contract that nobody put in force stays a draft, and one that was ended early is over", () => {
    const { to } = termOf("2026-01-01", "2026-10-03", zone);
    expect(stateAt({ inForceSince: null, endedAt: null, to }, 60, at("2026-09-21T08:00:00Z"))).toBe("draft");
    expect(stateAt({ inForceSince: at("2026-01-01T00:00:00Z"), endedAt: at("2026-09-01T00:00:00Z"), to }, 60, at("2026-09-21T08:00:00Z"))).toBe("ended");
    expect(stateAt({ inForceSince: at("2026-01-01T00:00:00Z"), endedAt: null, to }, 60, at("2026-06-21T08:00:00Z"))).toBe("in_force");
  });
});

test.each([
  ["2026-07-01T08:00:00Z", undefined],
  ["2026-08-05T08:00:00Z", 60],
  ["2026-09-03T21:59:59Z", 60],
  ["2026-09-03T22:00:00Z", 30],
  ["2026-09-21T22:00:00Z", 12],
  ["2026-10-03T21:00:00Z", 12],
  ["2026-10-03T22:00:00Z", undefined],
])("CON-R4 at %s the alert of %s days is due", (now, days) => {
  expect(alertAt(termOf("2026-01-01", "2026-10-03", zone).to, "60, 30, 12", at(now))).toBe(days);
});

test("CON-R4 what is not a number of days is passed over", () => {
  expect(daysIn("60, x, 12,, -3, 30")).toEqual([12, 30, 60]);
});
