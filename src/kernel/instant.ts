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
  if (!/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:?\d{2})$/.test(text)) return undefined;
  const epochMs = Date.parse(text.replace(" ", "T"));
  return Number.isNaN(epochMs) ? undefined : instantOf(epochMs);
}

export const epochMsOf = (instant: Instant): number => Date.parse(instant);

export const plusMs = (instant: Instant, ms: number): Instant => instantOf(epochMsOf(instant) + ms);

/** Milliseconds from `earlier` to `later`; negative when they stand the other way round. */
export const msBetween = (earlier: Instant, later: Instant): number => epochMsOf(later) - epochMsOf(earlier);

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
