import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { lockForTransaction, type Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { settleItems } from "../harvest/apply.ts";
import { type Joinable, whichStays } from "../rules/likeness.ts";
import type { SourcesTables } from "../store.ts";

export type JoinRefusal = NotPermitted | { readonly kind: "unknown-item" } | { readonly kind: "already-joined" } | { readonly kind: "not-joined" };

interface Pair { readonly one: Id<"item">; readonly other: Id<"item"> }

/**
 * Says that two items are one (FLO-7). One stays; the other's addresses lead to it from now on, and languages that it lacked
 * become its own. What was said, cited and decided stays as it is.
 */
export async function joinItems(tx: Tx, actor: Actor, pair: Pair, at: Instant): Promise<Result<Id<"item">, JoinRefusal>> {
  const held = await hold(tx, actor, pair, at);
  if (!held.ok) return held;
  const [one, two] = held.value;
  if (one.mergedInto !== null || two.mergedInto !== null) return refuse({ kind: "already-joined" });
  const { kept, other } = whichStays(one, two);
  const { rows: moved } = await sql<{ id: Id<"variant"> }>`
    update sources.variant set item_id = ${kept.id} where item_id = ${other.id}
      and language not in (select language from sources.variant where item_id = ${kept.id}) returning id
  `.execute(tx);
  const { rows: brought } = await sql<{ id: Id<"item"> }>`update sources.item set merged_into = ${kept.id} where merged_into = ${other.id} returning id`.execute(tx);
  await sql`update sources.item set merged_into = ${kept.id} where id = ${other.id}`.execute(tx);
  await sql`update sources.event set item_id = ${kept.id} where item_id = ${other.id}`.execute(tx);
  await note(tx, actor, { kept: kept.id, other: other.id, decision: "same", moved: moved.map(({ id }) => id), brought: brought.map(({ id }) => id) }, at);
  return ok(kept.id);
}

/** Takes an item apart again from the one that it was joined to: everything is as it was, with what has been said since. */
export async function partItems(tx: Tx, actor: Actor, itemId: Id<"item">, at: Instant): Promise<Result<undefined, JoinRefusal>> {
  await lockForTransaction(tx, "sources.items");
  const { rows } = await sql<{ kept_id: Id<"item">; decision: "same" | "apart"; moved: Id<"variant">[]; brought: Id<"item">[]; survivor: Id<"item"> | null }>`
    select kept_id, decision, moved, brought, item.merged_into as survivor from sources.likeness join sources.item on item.id = other_id where other_id = ${itemId} order by position desc limit 1
  `.execute(tx);
  const [joined] = rows;
  // Pages that declare each other as translations were joined by themselves, and would be again.
  if (!joined || joined.decision !== "same" || joined.survivor === null) return refuse({ kind: "not-joined" });
  const { survivor } = joined;
  const held = await hold(tx, actor, { one: survivor, other: itemId }, at);
  if (!held.ok) return held;
  await sql`update sources.item set merged_into = null where id = ${itemId}`.execute(tx);
  await sql`update sources.item set merged_into = ${itemId} where id = any(${joined.brought}::uuid[]) and merged_into = ${survivor}`.execute(tx);
  await sql`update sources.variant set item_id = ${itemId} where id = any(${joined.moved}::uuid[]) and item_id = ${survivor}`.execute(tx);
  await sql`
    update sources.event set item_id = ${itemId} where item_id = ${survivor}
      and address in (select address from sources.alias where item_id = ${itemId} or item_id = any(${joined.brought}::uuid[]))
  `.execute(tx);
  await note(tx, actor, { kept: survivor, other: itemId, decision: "apart", moved: [], brought: [] }, at);
  return ok();
}

/** Says that two items that look alike are two: they are not proposed again. */
export async function keepItemsApart(tx: Tx, actor: Actor, pair: Pair, at: Instant): Promise<Result<undefined, JoinRefusal>> {
  const held = await hold(tx, actor, pair, at);
  if (!held.ok) return held;
  if (held.value.some(({ mergedInto }) => mergedInto !== null)) return refuse({ kind: "already-joined" });
  await note(tx, actor, { kept: pair.one, other: pair.other, decision: "apart", moved: [], brought: [] }, at);
  return ok();
}

interface Held extends Joinable {
  readonly id: Id<"item">;
  readonly unitId: Id<"unit"> | null;
  readonly mergedInto: Id<"item"> | null;
}

/** Both, for who decides on both, while no reading takes anything in. */
async function hold(tx: Tx, actor: Actor, { one, other }: Pair, at: Instant): Promise<Result<readonly [Held, Held], NotPermitted | { readonly kind: "unknown-item" }>> {
  await lockForTransaction(tx, "sources.items");
  const { rows } = await sql<Held>`
    select id, owner_unit_id as "unitId", merged_into as "mergedInto", first_seen_at as "firstSeenAt",
      exists (select 1 from sources.triage where triage.item_id = item.id) as "isDecided",
      exists (select 1 from sources.variant where variant.item_id = item.id and variant.address not like '%#%') as "hasPage"
    from sources.item where id in (${one}, ${other})
  `.execute(tx);
  const [first, second] = [rows.find(({ id }) => id === one), rows.find(({ id }) => id === other && other !== one)];
  if (!first || !second) return refuse({ kind: "unknown-item" });
  for (const { unitId } of [first, second]) {
    const permitted = await authorise(tx, actor, "item.triage", { unitId: unitId ?? undefined }, at);
    if (!permitted.ok) return permitted;
  }
  return ok([first, second]);
}

async function note(tx: Tx, actor: Actor, { kept, other, decision, moved, brought }: { readonly kept: Id<"item">; readonly other: Id<"item">; readonly decision: "same" | "apart"; readonly moved: readonly Id<"variant">[]; readonly brought: readonly Id<"item">[] }, at: Instant): Promise<void> {
  await tx.withTables<SourcesTables>().insertInto("sources.likeness").values({ kept_id: kept, other_id: other, decision, moved: [...moved], brought: [...brought], decided_by: actor.personId, at }).execute();
  await settleItems(tx, [kept, other], at);
  const kind = decision === "same" ? "item.joined" : "item.parted";
  await recordEvidence(tx, { kind, subject: { type: "item", id: other }, at, facts: { with: kept } });
  await recordEvent(tx, { kind, subject: { type: "item", id: other }, actor: actor.personId, at, data: { with: kept } });
}
