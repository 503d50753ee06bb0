import { parseId } from "#kernel/id.ts";
import { ok, refuse } from "#kernel/result.ts";
import { type Actor, can, factsOf, listAppointments, listPeople } from "#modules/authority/index.ts";
import type { Attention } from "#modules/policy/index.ts";
import { parameterCitation } from "#modules/policy/index.ts";
import { listAnswerPromises, listProfiles } from "#modules/register/index.ts";
import { calibratedNorms, choosePlan, commitHours, estimateDedication, listDedications, listLoads, measureProfiles, noteWorked, readDedicationNorms, readKindDefaults } from "#modules/staffing/index.ts";
import type { Services } from "#web/http/services.ts";
import type { DedicationView } from "../staffing-views.ts";
import { cited } from "./coverage.ts";
import type { Handlers } from "./handlers.ts";

export function dedicationHandlers(services: Services): Handlers<"GET /dedication" | "PUT /profiles/:id/dedication" | "PUT /profiles/:id/commitment" | "POST /worked"> {
  const { clock } = services;
  return {
    "GET /dedication": async ({ actor }) => ok(await dedicationView(services, actor)),
    "PUT /profiles/:id/dedication": ({ actor }, { id, interactionTypes, ...plan }) =>
      services.command(async (tx) => {
        const profileId = parseId<"profile">(id);
        if (!profileId) return refuse({ kind: "unknown-profile" });
        return choosePlan(tx, actor, { profileId, plan: { ...plan, interactionTypes: new Set(interactionTypes) } }, clock.now());
      }),
    "PUT /profiles/:id/commitment": ({ actor }, { id, personId, hours }) =>
      services.command(async (tx) => {
        const [profile, person] = [parseId<"profile">(id), parseId<"person">(personId)];
        if (!profile || !person) return refuse({ kind: "unknown-profile" });
        const committed = await commitHours(tx, actor, { profileId: profile, personId: person, hours }, clock.now());
        return committed.ok ? ok(null) : committed;
      }),
    "POST /worked": ({ actor }, { profileId, activity, minutes, day }) =>
      services.command(async (tx) => {
        const profile = parseId<"profile">(profileId);
        if (!profile) return refuse({ kind: "unknown-profile" });
        const noted = await noteWorked(tx, actor, { profileId: profile, activity, minutes, day }, clock.now());
        return noted.ok ? ok(null) : noted;
      }),
  };
}

export async function dedicationView(services: Services, actor: Actor): Promise<DedicationView> {
  const { db, clock } = services;
  const now = clock.now();
  const [facts, profiles, people, appointments] = await Promise.all([factsOf(db, actor, now), listProfiles(db), listPeople(db), listAppointments(db, now)]);
  const ids = profiles.map(({ id }) => id);
  const [dedications, promises, loads, defaults] = await Promise.all([listDedications(db, ids, now), listAnswerPromises(db, ids, now), listLoads(db, now), readKindDefaults(db, now)]);
  const measures = await measureProfiles(db, new Map(dedications.map(({ profileId, committed }) => [profileId, committed])), now);
  const kinds = await Promise.all(defaults.map(async (each) => ({ ...each, norms: await readDedicationNorms(db, each.kind, now) })));
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? "";
  return {
    kinds,
    citation: await parameterCitation(db, "dedication.listenHours", now),
    promiseTarget: await cited(services, "dedication.promisePercent", now),
    calibrateFrom: await cited(services, "dedication.calibrateFrom", now),
    loads,
    profiles: profiles.flatMap((profile) => {
      const own = dedications.find(({ profileId }) => profileId === profile.id);
      if (!own || profile.state !== "active") return [];
      const promise = promises.get(profile.id);
      const measured = measures.find(({ profileId }) => profileId === profile.id);
      const norms = own.plan && kinds.find(({ kind }) => kind === own.plan?.kind)?.norms;
      return [{
        id: profile.id, name: profile.displayName, network: profile.network,
        plan: own.plan ? { ...own.plan, interactionTypes: [...own.plan.interactionTypes] } : null,
        estimate: own.plan && norms ? estimateDedication(own.plan, calibratedNorms(norms, { answer: measured?.answer.median, publishing: measured?.publishing.median })) : null,
        commitments: own.commitments, committed: own.committed,
        team: appointments.filter((row) => row.role === "manager" && row.profileId === profile.id).map(({ personId }) => ({ id: personId, name: nameOf(personId) })),
        attentionHours: promise ? weeklyHoursOf(promise.attention) : 0, promiseMinutes: promise?.firstResponseMinutes ?? 0,
        measured: measured ? {
          weekly: measured.weekly, answer: { count: measured.answer.count, median: measured.answer.median ?? null },
          publishing: { count: measured.publishing.count, median: measured.publishing.median ?? null }, over: measured.overrun ?? null,
        } : null,
        chooses: can(facts, "dedication.choose", { unitId: profile.unitId }).ok,
        commits: can(facts, "dedication.commit", { unitId: profile.unitId }).ok,
        notes: can(facts, "dedication.note", { profileIds: [profile.id] }).ok,
      }];
    }),
  };
}

function weeklyHoursOf({ week }: Attention): number {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  return week.flat().reduce((sum, { from, to }) => sum + minutes(to) - minutes(from), 0) / 60;
}
