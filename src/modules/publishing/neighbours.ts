import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Queryable } from "#platform/database.ts";
import type { Neighbour } from "./rules/checks.ts";

/** What else these profiles say on the council's day around an instant: what is out, on its way or approved for it. Answers do not count. */
export async function listNeighbours(db: Queryable, profileIds: readonly Id<"profile">[], at: Instant, zone: string, except: Id<"publication"> | undefined): Promise<readonly Neighbour[]> {
  if (profileIds.length === 0) return [];
  const { rows } = await sql<Neighbour>`
    select delivery.profile_id as "profileId", publication.title, min(delivery.due_at) as at
    from publishing.delivery join publishing.publication on publication.id = delivery.publication_id
    where delivery.profile_id = any(${[...profileIds]}::uuid[]) and delivery.kind = 'create' and delivery.cancelled_at is null and delivery.state <> 'refused'
      and publication.kind = 'post' and publication.id is distinct from ${except ?? null}::uuid
      and delivery.due_at >= date_trunc('day', ${at}::timestamptz at time zone ${zone}) at time zone ${zone}
      and delivery.due_at < (date_trunc('day', ${at}::timestamptz at time zone ${zone}) + interval '1 day') at time zone ${zone}
    group by delivery.profile_id, publication.id, publication.title
  `.execute(db);
  return rows;
}
