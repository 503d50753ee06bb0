import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, instantOf } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, endSubstitution, insertSubstitution, listSubstitutions, type NotPermitted } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { type Attention, type AttentionRefusal, checkAttention, getCouncil } from "#modules/policy/index.ts";
import { findProfile } from "#modules/register/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { checkSubstitute, listProfilesOf, type SubstituteRefusal } from "./absence-commands.ts";
import { readWhen, type When, type WhenRefusal } from "./rules/absence.ts";
import { passTurnstile } from "./turnstile.ts";

export type TeamRefusal =
  | NotPermitted
  | WhenRefusal
  | AttentionRefusal
  | SubstituteRefusal
  | { readonly kind: "unknown-person" }
  | { readonly kind: "unknown-substitution" }
  | { readonly kind: "unknown-duty" }
  | { readonly kind: "unknown-language"; readonly language: string }
  | { readonly kind: "not-of-the-team"; readonly personId: Id<"person"> }
  | { readonly kind: "in-the-past" }
  | { readonly kind: "text-missing" };

/** Sets the weekly hours of a person from a day on (COV-1). Hours without any stretch are allowed: somebody who does not attend. */
export async function setShift(
  tx: Tx, actor: Actor, shift: { readonly personId: Id<"person">; readonly from: string; readonly hours: Attention }, at: Instant,
): Promise<Result<undefined, TeamRefusal>> {
  const unit = await unitOf(tx, shift.personId);
  const permitted = await authorise(tx, actor, "shift.set", { unitId: unit?.unitId }, at);
  if (!permitted.ok) return permitted;
  if (!unit) return refuse({ kind: "unknown-person" });
  const { zone } = await getCouncil(tx);
  const day = readWhen({ from: shift.from, to: shift.from }, zone);
  if ("refusal" in day || shift.from.includes("T")) return refuse({ kind: "bad-day" });
  const wrong = checkAttention(shift.hours);
  if (wrong && wrong.kind !== "never-attended") return refuse(wrong);
  await sql`
    insert into staffing.shift (person_id, valid_from, week, holiday, set_by, set_at)
    values (${shift.personId}, ${shift.from}::date, ${JSON.stringify(shift.hours.week)}, ${JSON.stringify(shift.hours.holiday)}, ${actor.personId}, ${at})
  `.execute(tx);
  await recordEvent(tx, { kind: "shift.set", subject: { type: "person", id: shift.personId }, actor: actor.personId, at, data: { from: shift.from } });
  return ok();
}

/** Says in which of the council's languages a person can attend (COV-R4). */
export async function setSpoken(tx: Tx, actor: Actor, spoken: { readonly personId: Id<"person">; readonly languages: readonly string[] }, at: Instant): Promise<Result<undefined, TeamRefusal>> {
  const unit = await unitOf(tx, spoken.personId);
  const permitted = await authorise(tx, actor, "shift.set", { unitId: unit?.unitId }, at);
  if (!permitted.ok) return permitted;
  if (!unit) return refuse({ kind: "unknown-person" });
  const { languages } = await getCouncil(tx);
  const strange = spoken.languages.find((language) => !languages.includes(language));
  if (strange !== undefined) return refuse({ kind: "unknown-language", language: strange });
  await sql`
    insert into staffing.spoken (person_id, languages, set_by, set_at) values (${spoken.personId}, ${[...new Set(spoken.languages)]}, ${actor.personId}, ${at})
  `.execute(tx);
  await recordEvent(tx, { kind: "languages.set", subject: { type: "person", id: spoken.personId }, actor: actor.personId, at });
  return ok();
}

export interface NewSubstitution {
  readonly profileId: Id<"profile">;
  readonly absentId: Id<"person">;
  readonly substituteId: Id<"person">;
  readonly when: When;
}

