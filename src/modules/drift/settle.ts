import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Tx } from "#platform/database.ts";
import { record } from "./record.ts";
import { type DriftDecision, type DriftState, insertStep } from "./store.ts";

/** Ends a drift that is open: what was decided stays as it was decided, and how it ended is a row. */
export async function close(
  tx: Tx, id: Id<"drift">, end: { readonly state: Extract<DriftState, "corrected" | "page_fixed" | "not_material">; readonly by: Id<"person"> | null; readonly reason: string; readonly decision?: DriftDecision; readonly publicationId?: Id<"publication"> }, at: Instant,
): Promise<void> {
  const { rows } = await sql<{ decision: DriftDecision | null }>`
    update drift.drift set state = ${end.state}, decision = coalesce(${end.decision ?? null}, decision), closed_at = ${at}
    where id = ${id} and state in ('detected', 'assigned') returning decision
  `.execute(tx);
  const [closed] = rows;
  if (!closed) return;
  await insertStep(tx, { driftId: id, state: end.state, decision: closed.decision, by: end.by, reason: end.reason, ...(end.publicationId ? { publicationId: end.publicationId } : {}) }, at);
  await record(tx, `drift.${end.state.replace("_", "-")}`, id, end.by ?? undefined, at, { decision: closed.decision }, end.reason ? { reason: end.reason } : undefined);
}
