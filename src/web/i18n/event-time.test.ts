import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recognise } from "#modules/drift/rules/recognise.ts";
import { fold } from "#modules/drift/rules/field.ts";
import { findPersonalData } from "#modules/publishing/rules/personal-data.ts";
import { formatter } from "./format.ts";
import { dayAndHours, sayEvent } from "./event-time.ts";

const zone = "Europe/Madrid";
const now = "2026-09-21T08:00:00.000Z";
const event: Parameters<typeof sayEvent>[0] = { startsAt: "2026-09-26T17:00:00.000Z", endsAt: null, wholeDays: false, place: "Centro Cívico El Prado", repeats: false };
const said = (change: Partial<typeof event>, language: string) => sayEvent({ ...event, ...change }, language, zone, now);

describe("EDI-1 when and where an event takes place, in words", () => {
  test.each([
    ["without an end", {}, "Sábado, 26 de septiembre, 19:00. Centro Cívico El Prado", "Irailaren 26a, larunbata, 19:00. Centro Cívico El Prado", "Saturday 26 September, 19:00. Centro Cívico El Prado"],
    ["with its end", { endsAt: "2026-09-26T18:30:00.000Z" }, "Sábado, 26 de septiembre, 19:00–20:30. Centro Cívico El Prado", "Irailaren 26a, larunbata, 19:00–20:30. Centro Cívico El Prado", "Saturday 26 September, 19:00–20:30. Centro Cívico El Prado"],
    ["until its day ends", { endsAt: "2026-09-26T22:00:00.000Z" }, "Sábado, 26 de septiembre, 19:00. Centro Cívico El Prado", "Irailaren 26a, larunbata, 19:00. Centro Cívico El Prado", "Saturday 26 September, 19:00. Centro Cívico El Prado"],
    ["into another day", { endsAt: "2026-09-27T01:00:00.000Z" }, "Sábado, 26 de septiembre, 19:00 – domingo, 27 de septiembre, 03:00. Centro Cívico El Prado", "Irailaren 26a, larunbata, 19:00 – irailaren 27a, igandea, 03:00. Centro Cívico El Prado", "Saturday 26 September, 19:00 – Sunday 27 September, 03:00. Centro Cívico El Prado"],
    ["a whole day", { startsAt: "2026-09-25T22:00:00.000Z", endsAt: "2026-09-26T22:00:00.000Z", wholeDays: true }, "Sábado, 26 de septiembre. Centro Cívico El Prado", "Irailaren 26a, larunbata. Centro Cívico El Prado", "Saturday 26 September. Centro Cívico El Prado"],
    ["several whole days", { startsAt: "2026-09-25T22:00:00.000Z", endsAt: "2026-09-28T22:00:00.000Z", wholeDays: true, place: "" }, "Sábado, 26 de septiembre – lunes, 28 de septiembre", "Irailaren 26a, larunbata – irailaren 28a, astelehena", "Saturday 26 September – Monday 28 September"],
    ["in another year", { startsAt: "2027-01-05T17:00:00.000Z", place: "" }, "Martes, 5 de enero de 2027, 18:00", "2027ko urtarrilaren 5a, asteartea, 18:00", "Tuesday, 5 January 2027, 18:00"],
    ["nowhere that is known", { place: " \n " }, "Sábado, 26 de septiembre, 19:00", "Irailaren 26a, larunbata, 19:00", "Saturday 26 September, 19:00"],
    ["again and again: the next time, not when it is over for good", { endsAt: "2027-06-01T10:00:00.000Z", repeats: true, place: "" }, "Sábado, 26 de septiembre, 19:00", "Irailaren 26a, larunbata, 19:00", "Saturday 26 September, 19:00"],
    ["with an end before its beginning", { endsAt: "2026-09-26T10:00:00.000Z", place: "" }, "Sábado, 26 de septiembre, 19:00", "Irailaren 26a, larunbata, 19:00", "Saturday 26 September, 19:00"],
  ] as const)("EDI-1 %s", (_what, change, es, eu, en) => {
    expect([said(change, "es"), said(change, "eu"), said(change, "en")]).toEqual([es, eu, en]);
  });

  test("EDI-9 days and hours apart, for a text that says them in two places", () => {
    const apart = (change: Partial<typeof event>) => dayAndHours({ ...event, ...change }, formatter("es", zone), now);
    expect(apart({})).toEqual({ day: "sábado, 26 de septiembre", hours: "19:00" });
    expect(apart({ endsAt: "2026-09-26T18:30:00.000Z" })).toEqual({ day: "sábado, 26 de septiembre", hours: "19:00–20:30" });
    expect(apart({ endsAt: "2026-09-27T01:00:00.000Z" })).toEqual({ day: "sábado, 26 de septiembre – domingo, 27 de septiembre", hours: "19:00" });
    expect(apart({ startsAt: "2026-09-25T22:00:00.000Z", endsAt: "2026-09-26T22:00:00.000Z", wholeDays: true })).toEqual({ day: "sábado, 26 de septiembre", hours: undefined });
  });

  test("EDI-1 by the clock of the council; in a language without words of its own nothing is said", () => {
    expect(sayEvent(event, "es", "Atlantic/Canary", now)).toBe("Sábado, 26 de septiembre, 18:00. Centro Cívico El Prado");
    expect(said({}, "ca")).toBeUndefined();
  });
});

