import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { parseId } from "#kernel/id.ts";
import { findRequest, listClosings, listDormancies, listFoundDecisions, listRequests, readRequestHistory, type RequestRow } from "#modules/lifecycle/index.ts";
import { findProfile, listAudienceFacts, listStandings } from "#modules/register/index.ts";
import type { Services } from "#web/http/services.ts";
import { answers, localized, oneId, permits, security, withEtag } from "./operation.ts";
import { trouble } from "./problem.ts";

const request = z.object({
  id: z.uuid(), state: z.string(), name: localized, purpose: z.string(), unit: localized.nullable(), networks: z.array(z.string()), savedAt: z.string(), submittedAt: z.string().nullable(),
}).openapi("ProfileRequest");
const requestDetail = request.extend({
  revision: z.number(),
  steps: z.array(z.object({ state: z.string(), at: z.string(), reason: z.string() })),
  evaluations: z.array(z.object({ outcome: z.string(), metOn: z.string(), reasons: z.string(), conditions: z.string(), at: z.string() })),
  profiles: z.array(z.uuid()),
}).openapi("ProfileRequestDetail");
const life = z.object({
  standings: z.array(z.object({ state: z.string(), at: z.string(), reason: z.string() })),
  dormancies: z.array(z.object({ at: z.string(), lastPostAt: z.string().nullable(), days: z.number(), limitDays: z.number(), citation: z.string(), ended: z.string().nullable() })),
  closings: z.array(z.object({ askedAt: z.string(), reason: z.string(), closesOn: z.string().nullable(), closedAt: z.string().nullable(), notices: z.array(z.object({ number: z.number(), dueOn: z.string(), sentAt: z.string().nullable() })) })),
}).openapi("ProfileLife");

const audienceFact = z.object({
  id: z.uuid(), network: z.string(), ageBand: z.string(), share: z.number(), base: z.string(), source: z.string(), year: z.number(),
}).openapi("AudienceFact");
const foundDecision = z.object({
  profileId: z.uuid(), decision: z.enum(["claimed", "reported", "dismissed"]), reason: z.string(), at: z.string(), unitId: z.uuid().nullable(), displayName: localized.nullable(), ratifiedAt: z.string().nullable(),
  reportUrl: z.string().nullable(), reportedOn: z.string().nullable(),
}).openapi("FoundDecision");

/** The life of profiles for programs: requests, and what each profile has been. */
export function lifeOperations({ db, ...services }: Services, app: OpenAPIHono): void {
  const permitted = (action: "request.read" | "office.read") => permits({ db, ...services }, action);
  const summaryOf = (row: RequestRow) => ({
    id: row.id, state: row.state, name: { ...row.content.displayName }, purpose: row.content.purpose, unit: row.unit && { ...row.unit }, networks: row.content.networks.map(({ network }) => network), savedAt: row.savedAt, submittedAt: row.submittedAt,
  });
  app.openapi(createRoute({
    method: "get", path: "/v1/profile-requests", summary: "Requests for a profile, last saved first", "x-permission": "request.read", middleware: permitted("request.read"), security,
    responses: answers(z.object({ requests: z.array(request) }), "The last 500"),
  }), async (context) => withEtag(context, { requests: (await listRequests(db)).map(summaryOf) }) as never);

  app.openapi(createRoute({
    method: "get", path: "/v1/profile-requests/{id}", summary: "One request and what was decided", "x-permission": "request.read", middleware: permitted("request.read"), security, request: { params: oneId },
    responses: answers(requestDetail, "The request"),
  }), async (context) => {
    const id = parseId<"profile-request">(context.req.valid("param").id);
    const found = id && (await findRequest(db, id));
    if (!found) return trouble(context, { kind: "unknown-request" }) as never;
    const { steps, evaluations, profiles } = await readRequestHistory(db, found.id);
    return withEtag(context, {
      ...summaryOf(found), revision: found.revision, profiles,
      steps: steps.map(({ state, at, reason }) => ({ state, at, reason })),
      evaluations: evaluations.map(({ outcome, metOn, reasons, conditions, at }) => ({ outcome, metOn, reasons, conditions, at })),
    }) as never;
  });

  app.openapi(createRoute({
    method: "get", path: "/v1/profiles/{id}/life", summary: "Everything that a profile has been", "x-permission": "office.read", middleware: permitted("office.read"), security, request: { params: oneId },
    responses: answers(life, "Its standings, silences and closings"),
  }), async (context) => {
    const id = parseId<"profile">(context.req.valid("param").id);
    const found = id && (await findProfile(db, id));
    if (!found) return trouble(context, { kind: "unknown-profile" }) as never;
    const [standings, dormancies, closings] = await Promise.all([listStandings(db, found.id), listDormancies(db, { profileId: found.id }), listClosings(db, { profileId: found.id })]);
    return withEtag(context, {
      standings: standings.map(({ state, at, reason }) => ({ state, at, reason })),
      dormancies: dormancies.map(({ at, lastPostAt, days, limitDays, citation, ended }) => ({ at, lastPostAt, days, limitDays, citation, ended })),
      closings: closings.map(({ askedAt, reason, closesOn, closedAt, notices }) => ({ askedAt, reason, closesOn, closedAt, notices: notices.map(({ number, dueOn, sentAt }) => ({ number, dueOn, sentAt })) })),
    }) as never;
  });

  app.openapi(createRoute({
    method: "get", path: "/v1/audience-facts", summary: "What studies say of the use of networks", description: "`share` in per cent of `base`.", "x-permission": "office.read", middleware: permitted("office.read"), security,
    responses: answers(z.object({ facts: z.array(audienceFact) }), "All that are in use, the newest first within each network"),
  }), async (context) => withEtag(context, { facts: (await listAudienceFacts(db)).map((fact) => ({ ...fact })) }) as never);

  app.openapi(createRoute({
    method: "get", path: "/v1/found-profiles", summary: "What was decided on profiles that were found", "x-permission": "office.read", middleware: permitted("office.read"), security,
    responses: answers(z.object({ decisions: z.array(foundDecision) }), "All decisions, the oldest first"),
  }), async (context) => withEtag(context, {
    decisions: (await listFoundDecisions(db)).map(({ profileId, decision, reason, at, unitId, displayName, ratifiedAt, reportUrl, reportedOn }) => ({
      profileId, decision, reason, at, unitId, displayName: displayName && { ...displayName }, ratifiedAt, reportUrl, reportedOn,
    })),
  }) as never);
}
