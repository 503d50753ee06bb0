import type { KeyObject } from "node:crypto";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Database, inTransaction, type Queryable, type Tx } from "#platform/database.ts";
import type { Keyring } from "#platform/keyring.ts";
import type { Addresses } from "./addresses.ts";
import { boundedMap } from "./bounded.ts";
import type { OwnActor } from "./directory.ts";
import { makeKeyPair, openPrivateKey } from "./keys.ts";
import type { Signer } from "./signature.ts";
import { tables } from "./store.ts";

export type HandleRefusal = { readonly kind: "handle-unfit"; readonly handle: string } | { readonly kind: "handle-taken"; readonly handle: string };

// What every server takes: letters, digits and `_` (Mastodon's Account::USERNAME_RE allows `.` and `-` inside only).
const HANDLE = /^[a-z0-9_]{1,30}$/i;

/** Gives a profile its actor with its own keys. Again for the same profile: nothing new. Returns the actor's address. */
export async function createActor(
  tx: Tx,
  { keyring, addresses }: { readonly keyring: Keyring; readonly addresses: Addresses },
  { profileId, handle }: { readonly profileId: Id<"profile">; readonly handle: string },
  at: Instant,
): Promise<Result<string, HandleRefusal>> {
  if (await findActor(tx, profileId)) return ok(addresses.actor(profileId));
  if (!HANDLE.test(handle)) return refuse({ kind: "handle-unfit", handle });
  if (await isTaken(tx, handle, profileId)) return refuse({ kind: "handle-taken", handle });
  const { publicKey, sealedPrivateKey } = await makeKeyPair(keyring, profileId);
  await tables(tx)
    .insertInto("activitypub.actor")
    .values({ profile_id: profileId, handle, created_at: at, public_key: publicKey, private_key: Buffer.from(sealedPrivateKey) })
    .execute();
  await tables(tx).insertInto("activitypub.handle").values({ handle: handle.toLowerCase(), profile_id: profileId, taken_at: at }).execute();
  return ok(addresses.actor(profileId));
}

/** Another name for the same actor. Followers stay; the old name goes on leading here and to nobody else. */
export async function setHandle(tx: Tx, { profileId, handle }: { readonly profileId: Id<"profile">; readonly handle: string }, at: Instant): Promise<Result<undefined, HandleRefusal>> {
  if (!HANDLE.test(handle)) return refuse({ kind: "handle-unfit", handle });
  if (await isTaken(tx, handle, profileId)) return refuse({ kind: "handle-taken", handle });
  const changed = await tables(tx).updateTable("activitypub.actor").set({ handle }).where("profile_id", "=", profileId).executeTakeFirst();
  if (changed.numUpdatedRows !== 1n) throw new Error(`no actor of profile ${profileId}`);
  await tables(tx)
    .insertInto("activitypub.handle")
    .values({ handle: handle.toLowerCase(), profile_id: profileId, taken_at: at })
    .onConflict((conflict) => conflict.column("handle").doNothing())
    .execute();
  return ok();
}

async function isTaken(tx: Tx, handle: string, by: Id<"profile">): Promise<boolean> {
  const row = await tables(tx).selectFrom("activitypub.handle").select("profile_id").where("handle", "=", handle.toLowerCase()).executeTakeFirst();
  return row !== undefined && row.profile_id !== by;
}

export async function findActor(db: Queryable, profileId: Id<"profile">): Promise<OwnActor | undefined> {
  const row = await tables(db)
    .selectFrom("activitypub.actor")
    .select(["profile_id", "handle", "created_at", "public_key"])
    .where("profile_id", "=", profileId)
    .executeTakeFirst();
  return row && { profileId: row.profile_id, handle: row.handle, createdAt: row.created_at, publicKey: row.public_key };
}

/** By its present or any earlier handle. */
export async function findActorByHandle(db: Queryable, handle: string): Promise<OwnActor | undefined> {
  const row = await tables(db).selectFrom("activitypub.handle").select("profile_id").where("handle", "=", handle.toLowerCase()).executeTakeFirst();
  return row && findActor(db, row.profile_id);
}

export async function countActors(db: Queryable): Promise<number> {
  const row = await tables(db).selectFrom("activitypub.actor").select(({ fn }) => fn.countAll<number>().as("actors")).executeTakeFirstOrThrow();
  return row.actors;
}

/** Opened private keys, kept while the process lives: opening one costs as much as several signatures. */
export interface Signers {
  of(profileId: Id<"profile">): Promise<Signer>;
  instance(): Promise<Signer>;
}

const OPENED_KEYS = 1_000;

export function signersOf(db: Database, keyring: Keyring, addresses: Addresses): Signers {
  const opened = boundedMap<string, KeyObject>(OPENED_KEYS);
  let instance: Promise<Signer> | undefined;
  return {
    of: async (profileId) => {
      const known = opened.get(profileId);
      if (known) return { keyId: addresses.key(profileId), key: known };
      const row = await tables(db).selectFrom("activitypub.actor").select("private_key").where("profile_id", "=", profileId).executeTakeFirstOrThrow();
      const key = openPrivateKey(keyring, profileId, row.private_key);
      opened.set(profileId, key);
      return { keyId: addresses.key(profileId), key };
    },
    instance: () => {
      instance ??= openInstance(db, keyring, addresses).catch((error: unknown) => {
        instance = undefined;
        throw error;
      });
      return instance;
    },
  };
}

async function openInstance(db: Database, keyring: Keyring, addresses: Addresses): Promise<Signer> {
  const row = await tables(db).selectFrom("activitypub.instance").select("private_key").executeTakeFirst();
  if (!row) throw new Error("the keys of this installation's own actor were not made: start federation first");
  return { keyId: addresses.instanceKey, key: openPrivateKey(keyring, "instance", row.private_key) };
}

/** Makes this installation's own actor at the first start. Several processes may start at once: one makes it. */
export async function ensureInstance(db: Database, keyring: Keyring, at: Instant): Promise<void> {
  const row = await tables(db).selectFrom("activitypub.instance").select("created_at").executeTakeFirst();
  if (row) return;
  const { publicKey, sealedPrivateKey } = await makeKeyPair(keyring, "instance");
  await inTransaction(db, (tx) =>
    tables(tx)
      .insertInto("activitypub.instance")
      .values({ public_key: publicKey, private_key: Buffer.from(sealedPrivateKey), created_at: at })
      .onConflict((conflict) => conflict.column("singleton").doNothing())
      .execute(),
  );
}

export async function findInstanceKey(db: Queryable): Promise<string | undefined> {
  const row = await tables(db).selectFrom("activitypub.instance").select("public_key").executeTakeFirst();
  return row?.public_key;
}
