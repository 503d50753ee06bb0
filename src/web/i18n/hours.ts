import type { Format } from "./format.ts";
import type { Translate } from "./translate.ts";

interface Stretch {
  readonly from: string;
  readonly to: string;
}

/** Days with the same hours, and those hours; none when nobody attends. */
export interface HoursRow {
  readonly days: string;
  readonly hours: string;
}

/** Hours week by week in words: days in a row that have the same hours are one line; holidays come last. */
export function hoursInWords({ t, format }: { readonly t: Translate; readonly format: Format }, week: readonly (readonly Stretch[])[], holiday: readonly Stretch[]): readonly HoursRow[] {
  const said = (stretches: readonly Stretch[]) => (stretches.length === 0 ? t("promise.closed") : format.list(stretches.map(({ from, to }) => `${from}–${to}`)));
  const groups: { readonly first: number; last: number; readonly hours: string }[] = [];
  for (const [index, stretches] of week.entries()) {
    const group = groups.at(-1);
    const hours = said(stretches);
    if (group?.hours === hours) group.last = index + 1;
    else groups.push({ first: index + 1, last: index + 1, hours });
  }
  return [
    ...groups.map(({ first, last, hours }) => ({ days: first === last ? format.weekday(first) : `${format.weekday(first)}–${format.weekday(last)}`, hours })),
    { days: t("promise.holidays"), hours: said(holiday) },
  ];
}

/** 150 → 2 horas y 30 minutos */
export function minutesInWords({ t, format }: { readonly t: Translate; readonly format: Format }, minutes: number): string {
  const whole = Math.round(minutes);
  const [hours, rest] = [Math.trunc(whole / 60), whole % 60];
  const parts = [...(hours > 0 ? [t("duration.hours", { count: hours })] : []), ...(rest > 0 || hours === 0 ? [t("duration.minutes", { count: rest })] : [])];
  return format.list(parts);
}
