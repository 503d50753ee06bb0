import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { bytesOf, sha256 } from "./sha256.ts";

/**
 * Who signs checkpoints. `name` is the key's name in the signed note, by custom the log's origin:
 * neither spaces nor `+`.
 */
export interface Signer {
  readonly name: string;
  /** 32 bytes, Ed25519 (RFC 8032). */
  readonly publicKey: Uint8Array;
  sign(bytes: Uint8Array): Uint8Array;
}

/** The two uses of one key, as https://c2sp.org/signed-note numbers them. */
export const SIGNATURE = 0x01;
/** A signature together with its time, https://c2sp.org/tlog-cosignature. */
export const TIMED_SIGNATURE = 0x04;

/** @throws Error when the key is not an Ed25519 private key in PKCS #8, or the name cannot stand in a note */
export function ed25519Signer(name: string, pkcs8Pem: string): Signer {
  if (!isKeyName(name)) throw new Error(`a key's name has neither spaces nor "+": ${name}`);
  const key = createPrivateKey(pkcs8Pem);
  if (key.asymmetricKeyType !== "ed25519") throw new Error(`checkpoints are signed with Ed25519, not ${key.asymmetricKeyType}`);
  const { x = "" } = createPublicKey(key).export({ format: "jwk" });
  return { name, publicKey: new Uint8Array(Buffer.from(x, "base64url")), sign: (bytes) => sign(null, bytes, key) };
}

export const isKeyName = (name: string): boolean => name !== "" && !/[\s+\p{Cc}]/u.test(name);

/** First four bytes of SHA-256 over name, newline, use and key, in hexadecimal. */
export function keyId(name: string, use: number, publicKey: Uint8Array): string {
  return Buffer.from(sha256(Buffer.concat([bytesOf(name), Uint8Array.of(0x0a, use), publicKey])).subarray(0, 4)).toString("hex");
}

/** The public key as text, `name+id+base64`, which whoever checks the log must have got from elsewhere than the log. */
export function verifierKey({ name, publicKey }: Pick<Signer, "name" | "publicKey">): string {
  return `${name}+${keyId(name, SIGNATURE, publicKey)}+${Buffer.concat([Uint8Array.of(SIGNATURE), publicKey]).toString("base64")}`;
}

export interface Verifier {
  readonly name: string;
  readonly publicKey: Uint8Array;
  verify(bytes: Uint8Array, signature: Uint8Array): boolean;
}

/** Reads a verifier key; undefined when it is none, or its id is not that of its key. */
export function parseVerifierKey(text: string): Verifier | undefined {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text.trim());
  const [, name = "", id = "", encoded = ""] = match ?? [];
  const bytes = decodeBase64(encoded);
  if (!isKeyName(name) || bytes?.length !== 33 || bytes[0] !== SIGNATURE) return undefined;
  const publicKey = bytes.subarray(1);
  if (keyId(name, SIGNATURE, publicKey) !== id) return undefined;
  const key = publicKeyObject(publicKey);
  return key && { name, publicKey, verify: (message, signature) => signature.length === 64 && verify(null, message, key, signature) };
}

function publicKeyObject(publicKey: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey).toString("base64url") }, format: "jwk" });
  } catch {
    // OpenSSL refuses 32 bytes that are no key; a text from outside that holds such bytes is no verifier key.
    return undefined;
  }
}

/** Strict: padding is there and the last bits are zero, so that one value has one spelling. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? new Uint8Array(bytes) : undefined;
}

export const encodeBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
