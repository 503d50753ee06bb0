import { createHash } from "node:crypto";
import type { Context } from "hono";
import type { Result } from "#kernel/result.ts";
import type { Actor } from "#modules/authority/index.ts";
import type { Tx } from "#platform/database.ts";
import { findRemembered, remember } from "#platform/remembered-answers.ts";
import type { Services } from "#web/http/services.ts";
import { trouble } from "./problem.ts";

/**
 * Does something once for an `Idempotency-Key`: the answer is stored in the command's own transaction and given again for
 * 7 days. The same key with another content is refused, for one of the two would be lost.
 */
export async function once(
  services: Services, context: Context, actor: Actor, content: unknown, work: (tx: Tx) => Promise<Result<object, { readonly kind: string }>>,
): Promise<Response> {
  const key = context.req.header("idempotency-key");
  const digest = createHash("sha256").update(JSON.stringify([context.req.path, content])).digest("hex");
  const result = await services.command(async (tx): Promise<Result<object, { readonly kind: string }>> => {
    const at = services.clock.now();
    const before = key === undefined ? undefined : await findRemembered(tx, { personId: actor.personId, key }, at);
    if (before) return before.digest === digest ? { ok: true, value: before.answer } : { ok: false, refusal: { kind: "idempotency-key-reused" } };
    const done = await work(tx);
    if (done.ok && key !== undefined) await remember(tx, { personId: actor.personId, key, digest, answer: done.value }, at);
    return done;
  });
  if (!result.ok) return trouble(context, result.refusal);
  services.wake();
  return context.json(result.value);
}
