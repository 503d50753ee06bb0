import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, parseInstant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { getParameter, listPolicyVersions } from "#modules/policy/index.ts";
import type { Queryable } from "#platform/database.ts";
import type { Unfit } from "./rules/can.ts";
import { type CompetenceArea, competenceAreas, commitmentState, type Fitness, type FitnessRules, fitUntil } from "./rules/fitness.ts";

/** What the council asks of managers at an instant. */
export async function readFitnessRules(db: Queryable, at: Instant): Promise<FitnessRules> {
  const required = await getParameter(db, "roles.accreditationRequired", at);
  const areas = await getParameter(db, "roles.requiredAreas", at);
  const graceDays = await getParameter(db, "roles.accreditationGraceDays", at);
  const named = areas.split(",").map((area) => area.trim());
  return { areas: required ? competenceAreas.filter((area) => named.includes(area)) : [], commitments: required, graceDays };
}

/** What there is to say for each of these people acting for a profile; everybody asked for is in the answer. */
export async function listFitness(db: Queryable, personIds: readonly Id<"person">[], at: Instant): Promise<ReadonlyMap<Id<"person">, Fitness>> {
  if (personIds.length === 0) return new Map();
  const versions = await listPolicyVersions(db);
  const graceDays = await getParameter(db, "roles.commitmentGraceDays", at);
  const { rows } = await sql<{
    id: Id<"person">; external: boolean; signed: string[]; accepted: string[][]; contract_until: Instant | null;
    competences: { readonly area: CompetenceArea; readonly validUntil: string | null }[];
  }>`
    select person.id, person.post_type = 'external' as external,
      array(select act_id::text from authority.commitment where person_id = person.id and signed_at <= ${at}) as signed,
      coalesce((
        select jsonb_agg(array(select act_id::text from authority.clause_acceptance acceptance where acceptance.contract_id = term.contract_id and accepted_at <= ${at}))
        from (select distinct contract_id from authority.external_term where person_id = person.id and valid_from <= ${at} and valid_to > ${at}) term
      ), '[]') as accepted,
      (select max(valid_to) from authority.external_term where person_id = person.id and valid_from <= ${at} and valid_to > ${at}) as contract_until,
      coalesce((
        select jsonb_agg(jsonb_build_object('area', area, 'validUntil', valid_until))
        from (
          select area, case when bool_or(valid_until is null) then null else max(valid_until) end as valid_until
          from authority.competence
          where person_id = person.id and obtained_at <= ${at}
            and not exists (select 1 from authority.competence_withdrawal withdrawal where withdrawal.competence_id = competence.id and withdrawal.at <= ${at})
          group by area
        ) best
      ), '[]') as competences
    from authority.person where person.id = any(${[...personIds]}::uuid[])
  `.execute(db);
  return new Map(rows.map((row) => {
    const commitments = commitmentState(versions, new Set(row.signed), graceDays, at);
    // With several contracts, the one whose clauses stand best counts: rights are cut by profile elsewhere.
    const clauses = row.accepted.map((signed) => commitmentState(versions, new Set(signed), graceDays, at));
    const best = clauses.find(({ state }) => state === "signed") ?? clauses.find(({ state }) => state === "grace") ?? { state: row.external ? "missing" : "signed", until: null } as const;
    return [row.id, {
      competences: row.competences.map(({ area, validUntil }) => ({ area, validUntil: validUntil === null ? null : (parseInstant(validUntil) ?? null) })),
      commitments: commitments.state, commitmentsUntil: commitments.until,
      contractUntil: row.external ? row.contract_until : null,
      clauses: best.state, clausesUntil: best.until, external: row.external,
    }];
  }));
}

/** Why a person may not act as a manager at an instant; undefined when they may. */
export async function findUnfit(db: Queryable, personId: Id<"person">, at: Instant): Promise<Unfit | undefined> {
  const fitness = (await listFitness(db, [personId], at)).get(personId);
  if (!fitness) return undefined;
  const rules = await readFitnessRules(db, at);
  const { fit, missing } = fitUntil(fitness, rules, at);
  if (fit) return undefined;
  return {
    missing, need: rules.areas.length,
    commitments: rules.commitments ? fitness.commitments : "signed",
    clauses: fitness.external ? fitness.clauses : "signed",
    department: (await listDepartments(db, [personId])).get(personId)?.name ?? null,
  };
}

export interface Department {
  readonly id: Id<"unit">;
  readonly name: Localized;
}

/** The Department or Entity of each person: the nearest above their unit, or the unit itself where none is (S17). */
export async function listDepartments(db: Queryable, personIds: readonly Id<"person">[]): Promise<ReadonlyMap<Id<"person">, Department>> {
  const { rows } = await sql<{ person_id: Id<"person">; id: Id<"unit">; name: Localized }>`
    with recursive above as (
      select person.id as person_id, unit.id, unit.kind, unit.name, coalesce(unit.merged_into, unit.parent_id) as parent_id, 0 as steps
      from authority.person join policy.unit on unit.id = person.unit_id where person.id = any(${[...personIds]}::uuid[])
      union all
      select above.person_id, unit.id, unit.kind, unit.name, coalesce(unit.merged_into, unit.parent_id), steps + 1 from above join policy.unit on unit.id = above.parent_id where steps < 20
    )
    select distinct on (person_id) person_id, above.id, above.name from above join policy.unit standing on standing.id = above.id
    order by person_id, standing.merged_into is not null, above.kind not in ('department', 'entity'), steps
  `.execute(db);
  return new Map(rows.map((row) => [row.person_id, { id: row.id, name: row.name }]));
}
