import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, lockStanding, type NotPermitted, type Standing } from "#modules/authority/index.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import { countUnsettled, findClosingNotice } from "#modules/publishing/index.ts";
import { changeStanding, findProfile, type Profile } from "#modules/register/index.ts";
import { isSpoken } from "#networks/contract/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransaction, type Queryable, type Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { endDormancy, listDormancies } from "./activity.ts";
import type { ProfileWrongState, UnknownProfile } from "./opening.ts";
import { record } from "./record.ts";
import { closingDays, dayAt, startOf } from "./rules/calendar.ts";

export interface ClosingNotice {
  readonly number: number;
  /** `YYYY-MM-DD`. */
  readonly dueOn: string;
  readonly sentAt: Instant | null;
  readonly url: string | null;
}

export interface Closing {
  readonly id: Id<"closing">;
  readonly profileId: Id<"profile">;
  readonly askedAt: Instant;
  readonly askedBy: Id<"person">;
  readonly askedByName: string;
  readonly reason: string;
  readonly legalOrder: string | null;
  readonly agreedAt: Instant | null;
  readonly agreedByName: string | null;
  readonly closesOn: string | null;
  readonly archive: string | null;
  readonly archivedAt: Instant | null;
  readonly handleKeptBy: string | null;
  readonly closedAt: Instant | null;
  readonly cancelledAt: Instant | null;
  readonly notices: readonly ClosingNotice[];
}

export async function listClosings(db: Queryable, only: { readonly profileId?: Id<"profile">; readonly open?: boolean } = {}): Promise<readonly Closing[]> {
  const { rows } = await sql<Closing>`
    select closing.id, profile_id as "profileId", asked_at as "askedAt", asked_by as "askedBy", asker.name as "askedByName", reason, legal_order as "legalOrder", agreed_at as "agreedAt",
      agreer.name as "agreedByName", closes_on::text as "closesOn", archive, archived_at as "archivedAt", handle_kept_by as "handleKeptBy", closed_at as "closedAt", cancelled_at as "cancelledAt",
      coalesce((
        select jsonb_agg(jsonb_build_object('number', number, 'dueOn', due_on, 'sentAt', sent_at, 'url', url) order by number)
        from lifecycle.closing_notice where closing_id = closing.id
      ), '[]') as notices
    from lifecycle.closing join authority.person asker on asker.id = asked_by left join authority.person agreer on agreer.id = agreed_by
    where (${only.profileId ?? null}::uuid is null or profile_id = ${only.profileId ?? null}::uuid)
      and (${only.open === true} = false or (closed_at is null and cancelled_at is null))
    order by asked_at desc
  `.execute(db);
  return rows;
}

const CLOSABLE: readonly Standing[] = ["active", "dormant", "suspended"];

export type CloseRefusal =
  | NotPermitted | UnknownProfile | ProfileWrongState
  | { readonly kind: "reason-missing" }
  | { readonly kind: "closing-asked" };

/** The first of two words that close a profile: of the Department or of the coordination, with the reason. */
export async function askClosing(
  tx: Tx, actor: Actor, ask: { readonly profileId: Id<"profile">; readonly reason: string; readonly legalOrder: string }, at: Instant,
): Promise<Result<Id<"closing">, CloseRefusal>> {
  const profile = await findProfile(tx, ask.profileId);
  const permitted = await authorise(tx, actor, "profile.decide-dormant", { unitId: profile?.unitId }, at);
  if (!permitted.ok) return permitted;
  if (!profile) return refuse({ kind: "unknown-profile" });
  if (ask.reason.trim() === "") return refuse({ kind: "reason-missing" });
  const standing = await lockStanding(tx, ask.profileId);
  if (!standing || !CLOSABLE.includes(standing.state)) return refuse({ kind: "profile-wrong-state", state: standing?.state ?? profile.state });
  if ((await listClosings(tx, { profileId: ask.profileId, open: true })).length > 0) return refuse({ kind: "closing-asked" });
  const id = newId<"closing">(at);
  await sql`
    insert into lifecycle.closing (id, profile_id, asked_at, asked_by, reason, legal_order)
    values (${id}, ${ask.profileId}, ${at}, ${actor.personId}, ${ask.reason.trim()}, ${ask.legalOrder.trim() || null})
  `.execute(tx);
  await record(tx, "profile.closing-asked", { type: "profile", id: ask.profileId }, actor, at, { legalOrder: ask.legalOrder.trim() !== "" }, { reason: ask.reason.trim() });
  return ok(id);
}

