import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { isUniqueViolation, type Queryable, type Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { getParameter } from "#modules/policy/index.ts";
import { type Actor, authorise } from "./authorise.ts";
import { listDepartments } from "./fitness.ts";
import type { NotPermitted, Role } from "./rules/can.ts";
import { mayHoldRole, type NotEligible, type PostType } from "./rules/eligibility.ts";
import type { AuthorityTables } from "./store.ts";

export interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly postType: PostType;
  readonly unitId?: Id<"unit"> | undefined;
  /** Language of the interface: es, eu or en. */
  readonly language: string;
  /** Whether the post is of communication or citizen attention (S16); where not said, it is taken to be. */
  readonly suited?: boolean | undefined;
}

export type PersonRefusal =
  | NotPermitted
  | { readonly kind: "bad-name" }
  | { readonly kind: "bad-email"; readonly email: string }
  | { readonly kind: "email-taken"; readonly email: string };

/** Enters a person of the council's staff. `actor` is absent only for the first one and for the example city. */
export async function enterPerson(tx: Tx, actor: Actor | undefined, person: NewPerson, at: Instant): Promise<Result<Id<"person">, PersonRefusal>> {
  if (actor) {
    const permitted = await authorise(tx, actor, "people.manage", {}, at);
    if (!permitted.ok) return permitted;
  }
  const name = person.name.trim();
  const email = person.email.trim();
  if (name.length < 2) return refuse({ kind: "bad-name" });
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return refuse({ kind: "bad-email", email });
  const taken = await sql`select 1 from authority.person where lower(email) = lower(${email})`.execute(tx);
  if (taken.rows.length > 0) return refuse({ kind: "email-taken", email });
  const id = newId<"person">(at);
  try {
    await tx.withTables<AuthorityTables>().insertInto("authority.person").values({
      id, name, email, post_type: person.postType, unit_id: person.unitId ?? null, language: person.language, suited: person.suited ?? true, entered_at: at,
    }).execute();
  } catch (error) {
    if (isUniqueViolation(error, "person_email")) return refuse({ kind: "email-taken", email });
    throw error;
  }
  await sql`
    insert into authority.post (person_id, post_type, unit_id, suited, at, changed_by, what)
    values (${id}, ${person.postType}, ${person.unitId ?? null}, ${person.suited ?? true}, ${at}, ${actor?.personId ?? null}, 'entered')
  `.execute(tx);
  await recordEvent(tx, { kind: "person.entered", subject: { type: "person", id }, actor: actor?.personId, at });
  return ok(id);
}

export interface NewAppointment {
  readonly personId: Id<"person">;
  readonly role: Role;
  /** Of a promoter. */
  readonly unitId?: Id<"unit"> | undefined;
  /** Of a manager. */
  readonly profileId?: Id<"profile"> | undefined;
  /** The act that appoints. */
  readonly act: string;
  readonly justification: string;
}

export type AppointmentRefusal =
  | NotPermitted
  | NotEligible
  | { readonly kind: "unknown-person" }
  | { readonly kind: "scope-missing"; readonly role: Role }
  | { readonly kind: "act-missing" }
  /** ROL-R2: a promoter or director's scope lies within their own Department or Entity. */
  | { readonly kind: "scope-outside-department" }
  /** ROL-R4: a manager whose post is not of communication or citizen attention; the appointment then says why. */
  | { readonly kind: "justification-short"; readonly least: number }
  /** ROL-R3: somebody of a contractor's manages what a contract in force says, and while it does. */
  | { readonly kind: "no-contract" }
  | { readonly kind: "already-appointed" };

