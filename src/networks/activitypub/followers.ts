import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import type { FederationLimits } from "./limits.ts";
import type { RemoteActor } from "./remote-actor.ts";
import type { StoredKey } from "./remote-keys.ts";
import { tables } from "./store.ts";

export interface NewFollower {
  readonly profileId: Id<"profile">;
  readonly actor: RemoteActor;
  readonly follow: string;
  /** `readAt`: in the time of the network, as all that is compared with what other servers say. */
  readonly key: { readonly id: string; readonly pem: string; readonly readAt: Instant };
}

/** Enters a follower, or brings the known one up to date. False when the caps leave no room. */
export async function addFollower(tx: Tx, follower: NewFollower, limits: FederationLimits["followers"], at: Instant): Promise<boolean> {
  const { profileId, actor, follow, key } = follower;
  const present = { host: actor.host, inbox: actor.inbox, shared_inbox: actor.sharedInbox ?? null, follow, key_id: key.id, key_pem: key.pem, refreshed_at: key.readAt };
  const updated = await tables(tx)
    .updateTable("activitypub.follower")
    .set(present)
    .where("profile_id", "=", profileId)
    .where("actor", "=", actor.id)
    .executeTakeFirst();
  if (updated.numUpdatedRows > 0n) return true;
  // The row of the count is locked first: follows of one host wait for each other, so none is counted twice.
  const { rows } = await sql<{ followers: number; total: number }>`
    with counted as (
      insert into activitypub.follower_count (profile_id, host, followers) values (${profileId}, ${actor.host}, 0)
      on conflict (profile_id, host) do update set followers = follower_count.followers
      returning followers
    )
    select counted.followers, (select coalesce(sum(followers), 0)::integer from activitypub.follower_count where profile_id = ${profileId}) as total from counted`.execute(tx);
  const count = rows[0];
  if (!count || count.followers >= limits.perHost || count.total >= limits.perActor) return false;
  const inserted = await tables(tx)
    .insertInto("activitypub.follower")
    .values({ profile_id: profileId, actor: actor.id, followed_at: at, ...present })
    .onConflict((conflict) => conflict.columns(["profile_id", "actor"]).doUpdateSet(present))
    .returning(sql<boolean>`xmax = 0`.as("is_new"))
    .executeTakeFirstOrThrow();
  if (inserted.is_new) await addToCount(tx, profileId, actor.host, 1);
  return true;
}

/** Takes a follower out; false when there was none. */
export async function removeFollower(tx: Tx, profileId: Id<"profile">, actor: string): Promise<boolean> {
  const { rows } = await sql<{ host: string }>`
    delete from activitypub.follower where profile_id = ${profileId} and actor = ${actor} returning host`.execute(tx);
  for (const { host } of rows) await addToCount(tx, profileId, host, -1);
  return rows.length > 0;
}

/** An actor is no more, anywhere. */
export async function removeActor(tx: Tx, actor: string): Promise<void> {
  const { rows } = await sql<{ profile_id: Id<"profile">; host: string }>`
    delete from activitypub.follower where actor = ${actor} returning profile_id, host`.execute(tx);
  for (const row of rows) await addToCount(tx, row.profile_id, row.host, -1);
}

/** The server says that an inbox is gone for good: who was reached through it is no follower any more. */
export async function removeInbox(tx: Tx, profileId: Id<"profile">, inbox: string): Promise<number> {
  const { rows } = await sql<{ host: string }>`
    delete from activitypub.follower where coalesce(shared_inbox, inbox) = ${inbox} and profile_id = ${profileId} returning host`.execute(tx);
  const [first] = rows;
  if (first) await addToCount(tx, profileId, first.host, -rows.length);
  return rows.length;
}

export async function refreshFollower(tx: Tx, actor: RemoteActor, readAt: Instant): Promise<void> {
  const [key] = actor.keys;
  if (!key) return;
  await tables(tx)
    .updateTable("activitypub.follower")
    .set({ inbox: actor.inbox, shared_inbox: actor.sharedInbox ?? null, key_id: key.id, key_pem: key.pem, refreshed_at: readAt })
    .where("actor", "=", actor.id)
    .execute();
}

export async function isFollower(db: Queryable, actor: string): Promise<boolean> {
  const row = await tables(db).selectFrom("activitypub.follower").select("actor").where("actor", "=", actor).limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Whom a follower followed with a certain Follow. */
export async function profileFollowed(db: Queryable, actor: string, follow: string): Promise<Id<"profile"> | undefined> {
  const row = await tables(db)
    .selectFrom("activitypub.follower")
    .select("profile_id")
    .where("actor", "=", actor)
    .where("follow", "=", follow)
    .executeTakeFirst();
  return row?.profile_id;
}

/** A key as a follower, or somebody who wrote to us, last told it. */
export async function findStoredKey(db: Queryable, keyId: string): Promise<StoredKey | undefined> {
  const { rows } = await sql<StoredKey>`
    select actor as owner, key_pem as pem, refreshed_at as "refreshedAt" from (
      (select actor, key_pem, refreshed_at from activitypub.follower where key_id = ${keyId} order by refreshed_at desc limit 1)
      union all
      (select actor, key_pem, refreshed_at from activitypub.correspondent where key_id = ${keyId} order by refreshed_at desc limit 1)
    ) known order by refreshed_at desc limit 1`.execute(db);
  return rows[0];
}

export async function countFollowers(db: Queryable, profileId: Id<"profile">): Promise<number> {
  const row = await tables(db)
    .selectFrom("activitypub.follower_count")
    .select(sql<number>`coalesce(sum(followers), 0)::integer`.as("followers"))
    .where("profile_id", "=", profileId)
    .executeTakeFirstOrThrow();
  return row.followers;
}

async function addToCount(tx: Tx, profileId: Id<"profile">, host: string, by: number): Promise<void> {
  await sql`
    update activitypub.follower_count set followers = greatest(0, followers + ${by})
    where profile_id = ${profileId} and host = ${host}`.execute(tx);
}
