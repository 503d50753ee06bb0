import { createPrivateKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { Keyring } from "#platform/keyring.ts";

/** RSA of 2,048 bits is the one kind of key that every server on the network verifies. */
export interface NewKeyPair {
  readonly publicKey: string;
  readonly sealedPrivateKey: Uint8Array;
}

const generate = promisify(generateKeyPair);

export async function makeKeyPair(keyring: Keyring, owner: string): Promise<NewKeyPair> {
  const { publicKey, privateKey } = await generate("rsa", {
    modulusLength: 2_048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return { publicKey, sealedPrivateKey: keyring.encrypt(Buffer.from(privateKey), contextOf(owner)) };
}

/** @throws Error when it was sealed for another owner or by another keyring */
export function openPrivateKey(keyring: Keyring, owner: string, sealed: Uint8Array): KeyObject {
  return createPrivateKey(Buffer.from(keyring.decrypt(sealed, contextOf(owner))));
}

const contextOf = (owner: string): string => `activitypub:${owner}`;
