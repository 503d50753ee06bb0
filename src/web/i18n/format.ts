import type { InterfaceLanguage } from "./translate.ts";
import { basque } from "./basque.ts";
import { type ClockReading, readClock } from "./clock-reading.ts";
import type { Notation, RelativeUnit } from "./notation.ts";

export interface Format {
  fullDay(instant: string): string;
  longDay(instant: string): string;
  weekdayAndDay(instant: string): string;
  shortDay(instant: string): string;
  dayOfMonth(instant: string): string;
  monthAndYear(instant: string): string;
  /** 10:42 */
  time(instant: string): string;
  /** Day and time together, with the year only when it is not that of `now`. */
  dayAndTime(instant: string, now: string): string;
  /** `hoy, 10:42`; yesterday and tomorrow likewise; otherwise as `dayAndTime`. */
  moment(instant: string, now: string): string;
  range(from: string, to: string): string;
  /** `hace 3 horas`, `dentro de 5 minutos`, `ayer` */
  ago(instant: string, now: string): string;
  number(value: number, fractionDigits?: number): string;
  percent(fraction: number): string;
  /** 1,4 MB */
  bytes(count: number): string;
  list(items: readonly string[], kind?: "and" | "or"): string;
  month(month: number): string;
  weekday(weekday: number, width?: "long" | "short"): string;
  languageName(tag: string): string;
  /** `YYYY-MM-DD` in the zone: to tell days apart and to fill date fields. */
  isoDay(instant: string): string;
  /** `HH:MM` in the zone. */
  isoTime(instant: string): string;
  /** Order of words, for sorting: accents do not count before letters, ñ is a letter of its own. */
  order(one: string, other: string): number;
}

// Basque orders its letters as Spanish does, and Chromium has no order of its own for it.
const spanishOrder = new Intl.Collator("es");

/**
 * Dates, numbers and lists of one language in one zone. Spanish and English are those of the runtime's `Intl`; Basque is
 * our own table, because Chromium has no Basque and silently answers in another language. Nothing else in `src/web` may
 * use `Intl` or `toLocale…` (`intl-only-here.test.ts`).
 * @param zone IANA name: the council's, never that of the machine
 */
export function formatter(language: InterfaceLanguage, zone: string): Format {
  const notation = language === "eu" ? basque : fromIntl(language);
  const read = (instant: string) => readClock(instant, zone);

  const format: Format = {
    fullDay: (instant) => notation.fullDay(read(instant)),
    longDay: (instant) => notation.longDay(read(instant)),
    weekdayAndDay: (instant) => notation.weekdayAndDay(read(instant)),
    shortDay: (instant) => notation.shortDay(read(instant)),
    dayOfMonth: (instant) => notation.dayOfMonth(read(instant)),
    monthAndYear: (instant) => notation.monthAndYear(read(instant)),
    time: (instant) => clock(read(instant)),
    dayAndTime: (instant, now) => {
      const at = read(instant);
      const day = at.year === read(now).year ? notation.dayOfMonth(at) : notation.longDay(at);
      return `${day}, ${clock(at)}`;
    },
    moment: (instant, now) => {
      const at = read(instant);
      const days = daysBetween(read(now), at);
      return Math.abs(days) <= 1 ? `${notation.relative(days, "day")}, ${clock(at)}` : format.dayAndTime(instant, now);
    },
    range: (from, to) => {
      const [first, last] = [read(from), read(to)];
      return daysBetween(first, last) === 0
        ? `${notation.longDay(first)}, ${clock(first)}–${clock(last)}`
        : `${notation.longDay(first)} – ${notation.longDay(last)}`;
    },
    ago: (instant, now) => {
      const [amount, unit] = distance(instant, now, daysBetween(read(now), read(instant)));
      return notation.relative(amount, unit);
    },
    number: (value, fractionDigits = Number.isInteger(value) ? 0 : 1) => notation.number(value, fractionDigits),
    percent: (fraction) => notation.percent(fraction),
    bytes: (count) => {
      const [value, unit] = count < 1_000_000 ? [count / 1_000, "kB"] : [count / 1_000_000, "MB"];
      return `${notation.number(value, value < 10 ? 1 : 0)}\u00a0${unit}`;
    },
    list: (items, kind = "and") => notation.list(items, kind),
    order: (one, other) => spanishOrder.compare(one, other),
    month: (month) => notation.month(month),
    weekday: (weekday, width = "long") => notation.weekday(weekday, width),
    languageName: (tag) => notation.languageName(tag) ?? tag,
    isoDay: (instant) => isoDay(read(instant)),
    isoTime: (instant) => clock(read(instant)),
  };
  return format;
}

