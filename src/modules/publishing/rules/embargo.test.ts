import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instantOf } from "#kernel/instant.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import { embargoEnd, notBefore } from "./embargo.ts";

const zone = "Europe/Madrid";
const end = (local: string) => embargoEnd({ embargo: { local } }, zone);

describe("EDI-7 embargo", () => {
  test("EDI-7 ends when the council's clock says so; of two hours at the later, of none at the one that is shown instead", () => {
    expect(embargoEnd({}, zone)).toBeUndefined();
    expect(end("2026-09-29T12:00")).toBe("2026-09-29T10:00:00.000Z");
    expect(end("2026-10-25T02:30")).toBe("2026-10-25T01:30:00.000Z");
    expect(end("2027-03-28T02:30")).toBe("2027-03-28T01:30:00.000Z");
    expect(end("mañana")).toBe("unreadable");
  });

  test("EDI-7 nothing is ever allowed before the clock has come to its end", () => {
    fc.assert(fc.property(fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2028, 0) }), fc.integer({ min: 0, max: 600_000_000 }), (ms, before) => {
      const at = instantOf(Math.floor(ms / 60_000) * 60_000);
      const ends = end(wallTimeAt(at, zone).local);
      expect(typeof ends === "string" && ends >= at).toBe(true);
      const asked = instantOf(ms - before);
      const allowed = notBefore(asked, at);
      expect(allowed >= at && allowed >= asked).toBe(true);
    }));
  });
});
