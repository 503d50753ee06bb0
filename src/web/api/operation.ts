import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { findTokenActor } from "#modules/access/index.ts";
import { type Action, type Actor, can, factsOf, mayAnywhere } from "#modules/authority/index.ts";
import type { Services } from "#web/http/services.ts";
import { trouble } from "./problem.ts";

const problem = z.object({ type: z.string(), title: z.string(), status: z.number(), kind: z.string() }).loose().openapi("Problem");

/** Path parameter of an operation on one thing. */
export const oneId = z.object({ id: z.uuid() });
export const localized = z.record(z.string(), z.string());
/** Every operation needs a token. */
export const security = [{ token: [] }];
export const idempotencyKey = z.string().min(8).max(200).optional();

/** What an operation gives, and how it says what is wrong. */
export const answers = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: { description, content: { "application/json": { schema } } },
  default: { description: "What is wrong, as RFC 9457 says it", content: { "application/problem+json": { schema: problem } } },
});

/** What a handler finds in its context: who asks. */
export interface ApiEnvironment {
  readonly Variables: { readonly actor: Actor };
}

/**
 * Asked before anything that was sent is read: lets pass whose token has the scope and whose rights allow the action
 * somewhere.
 */
export const permits = (services: Services, action: Action) =>
  createMiddleware<{ Variables: { actor: Actor } }>(async (context, next) => {
    const token = /^Bearer (\S+)$/.exec(context.req.header("authorization") ?? "")?.[1];
    const actor = token && (await findTokenActor(services.db, token, services.clock.now()));
    if (!actor) return trouble(context, { kind: "signed-out" });
    const facts = await factsOf(services.db, actor, services.clock.now());
    const allowed = can(facts, action, {});
    if (!allowed.ok && ((allowed.refusal.kind === "not-permitted" && allowed.refusal.because === "token-scope") || !mayAnywhere(facts, action))) return trouble(context, allowed.refusal);
    context.set("actor", actor);
    await next();
  });

/** A reading with its version; 304 when the program has that one. */
export function withEtag(context: Context, body: unknown, etag?: string): Response {
  const headers = { "cache-control": "private, no-cache", ...(etag ? { etag } : {}) };
  if (etag && context.req.header("if-none-match")?.replace("W/", "") === etag) return context.body(null, 304, headers);
  return context.json(body as object, 200, headers);
}

/** The revision that a program has read, from the ETag that it gives back. */
export function revisionIn(ifMatch: string): number | undefined {
  const digits = /^(?:W\/)?"r(\d+)-/.exec(ifMatch)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export const badInput = (issues: readonly z.core.$ZodIssue[]) => ({
  kind: "bad-input",
  issues: issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
});
