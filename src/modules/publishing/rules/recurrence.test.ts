import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epochMsOf } from "#kernel/instant.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import { checkRecurrence, occurrencesBetween, type Recurrence } from "./recurrence.ts";

const zone = "Europe/Madrid";
const weekly = (change: Partial<Recurrence> = {}): Recurrence => ({ every: { kind: "week", weekdays: [1], weeks: 1 }, time: "09:00", from: "2026-10-19", until: null, ...change });
const sundays = (time: string): Recurrence => weekly({ every: { kind: "week", weekdays: [7], weeks: 1 }, time, from: "2026-10-01" });

describe("EDI-9 recurring posts on the wall clock", () => {
  test("EDI-9 every Monday at 09:00 stays at 09:00 when the clock is put back", () => {
    expect(occurrencesBetween(weekly(), "2026-10-01", "2026-11-02", zone).map(({ at }) => at)).toEqual(["2026-10-19T07:00:00.000Z", "2026-10-26T08:00:00.000Z", "2026-11-02T08:00:00.000Z"]);
  });

  test("EDI-9 on 25 October 2026 02:30 comes twice: it is the first, once", () => {
    expect(occurrencesBetween(sundays("02:30"), "2026-10-25", "2026-10-25", zone)).toEqual([{ day: "2026-10-25", local: "2026-10-25T02:30", at: "2026-10-25T00:30:00.000Z" }]);
  });

  test("EDI-9 on 28 March 2027 there is no 02:30: it has no instant, and a person says when", () => {
    expect(occurrencesBetween(sundays("02:30"), "2027-03-21", "2027-04-04", zone).map(({ day, at }) => [day, at])).toEqual([
      ["2027-03-21", "2027-03-21T01:30:00.000Z"], ["2027-03-28", null], ["2027-04-04", "2027-04-04T00:30:00.000Z"],
    ]);
  });

  test("EDI-9 every other week is counted from the first one, and a month without a 31st has none", () => {
    const other = weekly({ every: { kind: "week", weekdays: [2, 5], weeks: 2 }, from: "2026-09-23" });
    expect(occurrencesBetween(other, "2026-09-01", "2026-10-16", zone).map(({ day }) => day)).toEqual(["2026-09-25", "2026-10-06", "2026-10-09"]);
    expect(occurrencesBetween(weekly({ every: { kind: "month", day: 31 }, from: "2026-09-01" }), "2026-09-01", "2026-12-31", zone).map(({ day }) => day)).toEqual(["2026-10-31", "2026-12-31"]);
  });

  test("EDI-9 what cannot be read is named by its field", () => {
    expect(checkRecurrence(weekly())).toBeUndefined();
    expect(checkRecurrence(weekly({ every: { kind: "week", weekdays: [], weeks: 1 } }))).toMatchObject({ field: "weekdays" });
    expect(checkRecurrence(weekly({ every: { kind: "month", day: 32 } }))).toMatchObject({ field: "day" });
    expect(checkRecurrence(weekly({ time: "9:00" }))).toMatchObject({ field: "time" });
    expect(checkRecurrence(weekly({ from: "2026-02-30" }))).toMatchObject({ field: "from" });
    expect(checkRecurrence(weekly({ until: "2026-10-18" }))).toMatchObject({ field: "until" });
  });

  test("EDI-9 as Temporal has it: one a day at most, always at its hour on the wall, none lost but where there is no such hour", () => {
    const two = (value: number) => String(value).padStart(2, "0");
    const any = fc.record({
      weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), weeks: fc.integer({ min: 1, max: 4 }), hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }), start: fc.integer({ min: 0, max: 700 }),
    });
    fc.assert(fc.property(any, fc.constantFrom("Europe/Madrid", "Atlantic/Canary", "America/Santiago", "Asia/Kolkata", "Australia/Lord_Howe"), ({ weekdays, weeks, hour, minute, start }, somewhere) => {
      const first = Temporal.PlainDate.from("2026-01-01").add({ days: start });
      const last = first.add({ days: 120 });
      const recurrence: Recurrence = { every: { kind: "week", weekdays, weeks }, time: `${two(hour)}:${two(minute)}`, from: first.toString(), until: null };
      const found = occurrencesBetween(recurrence, "2026-01-01", last.toString(), somewhere);
      expect(new Set(found.map(({ day }) => day)).size).toBe(found.length);
      const monday = first.subtract({ days: first.dayOfWeek - 1 });
      let expected = 0;
      for (let day = first; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
        if (weekdays.includes(day.dayOfWeek) && Math.floor(day.since(monday).days / 7) % weeks === 0) expected += 1;
      }
      expect(found.length).toBe(expected);
      for (const { local, at } of found) {
        const plain = Temporal.PlainDateTime.from(local);
        const exact = plain.toZonedDateTime(somewhere, { disambiguation: "earlier" });
        if (at === null) expect(exact.toPlainDateTime().equals(plain)).toBe(false);
        else {
          expect(epochMsOf(at)).toBe(exact.epochMilliseconds);
          expect(wallTimeAt(at, somewhere).local).toBe(local);
        }
      }
    }), { numRuns: 60 });
  });
});
