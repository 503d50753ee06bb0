import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { parseId } from "#kernel/id.ts";
import { startFromItem } from "#modules/publishing/index.ts";
import { listProposals, triageItem } from "#modules/sources/index.ts";
import type { Services } from "#web/http/services.ts";
import { sayEvent } from "#web/i18n/event-time.ts";
import { triageReasons } from "#web/office/vocabulary.ts";
import { once } from "./idempotency.ts";
import { answers, idempotencyKey, oneId, permits, security, withEtag } from "./operation.ts";
import { trouble } from "./problem.ts";

const item = z.object({
  id: z.uuid(), status: z.string(), unitId: z.uuid().nullable(), firstSeenAt: z.string(), decision: z.string().nullable(), until: z.string().nullable(),
  variants: z.array(z.object({ language: z.string(), url: z.string(), title: z.string(), summary: z.string(), status: z.string() })),
}).openapi("SourceItem");

/** What the municipal web says, and what becomes of it: reading it, deciding on it, writing about it. */
export function itemOperations(services: Services, app: OpenAPIHono): void {
  const { db, clock } = services;

  app.openapi(createRoute({
    method: "get", path: "/v1/items", summary: "What the web sources say, by what was decided on it", "x-permission": "office.read", middleware: permits(services, "office.read"), security,
    request: { query: z.object({ state: z.enum(["waiting", "later", "publish", "not_applicable"]).default("waiting"), unitId: z.uuid().optional(), cursor: z.string().max(200).optional() }) },
    responses: answers(z.object({ items: z.array(item), next: z.string().nullable() }), "A page; `next` is the cursor of the following one"),
  }), async (context) => {
    const { state, unitId, cursor } = context.req.valid("query");
    const page = await listProposals(db, { state, unitId: parseId<"unit">(unitId ?? ""), cursor }, clock.now());
    const items = page.items.map((found) => ({
      id: found.itemId, status: found.status, unitId: found.unitId, firstSeenAt: found.firstSeenAt, decision: found.decision?.decision ?? null, until: found.decision?.until ?? null,
      variants: found.variants.map(({ language, url, title, summary, status }) => ({ language, url, title, summary, status })),
    }));
    return withEtag(context, { items, next: page.next }) as never;
  });

  app.openapi(createRoute({
    method: "post", path: "/v1/items/{id}/triage", summary: "Decide whether an item is for the networks", "x-permission": "item.triage", middleware: permits(services, "item.triage"), security,
    request: {
      params: oneId, headers: z.object({ "idempotency-key": idempotencyKey }),
      body: { required: true, content: { "application/json": { schema: z.object({
        decision: z.enum(["publish", "later", "not_applicable"]), reason: z.enum(triageReasons).nullable().default(null), note: z.string().max(500).default(""), until: z.string().max(10).nullable().default(null),
      }) } } },
    },
    responses: answers(z.object({ decided: z.literal(true) }), "Decided; later decisions replace it and stay beside it"),
  }), async (context) => {
    const actor = context.get("actor");
    const itemId = parseId<"item">(context.req.valid("param").id);
    if (!itemId) return trouble(context, { kind: "unknown-item" }) as never;
    const triage = { itemId, ...context.req.valid("json") };
    return once(services, context, actor, triage, async (tx) => {
      const decided = await triageItem(tx, actor, triage, clock.now());
      return decided.ok ? { ok: true, value: { decided: true } } : decided;
    }) as never;
  });

  app.openapi(createRoute({
    method: "post", path: "/v1/items/{id}/publication", summary: "Open a draft with the texts and the address of an item", "x-permission": "publication.draft", middleware: permits(services, "publication.draft"), security,
    request: { params: oneId, headers: z.object({ "idempotency-key": idempotencyKey }) },
    responses: answers(z.object({ id: z.uuid() }), "The draft; what was decided on the item stays as it is"),
  }), async (context) => {
    const actor = context.get("actor");
    const itemId = parseId<"item">(context.req.valid("param").id);
    if (!itemId) return trouble(context, { kind: "unknown-item" }) as never;
    return once(services, context, actor, { itemId }, async (tx) => {
      const started = await startFromItem(tx, sayEvent, actor, itemId, clock.now());
      return started.ok ? { ok: true, value: { id: started.value } } : started;
    }) as never;
  });
}
