import { parseId } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { ok, refuse } from "#kernel/result.ts";
import { type Actor, can, factsOf, listAppointments, listPeople, listSubstitutions, maySpeak } from "#modules/authority/index.ts";
import { getCouncil, getParameter, parameterCitation, type ParameterKey } from "#modules/policy/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import {
  approveAbsence, assignDuty, boundsOf, dismissSubstitute, endAbsence, endDuty, enterAbsence, forecastProfiles, type ForecastQuestion, importCalendar, leaveHandover, listAbsences, listCandidates, listDutiesIn,
  listHandovers, listShifts, listSingleThreads, listSpoken, nameSubstitute, readHandover, setShift, setSpoken,
} from "#modules/staffing/index.ts";
import type { Services } from "#web/http/services.ts";
import type { CitedNumber, CoverageView, StaffView } from "../staffing-views.ts";
import type { Handlers } from "./handlers.ts";

type Named =
  | "GET /coverage" | "POST /coverage/what-if" | "GET /staff" | "GET /coverage/candidates" | "POST /absences" | "POST /absences/import" | "POST /absences/:id/approve" | "POST /absences/:id/refuse"
  | "POST /absences/:id/cancel" | "POST /substitutions" | "POST /substitutions/:id/end" | "PUT /people/:id/shift" | "PUT /people/:id/spoken" | "POST /duties" | "POST /duties/:id/end" | "POST /handovers"
  | "POST /handovers/:id/read";

const AHEAD = 120 * DAY;

export function coverageHandlers(services: Services): Handlers<Named> {
  const { db, clock } = services;
  return {
    "GET /coverage": async ({ actor }, { from, days }) => ok(await coverageView(services, actor, { from, days })),
    "POST /coverage/what-if": async ({ actor }, { from, days, supposed }) => ok(await coverageView(services, actor, {
      from, days, supposed: supposed.flatMap(({ personId, ...when }) => {
        const person = parseId<"person">(personId);
        return person ? [{ personId: person, ...when }] : [];
      }),
    })),
    "GET /staff": async ({ actor }) => ok(await staffView(services, actor)),
    "GET /coverage/candidates": async (_visit, { profileId, absentId, from, to }) => {
      const [profile, absent] = [parseId<"profile">(profileId), parseId<"person">(absentId)];
      if (!profile || !absent) return refuse({ kind: "unknown-profile" });
      const { zone } = await getCouncil(db);
      const [begins] = boundsOf(from.slice(0, 10), 1, zone);
      const [, ends] = boundsOf(to.slice(0, 10), 1, zone);
      return ok(await listCandidates(db, { profileId: profile, absentId: absent, from: begins, to: ends }, clock.now()));
    },
    "POST /absences": ({ actor }, { personId, kind, from, to, note }) =>
      services.command(async (tx) => {
        const person = personId === null ? actor.personId : parseId<"person">(personId);
        if (!person) return refuse({ kind: "unknown-person" });
        const entered = await enterAbsence(tx, actor, { personId: person, kind, when: { from, to }, note }, clock.now());
        return entered.ok ? ok({ absenceId: entered.value }) : entered;
      }),
    "POST /absences/import": ({ actor }, { calendar }) => services.command((tx) => importCalendar(tx, actor, calendar, clock.now())),
    "POST /absences/:id/approve": ({ actor }, { id, substitutes, overrideReason }) =>
      services.command(async (tx) => {
        const absenceId = parseId<"absence">(id);
        if (!absenceId) return refuse({ kind: "unknown-absence" });
        const named = substitutes.flatMap((each) => {
          const [profileId, personId] = [parseId<"profile">(each.profileId), parseId<"person">(each.personId)];
          return profileId && personId ? [{ profileId, personId }] : [];
        });
        const approved = await approveAbsence(tx, actor, { absenceId, substitutes: named, overrideReason }, clock.now());
        return approved.ok ? ok(null) : approved;
      }),
    "POST /absences/:id/refuse": ({ actor }, { id }) => endBy(services, actor, id, "refused"),
    "POST /absences/:id/cancel": ({ actor }, { id }) => endBy(services, actor, id, "cancelled"),
    "POST /substitutions": ({ actor }, { profileId, absentId, substituteId, from, to }) =>
      services.command(async (tx) => {
        const [profile, absent, substitute] = [parseId<"profile">(profileId), parseId<"person">(absentId), parseId<"person">(substituteId)];
        if (!profile || !absent || !substitute) return refuse({ kind: "unknown-person" });
        const named = await nameSubstitute(tx, actor, { profileId: profile, absentId: absent, substituteId: substitute, when: { from, to } }, clock.now());
        return named.ok ? ok({ substitutionId: named.value }) : named;
      }),
    "POST /substitutions/:id/end": ({ actor }, { id }) =>
      services.command(async (tx) => {
        const substitutionId = parseId<"substitution">(id);
        if (!substitutionId) return refuse({ kind: "unknown-substitution" });
        const ended = await dismissSubstitute(tx, actor, substitutionId, clock.now());
        return ended.ok ? ok(null) : ended;
      }),
    "PUT /people/:id/shift": ({ actor }, { id, from, week, holiday }) =>
      services.command(async (tx) => {
        const personId = parseId<"person">(id);
        if (!personId) return refuse({ kind: "unknown-person" });
        const set = await setShift(tx, actor, { personId, from, hours: { week, holiday } }, clock.now());
        return set.ok ? ok(null) : set;
      }),
    "PUT /people/:id/spoken": ({ actor }, { id, languages }) =>
      services.command(async (tx) => {
        const personId = parseId<"person">(id);
        if (!personId) return refuse({ kind: "unknown-person" });
        const set = await setSpoken(tx, actor, { personId, languages }, clock.now());
        return set.ok ? ok(null) : set;
      }),
    "POST /duties": ({ actor }, { profileId, personId, kind, from, to }) =>
      services.command(async (tx) => {
        const [profile, person] = [parseId<"profile">(profileId), parseId<"person">(personId)];
        if (!profile || !person) return refuse({ kind: "unknown-person" });
        const assigned = await assignDuty(tx, actor, { profileId: profile, personId: person, kind, when: { from, to } }, clock.now());
        return assigned.ok ? ok({ dutyId: assigned.value }) : assigned;
      }),
    "POST /duties/:id/end": ({ actor }, { id }) =>
      services.command(async (tx) => {
        const dutyId = parseId<"duty">(id);
        if (!dutyId) return refuse({ kind: "unknown-duty" });
        const ended = await endDuty(tx, actor, dutyId, clock.now());
        return ended.ok ? ok(null) : ended;
      }),
    "POST /handovers": ({ actor }, { profileId, text }) =>
      services.command(async (tx) => {
        const profile = parseId<"profile">(profileId);
        if (!profile) return refuse({ kind: "unknown-profile" });
        const left = await leaveHandover(tx, actor, { profileId: profile, text }, clock.now());
        return left.ok ? ok(null) : left;
      }),
    "POST /handovers/:id/read": ({ actor }, { id }) =>
      services.command(async (tx) => {
        const handoverId = parseId<"handover">(id);
        if (!handoverId) return refuse({ kind: "unknown-note" });
        const read = await readHandover(tx, actor, handoverId, clock.now());
        return read.ok ? ok(null) : read;
      }),
  };
}

