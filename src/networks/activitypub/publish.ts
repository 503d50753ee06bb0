import type { Instant } from "#kernel/instant.ts";
import type { Tx } from "#platform/database.ts";
import { fault } from "#platform/faults.ts";
import type { Intent, OwnNetwork } from "../contract/index.ts";
import type { Addresses, ObjectId } from "./addresses.ts";
import { abilities, networkLimits } from "./limits.ts";
import { correctedNote, createOf, deleteOf, isPrivate, type JsonObject, noteOf, objectIdOf, type TagUrl, updateOf } from "./note.ts";
import { fanOutToAudience, insertActivity, supersedeWaiting, tables } from "./store.ts";

/** The council's own network: to publish is to write these rows, in the transaction of whoever decided it. */
export function activityPubNetwork({ addresses, tagUrl }: { readonly addresses: Addresses; readonly tagUrl: TagUrl }): OwnNetwork<Tx> {
  return {
    id: "activitypub",
    kind: "own",
    limits: networkLimits,
    abilities,
    accept: async (tx, intent, at) => {
      if (intent.account !== addresses.actor(intent.profileId)) throw new Error(`delivery ${intent.deliveryId} is for ${intent.account}, no actor of its profile`);
      await fault("federation.accept");
      switch (intent.kind) {
        case "create":
          return create(tx, intent, at, addresses, tagUrl);
        case "update":
          return update(tx, intent, at, addresses, tagUrl);
        case "delete":
          return withdraw(tx, intent, at, addresses);
      }
    },
  };
}

type Accepted = { readonly remoteId: string; readonly url: string };

async function create(tx: Tx, intent: Intent, at: Instant, addresses: Addresses, tagUrl: TagUrl): Promise<Accepted> {
  const note = noteOf(intent, at, addresses, tagUrl);
  const id = objectIdOf(intent);
  const accepted = { remoteId: addresses.object(id), url: intent.permalink };
  const inserted = await tables(tx)
    .insertInto("activitypub.object")
    .values({
      id,
      profile_id: intent.profileId,
      publication_id: intent.publicationId,
      permalink: intent.permalink,
      note: JSON.stringify(note),
      published_at: at,
      recipient: intent.inReplyTo?.author.id ?? null,
      private: isPrivate(intent),
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  const isNew = await say(tx, intent, at, "Create", createOf(note, addresses.activity(intent.deliveryId)));
  // Another delivery of an edition that is out would be a second post: no rows stay, the transaction dies with this.
  if (isNew && !inserted) throw new Error(`edition ${intent.editionId} was published by another delivery than ${intent.deliveryId}`);
  return accepted;
}

async function update(tx: Tx, intent: Intent, at: Instant, addresses: Addresses, tagUrl: TagUrl): Promise<Accepted> {
  const object = await lockObject(tx, intent, addresses);
  const accepted = { remoteId: addresses.object(object.id), url: intent.permalink };
  if (await isSaid(tx, intent)) return accepted;
  if (object.note === null) throw new Error(`edition ${object.id} is withdrawn and cannot be corrected`);
  const note = correctedNote(storedNote(object.note), intent, at, tagUrl);
  await tables(tx)
    .updateTable("activitypub.object")
    .set({ note: JSON.stringify(note), permalink: intent.permalink, updated_at: at })
    .where("id", "=", object.id)
    .execute();
  await say(tx, intent, at, "Update", updateOf(note, addresses.activity(intent.deliveryId)), object.id);
  return accepted;
}

async function withdraw(tx: Tx, intent: Intent, at: Instant, addresses: Addresses): Promise<Accepted> {
  const object = await lockObject(tx, intent, addresses);
  const remoteId = addresses.object(object.id);
  const accepted = { remoteId, url: object.permalink };
  // Withdrawn already, by this delivery or another: there is nothing left to say.
  if (object.note === null) return accepted;
  await supersedeWaiting(tx, object.id);
  await tables(tx).updateTable("activitypub.object").set({ note: null, deleted_at: at }).where("id", "=", object.id).execute();
  await say(tx, intent, at, "Delete", deleteOf(intent, at, remoteId, addresses.activity(intent.deliveryId), addresses), object.id);
  return accepted;
}

async function say(tx: Tx, intent: Intent, at: Instant, type: "Create" | "Update" | "Delete", json: JsonObject, objectId: ObjectId = objectIdOf(intent)): Promise<boolean> {
  const isNew = await insertActivity(tx, { id: intent.deliveryId, profileId: intent.profileId, type, objectId, json, at });
  if (isNew) await fanOutToAudience(tx, intent.deliveryId);
  return isNew;
}

async function isSaid(tx: Tx, intent: Intent): Promise<boolean> {
  const row = await tables(tx).selectFrom("activitypub.activity").select("id").where("id", "=", intent.deliveryId).executeTakeFirst();
  return row !== undefined;
}

// The row is locked until the end of the transaction: corrections of one object follow one another.
async function lockObject(tx: Tx, intent: Intent, addresses: Addresses) {
  const id = intent.remoteId === undefined ? undefined : addresses.editionOf(intent.remoteId);
  if (id === undefined) throw new Error(`delivery ${intent.deliveryId} changes ${intent.remoteId ?? "nothing"}, no object of ours`);
  return tables(tx)
    .selectFrom("activitypub.object")
    .select(["id", "note", "permalink"])
    .where("id", "=", id)
    .where("profile_id", "=", intent.profileId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

const storedNote = (text: string): JsonObject => JSON.parse(text) as JsonObject;
