import { type Instant, instantOf } from "#kernel/instant.ts";

/** The only source of time in the product. `now` of SQL and of JavaScript are forbidden elsewhere. */
export interface Clock {
  now(): Instant;
}

/** The machine's clock, moved by `offsetMs` (the example city lives on its own date and runs on from there). */
export function systemClock(offsetMs = 0): Clock {
  return { now: () => instantOf(Date.now() + offsetMs) };
}
