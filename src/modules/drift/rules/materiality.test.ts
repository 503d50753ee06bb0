import { describe, expect, test } from "vitest";
import { DAY, HOUR, type Instant, MINUTE, parseInstant, plusMs } from "#kernel/instant.ts";
import { isMaterial } from "./materiality.ts";
import { nextLook, readHours, type Rhythm, retryAfter } from "./schedule.ts";
import { suggest } from "./suggest.ts";

const at = (text: string): Instant => {
  const instant = parseInstant(text);
  if (!instant) throw new Error(`no instant: ${text}`);
  return instant;
};
const now = at("2026-09-21T10:00:00Z");

describe("DRI-R1 DRI-R3 DRI-R4 what makes a post wrong", () => {
  const time = { kind: "time", before: "19:00", after: "20:00" } as const;
  const drift = { changes: [time], before: "live", after: "live", validUntil: null } as const;

  test.each(["date", "time", "place", "amount", "deadline", "phone", "url", "status"] as const)("DRI-R1 a change of %s is material", (kind) =>
    expect(isMaterial({ ...drift, changes: [{ ...time, kind }] }, now)).toBe(true));
  test("DRI-R1 while the item holds, and no longer", () => {
    expect(isMaterial({ ...drift, validUntil: now }, now)).toBe(true);
    expect(isMaterial({ ...drift, validUntil: plusMs(now, -1) }, now)).toBe(false);
  });
  test("DRI-R3 a title or words that changed are not", () => {
    expect(isMaterial({ ...drift, changes: [{ ...time, kind: "title" }] }, now)).toBe(false);
    expect(isMaterial({ ...drift, changes: [{ kind: "words", before: null, after: null }] }, now)).toBe(false);
  });
  test.each(["gone", "not_in_force"] as const)("DRI-R4 a page that is %s is, whatever changed and whenever", (after) =>
    expect(isMaterial({ changes: [], before: "live", after, validUntil: plusMs(now, -DAY) }, now)).toBe(true));
});

describe("DRI-2 when a page is looked at again", () => {
  const rhythm: Rhythm = { hours: readHours("1, 6, 24, 168"), everyDays: 30, watchDays: 365 };
  const after = (ms: number, isOpen = false) => {
    const next = nextLook({ since: now, now: plusMs(now, ms), isOpen }, rhythm);
    return next && (Date.parse(next) - Date.parse(now)) / HOUR;
  };

  test("after an hour, six, a day, a week, and then every month", () => {
    expect([0, HOUR, 2 * HOUR, 6 * HOUR, DAY, 7 * DAY, 37 * DAY].map((ms) => after(ms))).toEqual([1, 6, 6, 24, 168, 168 + 720, 168 + 1_440]);
  });
  test("every hour while something is to be decided, and not at all after a year", () => {
    expect(after(40 * DAY, true)).toBe(40 * 24 + 1);
    expect(after(365 * DAY)).toBeUndefined();
  });
  test("the hours are read as the council writes them", () => expect(readHours("24,1 , x, -3, 6,6")).toEqual([1, 6, 24]));
  test("a page that cannot be read is asked again, later each time", () => {
    expect([0, 5 * MINUTE, 3 * HOUR].map((ms) => retryAfter(now, plusMs(now, ms)))).toEqual([MINUTE, 5 * MINUTE, HOUR]);
  });
});

describe("DRI-4 the text that a correction begins with", () => {
  const time = (before: string, after: string) => [{ kind: "time", before, after } as const];
  test("says what the page says now, in the words of the author", () => {
    expect(suggest("¡El concierto empieza a las 19:00!\n\nhttps://ciudad.example/c", time("19:00", "20:00"))).toBe("¡El concierto empieza a las 20:00!\n\nhttps://ciudad.example/c");
    expect(suggest("Kontzertua 19:00etatik aurrera", time("19:00etan", "20:00etan"))).toBe("Kontzertua 20:00etatik aurrera");
    expect(suggest("El 26 de septiembre, por 12,00 €", [{ kind: "date", before: "26 de septiembre", after: "27 de septiembre" }, { kind: "amount", before: "12 €", after: "15 €" }])).toBe("El 27 de septiembre, por 15 €");
  });
  test("leaves alone what says something else, and what is only gone", () => {
    expect(suggest("A las 18:00 y a las 19:00", time("19:00", "20:00"))).toBe("A las 18:00 y a las 20:00");
    expect(suggest("A las 19:00", [{ kind: "time", before: "19:00", after: null }])).toBe("A las 19:00");
  });
});