const two = (value: number): string => String(value).padStart(2, "0");
const clock = (at: ClockReading): string => `${two(at.hour)}:${two(at.minute)}`;
const isoDay = (at: ClockReading): string => `${String(at.year).padStart(4, "0")}-${two(at.month)}-${two(at.day)}`;

const dayNumber = (at: ClockReading): number => Math.round(Date.parse(`${isoDay(at)}T00:00:00Z`) / 86_400_000);
const daysBetween = (from: ClockReading, to: ClockReading): number => dayNumber(to) - dayNumber(from);

/** The unit in which people would say it; whole units, cut toward zero, so that nothing is said to be later than it is. */
function distance(instant: string, now: string, days: number): readonly [number, RelativeUnit] {
  const seconds = Math.trunc((Date.parse(instant) - Date.parse(now)) / 1_000);
  const size = Math.abs(seconds);
  if (size < 60) return [0, "second"];
  if (size < 3_600) return [Math.trunc(seconds / 60), "minute"];
  if (size < 12 * 3_600 || days === 0) return [Math.trunc(seconds / 3_600), "hour"];
  if (Math.abs(days) < 14) return [days, "day"];
  if (Math.abs(days) < 61) return [Math.trunc(days / 7), "week"];
  if (Math.abs(days) < 730) return [Math.trunc(days / 30.44), "month"];
  return [Math.trunc(days / 365.25), "year"];
}

function fromIntl(language: "es" | "en"): Notation {
  const locale = language === "en" ? "en-GB" : "es-ES";
  // Readings are already in the council's zone: written as if they were UTC, they come out as they are.
  const as = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
    return (at: ClockReading) => format.format(Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute));
  };
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const lists = { and: new Intl.ListFormat(locale, { type: "conjunction" }), or: new Intl.ListFormat(locale, { type: "disjunction" }) };
  const languages = new Intl.DisplayNames(locale, { type: "language", fallback: "none" });
  const monthName = as({ month: "long" });
  const weekdayName = { long: as({ weekday: "long" }), short: as({ weekday: "short" }) };
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  return {
    fullDay: as({ dateStyle: "full" }),
    longDay: as({ dateStyle: "long" }),
    weekdayAndDay: as({ weekday: "long", day: "numeric", month: "long" }),
    shortDay: as({ dateStyle: "medium" }),
    dayOfMonth: as({ day: "numeric", month: "long" }),
    monthAndYear: as({ month: "long", year: "numeric" }),
    month: (month) => monthName({ year: 2026, month, day: 1, weekday: 1, hour: 0, minute: 0 }),
    // 1 June 2026 is a Monday.
    weekday: (weekday, width) => weekdayName[width]({ year: 2026, month: 6, day: weekday, weekday, hour: 0, minute: 0 }),
    relative: (amount, unit) => relative.format(amount, unit),
    number: (value, digits) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value),
    percent: (fraction) => percent.format(fraction),
    list: (items, kind) => lists[kind].format(items),
    // The two official languages of the Basque Country are called castellano and euskera in the law; ICU says español.
    languageName: (tag) => (locale === "es-ES" && tag === "es" ? "castellano" : languages.of(tag)),
  };
}
