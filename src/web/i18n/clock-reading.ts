/** What the clock and the calendar on a wall show. */
export interface ClockReading {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  /** From 1, Monday, as ISO 8601. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
}

const readers = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of `zone` at an instant. Only digits are asked of `Intl`, so that its language does not matter. */
export function readClock(instant: string, zone: string): ClockReading {
  let reader = readers.get(zone);
  if (!reader) {
    reader = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, calendar: "iso8601", hourCycle: "h23",
      year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
    });
    readers.set(zone, reader);
  }
  const parts = new Map(reader.formatToParts(Date.parse(instant)).map((part) => [part.type, Number(part.value)]));
  const [year = 0, month = 1, day = 1] = [parts.get("year"), parts.get("month"), parts.get("day")];
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return { year, month, day, weekday: weekday === 0 ? 7 : weekday, hour: parts.get("hour") ?? 0, minute: parts.get("minute") ?? 0 };
}
