import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, parseInstant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, type Appointment, authorise, countCoordinators, listAppointments, type NotPermitted, revokeAppointment, type RevocationRefusal } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";

/** Begins a review: every appointment in force is to be kept or revoked by somebody (ROL-8). */
export async function beginReview(tx: Tx, actor: Actor, at: Instant): Promise<Result<Id<"review">, NotPermitted | { readonly kind: "review-open" }>> {
  const permitted = await authorise(tx, actor, "access.review", {}, at);
  if (!permitted.ok) return permitted;
  const id = newId<"review">(at);
  const { rows } = await sql`insert into access.review (id, begun_at, begun_by) values (${id}, ${at}, ${actor.personId}) on conflict do nothing returning 1`.execute(tx);
  if (rows.length === 0) return refuse({ kind: "review-open" });
  await recordEvent(tx, { kind: "access.review-begun", subject: { type: "review", id }, actor: actor.personId, at });
  return ok(id);
}

export type DecisionRefusal =
  | NotPermitted | RevocationRefusal
  | { readonly kind: "unknown-review" }
  | { readonly kind: "right-decided" }
  /** Nobody confirms what is theirs, where there is somebody else to do it. */
  | { readonly kind: "own-right" };

/** Keeps or revokes one right; what is revoked ends now. */
export async function decideRight(
  tx: Tx, actor: Actor, decision: { readonly reviewId: Id<"review">; readonly appointmentId: Id<"appointment">; readonly keep: boolean; readonly reason: string }, at: Instant,
): Promise<Result<undefined, DecisionRefusal>> {
  const permitted = await authorise(tx, actor, "access.review", {}, at);
  if (!permitted.ok) return permitted;
  if (!(await isOpen(tx, decision.reviewId))) return refuse({ kind: "unknown-review" });
  const appointment = (await listAppointments(tx, at)).find(({ id }) => id === decision.appointmentId);
  if (!appointment) return refuse({ kind: "unknown-appointment" });
  if (decision.keep && appointment.personId === actor.personId && (await countCoordinators(tx, at)) > 1) return refuse({ kind: "own-right" });
  const { rows } = await sql`
    insert into access.review_decision (review_id, appointment_id, decision, decided_by, at)
    values (${decision.reviewId}, ${decision.appointmentId}, ${decision.keep ? "kept" : "revoked"}, ${actor.personId}, ${at}) on conflict do nothing returning 1
  `.execute(tx);
  if (rows.length === 0) return refuse({ kind: "right-decided" });
  if (!decision.keep) {
    const revoked = await revokeAppointment(tx, actor, { appointmentId: decision.appointmentId, reason: decision.reason }, at);
    if (!revoked.ok) return revoked;
  }
  await recordEvent(tx, { kind: "access.right-decided", subject: { type: "review", id: decision.reviewId }, actor: actor.personId, at });
  return ok();
}

/** Ends a review in which nothing is left undecided; how many were kept and revoked is in evidence. */
export async function finishReview(tx: Tx, actor: Actor, id: Id<"review">, at: Instant): Promise<Result<undefined, NotPermitted | { readonly kind: "unknown-review" } | { readonly kind: "rights-undecided"; readonly count: number }>> {
  const permitted = await authorise(tx, actor, "access.review", {}, at);
  if (!permitted.ok) return permitted;
  if (!(await isOpen(tx, id))) return refuse({ kind: "unknown-review" });
  const review = await readReview(tx, at);
  const undecided = review.open?.rights.filter(({ decision }) => decision === null).length ?? 0;
  if (undecided > 0) return refuse({ kind: "rights-undecided", count: undecided });
  await sql`update access.review set finished_at = ${at}, finished_by = ${actor.personId} where id = ${id}`.execute(tx);
  const { rows } = await sql<{ kept: number; revoked: number }>`
    select count(*) filter (where decision = 'kept') as kept, count(*) filter (where decision = 'revoked') as revoked from access.review_decision where review_id = ${id}
  `.execute(tx);
  await recordEvidence(tx, { kind: "access.reviewed", subject: { type: "review", id }, at, facts: { kept: rows[0]?.kept ?? 0, revoked: rows[0]?.revoked ?? 0 } });
  await recordEvent(tx, { kind: "access.review-finished", subject: { type: "review", id }, actor: actor.personId, at });
  return ok();
}

/** The review, locked, while it is open. */
async function isOpen(tx: Tx, id: Id<"review">): Promise<boolean> {
  const { rows } = await sql`select 1 from access.review where id = ${id} and finished_at is null for update`.execute(tx);
  return rows.length > 0;
}

export interface AccessReview {
  /** The rights in force that it is about, each with what was decided; those given since it began are of the next one. */
  readonly open: { readonly id: Id<"review">; readonly begunAt: Instant; readonly rights: readonly (Appointment & { readonly decision: "kept" | null })[] } | undefined;
  readonly lastFinishedAt: Instant | undefined;
  /** When the next one is to be finished. */
  readonly dueAt: Instant;
}

export async function readReview(db: Queryable, at: Instant): Promise<AccessReview> {
  const [council, months, appointments] = [await getCouncil(db), await getParameter(db, "roles.accessReviewMonths", at), await listAppointments(db, at)];
  const { rows } = await sql<{ id: Id<"review">; begun_at: Instant; finished_at: Instant | null }>`select id, begun_at, finished_at from access.review order by begun_at desc limit 2`.execute(db);
  const open = rows.find((row) => row.finished_at === null);
  const last = rows.find((row) => row.finished_at !== null)?.finished_at ?? undefined;
  const { rows: kept } = await sql<{ appointment_id: Id<"appointment"> }>`select appointment_id from access.review_decision where review_id = ${open?.id ?? null} and decision = 'kept'`.execute(db);
  const decided = new Set(kept.map((row) => row.appointment_id));
  const due = parseInstant(Temporal.Instant.from(last ?? council.foundedAt).toZonedDateTimeISO(council.zone).add({ months }).toInstant().toString());
  if (!due) throw new Error("no instant for the next review");
  return {
    open: open && {
      id: open.id, begunAt: open.begun_at,
      rights: appointments.filter(({ from }) => from <= open.begun_at).map((appointment) => ({ ...appointment, decision: decided.has(appointment.id) ? "kept" as const : null })),
    },
    lastFinishedAt: last, dueAt: due,
  };
}