export type AgreeRefusal = NotPermitted | UnknownProfile | ProfileWrongState | { readonly kind: "no-closing" } | { readonly kind: "same-person" };

/**
 * The second word, of another person; one of the two is a coordinator's (table 5.1). From here on it has its date: as many
 * days away as its longest notice, or at once when a court or the law orders it.
 */
export async function agreeClosing(tx: Tx, actor: Actor, profileId: Id<"profile">, at: Instant): Promise<Result<{ readonly closesOn: string }, AgreeRefusal>> {
  const profile = await findProfile(tx, profileId);
  if (!profile) return refuse({ kind: "unknown-profile" });
  const standing = await lockStanding(tx, profileId);
  const [open] = await listClosings(tx, { profileId, open: true });
  if (!open) return refuse({ kind: "no-closing" });
  const asCoordinator = await authorise(tx, actor, "profile.close", {}, at);
  if (!asCoordinator.ok) {
    const asDepartment = await authorise(tx, actor, "request.agree", { unitId: profile.unitId }, at);
    if (!asDepartment.ok) return asCoordinator;
    const asked = await authorise(tx, { personId: open.askedBy }, "profile.close", {}, at);
    if (!asked.ok) return asCoordinator;
  }
  if (open.askedBy === actor.personId) return refuse({ kind: "same-person" });
  if (!standing || !CLOSABLE.includes(standing.state)) return refuse({ kind: "profile-wrong-state", state: standing?.state ?? profile.state });
  const today = dayAt(at, (await getCouncil(tx)).zone);
  const before = (await getParameter(tx, "register.closingNoticeDays", at)).split(",").map(Number).filter((days) => Number.isInteger(days) && days >= 0);
  const { closesOn, notices } = open.legalOrder ? { closesOn: today, notices: [] } : closingDays(today, before);
  await sql`update lifecycle.closing set agreed_at = ${at}, agreed_by = ${actor.personId}, closes_on = ${closesOn} where id = ${open.id}`.execute(tx);
  for (const [index, dueOn] of notices.entries()) await sql`insert into lifecycle.closing_notice (closing_id, number, due_on) values (${open.id}, ${index + 1}, ${dueOn})`.execute(tx);
  for (const dormancy of await listDormancies(tx, { profileId, open: true })) await endDormancy(tx, dormancy, { how: "closing", by: actor, reason: open.reason }, at);
  await changeStanding(tx, { profileId, state: "closing", by: actor.personId, reason: open.reason }, at);
  await record(tx, "profile.closing-agreed", { type: "profile", id: profileId }, actor, at, { closesOn, notices: [...notices] });
  return ok({ closesOn });
}

/** Calls a closing off, before or after the second word. */
export async function cancelClosing(
  tx: Tx, actor: Actor, cancel: { readonly profileId: Id<"profile">; readonly reason: string }, at: Instant,
): Promise<Result<undefined, NotPermitted | UnknownProfile | { readonly kind: "no-closing" } | { readonly kind: "reason-missing" }>> {
  const permitted = await authorise(tx, actor, "profile.close", {}, at);
  if (!permitted.ok) return permitted;
  if (cancel.reason.trim() === "") return refuse({ kind: "reason-missing" });
  const standing = await lockStanding(tx, cancel.profileId);
  if (!standing) return refuse({ kind: "unknown-profile" });
  const [open] = await listClosings(tx, { profileId: cancel.profileId, open: true });
  if (!open) return refuse({ kind: "no-closing" });
  await sql`update lifecycle.closing set cancelled_at = ${at}, cancelled_by = ${actor.personId} where id = ${open.id}`.execute(tx);
  if (standing.state === "closing") await changeStanding(tx, { profileId: cancel.profileId, state: "active", by: actor.personId, reason: cancel.reason.trim() }, at);
  await record(tx, "profile.closing-cancelled", { type: "profile", id: cancel.profileId }, actor, at, {}, { reason: cancel.reason.trim() });
  return ok();
}

