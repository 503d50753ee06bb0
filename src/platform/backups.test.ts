import { describe, expect, test } from "vitest";
import { instant } from "#tests/clock.ts";
import { overdueBackup } from "./backups.ts";

const founded = instant("2026-09-01T08:00:00.000Z");
const last = { at: instant("2026-09-20T02:00:00.000Z") };

describe("SEC-10 the last backup", () => {
  test("is young enough up to the days that the council has set", () => {
    expect(overdueBackup(last, founded, 2, instant("2026-09-22T02:00:00.000Z"))).toBeUndefined();
    expect(overdueBackup(last, founded, 2, instant("2026-09-22T02:00:00.001Z"))).toBe(last.at);
    expect(overdueBackup(last, founded, 3, instant("2026-09-22T02:00:00.001Z"))).toBeUndefined();
  });

  test("that was never taken counts from the founding", () => {
    expect(overdueBackup(undefined, founded, 2, instant("2026-09-02T08:00:00.000Z"))).toBeUndefined();
    expect(overdueBackup(undefined, founded, 2, instant("2026-09-04T08:00:00.000Z"))).toBe(founded);
  });
});
