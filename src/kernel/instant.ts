/**
 * A moment on the time line, as ISO 8601 in UTC with milliseconds: `2026-09-21T08:00:00.000Z`.
 * The fixed width makes text order equal to time order, so instants compare with `<` in TypeScript,
 * SQL and JSON alike. Wall-clock time is `wall-time.ts`.
 */
export type Instant = string & { readonly __instant: true };

const SHAPE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** @throws RangeError when `epochMs` is no date between years 0 and 9999. */
export function instantOf(epochMs: number): Instant {
  const text = new Date(epochMs).toISOString();
  if (!SHAPE.test(text)) throw new RangeError(`not an instant: ${epochMs}`);
  return text as Instant;
}

/** Reads any RFC 3339 date-time with an offset (as networks and feeds send it); undefined when it is none. */
export function parseInstant(text: string): Instant | undefined {
  const plain = parsePlain(text);
  if (plain) return plain;
  if (!/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})$/.test(text)) return undefined;
  const epochMs = Date.parse(text.replace(" ", "T"));
  return Number.isNaN(epochMs) ? undefined : instantOf(epochMs);
}

const DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const DOT = 46, DASH = 45, PLUS = 43, COLON = 58, T = 84, Z = 90;

// Nearly all are written so that nothing has to be reckoned: the hours of the offset at most, within the same day.
function parsePlain(text: string): Instant | undefined {
  const { length } = text;
  if (length < 20 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH || text.charCodeAt(10) !== T || text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return undefined;
  const day = digits(text, 8);
  const hour = digits(text, 11);
  const minute = digits(text, 14);
  const second = digits(text, 17);
  if (digits(text, 0) < 0 || digits(text, 2) < 0 || day < 1 || day > (DAYS[digits(text, 5)] ?? 0) || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return undefined;
  const hasMs = text.charCodeAt(19) === DOT;
  if (hasMs && (digits(text, 20) < 0 || digits(text, 21) < 0)) return undefined;
  const zone = hasMs ? 23 : 19;
  const sign = text.charCodeAt(zone);
  if (sign === Z && length === zone + 1) return (hasMs ? text : `${text.slice(0, 19)}.000Z`) as Instant;
  if ((sign !== PLUS && sign !== DASH) || length !== zone + 6 || !text.endsWith(":00")) return undefined;
  const offset = digits(text, zone + 1);
  const utc = hour + (sign === DASH ? offset : -offset);
  if (offset < 0 || offset > 23 || utc < 0 || utc > 23) return undefined;
  return `${text.slice(0, 11)}${utc < 10 ? "0" : ""}${utc}${text.slice(13, 19)}${hasMs ? text.slice(19, 23) : ".000"}Z` as Instant;
}

/** The two digits at a place; less than nothing when they are none. */
function digits(text: string, at: number): number {
  const one = text.charCodeAt(at) - 48;
  const two = text.charCodeAt(at + 1) - 48;
  return one >= 0 && one <= 9 && two >= 0 && two <= 9 ? one * 10 + two : -1;
}

export const epochMsOf = (instant: Instant): number => Date.parse(instant);

export const plusMs = (instant: Instant, ms: number): Instant => instantOf(epochMsOf(instant) + ms);

/** Milliseconds from `earlier` to `later`; negative when they stand the other way round. */
export const msBetween = (earlier: Instant, later: Instant): number => epochMsOf(later) - epochMsOf(earlier);

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
