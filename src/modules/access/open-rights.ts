import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { HOUR, type Instant, plusMs } from "#kernel/instant.ts";
import { getParameter } from "#modules/policy/index.ts";
import type { Queryable } from "#platform/database.ts";

/**
 * Of these sessions, those that may still see the back office, each with a mark of the person's appointments in force:
 * another mark means other rights. A session that ended, a person who was disabled or has no appointment left is missing.
 */
export async function listOpenRights(db: Queryable, sessions: readonly Id<"session">[], at: Instant): Promise<ReadonlyMap<Id<"session">, string>> {
  const idleHours = await getParameter(db, "access.idleHours", at);
  const { rows } = await sql<{ id: Id<"session">; rights: string }>`
    select session.id, held.rights
    from access.session join (
      select person_id, string_agg(appointment.id::text, ' ' order by appointment.id) as rights from authority.appointments_at(${at}) appointment
      group by person_id
    ) held on held.person_id = session.person_id
    where session.id = any(${[...sessions]}::uuid[]) and complete and ended_at is null and seen_at > ${plusMs(at, -idleHours * HOUR)}
      and not exists (select 1 from access.credential where credential.person_id = session.person_id and disabled_at is not null)
  `.execute(db);
  return new Map(rows.map((row) => [row.id, row.rights]));
}
