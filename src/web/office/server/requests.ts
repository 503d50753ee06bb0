import { parseId } from "#kernel/id.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { can, factsOf } from "#modules/authority/index.ts";
import {
  checkRequest, consentToRequest, evaluateRequest, findRequest, listRequests, readRequestCounts, readRequestHistory, reckonRequest, type RequestContent, type RequestId, saveRequest, sections, sectionState, signRequest,
  startRequest, submitRequest, takeRequestBack,
} from "#modules/lifecycle/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import { enterAudienceFact, listAudienceFacts, removeAudienceFact } from "#modules/register/index.ts";
import { type CatalogueId, isCatalogueId } from "#networks/contract/index.ts";
import type { Tx } from "#platform/database.ts";
import type { Services } from "#web/http/services.ts";
import type { RequestView } from "../views.ts";
import type { Handlers, Visit } from "./handlers.ts";

export function requestHandlers(services: Services): Handlers<
  | "GET /requests" | "GET /requests/:id" | "POST /requests" | "PUT /requests/:id" | "POST /requests/:id/sign" | "POST /requests/:id/submit" | "POST /requests/:id/take-back"
  | "GET /audience-facts" | "POST /audience-facts" | "POST /audience-facts/:id/remove" | "POST /requests/:id/evaluation" | "POST /requests/:id/consent"
> {
  const { db, clock } = services;
  const on = async <Value>(id: string, work: (tx: Tx, requestId: RequestId) => Promise<Result<Value, { readonly kind: string }>>): Promise<Result<Value, { readonly kind: string }>> => {
    const requestId = parseId<"profile-request">(id);
    return requestId ? services.command((tx) => work(tx, requestId)) : refuse({ kind: "unknown-request" });
  };
  const done = (result: Result<unknown, { readonly kind: string }>) => (result.ok ? ok(null) : result);
  return {
    "GET /requests": async () => ok((await listRequests(db)).map((row) => ({
      id: row.id, state: row.state, name: row.content.displayName, purpose: row.content.purpose, unit: row.unit, networks: networksOf(row.content), savedAt: row.savedAt, submittedAt: row.submittedAt,
    }))),
    "GET /audience-facts": async () => ok(await listAudienceFacts(db)),
    "POST /audience-facts": async ({ actor }, fact) => done(await services.command((tx) => enterAudienceFact(tx, actor, fact, clock.now()))),
    "POST /audience-facts/:id/remove": async ({ actor }, { id }) => done(await services.command(async (tx): Promise<Result<undefined, { readonly kind: string }>> => {
      const factId = parseId<"audience-fact">(id);
      return factId ? removeAudienceFact(tx, actor, factId, clock.now()) : refuse({ kind: "unknown-fact" });
    })),
    "GET /requests/:id": (visit, { id }) => readRequest(services, visit, id),
    "POST /requests": ({ actor }, { unitId }) => services.command(async (tx) => {
      const unit = parseId<"unit">(unitId);
      if (!unit) return refuse({ kind: "unknown-unit" });
      const started = await startRequest(tx, actor, unit, clock.now());
      return started.ok ? ok({ requestId: started.value }) : started;
    }),
    "PUT /requests/:id": ({ actor }, { id, revision, content }) => on(id, (tx, requestId) => saveRequest(tx, actor, { id: requestId, revision, content }, clock.now())),
    "POST /requests/:id/sign": async ({ actor }, { id, revision }) => done(await on(id, (tx, requestId) => signRequest(tx, actor, { id: requestId, revision }, clock.now()))),
    "POST /requests/:id/submit": async ({ actor }, { id, revision }) => done(await on(id, (tx, requestId) => submitRequest(tx, actor, { id: requestId, revision }, clock.now()))),
    "POST /requests/:id/take-back": async ({ actor }, { id, to, reason }) => done(await on(id, (tx, requestId) => takeRequestBack(tx, actor, { id: requestId, to, reason }, clock.now()))),
    "POST /requests/:id/evaluation": async ({ actor }, { id, ...evaluation }) => done(await on(id, (tx, requestId) => evaluateRequest(tx, actor, { id: requestId, ...evaluation }, clock.now()))),
    "POST /requests/:id/consent": ({ actor }, { id, revision, kind }) => on(id, (tx, requestId) => consentToRequest(tx, services.openAccount, actor, { id: requestId, revision, kind }, clock.now())),
  };
}

const networksOf = (content: RequestContent): readonly CatalogueId[] => content.networks.flatMap(({ network }) => (isCatalogueId(network) ? [network] : []));

async function readRequest({ db, clock }: Services, { actor }: Visit, id: string): Promise<Result<RequestView, { readonly kind: string }>> {
  const requestId = parseId<"profile-request">(id);
  const found = requestId && (await findRequest(db, requestId));
  if (!found) return refuse({ kind: "unknown-request" });
  const at = clock.now();
  const [{ languages }, counts, reckoned, history, facts] = await Promise.all([getCouncil(db), readRequestCounts(db, at), reckonRequest(db, found.content, at), readRequestHistory(db, found.id), factsOf(db, actor, at)]);
  const findings = checkRequest(found.content, counts, languages);
  const { estimate } = reckoned;
  const may = (action: Parameters<typeof can>[1]) => can(facts, action, { unitId: found.unitId ?? undefined }).ok;
  const editable = found.state === "requested" || found.state === "alternative";
  const current = history.consents.filter(({ revision }) => revision === found.revision);
  const gave = (kind: string) => current.some((each) => each.kind === kind);
  const evaluated = history.evaluations.some((each) => each.revision === found.revision && each.outcome === "open");
  const decidable = (found.state === "submitted" || found.state === "in_review") && evaluated;
  return ok({
    id: found.id, state: found.state, revision: found.revision, content: found.content, unit: found.unit, createdBy: found.createdBy, savedBy: found.savedBy, savedAt: found.savedAt,
    counts, findings,
    sections: sections.map((section) => ({ section, state: sectionState(section, found.content, findings) })),
    estimate: {
      hours: estimate.hours, publishing: estimate.publishing, interaction: estimate.interaction, fixed: estimate.fixed, contingency: estimate.contingency, fte: estimate.fte, minimumTeam: estimate.minimumTeam, marginal: estimate.marginal,
    },
    committed: reckoned.committed,
    team: reckoned.team.map((member) => ({ ...member, from: member.from ?? null })),
    coverage: reckoned.coverage ?? null,
    overlaps: reckoned.overlaps,
    obstacles: reckoned.obstacles,
    naming: reckoned.naming.map(({ network, finding }) => ({ network, trouble: finding })),
    steps: history.steps,
    consents: history.consents.map(({ revision, ...each }) => ({ ...each, current: revision === found.revision })),
    evaluations: history.evaluations.map(({ revision, scores, ...each }) => ({ ...each, scores: { ...scores }, current: revision === found.revision })),
    profiles: history.profiles,
    may: {
      write: editable && may("request.write"),
      sign: editable && !gave("signature") && may("request.sign"),
      evaluate: (found.state === "submitted" || found.state === "in_review") && may("request.evaluate"),
      approve: decidable && !gave("approval") && may("request.approve"),
      agree: decidable && !gave("agreement") && may("request.agree"),
    },
  });
}
