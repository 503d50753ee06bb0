import { type Instant, instantOf, epochMsOf, MINUTE } from "#kernel/instant.ts";

/** A stretch of a day on the wall clock, `HH:MM`; `24:00` is the end of the day. */
export interface Stretch {
  readonly from: string;
  readonly to: string;
}

/** When somebody attends, week after week. */
export interface Attention {
  /** By ISO weekday, Monday first: seven lists of stretches, in order and apart from each other. */
  readonly week: readonly (readonly Stretch[])[];
  /** What counts on a holiday instead of the weekday's. */
  readonly holiday: readonly Stretch[];
}

/** Attention with what it takes to read it: where the wall clock hangs and which days are holidays. */
export interface ServiceCalendar {
  readonly attention: Attention;
  readonly zone: string;
  /** `YYYY-MM-DD`. */
  readonly holidays: ReadonlySet<string>;
}

const OUTLOOK_DAYS = 400;

/**
 * The instant at which so many minutes of attention have passed since `from`: minutes that really pass, so a night in
 * which the clock is put back has more of them. Undefined when nobody attends within the next year.
 * @param minutes above 0
 */
export function addServiceMinutes(from: Instant, minutes: number, calendar: ServiceCalendar): Instant | undefined {
  let left = minutes * MINUTE;
  const start = epochMsOf(from);
  for (const [opens, closes] of windowsFrom(from, calendar)) {
    const begins = Math.max(opens, start);
    if (closes <= begins) continue;
    if (closes - begins >= left) return instantOf(begins + left);
    left -= closes - begins;
  }
  return undefined;
}

/** Minutes of attention between two instants, to the millisecond's fraction; 0 when they stand the other way round. */
export function serviceMinutesBetween(from: Instant, to: Instant, calendar: ServiceCalendar): number {
  const [start, end] = [epochMsOf(from), epochMsOf(to)];
  let sum = 0;
  for (const [opens, closes] of windowsFrom(from, calendar)) {
    if (opens >= end) break;
    sum += Math.max(0, Math.min(closes, end) - Math.max(opens, start));
  }
  return sum / MINUTE;
}

/** Whether anybody attends at an instant, and until when it stays so; `until` undefined when nobody will within the next year. */
export interface AttentionNow {
  readonly attended: boolean;
  readonly until: Instant | undefined;
}

/** What to tell somebody who looks at an instant (COV-9). Stretches that touch are one. */
export function attentionAt(at: Instant, calendar: ServiceCalendar): AttentionNow {
  const ms = epochMsOf(at);
  let end: number | undefined;
  for (const [opens, closes] of windowsFrom(at, calendar)) {
    if (closes <= ms) continue;
    if (end === undefined && opens > ms) return { attended: false, until: instantOf(opens) };
    if (end !== undefined && opens > end) break;
    end = closes;
  }
  return end === undefined ? { attended: false, until: undefined } : { attended: true, until: instantOf(end) };
}

function* windowsFrom(from: Instant, { attention, zone, holidays }: ServiceCalendar): Generator<readonly [number, number]> {
  let day = Temporal.Instant.from(from).toZonedDateTimeISO(zone).toPlainDate();
  for (let count = 0; count < OUTLOOK_DAYS; count += 1, day = day.add({ days: 1 })) {
    const stretches = holidays.has(day.toString()) ? attention.holiday : (attention.week[day.dayOfWeek - 1] ?? []);
    for (const { from: opens, to: closes } of stretches) yield [wallMs(day, opens, zone), wallMs(day, closes, zone)];
  }
}

function wallMs(day: Temporal.PlainDate, time: string, zone: string): number {
  const [date, clock] = time === "24:00" ? [day.add({ days: 1 }), "00:00"] : [day, time];
  return date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(clock) }).epochMilliseconds;
}

export type AttentionRefusal =
  | { readonly kind: "bad-stretch"; readonly day: number; readonly from: string; readonly to: string }
  | { readonly kind: "overlapping-stretches"; readonly day: number }
  | { readonly kind: "never-attended" };

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** What is wrong with hours that somebody typed; `day` is 1 to 7, or 8 for holidays. */
export function checkAttention({ week, holiday }: Attention): AttentionRefusal | undefined {
  if (week.length !== 7 || week.every((day) => day.length === 0)) return { kind: "never-attended" };
  for (const [index, stretches] of [...week, holiday].entries()) {
    let end = "";
    for (const { from, to } of stretches) {
      if (!TIME.test(from) || !(TIME.test(to) || to === "24:00") || to <= from) return { kind: "bad-stretch", day: index + 1, from, to };
      if (from < end) return { kind: "overlapping-stretches", day: index + 1 };
      end = to;
    }
  }
  return undefined;
}

/** Hours as people write them in a parameter: `08:30-19:30`, several with a comma; on working days Monday to Friday. */
export function workingDays(hours: string): Attention {
  const stretches = hours.split(",").map((part) => {
    const [from = "", to = ""] = part.trim().split("-");
    return { from, to };
  });
  return { week: [stretches, stretches, stretches, stretches, stretches, [], []], holiday: [] };
}
