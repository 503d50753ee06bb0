import { sql } from "kysely";
import { DAY, HOUR, type Instant, msBetween, plusMs } from "#kernel/instant.ts";
import type { Database, Queryable, Tx } from "#platform/database.ts";
import type { RemoteAuthor } from "../contract/index.ts";
import { removeActor } from "./followers.ts";
import { type JsonObject, withoutAddressee } from "./note.ts";
import type { RemoteActor } from "./remote-actor.ts";
import type { KnownKey, RemoteKeys } from "./remote-keys.ts";
import { tables } from "./store.ts";

/** What somebody's page says is taken as so for this long: who writes often is not asked each time. */
const FRESH_MS = 12 * HOUR;

/**
 * Who wrote, as their own page says, kept so that they can be answered; undefined when they cannot be read now.
 * @param now the time of the network
 */
export async function knowCorrespondent(db: Database, keys: RemoteKeys, actorId: string, key: KnownKey, now: Instant): Promise<RemoteAuthor | undefined> {
  const known = await tables(db).selectFrom("activitypub.correspondent").selectAll().where("actor", "=", actorId).executeTakeFirst();
  if (known && msBetween(known.refreshed_at, now) < FRESH_MS) return { id: actorId, handle: known.handle, name: known.name, url: known.url };
  const actor = key.actor ?? (await keys.actor(actorId));
  if (!actor) return known && { id: actorId, handle: known.handle, name: known.name, url: known.url };
  await keepCorrespondent(db, actor, key, now);
  return { id: actor.id, handle: actor.handle, name: actor.name, url: actor.url };
}

async function keepCorrespondent(db: Database, actor: RemoteActor, key: KnownKey, now: Instant): Promise<void> {
  const present = {
    host: actor.host, inbox: actor.inbox, shared_inbox: actor.sharedInbox ?? null, handle: actor.handle, name: actor.name, url: actor.url,
    key_id: key.id, key_pem: key.pem, refreshed_at: now,
  };
  await tables(db).insertInto("activitypub.correspondent").values({ actor: actor.id, ...present }).onConflict((conflict) => conflict.column("actor").doUpdateSet(present)).execute();
}

export async function isCorrespondent(db: Queryable, actor: string): Promise<boolean> {
  const row = await tables(db).selectFrom("activitypub.correspondent").select("actor").where("actor", "=", actor).executeTakeFirst();
  return row !== undefined;
}

/** Their account is no more, or their conversations were erased. */
export async function forgetCorrespondents(db: Queryable, actors: readonly string[]): Promise<void> {
  await sql`delete from activitypub.correspondent where actor = any(${[...actors]}::text[])`.execute(db);
}

/**
 * Erases somebody who asked for it: how they are reached, and their name and address in what we answered them. What we
 * said stays; a copy that went to their server is theirs.
 */
export async function eraseCorrespondent(tx: Tx, actor: string): Promise<void> {
  await forgetCorrespondents(tx, [actor]);
  await removeActor(tx, actor);
  const objects = await tables(tx).selectFrom("activitypub.object").select(["id", "note"]).where("recipient", "=", actor).forUpdate().execute();
  for (const { id, note } of objects) {
    const anonymous = note === null ? null : withoutAddressee(JSON.parse(note) as JsonObject, actor);
    await tables(tx).updateTable("activitypub.object").set({ recipient: "erased", note: anonymous && JSON.stringify(anonymous) }).where("id", "=", id).execute();
    const activities = await tables(tx).selectFrom("activitypub.activity").select(["id", "body"]).where("object_id", "=", id).execute();
    for (const activity of activities) {
      const json = JSON.parse(activity.body.toString()) as JsonObject;
      await tables(tx).updateTable("activitypub.activity").set({ body: Buffer.from(JSON.stringify(withoutAddressee(json, actor))) }).where("id", "=", activity.id).execute();
    }
    await sql`delete from activitypub.fan_out where object_id = ${id}`.execute(tx);
  }
}

/** Who has not written for so long has had their answer. */
export async function pruneCorrespondents(db: Database, days: number, now: Instant): Promise<void> {
  await sql`delete from activitypub.correspondent where refreshed_at < ${plusMs(now, -days * DAY)}`.execute(db);
}
