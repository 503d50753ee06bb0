import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { competenceAreas, type CompetenceArea, type Department, type Fitness, type FitnessRules, fitUntil, listDepartments, listFitness, readFitnessRules, requiredAreas } from "#modules/authority/index.ts";
import { getParameter, parameterCitation } from "#modules/policy/index.ts";
import type { Queryable } from "#platform/database.ts";
import type { FitnessView } from "../views.ts";

/** What is asked of managers and what these people have to show for it, read once. */
export async function readFitness(db: Queryable, personIds: readonly Id<"person">[], at: Instant) {
  const [fitness, rules, departments] = [await listFitness(db, personIds, at), await readFitnessRules(db, at), await listDepartments(db, personIds)];
  const [warnDays, citation] = [await getParameter(db, "roles.accreditationWarnDays", at), await parameterCitation(db, "roles.requiredAreas", at)];
  return { fitness, rules, departments, warnDays, citation };
}

export type ReadFitness = Awaited<ReturnType<typeof readFitness>>;

export function fitnessView({ fitness, rules, departments, warnDays, citation }: ReadFitness, personId: Id<"person">, at: Instant): FitnessView {
  const of: Fitness = fitness.get(personId) ?? { competences: [], commitments: "missing", commitmentsUntil: null, contractUntil: null, clauses: "signed", clausesUntil: null, external: false };
  const { fit, until } = fitUntil(of, rules, at);
  const department: Department | undefined = departments.get(personId);
  const asked = rules.areas.length > 0;
  const required = (area: CompetenceArea) => (asked ? rules.areas : requiredAreas).some((each) => each === area);
  return {
    fit, until, asked, citation,
    areas: competenceAreas.filter((area) => required(area) || of.competences.some((competence) => competence.area === area)).map((area) => {
      const proof = of.competences.find((competence) => competence.area === area);
      return { area, required: required(area), validUntil: proof?.validUntil ?? null, state: proof ? stateOf(proof.validUntil, rules, warnDays, at) : "missing" };
    }),
    commitments: of.commitments, commitmentsUntil: of.commitmentsUntil,
    contract: of.external ? { until: of.contractUntil, clauses: of.clauses } : null,
    department: department?.name ?? null,
  };
}

function stateOf(validUntil: Instant | null, rules: FitnessRules, warnDays: number, at: Instant): FitnessView["areas"][number]["state"] {
  if (validUntil === null || validUntil > plusMs(at, warnDays * DAY)) return "valid";
  if (validUntil > at) return "expiring";
  return plusMs(validUntil, rules.graceDays * DAY) > at ? "grace" : "missing";
}
