import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import type { Tx } from "#platform/database.ts";
import { isRead, type SourceState } from "../rules/standing.ts";
import { holdSource } from "./held-source.ts";

/** Makes all channels of a source due now; whoever runs the readings sees to them. */
export async function readSourceSoon(
  tx: Tx, actor: Actor, sourceId: Id<"source">, at: Instant,
): Promise<Result<{ readonly channels: readonly Id<"channel">[] }, NotPermitted | { readonly kind: "unknown-source" } | { readonly kind: "source-wrong-state"; readonly state: SourceState }>> {
  const permitted = await authorise(tx, actor, "source.read-now", {}, at);
  if (!permitted.ok) return permitted;
  const source = await holdSource(tx, sourceId);
  if (!source) return refuse({ kind: "unknown-source" });
  if (!isRead(source.state)) return refuse({ kind: "source-wrong-state", state: source.state });
  const { rows } = await sql<{ id: Id<"channel"> }>`
    update sources.channel set next_at = least(next_at, ${at}) where source_id = ${sourceId} returning id
  `.execute(tx);
  return ok({ channels: rows.map(({ id }) => id) });
}