export type NoticeRefusal = NotPermitted | UnknownProfile | { readonly kind: "no-closing" } | { readonly kind: "notice-early"; readonly day: string } | { readonly kind: "url-missing" };

/** That a notice is out on the network, with its address; those we publish ourselves are found by the watch. */
export async function noteNotice(
  tx: Tx, actor: Actor, notice: { readonly profileId: Id<"profile">; readonly number: number; readonly url: string }, at: Instant,
): Promise<Result<undefined, NoticeRefusal>> {
  const profile = await findProfile(tx, notice.profileId);
  const permitted = await authorise(tx, actor, "profile.note-post", { unitId: profile?.unitId, profileIds: [notice.profileId] }, at);
  if (!permitted.ok) return permitted;
  await lockStanding(tx, notice.profileId);
  const [open] = await listClosings(tx, { profileId: notice.profileId, open: true });
  const due = open?.notices.find(({ number }) => number === notice.number);
  if (!open || !due) return refuse({ kind: "no-closing" });
  if (dayAt(at, (await getCouncil(tx)).zone) < due.dueOn) return refuse({ kind: "notice-early", day: due.dueOn });
  if (!/^https?:\/\/\S+$/.test(notice.url.trim())) return refuse({ kind: "url-missing" });
  await markSent(tx, open, due.number, { url: notice.url.trim(), by: actor }, at);
  return ok();
}

async function markSent(tx: Tx, closing: Closing, number: number, sent: { readonly url: string | null; readonly by: Actor | undefined }, at: Instant): Promise<void> {
  await sql`
    update lifecycle.closing_notice set sent_at = ${at}, url = ${sent.url}, noted_by = ${sent.by?.personId ?? null} where closing_id = ${closing.id} and number = ${number} and sent_at is null
  `.execute(tx);
  await record(tx, "profile.closing-notice-sent", { type: "profile", id: closing.profileId }, sent.by, at, { number, url: sent.url });
}

/** Where what the profile said is kept, and who keeps its handle (PRO-10). */
export async function settleClosing(
  tx: Tx, actor: Actor, settle: { readonly profileId: Id<"profile">; readonly archive: string; readonly handleKeptBy: string }, at: Instant,
): Promise<Result<undefined, NotPermitted | UnknownProfile | { readonly kind: "no-closing" }>> {
  const permitted = await authorise(tx, actor, "profile.close", {}, at);
  if (!permitted.ok) return permitted;
  await lockStanding(tx, settle.profileId);
  const [open] = await listClosings(tx, { profileId: settle.profileId, open: true });
  if (!open) return refuse({ kind: "no-closing" });
  const archive = settle.archive.trim();
  await sql`
    update lifecycle.closing set archive = ${archive || null}, archived_at = ${archive === "" ? null : at}, archived_by = ${archive === "" ? null : actor.personId},
      handle_kept_by = ${settle.handleKeptBy.trim() || null} where id = ${open.id}
  `.execute(tx);
  await record(tx, "profile.closing-settled", { type: "profile", id: settle.profileId }, actor, at, { archive, handleKeptBy: settle.handleKeptBy.trim() });
  return ok();
}

/** What is still to be done before a profile is closed (PRO-R8). */
export type ClosingFinding =
  | { readonly kind: "not-agreed" }
  | { readonly kind: "notice-missing"; readonly number: number; readonly day: string }
  | { readonly kind: "archive-missing" }
  | { readonly kind: "posts-unsettled"; readonly count: number }
  | { readonly kind: "handle-missing" }
  | { readonly kind: "closes-later"; readonly day: string };

