import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, lockStanding, type NotPermitted, type Standing } from "#modules/authority/index.ts";
import { changeStanding, findProfile } from "#modules/register/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import type { ProfileWrongState, UnknownProfile } from "./opening.ts";
import { record } from "./record.ts";

export interface Suspension {
  readonly id: Id<"suspension">;
  readonly profileId: Id<"profile">;
  readonly suspendedAt: Instant;
  readonly suspendedBy: Id<"person">;
  readonly suspendedByName: string;
  readonly reason: string;
  readonly before: Standing;
  readonly ratifiedAt: Instant | null;
}

export async function listSuspensions(db: Queryable, only: { readonly profileId?: Id<"profile"> } = {}): Promise<readonly Suspension[]> {
  const { rows } = await sql<Suspension>`
    select suspension.id, profile_id as "profileId", suspended_at as "suspendedAt", suspended_by as "suspendedBy", person.name as "suspendedByName", reason, before, ratified_at as "ratifiedAt"
    from lifecycle.suspension join authority.person on person.id = suspended_by
    where resumed_at is null and (${only.profileId ?? null}::uuid is null or profile_id = ${only.profileId ?? null}::uuid) order by suspended_at
  `.execute(db);
  return rows;
}

export type SuspensionRefusal = NotPermitted | UnknownProfile | ProfileWrongState | { readonly kind: "reason-missing" } | { readonly kind: "same-person" } | { readonly kind: "not-suspended" };

/** Suspends a profile at once (PRO-9): it cannot wait for a second person, who says so afterwards. */
export async function suspendProfile(tx: Tx, actor: Actor, suspend: { readonly profileId: Id<"profile">; readonly reason: string }, at: Instant): Promise<Result<undefined, SuspensionRefusal>> {
  const permitted = await authorise(tx, actor, "profile.suspend", {}, at);
  if (!permitted.ok) return permitted;
  if (suspend.reason.trim() === "") return refuse({ kind: "reason-missing" });
  const standing = await lockStanding(tx, suspend.profileId);
  if (!standing) return refuse({ kind: "unknown-profile" });
  if (standing.state !== "active" && standing.state !== "dormant") return refuse({ kind: "profile-wrong-state", state: standing.state });
  await sql`
    insert into lifecycle.suspension (id, profile_id, suspended_at, suspended_by, reason, before)
    values (${newId<"suspension">(at)}, ${suspend.profileId}, ${at}, ${actor.personId}, ${suspend.reason.trim()}, ${standing.state})
  `.execute(tx);
  await changeStanding(tx, { profileId: suspend.profileId, state: "suspended", by: actor.personId, reason: suspend.reason.trim() }, at);
  await record(tx, "profile.suspended", { type: "profile", id: suspend.profileId }, actor, at, {}, { reason: suspend.reason.trim() });
  return ok();
}

/** The second person's word on a suspension: another coordinator, or the Department. */
export async function ratifySuspension(tx: Tx, actor: Actor, profileId: Id<"profile">, at: Instant): Promise<Result<undefined, SuspensionRefusal>> {
  const profile = await findProfile(tx, profileId);
  const asCoordinator = await authorise(tx, actor, "profile.suspend", {}, at);
  const permitted = asCoordinator.ok ? asCoordinator : await authorise(tx, actor, "request.agree", { unitId: profile?.unitId }, at);
  if (!permitted.ok) return permitted;
  await lockStanding(tx, profileId);
  const [open] = await listSuspensions(tx, { profileId });
  if (!open) return refuse({ kind: "not-suspended" });
  if (open.suspendedBy === actor.personId) return refuse({ kind: "same-person" });
  await sql`update lifecycle.suspension set ratified_at = ${at}, ratified_by = ${actor.personId} where id = ${open.id} and ratified_at is null`.execute(tx);
  await record(tx, "profile.suspension-ratified", { type: "profile", id: profileId }, actor, at);
  return ok();
}

/** Lets a suspended profile speak again, as it stood before. */
export async function resumeProfile(tx: Tx, actor: Actor, resume: { readonly profileId: Id<"profile">; readonly reason: string }, at: Instant): Promise<Result<undefined, SuspensionRefusal>> {
  const permitted = await authorise(tx, actor, "profile.suspend", {}, at);
  if (!permitted.ok) return permitted;
  if (resume.reason.trim() === "") return refuse({ kind: "reason-missing" });
  const standing = await lockStanding(tx, resume.profileId);
  const [open] = await listSuspensions(tx, { profileId: resume.profileId });
  if (!standing) return refuse({ kind: "unknown-profile" });
  if (standing.state !== "suspended" || !open) return refuse({ kind: "profile-wrong-state", state: standing.state });
  await sql`update lifecycle.suspension set resumed_at = ${at}, resumed_by = ${actor.personId}, resumed_reason = ${resume.reason.trim()} where id = ${open.id}`.execute(tx);
  await changeStanding(tx, { profileId: resume.profileId, state: open.before, by: actor.personId, reason: resume.reason.trim() }, at);
  await record(tx, "profile.resumed", { type: "profile", id: resume.profileId }, actor, at, { to: open.before }, { reason: resume.reason.trim() });
  return ok();
}