/** Names who manages a profile in somebody's place for some time (COV-4): the rights begin and end by themselves. */
export async function nameSubstitute(tx: Tx, actor: Actor, wish: NewSubstitution, at: Instant): Promise<Result<Id<"substitution">, TeamRefusal>> {
  const profile = await findProfile(tx, wish.profileId);
  const permitted = await authorise(tx, actor, "substitution.name", { unitId: profile?.unitId }, at);
  if (!permitted.ok) return permitted;
  if (!profile) return refuse({ kind: "unknown-profile" });
  const { zone } = await getCouncil(tx);
  const when = readWhen(wish.when, zone);
  if ("refusal" in when) return refuse(when.refusal);
  const [from, to] = [instantOf(when.span.from), instantOf(when.span.to)];
  if (to <= at) return refuse({ kind: "in-the-past" });
  if (!(await listProfilesOf(tx, wish.absentId, from, to)).includes(wish.profileId)) return refuse({ kind: "not-of-the-team", personId: wish.absentId });
  await passTurnstile(tx, [wish.profileId]);
  const able = await checkSubstitute(tx, { profileId: wish.profileId, personId: wish.substituteId, absentId: wish.absentId, from, to }, at);
  if (able) return refuse(able);
  const id = await insertSubstitution(tx, { profileId: wish.profileId, absentId: wish.absentId, substituteId: wish.substituteId, from, to }, actor.personId, at);
  await recordEvidence(tx, { kind: "substitution.named", subject: { type: "substitution", id }, at, facts: { profileId: wish.profileId, from, to } });
  await recordEvent(tx, { kind: "substitution.named", subject: { type: "substitution", id }, actor: actor.personId, at, data: { profileId: wish.profileId, substituteId: wish.substituteId, from, to } });
  return ok(id);
}

/** Ends a substitution before its time. */
export async function dismissSubstitute(tx: Tx, actor: Actor, id: Id<"substitution">, at: Instant): Promise<Result<undefined, TeamRefusal>> {
  const { rows } = await sql<{ profile_id: Id<"profile"> }>`select profile_id from authority.substitution where id = ${id}`.execute(tx);
  const profile = rows[0] && (await findProfile(tx, rows[0].profile_id));
  const permitted = await authorise(tx, actor, "substitution.name", { unitId: profile?.unitId }, at);
  if (!permitted.ok) return permitted;
  if (!profile || !(await endSubstitution(tx, id, actor.personId, "dismissed", at))) return refuse({ kind: "unknown-substitution" });
  await recordEvidence(tx, { kind: "substitution.ended", subject: { type: "substitution", id }, at, facts: { profileId: profile.id } });
  await recordEvent(tx, { kind: "substitution.ended", subject: { type: "substitution", id }, actor: actor.personId, at, data: { profileId: profile.id } });
  return ok();
}

export interface NewDuty {
  readonly profileId: Id<"profile">;
  readonly personId: Id<"person">;
  readonly kind: "duty" | "on_call";
  readonly when: When;
}

/** Writes a turn of the rota (COV-3) of somebody who manages the profile then, or stands in for who does. */
export async function assignDuty(tx: Tx, actor: Actor, duty: NewDuty, at: Instant): Promise<Result<Id<"duty">, TeamRefusal>> {
  const profile = await findProfile(tx, duty.profileId);
  const permitted = await authorise(tx, actor, "rota.propose", { unitId: profile?.unitId }, at);
  if (!permitted.ok) return permitted;
  if (!profile) return refuse({ kind: "unknown-profile" });
  const { zone } = await getCouncil(tx);
  const when = readWhen(duty.when, zone);
  if ("refusal" in when) return refuse(when.refusal);
  const [from, to] = [instantOf(when.span.from), instantOf(when.span.to)];
  if (to <= at) return refuse({ kind: "in-the-past" });
  if (!(await mayAttend(tx, duty.personId, duty.profileId, from, to))) return refuse({ kind: "not-of-the-team", personId: duty.personId });
  await passTurnstile(tx, [duty.profileId]);
  const id = await insertDuty(tx, { ...duty, from, to }, undefined, actor.personId, at);
  await recordEvent(tx, { kind: "duty.assigned", subject: { type: "duty", id }, actor: actor.personId, at, data: { profileId: duty.profileId, personId: duty.personId, from, to } });
  return ok(id);
}

