import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { decideTriage, type TriageInput, type TriageRefusal } from "../rules/triage.ts";
import type { SourcesTables } from "../store.ts";

/** Decides whether an item is for the networks (FLO-2). Decisions are added, never changed; the last is in force. */
export async function triageItem(
  tx: Tx, actor: Actor, { itemId, ...input }: TriageInput & { readonly itemId: Id<"item"> }, at: Instant,
): Promise<Result<undefined, NotPermitted | TriageRefusal | { readonly kind: "unknown-item" }>> {
  const { rows } = await sql<{ id: Id<"item">; owner_unit_id: Id<"unit"> | null }>`
    select survivor.id, survivor.owner_unit_id
    from sources.item join sources.item survivor on survivor.id = coalesce(item.merged_into, item.id)
    where item.id = ${itemId}
    for update of survivor
  `.execute(tx);
  const item = rows[0];
  if (!item) return refuse({ kind: "unknown-item" });
  const permitted = await authorise(tx, actor, "item.triage", { unitId: item.owner_unit_id ?? undefined }, at);
  if (!permitted.ok) return permitted;
  const { zone } = await getCouncil(tx);
  const decided = decideTriage(input, at, zone);
  if (!decided.ok) return decided;
  const { decision, reason, note, until } = decided.value;
  await tx.withTables<SourcesTables>().insertInto("sources.triage").values({
    item_id: item.id, decision, reason: reason ?? null, note, until_day: until?.day ?? null, until_at: until?.at ?? null, decided_by: actor.personId, at,
  }).execute();
  await recordEvent(tx, {
    kind: "item.triaged", subject: { type: "item", id: item.id }, actor: actor.personId, at,
    data: { decision, reason: reason ?? null, until: until?.day ?? null },
  });
  return ok();
}
