import { type Id, parseId } from "#kernel/id.ts";
import { type Instant, instantOf } from "#kernel/instant.ts";
import { ok, refuse } from "#kernel/result.ts";
import { cutAccess, disableAccess, listAccess } from "#modules/access/index.ts";
import {
  can, changePost, endAppointments, factsOf, findPerson, listAppointments, listCompetences, listPosts, listSignatures, recordCompetence, recordPractice, signCommitments, withdrawCompetence, withdrawPractice,
} from "#modules/authority/index.ts";
import { getCouncil, listActs, listPolicyVersions } from "#modules/policy/index.ts";
import { letGoOfConnections, listProfiles } from "#modules/register/index.ts";
import type { Services } from "#web/http/services.ts";
import type { CommitmentsView, PersonView } from "../views.ts";
import { fitnessView, readFitness } from "./fitness.ts";
import type { Handlers } from "./handlers.ts";
import { practiceView } from "./practice.ts";
import { nameFor } from "./publications.ts";

export function personHandlers(services: Services): Handlers<
  "GET /people/:id" | "POST /people/:id/competences" | "POST /people/:id/practice" | "POST /practice/:id/withdraw" | "POST /competences/:id/withdraw" | "POST /people/:id/end-post" | "GET /account/commitments" | "POST /account/commitments/sign"
