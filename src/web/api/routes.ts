import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { parseId } from "#kernel/id.ts";
import { getCouncil } from "#modules/policy/index.ts";
import { findPublication, listDeliveries, listPublications, permalinkOf, type PublicationState } from "#modules/publishing/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import { listSources } from "#modules/sources/index.ts";
import type { Services } from "#web/http/services.ts";
import { draftContent } from "#web/office/draft-content.ts";
import { addressOf } from "#web/office/server/profiles.ts";
import { calendarOperations } from "./calendar.ts";
import { conversationOperations } from "./conversations.ts";
import { draftOperations } from "./drafts.ts";
import { isHidden, mayWrite } from "./embargo.ts";
import { governanceOperations } from "./governance.ts";
import { itemOperations } from "./items.ts";
import { lifeOperations } from "./lives.ts";
import { answers, badInput, localized, oneId, permits, security, withEtag } from "./operation.ts";
import { trouble } from "./problem.ts";
import { staffingOperations } from "./staffing.ts";

const profile = z.object({
  id: z.uuid(), network: z.string(), handle: z.string(), address: z.string(), url: z.string(), displayName: localized, languages: z.array(z.string()), state: z.string(),
  kind: z.string(), channel: z.string(), ring: z.number(), unitId: z.uuid().nullable(), unit: localized.nullable(), openedOn: z.string().nullable(), act: z.string(), stateSince: z.string(), certifiedAt: z.string().nullable(),
}).openapi("Profile");
const source = z.object({
  id: z.uuid(), name: localized, url: z.string(), kind: z.string(), state: z.string(), stateSince: z.string(), unitId: z.uuid().nullable(), creationAct: z.string(), hosts: z.array(z.string()), provenAt: z.string().nullable(),
  statementUrl: z.string().nullable(), statementOn: z.string().nullable(), statementIsOld: z.boolean(), notReached: z.boolean(), items: z.number(),
  channels: z.array(z.object({ url: z.string(), kind: z.string(), lastReadAt: z.string().nullable(), error: z.string().nullable() })),
}).openapi("WebSource");
const publication = z.object({ id: z.uuid(), title: z.string(), state: z.string(), due: z.string().nullable(), changedAt: z.string(), languages: z.array(z.string()) }).openapi("Publication");
const publicationDetail = publication.omit({ changedAt: true, languages: true }).extend({
  revision: z.number(), texts: localized, content: draftContent, permalink: z.string().nullable(),
  deliveries: z.array(z.object({ id: z.uuid(), network: z.string(), kind: z.string(), languages: z.array(z.string()), state: z.string(), url: z.string().nullable(), code: z.string().nullable() })),
}).openapi("PublicationDetail");
/** The public contract for programs: what a script would automate. OpenAPI 3.1 at `/api/v1/openapi.json`. */
export function publicApi(services: Services): OpenAPIHono {
  const { db, clock, origin } = services;
  const app = new OpenAPIHono({
    defaultHook: (result, context) => (result.success ? undefined : trouble(context, badInput(result.error.issues))),
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer", description: "Made with `pregonero token make`; it has named scopes." });

  app.openapi(createRoute({ method: "get", path: "/v1/profiles", summary: "The register of profiles", "x-permission": "office.read", middleware: permits(services, "office.read"), security, responses: answers(z.object({ profiles: z.array(profile) }), "All profiles") }), async (context) => {
    const council = await getCouncil(db);
    const profiles = (await listProfiles(db)).map((found) => ({
      id: found.id, network: found.network, handle: found.handle, address: addressOf(found, council.handleDomain), url: found.url, displayName: { ...found.displayName }, languages: [...found.languages], state: found.state,
      kind: found.kind, channel: found.channelKind, ring: found.ring, unitId: found.unitId ?? null, unit: found.unit ? { ...found.unit } : null, openedOn: found.openedOn ?? null, act: found.act,
      stateSince: found.standingSince, certifiedAt: found.certifiedAt ?? null,
    }));
    return withEtag(context, { profiles }) as never;
  });

  app.openapi(createRoute({ method: "get", path: "/v1/sources", summary: "Web sources and how reading them goes", "x-permission": "office.read", middleware: permits(services, "office.read"), security, responses: answers(z.object({ sources: z.array(source) }), "All sources") }), async (context) => {
    const sources = (await listSources(db, clock.now())).map((found) => ({
      id: found.id, name: { ...found.name }, url: found.url, kind: found.kind, state: found.state, stateSince: found.stateSince, unitId: found.unitId, creationAct: found.creationAct, hosts: [...found.hosts],
      provenAt: found.provenAt, statementUrl: found.statementUrl, statementOn: found.statementOn, statementIsOld: found.statementIsOld, notReached: found.isOverdue, items: found.items,
      channels: found.channels.map((channel) => ({ url: channel.url, kind: channel.kind, lastReadAt: channel.lastReadAt, error: channel.error?.kind ?? null })),
    }));
    return withEtag(context, { sources }) as never;
  });

  app.openapi(createRoute({
    method: "get", path: "/v1/publications", summary: "Publications, last changed first", "x-permission": "office.read", middleware: permits(services, "office.read"), security,
    request: { query: z.object({ state: z.string().max(20).optional(), cursor: z.string().max(200).optional() }) },
    responses: answers(z.object({ publications: z.array(publication), next: z.string().nullable() }), "A page of 50; `next` is the cursor of the following one"),
  }), async (context) => {
    const { state, cursor } = context.req.valid("query");
    const list = await listPublications(db, { state: state as PublicationState | undefined, cursor, ...(mayWrite(context.get("actor")) ? {} : { exceptEmbargoedAt: clock.now() }) });
    const publications = list.publications.map(({ id: publicationId, title, state: now, due, changedAt, languages }) => ({ id: publicationId, title, state: now, due, changedAt, languages: [...languages] }));
    return withEtag(context, { publications, next: list.next }) as never;
  });

  app.openapi(createRoute({ method: "get", path: "/v1/publications/{id}", summary: "One publication and its deliveries", "x-permission": "office.read", middleware: permits(services, "office.read"), security, request: { params: oneId }, responses: answers(publicationDetail, "The publication; its ETag is its revision") }), async (context) => {
    const publicationId = parseId<"publication">(context.req.valid("param").id);
    const found = publicationId && (await findPublication(db, publicationId));
    if (!found || isHidden(context.get("actor"), found.embargoUntil, clock.now())) return trouble(context, { kind: "unknown-publication" }) as never;
    const deliveries = await listDeliveries(db, found.id);
    return withEtag(context, {
      id: found.id, title: found.content.title, state: found.state, due: found.content.due?.local ?? null, revision: found.revision, texts: { ...found.content.texts }, content: found.content,
      permalink: found.published_version > 0 ? permalinkOf(origin, found.id) : null,
      deliveries: deliveries.map(({ id: deliveryId, network, kind, languages, state, url, code }) => ({ id: deliveryId, network, kind, languages: [...languages], state, url, code })),
    }, `"r${found.revision}-${found.state}"`) as never;
  });

  governanceOperations(services, app);
  itemOperations(services, app);
  draftOperations(services, app);
  calendarOperations(services, app);
  conversationOperations(services, app);
  staffingOperations(services, app);
  lifeOperations(services, app);
  app.doc31("/v1/openapi.json", { openapi: "3.1.0", info: { title: "Pregonero", version: "1", license: { name: "EUPL-1.2" } }, servers: [{ url: `${origin}/api` }] });
  return app;
}
