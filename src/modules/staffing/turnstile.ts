import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Tx } from "#platform/database.ts";

/**
 * Lets one transaction at a time through for each profile, in one order: whoever decides by looking at who is left sees
 * what everybody before decided.
 */
export async function passTurnstile(tx: Tx, profileIds: readonly Id<"profile">[]): Promise<void> {
  for (const id of [...new Set(profileIds)].sort()) {
    await sql`
      insert into staffing.turnstile (profile_id, passed) values (${id}, 1)
      on conflict (profile_id) do update set passed = turnstile.passed + 1
    `.execute(tx);
  }
}
