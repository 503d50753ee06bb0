import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type Id, parseId } from "#kernel/id.ts";
import { saveDraft, startPublication, submitPublication } from "#modules/publishing/index.ts";
import type { Services } from "#web/http/services.ts";
import { contentOf, draftContent } from "#web/office/draft-content.ts";
import { once } from "./idempotency.ts";
import { answers, idempotencyKey, oneId, permits, revisionIn, security } from "./operation.ts";
import { trouble } from "./problem.ts";

const finding = z.object({ rule: z.string(), level: z.enum(["block", "warn"]) }).loose().openapi("Finding");

/** Writing by program, up to the door of approval: that takes a person at a session with a second factor. */
export function draftOperations(services: Services, app: OpenAPIHono): void {
  const { clock } = services;

  app.openapi(createRoute({
    method: "post", path: "/v1/publications", summary: "Open a draft", "x-permission": "publication.draft", middleware: permits(services, "publication.draft"), security,
    request: { headers: z.object({ "idempotency-key": idempotencyKey }), body: { required: true, content: { "application/json": { schema: z.object({ title: z.string().min(1).max(200) }) } } } },
    responses: answers(z.object({ id: z.uuid() }), "The draft; the same Idempotency-Key within 7 days answers the same"),
  }), async (context) => {
    const actor = context.get("actor");
    const { title } = context.req.valid("json");
    return once(services, context, actor, { title }, async (tx) => {
      const started = await startPublication(tx, actor, title, clock.now());
      return started.ok ? { ok: true, value: { id: started.value } } : started;
    }) as never;
  });

  app.openapi(createRoute({
    method: "put", path: "/v1/publications/{id}/content", summary: "Write a draft: texts, profiles, pictures, sources, time", "x-permission": "publication.draft", middleware: permits(services, "publication.draft"), security,
    request: {
      params: oneId, headers: z.object({ "if-match": z.string().max(100), "idempotency-key": idempotencyKey }),
      body: { required: true, content: { "application/json": { schema: draftContent } } },
    },
    responses: answers(z.object({ revision: z.number(), state: z.string(), findings: z.array(finding) }), "Saved, with what the checks say; If-Match must carry the ETag that was read"),
  }), async (context) => {
    const actor = context.get("actor");
    const at = publicationAt(context.req.valid("param").id, context.req.valid("header")["if-match"]);
    if ("kind" in at) return trouble(context, at, at.status) as never;
    const draft = { ...at, content: contentOf(context.req.valid("json")) };
    return once(services, context, actor, draft, async (tx) => {
      const saved = await saveDraft(tx, services.limitsOf, actor, draft, clock.now());
      return saved.ok ? { ok: true, value: { revision: saved.value.revision, state: saved.value.state, findings: saved.value.facts.findings } } : saved;
    }) as never;
  });

  app.openapi(createRoute({
    method: "post", path: "/v1/publications/{id}/submission", summary: "Send a draft to approval", "x-permission": "publication.draft", middleware: permits(services, "publication.draft"), security,
    request: { params: oneId, headers: z.object({ "if-match": z.string().max(100), "idempotency-key": idempotencyKey }) },
    responses: answers(z.object({ submitted: z.literal(true) }), "Sent; If-Match must carry the ETag that was read"),
  }), async (context) => {
    const actor = context.get("actor");
    const at = publicationAt(context.req.valid("param").id, context.req.valid("header")["if-match"]);
    if ("kind" in at) return trouble(context, at, at.status) as never;
    return once(services, context, actor, at, async (tx) => {
      const submitted = await submitPublication(tx, services.limitsOf, actor, at, clock.now());
      return submitted.ok ? { ok: true, value: { submitted: true } } : submitted;
    }) as never;
  });
}

function publicationAt(text: string, ifMatch: string): { readonly id: Id<"publication">; readonly revision: number } | { readonly kind: string; readonly status: number } {
  const id = parseId<"publication">(text);
  if (!id) return { kind: "unknown-publication", status: 404 };
  const revision = revisionIn(ifMatch);
  return revision === undefined ? { kind: "stale-revision", status: 412 } : { id, revision };
}
