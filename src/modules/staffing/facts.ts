import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { epochMsOf, type Instant, instantOf } from "#kernel/instant.ts";
import { fitUntil, listFitness, listSubstitutions, readFitnessRules, type Substitution } from "#modules/authority/index.ts";
import { getCouncil, listHolidays } from "#modules/policy/index.ts";
import { listAnswerPromises, listProfiles, type Profile } from "#modules/register/index.ts";
import type { Queryable } from "#platform/database.ts";
import type { CoverageInput, CoveredProfile, Presence, ShiftPattern, TeamMember } from "./rules/coverage.ts";
import type { Span } from "./rules/days.ts";

/** Everything that coverage is reckoned from, for a stretch of days. */
export interface CoverageFacts {
  readonly input: CoverageInput;
  readonly profiles: readonly Profile[];
  readonly absences: readonly AbsenceFact[];
  readonly substitutions: readonly Substitution[];
  readonly duties: readonly DutyFact[];
}

export interface AbsenceFact { readonly id: Id<"absence">; readonly personId: Id<"person">; readonly from: Instant; readonly to: Instant }
export interface DutyFact {
  readonly id: Id<"duty">; readonly profileId: Id<"profile">; readonly personId: Id<"person">; readonly kind: "duty" | "on_call"; readonly from: Instant; readonly to: Instant;
}

/** Profiles that are attended: citizens write to what sleeps or is being closed, too. */
const attended = ({ state }: Profile): boolean => state === "active" || state === "dormant" || state === "closing";

/** Reads the facts for days from `from` on (`YYYY-MM-DD`), of all attended profiles or of some; asked for by name, also of one that is about to be opened. */
export async function readCoverageFacts(
  db: Queryable, { from, days, profileIds }: { readonly from: string; readonly days: number; readonly profileIds?: readonly Id<"profile">[] | undefined }, at: Instant,
): Promise<CoverageFacts> {
  const { zone, languages } = await getCouncil(db);
  const holidays = new Set((await listHolidays(db)).map(({ day }) => day));
  const profiles = (await listProfiles(db, profileIds ? { ids: profileIds } : {})).filter((profile) => attended(profile) || (profileIds !== undefined && profile.state === "opening"));
  const promises = await listAnswerPromises(db, profiles.map(({ id }) => id), at);
  const [begins, ends] = boundsOf(from, days, zone);
  const members = await listMembers(db, begins, ends);
  const substitutions = await listSubstitutions(db, begins, ends);
  const absences = await listAbsencesIn(db, begins, ends);
  const duties = await listDutiesIn(db, begins, ends);
  const shifts = await listShifts(db);
  const spoken = await listSpoken(db);
  const dutiesOf = groupBy(duties.filter((duty) => duty.kind === "duty"), (duty) => `${duty.profileId} ${duty.personId}`);
  const rights = groupBy([
    ...members.map((member) => ({ ...member, span: spanOf(member.from, member.to ?? ends) })),
    ...substitutions.map((one) => ({ profileId: one.profileId, personId: one.substituteId, span: spanOf(one.from, one.to) })),
  ], ({ profileId }) => profileId);
  const fit = await listFitSpans(db, [...new Set([...rights.values()].flat().map(({ personId }) => personId))], at);
  const covered = profiles.map((profile): CoveredProfile => {
    const team = groupBy(rights.get(profile.id) ?? [], ({ personId }) => personId);
    return {
      id: profile.id,
      attention: promises.get(profile.id)?.attention ?? { week: [], holiday: [] },
      languages: profile.languages.filter((language) => languages.includes(language)),
      team: [...team].map(([personId, own]): TeamMember => ({
        personId, spans: own.map(({ span }) => ({ from: span.from, to: Math.min(span.to, fit.get(personId) ?? span.from) })), duties: (dutiesOf.get(`${profile.id} ${personId}`) ?? []).map((duty) => spanOf(duty.from, duty.to)),
      })),
    };
  });
  const absencesOf = groupBy(absences, ({ personId }): string => personId);
  const people = new Map<string, Presence>();
  for (const personId of new Set(covered.flatMap(({ team }) => team.map((member) => member.personId)))) {
    people.set(personId, {
      shifts: shifts.get(personId) ?? [],
      absences: (absencesOf.get(personId) ?? []).map((absence) => spanOf(absence.from, absence.to)),
      languages: new Set(spoken.get(personId) ?? languages),
    });
  }
  return { input: { zone, holidays, from, days, profiles: covered, people }, profiles, absences, substitutions, duties };
}

