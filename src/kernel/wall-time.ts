import { type Instant, instantOf } from "./instant.ts";

/**
 * What a person chose on a clock: `2026-10-25T02:30` in the zone `Europe/Madrid`.
 * It is stored beside the instant it means, with the version of the zone rules used.
 */
export interface WallTime {
  /** `YYYY-MM-DDTHH:MM`, without offset. */
  readonly local: string;
  /** IANA name of the zone. */
  readonly zone: string;
}

export type WallTimeReading =
  | { readonly kind: "once"; readonly at: Instant }
  /** The clock was put back: this time came twice; a person chooses. */
  | { readonly kind: "twice"; readonly earlier: Instant; readonly later: Instant }
  /** The clock was put forward: this time did not exist; `next` is what the clock showed instead. */
  | { readonly kind: "never"; readonly next: Instant }
  | { readonly kind: "unreadable" };

/** The instant or instants that a wall-clock time means. Pure: zone rules are those of the runtime. */
export function readWallTime({ local, zone }: WallTime): WallTimeReading {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(local)) return { kind: "unreadable" };
  let earlier: Temporal.ZonedDateTime;
  let later: Temporal.ZonedDateTime;
  let plain: Temporal.PlainDateTime;
  try {
    plain = Temporal.PlainDateTime.from(local, { overflow: "reject" });
    earlier = plain.toZonedDateTime(zone, { disambiguation: "earlier" });
    later = plain.toZonedDateTime(zone, { disambiguation: "later" });
  } catch {
    // Temporal answers an impossible date or an unknown zone with a RangeError; both are a person's to put right.
    return { kind: "unreadable" };
  }
  const first = instantOf(earlier.epochMilliseconds);
  const second = instantOf(later.epochMilliseconds);
  if (first === second) return { kind: "once", at: first };
  return earlier.toPlainDateTime().equals(plain)
    ? { kind: "twice", earlier: first, later: second }
    : { kind: "never", next: second };
}

/** What the clock on the wall of `zone` shows at `instant`, to the minute. */
export function wallTimeAt(instant: Instant, zone: string): WallTime {
  const zoned = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return { local: zoned.toPlainDateTime().toString({ smallestUnit: "minute" }), zone };
}
