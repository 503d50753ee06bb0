import type { Addresses } from "./addresses.ts";
import type { JsonObject } from "./note.ts";

/** Whom a WebFinger question (RFC 7033) is about. */
export type Sought =
  | { readonly kind: "handle"; readonly handle: string }
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "instance" }
  /** Of another domain, or of none. */
  | { readonly kind: "elsewhere" }
  | { readonly kind: "unreadable" };

const LONGEST = 2_048;

/** Reads `resource`; handles are compared in lower case, and both the handle domain and the origin's host are ours. */
export function readResource(resource: string | null, addresses: Addresses): Sought {
  if (resource === null || resource === "" || resource.length > LONGEST) return { kind: "unreadable" };
  const account = /^(?:acct:)?@?([^@/?#\s]+)@([^@/?#\s]+)$/i.exec(resource);
  if (account) {
    const [, handle = "", domain = ""] = account;
    const host = hostOf(domain, addresses.origin);
    if (host !== addresses.handleDomain && host !== addresses.host) return { kind: "elsewhere" };
    if (handle.toLowerCase() === bare(addresses.handleDomain)) return { kind: "instance" };
    return { kind: "handle", handle: handle.toLowerCase() };
  }
  if (!/^https?:\/\//i.test(resource) || !URL.canParse(resource)) return { kind: "unreadable" };
  if (new URL(resource).origin !== addresses.origin) return { kind: "elsewhere" };
  return resource === addresses.instance ? { kind: "instance" } : { kind: "address", address: resource };
}

/** The answer about an actor: always under the handle domain, whichever way it was asked. */
export function jrdOf(subject: { readonly handle: string; readonly actor: string; readonly page: string }, addresses: Addresses): JsonObject {
  return {
    subject: `acct:${subject.handle}@${addresses.handleDomain}`,
    aliases: [subject.actor, subject.page],
    links: [
      { rel: "self", type: "application/activity+json", href: subject.actor },
      { rel: "http://webfinger.net/rel/profile-page", type: "text/html", href: subject.page },
    ],
  };
}

const bare = (domain: string): string => domain.replace(/:\d+$/, "");

// Through the URL parser, so that an internationalised domain is compared in one spelling.
function hostOf(domain: string, origin: string): string | undefined {
  const url = `${new URL(origin).protocol}//${domain}`;
  return URL.canParse(url) ? new URL(url).host : undefined;
}
