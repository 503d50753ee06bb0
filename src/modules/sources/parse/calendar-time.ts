import ICAL from "ical.js";
import { DAY, type Instant, instantOf } from "#kernel/instant.ts";
import type { CalendarProperty } from "./recurrence.ts";

/** A time as a calendar writes it: what the wall shows in its zone. A whole day is its day. */
export interface CalendarTime {
  /** `YYYY-MM-DDTHH:MM:SS` or `YYYY-MM-DD`. */
  readonly wall: string;
  readonly zone: ZoneOfTime;
}

/** From the wall to the instant and back. */
export interface ZoneOfTime {
  /** @throws RangeError when the wall never shows it */
  instantOf(wall: string): Instant;
  wallAt(at: Instant): string;
}

/**
 * The zones of a calendar. An IANA name counts, however it is dressed up; then what the calendar itself defines; what says
 * none, or one that nobody knows, is in the council's zone.
 */
export function zonesOf(definitions: readonly (readonly string[])[], council: string) {
  const known = new Map<string, ZoneOfTime>();
  const own = new Map(definitions.flatMap((lines) => {
    const tzid = lines.map((line) => /^TZID(?:;[^:]*)?:(.+)$/i.exec(line)?.[1]?.trim()).find((id) => id !== undefined);
    return tzid === undefined ? [] : [[tzid, lines] as const];
  }));
  const named = (tzid: string): ZoneOfTime => {
    const iana = [tzid, tzid.split("/").slice(-2).join("/"), tzid.split("/").slice(-3).join("/")].find(isZone);
    if (iana !== undefined) return ofIana(iana);
    return defined(tzid, own.get(tzid)) ?? ofIana(council);
  };
  return (tzid: string | undefined): ZoneOfTime => {
    const name = tzid ?? council;
    const zone = known.get(name) ?? named(name);
    known.set(name, zone);
    return zone;
  };
}

const utc: ZoneOfTime = { instantOf: (wall) => instantOf(Temporal.PlainDateTime.from(wall, { overflow: "reject" }).toZonedDateTime("UTC").epochMilliseconds), wallAt: (at) => at.slice(0, 19) };

function ofIana(zone: string): ZoneOfTime {
  // Agendas have thousands of times on a few hundred days, and on nearly all of them the clock runs straight on.
  const offsets = new Map<string, number | undefined>();
  const offsetOn = (day: string): number | undefined => {
    if (offsets.has(day)) return offsets.get(day);
    const date = Temporal.PlainDate.from(day, { overflow: "reject" });
    const [from, to] = [date.toZonedDateTime(zone).epochMilliseconds, date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds];
    const offset = to - from === DAY ? Date.parse(`${day}T00:00:00Z`) - from : undefined;
    offsets.set(day, offset);
    return offset;
  };
  return {
    instantOf: (wall) => {
      const offset = offsetOn(wall.slice(0, 10));
      return instantOf(offset === undefined ? Temporal.PlainDateTime.from(wall, { overflow: "reject" }).toZonedDateTime(zone).epochMilliseconds : Date.parse(`${wall}Z`) - offset);
    },
    wallAt: (at) => {
      const offset = offsetOn(at.slice(0, 10));
      const near = offset === undefined ? undefined : instantOf(Date.parse(at) + offset).slice(0, 19);
      return near !== undefined && offsetOn(near.slice(0, 10)) === offset ? near : Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: "second" });
    },
  };
}

function defined(tzid: string, lines: readonly string[] | undefined): ZoneOfTime | undefined {
  if (!lines) return undefined;
  try {
    const zone = new ICAL.Timezone({ tzid, component: new ICAL.Component(ICAL.parse(["BEGIN:VTIMEZONE", ...lines, "END:VTIMEZONE"].join("\r\n"))) });
    const offset = (wall: string) => zone.utcOffset(ICAL.Time.fromDateTimeString(wall)) * 1_000;
    // A definition that cannot be followed is found out here and not at each time.
    offset("2026-01-01T00:00:00");
    const epochOf = (wall: string) => Date.parse(utc.instantOf(wall));
    return {
      instantOf: (wall) => instantOf(epochOf(wall) - offset(wall)),
      wallAt: (at) => {
        const near = new Date(Date.parse(at) + offset(at.slice(0, 19))).toISOString().slice(0, 19);
        return new Date(Date.parse(at) + offset(near)).toISOString().slice(0, 19);
      },
    };
  } catch {
    // The library has no other way to say that a zone makes no sense.
    return undefined;
  }
}

const isZones = new Map<string, boolean>();

function isZone(name: string): boolean {
  const known = isZones.get(name);
  if (known !== undefined) return known;
  let answer = /^[A-Za-z][\w+/-]{1,60}$/.test(name);
  try {
    if (answer) Temporal.PlainDateTime.from("2026-01-01T00:00").toZonedDateTime(name);
  } catch {
    // Temporal has no other way to say that it does not know a zone.
    answer = false;
  }
  if (isZones.size < 1_000) isZones.set(name, answer);
  return answer;
}

/** The times of a property; those that are none are left out. */
export function timesOf(property: CalendarProperty | undefined, zoneOf: (tzid: string | undefined) => ZoneOfTime): readonly CalendarTime[] {
  if (!property) return [];
  const [, { tzid }, , ...values] = property;
  const zone = zoneOf(typeof tzid === "string" ? tzid : undefined);
  return values.flatMap((value): CalendarTime[] => {
    // Some write a day without saying that it is one; a period begins with its start.
    const text = String(Array.isArray(value) ? value[0] : value).replace(/T::$/, "");
    const [, wall = "", hour, z] = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:\d{2})?(Z)?/.exec(text) ?? [];
    if (wall === "" || text.length !== wall.length + (hour?.length ?? 0) + (z?.length ?? 0) || !isDay(wall)) return [];
    return [{ wall: wall + (hour ?? ""), zone: z === undefined ? zone : utc }];
  });
}

function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

export const isWholeDay = ({ wall }: CalendarTime): boolean => wall.length === 10;
