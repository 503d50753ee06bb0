import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { addUnit, changeUnit, closeUnit, getCouncil, listUnits, mergeUnit, type Unit } from "#modules/policy/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { type Actor, authorise } from "./authorise.ts";
import type { NotPermitted } from "./rules/can.ts";

/** What a unit still has, counted by whoever knows: the modules above this one, inside the command's transaction (ORG-R1). */
export interface UnitUses {
  readonly profiles: number;
  readonly sources: number;
  readonly conversations: number;
}

export interface Ground {
  readonly actId: Id<"act"> | undefined;
  readonly reason: string;
}

export type UnitRefusal =
  | NotPermitted
  | { readonly kind: "unknown-unit" }
  | { readonly kind: "name-missing"; readonly language: string }
  | { readonly kind: "bad-dir3"; readonly dir3: string }
  | { readonly kind: "dir3-taken"; readonly dir3: string }
  | { readonly kind: "reason-missing" }
  /** A unit cannot come to stand below itself. */
  | { readonly kind: "unit-below-itself" }
  /** ORG-R1. */
  | { readonly kind: "unit-in-use"; readonly profiles: number; readonly sources: number; readonly conversations: number }
  | { readonly kind: "unit-not-empty"; readonly units: number; readonly people: number };

/** Enters a unit in the tree (ORG-1). */
export async function enterUnit(
  tx: Tx, actor: Actor, unit: { readonly kind: Unit["kind"]; readonly name: Localized; readonly parentId: Id<"unit"> | undefined; readonly dir3: string }, at: Instant,
): Promise<Result<Id<"unit">, UnitRefusal>> {
  const permitted = await authorise(tx, actor, "policy.manage", {}, at);
  if (!permitted.ok) return permitted;
  const units = await hold(tx, at);
  if (unit.parentId && !units.some(({ id }) => id === unit.parentId)) return refuse({ kind: "unknown-unit" });
  const wrong = await checkNames(tx, units, unit, undefined);
  if (wrong) return refuse(wrong);
  const id = await addUnit(tx, { kind: unit.kind, name: unit.name, parentId: unit.parentId, dir3: unit.dir3.trim() || undefined }, at);
  await tell(tx, "unit.entered", id, actor, { unitKind: unit.kind }, at);
  return ok(id);
}

/** Renames a unit or puts it elsewhere: what belongs to it goes along, for it is the same unit (ORG-9). */
export async function reorganiseUnit(
  tx: Tx, actor: Actor, change: Ground & { readonly id: Id<"unit">; readonly name: Localized; readonly dir3: string; readonly parentId: Id<"unit"> | null }, at: Instant,
): Promise<Result<undefined, UnitRefusal>> {
  const permitted = await authorise(tx, actor, "policy.manage", {}, at);
  if (!permitted.ok) return permitted;
  const units = await hold(tx, at);
  const unit = units.find(({ id }) => id === change.id);
  if (!unit) return refuse({ kind: "unknown-unit" });
  if (change.parentId && !units.some(({ id }) => id === change.parentId)) return refuse({ kind: "unknown-unit" });
  if (change.reason.trim() === "") return refuse({ kind: "reason-missing" });
  const wrong = await checkNames(tx, units, change, unit.id);
  if (wrong) return refuse(wrong);
  if (isBelow(units, change.parentId, unit.id)) return refuse({ kind: "unit-below-itself" });
  const moved = (unit.parentId ?? null) !== change.parentId;
  await changeUnit(tx, { id: unit.id, name: change.name, dir3: change.dir3.trim() || null, parentId: change.parentId }, moved ? "moved" : "renamed", groundOf(change, actor), at);
  await tell(tx, "unit.changed", unit.id, actor, { moved, reason: change.reason.trim(), actId: change.actId ?? null }, at);
  return ok();
}