const HALF_HOUR = 30 * 60_000;
const startOfDay = (day: string) => Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;
const iso = (ms: number) => new Date(ms).toISOString();
const wall = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
const two = (value: number) => String(value).padStart(2, "0");
const dayOf = (ms: number) => {
  const { year, month, day } = wall(ms);
  return `${year === 2026 ? "" : `${year}-`}${two(month)}-${two(day)}`;
};
const timeOf = (ms: number) => `${two(wall(ms).hour)}:${two(wall(ms).minute)}`;

const name = fc.constantFrom("El Prado", "Iturri", "Fuente", "Zabalgana", "Judimendi", "San Martín");
const place = fc.oneof(
  fc.tuple(fc.constantFrom("Centro Cívico", "centro cultural", "Plaza de la", "Calle", "Teatro", "Biblioteca"), name).map(([what, which]) => `${what} ${which}`),
  fc.tuple(name, fc.constantFrom("plaza", "liburutegia", "kiroldegia")).map(([which, what]) => `${which} ${what}`),
);
const folded = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\d]+/gu, " ").trim();

describe("EDI-1, DRI-3 for any event", () => {
  test("EDI-1, DRI-3 days, hours and place are found again as such in every language, and nothing else is; no check takes them for personal data", { timeout: 60_000 }, () => {
    fc.assert(fc.property(
      fc.integer({ min: startOfDay("2025-01-01") / HALF_HOUR, max: startOfDay("2028-12-30") / HALF_HOUR }), fc.option(fc.integer({ min: 1, max: 200 })), fc.boolean(), place, fc.constantFrom("es", "eu", "en"),
      (half, length, wholeDays, where, language) => {
        const start = wholeDays ? startOfDay(wall(half * HALF_HOUR).toPlainDate().toString()) : half * HALF_HOUR;
        const end = length === null ? null : wholeDays ? wall(start).add({ days: Math.ceil(length / 48) }).epochMilliseconds : start + length * HALF_HOUR;
        const text = sayEvent({ startsAt: iso(start), endsAt: end === null ? null : iso(end), wholeDays, place: where, repeats: false }, language, zone, now) ?? "";
        const found = recognise(fold(text));
        const of = (kind: string) => found.filter((field) => field.kind === kind && !/^w\d$/.test(field.value)).map(({ value }) => value);
        const last = end === null ? start : end - 1;
        const oneDay = dayOf(last) === dayOf(start);
        const saysEnd = !wholeDays && end !== null && !(oneDay && timeOf(end) === "00:00");
        expect(of("date"), text).toEqual([dayOf(start), ...(oneDay ? [] : [dayOf(wholeDays || end === null ? last : end)])]);
        expect(of("time"), text).toEqual(wholeDays ? [] : [timeOf(start), ...(saysEnd && end !== null ? [timeOf(end)] : [])]);
        expect(of("place").some((value) => folded(where).startsWith(value)), text).toBe(true);
        expect(found.filter(({ kind }) => !["date", "time", "place"].includes(kind)), text).toEqual([]);
        expect(findPersonalData(text), text).toEqual([]);
      },
    ), { numRuns: 2_000 });
  });
});
