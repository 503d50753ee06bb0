import { ok, refuse, type Result } from "#kernel/result.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { hostOf, type ReadAddress, readAddress } from "./parse/address.ts";
import { limits } from "./parse/limits.ts";
import { notInForceMarkers } from "./parse/page.ts";
import { readDocument } from "./parse/reader.ts";
import type { ChannelKind } from "./rules/entry.ts";
import type { SourceTrouble } from "./rules/trouble.ts";
import { type Asked, type Guest, within } from "./harvest/ask.ts";
import { type Listing, listingOf } from "./harvest/listing.ts";

export interface FoundChannel {
  readonly kind: ChannelKind;
  readonly url: string;
  readonly title: string;
}

export interface Discovery {
  /** The address after redirects. */
  readonly url: string;
  /** Of the address asked and of the one that it leads to. */
  readonly hosts: readonly string[];
  readonly title: string;
  readonly channels: readonly FoundChannel[];
  /** Where there is nothing but a page: what it lists, if it looks like a list. Somebody has to say what is meant. */
  readonly listing: Listing | undefined;
}

/** Where feeds are when nothing says so, relative to the site's address. */
const USUAL_FEEDS = ["feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json"] as const;
const MOST_LINKED = 12;
/** A person waits for the answer. */
const LONGEST_SEARCH_MS = 30_000;

/** What can be read regularly at an address: the address itself if it is a feed, an agenda or a sitemap, else what its page points to. */
export async function discover(guest: Guest, address: string, now: Instant): Promise<Result<Discovery, SourceTrouble | { readonly kind: "bad-address"; readonly url: string }>> {
  const search: Search = { guest, now, isTime: within(LONGEST_SEARCH_MS) };
  const asked = readAddress(/^[a-z][a-z0-9+.-]*:/i.test(address.trim()) ? webOf(address.trim(), "https:") : `https://${address.trim()}`);
  if (!asked) return refuse({ kind: "bad-address", url: address.slice(0, 200) });
  const answer = await guest.get(asked.url, { maxBytes: limits.sitemapBytes });
  if (!answer.ok) return answer;
  if (answer.value.status !== 200) return refuse({ kind: "http-status", status: answer.value.status });
  const final = readAddress(answer.value.url) ?? asked;
  const found = { url: final.url, hosts: [...new Set([hostOf(asked.parts), hostOf(final.parts)])] };

  const own = (await channelOf(answer.value, final.url, now))?.channel;
  if (own) return ok({ ...found, title: own.title, channels: [own], listing: undefined });
  const page = await readDocument({ as: "page", bytes: answer.value.bytes, contentType: answer.value.contentType, markers: notInForceMarkers });
  if (!page.ok) return page;

  const base = page.value.base === undefined ? final.url : (readAddress(page.value.base, final.url)?.url ?? final.url);
  const feeds = await firstThatAre(search, page.value.feeds.slice(0, MOST_LINKED).map(({ url }) => readAddress(url, base)?.url), "feed");
  const guessed = feeds.length > 0 ? [] : await firstThatAre(search, USUAL_FEEDS.map((path) => below(final.url, path)), "feed", 1);
  const agendas = await findAgendas(search, page.value.calendars.map((href) => readAddress(webOf(href, new URL(final.url).protocol), base)), found.hosts);
  const sitemaps = await findSitemaps(search, final.url);
  const channels = [...feeds, ...guessed, ...agendas, ...sitemaps];
  const listing = channels.length === 0 ? listingOf(page.value, final.url) : undefined;
  // A page without any of them is a source of one page: itself.
  if (channels.length === 0) channels.push({ kind: "page", url: final.url, title: page.value.title });
  return ok({ ...found, title: page.value.title, channels, listing: listing?.isListing ? listing : undefined });
}

interface Search {
  readonly guest: Guest;
  readonly now: Instant;
  readonly isTime: () => boolean;
}

/**
 * Agendas of the page's own hosts. Where it links to several, those of one event are what visitors put into their own
 * calendar, and not the agenda.
 */
async function findAgendas({ guest, now, isTime }: Search, addresses: readonly (ReadAddress | undefined)[], hosts: readonly string[]): Promise<readonly FoundChannel[]> {
  const own = [...new Set(addresses.flatMap((address) => (address && hosts.includes(hostOf(address.parts)) ? [address.url] : [])))].slice(0, MOST_LINKED);
  const found: FoundChannel[] = [];
  for (const url of own) {
    if (!isTime()) break;
    const answer = await guest.get(url, { maxBytes: limits.calendarBytes });
    if (!answer.ok || answer.value.status !== 200) continue;
    const read = await channelOf(answer.value, url, now);
    if (read?.channel.kind === "calendar" && (own.length === 1 || read.size > 1)) found.push(read.channel);
  }
  return found;
}

/** `webcal:` is how a link opens in a program for calendars; what it leads to is on the web. */
const webOf = (address: string, protocol: string): string => address.replace(/^webcals?:/i, protocol);

async function findSitemaps(search: Search, url: string): Promise<readonly FoundChannel[]> {
  const robots = await search.guest.robotsOf(url);
  const told = robots.ok ? robots.value.sitemaps.map((text) => readAddress(text, url)?.url) : [];
  const listed = await firstThatAre(search, told, "sitemap");
  return listed.length > 0 ? listed : firstThatAre(search, [new URL("/sitemap.xml", url).href, below(url, "sitemap.xml")], "sitemap", 1);
}

/** Those of the addresses that are what they are said to be. Comments on pages are no pages. */
async function firstThatAre({ guest, now, isTime }: Search, urls: readonly (string | undefined)[], kind: "feed" | "sitemap", most = Infinity): Promise<FoundChannel[]> {
  const found: FoundChannel[] = [];
  for (const url of new Set(urls)) {
    if (!isTime()) break;
    if (url === undefined || /\/comments\/|\/comentarios\//i.test(new URL(url).pathname)) continue;
    const answer = await guest.get(url, { maxBytes: kind === "feed" ? limits.feedBytes : limits.sitemapBytes });
    if (!answer.ok || answer.value.status !== 200) continue;
    const channel = (await channelOf(answer.value, url, now))?.channel;
    if (channel?.kind === kind) found.push(channel);
    if (found.length >= most) break;
  }
  return found;
}

/** What a document is, and how many entries it has where that tells anything. */
async function channelOf({ bytes, contentType }: Asked, url: string, now: Instant): Promise<{ readonly channel: FoundChannel; readonly size: number } | undefined> {
  const feed = await readDocument({ as: "feed", bytes, contentType });
  if (feed.ok) return { channel: { kind: "feed", url, title: feed.value.title }, size: feed.value.items.length };
  const calendar = await readDocument({ as: "calendar", bytes, contentType, setting: { zone: "UTC", now, until: plusMs(now, DAY) } });
  if (calendar.ok) return { channel: { kind: "calendar", url, title: calendar.value.title }, size: calendar.value.count };
  const sitemap = await readDocument({ as: "sitemap", bytes, contentType });
  return sitemap.ok ? { channel: { kind: "sitemap", url, title: "" }, size: 0 } : undefined;
}

/** A path beside or below an address: the site may live in a folder. */
function below(url: string, path: string): string {
  const folder = new URL(".", url);
  return new URL(path, folder).href;
}
