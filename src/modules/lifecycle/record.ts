import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import type { Actor } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";

/** Evidence and event of one change of weight, in its transaction. */
export async function record(
  tx: Tx, kind: string, subject: { readonly type: "profile" | "profile-request"; readonly id: Id<string> }, actor: Actor | undefined, at: Instant,
  facts: { readonly [key: string]: Json } = {}, values?: { readonly [key: string]: Json },
): Promise<void> {
  await recordEvidence(tx, { kind, subject, at, facts, ...(values ? { values } : {}) });
  await recordEvent(tx, { kind, subject, actor: actor?.personId, at, data: facts });
}
