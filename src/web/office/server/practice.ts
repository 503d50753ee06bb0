import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { type ActorFacts, type Appointment, can, competenceAreas, countPractice, fitUntil, listFitness, listPeople, listPractice, maySpeak, type Person, readFitnessRules } from "#modules/authority/index.ts";
import type { Profile } from "#modules/register/index.ts";
import type { Services } from "#web/http/services.ts";
import type { PersonView } from "../views.ts";

interface Learner {
  /** Of whoever looks. */
  readonly facts: ActorFacts;
  /** Whoever looks is the learner. */
  readonly own: boolean;
  readonly person: Person;
  readonly profiles: readonly Profile[];
  readonly appointments: readonly Appointment[];
}

/** What somebody practised under supervision, and on what and with whom more may be noted (ROL-4). */
export async function practiceView({ db }: Services, { facts, own, person, profiles, appointments }: Learner, now: Instant): Promise<PersonView["practice"]> {
  const [entries, hours] = [await listPractice(db, person.id), await countPractice(db, person.id, now)];
  const mayRecord = (profileId: Id<"profile">) => !own && can(facts, "practice.record", { unitId: person.unitId, profileIds: [profileId] }).ok;
  const manages = new Set(appointments.flatMap(({ personId, profileId }) => (personId === person.id && profileId ? [profileId] : [])));
  const offered = profiles.filter(({ id, state }) => maySpeak(state, "post") && mayRecord(id)).toSorted((a, b) => Number(manages.has(b.id)) - Number(manages.has(a.id)));
  return {
    need: hours.need,
    hours: competenceAreas.map((area) => ({ area, hours: hours.in(area) })).filter((each) => each.hours > 0),
    entries: entries.map(({ profileId, ...entry }) => ({
      ...entry, profile: profiles.find(({ id }) => id === profileId)?.displayName ?? null, mayTakeBack: !entry.withdrawn && mayRecord(profileId),
    })),
    profiles: offered.map(({ id, displayName, network }) => ({ id, name: displayName, network })),
    supervisors: offered.length === 0 ? [] : await listSupervisors({ db }, person.id, appointments, now),
  };
}

async function listSupervisors({ db }: Pick<Services, "db">, learner: Id<"person">, appointments: readonly Appointment[], now: Instant): Promise<PersonView["practice"]["supervisors"]> {
  const people = (await listPeople(db)).filter(({ id, postType }) => id !== learner && postType !== "external");
  const of = (id: Id<"person">) => appointments.filter(({ personId }) => personId === id);
  const [fitness, rules] = [await listFitness(db, people.map(({ id }) => id), now), await readFitnessRules(db, now)];
  return people.flatMap(({ id, name }): PersonView["practice"]["supervisors"] => {
    const held = of(id);
    if (held.some(({ role }) => role === "coordinator")) return [{ id, name, profiles: null }];
    const state = fitness.get(id);
    const managed = held.flatMap(({ profileId }) => (profileId ? [profileId] : []));
    return managed.length > 0 && state && fitUntil(state, rules, now).fit ? [{ id, name, profiles: managed }] : [];
  });
}
