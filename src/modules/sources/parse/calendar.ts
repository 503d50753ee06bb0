import ICAL from "ical.js";
import { DAY, epochMsOf, type Instant, instantOf, plusMs, SECOND } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { readDate } from "../rules/dates.ts";
import type { SourceTrouble } from "../rules/trouble.ts";
import { readCalendarParts } from "./calendar-lines.ts";
import { type CalendarTime, isWholeDay, timesOf, type ZoneOfTime, zonesOf } from "./calendar-time.ts";
import { limits } from "./limits.ts";
import { plainText, tidy, tidyLine } from "./plain-text.ts";
import { type CalendarProperty, recurrence } from "./recurrence.ts";

/** An event of an agenda, or one of the times of an event that repeats. Texts are plain text. */
export interface CalendarEvent {
  readonly uid: string;
  /** Which of its times it is, as the calendar counts them; undefined when it is not repeated. */
  readonly turn: string | undefined;
  /** Of all its times, when the last one ends; undefined when there is no last one. */
  readonly allEndAt: Instant | undefined;
  /** Its page, as written. */
  readonly link: string | undefined;
  readonly language: string | undefined;
  readonly title: string;
  readonly text: string;
  readonly place: string;
  /** When it is, on the council's wall: language says nothing of it. */
  readonly when: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly wholeDays: boolean;
  readonly cancelled: boolean;
  readonly publishedAt: Instant | undefined;
  readonly modifiedAt: Instant | undefined;
}

export interface ReadCalendar {
  readonly title: string;
  readonly events: readonly CalendarEvent[];
  /** All events that it has, and those of them that cannot be read or say no time. */
  readonly count: number;
  readonly unreadable: number;
  readonly overLimit: number;
  /** It ends where it should. */
  readonly isEnded: boolean;
  /** Nothing was left out: what is not here is not in the calendar. */
  readonly isWhole: boolean;
}

export interface CalendarSetting {
  /** The council's. */
  readonly zone: string;
  readonly now: Instant;
  /** Times of repeated events are told up to then, and the next one always. */
  readonly until: Instant;
}

/** Reads an iCalendar (RFC 5545): what is to come, repeated events once for each of the next times. */
export function readCalendar(bytes: Uint8Array, contentType: string | undefined, setting: CalendarSetting): Result<ReadCalendar, SourceTrouble> {
  if (bytes.byteLength > limits.calendarBytes) return refuse({ kind: "too-large", most: limits.calendarBytes });
  const parts = readCalendarParts(bytes, contentType);
  if (!parts.ok) return parts;
  const { isCalendar, isWhole: isEnded, title, events, zones, unended, overLimit } = parts.value;
  if (!isCalendar) return refuse({ kind: "not-a-calendar" });
  const zoneOf = zonesOf(zones, setting.zone);
  const reader: Reader = { setting, zoneOf, council: zoneOf(undefined), expand: recurrence() };
  const written = latest(events.map((lines) => writtenOf(lines, reader)));
  const found: CalendarEvent[] = [];
  let unreadable = unended + written.filter((event) => event === undefined).length;
  const series = Map.groupBy(written.filter((event) => event !== undefined), ({ uid }) => uid);
  for (const own of series.values()) {
    const [master, moved] = [own.find(({ turn }) => turn === undefined), own.filter(({ turn }) => turn !== undefined)];
    for (const read of [...(master ? turnsOf(master, moved, reader) : []), ...(master?.rules.length ? [] : moved.map((event) => eventOf(event, event.start, event.turn?.wall, undefined, reader)))]) {
      if (read === undefined) unreadable += 1;
      else if (read.endsAt > setting.now) found.push(read);
    }
  }
  const room = limits.calendarEvents;
  return ok({
    title: tidyLine(unescaped(title), limits.title), events: found.slice(0, room), count: events.length + unended + overLimit, unreadable,
    isEnded, overLimit: overLimit + Math.max(0, found.length - room), isWhole: isEnded && unreadable === 0 && overLimit === 0 && found.length <= room,
  });
}

interface Reader {
  readonly setting: CalendarSetting;
  readonly zoneOf: (tzid: string | undefined) => ZoneOfTime;
  readonly council: ZoneOfTime;
  readonly expand: ReturnType<typeof recurrence>;
}

/** An event as it is written, before its times are reckoned. */
interface Written {
  readonly uid: string;
  readonly sequence: number;
  /** The time of a series that it stands for. */
  readonly turn: CalendarTime | undefined;
  readonly start: CalendarTime;
  /** How long it is, in milliseconds; whole days as days of 24 hours. Undefined: it does not say. */
  readonly lasts: number | undefined;
  readonly rules: readonly CalendarProperty[];
  readonly without: readonly CalendarTime[];
  readonly said: Pick<CalendarEvent, "link" | "language" | "title" | "text" | "place" | "cancelled" | "publishedAt" | "modifiedAt">;
}

