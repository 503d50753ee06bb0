import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { type Database, inTransaction, type Tx } from "#platform/database.ts";
import { fault } from "#platform/faults.ts";
import { newId } from "#platform/ids.ts";
import type { Clock } from "#platform/clock.ts";
import type { Intake } from "../contract/index.ts";
import type { Addresses } from "./addresses.ts";
import { forgetCorrespondents, isCorrespondent, knowCorrespondent } from "./correspondents.ts";
import type { ActorDirectory } from "./directory.ts";
import type { InboundActivity } from "./envelope.ts";
import { addFollower, isFollower, profileFollowed, refreshFollower, removeActor, removeFollower } from "./followers.ts";
import type { FederationLimits } from "./limits.ts";
import { acceptOf } from "./note.ts";
import type { KnownKey, RemoteKeys } from "./remote-keys.ts";
import type { RemoteActor } from "./remote-actor.ts";
import { findActor } from "./actors.ts";
import type { RemoteNote } from "./message.ts";
import { fanOutTo, insertActivity, tables } from "./store.ts";

export type Received =
  | "done"
  /** It was done before: a repeat, or somebody playing it again. */
  | "repeated"
  /** Well signed, and nothing that we do something about. */
  | "ignored"
  /** Meant for somebody whom we do not have, or not any more. */
  | "no-such-actor"
  | "full"
  /** Who sent it cannot be read now; to be sent again. */
  | "later";

interface Dependencies {
  readonly db: Database;
  readonly addresses: Addresses;
  readonly directory: ActorDirectory;
  readonly keys: RemoteKeys;
  readonly limits: FederationLimits["followers"];
  /** Where what citizens say goes. */
  readonly intake: Intake;
  /** The time of the network: what keys and pages are compared with. */
  readonly wireClock: Clock;
}

/** Does what a verified activity asks, once. When this returns, it is committed. */
export async function receive(dependencies: Dependencies, activity: InboundActivity, key: KnownKey, at: Instant): Promise<Received> {
  const { db, addresses, directory, keys, limits, intake } = dependencies;
  switch (activity.kind) {
    case "follow": {
      const profileId = addresses.profileOf(activity.object);
      if (profileId === undefined) return "ignored";
      const profile = (await findActor(db, profileId)) && (await directory.find(db, profileId));
      if (!profile || profile.state === "closed") return "no-such-actor";
      // Read before the transaction: no connection waits for another server.
      const actor = key.actor ?? (await keys.actor(activity.actor));
      if (!actor) return "later";
      return once(db, activity.id, at, (tx) => follow(tx, { profileId, actor, key, activity, addresses, limits, at }));
    }
    case "undo-follow":
      return once(db, activity.id, at, (tx) => undoFollow(tx, activity, addresses, at));
    case "block": {
      const profileId = addresses.profileOf(activity.object);
      if (profileId === undefined) return "ignored";
      return once(db, activity.id, at, async (tx) => {
        await removeFollower(tx, profileId, activity.actor);
        return "done";
      });
    }
    case "actor-gone": {
      // Servers tell everybody about each account that ends; only followers and who wrote to us mean something here.
      const wrote = await isCorrespondent(db, activity.actor);
      if (!wrote && !(await isFollower(db, activity.actor))) return "ignored";
      if (wrote) await intake([{ kind: "author-gone", network: "activitypub", authorId: activity.actor }]);
      return once(db, activity.id, at, async (tx) => {
        await removeActor(tx, activity.actor);
        await forgetCorrespondents(tx, [activity.actor]);
        return "done";
      });
    }
    case "actor-changed": {
      if (!(await isFollower(db, activity.actor))) return "ignored";
      // What the activity carries is not used: the actor's own page says it.
      const actor = await keys.actor(activity.actor);
      if (!actor) return "later";
      return once(db, activity.id, at, async (tx) => {
        await refreshFollower(tx, actor, key.readAt);
        return "done";
      });
    }
    case "note-created":
      return hear(dependencies, activity, key, at);
    case "note-changed": {
      const { note } = activity;
      const { text, language, media } = note;
      await intake([{ kind: "edited", network: "activitypub", remoteId: note.id, authorId: activity.actor, text, language, media, editedAt: note.updated ?? at }]);
      return "done";
    }
    case "note-deleted":
      await intake([{ kind: "deleted", network: "activitypub", remoteId: activity.object, authorId: activity.actor }]);
      return "done";
    case "other":
      return "ignored";
  }
}

