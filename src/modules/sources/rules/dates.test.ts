import fc from "fast-check";
import { expect, test } from "vitest";
import { parseInstant } from "#kernel/instant.ts";
import { readDate } from "./dates.ts";

const two = (n: number) => String(n).padStart(2, "0");
const at = fc.date({ min: new Date("1970-01-03T00:00:00Z"), max: new Date("2199-12-30T00:00:00Z"), noInvalidDate: true }).map((date) => new Date(Math.floor(date.getTime() / 1_000) * 1_000));
const offset = fc.tuple(fc.constantFrom(1, -1), fc.integer({ min: 0, max: 14 }), fc.constantFrom(0, 0, 30, 45));

test("a date is the same instant in whatever way feeds write it", () => {
  fc.assert(fc.property(at, offset, (date, [sign, hours, minutes]) => {
    const zone = `${sign < 0 ? "-" : "+"}${two(hours)}:${two(minutes)}`;
    const there = new Date(date.getTime() + sign * (hours * 60 + minutes) * 60_000);
    const iso = there.toISOString().slice(0, 19);
    const mail = there.toUTCString().slice(0, 25);
    const expected = date.toISOString();
    for (const text of [date.toISOString(), `${date.toISOString().slice(0, 19)}Z`, `${iso}${zone}`, `${iso}.000${zone}`, `${iso}${zone.replace(":", "")}`, ` ${iso}${zone}\n`, `${iso.replace("T", " ")}${zone}`, date.toUTCString(), `${mail} ${zone.replace(":", "")}`, `${mail} ${zone}`, `${mail.slice(5)} ${zone}`]) expect([text, readDate(text)]).toEqual([text, expected]);
    expect(parseInstant(`${iso}${zone}`)).toBe(expected);
  }));
});

test("what is no date, or one that nobody can have meant", () => {
  for (const text of ["", "ayer", "2026-13-01T10:00:00Z", "2026-00-10T10:00:00Z", "2026-01-10T10:60:00Z", "2026-01-10T1a:00:00Z", "0202-09-21T10:00:00Z", "2300-01-01T00:00:00Z", "Mon, 21 Foo 2026 10:00:00 GMT", "Mon, 00 Sep 2026 10:00:00 GMT", "Mon, 21 Sep 0026 10:00:00 GMT"]) expect([text, readDate(text)]).toEqual([text, undefined]);
  // A day that the month does not have is one of the next.
  expect(readDate("2026-02-29T23:59:59Z")).toBe("2026-03-01T23:59:59.000Z");
  expect(readDate("Thu, 29 Feb 2024 23:30:00 -0100")).toBe("2024-03-01T00:30:00.000Z");
  expect(readDate("2026-09-21T24:00:00Z")).toBe("2026-09-22T00:00:00.000Z");
});
