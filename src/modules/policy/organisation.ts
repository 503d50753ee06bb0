import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { Queryable, Tx } from "#platform/database.ts";

/** Under which act, by whom and why; who may is asked by the caller's command. */
export interface ChangeGround {
  readonly actId: Id<"act"> | undefined;
  readonly reason: string;
  readonly by: Id<"person"> | undefined;
}

/** Gives a unit another name or place: it stays the same unit, and what belongs to it goes along. */
export async function changeUnit(tx: Tx, unit: { readonly id: Id<"unit">; readonly name: Localized; readonly dir3: string | null; readonly parentId: Id<"unit"> | null }, change: "renamed" | "moved", ground: ChangeGround, at: Instant): Promise<void> {
  await sql`update policy.unit set name = ${JSON.stringify(unit.name)}, dir3 = ${unit.dir3}, parent_id = ${unit.parentId} where id = ${unit.id}`.execute(tx);
  await note(tx, unit.id, change, ground, at);
}

/** Ends a unit in another, which from then on has what was below it and what belongs to it. */
export async function mergeUnit(tx: Tx, id: Id<"unit">, into: Id<"unit">, ground: ChangeGround, at: Instant): Promise<void> {
  await sql`update policy.unit set parent_id = ${into} where parent_id = ${id} and (valid_to is null or valid_to > ${at})`.execute(tx);
  await sql`update policy.unit set merged_into = ${into}, valid_to = ${at} where id = ${id}`.execute(tx);
  await note(tx, id, "merged", ground, at);
}

export async function closeUnit(tx: Tx, id: Id<"unit">, ground: ChangeGround, at: Instant): Promise<void> {
  await sql`update policy.unit set valid_to = ${at} where id = ${id}`.execute(tx);
  await note(tx, id, "closed", ground, at);
}

async function note(tx: Tx, id: Id<"unit">, change: UnitChange["change"], { actId, reason, by }: ChangeGround, at: Instant): Promise<void> {
  await sql`
    insert into policy.unit_change (unit_id, change, name, parent_id, at, changed_by, act_id, reason)
    select id, ${change}, name, parent_id, ${at}, ${by ?? null}, ${actId ?? null}, ${reason} from policy.unit where id = ${id}
  `.execute(tx);
}

export interface UnitChange {
  readonly unitId: Id<"unit">;
  readonly change: "entered" | "renamed" | "moved" | "merged" | "closed";
  readonly name: Localized;
  readonly parent: Localized | null;
  readonly at: Instant;
  readonly act: Localized | null;
  readonly reason: string;
}

/** What units were called and where they stood, the newest first. */
export async function listUnitChanges(db: Queryable, unitId?: Id<"unit">): Promise<readonly UnitChange[]> {
  const { rows } = await sql<UnitChange>`
    select unit_change.unit_id as "unitId", change, unit_change.name, parent.name as parent, unit_change.at, act.title as act, reason
    from policy.unit_change left join policy.unit parent on parent.id = unit_change.parent_id left join policy.act on act.id = unit_change.act_id
    where ${unitId ?? null}::uuid is null or unit_change.unit_id = ${unitId ?? null}::uuid
    order by unit_change.position desc
  `.execute(db);
  return rows;
}
