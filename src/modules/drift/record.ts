import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";

/** Evidence and event of what became of a drift, in its transaction. */
export async function record(
  tx: Tx, kind: string, driftId: Id<"drift">, by: Id<"person"> | undefined, at: Instant, facts: { readonly [key: string]: Json } = {}, values?: { readonly [key: string]: Json },
): Promise<void> {
  await recordEvidence(tx, { kind, subject: { type: "drift", id: driftId }, at, facts, ...(values ? { values } : {}) });
  await recordEvent(tx, { kind, subject: { type: "drift", id: driftId }, actor: by, at, data: facts });
}
