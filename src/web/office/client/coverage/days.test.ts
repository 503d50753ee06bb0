import { expect, test } from "vitest";
import { formatter } from "#web/i18n/format.ts";
import { translatorFor } from "#web/i18n/messages.ts";
import { spanInWords } from "./days.ts";

const office = { t: translatorFor("es"), format: formatter("es", "Europe/Madrid") };

test("an absence of whole days says its last day, not the one on which the person is back", () => {
  expect(spanInWords(office, { from: "2026-09-30T22:00:00.000Z", to: "2026-10-02T22:00:00.000Z" })).toBe("del 1 de octubre al 2 de octubre");
});

test("an absence of one day is that day, also when the clocks change in it", () => {
  expect(spanInWords(office, { from: "2026-10-24T22:00:00.000Z", to: "2026-10-25T23:00:00.000Z" })).toBe("25 de octubre");
});

test("an absence of some hours says them", () => {
  expect(spanInWords(office, { from: "2026-10-01T08:00:00.000Z", to: "2026-10-01T10:30:00.000Z" })).toMatch(/10:00.*12:30/);
});

test("a turn over a night says its hours on both days", () => {
  expect(spanInWords(office, { from: "2026-09-20T18:00:00.000Z", to: "2026-09-21T06:00:00.000Z" })).toBe("20 de septiembre, 20:00 – 21 de septiembre, 08:00");
});
