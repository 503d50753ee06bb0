import { type Format, formatter } from "./format.ts";
import { isInterfaceLanguage } from "./translate.ts";

/** When and where something takes place. */
interface TakingPlace {
  readonly startsAt: string;
  /** Null: nobody has said. */
  readonly endsAt: string | null;
  readonly wholeDays: boolean;
  readonly place: string;
  /** `startsAt` is the next of its times, and the end is that of them all. */
  readonly repeats: boolean;
}

/** Days and hours in words, with the year only when it is not that of `now`: `sábado, 26 de septiembre, 19:00–20:30`. */
export function eventTime({ startsAt, endsAt: end, wholeDays, repeats }: Omit<TakingPlace, "place">, format: Format, now: string): string {
  const day = (instant: string) => (yearOf(instant) === yearOf(now) ? format.weekdayAndDay(instant) : format.fullDay(instant));
  const yearOf = (instant: string) => format.isoDay(instant).slice(0, 4);
  const endsAt = end !== null && end > startsAt && !repeats ? end : null;
  // What ends at midnight is not of the day that begins there.
  const last = endsAt === null ? startsAt : new Date(Date.parse(endsAt) - 1).toISOString();
  const oneDay = format.isoDay(last) === format.isoDay(startsAt);
  if (wholeDays) return oneDay ? day(startsAt) : `${day(startsAt)} – ${day(last)}`;
  const start = `${day(startsAt)}, ${format.time(startsAt)}`;
  // What ends with its day does not say when it ends.
  if (endsAt === null || (oneDay && format.isoTime(endsAt) === "00:00")) return start;
  return oneDay ? `${start}–${format.time(endsAt)}` : `${start} – ${day(endsAt)}, ${format.time(endsAt)}`;
}

/** Its days alone, and its hours alone where it has some: what a text says in two places. */
export function dayAndHours(event: Omit<TakingPlace, "place">, format: Format, now: string): { readonly day: string; readonly hours: string | undefined } {
  const whole = eventTime(event, format, now);
  const day = eventTime({ ...event, wholeDays: true }, format, now);
  const start = eventTime({ ...event, wholeDays: true, endsAt: null }, format, now);
  return { day, hours: event.wholeDays || !whole.startsWith(`${start}, `) ? undefined : day === start ? whole.slice(start.length + 2) : format.time(event.startsAt) };
}

/** A sentence for a text in a language: `Sábado, 26 de septiembre, 19:00. Centro Cívico El Prado`; undefined where nobody can write it. */
export function sayEvent(event: TakingPlace, language: string, zone: string, now: string): string | undefined {
  if (!isInterfaceLanguage(language)) return undefined;
  const place = placeIn(event.place);
  return [capital(eventTime(event, formatter(language, zone), now)), ...(place === "" ? [] : [place])].join(". ");
}

/** A place as an agenda writes it, on one line. */
export const placeIn = (place: string): string => place.replaceAll(/\s+/g, " ").trim();

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