> {
  const { db, clock } = services;
  const dayStart = async (day: string): Promise<Instant> => {
    const { zone } = await getCouncil(db);
    return instantOf(Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds);
  };
  return {
    "GET /people/:id": async ({ actor, person: reader }, { id }) => {
      const now = clock.now();
      const personId = parseId<"person">(id);
      const person = personId && (await findPerson(db, personId));
      if (!person) return refuse({ kind: "unknown-person" });
      const [facts, name, appointments, access, profiles, competences, signed, posts, read] = await Promise.all([
        factsOf(db, actor, now), nameFor(services, reader), listAppointments(db, now), listAccess(db, now), listProfiles(db), listCompetences(db, person.id),
        signaturesOf(services, person.id), listPosts(db, person.id), readFitness(db, [person.id], now),
      ]);
      const own = appointments.filter(({ personId: of }) => of === person.id);
      const profileName = (of: Id<"profile"> | undefined) => {
        const profile = profiles.find((candidate) => candidate.id === of);
        return profile ? name(profile.displayName) || profile.handle : null;
      };
      const view: PersonView = {
        id: person.id, name: person.name, email: person.email, postType: person.postType, unit: person.unit ?? null, unitId: person.unitId ?? null, suited: person.suited,
        access: access.get(person.id) ?? "none",
        appointments: own.map((appointment) => ({ id: appointment.id, role: appointment.role, unit: appointment.unit ?? null, profile: profileName(appointment.profileId), network: profiles.find((profile) => profile.id === appointment.profileId)?.network ?? null, from: appointment.from, act: appointment.act })),
        manages: own.some(({ role }) => role === "manager"),
        fitness: fitnessView(read, person.id, now),
        competences: competences.map(({ recordedBy, ...competence }) => ({ ...competence, by: recordedBy })),
        practice: await practiceView(services, { facts, own: actor.personId === person.id, person, profiles, appointments }, now),
        signatures: signed, posts,
        mayRecord: actor.personId !== person.id && can(facts, "competence.record", { unitId: person.unitId }).ok,
      };
      return ok(view);
    },
    "POST /people/:id/competences": async ({ actor }, input) => {
      const obtainedAt = await dayStart(input.obtainedOn);
      // Good through the day that was named.
      const validUntil = input.validUntil === null ? undefined : await dayStart(Temporal.PlainDate.from(input.validUntil).add({ days: 1 }).toString());
      return services.command(async (tx) => {
        const personId = parseId<"person">(input.id);
        if (!personId) return refuse({ kind: "unknown-person" });
        const recorded = await recordCompetence(tx, actor, { personId, area: input.area, proof: input.proof, evidence: input.evidence, obtainedAt, validUntil }, clock.now());
        return recorded.ok ? ok(null) : recorded;
      });
    },
    "POST /competences/:id/withdraw": ({ actor }, { id, reason }) =>
      services.command(async (tx) => {
        const competenceId = parseId<"competence">(id);
        if (!competenceId) return refuse({ kind: "unknown-competence" });
        const withdrawn = await withdrawCompetence(tx, actor, { id: competenceId, reason }, clock.now());
        return withdrawn.ok ? ok(null) : withdrawn;
      }),
    "POST /people/:id/practice": ({ actor }, { id, area, profileId, supervisorId, day, hours, what }) =>
      services.command(async (tx) => {
        const [personId, profile, supervisor] = [parseId<"person">(id), parseId<"profile">(profileId), parseId<"person">(supervisorId)];
        if (!personId || !profile || !supervisor) return refuse({ kind: "unknown-person" });
        const recorded = await recordPractice(tx, actor, { personId, area, profileId: profile, supervisorId: supervisor, day, minutes: Math.round(hours * 60), what }, clock.now());
        return recorded.ok ? ok({ practiceId: recorded.value }) : recorded;
      }),
    "POST /practice/:id/withdraw": ({ actor }, { id }) =>
      services.command(async (tx) => {
        const practiceId = parseId<"practice">(id);
        if (!practiceId) return refuse({ kind: "unknown-practice" });
        const withdrawn = await withdrawPractice(tx, actor, practiceId, clock.now());
        return withdrawn.ok ? ok(null) : withdrawn;
      }),
    "POST /people/:id/end-post": async ({ actor, person: by }, { id, reason, next }) => {
      const name = await nameFor(services, by);
      const ended = await services.command(async (tx) => {
        const at = clock.now();
        const personId = parseId<"person">(id);
        if (!personId) return refuse({ kind: "unknown-person" });
        const appointments = await endAppointments(tx, actor, { personId, reason, left: next === null }, at);
        if (!appointments.ok) return appointments;
        const profiles = await letGoOfConnections(tx, personId, actor.personId, at);
        if (next) {
          const changed = await changePost(tx, actor, { personId, postType: next.postType, unitId: parseId<"unit">(next.unitId ?? ""), suited: next.suited }, at);
          if (!changed.ok) return changed;
          await cutAccess(tx, personId, at);
        } else await disableAccess(tx, personId, actor.personId, at);
        return ok({ profiles: (await listProfiles(tx, { ids: profiles })).map((profile) => name(profile.displayName)) });
      });
      if (ended.ok && ended.value.profiles.length > 0) services.revokeTokens();
      return ended;
    },
    "GET /account/commitments": async ({ actor }) => {
      const now = clock.now();
      const [facts, acts, versions, signatures, signed, read] = await Promise.all([
        factsOf(db, actor, now), listActs(db), listPolicyVersions(db), listSignatures(db, actor.personId), signaturesOf(services, actor.personId), readFitness(db, [actor.personId], now),
      ]);
      const current = versions.filter(({ from }) => from <= now).at(-1);
      const waiting = [current, ...versions.filter(({ from }) => from > now)].find((version) => version && !signatures.some(({ actId }) => actId === version.actId));
      const act = acts.find((each) => each.id === waiting?.actId);
      const view: CommitmentsView = {
        toSign: act ? { actId: act.id, title: act.title, issuer: act.issuer, signedOn: act.signedOn, from: act.inForceFrom, url: act.url, articles: act.articles } : null,
        signed, manages: facts.manages.size > 0, fitness: fitnessView(read, actor.personId, now),
      };
      return ok(view);
    },
    "POST /account/commitments/sign": ({ actor }, { actId }) =>
      services.command(async (tx) => {
        const act = parseId<"act">(actId);
        if (!act) return refuse({ kind: "not-in-force" });
        const signed = await signCommitments(tx, actor, act, clock.now());
        return signed.ok ? ok(null) : signed;
      }),
  };
}

async function signaturesOf({ db }: Services, personId: Id<"person">) {
  const [signatures, acts] = [await listSignatures(db, personId), await listActs(db)];
  return signatures.flatMap(({ actId, signedAt }) => {
    const act = acts.find((each) => each.id === actId);
    return act ? [{ act: act.title, signedAt }] : [];
  });
}
