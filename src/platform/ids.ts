import { randomBytes } from "node:crypto";
import { type Id, makeId } from "#kernel/id.ts";
import { epochMsOf, type Instant } from "#kernel/instant.ts";

/** A new identifier, ordered by `at`. */
export function newId<Kind extends string>(at: Instant): Id<Kind> {
  return makeId<Kind>(epochMsOf(at), randomBytes(10));
}

/** 256 random bits as base64url: session tokens, invitation tokens, OAuth state. */
export const newSecretToken = (): string => randomBytes(32).toString("base64url");
