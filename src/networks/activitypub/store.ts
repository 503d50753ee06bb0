import type { ColumnType, Generated } from "kysely";
import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import type { ObjectId } from "./addresses.ts";
import type { JsonObject } from "./note.ts";

export type FanOutState = "waiting" | "delivered" | "failed" | "gone" | "superseded";
export type ActivityType = "Create" | "Update" | "Delete" | "Accept";

export type ActivityPubTables = {
  "activitypub.actor": { profile_id: Id<"profile">; handle: string; created_at: Instant; public_key: string; private_key: Buffer };
  "activitypub.handle": { handle: string; profile_id: Id<"profile">; taken_at: Instant };
  "activitypub.instance": { singleton: Generated<boolean>; public_key: string; private_key: Buffer; created_at: Instant };
  "activitypub.object": {
    id: ObjectId;
    profile_id: Id<"profile">;
    publication_id: Id<"publication">;
    permalink: string;
    note: string | null;
    published_at: Instant;
    updated_at: Instant | null;
    deleted_at: Instant | null;
    recipient: Generated<string | null>;
    private: Generated<boolean>;
  };
  "activitypub.activity": {
    id: Id<"delivery">;
    position: Generated<number>;
    profile_id: Id<"profile">;
    type: ActivityType;
    object_id: ObjectId | null;
    body: Buffer;
    at: Instant;
    delivered: Generated<number>;
    failed: Generated<number>;
  };
  "activitypub.follower": {
    profile_id: Id<"profile">;
    actor: string;
    host: string;
    inbox: string;
    shared_inbox: string | null;
    follow: string;
    key_id: string;
    key_pem: string;
    followed_at: ColumnType<Instant, Instant, never>;
    refreshed_at: Instant;
  };
  "activitypub.correspondent": {
    actor: string;
    host: string;
    inbox: string;
    shared_inbox: string | null;
    handle: string;
    name: string;
    url: string;
    key_id: string;
    key_pem: string;
    refreshed_at: Instant;
  };
  "activitypub.follower_count": { profile_id: Id<"profile">; host: string; followers: number };
  "activitypub.remote_host": { host: string; failures: number; blocked_until: Instant; last_error: string };
  "activitypub.inbound": { activity: string; received_at: Instant };
  "activitypub.fan_out": {
    activity_id: Id<"delivery">;
    inbox: string;
    host: string;
    profile_id: Id<"profile">;
    object_id: ObjectId | null;
    position: number;
    at: Instant;
    state: FanOutState;
    attempts: number;
    next_at: Instant;
    lease_until: Instant | null;
    fence: number;
    last_error: string | null;
  };
};

export const tables = (db: Queryable) => db.withTables<ActivityPubTables>();

/** Writes an activity with the bytes that every inbox will get. False when it was written before. */
export async function insertActivity(
  tx: Tx,
  activity: { readonly id: Id<"delivery">; readonly profileId: Id<"profile">; readonly type: ActivityType; readonly objectId: ObjectId | null; readonly json: JsonObject; readonly at: Instant },
): Promise<boolean> {
  const written = await tables(tx)
    .insertInto("activitypub.activity")
    .values({
      id: activity.id,
      profile_id: activity.profileId,
      type: activity.type,
      object_id: activity.objectId,
      body: Buffer.from(JSON.stringify(activity.json)),
      at: activity.at,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  return written !== undefined;
}

/**
 * One row for each distinct inbox: shared ones of today's followers, or of the one whom it answers, and those that got the
 * same object before, so that a correction reaches who has left since. A host that is not answering now is tried when its
 * pause ends.
 */
export async function fanOutToAudience(tx: Tx, id: Id<"delivery">): Promise<void> {
  await sql`
    insert into activitypub.fan_out (activity_id, inbox, host, profile_id, object_id, position, at, state, next_at)
    select a.id, i.inbox, min(i.host), a.profile_id, a.object_id, a.position, a.at, 'waiting', greatest(a.at, max(i.not_before), max(h.blocked_until))
    from activitypub.activity a
    join activitypub.object o on o.id = a.object_id
    cross join lateral (
      select coalesce(f.shared_inbox, f.inbox) as inbox, f.host, null::timestamptz as not_before
      from activitypub.follower f where f.profile_id = a.profile_id and o.recipient is null
      union all
      select c.inbox, c.host, null from activitypub.correspondent c where c.actor = o.recipient
      union all
      select sent.inbox, sent.host, case when sent.state = 'superseded' then sent.lease_until end
      from activitypub.activity earlier join activitypub.fan_out sent on sent.activity_id = earlier.id
      where earlier.object_id = a.object_id and earlier.position < a.position and sent.state <> 'gone'
    ) i
    left join activitypub.remote_host h on h.host = i.host
    where a.id = ${id}
    group by a.id, i.inbox`.execute(tx);
}

/** One row for one inbox: the answer to a Follow. */
export async function fanOutTo(tx: Tx, id: Id<"delivery">, inbox: string, host: string): Promise<void> {
  await sql`
    insert into activitypub.fan_out (activity_id, inbox, host, profile_id, object_id, position, at, state, next_at)
    select a.id, ${inbox}, ${host}, a.profile_id, a.object_id, a.position, a.at, 'waiting', greatest(a.at, h.blocked_until)
    from activitypub.activity a left join activitypub.remote_host h on h.host = ${host}
    where a.id = ${id}
    on conflict do nothing`.execute(tx);
}

/**
 * What still waits about an object that is being withdrawn need not go out any more. A request may be under way: the
 * withdrawal waits for the end of its lease (see `fanOutToAudience`), so that it arrives after it.
 */
export async function supersedeWaiting(tx: Tx, objectId: ObjectId): Promise<void> {
  await sql`
    update activitypub.fan_out f set state = 'superseded'
    from activitypub.activity a where a.object_id = ${objectId} and f.activity_id = a.id and f.state = 'waiting'`.execute(tx);
}
