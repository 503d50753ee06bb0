/** A stretch of a day on the wall clock, `HH:MM`; `24:00` is the end of the day. */
export interface Stretch {
  readonly from: string;
  readonly to: string;
}

/** Hours week after week: seven days, Monday first, and what counts on a holiday instead. */
export interface WeekHours {
  readonly week: readonly (readonly Stretch[])[];
  readonly holiday: readonly Stretch[];
}

/** From an instant to another, in milliseconds since 1970; the end is not in it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A day of the council's calendar. */
export interface Day {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** ISO: Monday is 1. */
  readonly weekday: number;
  readonly holiday: boolean;
  /** Monday to Friday and no holiday. */
  readonly working: boolean;
  readonly start: number;
  readonly end: number;
  /** The instant of a time of that day's wall clock. */
  readonly at: (time: string) => number;
}

const HOUR = 3_600_000;

/** So many days from one on, with what it takes to read their clocks; a day on which the clock is moved too. */
export function daysFrom(first: string, count: number, zone: string, holidays: ReadonlySet<string>): readonly Day[] {
  const days: Day[] = [];
  let date = Temporal.PlainDate.from(first);
  let start = date.toZonedDateTime(zone).epochMilliseconds;
  for (let index = 0; index < count; index += 1) {
    const next = date.add({ days: 1 });
    const end = next.toZonedDateTime(zone).epochMilliseconds;
    days.push(dayOf(date, start, end, zone, holidays));
    date = next;
    start = end;
  }
  return days;
}

function dayOf(date: Temporal.PlainDate, start: number, end: number, zone: string, holidays: ReadonlySet<string>): Day {
  const text = date.toString();
  const weekday = date.dayOfWeek;
  const holiday = holidays.has(text);
  const plain = end - start === 24 * HOUR;
  const at = (time: string): number => {
    if (time === "24:00") return end;
    const [hours = "0", minutes = "0"] = time.split(":");
    if (plain) return start + Number(hours) * HOUR + Number(minutes) * 60_000;
    return date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;
  };
  return { date: text, weekday, holiday, working: weekday < 6 && !holiday, start, end, at };
}

export const stretchesOf = (hours: WeekHours, day: Day): readonly Stretch[] => (day.holiday ? hours.holiday : (hours.week[day.weekday - 1] ?? []));

/** Spans in order, without overlaps. */
export function united(spans: readonly Span[]): readonly Span[] {
  const all: { from: number; to: number }[] = [];
  for (const { from, to } of spans.filter((span) => span.to > span.from).toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else all.push({ from, to });
  }
  return all;
}

/** What of `spans` lies in none of `others`; both in order and without overlaps. */
export function without(spans: readonly Span[], others: readonly Span[]): readonly Span[] {
  if (others.length === 0) return spans;
  const left: Span[] = [];
  for (const span of spans) {
    let from = span.from;
    for (const other of others) {
      if (other.to <= from) continue;
      if (other.from >= span.to) break;
      if (other.from > from) left.push({ from, to: other.from });
      from = other.to;
      if (from >= span.to) break;
    }
    if (from < span.to) left.push({ from, to: span.to });
  }
  return left;
}
