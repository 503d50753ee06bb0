import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instantOf } from "./instant.ts";
import { readWallTime, wallTimeAt } from "./wall-time.ts";

const zone = "Europe/Madrid";

describe("wall time", () => {
  test("P13 02:30 on 25 October 2026 comes twice and is asked", () => {
    expect(readWallTime({ local: "2026-10-25T02:30", zone })).toEqual({ kind: "twice", earlier: "2026-10-25T00:30:00.000Z", later: "2026-10-25T01:30:00.000Z" });
  });

  test("P13 02:30 on 28 March 2027 does not exist and is asked", () => {
    expect(readWallTime({ local: "2027-03-28T02:30", zone })).toEqual({ kind: "never", next: "2027-03-28T01:30:00.000Z" });
  });

  test.each(["2026-02-30T10:00", "2026-13-01T10:00", "mañana", "", "2026-09-21T25:00", "2026-09-21 10:00"])("%s is unreadable", (local) => {
    expect(readWallTime({ local, zone })).toEqual({ kind: "unreadable" });
  });

  test("an unknown zone is unreadable, not a crash", () => {
    expect(readWallTime({ local: "2026-09-21T10:00", zone: "Europe/Gasteiz" })).toEqual({ kind: "unreadable" });
  });

  test("every instant is read back from what the clock shows at it", () => {
    fc.assert(fc.property(fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) }), (ms) => {
      const at = instantOf(Math.floor(ms / 60_000) * 60_000);
      const reading = readWallTime(wallTimeAt(at, zone));
      expect(reading.kind === "once" ? [reading.at] : reading.kind === "twice" ? [reading.earlier, reading.later] : []).toContain(at);
    }));
  });
});
