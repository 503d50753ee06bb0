import type { Translate } from "#web/i18n/translate.ts";
import type { Format } from "#web/i18n/format.ts";

/** Noon, so that no zone moves it to another day. */
export const noon = (day: string): string => `${day}T12:00:00.000Z`;

/** `17 de agosto`, or `del 17 de agosto al 21 de agosto`. */
export function stretchInWords({ t, format }: { readonly t: Translate; readonly format: Format }, { from, to }: { readonly from: string; readonly to: string }): string {
  return from === to ? format.dayOfMonth(noon(from)) : t("coverage.stretch", { from: format.dayOfMonth(noon(from)), to: format.dayOfMonth(noon(to)) });
}

/** A day so many days after another. */
export function daysAfter(day: string, days: number): string {
  const date = new Date(noon(day));
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** An absence or a duty, whose end is the first moment that it is over: in days when it is of whole days, else with its hours. */
export function spanInWords(office: { readonly t: Translate; readonly format: Format }, { from, to }: { readonly from: string; readonly to: string }): string {
  const { format } = office;
  const whole = format.isoTime(from) === "00:00" && format.isoTime(to) === "00:00";
  if (whole) return stretchInWords(office, { from: format.isoDay(from), to: lastDay(format, to) });
  // Over a night the hours say more than the year does.
  return format.isoDay(from) === format.isoDay(to) ? format.range(from, to) : `${format.dayAndTime(from, to)} – ${format.dayAndTime(to, from)}`;
}

/** The absence of whole days that two instants bound, as days: the last one is in it. */
export const lastDay = (format: Format, to: string): string => format.isoDay(new Date(Date.parse(to) - 1).toISOString());
