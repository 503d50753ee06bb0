import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Queryable } from "#platform/database.ts";

/** Posts of a profile of which it is not settled whether they are out. */
export async function countUnsettled(db: Queryable, profileId: Id<"profile">): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from publishing.delivery where profile_id = ${profileId} and state in ('planned', 'armed', 'sent', 'unknown') and cancelled_at is null
  `.execute(db);
  return rows[0]?.n ?? 0;
}

/** The notice that a profile closes, if one went out through us between two instants. */
export async function findClosingNotice(db: Queryable, profileId: Id<"profile">, from: Instant, to: Instant): Promise<{ readonly at: Instant; readonly url: string | null } | undefined> {
  const { rows } = await sql<{ at: Instant; url: string | null }>`
    select delivery.changed_at as at, delivery.url from publishing.delivery
    join publishing.edition on edition.id = delivery.edition_id join publishing.version on version.id = edition.version_id
    where delivery.profile_id = ${profileId} and delivery.state = 'confirmed' and delivery.kind = 'create' and version.content ->> 'exception' = 'closing'
      and delivery.changed_at >= ${from} and delivery.changed_at <= ${to}
    order by delivery.changed_at limit 1
  `.execute(db);
  return rows[0];
}
