import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { epochMsOf, type Instant, instantOf } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, endSubstitution, factsOf, insertSubstitution, listSubstitutions, type NotPermitted } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { dayOf, listFitSpans, listMembers, listShifts, readCoverageFacts } from "./facts.ts";
import { type AbsenceKind, mustBeApproved, readWhen, type When, type WhenRefusal } from "./rules/absence.ts";
import { forecastCoverage, troublesOf } from "./rules/coverage.ts";
import { passTurnstile } from "./turnstile.ts";

export type AbsenceRefusal =
  | NotPermitted
  | WhenRefusal
  | { readonly kind: "unknown-person" }
  | { readonly kind: "unknown-absence" }
  | { readonly kind: "wrong-state"; readonly state: string }
  | { readonly kind: "absence-known" }
  | { readonly kind: "own-absence" }
  | LeavesGap
  | SubstituteRefusal;

/** COV-R5: nobody is left in these slots, and neither a substitute nor a reason was given. */
export interface LeavesGap {
  readonly kind: "leaves-gap";
  readonly gaps: readonly { readonly profileId: Id<"profile">; readonly days: readonly string[] }[];
}

export type SubstituteRefusal =
  | { readonly kind: "unknown-profile" }
  | { readonly kind: "substitutes-oneself" }
  | { readonly kind: "substitute-absent"; readonly personId: Id<"person"> }
  /** COV-R6. */
  | { readonly kind: "substitute-off-shift"; readonly personId: Id<"person"> }
  | { readonly kind: "substitute-not-eligible"; readonly personId: Id<"person"> }
  | { readonly kind: "substitute-not-fit"; readonly personId: Id<"person"> };

export interface NewAbsence {
  readonly personId: Id<"person">;
  readonly kind: AbsenceKind;
  readonly when: When;
  /** Between the person and who decides; never evidence. */
  readonly note: string;
  readonly calendarUid?: string | undefined;
}

/**
 * Writes down an absence: what is foreseen waits for approval, what is not counts at once (COV-R5) and everybody who can
 * name a substitute is told through the forecast. Of oneself anybody may; of others who decides on them.
 */
export async function enterAbsence(tx: Tx, actor: Actor, absence: NewAbsence, at: Instant): Promise<Result<Id<"absence">, AbsenceRefusal>> {
  const person = await findPersonsUnit(tx, absence.personId);
  const own = absence.personId === actor.personId;
  const permitted = await authorise(tx, actor, own ? "absence.enter" : "absence.decide", { unitId: person?.unitId }, at);
  if (!permitted.ok) return permitted;
  if (!person) return refuse({ kind: "unknown-person" });
  await lockPerson(tx, absence.personId);
  const { zone } = await getCouncil(tx);
  const when = readWhen(absence.when, zone);
  if ("refusal" in when) return refuse(when.refusal);
  const [from, to] = [instantOf(when.span.from), instantOf(when.span.to)];
  const known = await sql`
    select 1 from staffing.absence
    left join lateral (select decision from staffing.absence_decision where absence_id = absence.id order by position desc limit 1) last on true
    where person_id = ${absence.personId} and (calendar_uid = ${absence.calendarUid ?? null}
      or (from_at = ${from} and to_at = ${to} and kind = ${absence.kind} and coalesce(last.decision, 'approved') = 'approved'))
  `.execute(tx);
  if (known.rows.length > 0) return refuse({ kind: "absence-known" });
  const id = newId<"absence">(at);
  await sql`
    insert into staffing.absence (id, person_id, kind, from_at, to_at, note, calendar_uid, entered_by, entered_at)
    values (${id}, ${absence.personId}, ${absence.kind}, ${from}, ${to}, ${absence.note.trim() || null}, ${absence.calendarUid ?? null}, ${actor.personId}, ${at})
  `.execute(tx);
  await recordEvent(tx, { kind: "absence.entered", subject: { type: "absence", id }, actor: actor.personId, at });
  if (!mustBeApproved(absence.kind)) {
    await passTurnstile(tx, await listProfilesOf(tx, absence.personId, from, to));
    await decide(tx, actor, { id, decision: "approved", overrideReason: null }, at);
    await tell(tx, actor, { id, kind: "absence.recorded", from, to, substitutes: 0, override: false }, at);
  }
  return ok(id);
}

export interface Substitute { readonly profileId: Id<"profile">; readonly personId: Id<"person"> }

/**
 * Approves a foreseen absence. Where it would leave a slot with nobody, a substitute is named for that profile, who has
 * the rights exactly as long; or whoever decides says why it is to be approved all the same (COV-R5). Two approvals that
 * concern one profile wait for one another: the second sees what the first left.
 */