/** Appoints somebody to a role for a scope (ROL-1). */
export async function appoint(tx: Tx, actor: Actor | undefined, appointment: NewAppointment, at: Instant): Promise<Result<Id<"appointment">, AppointmentRefusal>> {
  if (actor) {
    const permitted = await authorise(tx, actor, "people.manage", {}, at);
    if (!permitted.ok) return permitted;
  }
  const { rows } = await sql<{ post_type: PostType; coordinates: boolean; suited: boolean }>`
    select person.post_type, coalesce(unit.coordinates, false) as coordinates, person.suited
    from authority.person left join policy.unit on unit.id = person.unit_id
    where person.id = ${appointment.personId} for update of person
  `.execute(tx);
  const person = rows[0];
  if (!person) return refuse({ kind: "unknown-person" });
  if (appointment.act.trim() === "") return refuse({ kind: "act-missing" });
  const scoped = ofUnit(appointment.role) ? appointment.unitId : appointment.role === "manager" ? appointment.profileId : "none";
  if (!scoped) return refuse({ kind: "scope-missing", role: appointment.role });
  const inForce = (await listAppointments(tx, at)).filter((other) => other.personId === appointment.personId).map((other) => other.role);
  const eligible = mayHoldRole(appointment.role, { postType: person.post_type, inCoordinationUnit: person.coordinates, holds: inForce });
  if (!eligible.ok) return eligible;
  const unitId = ofUnit(appointment.role) ? (appointment.unitId ?? null) : null;
  const profileId = appointment.role === "manager" ? (appointment.profileId ?? null) : null;
  if (unitId && !(await isWithinDepartment(tx, appointment.personId, unitId))) return refuse({ kind: "scope-outside-department" });
  if (profileId && person.post_type === "external" && !(await hasTerm(tx, appointment.personId, profileId, at))) return refuse({ kind: "no-contract" });
  if (profileId && actor && !person.suited) {
    const least = await getParameter(tx, "roles.justificationMinimum", at);
    if (appointment.justification.trim().length < least) return refuse({ kind: "justification-short", least });
  }
  const held = await sql`
    select 1 from authority.appointment
    where person_id = ${appointment.personId} and role = ${appointment.role}
      and unit_id is not distinct from ${unitId}::uuid and profile_id is not distinct from ${profileId}::uuid
      and (valid_to is null or valid_to > ${at})
      and not exists (select 1 from authority.revocation where appointment_id = appointment.id)
  `.execute(tx);
  if (held.rows.length > 0) return refuse({ kind: "already-appointed" });
  const id = newId<"appointment">(at);
  await tx.withTables<AuthorityTables>().insertInto("authority.appointment").values({
    id,
    person_id: appointment.personId,
    role: appointment.role,
    unit_id: unitId,
    profile_id: profileId,
    valid_from: at,
    valid_to: null,
    act: appointment.act.trim(),
    justification: appointment.justification,
    appointed_by: actor?.personId ?? null,
  }).execute();
  await recordEvent(tx, {
    kind: "person.appointed",
    subject: { type: "person", id: appointment.personId },
    actor: actor?.personId,
    at,
    data: { role: appointment.role, unitId, profileId, act: appointment.act },
  });
  return ok(id);
}

export type RevocationRefusal =
  | NotPermitted
  | { readonly kind: "unknown-appointment" }
  | { readonly kind: "reason-missing" }
  /** Somebody must be left who can appoint the next. */
  | { readonly kind: "last-coordinator" };

/** Ends an appointment now. */
export async function revokeAppointment(
  tx: Tx, actor: Actor, revocation: { readonly appointmentId: Id<"appointment">; readonly reason: string }, at: Instant,
): Promise<Result<undefined, RevocationRefusal>> {
  await holdCoordinators(tx);
  const permitted = await authorise(tx, actor, "people.manage", {}, at);
  if (!permitted.ok) return permitted;
  if (revocation.reason.trim() === "") return refuse({ kind: "reason-missing" });
  const { rows } = await sql<{ person_id: Id<"person">; role: Role }>`
    select appointment.person_id, appointment.role from authority.appointment
    where appointment.id = ${revocation.appointmentId}
      and not exists (select 1 from authority.revocation where appointment_id = appointment.id)
  `.execute(tx);
  const found = rows[0];
  if (!found) return refuse({ kind: "unknown-appointment" });
  if (found.role === "coordinator" && (await countCoordinators(tx, at)) < 2) return refuse({ kind: "last-coordinator" });
  // Whoever is using the right at this moment finishes first; whoever asks after us no longer has it.
  await sql`select 1 from authority.person where id = ${found.person_id} for update`.execute(tx);
  await tx.withTables<AuthorityTables>().insertInto("authority.revocation").values({
    appointment_id: revocation.appointmentId, at, revoked_by: actor.personId, reason: revocation.reason.trim(),
  }).execute();
  await recordEvent(tx, {
    kind: "person.revoked", subject: { type: "person", id: found.person_id }, actor: actor.personId, at,
    data: { role: found.role, reason: revocation.reason.trim() },
  });
  return ok();
}

const ofUnit = (role: Role) => role === "promoter" || role === "director" || role === "technician";

