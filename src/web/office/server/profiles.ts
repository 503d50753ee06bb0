import { type Id, parseId } from "#kernel/id.ts";
import { ok, refuse } from "#kernel/result.ts";
import { listAppointments, listPeople } from "#modules/authority/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import { listLastPublished } from "#modules/publishing/index.ts";
import { enterProfile, listProfiles, type Profile } from "#modules/register/index.ts";
import type { Services } from "#web/http/services.ts";
import type { ProfileView } from "../views.ts";
import type { Handlers } from "./handlers.ts";

export function profileHandlers(services: Services): Handlers<"GET /profiles" | "GET /profiles/:id" | "POST /profiles"> {
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
  };
}

async function viewsOf(services: Services, profiles: readonly Profile[]): Promise<readonly ProfileView[]> {
  const { db, clock } = services;
  const [people, appointments, last, council] = await Promise.all([listPeople(db), listAppointments(db, clock.now()), listLastPublished(db), getCouncil(db)]);
  return Promise.all(profiles.map(async (profile) => {
    const limits = services.limitsOf(profile.network);
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
