/** What keeps a publication from going out without somebody's approval, where the council lets routine ones (ADR 0036). */
export const keptBackBy = ["not-permitted", "correction", "exception", "electoral", "external", "adviser", "closing", "team-at-risk", "findings"] as const;
export type KeptBackBy = (typeof keptBackBy)[number];

export interface Routine {
  readonly isPermitted: boolean;
  /** Some version of it is out: what corrects it is looked at first. */
  readonly isCorrection: boolean;
  readonly hasException: boolean;
  readonly isElectionCalled: boolean;
  /** Somebody of a contractor's wrote some of it, or sends it (CON-3). */
  readonly isByContractor: boolean;
  /** ROL-R8. */
  readonly isByAdviser: boolean;
  readonly profileStates: readonly string[];
  /** COV-R1: a profile with too few managers. */
  readonly isTeamAtRisk: boolean;
  /** What the checks found, warnings too. */
  readonly findings: number;
}

/** Everything that makes it no routine; with nothing, it may go out unapproved unless it is drawn. */
export function keptBack(routine: Routine): readonly KeptBackBy[] {
  const is: Readonly<Record<KeptBackBy, boolean>> = {
    "not-permitted": !routine.isPermitted,
    correction: routine.isCorrection,
    exception: routine.hasException,
    electoral: routine.isElectionCalled,
    external: routine.isByContractor,
    adviser: routine.isByAdviser,
    closing: routine.profileStates.some((state) => state !== "active"),
    "team-at-risk": routine.isTeamAtRisk,
    findings: routine.findings > 0,
  };
  return keptBackBy.filter((reason) => is[reason]);
}

/** Whether a draw falls on one in so many; `digest` is SHA-256 in hex. Whoever has what it was made of can draw again and see the same. */
export const isDrawn = (digest: string, oneIn: number): boolean => Number.parseInt(digest.slice(0, 12), 16) % readOneIn(oneIn) === 0;

/** As a council may write it: a whole number of one or more; one is everything. */
export const readOneIn = (value: number): number => Math.max(1, Math.round(value));
