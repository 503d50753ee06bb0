import { randomBytes, randomFillSync } from "node:crypto";
import { type Id, makeId } from "#kernel/id.ts";
import { epochMsOf, type Instant } from "#kernel/instant.ts";

/** A new identifier, ordered by `at`. */
export function newId<Kind extends string>(at: Instant): Id<Kind> {
  if (used + ID_BYTES > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += ID_BYTES;
  return makeId<Kind>(epochMsOf(at), pool.subarray(used - ID_BYTES, used));
}

// Asking the system for ten bytes costs several times the id itself, so they are fetched 409 ids at a time.
const ID_BYTES = 10;
const pool = new Uint8Array(4_096);
let used = pool.length;

/** 256 random bits as base64url: session tokens, invitation tokens, OAuth state. */
export const newSecretToken = (): string => randomBytes(32).toString("base64url");
