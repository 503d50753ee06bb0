import { sql } from "kysely";
import { type Id, parseId } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { canonicalJson, type Json } from "#kernel/json.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, findPerson, type NotPermitted, type PostType } from "#modules/authority/index.ts";
import { getCouncil, getParameter, listUnits } from "#modules/policy/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { record } from "./record.ts";
import { checkRequest, emptyRequest, type RequestContent, type RequestCounts, type RequestFinding } from "./rules/request.ts";

export type RequestState = "requested" | "submitted" | "in_review" | "alternative" | "rejected" | "approved" | "withdrawn";
export type RequestId = Id<"profile-request">;

export interface LockedRequest {
  readonly id: RequestId;
  readonly state: RequestState;
  readonly revision: number;
  readonly content: RequestContent;
  readonly unit_id: Id<"unit"> | null;
  readonly created_by: Id<"person">;
  readonly saved_by: Id<"person">;
  readonly submitted_by: Id<"person"> | null;
}

/** The request, locked: two commands on it are one after the other. */
export async function lockRequest(tx: Tx, id: RequestId): Promise<LockedRequest | undefined> {
  const { rows } = await sql<LockedRequest>`
    select id, state, revision, content, unit_id, created_by, saved_by, submitted_by from lifecycle.request where id = ${id} for update
  `.execute(tx);
  return rows[0];
}

export type UnknownRequest = { readonly kind: "unknown-request" };
export type RequestWrongState = { readonly kind: "wrong-state"; readonly state: RequestState };

/** How many of each the council asks for (PRO-R2, PRO-R5). */
export const readRequestCounts = async (db: Queryable, at: Instant): Promise<RequestCounts> => ({
  managers: await getParameter(db, "coverage.minimumManagers", at),
  similarProfiles: await getParameter(db, "register.similarProfiles", at),
  shortSamples: await getParameter(db, "register.shortSamples", at),
  longSamples: await getParameter(db, "register.longSamples", at),
  shortestCampaignMonths: await getParameter(db, "register.shortestCampaignMonths", at),
});

/** Opens an empty form for a unit of the promoter's (PRO-2). */
export async function startRequest(tx: Tx, actor: Actor, unitId: Id<"unit">, at: Instant): Promise<Result<RequestId, NotPermitted | { readonly kind: "unknown-unit" }>> {
  const permitted = await authorise(tx, actor, "request.write", { unitId }, at);
  if (!permitted.ok) return permitted;
  if (!(await listUnits(tx, at)).some((unit) => unit.id === unitId)) return refuse({ kind: "unknown-unit" });
  const id = newId<"profile-request">(at);
  const content = { ...emptyRequest((await getCouncil(tx)).languages), unitId };
  await sql`
    insert into lifecycle.request (id, state, revision, content, unit_id, created_by, created_at, saved_by, saved_at)
    values (${id}, 'requested', 1, ${JSON.stringify(content)}, ${unitId}, ${actor.personId}, ${at}, ${actor.personId}, ${at})
  `.execute(tx);
  await step(tx, id, "requested", actor, "", at);
  await record(tx, "profile-request.started", { type: "profile-request", id }, actor, at, { unitId });
  return ok(id);
}

export type SaveRequestRefusal =
  | NotPermitted | UnknownRequest | RequestWrongState
  | { readonly kind: "request-conflict"; readonly revision: number; readonly savedBy: string };

/** Saves what was typed. A change voids the director's signature: what is signed is what is submitted. */
export async function saveRequest(
  tx: Tx, actor: Actor, save: { readonly id: RequestId; readonly revision: number; readonly content: RequestContent }, at: Instant,
): Promise<Result<{ readonly revision: number }, SaveRequestRefusal>> {
  const found = await lockRequest(tx, save.id);
  if (!found) return refuse({ kind: "unknown-request" });
  for (const unitId of [found.unit_id, parseId<"unit">(save.content.unitId ?? "") ?? found.unit_id]) {
    const permitted = await authorise(tx, actor, "request.write", { unitId: unitId ?? undefined }, at);
    if (!permitted.ok) return permitted;
  }
  if (found.state !== "requested" && found.state !== "alternative") return refuse({ kind: "wrong-state", state: found.state });
  if (found.revision !== save.revision) return refuse({ kind: "request-conflict", revision: found.revision, savedBy: (await findPerson(tx, found.saved_by))?.name ?? "" });
  if (canonicalJson(plain(found.content)) === canonicalJson(plain(save.content))) return ok({ revision: found.revision });
  const revision = found.revision + 1;
  await sql`
    update lifecycle.request set content = ${JSON.stringify(save.content)}, revision = ${revision}, unit_id = ${parseId<"unit">(save.content.unitId ?? "") ?? found.unit_id},
      saved_by = ${actor.personId}, saved_at = ${at} where id = ${save.id}
  `.execute(tx);
  return ok({ revision });
}

const plain = (content: RequestContent): Json => JSON.parse(JSON.stringify(content)) as Json;

export type SignRefusal = NotPermitted | UnknownRequest | RequestWrongState | { readonly kind: "request-moved"; readonly revision: number };