const endBy = (services: Services, actor: Actor, id: string, decision: "refused" | "cancelled") =>
  services.command(async (tx) => {
    const absenceId = parseId<"absence">(id);
    if (!absenceId) return refuse({ kind: "unknown-absence" });
    const ended = await endAbsence(tx, actor, absenceId, decision, services.clock.now());
    return ended.ok ? ok(null) : ended;
  });

type NumberKey = { [Key in ParameterKey]: Awaited<ReturnType<typeof getParameter<Key>>> extends number ? Key : never }[ParameterKey];

export async function cited(services: Services, key: NumberKey, at: Instant): Promise<CitedNumber> {
  return { value: await getParameter(services.db, key, at), citation: await parameterCitation(services.db, key, at) };
}

export async function coverageView(services: Services, actor: Actor, question: ForecastQuestion): Promise<CoverageView> {
  const { db, clock } = services;
  const now = clock.now();
  const [forecast, facts, people, appointments] = await Promise.all([forecastProfiles(db, now, question), factsOf(db, actor, now), listPeople(db), listAppointments(db, now)]);
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const first = forecast.profiles[0]?.coverage.days ?? [];
  return {
    from: forecast.from,
    days: first.map(({ date, working }) => ({ date, working, weekday: Temporal.PlainDate.from(date).dayOfWeek })),
    minimumManagers: await cited(services, "coverage.minimumManagers", now),
    longestSingle: await cited(services, "coverage.longestSingleDays", now),
    graceDays: await cited(services, "coverage.graceDays", now),
    profiles: forecast.profiles.map(({ profileId, name, network, unitId, coverage, troubles, gaps, singles, standing, managers }) => ({
      id: profileId, name, network, managers,
      team: appointments.filter((row) => row.role === "manager" && row.profileId === profileId).map(({ personId }) => ({ id: personId, name: names.get(personId) ?? "" })),
      atRisk: standing.kind === "at-risk" ? { have: standing.have, need: standing.need, until: standing.until, coordinatorOnly: standing.coordinatorOnly } : null,
      counts: coverage.days.map(({ least }) => least ?? null),
      gaps, singles, longSingles: troubles.longSingles,
      languageGaps: [...new Map(troubles.languageGaps.map(({ date, languages }) => [date, { date, languages }])).values()],
      decides: can(facts, "substitution.name", { unitId }).ok,
    })),
  };
}

