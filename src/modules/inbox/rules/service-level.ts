/** One question of a citizen's within a contract's term. */
export interface AnswerMeasured {
  /** Minutes of attention until the answer, or until now while there is none; null where the profile is never attended. */
  readonly minutes: number | null;
  readonly answered: boolean;
  /** Somebody of the contract's had taken it before it was answered. */
  readonly prepared: boolean;
}

export interface ServiceLevel {
  readonly answered: number;
  /** Of those answered, in the time agreed; null where none is agreed. */
  readonly inTime: number | null;
  /** Still without an answer, and over the time agreed. */
  readonly overdue: number | null;
  readonly medianMinutes: number | null;
  readonly prepared: { readonly answered: number; readonly medianMinutes: number | null };
}

/** How soon citizens were answered under a contract, against what was agreed (CON-4). */
export function serviceLevel(measured: readonly AnswerMeasured[], agreedMinutes: number | null): ServiceLevel {
  const answered = measured.filter((each) => each.answered);
  const within = ({ minutes }: AnswerMeasured) => agreedMinutes !== null && minutes !== null && minutes <= agreedMinutes;
  const prepared = answered.filter((each) => each.prepared);
  return {
    answered: answered.length,
    inTime: agreedMinutes === null ? null : answered.filter(within).length,
    overdue: agreedMinutes === null ? null : measured.filter((each) => !each.answered && each.minutes !== null && !within(each)).length,
    medianMinutes: median(answered),
    prepared: { answered: prepared.length, medianMinutes: median(prepared) },
  };
}

/** Whether what was measured is worth telling whoever answers for the contract: too few answered in time, or somebody waits beyond it (CON-4). @param share in per cent */
export function fallsShort({ answered, inTime, overdue }: ServiceLevel, share: number): boolean {
  return (overdue ?? 0) > 0 || (inTime !== null && inTime * 100 < answered * share);
}

function median(measured: readonly AnswerMeasured[]): number | null {
  const sorted = measured.flatMap(({ minutes }) => minutes ?? []).toSorted((a, b) => a - b);
  const [lower, upper] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return lower === undefined || upper === undefined ? null : (lower + upper) / 2;
}
