import { z } from "zod";
import { tidy } from "#platform/plain-text.ts";
import { readStrictJson } from "./strict-json.ts";
import { webAddress } from "./web-address.ts";

/** Somebody on another server, as far as we need to know them. */
export interface RemoteActor {
  readonly id: string;
  readonly host: string;
  readonly inbox: string;
  readonly sharedInbox: string | undefined;
  readonly keys: readonly RemoteKey[];
  /** As people write it: `@ane@beste.example`. */
  readonly handle: string;
  /** Plain text; empty when they give none. */
  readonly name: string;
  /** Their page. */
  readonly url: string;
}

export interface RemoteKey {
  readonly id: string;
  readonly owner: string;
  readonly pem: string;
}

const address = webAddress(1_024).refine((text) => URL.canParse(text) && new URL(text).href === text);
const key = z.object({ id: address, owner: address, publicKeyPem: z.string().max(8_192) });
const keys = z.union([key.transform((one) => [one]), z.array(key).max(8)]);
const document = z.object({
  id: address,
  type: z.enum(["Application", "Group", "Organization", "Person", "Service"]),
  inbox: address,
  endpoints: z.object({ sharedInbox: address.optional().catch(undefined) }).optional().catch(undefined),
  publicKey: keys,
  preferredUsername: z.string().max(100).optional().catch(undefined),
  name: z.string().max(1_000).nullish().catch(undefined),
  url: z.union([address, z.array(z.unknown()).max(20).transform((list) => list.find((one) => address.safeParse(one).success))]).optional().catch(undefined),
});
/** A key published on its own page: bare, or inside a stub of its owner. It only tells whose page to read. */
const keyPage = z.union([
  z.object({ id: address, owner: address }).transform(({ owner }) => owner),
  z.object({ publicKey: keys }).transform(({ publicKey }) => publicKey[0]?.owner),
]);

const LIMITS = { maxDepth: 24, maxValues: 20_000 };

/**
 * Reads an actor's own document. It is plain JSON to us: contexts, ours or remote, are never run, so no context can
 * give a word another meaning. Everything it says of inboxes and keys must be of its own origin.
 */
export function readActor(bytes: Uint8Array, expected: string): RemoteActor | undefined {
  const parsed = document.safeParse(readStrictJson(bytes, LIMITS));
  if (!parsed.success || parsed.data.id !== expected) return undefined;
  const { id, inbox, endpoints, publicKey } = parsed.data;
  const { origin, host } = new URL(id);
  const isOwn = (text: string) => new URL(text).origin === origin;
  if (!isOwn(inbox)) return undefined;
  const sharedInbox = endpoints?.sharedInbox;
  const own = publicKey.filter((one) => one.owner === id && isOwn(one.id));
  return {
    id,
    host,
    inbox,
    sharedInbox: sharedInbox !== undefined && isOwn(sharedInbox) ? sharedInbox : undefined,
    keys: own.map((one) => ({ id: one.id, owner: one.owner, pem: one.publicKeyPem })),
    handle: `@${tidy(parsed.data.preferredUsername ?? "", 100).replaceAll(/[\s@]/g, "") || "?"}@${host}`,
    name: tidy((parsed.data.name ?? "").replaceAll(/\s+/g, " "), 200),
    // A page elsewhere could pass for somebody else's.
    url: typeof parsed.data.url === "string" && isOwn(parsed.data.url) ? parsed.data.url : id,
  };
}

/** Whose key a document says that it is; undefined when it says nothing of the kind. */
export function readKeyOwner(bytes: Uint8Array): string | undefined {
  const json = readStrictJson(bytes, LIMITS);
  if (typeof json === "string") return undefined;
  const parsed = keyPage.safeParse(json);
  return parsed.success ? parsed.data : undefined;
}
