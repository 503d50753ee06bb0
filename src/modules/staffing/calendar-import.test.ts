import { describe, expect, test } from "vitest";
import { instant } from "#tests/clock.ts";
import { readCalendar } from "./calendar-import.ts";

const at = instant("2026-09-21T08:00:00Z");
const calendar = (...events: readonly string[]) => ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//", ...events, "END:VCALENDAR", ""].join("\r\n");
const event = (...lines: readonly string[]) => ["BEGIN:VEVENT", "DTSTAMP:20260901T000000Z", ...lines, "END:VEVENT"].join("\r\n");
const read = (...events: readonly string[]) => readCalendar(calendar(...events), "Europe/Madrid", at);

describe("COV-2 absences out of a calendar", () => {
  test.each([
    ["whole days end before the day that is named", event("UID:a", "DTSTART;VALUE=DATE:20261005", "DTEND;VALUE=DATE:20261010", "SUMMARY:Vacaciones"), { from: "2026-10-05", to: "2026-10-09" }],
    ["one whole day", event("UID:a", "DTSTART;VALUE=DATE:20261005"), { from: "2026-10-05", to: "2026-10-05" }],
    ["an instant in UTC", event("UID:a", "DTSTART:20261005T080000Z", "DTEND:20261005T100000Z"), { from: "2026-10-05T10:00", to: "2026-10-05T12:00" }],
    ["a time without a zone is the council's", event("UID:a", "DTSTART:20261005T080000", "DTEND:20261005T100000"), { from: "2026-10-05T08:00", to: "2026-10-05T10:00" }],
    ["over the night on which the clock is put back", event("UID:a", "DTSTART:20261024T220000Z", "DTEND:20261025T230000Z"), { from: "2026-10-25T00:00", to: "2026-10-26T00:00" }],
  ])("%s", (_what, text, when) => {
    expect(read(text)).toEqual({ found: [{ uid: "a", when }], unreadable: 0 });
  });

  test("a course every Tuesday is so many absences, and ends", () => {
    const found = read(event("UID:c", "DTSTART:20260915T070000Z", "DTEND:20260915T090000Z", "RRULE:FREQ=WEEKLY;COUNT=4"))?.found;
    expect(found?.map(({ when }) => when.from)).toEqual(["2026-09-22T09:00", "2026-09-29T09:00", "2026-10-06T09:00"]);
    expect(new Set(found?.map(({ uid }) => uid)).size).toBe(3);
  });

  test("a rule without an end stops with our outlook, in no time", () => {
    const started = performance.now();
    expect(read(event("UID:c", "DTSTART:20260921T070000Z", "DTEND:20260921T070001Z", "RRULE:FREQ=SECONDLY"))?.found.length).toBeLessThanOrEqual(2_000);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("what is over or was called off is left out; what cannot be read is counted", () => {
    expect(read(event("UID:o", "DTSTART;VALUE=DATE:20250101"), event("UID:x", "DTSTART;VALUE=DATE:20261005", "STATUS:CANCELLED"), event("UID:n", "SUMMARY:sin fecha"))).toEqual({ found: [], unreadable: 1 });
  });

  test.each(["", "hola", "<html></html>", "BEGIN:VCARD\r\nEND:VCARD\r\n"])("%j is no calendar", (text) => {
    expect(readCalendar(text, "Europe/Madrid", at)).toBeUndefined();
  });
});