/** Whether a unit lies at or below the person's own Department or Entity; who belongs to none is not held to it. */
async function isWithinDepartment(tx: Tx, personId: Id<"person">, unitId: Id<"unit">): Promise<boolean> {
  const department = (await listDepartments(tx, [personId])).get(personId);
  if (!department) return true;
  const { rows } = await sql`
    with recursive above as (
      select id, coalesce(merged_into, parent_id) as parent_id from policy.unit where id = ${unitId}
      union
      select unit.id, coalesce(unit.merged_into, unit.parent_id) from policy.unit join above on unit.id = above.parent_id
    ) select 1 from above where id = ${department.id}
  `.execute(tx);
  return rows.length > 0;
}

async function hasTerm(tx: Tx, personId: Id<"person">, profileId: Id<"profile">, at: Instant): Promise<boolean> {
  const { rows } = await sql`select 1 from authority.external_term where person_id = ${personId} and profile_id = ${profileId} and valid_to > ${at}`.execute(tx);
  return rows.length > 0;
}

/** Taken first by whoever may take a coordinator away: two who do it to each other are one after the other. */
export async function holdCoordinators(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('authority.coordinators', 0))`.execute(tx);
}

/** With fewer than two, the start-up regime is on: one person appoints alone. */
export async function countCoordinators(db: Queryable, at: Instant): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(distinct person_id) as n from authority.appointments_at(${at}) appointment where role = 'coordinator'
  `.execute(db);
  return rows[0]?.n ?? 0;
}

export interface Person {
  readonly id: Id<"person">;
  readonly name: string;
  readonly email: string;
  readonly postType: PostType;
  readonly unitId: Id<"unit"> | undefined;
  readonly unit: Localized | undefined;
  readonly language: string;
  readonly singleKeys: boolean;
  /** Whether the post is of communication or citizen attention (S16). */
  readonly suited: boolean;
  readonly enteredAt: Instant;
}

export async function findPerson(db: Queryable, id: Id<"person">): Promise<Person | undefined> {
  return (await listPeople(db, { id }))[0];
}

/** People by name; all, or one. */
export async function listPeople(db: Queryable, only: { readonly id?: Id<"person"> } = {}): Promise<readonly Person[]> {
  const { rows } = await sql<{ id: Id<"person">; name: string; email: string; post_type: PostType; unit_id: Id<"unit"> | null; unit: Localized | null; language: string; single_keys: boolean; suited: boolean; entered_at: Instant }>`
    select person.id, person.name, person.email, person.post_type, person.unit_id, unit.name as unit, person.language, person.single_keys, person.suited, person.entered_at
    from authority.person left join policy.unit on unit.id = person.unit_id
    where ${only.id ?? null}::uuid is null or person.id = ${only.id ?? null}::uuid
    order by person.name
  `.execute(db);
  return rows.map((row) => ({
    id: row.id, name: row.name, email: row.email, postType: row.post_type, unitId: row.unit_id ?? undefined, unit: row.unit ?? undefined, language: row.language,
    singleKeys: row.single_keys, suited: row.suited, enteredAt: row.entered_at,
  }));
}

export interface Appointment {
  readonly id: Id<"appointment">;
  readonly personId: Id<"person">;
  readonly role: Role;
  readonly unitId: Id<"unit"> | undefined;
  readonly unit: Localized | undefined;
  readonly profileId: Id<"profile"> | undefined;
  readonly from: Instant;
  readonly act: string;
}

/** Appointments in force at `at`. */
export async function listAppointments(db: Queryable, at: Instant): Promise<readonly Appointment[]> {
  const { rows } = await sql<{ id: Id<"appointment">; person_id: Id<"person">; role: Role; unit_id: Id<"unit"> | null; unit: Localized | null; profile_id: Id<"profile"> | null; valid_from: Instant; act: string }>`
    select appointment.id, person_id, role, appointment.unit_id, unit.name as unit, profile_id, appointment.valid_from, act
    from authority.appointments_at(${at}) appointment left join policy.unit on unit.id = appointment.unit_id
    order by appointment.id
  `.execute(db);
  return rows.map((row) => ({
    id: row.id, personId: row.person_id, role: row.role, unitId: row.unit_id ?? undefined, unit: row.unit ?? undefined, profileId: row.profile_id ?? undefined, from: row.valid_from, act: row.act,
  }));
}

/** Saves how a person wants the interface. */
export async function setPreferences(tx: Tx, personId: Id<"person">, preferences: { readonly language: string; readonly singleKeys: boolean }): Promise<void> {
  await tx.withTables<AuthorityTables>().updateTable("authority.person")
    .set({ language: preferences.language, single_keys: preferences.singleKeys })
    .where("id", "=", personId)
    .execute();
}
