import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { type ActorFacts, can, expiringAreas, fitUntil, listAppointments, listPeople } from "#modules/authority/index.ts";
import type { Queryable } from "#platform/database.ts";
import type { TodayTask } from "../views.ts";
import { readFitness } from "./fitness.ts";

/**
 * What is to do so that managers may act: training that is missing, for whoever answers for the person's unit (ROL-R10, S17);
 * proofs that expire, for them and for the person (ROL-R6); commitments to sign, for the person.
 */
export async function listFitnessTasks(db: Queryable, personId: Id<"person">, facts: ActorFacts, at: Instant): Promise<readonly TodayTask[]> {
  const managers = new Set((await listAppointments(db, at)).flatMap((appointment) => (appointment.role === "manager" ? [appointment.personId] : [])));
  const people = (await listPeople(db)).filter((person) => managers.has(person.id));
  // A coordinator may record for everybody; the task is of those whose Department owes it.
  const answersFor = people.filter((person) => person.id !== personId && can({ ...facts, coordinator: false }, "competence.record", { unitId: person.unitId }).ok);
  const asked = people.filter((person) => person.id === personId || answersFor.includes(person));
  const read = await readFitness(db, asked.map(({ id }) => id), at);
  const tasks: TodayTask[] = [];
  for (const person of asked) {
    const fitness = read.fitness.get(person.id);
    if (!fitness) continue;
    const mine = person.id === personId;
    const { missing } = fitUntil(fitness, read.rules, at);
    if (missing.length > 0 && !mine) tasks.push({ kind: "training", personId: person.id, name: person.name, missing: missing.length, since: null });
    for (const { area, validUntil } of expiringAreas(fitness, read.rules, read.warnDays, at)) {
      if (!missing.includes(area)) tasks.push({ kind: "accreditation", personId: person.id, name: person.name, area, mine, due: validUntil });
    }
    if (mine && read.rules.commitments && fitness.commitments !== "signed") tasks.push({ kind: "commitments", due: fitness.commitmentsUntil });
  }
  return tasks;
}
