import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { epochMsOf, type Instant, instantOf } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { getCouncil, getParameter, listHolidays } from "#modules/policy/index.ts";
import type { Profile } from "#modules/register/index.ts";
import type { Queryable } from "#platform/database.ts";
import { type CoverageFacts, dayOf, listFitSpans, listShifts, listSpoken, readCoverageFacts } from "./facts.ts";
import {
  type CoverageInput, type CoverageTroubles, forecastCoverage, type ProfileCoverage, stretchesOfDays, type TeamStanding, teamStanding, troublesOf,
} from "./rules/coverage.ts";
import type { WeekHours } from "./rules/days.ts";

type DayStretch = ReturnType<typeof stretchesOfDays>[number];

/** How a profile is covered in the days ahead. */
export interface ProfileForecast {
  readonly profileId: Id<"profile">;
  readonly name: Localized;
  readonly network: Profile["network"];
  readonly unitId: Id<"unit"> | undefined;
  readonly coverage: ProfileCoverage;
  readonly troubles: CoverageTroubles;
  /** Gaps and days with one, as stretches of days. */
  readonly gaps: readonly DayStretch[];
  readonly singles: readonly DayStretch[];
  /** COV-R1. */
  readonly standing: TeamStanding;
  /** Managers now, whoever they substitute. */
  readonly managers: number;
}

export interface Forecast {
  readonly from: string;
  readonly days: number;
  readonly longestSingle: number;
  readonly profiles: readonly ProfileForecast[];
}

export interface ForecastQuestion {
  /** `YYYY-MM-DD`; today when absent. */
  readonly from?: string | undefined;
  readonly days?: number | undefined;
  readonly profileIds?: readonly Id<"profile">[] | undefined;
  /** COV-6: who would be absent besides those who are, from one day through another. */
  readonly supposed?: readonly { readonly personId: Id<"person">; readonly from: string; readonly to: string }[] | undefined;
}

/** The coverage of profiles, day by day (COV-5); with people supposed absent, what it would be without them (COV-6). */
export async function forecastProfiles(db: Queryable, at: Instant, question: ForecastQuestion = {}): Promise<Forecast> {
  const { zone } = await getCouncil(db);
  const from = question.from ?? dayOf(at, zone);
  const days = question.days ?? (await getParameter(db, "coverage.forecastDays", at));
  const facts = await readCoverageFacts(db, { from, days, profileIds: question.profileIds }, at);
  const longestSingle = await getParameter(db, "coverage.longestSingleDays", at);
  const standings = await findTeamStandings(db, facts.profiles.map(({ id }) => id), at);
  const ahead = from < dayOf(at, zone) ? facts.input : { ...facts.input, since: epochMsOf(at) };
  const coverages = forecastCoverage(suppose(ahead, question.supposed ?? []));
  const byId = new Map(coverages.map((coverage) => [coverage.profileId, coverage]));
  return {
    from, days, longestSingle,
    profiles: facts.profiles.flatMap((profile) => {
      const coverage = byId.get(profile.id);
      const team = standings.get(profile.id);
      if (!coverage || !team) return [];
      const troubles = troublesOf(coverage, longestSingle);
      return [{
        profileId: profile.id, name: profile.displayName, network: profile.network, unitId: profile.unitId, coverage, troubles,
        gaps: stretchesOfDays(troubles.gapDays, coverage), singles: stretchesOfDays(troubles.singleDays, coverage), standing: team.standing, managers: team.managers,
      }];
    }),
  };
}

/** Of these profiles, those that attend at an instant ahead and have nobody there (COV-R2); outside their hours nobody is missed. */
export async function listUnattendedAt(db: Queryable, profileIds: readonly Id<"profile">[], when: Instant | undefined, at: Instant): Promise<ReadonlySet<Id<"profile">>> {
  if (when === undefined || when < at || profileIds.length === 0) return new Set();
  const { zone } = await getCouncil(db);
  const facts = await readCoverageFacts(db, { from: dayOf(when, zone), days: 1, profileIds }, at);
  const moment = epochMsOf(when);
  const empty = new Set(forecastCoverage(facts.input)
    .filter(({ days }) => days.some(({ slots }) => slots.some((slot) => slot.from <= moment && slot.to > moment && slot.available.length === 0)))
    .map(({ profileId }) => profileId));
  return new Set(profileIds.filter((id) => empty.has(id)));
}

/** The same facts with more people absent, whole days, the last one in it. */
export function suppose(input: CoverageInput, supposed: readonly { readonly personId: string; readonly from: string; readonly to: string }[]): CoverageInput {
  const people = new Map(input.people);
  for (const { personId, from, to } of supposed) {
    const person = people.get(personId);
    if (!person) continue;
    const start = (day: string, plus: number) => Temporal.PlainDate.from(day).add({ days: plus }).toZonedDateTime(input.zone).epochMilliseconds;
    people.set(personId, { ...person, absences: [...person.absences, { from: start(from, 0), to: start(to, 1) }] });
  }
  return { ...input, people };
}

