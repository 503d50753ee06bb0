import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";

/** Tells once of each drift that is still open when it should have been decided (DRI-R2). */
export async function tellLate(tx: Tx, at: Instant): Promise<number> {
  const { rows } = await sql<{ id: Id<"drift"> }>`
    update drift.drift set told_late_at = ${at} where state in ('detected', 'assigned') and due_at < ${at} and told_late_at is null returning id
  `.execute(tx);
  for (const { id } of rows) await recordEvent(tx, { kind: "drift.late", subject: { type: "drift", id }, at });
  return rows.length;
}
