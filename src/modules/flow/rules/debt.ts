import { type Instant, instantOf } from "#kernel/instant.ts";

/** What it takes to count working days. */
export interface WorkingCalendar {
  readonly zone: string;
  /** `YYYY-MM-DD`. */
  readonly holidays: ReadonlySet<string>;
}

/**
 * The same time on the wall so many working days later; when an origin falls on a day off, the count begins with the next
 * working day (FLO-R5).
 * @param days 0 or more
 */
export function addWorkingDays(from: Instant, days: number, { zone, holidays }: WorkingCalendar): Instant {
  const start = Temporal.Instant.from(from).toZonedDateTimeISO(zone);
  let day = start;
  for (let left = days; left > 0;) {
    day = day.add({ days: 1 });
    if (day.dayOfWeek <= 5 && !holidays.has(day.toPlainDate().toString())) left -= 1;
  }
  return instantOf(day.epochMilliseconds);
}
