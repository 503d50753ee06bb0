import { createPublicKey, type KeyObject } from "node:crypto";
import { DAY, type Instant, MINUTE, msBetween } from "#kernel/instant.ts";
import type { Clock } from "#platform/clock.ts";
import { boundedMap } from "./bounded.ts";
import type { FederationLimits } from "./limits.ts";
import { readActor, readKeyOwner, type RemoteActor } from "./remote-actor.ts";
import type { RemoteDocuments } from "./remote-documents.ts";

/** A key that its owner owns and that says so itself: both directions were read. */
export interface KnownKey {
  readonly id: string;
  /** The actor, whose document names this key. */
  readonly owner: string;
  readonly key: KeyObject;
  readonly pem: string;
  /** Absent when it is known from an earlier Follow only. */
  readonly actor: RemoteActor | undefined;
  readonly readAt: Instant;
}

export type KeyAnswer =
  | { readonly kind: "key"; readonly key: KnownKey }
  | { readonly kind: "absent"; readonly reason: string }
  | { readonly kind: "unreachable"; readonly reason: string };

export interface RemoteKeys {
  find(keyId: URL): Promise<KeyAnswer>;
  /** Reads it anew, when the known one may have been replaced; undefined when it was read only now. */
  refresh(known: KnownKey): Promise<KeyAnswer | undefined>;
  /** An actor's current document, past every cache of ours but the one of failures. */
  actor(id: string): Promise<RemoteActor | undefined>;
}

export interface StoredKey {
  readonly owner: string;
  readonly pem: string;
  readonly refreshedAt: Instant;
}

interface Dependencies {
  readonly documents: RemoteDocuments;
  readonly clock: Clock;
  readonly limits: FederationLimits["documents"];
  /** What followers' keys were when they last told us. */
  readonly stored: (keyId: string) => Promise<StoredKey | undefined>;
}

/** A follower's key as it told us is used so long without asking again. */
const TRUST_KEPT_MS = 7 * DAY;

export function remoteKeys({ documents, clock, limits, stored }: Dependencies): RemoteKeys {
  const known = boundedMap<string, KnownKey>(limits.remembered);

  const read = async (keyId: URL): Promise<KeyAnswer> => {
    const page = withoutFragment(keyId);
    const fetched = await documents.fetch(page);
    if (fetched.kind !== "document") return fetched;
    let actor = readActor(fetched.bytes, page);
    if (!actor) {
      // A key on a page of its own: what that page says counts for nothing until its owner's page says the same.
      const owner = readKeyOwner(fetched.bytes);
      if (owner === undefined || owner === page || new URL(owner).origin !== keyId.origin || new URL(owner).hash !== "") return absent("key-document");
      const ofOwner = await documents.fetch(owner);
      if (ofOwner.kind !== "document") return ofOwner;
      actor = readActor(ofOwner.bytes, owner);
    }
    if (!actor) return absent("actor-document");
    const listed = actor.keys.filter((one) => one.id === keyId.href);
    const [one] = listed;
    if (!one || listed.length > 1) return absent("key-not-listed");
    const key = readPublicKey(one.pem);
    if (!key) return absent("weak-or-unreadable-key");
    return { kind: "key", key: { id: one.id, owner: actor.id, key, pem: one.pem, actor, readAt: clock.now() } };
  };

  const remember = (answer: KeyAnswer): KeyAnswer => {
    if (answer.kind === "key") known.set(answer.key.id, answer.key);
    return answer;
  };

  return {
    find: async (keyId) => {
      const held = known.get(keyId.href);
      if (held && msBetween(held.readAt, clock.now()) < limits.freshMs) return { kind: "key", key: held };
      const kept = await stored(keyId.href);
      const key = kept && new URL(kept.owner).origin === keyId.origin ? readPublicKey(kept.pem) : undefined;
      const asKept: KeyAnswer | undefined = kept && key && { kind: "key", key: { id: keyId.href, owner: kept.owner, key, pem: kept.pem, actor: undefined, readAt: kept.refreshedAt } };
      if (asKept && kept && msBetween(kept.refreshedAt, clock.now()) < TRUST_KEPT_MS) return remember(asKept);
      const answer = await read(keyId);
      // Who is gone signs a last message that it is gone, with a key that only we still have.
      const isSilent = answer.kind === "unreachable" || (answer.kind === "absent" && (answer.reason === "status-404" || answer.reason === "status-410"));
      return remember(isSilent && asKept ? asKept : answer);
    },
    refresh: async (held) => {
      // A wrong signature is an invitation to fetch; it is taken up once in a while only.
      if (msBetween(held.readAt, clock.now()) < 5 * MINUTE) return undefined;
      return remember(await read(new URL(held.id)));
    },
    actor: async (id) => {
      const fetched = await documents.fetch(id);
      return fetched.kind === "document" ? readActor(fetched.bytes, id) : undefined;
    },
  };
}

const absent = (reason: string): KeyAnswer => ({ kind: "absent", reason });

function withoutFragment(url: URL): string {
  const page = new URL(url);
  page.hash = "";
  return page.href;
}

/** RSA between 2,048 and 8,192 bits with a small exponent: neither too weak to believe nor too heavy to verify. */
export function readPublicKey(pem: string): KeyObject | undefined {
  if (!/^\s*-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(pem)) return undefined;
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    return undefined;
  }
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  const isFit = key.asymmetricKeyType === "rsa" && modulusLength >= 2_048 && modulusLength <= 8_192 && publicExponent <= 65_537n && publicExponent >= 3n;
  return isFit ? key : undefined;
}
