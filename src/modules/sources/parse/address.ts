import type { AddressParts } from "../rules/identity.ts";

/** An address that was read, and its parts for the rules. */
export interface ReadAddress {
  readonly url: string;
  readonly parts: AddressParts;
}

const LONGEST = 2_000;

/** Reads a web address, relative to `base` when it is; undefined when it is none that a citizen could open. */
export function readAddress(text: string, base?: string): ReadAddress | undefined {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > LONGEST || !URL.canParse(trimmed, base)) return undefined;
  const url = new URL(trimmed, base);
  if ((url.protocol !== "http:" && url.protocol !== "https:") || url.username !== "" || url.password !== "" || url.hostname === "") return undefined;
  url.hash = "";
  if (url.href.length > LONGEST) return undefined;
  return {
    url: url.href,
    parts: {
      scheme: url.protocol === "https:" ? "https" : "http",
      host: url.hostname,
      port: url.port,
      path: url.pathname,
      query: [...url.searchParams.entries()],
    },
  };
}

/** `host` or `host:port`, as the hosts of a source are kept. */
export const hostOf = (parts: AddressParts): string => parts.host + (parts.port ? `:${parts.port}` : "");