/** Ends a unit in another: its units, people, profiles, sources and roles are the other's from now on, each with its history (ORG-9). */
export async function mergeUnits(
  tx: Tx, actor: Actor, merge: Ground & { readonly id: Id<"unit">; readonly into: Id<"unit"> }, at: Instant,
): Promise<Result<undefined, UnitRefusal>> {
  const permitted = await authorise(tx, actor, "policy.manage", {}, at);
  if (!permitted.ok) return permitted;
  const units = await hold(tx, at);
  const unit = units.find(({ id }) => id === merge.id);
  if (!unit || !units.some(({ id }) => id === merge.into)) return refuse({ kind: "unknown-unit" });
  if (merge.reason.trim() === "") return refuse({ kind: "reason-missing" });
  if (isBelow(units, merge.into, unit.id)) return refuse({ kind: "unit-below-itself" });
  await mergeUnit(tx, unit.id, merge.into, groundOf(merge, actor), at);
  // People are of the unit that goes on; what they were before stays in their history.
  await sql`
    insert into authority.post (person_id, post_type, unit_id, suited, at, changed_by, what)
    select id, post_type, ${merge.into}, suited, ${at}, ${actor.personId}, 'changed' from authority.person where unit_id = ${unit.id} order by id
  `.execute(tx);
  await sql`update authority.person set unit_id = ${merge.into} where unit_id = ${unit.id}`.execute(tx);
  await tell(tx, "unit.merged", unit.id, actor, { into: merge.into, reason: merge.reason.trim(), actId: merge.actId ?? null }, at);
  return ok();
}

/** Closes a unit that has nothing left (ORG-R1). */
export async function endUnit(
  tx: Tx, actor: Actor, closing: Ground & { readonly id: Id<"unit"> }, listUnitUses: (tx: Tx, id: Id<"unit">) => Promise<UnitUses>, at: Instant,
): Promise<Result<undefined, UnitRefusal>> {
  const permitted = await authorise(tx, actor, "policy.manage", {}, at);
  if (!permitted.ok) return permitted;
  const units = await hold(tx, at);
  if (!units.some(({ id }) => id === closing.id)) return refuse({ kind: "unknown-unit" });
  if (closing.reason.trim() === "") return refuse({ kind: "reason-missing" });
  const uses = await listUnitUses(tx, closing.id);
  if (uses.profiles + uses.sources + uses.conversations > 0) return refuse({ kind: "unit-in-use", ...uses });
  const below = units.filter(({ parentId }) => parentId === closing.id).length;
  const people = await sql<{ n: number }>`
    select count(distinct person.id) as n from authority.person join authority.appointments_at(${at}) appointment on appointment.person_id = person.id
    where person.unit_id = ${closing.id} or appointment.unit_id = ${closing.id}
  `.execute(tx);
  if (below > 0 || (people.rows[0]?.n ?? 0) > 0) return refuse({ kind: "unit-not-empty", units: below, people: people.rows[0]?.n ?? 0 });
  await closeUnit(tx, closing.id, groundOf(closing, actor), at);
  await tell(tx, "unit.closed", closing.id, actor, { reason: closing.reason.trim(), actId: closing.actId ?? null }, at);
  return ok();
}

/** The units in force, none of which changes until this transaction ends: two who change the tree are one after the other. */
async function hold(tx: Tx, at: Instant): Promise<readonly Unit[]> {
  await sql`select pg_advisory_xact_lock(hashtextextended('policy.unit', 0))`.execute(tx);
  return listUnits(tx, at);
}

function isBelow(units: readonly Unit[], candidate: Id<"unit"> | null, top: Id<"unit">): boolean {
  const seen = new Set<Id<"unit">>();
  for (let current = candidate ?? undefined; current && !seen.has(current); current = units.find(({ id }) => id === current)?.parentId) {
    if (current === top) return true;
    seen.add(current);
  }
  return false;
}

const DIR3 = /^[A-Z]{1,2}\d{7,8}$/;

async function checkNames(tx: Tx, units: readonly Unit[], unit: { readonly name: Localized; readonly dir3: string }, own: Id<"unit"> | undefined): Promise<UnitRefusal | undefined> {
  const unnamed = (await getCouncil(tx)).languages.find((language) => !unit.name[language]?.trim());
  if (unnamed) return { kind: "name-missing", language: unnamed };
  const dir3 = unit.dir3.trim();
  if (dir3 !== "" && !DIR3.test(dir3)) return { kind: "bad-dir3", dir3 };
  return dir3 !== "" && units.some((other) => other.dir3 === dir3 && other.id !== own) ? { kind: "dir3-taken", dir3 } : undefined;
}

const groundOf = ({ actId, reason }: Ground, actor: Actor) => ({ actId, reason: reason.trim(), by: actor.personId });

async function tell(tx: Tx, kind: string, id: Id<"unit">, actor: Actor, facts: Readonly<Record<string, string | boolean | null>>, at: Instant): Promise<void> {
  await recordEvidence(tx, { kind, subject: { type: "unit", id }, at, facts, values: { by: actor.personId } });
  await recordEvent(tx, { kind, subject: { type: "unit", id }, actor: actor.personId, at });
}
