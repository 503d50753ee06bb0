import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, msBetween } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { tell } from "./record.ts";

/** Pages of a web that are nobody's (FLO-6). */
export interface Ownerless {
  readonly sourceId: Id<"source">;
  readonly source: Localized;
  readonly items: number;
}

export async function listOwnerlessItems(db: Queryable): Promise<readonly Ownerless[]> {
  const { rows } = await sql<Ownerless>`
    select source.id as "sourceId", source.name as source, count(*) as items from sources.item join sources.source on source.id = item.source_id
    where item.owner_unit_id is null and item.merged_into is null and item.status = 'live' group by source.id order by count(*) desc, source.id
  `.execute(db);
  return rows;
}

/** From whom something is awaited on a web, and whether it came. */
export interface Expectation {
  readonly id: Id<"expectation">;
  readonly unitId: Id<"unit">;
  readonly unit: Localized;
  readonly sourceId: Id<"source">;
  readonly source: Localized;
  readonly everyDays: number;
  readonly setAt: Instant;
  /** When something of theirs last appeared there; null: never. */
  readonly lastAt: Instant | null;
  readonly isMissing: boolean;
}

export async function listExpectations(db: Queryable, at: Instant): Promise<readonly Expectation[]> {
  const { rows } = await sql<Omit<Expectation, "isMissing">>`
    with recursive below as (
      select id as top_id, id from policy.unit union all select below.top_id, unit.id from below join policy.unit on unit.parent_id = below.id
    )
    select expectation.id, expectation.unit_id as "unitId", unit.name as unit, expectation.source_id as "sourceId", source.name as source, every_days as "everyDays", set_at as "setAt",
      (select max(appeared_at) from sources.item where item.source_id = expectation.source_id and item.owner_unit_id in (select below.id from below where top_id = expectation.unit_id)) as "lastAt"
    from flow.expectation join policy.unit on unit.id = expectation.unit_id join sources.source on source.id = expectation.source_id
    where ended_at is null order by expectation.id
  `.execute(db);
  // Who was only asked today is not missing yet.
  return rows.map((row) => ({ ...row, isMissing: msBetween(row.lastAt !== null && row.lastAt > row.setAt ? row.lastAt : (row.lastAt ?? row.setAt), at) > row.everyDays * DAY }));
}

export type ExpectationRefusal = NotPermitted | { readonly kind: "unknown-unit" } | { readonly kind: "unknown-source" } | { readonly kind: "bad-days" } | { readonly kind: "already-expected" };

const MOST_DAYS = 400;

/** Says that a unit should tell something on a web every so many days. */
export async function expectFrom(
  tx: Tx, actor: Actor, expected: { readonly unitId: Id<"unit">; readonly sourceId: Id<"source">; readonly everyDays: number }, at: Instant,
): Promise<Result<Id<"expectation">, ExpectationRefusal>> {
  const permitted = await authorise(tx, actor, "item.triage", { unitId: expected.unitId }, at);
  if (!permitted.ok) return permitted;
  if (!Number.isInteger(expected.everyDays) || expected.everyDays < 1 || expected.everyDays > MOST_DAYS) return refuse({ kind: "bad-days" });
  const { rows: known } = await sql<{ unit: boolean; source: boolean }>`
    select exists (select 1 from policy.unit where id = ${expected.unitId}) as unit, exists (select 1 from sources.source where id = ${expected.sourceId}) as source
  `.execute(tx);
  if (!known[0]?.unit) return refuse({ kind: "unknown-unit" });
  if (!known[0].source) return refuse({ kind: "unknown-source" });
  const id = newId<"expectation">(at);
  const { rows } = await sql`
    insert into flow.expectation (id, unit_id, source_id, every_days, set_by, set_at) values (${id}, ${expected.unitId}, ${expected.sourceId}, ${expected.everyDays}, ${actor.personId}, ${at})
    on conflict (unit_id, source_id) where ended_at is null do nothing returning 1
  `.execute(tx);
  if (rows.length === 0) return refuse({ kind: "already-expected" });
  await tell(tx, "expectation.set", { type: "expectation", id }, actor, at, { unitId: expected.unitId, sourceId: expected.sourceId, everyDays: expected.everyDays });
  return ok(id);
}

/** Awaits it no more. */
export async function endExpectation(tx: Tx, actor: Actor, id: Id<"expectation">, at: Instant): Promise<Result<undefined, NotPermitted | { readonly kind: "unknown-expectation" }>> {
  const { rows } = await sql<{ unit_id: Id<"unit"> }>`select unit_id from flow.expectation where id = ${id} and ended_at is null for update`.execute(tx);
  const [found] = rows;
  if (!found) return refuse({ kind: "unknown-expectation" });
  const permitted = await authorise(tx, actor, "item.triage", { unitId: found.unit_id }, at);
  if (!permitted.ok) return permitted;
  await sql`update flow.expectation set ended_at = ${at} where id = ${id}`.execute(tx);
  await tell(tx, "expectation.ended", { type: "expectation", id }, actor, at);
  return ok();
}
