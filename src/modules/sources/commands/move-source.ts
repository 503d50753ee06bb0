import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import type { Tx } from "#platform/database.ts";
import { mayMove, type MoveRefusal, type SourceState } from "../rules/standing.ts";
import type { SourcesTables } from "../store.ts";
import { holdSource, listProvenHosts } from "./held-source.ts";
import { recordSource } from "./record.ts";

/** Moves a source on (Annex E). What becomes active is read at once; what is retired is not read any more, and its items stay. */
export async function moveSource(
  tx: Tx, actor: Actor, move: { readonly sourceId: Id<"source">; readonly state: SourceState; readonly reason: string }, at: Instant,
): Promise<Result<{ readonly channels: readonly Id<"channel">[] }, NotPermitted | MoveRefusal | { readonly kind: "unknown-source" }>> {
  const permitted = await authorise(tx, actor, "source.register", {}, at);
  if (!permitted.ok) return permitted;
  const source = await holdSource(tx, move.sourceId);
  if (!source) return refuse({ kind: "unknown-source" });
  const may = mayMove({ ...source, hasOwner: source.unitId !== null, provenHosts: await listProvenHosts(tx, source.id) }, move.state, move.reason);
  if (!may.ok) return may;
  await tx.withTables<SourcesTables>().insertInto("sources.step").values({ source_id: source.id, state: move.state, at, by_person: actor.personId, reason: move.reason.trim() }).execute();
  await recordSource(tx, "source.moved", source.id, actor, at, { from: source.state, to: move.state }, { reason: move.reason.trim() });
  if (move.state !== "active") return ok({ channels: [] });
  const { rows } = await sql<{ id: Id<"channel"> }>`update sources.channel set next_at = least(next_at, ${at}), added_at = ${at} where source_id = ${source.id} returning id`.execute(tx);
  return ok({ channels: rows.map(({ id }) => id) });
}
