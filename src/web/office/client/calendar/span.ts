import { daysAfter, noon } from "../coverage/days.ts";

export const calendarViews = ["month", "week", "list"] as const;
export type CalendarViewName = (typeof calendarViews)[number];

/** ISO weekday, Monday 1. */
const weekdayOf = (day: string): number => new Date(noon(day)).getUTCDay() || 7;

/** The days that a view shows around a day: whole weeks from Monday for month and week, the month alone for the list. */
export function spanOf(view: CalendarViewName, day: string): { readonly from: string; readonly to: string } {
  if (view === "week") return wholeWeeks(day, day);
  const first = `${day.slice(0, 7)}-01`;
  const last = daysAfter(monthAfter(first, 1), -1);
  return view === "month" ? wholeWeeks(first, last) : { from: first, to: last };
}

function wholeWeeks(first: string, last: string) {
  return { from: daysAfter(first, 1 - weekdayOf(first)), to: daysAfter(last, 7 - weekdayOf(last)) };
}

/** The same view, one step on or back. */
export const stepped = (view: CalendarViewName, day: string, step: 1 | -1): string => (view === "week" ? daysAfter(day, 7 * step) : monthAfter(`${day.slice(0, 7)}-01`, step));

function monthAfter(first: string, months: number): string {
  const date = new Date(noon(first));
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}

/** Every day from one to another, both in it. */
export function daysOf({ from, to }: { readonly from: string; readonly to: string }): readonly string[] {
  const days: string[] = [];
  for (let day = from; day <= to && days.length < 100; day = daysAfter(day, 1)) days.push(day);
  return days;
}

/** The day to which an arrow with Shift moves a slip: sideways by a day, up and down by a week. */
export function dayByArrow(day: string, key: string): string | undefined {
  const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[key];
  return days === undefined ? undefined : daysAfter(day, days);
}
