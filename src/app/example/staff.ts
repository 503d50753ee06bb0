import type { Id } from "#kernel/id.ts";
import { type Instant, plusMs, SECOND } from "#kernel/instant.ts";
import { type Actor, appoint, type CompetenceArea, enterPerson, recordCompetence, requiredAreas, writeSignature } from "#modules/authority/index.ts";
import { addUnit } from "#modules/policy/index.ts";
import type { Tx } from "#platform/database.ts";
import { done } from "./done.ts";
import { examplePeople, exampleUnits, type ExamplePerson } from "./population.ts";

export type Actors = Readonly<Record<string, Actor>>;
export type Units = ReadonlyMap<string, Id<"unit">>;

export const ACT = "Decreto de Alcaldía de 1 de septiembre de 2026";
export const SEED = 20_260_921;

export const actorOf = (actors: Actors, key: string): Actor => {
  const actor = actors[key];
  if (!actor) throw new Error(`nobody is called ${key}`);
  return actor;
};

export function unitOf(units: Units, key: string): Id<"unit"> {
  const id = units.get(key);
  if (!id) throw new Error(`there is no unit ${key}`);
  return id;
}

/** The tree of units, and everybody in it with the role that needs no profile; all have signed up to the Instruction. */
export async function enterStaff(tx: Tx, instruction: Id<"act">, at: Instant): Promise<{ readonly actors: Actors; readonly units: Units }> {
  const units = new Map<string, Id<"unit">>();
  for (const unit of exampleUnits()) {
    units.set(unit.key, await addUnit(tx, { kind: unit.kind, name: unit.name, coordinates: unit.coordinates, parentId: unit.parent === undefined ? undefined : unitOf(units, unit.parent) }, at));
  }
  const actors: Record<string, Actor> = {};
  for (const person of examplePeople(SEED)) {
    // Whoever the stories are about was there first: the way in shows them before the others.
    const since = person.key.startsWith("p") ? plusMs(at, SECOND) : at;
    const actor = await enterOne(tx, person, units, instruction, since);
    actors[person.key] = actor;
    if (person.role === "manager") continue;
    const scoped = person.role === "promoter" || person.role === "director" || person.role === "technician";
    await done(appoint(tx, undefined, { personId: actor.personId, role: person.role, unitId: scoped ? unitOf(units, person.unit) : undefined, act: ACT, justification: "" }, since));
  }
  return { actors, units };
}

async function enterOne(tx: Tx, person: ExamplePerson, units: Units, instruction: Id<"act">, at: Instant): Promise<Actor> {
  const personId = await done(enterPerson(tx, undefined, {
    name: person.name, email: `${person.key}@robledal-hariztegi.example`, postType: person.post, unitId: unitOf(units, person.unit), language: person.language,
  }, at));
  await done(writeSignature(tx, personId, instruction, at));
  return { personId };
}

/** The five areas that the Instruction asks of a manager, less those that somebody lacks. */
export async function accredit(tx: Tx, { personId }: Actor, at: Instant, without: readonly CompetenceArea[] = []): Promise<void> {
  for (const area of requiredAreas) if (!without.includes(area)) await done(recordCompetence(tx, undefined, { personId, area, proof: "course", evidence: "Curso de gestión de perfiles municipales, 2026", obtainedAt: at }, at));
}