/** Nobody writes to more of a council's profiles at once, except to be heard above others. */
const MOST_PROFILES = 5;

/** Words for us: an answer to something of ours, or a message that names or addresses one of our actors. */
async function hear({ db, addresses, directory, keys, intake, wireClock }: Dependencies, { actor, note }: Extract<InboundActivity, { note: RemoteNote }>, key: KnownKey, at: Instant): Promise<Received> {
  const named = note.addressed.flatMap((one) => addresses.profileOf(one) ?? []);
  const answered = note.inReplyTo === undefined ? undefined : addresses.editionOf(note.inReplyTo);
  const owner = answered && (await tables(db).selectFrom("activitypub.object").select("profile_id").where("id", "=", answered).executeTakeFirst());
  const asked = [...new Set([...(owner ? [owner.profile_id] : []), ...named])].slice(0, MOST_PROFILES);
  const profiles: Id<"profile">[] = [];
  for (const profileId of asked) {
    const profile = (await findActor(db, profileId)) && (await directory.find(db, profileId));
    if (profile && profile.state !== "closed") profiles.push(profileId);
  }
  if (profiles.length === 0) return asked.length > 0 ? "no-such-actor" : "ignored";
  const author = await knowCorrespondent(db, keys, actor, key, wireClock.now());
  if (!author) return "later";
  const { id: remoteId, url, inReplyTo, text, language, visibility, media } = note;
  await intake(profiles.map((profileId) => ({
    kind: "message", profileId, network: "activitypub", remoteId, url, inReplyTo, author, text, language, visibility, media, sentAt: note.published ?? at,
  })));
  return "done";
}

async function once(db: Database, activity: string, at: Instant, work: (tx: Tx) => Promise<Received>): Promise<Received> {
  const received = await inTransaction(db, async (tx): Promise<Received> => {
    const isNew = await remember(tx, activity, at);
    if (!isNew) return "repeated";
    const answer = await work(tx);
    await fault("federation.inbox-commit");
    return answer;
  });
  return received;
}

async function remember(tx: Tx, activity: string, at: Instant): Promise<boolean> {
  const row = await tables(tx)
    .insertInto("activitypub.inbound")
    .values({ activity, received_at: at })
    .onConflict((conflict) => conflict.column("activity").doNothing())
    .returning("activity")
    .executeTakeFirst();
  return row !== undefined;
}

interface Following {
  readonly profileId: Id<"profile">;
  readonly actor: RemoteActor;
  readonly key: KnownKey;
  readonly activity: InboundActivity & { readonly kind: "follow" };
  readonly addresses: Addresses;
  readonly limits: FederationLimits["followers"];
  readonly at: Instant;
}

async function follow(tx: Tx, { profileId, actor, key, activity, addresses, limits, at }: Following): Promise<Received> {
  if (!(await addFollower(tx, { profileId, actor, follow: activity.id, key }, limits, at))) return "full";
  const id = newId<"delivery">(at);
  const json = acceptOf({ id: activity.id, actor: activity.actor, object: activity.object }, addresses.activity(id));
  await insertActivity(tx, { id, profileId, type: "Accept", objectId: null, json, at });
  await fanOutTo(tx, id, actor.inbox, actor.host);
  return "done";
}

async function undoFollow(tx: Tx, activity: InboundActivity & { readonly kind: "undo-follow" }, addresses: Addresses, at: Instant): Promise<Received> {
  const named = activity.object === undefined ? undefined : addresses.profileOf(activity.object);
  const profileId = named ?? (activity.follow === undefined ? undefined : await profileFollowed(tx, activity.actor, activity.follow));
  // The Follow may still be on its way: when it comes, it has been undone.
  if (activity.follow !== undefined) await remember(tx, activity.follow, at);
  if (profileId !== undefined) await removeFollower(tx, profileId, activity.actor);
  return "done";
}
