import { ok, type Result } from "#kernel/result.ts";
import type { SourceTrouble } from "../rules/trouble.ts";
import { decodeText } from "./decode.ts";
import { limits } from "./limits.ts";

/** The parts of a calendar that concern us, as lines without folds: events without what is nested in them, time zones whole. */
export interface CalendarParts {
  readonly isCalendar: boolean;
  /** It ends where it should. */
  readonly isWhole: boolean;
  readonly title: string;
  readonly events: readonly (readonly string[])[];
  readonly zones: readonly (readonly string[])[];
  /** Events that begin and do not end. */
  readonly unended: number;
  /** Events beyond the cap, left out. */
  readonly overLimit: number;
}

const PROPERTY = /^[A-Za-z][\w-]*[;:]/;
const MOST_ZONES = 200;
const LONGEST_LINE = 200_000;

/**
 * Takes a calendar apart (RFC 5545, 3.1) without believing that it is well made: an event that is not is left out and the
 * others are not. What does not look like a property goes on with the line before: some programs forget to fold.
 */
export function readCalendarParts(bytes: Uint8Array, contentType: string | undefined): Result<CalendarParts, SourceTrouble> {
  const text = decodeText(unfolded(bytes), contentType);
  if (!text.ok) return text;
  const open: string[] = [];
  const [events, zones]: [string[][], string[][]] = [[], []];
  const found = { isCalendar: false, isWhole: false, title: "", unended: 0, overLimit: 0 };
  let current: { readonly name: string; readonly depth: number; readonly lines: string[] } | undefined;
  let begun = 0;
  for (const line of lines(text.value)) {
    const [, word = "", named = ""] = /^(BEGIN|END):\s*([\w-]+)\s*$/i.exec(line) ?? [];
    const name = named.toUpperCase();
    if (word.toUpperCase() === "BEGIN") {
      if (name === "VCALENDAR") found.isCalendar = true;
      if (name === "VEVENT") {
        // One that begins within another: the other one never ended.
        if (current?.name === "VEVENT") found.unended += 1;
        open.splice(1);
        begun += 1;
        if (begun > limits.calendarEvents) found.overLimit += 1;
      }
      if (name === "VEVENT" || (name === "VTIMEZONE" && !current)) current = { name, depth: open.length, lines: [] };
      else if (current?.name === "VTIMEZONE") current.lines.push(line);
      open.push(name);
    } else if (word !== "") {
      const at = open.lastIndexOf(name);
      if (at >= 0) open.splice(at);
      if (current && name === current.name) {
        if (name === "VTIMEZONE" && zones.length < MOST_ZONES) zones.push(current.lines);
        if (name === "VEVENT" && begun <= limits.calendarEvents) events.push(current.lines);
        current = undefined;
      } else if (current?.name === "VTIMEZONE") current.lines.push(line);
      if (name === "VCALENDAR") found.isWhole = true;
    } else if (current && (current.name === "VTIMEZONE" || open.length === current.depth + 1)) current.lines.push(line);
    else if (!current && found.title === "") found.title = /^(?:X-WR-CALNAME|NAME)(?:;[^:]*)?:(.*)$/i.exec(line)?.[1] ?? "";
  }
  if (current?.name === "VEVENT") found.unended += 1;
  return ok({ ...found, events, zones });
}

function* lines(text: string): Generator<string> {
  let before: string | undefined;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const said = before === undefined ? line.replace(/^\ufeff/, "") : line;
    if (said.trim() === "") continue;
    if (PROPERTY.test(said.trimStart())) {
      if (before !== undefined) yield before;
      before = said.trimStart();
    } else if (before !== undefined && before.length < LONGEST_LINE) before += `\\n${said.trim()}`;
    else before ??= said;
  }
  if (before !== undefined) yield before;
}

/** Folds are cut by bytes and may be in the middle of a character, so they are undone before there are any. */
function unfolded(bytes: Uint8Array): Uint8Array {
  // In an encoding of two bytes no fold can cut a character; there it is undone line by line.
  if (bytes.subarray(0, 4).includes(0) || bytes[0] === 0xff || bytes[0] === 0xfe) return bytes;
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  return Buffer.from(raw.replaceAll(/(?:\r*\n|\r)[ \t]/g, ""), "latin1");
}
