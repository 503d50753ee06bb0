import { sql } from "kysely";
import type { Instant } from "#kernel/instant.ts";
import type { Queryable, Tx } from "./database.ts";

/** What a database is: a council's own, or the example city, which lives at its own time and may be dropped whole. */
export interface Installation {
  readonly kind: "council" | "example";
  readonly origin: string;
  readonly clockOffsetMs: number;
}

/** Undefined for a database that is migrated and otherwise empty. */
export async function findInstallation(db: Queryable): Promise<Installation | undefined> {
  const { rows } = await sql<{ kind: "council" | "example"; origin: string; clock_offset_ms: number }>`
    select kind, origin, clock_offset_ms from platform.installation
  `.execute(db);
  const row = rows[0];
  return row && { kind: row.kind, origin: row.origin, clockOffsetMs: row.clock_offset_ms };
}

/** Once per database: ids of actors, objects and permanent addresses are made from the origin and never change. */
export async function recordInstallation(tx: Tx, installation: Installation, at: Instant): Promise<void> {
  await sql`
    insert into platform.installation (kind, origin, clock_offset_ms, created_at)
    values (${installation.kind}, ${installation.origin}, ${installation.clockOffsetMs}, ${at})
  `.execute(tx);
}