/** The director of the Department, or the head of the Entity, signs what stands (PRO-R1). */
export async function signRequest(tx: Tx, actor: Actor, sign: { readonly id: RequestId; readonly revision: number }, at: Instant): Promise<Result<undefined, SignRefusal>> {
  const found = await lockRequest(tx, sign.id);
  if (!found) return refuse({ kind: "unknown-request" });
  const permitted = await authorise(tx, actor, "request.sign", { unitId: found.unit_id ?? undefined }, at);
  if (!permitted.ok) return permitted;
  if (found.state !== "requested" && found.state !== "alternative") return refuse({ kind: "wrong-state", state: found.state });
  if (found.revision !== sign.revision) return refuse({ kind: "request-moved", revision: found.revision });
  await sql`
    insert into lifecycle.consent (request_id, kind, revision, person_id, at) values (${sign.id}, 'signature', ${found.revision}, ${actor.personId}, ${at}) on conflict do nothing
  `.execute(tx);
  await record(tx, "profile-request.signed", { type: "profile-request", id: sign.id }, actor, at, { revision: found.revision });
  return ok();
}

export type SubmitRequestRefusal =
  | SignRefusal
  /** PRO-R1. */
  | { readonly kind: "requester-post"; readonly postType: PostType }
  | { readonly kind: "signature-missing" }
  /** PRO-R2. */
  | { readonly kind: "request-incomplete"; readonly findings: readonly RequestFinding[]; readonly count: number };

const HEADS: readonly PostType[] = ["service_head", "unit_head", "entity_head"];

/** Sends a request to the unit that coordinates (PRO-R1, PRO-R2). */
export async function submitRequest(tx: Tx, actor: Actor, submit: { readonly id: RequestId; readonly revision: number }, at: Instant): Promise<Result<undefined, SubmitRequestRefusal>> {
  const found = await lockRequest(tx, submit.id);
  if (!found) return refuse({ kind: "unknown-request" });
  const permitted = await authorise(tx, actor, "request.write", { unitId: found.unit_id ?? undefined }, at);
  if (!permitted.ok) return permitted;
  if (found.state !== "requested" && found.state !== "alternative") return refuse({ kind: "wrong-state", state: found.state });
  if (found.revision !== submit.revision) return refuse({ kind: "request-moved", revision: found.revision });
  const requester = await findPerson(tx, actor.personId);
  if (!requester || !HEADS.includes(requester.postType)) return refuse({ kind: "requester-post", postType: requester?.postType ?? "technical" });
  const blocking = checkRequest(found.content, await readRequestCounts(tx, at), (await getCouncil(tx)).languages).filter(({ level }) => level === "block");
  if (blocking.length > 0) return refuse({ kind: "request-incomplete", findings: blocking, count: blocking.length });
  const signed = await sql`select 1 from lifecycle.consent where request_id = ${submit.id} and kind = 'signature' and revision = ${found.revision}`.execute(tx);
  if (signed.rows.length === 0) return refuse({ kind: "signature-missing" });
  await sql`update lifecycle.request set state = 'submitted', submitted_by = ${actor.personId}, submitted_at = ${at} where id = ${submit.id}`.execute(tx);
  await step(tx, submit.id, "submitted", actor, "", at);
  await record(tx, "profile-request.submitted", { type: "profile-request", id: submit.id }, actor, at, { revision: found.revision }, { content: plain(found.content) });
  return ok();
}

/** Gives a request up, or takes it back to change it, before it was decided. */
export async function takeRequestBack(
  tx: Tx, actor: Actor, back: { readonly id: RequestId; readonly to: "requested" | "withdrawn"; readonly reason: string }, at: Instant,
): Promise<Result<undefined, NotPermitted | UnknownRequest | RequestWrongState | { readonly kind: "reason-missing" }>> {
  const found = await lockRequest(tx, back.id);
  if (!found) return refuse({ kind: "unknown-request" });
  const permitted = await authorise(tx, actor, "request.write", { unitId: found.unit_id ?? undefined }, at);
  if (!permitted.ok) return permitted;
  if (!["requested", "submitted", "in_review", "alternative"].includes(found.state) || found.state === back.to) return refuse({ kind: "wrong-state", state: found.state });
  if (back.reason.trim() === "") return refuse({ kind: "reason-missing" });
  // A new revision: consents to what stood before are not to what comes now.
  await sql`update lifecycle.request set state = ${back.to}, revision = revision + 1 where id = ${back.id}`.execute(tx);
  await step(tx, back.id, back.to, actor, back.reason.trim(), at);
  await record(tx, back.to === "withdrawn" ? "profile-request.withdrawn" : "profile-request.taken-back", { type: "profile-request", id: back.id }, actor, at);
  return ok();
}

export async function step(tx: Tx, id: RequestId, state: RequestState, actor: Actor, reason: string, at: Instant): Promise<void> {
  await sql`insert into lifecycle.request_step (request_id, state, at, by_person, reason) values (${id}, ${state}, ${at}, ${actor.personId}, ${reason})`.execute(tx);
}
