import { readAddress, type ReadAddress } from "../parse/address.ts";
import type { ReadPage } from "../parse/page.ts";
import { isListing, listedOn } from "../rules/listing.ts";

const MOST = 200;

export interface Listing {
  /** The pages that it lists, in its order, each once. */
  readonly pages: readonly { readonly url: string; readonly text: string }[];
  readonly overLimit: number;
  /** It looks like a page that is there for what it lists. */
  readonly isListing: boolean;
}

/** What a page lists that is in its own section. `url` is where it was found. */
export function listingOf(page: ReadPage, url: string): Listing {
  const own = readAddress(url);
  const base = page.base === undefined ? url : (readAddress(page.base, url)?.url ?? url);
  const headlines = page.headlines.flatMap(({ url: href, text }) => {
    const address = readAddress(href, base);
    return address ? [{ address, text }] : [];
  });
  const listed = new Map<string, { readonly address: ReadAddress; readonly text: string }>();
  for (const headline of own ? listedOn(own.parts, headlines) : []) if (!listed.has(headline.address.url)) listed.set(headline.address.url, headline);
  const all = [...listed.values()].map(({ address, text }) => ({ url: address.url, text }));
  return { pages: all.slice(0, MOST), overLimit: Math.max(0, all.length - MOST), isListing: isListing(all.map(({ text }) => text), page.text.length) };
}