async function staffView(services: Services, actor: Actor): Promise<StaffView> {
  const { db, clock } = services;
  const now = clock.now();
  const until = plusMs(now, AHEAD);
  const [facts, people, profiles, appointments, council] = await Promise.all([factsOf(db, actor, now), listPeople(db), listProfiles(db), listAppointments(db, now), getCouncil(db)]);
  const reader = { personId: actor.personId, facts };
  const [absences, substitutions, duties, handovers, shifts, spoken] = await Promise.all([
    listAbsences(db, reader, now, plusMs(now, 400 * DAY)), listSubstitutions(db, now, until), listDutiesIn(db, now, until), listHandovers(db, reader, now), listShifts(db), listSpoken(db),
  ]);
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? "";
  const profileOf = (id: string) => profiles.find((profile) => profile.id === id);
  const decides = (profileId: string, action: "substitution.name" | "rota.propose") => can(facts, action, { unitId: profileOf(profileId)?.unitId }).ok;
  const managers = new Set(appointments.filter(({ role }) => role === "manager").map(({ personId }) => personId));
  const today = now.slice(0, 10);
  return {
    absences,
    substitutions: substitutions.map((one) => ({
      id: one.id, profile: profileOf(one.profileId)?.displayName ?? {}, network: profileOf(one.profileId)?.network ?? null, absent: nameOf(one.absentId), substitute: nameOf(one.substituteId), from: one.from, to: one.to, decides: decides(one.profileId, "substitution.name"),
    })),
    duties: duties.map((one) => ({
      id: one.id, profileId: one.profileId, personId: one.personId, profile: profileOf(one.profileId)?.displayName ?? {}, network: profileOf(one.profileId)?.network ?? null, person: nameOf(one.personId), kind: one.kind, from: one.from, to: one.to, decides: decides(one.profileId, "rota.propose"),
    })),
    people: people.filter(({ id }) => managers.has(id)).map(({ id, name, unitId }) => {
      const pattern = shifts.get(id)?.findLast(({ from }) => from <= today) ?? shifts.get(id)?.[0];
      return {
        id, name, languages: [...(spoken.get(id) ?? council.languages)], decides: can(facts, "shift.set", { unitId }).ok,
        shift: pattern ? { from: pattern.from, week: pattern.hours.week, holiday: pattern.hours.holiday } : null,
      };
    }),
    handovers: handovers.map((note) => ({ ...note, profile: profileOf(note.profileId)?.displayName ?? {} })),
    rotaProfiles: profiles.filter(({ id, state }) => maySpeak(state, "post") && decides(id, "rota.propose")).map(({ id, displayName, network }) => {
      const able = new Set([
        ...appointments.filter(({ role, profileId }) => role === "manager" && profileId === id).map(({ personId }) => personId), ...substitutions.filter(({ profileId }) => profileId === id).map(({ substituteId }) => substituteId),
      ]);
      return { id, name: displayName, network, team: people.filter((person) => able.has(person.id)).map((person) => ({ id: person.id, name: person.name })) };
    }).filter(({ team }) => team.length > 0),
    ownProfiles: profiles.filter(({ id }) => facts.manages.has(id)).map(({ id, displayName }) => ({ id, name: displayName })),
    singleThreads: (await listSingleThreads(db, profiles.filter(({ state }) => state === "active"), spoken, council.languages, now)).map(({ profileId, personId, what, language }) => ({
      profile: profileOf(profileId)?.displayName ?? {}, network: profileOf(profileId)?.network ?? null, person: nameOf(personId), what, language,
    })),
  };
}
