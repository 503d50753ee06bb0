import { createContext, runInContext } from "node:vm";
import ICAL from "ical.js";
import { limits } from "./limits.ts";

/** A property of a calendar as jCal has it (RFC 7265): name, parameters, type, values. */
export type CalendarProperty = readonly [name: string, parameters: Readonly<Record<string, string | readonly string[]>>, type: string, ...values: readonly unknown[]];

export interface Times {
  /** Wall times, `YYYY-MM-DDTHH:MM:SS` or `YYYY-MM-DD`, the earliest first. */
  readonly starts: readonly string[];
  /** The last of all; undefined when there is none. */
  readonly last: string | undefined;
}

const MOST_TURNS = 20_000;
/** For one event, and for all of a calendar. */
const PATIENCE_MS = 2_000;
const PATIENCE_WITH_ALL_MS = 12_000;
const FREQUENCIES: ReadonlySet<unknown> = new Set(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]);

/**
 * When an event that repeats does so: the next time always, and those before `until`. `undefined` when nobody can say: the
 * rule is against the standard, asks for more than an agenda of people has (every second), or never finds a day.
 */
export function recurrence() {
  let left = PATIENCE_WITH_ALL_MS;
  // The library looks for the next day without end when a rule has none; nothing else can interrupt it.
  const guard = createContext({ work: undefined });
  return (start: string, rules: readonly CalendarProperty[], isOver: (start: string) => boolean, until: string): Times | undefined => {
    if (left <= 0) return undefined;
    const from = performance.now();
    try {
      guard["work"] = () => expand(start, rules, isOver, until);
      return runInContext("work()", guard, { timeout: Math.min(PATIENCE_MS, Math.ceil(left)) }) as Times | undefined;
    } catch {
      // Whatever it stumbles over, or takes too long for, is the rule.
      return undefined;
    } finally {
      left -= performance.now() - from;
    }
  };
}

function expand(start: string, rules: readonly CalendarProperty[], isOver: (start: string) => boolean, until: string): Times | undefined {
  const parts = rules.filter(([name]) => name === "rrule").map(([, , , rule]) => rule as { readonly freq?: unknown; readonly count?: unknown; readonly until?: unknown });
  if (parts.some(({ freq }) => !FREQUENCIES.has(freq))) return undefined;
  const isEndless = parts.some(({ count, until: end }) => count === undefined && end === undefined);
  const type = start.length > 10 ? "date-time" : "date";
  const component = new ICAL.Component(["vevent", [["dtstart", {}, type, start], ...rules], []]);
  const dtstart = component.getFirstPropertyValue("dtstart");
  if (!(dtstart instanceof ICAL.Time)) return undefined;
  const turns = new ICAL.RecurExpansion({ component, dtstart });
  const starts: string[] = [];
  let last: string | undefined;
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    // The reader's type leaves out that there is none after the last.
    const next: ICAL.Time | null | undefined = turns.next();
    // A rule that never comes true is none.
    if (!next) return last === undefined ? undefined : { starts, last };
    last = next.toString();
    const isWanted = starts.length === 0 || (last < until && starts.length < limits.calendarTimes);
    if (isWanted && !isOver(last)) starts.push(last);
    if (isEndless && !isWanted) return { starts, last: undefined };
  }
  return starts.length > 0 ? { starts, last: undefined } : undefined;
}
