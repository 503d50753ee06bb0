import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatter } from "./format.ts";

const zone = "Europe/Madrid";
const [es, eu, en] = [formatter("es", zone), formatter("eu", zone), formatter("en", zone)];
const DAY = 86_400_000;

/** ICU writes the endings of year and day as placeholders, «2026(e)ko azaroaren 23(a)»; people do not. */
const asPeopleWrite = (icu: string): string =>
  icu.replace(/(\d+)\(e\)ko/, (_, year: string) => `${year}${endsInConsonant(Number(year)) ? "eko" : "ko"}`)
    .replace(/(\d+)\(a\)/, (_, day: string) => (day === "11" || day === "31" ? day : `${day}a`));

// By the spoken words, apart from the product's rule: units bat and bost; hamar and hamabost; hundreds.
function endsInConsonant(year: number): boolean {
  const rest = year % 100;
  if (rest === 0) return year % 1_000 !== 0;
  return [1, 5, 10, 15, 21, 25, 30, 35, 41, 45, 50, 55, 61, 65, 70, 75, 81, 85, 90, 95].includes(rest);
}

describe("I18-2 Basque dates", () => {
  test("I18-2 agree with ICU on every day of forty years, apart from the endings that ICU leaves open", () => {
    const [long, full, month] = [{ dateStyle: "long" }, { dateStyle: "full" }, { month: "long", year: "numeric" }] as const;
    const icu = { long: new Intl.DateTimeFormat("eu", { ...long, timeZone: zone }), full: new Intl.DateTimeFormat("eu", { ...full, timeZone: zone }), month: new Intl.DateTimeFormat("eu", { ...month, timeZone: zone }) };
    for (let ms = Date.UTC(2001, 0, 1, 12); ms < Date.UTC(2041, 0, 1); ms += DAY) {
      const instant = new Date(ms).toISOString();
      expect(eu.longDay(instant)).toBe(asPeopleWrite(icu.long.format(ms)));
      expect(eu.fullDay(instant)).toBe(asPeopleWrite(icu.full.format(ms)));
      expect(eu.monthAndYear(instant)).toBe(asPeopleWrite(icu.month.format(ms)));
    }
  });

  test.each([
    ["2026-11-23T12:00:00Z", "2026ko azaroaren 23a"],
    ["2025-10-11T12:00:00Z", "2025eko urriaren 11"],
    ["2019-12-31T12:00:00Z", "2019ko abenduaren 31"],
    ["2000-01-01T12:00:00Z", "2000ko urtarrilaren 1a"],
    ["2015-05-21T12:00:00Z", "2015eko maiatzaren 21a"],
    ["2030-03-30T12:00:00Z", "2030eko martxoaren 30a"],
    ["2011-02-02T12:00:00Z", "2011ko otsailaren 2a"],
    ["1900-06-15T12:00:00Z", "1900eko ekainaren 15a"],
    ["2100-06-15T12:00:00Z", "2100eko ekainaren 15a"],
  ])("I18-2 %s is %s: -eko after a consonant, -a except after hamaika", (instant, written) => {
    expect(eu.longDay(instant)).toBe(written);
  });

  test("I18-2 short days and weekdays agree with ICU's names", () => {
    const names = { long: new Intl.DateTimeFormat("eu", { weekday: "long", timeZone: "UTC" }), short: new Intl.DateTimeFormat("eu", { weekday: "short", timeZone: "UTC" }) };
    for (let weekday = 1; weekday <= 7; weekday += 1) {
      for (const width of ["long", "short"] as const) expect(eu.weekday(weekday, width)).toBe(names[width].format(Date.UTC(2026, 5, weekday)));
    }
    const months = new Intl.DateTimeFormat("eu", { month: "long", timeZone: "UTC" });
    for (let month = 1; month <= 12; month += 1) expect(eu.month(month)).toBe(months.format(Date.UTC(2026, month - 1, 1)));
    expect(eu.shortDay("2026-11-23T12:00:00Z")).toBe("2026ko aza. 23a");
    expect(eu.weekdayAndDay("2026-09-21T08:00:00Z")).toBe("irailaren 21a, astelehena");
  });
});

