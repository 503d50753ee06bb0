import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { Queryable, Tx } from "#platform/database.ts";

export interface WorkingGroup {
  readonly leadUnits: readonly Id<"unit">[];
  readonly members: readonly Id<"person">[];
  readonly actId: Id<"act">;
  readonly act: Localized;
  readonly since: Instant;
}

/** How the working group has been made up, the present first (ORG-5). */
export async function listWorkingGroups(db: Queryable): Promise<readonly WorkingGroup[]> {
  const { rows } = await sql<WorkingGroup>`
    select lead_units::text[] as "leadUnits", members::text[] as members, act_id as "actId", act.title as act, set_at as since
    from policy.working_group join policy.act on act.id = act_id order by position desc
  `.execute(db);
  return rows;
}

/** Who may, and whether it is well made up, is asked by the caller's command. */
export async function writeWorkingGroup(
  tx: Tx, group: { readonly leadUnits: readonly Id<"unit">[]; readonly members: readonly Id<"person">[]; readonly actId: Id<"act"> }, by: Id<"person">, at: Instant,
): Promise<void> {
  await sql`
    insert into policy.working_group (lead_units, members, act_id, set_by, set_at)
    values (${[...group.leadUnits]}::uuid[], ${[...group.members]}::uuid[], ${group.actId}, ${by}, ${at})
  `.execute(tx);
}
