import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import type { Actor } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";

/** Evidence and event of one change of a source, in its transaction. */
export async function recordSource(tx: Tx, kind: string, id: Id<"source">, actor: Actor, at: Instant, facts: { readonly [key: string]: Json }, values?: { readonly [key: string]: Json }): Promise<void> {
  const subject = { type: "source", id } as const;
  await recordEvidence(tx, { kind, subject, at, facts, ...(values ? { values } : {}) });
  await recordEvent(tx, { kind, subject, actor: actor.personId, at, data: facts });
}
