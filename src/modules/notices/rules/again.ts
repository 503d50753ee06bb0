import { HOUR, type Instant, MINUTE, msBetween, plusMs } from "#kernel/instant.ts";

const LONGEST = 60 * MINUTE;
const GIVE_UP = 24 * HOUR;

/** When to try again what the server did not take for now: after 1, 2, 4 … minutes, then hourly; undefined once a day has passed. */
export function tryAgainAt(created: Instant, attempts: number, at: Instant): Instant | undefined {
  const next = plusMs(at, Math.min(LONGEST, 2 ** Math.max(0, attempts - 1) * MINUTE));
  return msBetween(created, next) > GIVE_UP ? undefined : next;
}
