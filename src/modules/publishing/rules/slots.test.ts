import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epochMsOf, instantOf, MINUTE } from "#kernel/instant.ts";
import { readWallTime, wallTimeAt } from "#kernel/wall-time.ts";
import { checkSlots, freeSlots, type Slots, slotsBetween } from "./slots.ts";

const calendar = { zone: "Europe/Madrid", holidays: new Set(["2026-10-12"]) };
const every = (...times: string[]): Slots => ({ week: Array.from({ length: 7 }, () => times), onHolidays: false });
const locals = (slots: Slots, from: string, to: string) => slotsBetween(slots, from, to, calendar).map(({ local }) => local);
const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
const day = fc.integer({ min: 0, max: 800 }).map((days) => Temporal.PlainDate.from("2026-01-01").add({ days }).toString());

describe("EDI-6 slots", () => {
  test("EDI-6 keep their hour on the wall when the clock changes", () => {
    expect(slotsBetween(every("09:00"), "2026-10-24", "2026-10-26", calendar).map(({ at }) => at)).toEqual(["2026-10-24T07:00:00.000Z", "2026-10-25T08:00:00.000Z", "2026-10-26T08:00:00.000Z"]);
  });

  test("EDI-6 on 25 October 2026 the slot of 02:30 is the first of the two, once; on 28 March 2027 there is none", () => {
    expect(slotsBetween(every("02:30"), "2026-10-25", "2026-10-25", calendar)).toEqual([{ local: "2026-10-25T02:30", at: "2026-10-25T00:30:00.000Z" }]);
    expect(locals(every("02:30", "10:00"), "2027-03-28", "2027-03-28")).toEqual(["2027-03-28T10:00"]);
  });

  test("EDI-6 a holiday has none unless the profile says so", () => {
    expect(locals(every("09:00"), "2026-10-12", "2026-10-12")).toEqual([]);
    expect(slotsBetween({ ...every("09:00"), onHolidays: true }, "2026-10-12", "2026-10-12", calendar)).toHaveLength(1);
  });

  test("EDI-R7 a slot is free when nothing is within the spacing of it, and it is still to come", () => {
    const slots = slotsBetween(every("18:30", "09:00"), "2026-09-21", "2026-09-22", calendar);
    const free = (taken: readonly string[], now = "2026-09-21T08:00:00.000Z") => freeSlots(slots, instantOf(Date.parse(now)), taken.map((at) => instantOf(Date.parse(at))), 30).map(({ local }) => local);
    expect(free([])).toEqual(["2026-09-21T18:30", "2026-09-22T09:00", "2026-09-22T18:30"]);
    expect(free(["2026-09-21T16:59:59Z"])).toEqual(["2026-09-22T09:00", "2026-09-22T18:30"]);
    expect(free(["2026-09-21T17:00:00Z", "2026-09-22T06:45:00Z"])).toEqual(["2026-09-21T18:30", "2026-09-22T18:30"]);
  });

  test("EDI-6 every slot shows its hour on the wall, they come in order, and Temporal reads the same instant", () => {
    fc.assert(fc.property(fc.uniqueArray(time, { maxLength: 5 }), day, fc.integer({ min: 0, max: 20 }), (times, from, length) => {
      const to = Temporal.PlainDate.from(from).add({ days: length }).toString();
      const found = slotsBetween(every(...times), from, to, calendar);
      for (const { local, at } of found) {
        expect(wallTimeAt(at, calendar.zone).local).toBe(local);
        expect(epochMsOf(at)).toBe(Temporal.PlainDateTime.from(local).toZonedDateTime(calendar.zone, { disambiguation: "earlier" }).epochMilliseconds);
        expect(readWallTime({ local, zone: calendar.zone }).kind).not.toBe("never");
      }
      expect(found.map(({ at }) => at)).toEqual(found.map(({ at }) => at).toSorted());
      expect(new Set(found.map(({ local }) => local)).size).toBe(found.length);
    }));
  });

  test("EDI-R7 no free slot is within the spacing of anything, whatever is taken", () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 7 * 1_440 })), fc.integer({ min: 0, max: 240 }), (minutes, spacing) => {
      const taken = minutes.map((minute) => instantOf(Date.parse("2026-09-21T00:00:00Z") + minute * MINUTE));
      for (const { at } of freeSlots(slotsBetween(every("09:00", "13:00"), "2026-09-21", "2026-09-28", calendar), instantOf(0), taken, spacing)) {
        for (const other of taken) expect(Math.abs(epochMsOf(at) - epochMsOf(other))).toBeGreaterThanOrEqual(spacing * MINUTE);
      }
    }));
  });

  test("EDI-6 what is no hour, or the same one twice, is said by its day", () => {
    expect(checkSlots(every("09:00"))).toBeUndefined();
    expect(checkSlots(every("24:00"))).toEqual({ kind: "bad-slots", day: 1 });
    expect(checkSlots({ week: [[], ["9:00"]], onHolidays: false })).toEqual({ kind: "bad-slots", day: 2 });
    expect(checkSlots({ week: [[], [], ["09:00", "09:00"]], onHolidays: false })).toEqual({ kind: "bad-slots", day: 3 });
  });
});
