import { hash, randomBytes } from "node:crypto";
import { COMMITMENT_DOMAIN } from "../rules/leaf.ts";
import { leafHash } from "../rules/tree.ts";

export const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");

const utf8 = new TextEncoder();
export const bytesOf = (text: string): Uint8Array => utf8.encode(text);

/** Leaf hash of a record's text. */
export const hashOfLeaf = (text: string): Uint8Array => leafHash(sha256, bytesOf(text));

/** A salt as long as the hash: without it nobody can try likely values against a commitment. */
export const newSalt = (): Uint8Array => randomBytes(32);

/** SHA-256 over domain, salt and canonical value, in hexadecimal. */
export function commitment(salt: Uint8Array, canonicalValue: string): string {
  return hash("sha256", Buffer.concat([bytesOf(COMMITMENT_DOMAIN), salt, bytesOf(canonicalValue)]), "hex");
}
