import { sql } from "kysely";
import { type Instant, plusMs } from "#kernel/instant.ts";
import { type Database, inTransaction } from "#platform/database.ts";
import type { FederationLimits } from "./limits.ts";

/** Lets go of what the outside made grow and nobody needs any more. Meant to run each hour. */
export async function pruneFederation(db: Database, limits: FederationLimits["keep"], now: Instant): Promise<{ readonly inbound: number; readonly fanOut: number; readonly hosts: number }> {
  const old = await sql`
    delete from activitypub.inbound where received_at < ${plusMs(now, -limits.inboundMs)}
      or received_at < (select received_at from activitypub.inbound order by received_at desc offset ${limits.inboundRows} limit 1)`.execute(db);
  const fanOut = await inTransaction(db, async (tx) => {
    // Their number stays with the activity; an activity with anything waiting keeps its rows.
    const { numAffectedRows } = await sql`
      with ended as (
        delete from activitypub.fan_out f using activitypub.activity a
        where a.at < ${plusMs(now, -limits.fanOutMs)} and f.activity_id = a.id
          and not exists (select 1 from activitypub.fan_out w where w.activity_id = f.activity_id and w.state = 'waiting')
        returning f.activity_id, f.state
      ), counted as (
        select activity_id, count(*) filter (where state = 'delivered') as delivered, count(*) filter (where state in ('failed', 'gone')) as failed
        from ended group by activity_id
      )
      update activitypub.activity a set delivered = a.delivered + c.delivered, failed = a.failed + c.failed
      from counted c where c.activity_id = a.id`.execute(tx);
    return Number(numAffectedRows ?? 0n);
  });
  const hosts = await sql`
    delete from activitypub.remote_host h where h.blocked_until < ${now}
      and not exists (select 1 from activitypub.fan_out f where f.host = h.host and f.state = 'waiting')`.execute(db);
  return { inbound: Number(old.numAffectedRows ?? 0n), fanOut, hosts: Number(hosts.numAffectedRows ?? 0n) };
}
