import { isIP } from "node:net";
import { isPublicAddress } from "./address.ts";

/** Where a request may go: a URL that was read once, and that nobody reads again from text. */
export interface Target {
  readonly url: URL;
  /** `host:port` as the configuration writes it. */
  readonly authority: string;
  /** On the configured list: neither its port nor its addresses are questioned. */
  readonly listed: boolean;
}

export type TargetRefusal = "bad-url" | "scheme" | "port" | "private-address";

const LONGEST_URL = 8_192;

/** Reads an address and says whether it may be asked at all; what a name resolves to is checked when connecting. */
export function readTarget(text: string, base: URL | undefined, listed: ReadonlySet<string>): Target | TargetRefusal {
  if (text.length > LONGEST_URL || !URL.canParse(text, base?.href)) return "bad-url";
  const url = new URL(text, base?.href);
  if (url.protocol !== "http:" && url.protocol !== "https:") return "scheme";
  // A password in an address is either a mistake or a trick to show another host than the one asked.
  if (url.username !== "" || url.password !== "") return "bad-url";
  url.hash = "";
  const authority = authorityOf(url);
  if (listed.has(authority)) return { url, authority, listed: true };
  if (url.port !== "" && url.port !== "80" && url.port !== "443") return "port";
  const literal = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(literal) !== 0 && !isPublicAddress(literal)) return "private-address";
  return { url, authority, listed: false };
}

/** Why a redirect from one place to another is not followed. */
export function refusalOfRedirect(from: Target, to: Target): "redirect-downgrade" | "redirect-to-private" | undefined {
  if (from.url.protocol === "https:" && to.url.protocol === "http:") return "redirect-downgrade";
  // What is listed is for those who name it: a page of the public web may not lead us in.
  return to.listed && !from.listed ? "redirect-to-private" : undefined;
}

export const authorityOf = (url: URL): string => `${url.hostname}:${url.port || (url.protocol === "https:" ? "443" : "80")}`;

/**
 * Reads the configured list of private places. Exact `host:port` entries, no patterns.
 * @throws Error that names the entry at fault
 */
export function readAllowList(entries: readonly string[]): ReadonlySet<string> {
  return new Set(
    entries.map((entry) => {
      const match = /^(\[[0-9a-f:.]+\]|[^\s/:@?#*]+):(\d{1,5})$/i.exec(entry);
      const [, host = "", port = ""] = match ?? [];
      if (!match || !URL.canParse(`http://${host}:${port}/`)) throw new Error(`not a host and port of the allow-list: ${entry}`);
      return `${new URL(`http://${host}:${port}/`).hostname}:${Number(port)}`;
    }),
  );
}
