import type { KeyObject } from "node:crypto";
import "#platform/temporal.ts";
import { verifyRequest } from "@fedify/fedify/sig";
import { CryptographicKey } from "@fedify/vocab";
import type { Clock } from "#platform/clock.ts";
import type { KnownKey, RemoteKeys } from "./remote-keys.ts";
import type { ClaimedSignature } from "./signature-header.ts";

/** A request whose signature is still to be believed: read whole, under its cap. */
export interface SignedRequest {
  /** As everybody must sign it: our origin and the path. */
  readonly url: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

export type Verified =
  | { readonly kind: "verified"; readonly key: KnownKey }
  | { readonly kind: "refused"; readonly reason: string }
  /** The key could not be had for now: to be sent again. */
  | { readonly kind: "later"; readonly reason: string };

/**
 * Who signed a request. Cryptography and both standards are Fedify's; which key it uses is decided here, and nothing is
 * fetched behind our back: its loaders answer nothing.
 */
export async function verifySignature(request: SignedRequest, claimed: ClaimedSignature, keys: RemoteKeys, clock: Clock): Promise<Verified> {
  const found = await keys.find(claimed.keyId);
  if (found.kind !== "key") return { kind: found.kind === "absent" ? "refused" : "later", reason: `key-${found.reason}` };
  if (await isSignedWith(found.key, request, claimed, clock)) return { kind: "verified", key: found.key };
  const fresh = await keys.refresh(found.key);
  if (fresh?.kind === "key" && (await isSignedWith(fresh.key, request, claimed, clock))) return { kind: "verified", key: fresh.key };
  return { kind: "refused", reason: "bad-signature" };
}

async function isSignedWith(known: KnownKey, request: SignedRequest, claimed: ClaimedSignature, clock: Clock): Promise<boolean> {
  const key = new CryptographicKey({ id: claimed.keyId, owner: new URL(known.owner), publicKey: await importedKey(known.key) });
  const verified = await verifyRequest(new Request(request.url, { method: "POST", headers: request.headers, body: Buffer.from(request.body) }), {
    documentLoader: nothing,
    contextLoader: nothing,
    keyCache: { get: async (asked) => (asked.href === known.id ? key : null), set: async () => undefined },
    currentTime: Temporal.Instant.from(clock.now()),
    timeWindow: { hours: 1 },
    spec: claimed.spec,
  });
  return verified !== null && verified.id?.href === known.id;
}

const imported = new WeakMap<KeyObject, CryptoKey>();

async function importedKey(key: KeyObject): Promise<CryptoKey> {
  const known = imported.get(key);
  if (known) return known;
  const der = key.export({ type: "spki", format: "der" });
  const made = await crypto.subtle.importKey("spki", Uint8Array.from(der), { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, true, ["verify"]);
  imported.set(key, made);
  return made;
}

const nothing = async (url: string): Promise<never> => {
  throw new Error(`no document is read while a signature is verified: ${url}`);
};
