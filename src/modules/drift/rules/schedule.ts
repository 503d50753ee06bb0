import { DAY, HOUR, type Instant, MINUTE, msBetween, plusMs } from "#kernel/instant.ts";

/** When a page is looked at again, as the council decided it. */
export interface Rhythm {
  /** Hours after the publication. */
  readonly hours: readonly number[];
  /** Days between two looks afterwards. */
  readonly everyDays: number;
  /** Days after the last publication that cites it for which a page is watched at all. */
  readonly watchDays: number;
}

/** Reads the parameter: hours separated by commas, each later than the one before. What is no number is left out. */
export const readHours = (text: string): readonly number[] =>
  [...new Set(text.split(",").map((part) => Number(part.trim())).filter((hours) => Number.isFinite(hours) && hours > 0))].toSorted((a, b) => a - b);

/** A page of which something is to be decided is looked at this often: it may have been put right. */
export const WHILE_OPEN = HOUR;
/** What is doubtful — a page that is suddenly not there — is believed when it is so again after this long. */
export const LOOK_AGAIN = 10 * MINUTE;

/** When the page is looked at next (DRI-2); undefined when it is watched no longer. */
export function nextLook({ since, now, isOpen }: { readonly since: Instant; readonly now: Instant; readonly isOpen: boolean }, { hours, everyDays, watchDays }: Rhythm): Instant | undefined {
  if (isOpen) return plusMs(now, WHILE_OPEN);
  if (msBetween(since, now) >= watchDays * DAY) return undefined;
  const step = hours.find((each) => plusMs(since, each * HOUR) > now);
  if (step !== undefined) return plusMs(since, step * HOUR);
  const from = plusMs(since, (hours.at(-1) ?? 0) * HOUR);
  const every = Math.max(everyDays, 1 / 24) * DAY;
  return plusMs(from, Math.ceil((msBetween(from, now) + 1) / every) * every);
}

/** When a page that could not be read is asked again: later each time, at most once an hour. */
export const retryAfter = (failingSince: Instant, now: Instant): number => Math.min(HOUR, Math.max(MINUTE, msBetween(failingSince, now)));