const WANTED: ReadonlySet<string> = new Set([
  "uid", "recurrence-id", "summary", "description", "location", "url", "dtstart", "dtend", "duration", "status", "sequence", "created", "last-modified", "rrule", "rdate", "exdate",
]);
const LONGEST_UID = 500;

function writtenOf(lines: readonly string[], { zoneOf }: Reader): Written | undefined {
  const properties = lines.flatMap(propertyOf);
  const one = (name: string) => properties.find(([each]) => each === name);
  const text = (name: string) => {
    const [, , , value] = one(name) ?? ["", {}, "", ""];
    return typeof value === "string" ? value : "";
  };
  const [start] = timesOf(one("dtstart"), zoneOf);
  const [turn] = timesOf(one("recurrence-id"), zoneOf);
  const rules = properties.filter(([name]) => name === "rrule");
  // A rule that is not one leaves a series of which nobody knows the times.
  if (!start || rules.length !== lines.filter((line) => /^RRULE[;:]/i.test(line)).length) return undefined;
  const dates = properties.filter(([name]) => name === "rdate").flatMap((property) => timesOf(property, zoneOf));
  const title = tidyLine(text("summary"), limits.title);
  const link = text("url").trim();
  const { language } = one("summary")?.[1] ?? {};
  return {
    // One that has no name is told apart by what it is and when.
    uid: (text("uid").trim() || `${start.wall} ${title}`).slice(0, LONGEST_UID), sequence: Number(one("sequence")?.[3]) || 0, turn, start,
    lasts: lastsOf(start, timesOf(one("dtend"), zoneOf)[0], one("duration")),
    rules: [
      ...rules.map((rule): CalendarProperty => ["rrule", {}, "recur", withLocalEnd(rule[3], start)]),
      ...(dates.length === 0 ? [] : [["rdate", {}, isWholeDay(start) ? "date" : "date-time", ...dates.map((time) => sameKind(start.zone.wallAt(instantAt(time)), start))] satisfies CalendarProperty]),
    ],
    without: properties.filter(([name]) => name === "exdate").flatMap((property) => timesOf(property, zoneOf)),
    said: {
      title, link: link === "" ? undefined : link, language: typeof language === "string" ? language : undefined, text: wordsOf(text("description")), place: tidyLine(text("location"), limits.title),
      cancelled: text("status").trim().toUpperCase() === "CANCELLED", publishedAt: readDate(text("created")), modifiedAt: readDate(text("last-modified")),
    },
  };
}

/** A property that concerns us; one that is written against all rules is as if it were not there. */
function propertyOf(line: string): readonly CalendarProperty[] {
  const name = /^[A-Za-z-]+/.exec(line)?.[0].toLowerCase() ?? "";
  if (!WANTED.has(name)) return [];
  try {
    return [ICAL.parse.property(line) as CalendarProperty];
  } catch {
    // The library has no other way to say so.
    return [];
  }
}

function lastsOf(start: CalendarTime, end: CalendarTime | undefined, duration: CalendarProperty | undefined): number | undefined {
  try {
    if (end && isWholeDay(end) === isWholeDay(start)) {
      const ms = isWholeDay(start) ? Date.parse(end.wall) - Date.parse(start.wall) : epochMsOf(instantAt(end)) - epochMsOf(instantAt(start));
      return ms > 0 ? ms : undefined;
    }
    const ms = duration ? ICAL.Duration.fromString(String(duration[3])).toSeconds() * 1_000 : 0;
    return ms > 0 ? ms : undefined;
  } catch {
    // A time that no wall shows, or a length that is none: it does not say when it ends.
    return undefined;
  }
}

/** Of events that are there twice, the one that was changed last. */
function latest(written: readonly (Written | undefined)[]): readonly (Written | undefined)[] {
  const last = new Map<string, Written>();
  for (const event of written) {
    if (!event) continue;
    const name = `${event.uid} ${event.turn?.wall ?? ""}`;
    const other = last.get(name);
    if (!other || other.sequence <= event.sequence) last.set(name, event);
  }
  return [...last.values(), ...written.filter((event) => event === undefined)];
}

