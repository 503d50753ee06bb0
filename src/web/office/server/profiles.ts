import { type Id, parseId } from "#kernel/id.ts";
import { ok, refuse } from "#kernel/result.ts";
import { listAppointments, listPeople } from "#modules/authority/index.ts";
import { getCouncil, listHolidays } from "#modules/policy/index.ts";
import { listLastPublished } from "#modules/publishing/index.ts";
import { enterHoliday, enterProfile, listAnswerPromises, listProfiles, type Profile, removeHoliday, setAnswerPromise } from "#modules/register/index.ts";
import type { Services } from "#web/http/services.ts";
import type { ProfileView } from "../views.ts";
import type { Handlers } from "./handlers.ts";

export function profileHandlers(services: Services): Handlers<"GET /profiles" | "GET /profiles/:id" | "POST /profiles" | "PUT /profiles/:id/promise" | "GET /holidays" | "POST /holidays" | "POST /holidays/:id/remove"> {
  const { db, clock } = services;
  return {
    "GET /profiles": async () => ok(await viewsOf(services, await listProfiles(db))),
    "GET /profiles/:id": async (_visit, { id }) => {
      const profileId = parseId<"profile">(id);
      const views = profileId ? await viewsOf(services, await listProfiles(db, { ids: [profileId] })) : [];
      return views[0] ? ok(views[0]) : refuse({ kind: "unknown-profile" });
    },
    "POST /profiles": ({ actor }, input) =>
      services.command(async (tx) => {
        const entered = await enterProfile(tx, services.openAccount, actor, { ...input, unitId: parseId<"unit">(input.unitId ?? "") }, clock.now());
        return entered.ok ? ok({ profileId: entered.value }) : entered;
      }),
    "PUT /profiles/:id/promise": ({ actor }, { id, week, holiday, ...promise }) =>
      services.command(async (tx) => {
        const profileId = parseId<"profile">(id);
        if (!profileId) return refuse({ kind: "unknown-profile" });
        const set = await setAnswerPromise(tx, actor, { profileId, attention: { week, holiday }, ...promise }, clock.now());
        return set.ok ? ok(null) : set;
      }),
    "GET /holidays": async () => ok(await listHolidays(db)),
    "POST /holidays": ({ actor }, holiday) =>
      services.command(async (tx) => {
        const entered = await enterHoliday(tx, actor, holiday, clock.now());
        return entered.ok ? ok({ holidayId: entered.value }) : entered;
      }),
    "POST /holidays/:id/remove": ({ actor }, { id }) =>
      services.command(async (tx) => {
        const holidayId = parseId<"holiday">(id);
        if (!holidayId) return refuse({ kind: "unknown-holiday" });
        const removed = await removeHoliday(tx, actor, holidayId, clock.now());
        return removed.ok ? ok(null) : removed;
      }),
  };
}

async function viewsOf(services: Services, profiles: readonly Profile[]): Promise<readonly ProfileView[]> {
  const { db, clock } = services;
  const [people, appointments, last, council, promises] = await Promise.all([
    listPeople(db), listAppointments(db, clock.now()), listLastPublished(db), getCouncil(db), listAnswerPromises(db, profiles.map((profile) => profile.id), clock.now()),
  ]);
  return Promise.all(profiles.map(async (profile) => {
    const limits = services.limitsOf(profile.network);
    const promise = promises.get(profile.id);
    return {
      id: profile.id,
      network: profile.network,
      handle: profile.handle,
      address: addressOf(profile, council.handleDomain),
      displayName: profile.displayName,
      summary: profile.summary,
      unitId: profile.unitId ?? null,
      unit: profile.unit ?? null,
      languages: profile.languages,
      layout: profile.layout,
      state: profile.state,
      enteredAt: profile.enteredAt,
      reason: profile.reason,
      url: profile.url,
      followers: profile.network === "activitypub" ? await services.countFollowers(profile.id) : null,
      lastPublishedAt: last.get(profile.id) ?? null,
      managers: managersOf(profile.id),
      limits: { counting: limits.counting, maxCharacters: limits.maxCharacters.value, maxMedia: limits.maxMedia.value, maxAlt: limits.maxAlt.value },
      promise: { week: promise?.attention.week ?? [], holiday: promise?.attention.holiday ?? [], firstResponseMinutes: promise?.firstResponseMinutes ?? 0, own: promise?.own ?? false },
    };
  }));

  function managersOf(profileId: Id<"profile">) {
    return appointments.filter((appointment) => appointment.profileId === profileId).flatMap((appointment) => {
      const person = people.find((candidate) => candidate.id === appointment.personId);
      return person ? [{ id: person.id, name: person.name }] : [];
    });
  }
}

/** As people write it. */
export const addressOf = (profile: Pick<Profile, "network" | "handle" | "url">, handleDomain: string): string =>
  profile.network === "activitypub" ? `@${profile.handle}@${handleDomain}` : profile.url;
