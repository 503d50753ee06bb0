import type { ClockReading } from "./clock-reading.ts";

export type RelativeUnit = "second" | "minute" | "hour" | "day" | "week" | "month" | "year";

/** How one language writes what depends on the place and the language. Readings are of the council's wall clock. */
export interface Notation {
  /** lunes, 21 de septiembre de 2026 */
  fullDay(at: ClockReading): string;
  /** 21 de septiembre de 2026 */
  longDay(at: ClockReading): string;
  /** lunes, 21 de septiembre */
  weekdayAndDay(at: ClockReading): string;
  /** 21 sept 2026 */
  shortDay(at: ClockReading): string;
  /** 21 de septiembre */
  dayOfMonth(at: ClockReading): string;
  monthAndYear(at: ClockReading): string;
  /** `month` from 1 */
  month(month: number): string;
  /** `weekday` from 1, Monday */
  weekday(weekday: number, width: "long" | "short"): string;
  relative(amount: number, unit: RelativeUnit): string;
  number(value: number, fractionDigits: number): string;
  percent(fraction: number): string;
  list(items: readonly string[], kind: "and" | "or"): string;
  languageName(tag: string): string | undefined;
}
