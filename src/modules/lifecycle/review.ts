import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, appoint, type AppointmentRefusal, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import { enterProfile, type OpenAccount, type ProfileRefusal } from "#modules/register/index.ts";
import { isCatalogueId } from "#networks/contract/index.ts";
import { choosePlan, commitHours } from "#modules/staffing/index.ts";
import type { Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { dedicationPlanOf, kindOf, managersOf, type PlanObstacle, reckonRequest } from "./plan.ts";
import { record } from "./record.ts";
import { type LockedRequest, lockRequest, type RequestId, type RequestWrongState, step, type UnknownRequest } from "./requests.ts";
import { criteria, type Criterion, type RequestContent } from "./rules/request.ts";

export interface NewEvaluation {
  readonly id: RequestId;
  readonly revision: number;
  /** 0 to 2 for each criterion. */
  readonly scores: Readonly<Partial<Record<Criterion, number>>>;
  readonly metOn: string;
  readonly minutes: string;
  readonly outcome: "open" | "alternative" | "reject";
  readonly reasons: string;
  readonly conditions: string;
  readonly reviewOn: string;
}

export type EvaluationRefusal =
  | NotPermitted | UnknownRequest | RequestWrongState
  | { readonly kind: "request-moved"; readonly revision: number }
  | { readonly kind: "score-missing"; readonly criterion: Criterion }
  | { readonly kind: "minutes-missing" }
  | { readonly kind: "reason-missing" }
  | { readonly kind: "bad-day" };

/** What the group that met decided on a request (PRO-3): criteria, minutes, outcome and reasons. Opening still takes two. */
export async function evaluateRequest(tx: Tx, actor: Actor, evaluation: NewEvaluation, at: Instant): Promise<Result<undefined, EvaluationRefusal>> {
  const found = await lockRequest(tx, evaluation.id);
  if (!found) return refuse({ kind: "unknown-request" });
  const permitted = await authorise(tx, actor, "request.evaluate", {}, at);
  if (!permitted.ok) return permitted;
  if (found.state !== "submitted" && found.state !== "in_review") return refuse({ kind: "wrong-state", state: found.state });
  if (found.revision !== evaluation.revision) return refuse({ kind: "request-moved", revision: found.revision });
  const unscored = criteria.find((criterion) => ![0, 1, 2].includes(evaluation.scores[criterion] ?? -1));
  if (unscored) return refuse({ kind: "score-missing", criterion: unscored });
  if (evaluation.minutes.trim() === "") return refuse({ kind: "minutes-missing" });
  if (evaluation.reasons.trim() === "") return refuse({ kind: "reason-missing" });
  if (!DAY.test(evaluation.metOn) || (evaluation.reviewOn !== "" && !DAY.test(evaluation.reviewOn))) return refuse({ kind: "bad-day" });
  await sql`
    insert into lifecycle.evaluation (id, request_id, revision, scores, met_on, minutes, outcome, reasons, conditions, review_on, evaluated_by, at)
    values (${newId<"evaluation">(at)}, ${evaluation.id}, ${found.revision}, ${JSON.stringify(evaluation.scores)}, ${evaluation.metOn}, ${evaluation.minutes.trim()}, ${evaluation.outcome},
      ${evaluation.reasons.trim()}, ${evaluation.conditions.trim()}, ${evaluation.reviewOn || null}, ${actor.personId}, ${at})
  `.execute(tx);
  const state = evaluation.outcome === "open" ? "in_review" : evaluation.outcome === "alternative" ? "alternative" : "rejected";
  await sql`update lifecycle.request set state = ${state} where id = ${evaluation.id}`.execute(tx);
  await step(tx, evaluation.id, state, actor, evaluation.reasons.trim(), at);
  const scores = Object.fromEntries(criteria.map((criterion) => [criterion, evaluation.scores[criterion] ?? 0]));
  await record(tx, "profile-request.evaluated", { type: "profile-request", id: evaluation.id }, actor, at, { outcome: evaluation.outcome, scores, revision: found.revision }, { minutes: evaluation.minutes.trim(), reasons: evaluation.reasons.trim() });
  return ok();
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export type ApproveRefusal =
  | NotPermitted | UnknownRequest | RequestWrongState | ProfileRefusal | AppointmentRefusal
  | { readonly kind: "request-moved"; readonly revision: number }
  | { readonly kind: "not-evaluated" }
  /** Approval and agreement are two people's (table 5.1). */
  | { readonly kind: "same-person" }
  /** PRO-R3. */
  | { readonly kind: "plan-obstacles"; readonly obstacles: readonly PlanObstacle[]; readonly count: number }
  | { readonly kind: "plan-refused"; readonly because: string };

/**
 * One of the two words that open a profile: a coordinator approves, the Department agrees — in whatever order, two people.
 * With the second the profiles enter the register as being opened, with their team, in the same transaction.
 */
export async function consentToRequest(
  tx: Tx, openAccount: OpenAccount, actor: Actor, consent: { readonly id: RequestId; readonly revision: number; readonly kind: "approval" | "agreement" }, at: Instant,
): Promise<Result<{ readonly opened: readonly Id<"profile">[] }, ApproveRefusal>> {
  const found = await lockRequest(tx, consent.id);
  if (!found) return refuse({ kind: "unknown-request" });
  const permitted = await authorise(tx, actor, consent.kind === "approval" ? "request.approve" : "request.agree", { unitId: found.unit_id ?? undefined }, at);
  if (!permitted.ok) return permitted;
  if (found.state !== "submitted" && found.state !== "in_review") return refuse({ kind: "wrong-state", state: found.state });
  if (found.revision !== consent.revision) return refuse({ kind: "request-moved", revision: found.revision });
  const { rows: evaluations } = await sql<{ outcome: string; minutes: string }>`
    select outcome, minutes from lifecycle.evaluation where request_id = ${consent.id} and revision = ${found.revision} order by at desc, id desc limit 1
  `.execute(tx);
  if (evaluations[0]?.outcome !== "open") return refuse({ kind: "not-evaluated" });
  const { rows: given } = await sql<{ kind: string; person_id: Id<"person"> }>`
    select kind, person_id from lifecycle.consent where request_id = ${consent.id} and revision = ${found.revision} and kind in ('approval', 'agreement')
  `.execute(tx);
  if (given.some((each) => each.kind !== consent.kind && each.person_id === actor.personId)) return refuse({ kind: "same-person" });
  // An absence of somebody of the team waits until this is decided, or this has waited for it and sees it.
  const team = managersOf(found.content).map(({ id }) => id);
  await sql`select 1 from authority.person where id = any(${team}::uuid[]) order by id for update`.execute(tx);
  const { obstacles } = await reckonRequest(tx, found.content, at);
  if (obstacles.length > 0) return refuse({ kind: "plan-obstacles", obstacles, count: obstacles.length });
  await sql`
    insert into lifecycle.consent (request_id, kind, revision, person_id, at) values (${consent.id}, ${consent.kind}, ${found.revision}, ${actor.personId}, ${at}) on conflict do nothing
  `.execute(tx);
  await record(tx, `profile-request.${consent.kind === "approval" ? "approved-by-coordination" : "agreed"}`, { type: "profile-request", id: consent.id }, actor, at, { revision: found.revision });
  const both = new Set([...given.map(({ kind }) => kind), consent.kind]);
  if (both.size < 2) {
    if (found.state === "submitted") await sql`update lifecycle.request set state = 'in_review' where id = ${consent.id}`.execute(tx);
    return ok({ opened: [] });
  }
  // The minutes of the meeting are the act that appoints the team.
  return openProfiles(tx, openAccount, actor, found, evaluations[0].minutes.slice(0, 300), at);
}

/** The profiles of an approved request, as being opened: with owner, promoter, team, plan and hours. */
async function openProfiles(tx: Tx, openAccount: OpenAccount, actor: Actor, request: LockedRequest, act: string, at: Instant): Promise<Result<{ readonly opened: readonly Id<"profile">[] }, ApproveRefusal>> {
  const { content } = request;
  const requester = request.submitted_by ?? request.created_by;
  const languages = content.languages.length > 0 ? content.languages : (await getCouncil(tx)).languages;
  const opened: Id<"profile">[] = [];
  for (const { network, handle } of content.networks) {
    if (!isCatalogueId(network)) continue;
    const entered = await enterProfile(tx, openAccount, undefined, {
      network, handle, displayName: content.displayName, summary: content.bio, unitId: request.unit_id ?? undefined, languages, layout: content.layout,
      reason: content.purpose.trim(), kind: kindOf(content), ring: kindOf(content) === "facility" || kindOf(content) === "campaign" ? 3 : 2, promoterId: requester, act, state: "opening",
    }, at);
    if (!entered.ok) return entered;
    opened.push(entered.value);
    await sql`insert into lifecycle.opened (profile_id, request_id) values (${entered.value}, ${request.id})`.execute(tx);
    for (const member of managersOf(content)) {
      const appointed = await appoint(tx, undefined, { personId: member.id, role: "manager", profileId: entered.value, act, justification: content.purpose }, at);
      if (!appointed.ok) return appointed;
    }
    const planned = await settlePlan(tx, requester, entered.value, content, at);
    if (!planned.ok) return planned;
  }
  await sql`update lifecycle.request set state = 'approved' where id = ${request.id}`.execute(tx);
  await step(tx, request.id, "approved", actor, "", at);
  await record(tx, "profile-request.approved", { type: "profile-request", id: request.id }, actor, at, { profiles: opened, revision: request.revision });
  return ok({ opened });
}

/** What the requester chose and committed, as theirs. The hours are those of the whole request, shared among its networks. */
async function settlePlan(tx: Tx, requester: Id<"person">, profileId: Id<"profile">, content: RequestContent, at: Instant): Promise<Result<undefined, { readonly kind: "plan-refused"; readonly because: string }>> {
  const by: Actor = { personId: requester };
  const whole = dedicationPlanOf(content);
  const share = Math.max(1, content.networks.length);
  const part = (amount: number) => amount / share;
  const plan = {
    ...whole, networks: 1, postsPerWeek: whole.postsPerWeek, liveEventsPerWeek: part(whole.liveEventsPerWeek), campaigns: part(whole.campaigns),
    inboundPerWeek: { all: part(whole.inboundPerWeek.all), queries: part(whole.inboundPerWeek.queries), complaints: part(whole.inboundPerWeek.complaints), direct: part(whole.inboundPerWeek.direct) },
  };
  const chosen = await choosePlan(tx, by, { profileId, plan }, at);
  if (!chosen.ok) return refuse({ kind: "plan-refused", because: chosen.refusal.kind });
  for (const member of managersOf(content)) {
    const committed = await commitHours(tx, by, { profileId, personId: member.id, hours: part(member.hours ?? 0) }, at);
    if (!committed.ok) return refuse({ kind: "plan-refused", because: committed.refusal.kind });
  }
  return ok();
}