/** Until when each of these people may act as a manager as things stand (COV-R6); who may not now is not in it. */
export async function listFitSpans(db: Queryable, personIds: readonly Id<"person">[], at: Instant): Promise<ReadonlyMap<Id<"person">, number>> {
  const rules = await readFitnessRules(db, at);
  const spans = new Map<Id<"person">, number>();
  for (const [personId, fitness] of await listFitness(db, personIds, at)) {
    const { fit, until } = fitUntil(fitness, rules, at);
    if (fit) spans.set(personId, until ? epochMsOf(until) : Number.MAX_SAFE_INTEGER);
  }
  return spans;
}

export const spanOf = (from: Instant, to: Instant): Span => ({ from: epochMsOf(from), to: epochMsOf(to) });

/** First and last instant of so many days in the council's zone. */
export function boundsOf(from: string, days: number, zone: string): readonly [Instant, Instant] {
  const first = Temporal.PlainDate.from(from);
  return [instantOf(first.toZonedDateTime(zone).epochMilliseconds), instantOf(first.add({ days }).toZonedDateTime(zone).epochMilliseconds)];
}

export const dayOf = (at: Instant, zone: string): string => Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString();

export function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

interface Member { readonly profileId: Id<"profile">; readonly personId: Id<"person">; readonly from: Instant; readonly to: Instant | undefined }

/** Managers whose appointment touches a stretch of time, with when it ends. */
export async function listMembers(db: Queryable, from: Instant, to: Instant): Promise<readonly Member[]> {
  const { rows } = await sql<{ profile_id: Id<"profile">; person_id: Id<"person">; valid_from: Instant; ends: Instant | null }>`
    select profile_id, person_id, valid_from, least(valid_to, revocation.at) as ends
    from authority.appointment left join authority.revocation on revocation.appointment_id = appointment.id
    where role = 'manager' and valid_from < ${to} and (valid_to is null or valid_to > ${from}) and (revocation.at is null or revocation.at > ${from})
    order by appointment.id
  `.execute(db);
  return rows.map((row) => ({ profileId: row.profile_id, personId: row.person_id, from: row.valid_from, to: row.ends ?? undefined }));
}

async function listAbsencesIn(db: Queryable, from: Instant, to: Instant): Promise<readonly AbsenceFact[]> {
  const { rows } = await sql<{ id: Id<"absence">; person_id: Id<"person">; from_at: Instant; to_at: Instant }>`
    select absence.id, person_id, from_at, to_at from staffing.absence
    join lateral (select decision from staffing.absence_decision where absence_id = absence.id order by position desc limit 1) last on last.decision = 'approved'
    where from_at < ${to} and to_at > ${from}
    order by absence.id
  `.execute(db);
  return rows.map((row) => ({ id: row.id, personId: row.person_id, from: row.from_at, to: row.to_at }));
}

export async function listDutiesIn(db: Queryable, from: Instant, to: Instant): Promise<readonly DutyFact[]> {
  const { rows } = await sql<{ id: Id<"duty">; profile_id: Id<"profile">; person_id: Id<"person">; kind: DutyFact["kind"]; from_at: Instant; to_at: Instant }>`
    select id, profile_id, person_id, kind, from_at, to_at from staffing.duty
    where from_at < ${to} and to_at > ${from} and not exists (select 1 from staffing.duty_end where duty_id = duty.id)
    order by from_at, id
  `.execute(db);
  return rows.map((row) => ({ id: row.id, profileId: row.profile_id, personId: row.person_id, kind: row.kind, from: row.from_at, to: row.to_at }));
}

/** Every pattern of everybody, oldest first; of two of one day the later typed counts. */
export async function listShifts(db: Queryable): Promise<ReadonlyMap<string, readonly ShiftPattern[]>> {
  const { rows } = await sql<{ person_id: string; day: string; week: ShiftPattern["hours"]["week"]; holiday: ShiftPattern["hours"]["holiday"] }>`
    select distinct on (person_id, valid_from) person_id, valid_from::text as day, week, holiday from staffing.shift order by person_id, valid_from, position desc
  `.execute(db);
  return new Map([...groupBy(rows, (row) => row.person_id)].map(([personId, own]) => [personId, own.map((row) => ({ from: row.day, hours: { week: row.week, holiday: row.holiday } }))]));
}

/** Languages in which people can attend, of those who have said so. */
export async function listSpoken(db: Queryable): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ person_id: string; languages: string[] }>`
    select distinct on (person_id) person_id, languages from staffing.spoken order by person_id, position desc
  `.execute(db);
  return new Map(rows.map((row) => [row.person_id, row.languages]));
}