describe("I18-2 Basque numbers, lists and relative times agree with ICU", () => {
  test("I18-2 numbers", () => {
    const icu = new Intl.NumberFormat("eu", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    const whole = new Intl.NumberFormat("eu", { maximumFractionDigits: 0 });
    fc.assert(fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (n) => {
      expect(eu.number(n)).toBe(whole.format(n));
      // Quarters fall on no rounding tie but .25 and .75, where both round half away from zero.
      expect(eu.number(n / 8 + 0.0001, 1)).toBe(icu.format(n / 8 + 0.0001));
    }));
    expect(eu.number(1_234_567.891, 3)).toBe("1.234.567,891");
    expect(eu.number(-0.04, 1)).toBe("0,0");
  });

  test("I18-2 percents", () => {
    const icu = new Intl.NumberFormat("eu", { style: "percent", maximumFractionDigits: 1 });
    for (let n = 0; n <= 100; n += 1) expect(eu.percent(n / 100)).toBe(icu.format(n / 100));
    expect(eu.percent(6 / 7)).toBe(icu.format(6 / 7));
  });

  test("I18-2 lists", () => {
    for (const [kind, type] of [["and", "conjunction"], ["or", "disjunction"]] as const) {
      const icu = new Intl.ListFormat("eu", { type });
      for (let n = 0; n <= 4; n += 1) {
        const items = ["a", "b", "c", "d"].slice(0, n);
        expect(eu.list(items, kind)).toBe(icu.format(items));
      }
    }
  });

  test("I18-2 relative times", () => {
    const icu = new Intl.RelativeTimeFormat("eu", { numeric: "auto" });
    const now = "2026-09-21T08:00:00.000Z";
    const at = (ms: number) => eu.ago(new Date(Date.parse(now) + ms).toISOString(), now);
    expect(at(-30_000)).toBe(icu.format(0, "second"));
    expect(at(-5 * 60_000)).toBe(icu.format(-5, "minute"));
    expect(at(25 * 60_000)).toBe(icu.format(25, "minute"));
    expect(at(-3 * 3_600_000)).toBe(icu.format(-3, "hour"));
    expect(at(-DAY)).toBe(icu.format(-1, "day"));
    expect(at(DAY)).toBe(icu.format(1, "day"));
    expect(at(-9 * DAY)).toBe(icu.format(-9, "day"));
    expect(at(-21 * DAY)).toBe(icu.format(-3, "week"));
    expect(at(-200 * DAY)).toBe(icu.format(-6, "month"));
    expect(at(-3 * 366 * DAY)).toBe(icu.format(-3, "year"));
  });

  test("I18-2 names of languages", () => {
    const icu = new Intl.DisplayNames("eu", { type: "language" });
    for (const tag of ["es", "eu", "en", "fr", "ca", "gl", "pt", "ar", "ro", "zh", "de", "it", "uk", "ru"]) expect(eu.languageName(tag)).toBe(icu.of(tag));
    expect(eu.languageName("tlh")).toBe("tlh");
  });
});

describe("the council's clock", () => {
  test("days and times are those of the zone, not of the machine, on both sides of a clock change", () => {
    expect(es.fullDay("2026-09-20T22:30:00.000Z")).toBe("lunes, 21 de septiembre de 2026");
    expect([es.isoDay("2026-09-20T22:30:00.000Z"), es.isoTime("2026-09-20T22:30:00.000Z")]).toEqual(["2026-09-21", "00:30"]);
    expect(es.time("2026-10-25T00:30:00.000Z")).toBe("02:30");
    expect(es.time("2026-10-25T01:30:00.000Z")).toBe("02:30");
    expect(formatter("en", "Atlantic/Canary").time("2026-09-21T08:00:00.000Z")).toBe("09:00");
  });

  test("the year is told only when it is another one", () => {
    const now = "2026-09-21T08:00:00.000Z";
    expect(es.dayAndTime("2026-10-02T10:00:00.000Z", now)).toBe("2 de octubre, 12:00");
    expect(en.dayAndTime("2027-01-02T10:00:00.000Z", now)).toBe("2 January 2027, 11:00");
  });

  test("yesterday, today and tomorrow are days of the calendar, not spans of 24 hours", () => {
    const now = "2026-09-21T21:30:00.000Z";
    expect(es.moment("2026-09-21T22:10:00.000Z", now)).toBe("mañana, 00:10");
    expect(eu.moment("2026-09-21T05:10:00.000Z", now)).toBe("gaur, 07:10");
    expect(en.moment("2026-09-20T21:59:00.000Z", now)).toBe("yesterday, 23:59");
    expect(es.moment("2026-09-25T10:00:00.000Z", now)).toBe("25 de septiembre, 12:00");
  });

  test("ranges within a day and across days", () => {
    expect(es.range("2026-09-21T06:00:00.000Z", "2026-09-21T12:00:00.000Z")).toBe("21 de septiembre de 2026, 08:00–14:00");
    expect(eu.range("2026-09-21T06:00:00.000Z", "2026-10-31T12:00:00.000Z")).toBe("2026ko irailaren 21a – 2026ko urriaren 31");
  });

  test("sizes", () => {
    expect(es.bytes(1_400_000)).toBe("1,4\u00a0MB");
    expect(eu.bytes(820)).toBe("0,8\u00a0kB");
    expect(en.bytes(24_300)).toBe("24\u00a0kB");
  });
});

test("I18-2 names are ordered as people look them up: accents aside, ñ after n", () => {
  for (const language of ["es", "eu", "en"] as const) {
    expect(["Zumardi", "ñandú", "Álava", "nube", "Alkatetza", "écija"].toSorted((one, other) => formatter(language, "Europe/Madrid").order(one, other))).toEqual(["Álava", "Alkatetza", "écija", "nube", "ñandú", "Zumardi"]);
  }
});
