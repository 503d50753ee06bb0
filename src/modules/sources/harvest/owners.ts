import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Tx } from "#platform/database.ts";
import { listSectionOwners } from "../commands/held-source.ts";
import type { SectionOwner } from "../rules/section.ts";

export interface Owners {
  readonly unitId: Id<"unit"> | null;
  readonly sections: readonly SectionOwner[];
}

/** Whose a source's items are; they stay theirs until the transaction ends. */
export async function readOwners(tx: Tx, sourceId: Id<"source">): Promise<Owners> {
  const { rows } = await sql<{ unitId: Id<"unit"> | null }>`select owner_unit_id as "unitId" from sources.source where id = ${sourceId} for share`.execute(tx);
  return { unitId: rows[0]?.unitId ?? null, sections: await listSectionOwners(tx, sourceId) };
}