/** Whether each profile has the managers that it needs, and what follows when not (COV-R1). */
export async function findTeamStandings(
  db: Queryable, profileIds: readonly Id<"profile">[], at: Instant,
): Promise<ReadonlyMap<Id<"profile">, { readonly standing: TeamStanding; readonly managers: number }>> {
  const { zone } = await getCouncil(db);
  const need = await getParameter(db, "coverage.minimumManagers", at);
  const graceDays = await getParameter(db, "coverage.graceDays", at);
  const { rows } = await sql<{ profile_id: Id<"profile">; entered_at: Instant; person_id: Id<"person"> | null; valid_from: Instant | null; ends: Instant | null }>`
    select profile.id as profile_id, entered_at, person_id, valid_from, least(valid_to, revocation.at) as ends
    from register.profile
    left join authority.appointment on appointment.profile_id = profile.id and role = 'manager'
    left join authority.revocation on revocation.appointment_id = appointment.id
    where profile.id = any(${[...profileIds]}::uuid[])
  `.execute(db);
  const history = new Map<Id<"profile">, { enteredAt: number; terms: { person: string; from: number; to: number }[] }>();
  for (const row of rows) {
    const known = history.get(row.profile_id) ?? { enteredAt: epochMsOf(row.entered_at), terms: [] };
    if (row.person_id && row.valid_from) known.terms.push({ person: row.person_id, from: epochMsOf(row.valid_from), to: row.ends ? epochMsOf(row.ends) : Number.POSITIVE_INFINITY });
    history.set(row.profile_id, known);
  }
  const now = epochMsOf(at);
  const today = dayOf(at, zone);
  return new Map([...history].map(([profileId, { enteredAt, terms }]) => {
    const countAt = (moment: number) => new Set(terms.filter((term) => term.from <= moment && term.to > moment).map(({ person }) => person)).size;
    const have = countAt(now);
    // The team became too small at the last end of a term before which it was big enough; else it never was.
    const falls = terms.map(({ to }) => to).filter((to) => to <= now && countAt(to - 1) >= need && countAt(to) < need);
    const since = dayOf(instantOf(falls.length > 0 ? Math.max(...falls) : enteredAt), zone);
    return [profileId, { standing: teamStanding({ have, need, since, graceDays, today }), managers: have }];
  }));
}

/** A team that does not exist yet, as a request for a profile proposes it (PRO-R3). */
export interface PlannedTeam {
  /** Who, and from which day, `YYYY-MM-DD`. */
  readonly managers: readonly { readonly personId: Id<"person">; readonly from: string }[];
  readonly attention: WeekHours;
  /** Languages that the profile must attend. */
  readonly languages: readonly string[];
  readonly from: string;
  readonly days: number;
}

/** Where a planned team would leave the profile with nobody, with one, or without a language. */
export async function forecastPlannedTeam(db: Queryable, plan: PlannedTeam, at: Instant) {
  const facts = await readPeople(db, plan, at);
  const [coverage] = forecastCoverage(facts.input);
  if (!coverage) throw new Error("a planned team was not forecast");
  const { gaps, gapDays, singleDays, languageGaps } = troublesOf(coverage, await getParameter(db, "coverage.longestSingleDays", at));
  return { gapSlots: gaps, gapDays, singleDays, languageGaps };
}

async function readPeople(db: Queryable, plan: PlannedTeam, at: Instant): Promise<Pick<CoverageFacts, "input">> {
  const { zone, languages } = await getCouncil(db);
  const holidays = new Set((await listHolidays(db)).map(({ day }) => day));
  const known = await readCoverageFacts(db, { from: plan.from, days: plan.days, profileIds: [] }, at);
  const shifts = await listShifts(db);
  const spoken = await listSpoken(db);
  const people = new Map(plan.managers.map(({ personId }) => [personId as string, {
    shifts: shifts.get(personId) ?? [],
    absences: known.absences.filter((absence) => absence.personId === personId).map((absence) => ({ from: epochMsOf(absence.from), to: epochMsOf(absence.to) })),
    languages: new Set(spoken.get(personId) ?? languages),
  }]));
  const fit = await listFitSpans(db, plan.managers.map(({ personId }) => personId), at);
  const team = plan.managers.map(({ personId, from }) => ({
    personId, spans: [{ from: Temporal.PlainDate.from(from).toZonedDateTime(zone).epochMilliseconds, to: fit.get(personId) ?? 0 }],
  }));
  return { input: { zone, holidays, from: plan.from, days: plan.days, people, profiles: [{ id: "planned", attention: plan.attention, languages: plan.languages, team }] } };
}
