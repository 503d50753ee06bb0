import type { DedicationNorms } from "./dedication.ts";

/**
 * Norms with measured medians in their place (DED-5): answers and publications are measured as wholes, so their parts keep
 * their proportion. What has not been measured enough stays as the council set it.
 */
export function calibratedNorms(norms: DedicationNorms, measured: { readonly answer?: number | null | undefined; readonly publishing?: number | null | undefined }): DedicationNorms {
  const answer = ratio(measured.answer, norms.query);
  const making = norms.select + norms.write + norms.approve;
  const publishing = ratio(measured.publishing, making);
  return {
    ...norms, query: norms.query * answer, complaint: norms.complaint * answer, direct: norms.direct * answer,
    select: norms.select * publishing, write: norms.write * publishing, approve: norms.approve * publishing,
  };
}

const ratio = (measured: number | null | undefined, norm: number): number => (measured !== null && measured !== undefined && norm > 0 ? measured / norm : 1);

/** What measurements say of a norm (DED-5). */
export interface Calibration {
  readonly count: number;
  /** Median in minutes; undefined while there are fewer than are asked for: the council's norm holds. */
  readonly median: number | undefined;
}

/** The median of what was measured, once there is enough of it (DED-5). */
export function calibrate(minutes: readonly number[], from: number): Calibration {
  if (minutes.length < from || minutes.length === 0) return { count: minutes.length, median: undefined };
  const sorted = minutes.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  const lower = sorted[Math.ceil(middle) - 1] ?? upper;
  return { count: minutes.length, median: (upper + lower) / 2 };
}

const WEEK = 7 * 24 * 3_600_000;

/** Hours of each of the last weeks, the oldest first; a week is seven days that end now. */
export function weeklyHours(work: readonly { readonly at: number; readonly minutes: number }[], now: number, weeks: number): readonly number[] {
  const sums = Array.from({ length: weeks }, () => 0);
  for (const { at, minutes } of work) {
    const ago = Math.floor((now - at) / WEEK);
    const index = weeks - 1 - ago;
    if (ago >= 0 && index >= 0) sums[index] = (sums[index] ?? 0) + minutes / 60;
  }
  return sums;
}

/** More was worked than committed, every one of the last weeks (DED-6). */
export interface Overrun {
  readonly weeks: number;
  /** Hours a week. */
  readonly measured: number;
  readonly committed: number;
}

/** @param most how many times the committed hours is still well, such as 1.2 */
export function overrun(weeks: readonly number[], committed: number, most: number): Overrun | undefined {
  if (committed <= 0 || weeks.length === 0 || !weeks.every((hours) => hours / committed > most)) return undefined;
  return { weeks: weeks.length, measured: weeks.reduce((sum, hours) => sum + hours, 0) / weeks.length, committed };
}