export async function insertDuty(
  tx: Tx, duty: Omit<NewDuty, "when"> & { readonly from: Instant; readonly to: Instant }, proposalId: Id<"proposal"> | undefined, by: Id<"person">, at: Instant,
): Promise<Id<"duty">> {
  const id = newId<"duty">(at);
  await sql`
    insert into staffing.duty (id, profile_id, person_id, kind, from_at, to_at, proposal_id, set_by, set_at)
    values (${id}, ${duty.profileId}, ${duty.personId}, ${duty.kind}, ${duty.from}, ${duty.to}, ${proposalId ?? null}, ${by}, ${at})
  `.execute(tx);
  return id;
}

/** Whether somebody manages a profile, or stands in there, from one instant through another. */
async function mayAttend(tx: Tx, personId: Id<"person">, profileId: Id<"profile">, from: Instant, to: Instant): Promise<boolean> {
  if ((await listProfilesOf(tx, personId, from, to)).includes(profileId)) return true;
  return (await listSubstitutions(tx, from, to)).some((one) => one.substituteId === personId && one.profileId === profileId && one.from <= from && one.to >= to);
}

/** Takes a turn of the rota back. */
export async function endDuty(tx: Tx, actor: Actor, id: Id<"duty">, at: Instant): Promise<Result<undefined, TeamRefusal>> {
  const { rows } = await sql<{ profile_id: Id<"profile"> }>`select profile_id from staffing.duty where id = ${id} and not exists (select 1 from staffing.duty_end where duty_id = duty.id)`.execute(tx);
  const profile = rows[0] && (await findProfile(tx, rows[0].profile_id));
  const permitted = await authorise(tx, actor, "rota.propose", { unitId: profile?.unitId }, at);
  if (!permitted.ok) return permitted;
  if (!profile) return refuse({ kind: "unknown-duty" });
  await sql`insert into staffing.duty_end (duty_id, at, ended_by) values (${id}, ${at}, ${actor.personId}) on conflict do nothing`.execute(tx);
  await recordEvent(tx, { kind: "duty.ended", subject: { type: "duty", id }, actor: actor.personId, at, data: { profileId: profile.id } });
  return ok();
}

const MOST_TEXT = 4_000;

/** Leaves a note for who comes next on a profile (COV-8). */
export async function leaveHandover(tx: Tx, actor: Actor, note: { readonly profileId: Id<"profile">; readonly text: string }, at: Instant): Promise<Result<Id<"handover">, TeamRefusal>> {
  const permitted = await authorise(tx, actor, "handover.write", { profileIds: [note.profileId] }, at);
  if (!permitted.ok) return permitted;
  const text = note.text.trim().slice(0, MOST_TEXT);
  if (text === "") return refuse({ kind: "text-missing" });
  const id = newId<"handover">(at);
  await sql`insert into staffing.handover (id, profile_id, person_id, text, at) values (${id}, ${note.profileId}, ${actor.personId}, ${text}, ${at})`.execute(tx);
  await recordEvent(tx, { kind: "handover.left", subject: { type: "profile", id: note.profileId }, actor: actor.personId, at });
  return ok(id);
}

/** Says that a note was read: it stops waiting on one's board. */
export async function readHandover(tx: Tx, actor: Actor, id: Id<"handover">, at: Instant): Promise<Result<undefined, TeamRefusal | { readonly kind: "unknown-note" }>> {
  const { rows } = await sql<{ profile_id: Id<"profile"> }>`select profile_id from staffing.handover where id = ${id}`.execute(tx);
  const note = rows[0];
  const permitted = await authorise(tx, actor, "handover.write", { profileIds: note ? [note.profile_id] : [] }, at);
  if (!permitted.ok) return permitted;
  if (!note) return refuse({ kind: "unknown-note" });
  await sql`insert into staffing.handover_reading (handover_id, person_id, at) values (${id}, ${actor.personId}, ${at}) on conflict do nothing`.execute(tx);
  return ok();
}

async function unitOf(tx: Tx, id: Id<"person">): Promise<{ readonly unitId: Id<"unit"> | undefined } | undefined> {
  const { rows } = await sql<{ unit_id: Id<"unit"> | null }>`select unit_id from authority.person where id = ${id}`.execute(tx);
  return rows[0] && { unitId: rows[0].unit_id ?? undefined };
}
