import ICAL from "ical.js";
import { DAY, epochMsOf, type Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import type { Actor, NotPermitted } from "#modules/authority/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import type { Tx } from "#platform/database.ts";
import { enterAbsence } from "./absence-commands.ts";
import type { When } from "./rules/absence.ts";

/** What came of reading a calendar. */
export interface CalendarRead {
  readonly entered: number;
  /** Written down before, by an earlier reading or by hand. */
  readonly known: number;
  /** Events that say no days, or lie behind us. */
  readonly unreadable: number;
}

/**
 * Writes down the events of somebody's own calendar of absences (iCalendar, RFC 5545) as absences to be approved (COV-2).
 * Of an event only its time is kept: what it is called stays in the calendar.
 */
export async function importCalendar(tx: Tx, actor: Actor, text: string, at: Instant): Promise<Result<CalendarRead, NotPermitted | { readonly kind: "not-a-calendar" }>> {
  const { zone } = await getCouncil(tx);
  const events = readCalendar(text, zone, at);
  if (!events) return refuse({ kind: "not-a-calendar" });
  let [entered, known, unreadable] = [0, 0, events.unreadable];
  for (const { uid, when } of events.found) {
    const result = await enterAbsence(tx, actor, { personId: actor.personId, kind: "planned_leave", when, note: "", calendarUid: uid }, at);
    if (result.ok) entered += 1;
    else if (result.refusal.kind === "not-permitted") return refuse(result.refusal);
    else if (result.refusal.kind === "absence-known") known += 1;
    else unreadable += 1;
  }
  return ok({ entered, known, unreadable });
}

const OUTLOOK = 400 * DAY;
const MOST_EVENTS = 500;
const MOST_TURNS = 2_000;

interface FoundEvent { readonly uid: string; readonly when: When }

/** Events that are still to come or run, repeated ones each time within the next year; undefined when it is no calendar. */
export function readCalendar(text: string, zone: string, at: Instant): { readonly found: readonly FoundEvent[]; readonly unreadable: number } | undefined {
  let components: readonly ICAL.Component[];
  try {
    const root = new ICAL.Component(ICAL.parse(text));
    components = root.getAllSubcomponents("vevent");
    if (root.name !== "vcalendar") return undefined;
  } catch {
    // The reader of calendars has no other way to say that it is none.
    return undefined;
  }
  const found: FoundEvent[] = [];
  let unreadable = 0;
  for (const component of components.slice(0, MOST_EVENTS)) {
    try {
      found.push(...occurrencesOf(new ICAL.Event(component), zone, at));
    } catch {
      unreadable += 1;
    }
  }
  return { found, unreadable: unreadable + Math.max(0, components.length - MOST_EVENTS) };
}

function occurrencesOf(event: ICAL.Event, zone: string, at: Instant): readonly FoundEvent[] {
  const [from, until] = [epochMsOf(at), epochMsOf(at) + OUTLOOK];
  if (!event.uid || event.component.getFirstPropertyValue("status") === "CANCELLED") return [];
  if (!event.isRecurring()) {
    const when = whenOf(event.startDate, event.endDate, zone);
    return endsAfter(when, from, zone) ? [{ uid: event.uid, when }] : [];
  }
  const found: FoundEvent[] = [];
  const turns = event.iterator();
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    // The reader's type leaves out that there is none after the last.
    const next: ICAL.Time | null | undefined = turns.next();
    if (!next || next.toJSDate().getTime() > until) break;
    const { startDate, endDate } = event.getOccurrenceDetails(next);
    const when = whenOf(startDate, endDate, zone);
    if (endsAfter(when, from, zone)) found.push({ uid: `${event.uid} ${next.toString()}`, when });
  }
  return found;
}

function whenOf(start: ICAL.Time, end: ICAL.Time, zone: string): When {
  if (start.isDate) {
    // The day on which an event of whole days ends is the first after it (RFC 5545, 3.6.1).
    const last = Temporal.PlainDate.from(end.toString().slice(0, 10)).subtract({ days: 1 });
    const first = Temporal.PlainDate.from(start.toString().slice(0, 10));
    return { from: first.toString(), to: (Temporal.PlainDate.compare(last, first) < 0 ? first : last).toString() };
  }
  return { from: wallOf(start, zone), to: wallOf(end, zone) };
}

function wallOf(time: ICAL.Time, zone: string): string {
  const plain = Temporal.PlainDateTime.from(time.toString().replace(/Z$/, ""));
  const theirs = time.zone === ICAL.Timezone.utcTimezone ? "UTC" : time.zone?.tzid;
  const known = theirs && theirs !== "floating" && isZone(theirs) ? plain.toZonedDateTime(theirs).withTimeZone(zone).toPlainDateTime() : plain;
  return known.toString({ smallestUnit: "minute" });
}

function isZone(name: string): boolean {
  try {
    return Boolean(Temporal.PlainDateTime.from("2026-01-01T00:00").toZonedDateTime(name));
  } catch {
    // Temporal has no other way to say that it does not know a zone.
    return false;
  }
}

const endsAfter = ({ to }: When, ms: number, zone: string): boolean =>
  (to.includes("T") ? Temporal.PlainDateTime.from(to) : Temporal.PlainDate.from(to).add({ days: 1 }).toPlainDateTime("00:00")).toZonedDateTime(zone).epochMilliseconds > ms;