export async function approveAbsence(
  tx: Tx, actor: Actor, approval: { readonly absenceId: Id<"absence">; readonly substitutes: readonly Substitute[]; readonly overrideReason: string }, at: Instant,
): Promise<Result<undefined, AbsenceRefusal>> {
  const absence = await findAbsence(tx, approval.absenceId);
  const permitted = await authorise(tx, actor, "absence.decide", { unitId: absence?.unitId }, at);
  if (!permitted.ok) return permitted;
  if (!absence) return refuse({ kind: "unknown-absence" });
  if (absence.state !== "requested") return refuse({ kind: "wrong-state", state: absence.state });
  if (absence.personId === actor.personId) return refuse({ kind: "own-absence" });
  const profiles = await listProfilesOf(tx, absence.personId, absence.from, absence.to);
  await passTurnstile(tx, profiles);
  await lockPerson(tx, absence.personId);
  for (const substitute of approval.substitutes) {
    if (!profiles.includes(substitute.profileId)) return refuse({ kind: "unknown-profile" });
    const able = await checkSubstitute(tx, { ...substitute, absentId: absence.personId, from: absence.from, to: absence.to }, at);
    if (able) return refuse(able);
    await insertSubstitution(tx, { profileId: substitute.profileId, absentId: absence.personId, substituteId: substitute.personId, from: absence.from, to: absence.to }, actor.personId, at);
  }
  const override = approval.overrideReason.trim();
  await decide(tx, actor, { id: absence.id, decision: "approved", overrideReason: override || null }, at);
  const gaps = await gapsLeft(tx, absence, profiles, at);
  // The transaction is undone by whoever gets the refusal: nothing of it stays.
  if (gaps.length > 0 && override === "") return refuse({ kind: "leaves-gap", gaps });
  await tell(tx, actor, { id: absence.id, kind: "absence.approved", from: absence.from, to: absence.to, substitutes: approval.substitutes.length, override: gaps.length > 0 }, at);
  return ok();
}

/** Says no to an absence that was asked for, or takes back one that was approved; what was named for it ends with it. */
export async function endAbsence(tx: Tx, actor: Actor, id: Id<"absence">, decision: "refused" | "cancelled", at: Instant): Promise<Result<undefined, AbsenceRefusal>> {
  const absence = await findAbsence(tx, id);
  const own = absence?.personId === actor.personId && decision === "cancelled";
  const permitted = await authorise(tx, actor, own ? "absence.enter" : "absence.decide", { unitId: absence?.unitId }, at);
  if (!permitted.ok) return permitted;
  if (!absence) return refuse({ kind: "unknown-absence" });
  if (decision === "refused" ? absence.state !== "requested" : absence.state === "refused" || absence.state === "cancelled") return refuse({ kind: "wrong-state", state: absence.state });
  if (decision === "refused" && absence.personId === actor.personId) return refuse({ kind: "own-absence" });
  await decide(tx, actor, { id, decision, overrideReason: null }, at);
  for (const one of await listSubstitutions(tx, at, absence.to)) {
    if (one.absentId === absence.personId && one.from === absence.from && one.to === absence.to) await endSubstitution(tx, one.id, actor.personId, `absence ${decision}`, at);
  }
  await recordEvidence(tx, { kind: `absence.${decision}`, subject: { type: "absence", id }, at, facts: { from: absence.from, to: absence.to } });
  await recordEvent(tx, { kind: `absence.${decision}`, subject: { type: "absence", id }, actor: actor.personId, at });
  return ok();
}

/** Whoever is just given a turn or a substitution is so first, or not at all. */
async function lockPerson(tx: Tx, id: Id<"person">): Promise<void> {
  await sql`select 1 from authority.person where id = ${id} for update`.execute(tx);
}

async function decide(tx: Tx, actor: Actor, { id, decision, overrideReason }: { readonly id: Id<"absence">; readonly decision: string; readonly overrideReason: string | null }, at: Instant): Promise<void> {
  await sql`
    insert into staffing.absence_decision (absence_id, decision, override_reason, at, decided_by)
    values (${id}, ${decision}, ${overrideReason}, ${at}, ${actor.personId})
  `.execute(tx);
}

/** Who is away and why is nobody's business but theirs: evidence says that an absence was decided on, and when it is. */
async function tell(
  tx: Tx, actor: Actor, told: { readonly id: Id<"absence">; readonly kind: string; readonly from: Instant; readonly to: Instant; readonly substitutes: number; readonly override: boolean }, at: Instant,
): Promise<void> {
  const { id, kind, ...facts } = told;
  await recordEvidence(tx, { kind, subject: { type: "absence", id }, at, facts });
  await recordEvent(tx, { kind, subject: { type: "absence", id }, actor: actor.personId, at, data: facts });
}

interface FoundAbsence {
  readonly id: Id<"absence">;
  readonly personId: Id<"person">;
  readonly unitId: Id<"unit"> | undefined;
  readonly from: Instant;
  readonly to: Instant;
  readonly state: "requested" | "approved" | "refused" | "cancelled";
}

async function findAbsence(tx: Tx, id: Id<"absence">): Promise<FoundAbsence | undefined> {
  const locked = await sql`select pg_advisory_xact_lock(hashtextextended(${id}, 0))`.execute(tx);
  if (locked.rows.length === 0) return undefined;
  const { rows } = await sql<{ id: Id<"absence">; person_id: Id<"person">; unit_id: Id<"unit"> | null; from_at: Instant; to_at: Instant; state: FoundAbsence["state"] | null }>`
    select absence.id, person_id, unit_id, from_at, to_at,
      (select decision from staffing.absence_decision where absence_id = absence.id order by position desc limit 1) as state
    from staffing.absence join authority.person on person.id = person_id where absence.id = ${id}
  `.execute(tx);
  const row = rows[0];
  return row && { id: row.id, personId: row.person_id, unitId: row.unit_id ?? undefined, from: row.from_at, to: row.to_at, state: row.state ?? "requested" };
}

