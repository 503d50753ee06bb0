import { DAY, type Instant, plusMs } from "#kernel/instant.ts";

/** The five of the Instruction's section 2, and what a council may ask beside them. */
export const requiredAreas = ["internal_functioning", "internal_channels", "protocols", "citizen_mailbox", "subject_field"] as const;
export const furtherAreas = ["accessibility", "data_protection", "security", "language", "ai_literacy"] as const;
export const competenceAreas = [...requiredAreas, ...furtherAreas] as const;
export type CompetenceArea = (typeof competenceAreas)[number];

/** `grace`: to the previous version, while there is still time for the new one. */
export type CommitmentState = "signed" | "grace" | "missing";

/** What there is to say for somebody acting for a profile. */
export interface Fitness {
  /** Each area once, with the proof that lasts longest. */
  readonly competences: readonly { readonly area: CompetenceArea; readonly validUntil: Instant | null }[];
  readonly commitments: CommitmentState;
  /** When the grace of the commitments ends. */
  readonly commitmentsUntil: Instant | null;
  /** Of an external person: 00:00 of the day after the last contract's end; null when there is none in force. */
  readonly contractUntil: Instant | null;
  /** Of an external person: whether the contract's clauses were accepted under the policy in force. */
  readonly clauses: CommitmentState;
  readonly clausesUntil: Instant | null;
  readonly external: boolean;
}

export interface FitnessRules {
  /** Empty while the council does not ask for accreditations. */
  readonly areas: readonly CompetenceArea[];
  readonly commitments: boolean;
  /** Days after expiry in which one may still act (ROL-R6). */
  readonly graceDays: number;
}

export interface FitUntil {
  readonly fit: boolean;
  readonly missing: readonly CompetenceArea[];
  /** When this stops being so by itself; null when nothing known ends it, or when there is nothing to end. */
  readonly until: Instant | null;
}

/**
 * Whether somebody may act as a manager at an instant, what is missing, and until when it stays so (ROL-R5, ROL-R6,
 * CON-R1): every area asked for is proved or expired no longer ago than the grace, commitments are signed to the policy in
 * force or still in time, and an external person's contract is in force with its clauses accepted.
 */
export function fitUntil(fitness: Fitness, rules: FitnessRules, at: Instant): FitUntil {
  const ends: Instant[] = [];
  const missing: CompetenceArea[] = [];
  for (const area of rules.areas) {
    const proof = fitness.competences.find((competence) => competence.area === area);
    const end = proof?.validUntil ? plusMs(proof.validUntil, rules.graceDays * DAY) : null;
    if (!proof || (end !== null && end <= at)) missing.push(area);
    else if (end !== null) ends.push(end);
  }
  if (rules.commitments && fitness.commitmentsUntil) ends.push(fitness.commitmentsUntil);
  if (fitness.external && fitness.clausesUntil) ends.push(fitness.clausesUntil);
  if (fitness.contractUntil) ends.push(fitness.contractUntil);
  const fit = missing.length === 0
    && !(rules.commitments && fitness.commitments === "missing")
    && !(fitness.external && (fitness.clauses === "missing" || fitness.contractUntil === null || fitness.contractUntil <= at));
  return { fit, missing, until: fit ? (ends.toSorted()[0] ?? null) : null };
}

/** A version of the policy: an act that binds, and since when. */
export interface PolicyVersion {
  readonly actId: string;
  readonly from: Instant;
}

/**
 * How a signature stands at an instant (ROL-R5, CON-R5): to the version in force, or to the one before it for so many
 * days after the change. Where no act binds there is nothing to sign.
 * @param versions in the order in which they take effect
 */
export function commitmentState(
  versions: readonly PolicyVersion[], signed: ReadonlySet<string>, graceDays: number, at: Instant,
): { readonly state: CommitmentState; readonly until: Instant | null } {
  const begun = versions.filter((version) => version.from <= at);
  const current = begun.at(-1);
  if (!current || signed.has(current.actId)) return { state: "signed", until: null };
  const previous = begun.at(-2);
  const until = plusMs(current.from, graceDays * DAY);
  return previous && signed.has(previous.actId) && at < until ? { state: "grace", until } : { state: "missing", until: null };
}

/** Proofs that expire soon or have expired, worst first (ROL-R6). */
export function expiringAreas(fitness: Fitness, rules: FitnessRules, warnDays: number, at: Instant): readonly { readonly area: CompetenceArea; readonly validUntil: Instant }[] {
  return fitness.competences
    .flatMap(({ area, validUntil }) => (validUntil !== null && rules.areas.includes(area) && validUntil <= plusMs(at, warnDays * DAY) ? [{ area, validUntil }] : []))
    .toSorted((a, b) => (a.validUntil < b.validUntil ? -1 : 1));
}
