import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { getCouncil } from "#modules/policy/index.ts";
import type { Queryable } from "#platform/database.ts";
import { listFitSpans, listSpoken } from "./facts.ts";

/** Somebody who could stand in. */
export interface Candidate {
  readonly personId: Id<"person">;
  readonly person: string;
  readonly sameUnit: boolean;
  readonly languages: readonly string[];
  /** Profiles that the person manages already. */
  readonly profiles: number;
}

/** Who could manage a profile in somebody's place between two instants: the nearest first, the least loaded before the rest. */
export async function listCandidates(
  db: Queryable, wish: { readonly profileId: Id<"profile">; readonly absentId: Id<"person">; readonly from: Instant; readonly to: Instant }, at: Instant,
): Promise<readonly Candidate[]> {
  const { languages } = await getCouncil(db);
  const { rows } = await sql<{ id: Id<"person">; name: string; same_unit: boolean; profiles: number }>`
    select person.id, person.name, coalesce(person.unit_id = profile.unit_id, false) as same_unit,
      (select count(distinct held.profile_id) from authority.appointments_at(${at}) held where held.person_id = person.id and held.role = 'manager') as profiles
    from authority.person, register.profile
    where profile.id = ${wish.profileId} and person.id <> ${wish.absentId} and person.post_type in ('technical', 'mayor_adviser')
      and exists (select 1 from authority.appointments_at(${at}) held where held.person_id = person.id)
      and not exists (select 1 from authority.appointments_at(${at}) held where held.person_id = person.id and held.profile_id = profile.id)
      and not exists (
        select 1 from staffing.absence
        join lateral (select decision from staffing.absence_decision where absence_id = absence.id order by position desc limit 1) last on last.decision = 'approved'
        where absence.person_id = person.id and from_at < ${wish.to} and to_at > ${wish.from}
      )
    order by same_unit desc, profiles, person.name
  `.execute(db);
  const fit = await listFitSpans(db, rows.map(({ id }) => id), at);
  const spoken = await listSpoken(db);
  const last = Date.parse(wish.to);
  return rows.filter(({ id }) => (fit.get(id) ?? 0) >= Math.min(last, Number.MAX_SAFE_INTEGER)).map((row) => ({
    personId: row.id, person: row.name, sameUnit: row.same_unit, languages: spoken.get(row.id) ?? languages, profiles: row.profiles,
  }));
}
