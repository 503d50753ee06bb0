import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { type Actor, authorise, factsOf } from "./authorise.ts";
import { can, type NotPermitted } from "./rules/can.ts";
import { type CompetenceArea, competenceAreas } from "./rules/fitness.ts";
import { practisedHours, type Practised } from "./rules/practice.ts";

const LONGEST_MINUTES = 12 * 60;

export interface NewPractice {
  readonly personId: Id<"person">;
  readonly area: CompetenceArea;
  readonly profileId: Id<"profile">;
  readonly supervisorId: Id<"person">;
  /** `YYYY-MM-DD` in the council's zone. */
  readonly day: string;
  readonly minutes: number;
  /** What was done. */
  readonly what: string;
}

export type PracticeRefusal =
  | NotPermitted
  | { readonly kind: "unknown-person" }
  | { readonly kind: "bad-area" }
  | { readonly kind: "bad-practice-time" }
  | { readonly kind: "practice-what-missing" }
  | { readonly kind: "in-the-future" }
  | { readonly kind: "own-competence" }
  /** Whoever looks on coordinates, or manages that profile for the council and has all that is asked for. */
  | { readonly kind: "supervisor-not-fit" };

/** Notes hours practised under somebody's eyes (ROL-4, S17). */
export async function recordPractice(tx: Tx, actor: Actor, practice: NewPractice, at: Instant): Promise<Result<Id<"practice">, PracticeRefusal>> {
  const unitId = await unitOf(tx, practice.personId);
  if (unitId === undefined) return refuse({ kind: "unknown-person" });
  const permitted = await authorise(tx, actor, "practice.record", { unitId: unitId ?? undefined, profileIds: [practice.profileId] }, at);
  if (!permitted.ok) return permitted;
  if (actor.personId === practice.personId || practice.supervisorId === practice.personId) return refuse({ kind: "own-competence" });
  if (!competenceAreas.includes(practice.area)) return refuse({ kind: "bad-area" });
  const what = practice.what.trim();
  if (what === "") return refuse({ kind: "practice-what-missing" });
  if (!Number.isInteger(practice.minutes) || practice.minutes < 1 || practice.minutes > LONGEST_MINUTES) return refuse({ kind: "bad-practice-time" });
  if (practice.day > (await today(tx, at))) return refuse({ kind: "in-the-future" });
  if (!(await maySupervise(tx, practice, at))) return refuse({ kind: "supervisor-not-fit" });
  const id = newId<"practice">(at);
  await sql`
    insert into authority.practice (id, person_id, area, profile_id, supervisor_id, day, minutes, what, recorded_by, recorded_at)
    values (${id}, ${practice.personId}, ${practice.area}, ${practice.profileId}, ${practice.supervisorId}, ${practice.day}::date, ${practice.minutes}, ${what}, ${actor.personId}, ${at})
  `.execute(tx);
  await recordEvidence(tx, {
    kind: "practice.recorded", subject: { type: "practice", id }, at, facts: { area: practice.area, day: practice.day, minutes: practice.minutes },
    values: { person: practice.personId, supervisor: practice.supervisorId, profile: practice.profileId, what, by: actor.personId },
  });
  await recordEvent(tx, { kind: "practice.recorded", subject: { type: "person", id: practice.personId }, actor: actor.personId, at, data: { area: practice.area, minutes: practice.minutes } });
  return ok(id);
}

/** Takes back what was noted by mistake. */
export async function withdrawPractice(tx: Tx, actor: Actor, id: Id<"practice">, at: Instant): Promise<Result<undefined, NotPermitted | { readonly kind: "unknown-practice" }>> {
  const { rows } = await sql<{ person_id: Id<"person">; profile_id: Id<"profile">; area: CompetenceArea; minutes: number }>`
    select person_id, profile_id, area, minutes from authority.practice
    where id = ${id} and not exists (select 1 from authority.practice_withdrawal where practice_id = practice.id)
  `.execute(tx);
  const found = rows[0];
  if (!found) return refuse({ kind: "unknown-practice" });
  const unitId = await unitOf(tx, found.person_id);
  const permitted = await authorise(tx, actor, "practice.record", { unitId: unitId ?? undefined, profileIds: [found.profile_id] }, at);
  if (!permitted.ok) return permitted;
  const withdrawn = await sql`
    insert into authority.practice_withdrawal (practice_id, at, withdrawn_by) values (${id}, ${at}, ${actor.personId}) on conflict do nothing returning 1
  `.execute(tx);
  if (withdrawn.rows.length === 0) return refuse({ kind: "unknown-practice" });
  await recordEvidence(tx, { kind: "practice.withdrawn", subject: { type: "practice", id }, at, facts: { area: found.area, minutes: found.minutes }, values: { by: actor.personId } });
  await recordEvent(tx, { kind: "practice.withdrawn", subject: { type: "person", id: found.person_id }, actor: actor.personId, at, data: { area: found.area, minutes: found.minutes } });
  return ok();
}

export interface Practice extends Practised {
  readonly id: Id<"practice">;
  readonly profileId: Id<"profile">;
  readonly supervisor: string;
  readonly what: string;
}

/** All that somebody practised, the last day first. */
export async function listPractice(db: Queryable, personId: Id<"person">): Promise<readonly Practice[]> {
  const { rows } = await sql<Practice>`
    select practice.id, practice.area, practice.profile_id as "profileId", supervisor.name as supervisor, practice.day::text as day,
      practice.minutes, practice.what, exists (select 1 from authority.practice_withdrawal where practice_id = practice.id) as withdrawn
    from authority.practice join authority.person supervisor on supervisor.id = practice.supervisor_id
    where practice.person_id = ${personId} order by practice.day desc, practice.id desc
  `.execute(db);
  return rows;
}

/** How many hours prove an area, and how many there are in each: of as many months as an accreditation is good for. */
export async function countPractice(db: Queryable, personId: Id<"person">, at: Instant): Promise<{ readonly need: number; readonly in: (area: CompetenceArea) => number }> {
  const [practice, day] = [await listPractice(db, personId), await today(db, at)];
  const [need, months] = [await getParameter(db, "roles.practiceHours", at), await getParameter(db, "roles.accreditationMonths", at)];
  const from = Temporal.PlainDate.from(day).subtract({ months }).toString();
  return { need, in: (area) => practisedHours(practice, area, from, day) };
}

async function maySupervise(tx: Tx, { supervisorId, profileId }: NewPractice, at: Instant): Promise<boolean> {
  const supervisor = await factsOf(tx, { personId: supervisorId }, at);
  return supervisor.coordinator || can({ ...supervisor, promotes: new Set(), directs: new Set() }, "practice.record", { profileIds: [profileId] }).ok;
}

/** Undefined when there is no such person; null when they belong to no unit. */
async function unitOf(tx: Tx, personId: Id<"person">): Promise<Id<"unit"> | null | undefined> {
  const { rows } = await sql<{ unit_id: Id<"unit"> | null }>`select unit_id from authority.person where id = ${personId}`.execute(tx);
  return rows[0]?.unit_id;
}

async function today(db: Queryable, at: Instant): Promise<string> {
  const { zone } = await getCouncil(db);
  return Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString();
}