/** The times of an event; one that was moved is where it was moved to. */
function turnsOf(master: Written, moved: readonly Written[], reader: Reader): readonly (CalendarEvent | undefined)[] {
  if (master.rules.length === 0) return [eventOf(master, master.start, undefined, undefined, reader)];
  try {
    const { zone } = master.start;
    const ends = (wall: string) => endOf({ wall, zone }, master.lasts, reader.council);
    const over = lastOver(master, reader);
    const without = new Set(master.without.map(nameOfTurn));
    const instead = new Map(moved.flatMap((event) => (event.turn ? [[nameOfTurn(event.turn), event] as const] : [])));
    const isOut = (wall: string) => without.size > 0 && (without.has(nameOfTurn({ wall, zone })) || without.has(wall.slice(0, 10)));
    const times = reader.expand(master.start.wall, master.rules, (wall) => wall <= over || isOut(wall), zone.wallAt(reader.setting.until));
    if (!times) return [undefined];
    const allEndAt = times.last === undefined ? undefined : ends(times.last);
    const regular = [...new Set(times.starts)].map((wall) => {
      const other = instead.get(nameOfTurn({ wall, zone }));
      instead.delete(nameOfTurn({ wall, zone }));
      return other ? movedOf(other, allEndAt) : eventOf(master, { wall, zone }, wall, allEndAt, reader);
    });
    // What was moved from a time that is over, or is far, to one that is not.
    const others = [...instead.values()].map((other) => movedOf(other, allEndAt));
    return [...regular, ...others.filter((event) => event === undefined || event.endsAt > reader.setting.now).slice(0, limits.calendarTimes)];
  } catch {
    // A time that no wall shows.
    return [undefined];
  }

  function movedOf(other: Written, allEndAt: Instant | undefined): CalendarEvent | undefined {
    return eventOf({ ...other, said: { ...other.said, link: other.said.link ?? master.said.link } }, other.start, other.turn?.wall, allEndAt, reader);
  }
}

const nameOfTurn = (time: CalendarTime): string => (isWholeDay(time) ? time.wall : instantAt(time));

function eventOf(written: Written, start: CalendarTime, turn: string | undefined, allEndAt: Instant | undefined, { council }: Reader): CalendarEvent | undefined {
  try {
    const [startsAt, endsAt] = [isWholeDay(start) ? dayAt(start.wall, council) : instantAt(start), endOf(start, written.lasts, council)];
    return { ...written.said, uid: written.uid, turn, allEndAt, startsAt, endsAt, wholeDays: isWholeDay(start), when: whenOf(start, startsAt, endsAt, written.lasts !== undefined, council) };
  } catch {
    // A time that no wall shows.
    return undefined;
  }
}

/** @throws RangeError when no wall shows it */
const instantAt = ({ wall, zone }: CalendarTime): Instant => zone.instantOf(wall.length === 10 ? `${wall}T00:00:00` : wall);

/** Whole days are days of the council, wherever the program stood that wrote them. */
const dayAt = (day: string, council: ZoneOfTime): Instant => council.instantOf(`${day}T00:00:00`);
const daysLater = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
const daysOf = (lasts: number | undefined): number => Math.max(1, Math.round((lasts ?? DAY) / DAY));

/** When it is over: what does not say so is over with its day. */
function endOf(start: CalendarTime, lasts: number | undefined, council: ZoneOfTime): Instant {
  if (isWholeDay(start)) return dayAt(daysLater(start.wall, daysOf(lasts)), council);
  return lasts === undefined ? dayAt(daysLater(council.wallAt(instantAt(start)).slice(0, 10), 1), council) : plusMs(instantAt(start), lasts);
}

/** The last beginning of one that is over by now, as its wall shows it: what `endOf` says, without reckoning each. */
function lastOver({ start, lasts }: Written, { setting: { now }, council }: Reader): string {
  const today = council.wallAt(now).slice(0, 10);
  if (isWholeDay(start)) return daysLater(today, -daysOf(lasts));
  return start.zone.wallAt(lasts === undefined ? plusMs(dayAt(today, council), -SECOND) : plusMs(now, -lasts));
}

/** `2026-10-17 18:00 – 20:00`, in figures that all languages share. */
function whenOf(start: CalendarTime, startsAt: Instant, endsAt: Instant, saysEnd: boolean, council: ZoneOfTime): string {
  const wall = (at: Instant) => council.wallAt(at).slice(0, 16).replace("T", " ");
  if (isWholeDay(start)) {
    const last = wall(plusMs(endsAt, -1)).slice(0, 10);
    return last === start.wall ? last : `${start.wall} – ${last}`;
  }
  const [from, to] = [wall(startsAt), wall(endsAt)];
  if (!saysEnd) return from;
  return `${from} – ${to.slice(0, 10) === from.slice(0, 10) ? to.slice(11) : to}`;
}

/** The end of a rule as the wall of the event shows it; a mere day is meant whole. */
function withLocalEnd(rule: unknown, start: CalendarTime): unknown {
  if (typeof rule !== "object" || rule === null || !("until" in rule) || typeof rule.until !== "string") return rule;
  const until = rule.until.length === 10 || rule.until.endsWith("T::") ? `${rule.until.slice(0, 10)}T23:59:59` : rule.until.endsWith("Z") && !isWholeDay(start) ? start.zone.wallAt(instantOf(Date.parse(rule.until))) : rule.until.replace(/Z$/, "");
  return { ...rule, until: sameKind(until, start) };
}

const sameKind = (wall: string, { wall: like }: CalendarTime): string => wall.slice(0, like.length);

/** Some programs put HTML where the standard wants text. */
const wordsOf = (text: string): string => (/<\/?[a-z][^<>]*>/i.test(text) ? plainText(text, limits.text) : tidy(text, limits.text));

const unescaped = (text: string): string => text.replaceAll(/\\([,;\\])/g, "$1").replaceAll(/\\n/gi, " ");
