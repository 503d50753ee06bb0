import type { AddressParts } from "./identity.ts";

/** A link of a page with its words. */
export interface Headline<Address extends { readonly parts: AddressParts } = { readonly parts: AddressParts }> {
  readonly address: Address;
  readonly text: string;
}

const FEWEST = 5;
/** Words of a headline: `Leer más`, `2` and `Siguiente` are none. */
const SHORTEST = 12;
/** An article says much more than its links. */
const MOST_OTHER_TEXT = 8;
const FILE = /\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|csv|zip|jpe?g|png|gif|webp|svg|mp[34]|ics|xml|rss|json|kmz?|gpx)$/i;

/**
 * What a page lists: its links that look like headlines and lead to other pages of its own section, that is below the folder
 * in which it is. The same page with other parameters is another sheet of the list.
 */
export function listedOn<Address extends { readonly parts: AddressParts }>(listing: AddressParts, links: readonly Headline<Address>[]): readonly Headline<Address>[] {
  const folder = folderOf(listing.path);
  return links.filter(({ address: { parts }, text }) => {
    const { path } = parts;
    if (parts.host !== listing.host || parts.port !== listing.port || !path.startsWith(folder) || FILE.test(path)) return false;
    if (withoutSlash(path) === withoutSlash(listing.path) || path === folder) return false;
    return isHeadline(text);
  });
}

/** Whether a page is one that lists others, by the headlines that it lists and the length of its own text. */
export function isListing(headlines: readonly string[], textLength: number): boolean {
  return headlines.length >= FEWEST && textLength <= MOST_OTHER_TEXT * headlines.reduce((length, text) => length + text.length, 0);
}

const isHeadline = (text: string): boolean => text.length >= SHORTEST && /\p{L}{2,}\P{L}+\p{L}{2,}/u.test(text);

/** `/noticias`, `/noticias/` and `/noticias/index.html` are the folder `/noticias/`; `/noticias.php` is in `/`. */
function folderOf(path: string): string {
  if (path.endsWith("/")) return path;
  return /\.\w{2,5}$/.test(path) ? path.slice(0, path.lastIndexOf("/") + 1) : `${path}/`;
}

const withoutSlash = (path: string): string => path.replace(/\/+$/, "");