export async function findClosingFindings(db: Queryable, closing: Closing, profile: Profile, at: Instant): Promise<readonly ClosingFinding[]> {
  const findings: ClosingFinding[] = [];
  if (closing.agreedAt === null || closing.closesOn === null) findings.push({ kind: "not-agreed" });
  if (!closing.legalOrder) for (const { number, dueOn, sentAt } of closing.notices) if (!sentAt) findings.push({ kind: "notice-missing", number, day: dueOn });
  // What we published is archived by itself, permalinks and evidence, once nothing of it is open; the rest is where people say.
  const unsettled = await countUnsettled(db, profile.id);
  if (unsettled > 0) findings.push({ kind: "posts-unsettled", count: unsettled });
  if (!isSpoken(profile.network) && closing.archivedAt === null) findings.push({ kind: "archive-missing" });
  if (closing.handleKeptBy === null) findings.push({ kind: "handle-missing" });
  const { zone } = await getCouncil(db);
  if (closing.closesOn !== null && at < startOf(closing.closesOn, zone)) findings.push({ kind: "closes-later", day: closing.closesOn });
  return findings;
}

export type FinishRefusal = NotPermitted | UnknownProfile | { readonly kind: "no-closing" } | { readonly kind: "closing-incomplete"; readonly findings: readonly ClosingFinding[]; readonly count: number };

/** Closes the profile (PRO-R8). Its handle stays reserved: the register gives none twice. */
export async function closeProfile(tx: Tx, actor: Actor, profileId: Id<"profile">, at: Instant): Promise<Result<undefined, FinishRefusal>> {
  const permitted = await authorise(tx, actor, "profile.close", {}, at);
  if (!permitted.ok) return permitted;
  return finish(tx, profileId, actor, at);
}

async function finish(tx: Tx, profileId: Id<"profile">, actor: Actor | undefined, at: Instant): Promise<Result<undefined, Exclude<FinishRefusal, NotPermitted>>> {
  await lockStanding(tx, profileId);
  const profile = await findProfile(tx, profileId);
  const [open] = await listClosings(tx, { profileId, open: true });
  if (!profile) return refuse({ kind: "unknown-profile" });
  if (!open) return refuse({ kind: "no-closing" });
  const findings = await findClosingFindings(tx, open, profile, at);
  if (findings.length > 0) return refuse({ kind: "closing-incomplete", findings, count: findings.length });
  await sql`update lifecycle.closing set closed_at = ${at} where id = ${open.id}`.execute(tx);
  await changeStanding(tx, { profileId, state: "closed", ...(actor ? { by: actor.personId } : {}), reason: open.reason }, at);
  await record(tx, "profile.closed", { type: "profile", id: profileId }, actor, at, { legalOrder: open.legalOrder !== null, handle: profile.handle, network: profile.network, handleReserved: true });
  return ok();
}

/** Finds notices that went out through us, and closes what is complete on its day. */
export async function watchClosings({ db, clock }: { readonly db: Database; readonly clock: Clock }): Promise<number> {
  let closed = 0;
  for (const { profileId } of await listClosings(db, { open: true })) {
    const done = await inTransaction(db, async (tx) => {
      const at = clock.now();
      await lockStanding(tx, profileId);
      const [open] = await listClosings(tx, { profileId, open: true });
      if (!open?.agreedAt) return false;
      const { zone } = await getCouncil(tx);
      for (const notice of open.notices.filter(({ sentAt }) => !sentAt)) {
        const next = open.notices.find(({ number }) => number === notice.number + 1);
        const out = await findClosingNotice(tx, profileId, startOf(notice.dueOn, zone), next ? startOf(next.dueOn, zone) : at);
        if (out) await markSent(tx, open, notice.number, { url: out.url, by: undefined }, out.at);
      }
      return (await finish(tx, profileId, undefined, at)).ok;
    });
    if (done) closed += 1;
  }
  return closed;
}
