import type { Instant } from "#kernel/instant.ts";
import { readWallTime } from "#kernel/wall-time.ts";

/** When something is said again and again, on the wall clock of the council. */
export interface Recurrence {
  /** ISO weekdays, Monday 1; or days of the month. */
  readonly every: { readonly kind: "week"; readonly weekdays: readonly number[]; readonly weeks: number } | { readonly kind: "month"; readonly day: number };
  /** `HH:MM` */
  readonly time: string;
  /** First day, `YYYY-MM-DD`, in it. */
  readonly from: string;
  /** Last day, in it; null without an end. */
  readonly until: string | null;
}

/** `at` null: the clock does not show that hour on that day, so a person says when. */
export interface Occurrence {
  readonly day: string;
  readonly local: string;
  readonly at: Instant | null;
}

/**
 * The occurrences in a span of days. Time stays on the wall when the clock changes; an hour that comes twice is its first, once.
 * The thirty-first of a month that has none is left out.
 */
export function occurrencesBetween(recurrence: Recurrence, from: string, to: string, zone: string): readonly Occurrence[] {
  const first = Temporal.PlainDate.from(recurrence.from);
  const last = recurrence.until !== null && recurrence.until < to ? recurrence.until : to;
  const found: Occurrence[] = [];
  for (let day = Temporal.PlainDate.from(from > recurrence.from ? from : recurrence.from); day.toString() <= last; day = day.add({ days: 1 })) {
    if (!isDue(recurrence.every, first, day)) continue;
    const local = `${day.toString()}T${recurrence.time}`;
    const reading = readWallTime({ local, zone });
    found.push({ day: day.toString(), local, at: reading.kind === "once" ? reading.at : reading.kind === "twice" ? reading.earlier : null });
  }
  return found;
}

function isDue(every: Recurrence["every"], first: Temporal.PlainDate, day: Temporal.PlainDate): boolean {
  if (every.kind === "month") return day.day === every.day;
  if (!every.weekdays.includes(day.dayOfWeek)) return false;
  // Weeks are counted from the Monday of the first one.
  const monday = first.subtract({ days: first.dayOfWeek - 1 });
  return Math.floor(monday.until(day, { largestUnit: "days" }).days / 7) % every.weeks === 0;
}

/** What is wrong with a recurrence as typed. */
export function checkRecurrence({ every, time, from, until }: Recurrence): { readonly kind: "bad-recurrence"; readonly field: "weekdays" | "day" | "time" | "from" | "until" } | undefined {
  const wrong = (field: "weekdays" | "day" | "time" | "from" | "until") => ({ kind: "bad-recurrence", field } as const);
  if (every.kind === "week" && (every.weekdays.length === 0 || every.weekdays.some((weekday) => !(weekday >= 1 && weekday <= 7)) || every.weeks < 1)) return wrong("weekdays");
  if (every.kind === "month" && !(every.day >= 1 && every.day <= 31)) return wrong("day");
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return wrong("time");
  if (!isDay(from)) return wrong("from");
  return until !== null && (!isDay(until) || until < from) ? wrong("until") : undefined;
}

const isDay = (text: string): boolean => readWallTime({ local: `${text}T12:00`, zone: "UTC" }).kind === "once";
