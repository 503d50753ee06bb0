import { type CatalogueId, catalogue, catalogueIds, type CatalogueNetwork } from "./catalogue.ts";

/** What somebody pasted, understood as far as it can be. */
export type ReadAddress =
  /** An account on a network of the catalogue; `handle` as we keep it: lower case, without `@`. */
  | { readonly kind: "account"; readonly network: CatalogueId; readonly handle: string }
  /** Only a handle, on whatever network. */
  | { readonly kind: "handle"; readonly handle: string }
  /** An address of the web that is no known network's: `page` is host and path, without `www.`, query or slash at the end. */
  | { readonly kind: "web"; readonly host: string; readonly page: string; readonly account: string | undefined }
  | { readonly kind: "unreadable" };

/** Reads an address or handle as people paste it: with or without scheme, mobile hosts, queries, capitals, punycode. */
export function readAddress(pasted: string): ReadAddress {
  const text = pasted.replaceAll(INVISIBLE, "").trim().replace(/^[<("'«“]+|[>)"'»”.,;!]+$/gu, "").slice(0, 2_000);
  if (text === "" || /\s/.test(text)) return { kind: "unreadable" };
  const fediverse = /^@?([\p{L}\p{N}_.-]+)@([\p{L}\p{N}.-]+(?::\d+)?)$/u.exec(text.replace(/^(acct:|mailto:)/i, ""));
  if (fediverse) return { kind: "account", network: "mastodon", handle: `${fediverse[1]?.toLowerCase()}@${hostOf(fediverse[2] ?? "")}` };
  if (/^tg:\/\/resolve\?/i.test(text)) {
    const name = new URLSearchParams(text.slice(text.indexOf("?"))).get("domain");
    return name ? { kind: "account", network: "telegram", handle: name.toLowerCase() } : { kind: "unreadable" };
  }
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  if (!scheme && (text.startsWith("@") || !/[./]/.test(text))) return { kind: "handle", handle: text.replace(/^@+/, "").toLowerCase() };
  const url = urlOf(scheme ? text : `https://${text}`);
  if (!url || !/^https?:$/.test(url.protocol)) return { kind: "unreadable" };
  // A name with a dot and no path may be a host or a handle (Bluesky, Instagram): both are looked for.
  const account = accountAt(url);
  if (account) return { kind: "account", ...account };
  const host = url.host.replace(/^www\./, "");
  const path = decoded(url.pathname).replace(/\/+$/, "").toLowerCase();
  const name = /^\/(?:@|users\/@?|web\/@|deck\/@)([^/@]+)(?:@([^/]+))?/.exec(path);
  return { kind: "web", host, page: host + path, account: name ? `${name[1]}@${name[2] ?? host}` : undefined };
}

// Zero-width and direction marks: what hides in a pasted address.
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu;

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    // URL has no other way to say that it is none.
    return undefined;
  }
}

const hostOf = (text: string): string => urlOf(`https://${text}`)?.host ?? text.toLowerCase();

function decoded(path: string): string {
  try {
    return decodeURIComponent(path).normalize("NFC");
  } catch {
    // A lone percent sign; as it stands, then.
    return path;
  }
}

function accountAt(url: URL): { readonly network: CatalogueId; readonly handle: string } | undefined {
  const host = url.hostname.replace(/^www\./, "");
  for (const network of catalogueIds) {
    const handle = handleOn(catalogue[network], host, url);
    if (handle !== undefined) return { network, handle: handle.toLowerCase() };
  }
  return undefined;
}

function handleOn(network: CatalogueNetwork, host: string, url: URL): string | undefined {
  for (const known of network.hosts) {
    if (known.startsWith("{handle}.")) {
      const end = known.slice("{handle}".length);
      const part = host.endsWith(end) ? host.slice(0, -end.length) : "";
      if (part !== "" && !part.includes(".")) return part;
    } else if (host === known) return handleIn(network, url);
  }
  return undefined;
}

function handleIn(network: CatalogueNetwork, url: URL): string | undefined {
  const parts = decoded(url.pathname).split("/").filter((part) => part !== "");
  for (const pattern of network.paths) {
    const [path = "", member] = pattern.split("?");
    const wanted = path.split("/").filter((part) => part !== "");
    if (member !== undefined) {
      const value = url.searchParams.get(member.replace("=", ""));
      if (value && sameStart(wanted, parts)) return value.replace(/^\+/, "");
      continue;
    }
    const handle = taken(wanted, parts);
    if (handle !== undefined && !(wanted.length === 1 && wanted[0] === "{handle}" && network.reserved.includes(handle.toLowerCase()))) return handle;
  }
  return undefined;
}

const sameStart = (wanted: readonly string[], parts: readonly string[]) => wanted.every((part, index) => parts[index]?.toLowerCase() === part);

/** The part of the path where the pattern has `{handle}`; undefined when the path is not of that shape. */
function taken(wanted: readonly string[], parts: readonly string[]): string | undefined {
  let handle: string | undefined;
  for (const [index, piece] of wanted.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    if (piece === "*") continue;
    if (!piece.endsWith("{handle}")) {
      if (part.toLowerCase() !== piece) return undefined;
      continue;
    }
    const before = piece.slice(0, -"{handle}".length);
    if (!part.startsWith(before) || part.length === before.length) return undefined;
    handle = part.slice(before.length);
  }
  return handle;
}

/** A handle as we keep it, from what somebody typed or pasted for a network: an address of that network is fine too. */
export function handleFor(network: CatalogueId, typed: string): string {
  const text = typed.trim();
  const read = readAddress(text);
  if (network === "blog") return read.kind === "web" ? read.page : text.toLowerCase();
  if (read.kind === "account" && (read.network === network || (network === "mastodon" && read.network === "mastodon"))) return read.handle;
  if (network === "mastodon" && read.kind === "web" && read.account !== undefined) return read.account;
  return text.replace(/^@+/, "").toLowerCase();
}

/** Where people see the account. */
export const accountUrl = (network: CatalogueId, handle: string): string => {
  if (network === "mastodon") {
    const [name = "", server = ""] = handle.split("@");
    return `https://${server}/@${name}`;
  }
  // Numbered channels have an address of their own shape.
  if (network === "youtube" && /^uc[\w-]{22}$/i.test(handle)) return `https://www.youtube.com/channel/${handle}`;
  return catalogue[network].url.replace("{handle}", network === "blog" ? handle : encodeURIComponent(handle));
};
