import { type Instant, parseInstant, plusMs } from "#kernel/instant.ts";
import type { Clock } from "#platform/clock.ts";

/** A clock that stands still until told to move. */
export interface TestClock extends Clock {
  set(text: string): void;
  advance(ms: number): void;
}

export function testClock(start = "2026-09-21T08:00:00Z"): TestClock {
  let current = instant(start);
  return {
    now: () => current,
    set: (text) => {
      current = instant(text);
    },
    advance: (ms) => {
      current = plusMs(current, ms);
    },
  };
}

/** An instant written in a test; throws on a slip of the pen. */
export function instant(text: string): Instant {
  const parsed = parseInstant(text);
  if (parsed === undefined) throw new Error(`not an instant: ${text}`);
  return parsed;
}
