import type { Context } from "hono";
import { statusOf } from "#web/http/refusal-status.ts";

/** A refusal as RFC 9457 writes it. */
export function trouble(context: Context, refusal: { readonly kind: string } & object, status: number = statusOf(refusal)): Response {
  const body = { type: `https://pregonero.example/problems/${refusal.kind}`, title: refusal.kind, status, ...refusal };
  return context.newResponse(JSON.stringify(body), status as 400, { "content-type": "application/problem+json" });
}
