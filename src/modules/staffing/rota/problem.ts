import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { epochMsOf } from "#kernel/instant.ts";
import { getCouncil } from "#modules/policy/index.ts";
import type { Queryable } from "#platform/database.ts";
import { type CoverageFacts, listFitSpans, listSpoken, readCoverageFacts } from "../facts.ts";
import { forecastCoverage } from "../rules/coverage.ts";
import { united } from "../rules/days.ts";
import type { OpenSlot, RotaCandidate, RotaProblem, RotaWishes } from "../rules/rota.ts";

export interface RotaQuestion {
  readonly from: string;
  readonly days: number;
  readonly profileIds: readonly Id<"profile">[];
  readonly wishes: RotaWishes;
}

/** A rota to be solved, with the facts that it was made of: what an acceptance must find unchanged. */
export interface StatedRota {
  readonly problem: RotaProblem;
  readonly facts: readonly RotaFact[];
}

/** One fact, as text: equal texts are equal facts. `who` is whom it is about. */
export interface RotaFact { readonly text: string; readonly who: string | null }

/** What is open in these profiles and who could take it: the team first, then whoever of the same units may and is free. */
export async function stateRota(db: Queryable, question: RotaQuestion, at: Instant): Promise<StatedRota> {
  const facts = await readCoverageFacts(db, question, at);
  const helpers = await listHelpers(db, question.profileIds, at);
  const coverages = forecastCoverage({ ...facts.input, since: epochMsOf(at) });
  const slots: OpenSlot[] = [];
  const present: (readonly string[])[] = [];
  for (const { profileId, days } of coverages) {
    for (const day of days) {
      for (const slot of day.slots) {
        const wanted = Math.max(0, question.wishes.atLeast - slot.available.length);
        const languages = slot.available.length === 0 ? (facts.input.profiles.find(({ id }) => id === profileId)?.languages ?? []) : slot.missing;
        if (wanted === 0 && languages.length === 0) continue;
        slots.push({ profileId, date: day.date, from: slot.from, to: slot.to, wanted, languages });
        present.push(slot.available);
      }
    }
  }
  return { problem: { slots, candidates: candidatesOf(facts, helpers, slots, present), wishes: question.wishes }, facts: factsOf(facts, helpers) };
}

interface Helper { readonly personId: Id<"person">; readonly unitIds: readonly string[]; readonly languages: readonly string[]; readonly fitUntil: number; readonly absences: readonly { readonly from: number; readonly to: number }[] }

function candidatesOf(facts: CoverageFacts, helpers: readonly Helper[], slots: readonly OpenSlot[], present: readonly (readonly string[])[]): readonly RotaCandidate[] {
  const candidates = new Map<string, { languages: readonly string[]; slots: { slot: number; team: boolean }[] }>();
  const add = (personId: string, languages: readonly string[], slot: number, team: boolean) => {
    const known = candidates.get(personId) ?? { languages, slots: [] };
    known.slots.push({ slot, team });
    candidates.set(personId, known);
  };
  const overlaps = (spans: readonly { readonly from: number; readonly to: number }[], slot: OpenSlot) => spans.some((span) => span.from < slot.to && span.to > slot.from);
  for (const [index, slot] of slots.entries()) {
    const profile = facts.input.profiles.find(({ id }) => id === slot.profileId);
    const team = new Set<string>();
    for (const member of profile?.team ?? []) {
      team.add(member.personId);
      const person = facts.input.people.get(member.personId);
      const holds = united(member.spans).some((span) => span.from <= slot.from && span.to >= slot.to);
      if (!person || !holds || present[index]?.includes(member.personId) || overlaps(person.absences, slot)) continue;
      add(member.personId, [...person.languages], index, true);
    }
    const unitId = facts.profiles.find(({ id }) => id === slot.profileId)?.unitId;
    // Somebody stands in for one of a team: where there is none, nobody can.
    if (!profile || profile.team.length === 0) continue;
    for (const helper of helpers) {
      if (team.has(helper.personId) || !unitId || !helper.unitIds.includes(unitId) || helper.fitUntil < slot.to || overlaps(helper.absences, slot)) continue;
      add(helper.personId, helper.languages, index, false);
    }
  }
  return [...candidates].map(([personId, candidate]) => ({ personId, ...candidate }));
}

/** People of the profiles' units, and of what is above and below, who may manage: eligible by post, fit, in service. */
async function listHelpers(db: Queryable, profileIds: readonly Id<"profile">[], at: Instant): Promise<readonly Helper[]> {
  const { rows } = await sql<{ id: Id<"person">; units: string[]; absences: { from: string; to: string }[] }>`
    with recursive wanted as (
      select distinct unit_id as id, unit_id as origin from register.profile where id = any(${[...profileIds]}::uuid[]) and unit_id is not null
      union select unit.id, wanted.origin from policy.unit join wanted on unit.parent_id = wanted.id
    )
    select person.id, array_agg(distinct wanted.origin::text) as units, coalesce((
      select jsonb_agg(jsonb_build_object('from', from_at, 'to', to_at)) from staffing.absence
      join lateral (select decision from staffing.absence_decision where absence_id = absence.id order by position desc limit 1) last on last.decision = 'approved'
      where absence.person_id = person.id and to_at > ${at}
    ), '[]') as absences
    from authority.person join wanted on wanted.id = person.unit_id
    where person.post_type in ('technical', 'mayor_adviser') and exists (select 1 from authority.appointments_at(${at}) held where held.person_id = person.id)
    group by person.id order by person.id
  `.execute(db);
  const { languages } = await getCouncil(db);
  const fit = await listFitSpans(db, rows.map(({ id }) => id), at);
  const spoken = await listSpoken(db);
  return rows.flatMap((row) => {
    const fitUntil = fit.get(row.id);
    return fitUntil === undefined ? [] : [{
      personId: row.id, unitIds: row.units, fitUntil, languages: spoken.get(row.id) ?? languages,
      absences: row.absences.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) })),
    }];
  });
}

function factsOf({ input, absences, substitutions, duties }: CoverageFacts, helpers: readonly Helper[]): readonly RotaFact[] {
  const concerned = new Set<string>([...input.people.keys(), ...helpers.map(({ personId }) => personId)]);
  const facts: RotaFact[] = [
    ...absences.filter(({ personId }) => concerned.has(personId)).map((absence) => ({ text: `absence ${absence.id}`, who: absence.personId })),
    ...substitutions.map((one) => ({ text: `substitution ${one.id} ${one.to}`, who: one.substituteId })),
    ...duties.map((duty) => ({ text: `duty ${duty.id}`, who: duty.personId })),
    ...helpers.map((helper) => ({ text: `able ${helper.personId} ${helper.languages.join(",")}`, who: helper.personId })),
  ];
  for (const profile of input.profiles) {
    facts.push({ text: `attention ${profile.id} ${JSON.stringify(profile.attention)}`, who: null });
    for (const member of profile.team) {
      facts.push({ text: `member ${profile.id} ${member.personId} ${JSON.stringify(member.spans)} ${JSON.stringify(input.people.get(member.personId)?.shifts ?? [])}`, who: member.personId });
    }
  }
  return facts;
}