async function findPersonsUnit(db: Queryable, id: Id<"person">): Promise<{ readonly unitId: Id<"unit"> | undefined } | undefined> {
  const { rows } = await sql<{ unit_id: Id<"unit"> | null }>`select unit_id from authority.person where id = ${id}`.execute(db);
  return rows[0] && { unitId: rows[0].unit_id ?? undefined };
}

/** Profiles that a person manages at some time between two instants. */
export async function listProfilesOf(db: Queryable, personId: Id<"person">, from: Instant, to: Instant): Promise<readonly Id<"profile">[]> {
  return [...new Set((await listMembers(db, from, to)).filter((member) => member.personId === personId).map(({ profileId }) => profileId))];
}

/** Slots of these profiles with nobody while somebody is away. */
async function gapsLeft(tx: Tx, absence: Pick<FoundAbsence, "from" | "to">, profileIds: readonly Id<"profile">[], at: Instant): Promise<LeavesGap["gaps"]> {
  const { zone } = await getCouncil(tx);
  const from = dayOf(absence.from, zone);
  const days = Temporal.PlainDate.from(from).until(dayOf(absence.to, zone)).days + 1;
  const { input } = await readCoverageFacts(tx, { from, days, profileIds }, at);
  const [begins, ends] = [Date.parse(absence.from), Date.parse(absence.to)];
  return forecastCoverage(input).flatMap((coverage) => {
    const gaps = troublesOf(coverage, Number.POSITIVE_INFINITY).gaps.filter((gap) => gap.from < ends && gap.to > begins);
    const profileId = profileIds.find((id) => id === coverage.profileId);
    return profileId && gaps.length > 0 ? [{ profileId, days: [...new Set(gaps.map(({ date }) => date))] }] : [];
  });
}

/** Whether somebody can stand in: eligible to manage (ROL-R3), not away themselves. */
export async function checkSubstitute(
  tx: Tx, wish: { readonly profileId: Id<"profile">; readonly personId: Id<"person">; readonly absentId: Id<"person">; readonly from: Instant; readonly to: Instant }, at: Instant,
): Promise<SubstituteRefusal | undefined> {
  if (wish.personId === wish.absentId) return { kind: "substitutes-oneself" };
  const { rows } = await sql<{ post_type: string; away: boolean }>`
    select post_type, exists (
      select 1 from staffing.absence
      join lateral (select decision from staffing.absence_decision where absence_id = absence.id order by position desc limit 1) last on last.decision = 'approved'
      where person_id = person.id and from_at < ${wish.to} and to_at > ${wish.from}
    ) as away
    from authority.person where id = ${wish.personId}
  `.execute(tx);
  const person = rows[0];
  if (!person || !["technical", "mayor_adviser"].includes(person.post_type)) return { kind: "substitute-not-eligible", personId: wish.personId };
  if (!(await factsOf(tx, { personId: wish.personId }, at)).inService) return { kind: "substitute-not-eligible", personId: wish.personId };
  if (!(await listFitSpans(tx, [wish.personId], at)).has(wish.personId)) return { kind: "substitute-not-fit", personId: wish.personId };
  if (person.away) return { kind: "substitute-absent", personId: wish.personId };
  return (await isOffShift(tx, wish, at)) ? { kind: "substitute-off-shift", personId: wish.personId } : undefined;
}

/** Whether the person's own hours meet none of the hours in which the profile attends then (COV-R6); what they meet in part, the forecast shows. */
async function isOffShift(tx: Tx, wish: { readonly profileId: Id<"profile">; readonly personId: Id<"person">; readonly from: Instant; readonly to: Instant }, at: Instant): Promise<boolean> {
  const { zone } = await getCouncil(tx);
  const first = dayOf(wish.from, zone);
  const days = Temporal.PlainDate.from(first).until(Temporal.PlainDate.from(dayOf(wish.to, zone))).days + 1;
  const { input } = await readCoverageFacts(tx, { from: first, days, profileIds: [wish.profileId] }, at);
  const span = { from: epochMsOf(wish.from), to: epochMsOf(wish.to) };
  const person = { shifts: (await listShifts(tx)).get(wish.personId) ?? [], absences: [], languages: new Set<string>() };
  const slots = forecastCoverage({
    ...input, people: new Map([[wish.personId, person]]), profiles: input.profiles.map((profile) => ({ ...profile, team: [{ personId: wish.personId, spans: [span] }] })),
  }).flatMap((coverage) => coverage.days.flatMap((day) => day.slots)).filter((slot) => slot.from < span.to && slot.to > span.from);
  return slots.length > 0 && slots.every(({ available }) => available.length === 0);
}
