import { ok, refuse } from "#kernel/result.ts";
import { type Id, parseId } from "#kernel/id.ts";
import { invite, listAccess } from "#modules/access/index.ts";
import { appoint, countCoordinators, enterPerson, fitUntil, listAppointments, listFitness, listPeople, readFitnessRules, revokeAppointment } from "#modules/authority/index.ts";
import { listUnits } from "#modules/policy/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import type { Services } from "#web/http/services.ts";
import type { PeopleView } from "../views.ts";
import type { Handlers } from "./handlers.ts";
import { nameFor } from "./publications.ts";

export function peopleHandlers(services: Services): Handlers<
  "GET /people" | "POST /people" | "POST /people/:id/invitation" | "POST /people/:id/appointments" | "POST /appointments/:id/revoke" | "GET /units"
> {
  const { db, clock } = services;
  const invitationUrl = (token: string) => `${services.origin}/invitacion/${token}`;
  return {
    "GET /units": async () => {
      const units = await listUnits(db, clock.now());
      return ok(units.map(({ id, kind, name, parentId }) => ({ id, kind, name, parentId: parentId ?? null })));
    },
    "GET /people": async ({ person: reader }) => {
      const now = clock.now();
      const [people, appointments, access, profiles, name] = await Promise.all([
        listPeople(db), listAppointments(db, now), listAccess(db, now), listProfiles(db), nameFor(services, reader),
      ]);
      const profileName = (id: Id<"profile"> | undefined) => {
        const profile = profiles.find((candidate) => candidate.id === id);
        return profile ? name(profile.displayName) || profile.handle : null;
      };
      const managers = [...new Set(appointments.flatMap(({ role, personId }) => (role === "manager" ? [personId] : [])))];
      const [fitness, rules] = [await listFitness(db, managers, now), await readFitnessRules(db, now)];
      const fitnessOf = (id: Id<"person">) => {
        const of = fitness.get(id);
        if (!of) return null;
        const { fit, missing } = fitUntil(of, rules, now);
        return { fit, missing: missing.length, need: rules.areas.length };
      };
      const view: PeopleView = {
        people: people.map((person) => ({
          id: person.id,
          name: person.name,
          email: person.email,
          postType: person.postType,
          unit: person.unit ?? null,
          access: access.get(person.id) ?? "none",
          fitness: fitnessOf(person.id),
          appointments: appointments.filter((appointment) => appointment.personId === person.id).map((appointment) => ({
            id: appointment.id, role: appointment.role, unit: appointment.unit ?? null, profile: profileName(appointment.profileId), network: profiles.find((profile) => profile.id === appointment.profileId)?.network ?? null, from: appointment.from, act: appointment.act,
          })),
        })),
        bootstrap: (await countCoordinators(db, now)) < 2,
      };
      return ok(view);
    },
    "POST /people": ({ actor, person }, input) =>
      services.command(async (tx) => {
        const at = clock.now();
        const entered = await enterPerson(tx, actor, {
          name: input.name, email: input.email, postType: input.postType, language: person.language, unitId: parseId<"unit">(input.unitId ?? ""), suited: input.suited,
        }, at);
        if (!entered.ok) return entered;
        const invitation = await invite(tx, actor, entered.value, at);
        return invitation.ok ? ok({ personId: entered.value, invitationUrl: invitationUrl(invitation.value) }) : invitation;
      }),
    "POST /people/:id/invitation": ({ actor }, { id }) =>
      services.command(async (tx) => {
        const personId = parseId<"person">(id);
        if (!personId) return refuse({ kind: "unknown-person" });
        const invitation = await invite(tx, actor, personId, clock.now());
        return invitation.ok ? ok({ invitationUrl: invitationUrl(invitation.value) }) : invitation;
      }),
    "POST /people/:id/appointments": ({ actor }, input) =>
      services.command(async (tx) => {
        const personId = parseId<"person">(input.id);
        if (!personId) return refuse({ kind: "unknown-person" });
        const appointed = await appoint(tx, actor, {
          personId, role: input.role, act: input.act, justification: input.justification,
          unitId: parseId<"unit">(input.unitId ?? ""), profileId: parseId<"profile">(input.profileId ?? ""),
        }, clock.now());
        return appointed.ok ? ok(null) : appointed;
      }),
    "POST /appointments/:id/revoke": ({ actor }, { id, reason }) =>
      services.command(async (tx) => {
        const appointmentId = parseId<"appointment">(id);
        if (!appointmentId) return refuse({ kind: "unknown-appointment" });
        const revoked = await revokeAppointment(tx, actor, { appointmentId, reason }, clock.now());
        return revoked.ok ? ok(null) : revoked;
      }),
  };
}
