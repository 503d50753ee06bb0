import { type Instant, instantOf } from "#kernel/instant.ts";

/** The day on the council's wall at an instant, `YYYY-MM-DD`. */
export const dayAt = (at: Instant, zone: string): string => Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString();

/** 00:00 of a day on the council's wall. */
export const startOf = (day: string, zone: string): Instant => instantOf(Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds);

export const addDays = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();

export const daysBetween = (from: string, to: string): number => Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days;

/**
 * Days since a profile last spoke, on the council's wall (PRO-R7). One that has not spoken counts from when it could, one
 * that somebody decided to keep counts from then.
 */
export function silentDays(facts: { readonly lastPostAt: Instant | undefined; readonly activeSince: Instant; readonly keptAt: Instant | undefined }, at: Instant, zone: string): number {
  const from = [facts.lastPostAt ?? facts.activeSince, facts.keptAt].flatMap((each) => (each === undefined ? [] : [each])).toSorted().at(-1) ?? facts.activeSince;
  return daysBetween(dayAt(from, zone), dayAt(at, zone));
}

/** When a profile closes and when each notice of it is due: so many days before, the longest first (PRO-10). */
export function closingDays(agreedOn: string, noticeDays: readonly number[]): { readonly closesOn: string; readonly notices: readonly string[] } {
  const before = [...noticeDays].sort((a, b) => b - a);
  const closesOn = addDays(agreedOn, before[0] ?? 0);
  return { closesOn, notices: before.map((days) => addDays(closesOn, -days)) };
}
