import type { Result } from "#kernel/result.ts";
import type { CalendarSetting, ReadCalendar } from "../parse/calendar.ts";
import type { ReadFeed } from "../parse/feed.ts";
import { limits } from "../parse/limits.ts";
import type { ReadPage } from "../parse/page.ts";
import { readDocument } from "../parse/reader.ts";
import type { SitemapPage } from "../parse/sitemap.ts";
import type { SourceTrouble } from "../rules/trouble.ts";
import { type Asked, type Guest, within } from "./ask.ts";

/** A document as it came, or that it is as it was. */
export type Fetched<Value> =
  | { readonly kind: "unchanged" }
  | { readonly kind: "read"; readonly value: Value; readonly url: string; readonly etag: string | null; readonly lastModified: string | null };

/** Why nothing was read, with what the server asks for. */
export interface Failed {
  readonly kind: "failed";
  readonly trouble: SourceTrouble;
  readonly retryAfterMs: number;
}

export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

const ACCEPT = {
  feed: "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1",
  calendar: "text/calendar, */*;q=0.1",
  sitemap: "application/xml, text/xml, application/gzip;q=0.9, text/plain;q=0.5, */*;q=0.1",
  page: "text/html, application/xhtml+xml;q=0.9",
} as const;

export const fetchFeed = (guest: Guest, url: string, known: Validators): Promise<Fetched<ReadFeed> | Failed> =>
  fetchDocument(guest, url, known, "feed", limits.feedBytes, ({ bytes, contentType }) => readDocument({ as: "feed", bytes, contentType }));

export const fetchCalendar = (guest: Guest, url: string, known: Validators, setting: CalendarSetting): Promise<Fetched<ReadCalendar> | Failed> =>
  fetchDocument(guest, url, known, "calendar", limits.calendarBytes, ({ bytes, contentType }) => readDocument({ as: "calendar", bytes, contentType, setting }));

export const fetchPage = (guest: Guest, url: string, known: Validators, markers: readonly string[]): Promise<Fetched<ReadPage> | Failed> =>
  fetchDocument(guest, url, known, "page", limits.pageBytes, ({ bytes, contentType }) => readDocument({ as: "page", bytes, contentType, markers }));

export interface SitemapListing {
  readonly pages: readonly SitemapPage[];
  readonly overLimit: number;
  /** Sitemaps of an index that could not be read. */
  readonly unreadable: number;
}

const MOST_CHILDREN = 50;
const LONGEST_READING_MS = 120_000;

/** A sitemap with those that it points to, to the limits of the protocol. Only the top one is asked conditionally. */
export async function fetchSitemap(guest: Guest, url: string, known: Validators): Promise<Fetched<SitemapListing> | Failed> {
  const read = ({ bytes, contentType }: Asked) => readDocument({ as: "sitemap", bytes, contentType });
  const top = await fetchDocument(guest, url, known, "sitemap", limits.sitemapBytes, read);
  if (top.kind !== "read") return top;
  if (top.value.kind === "pages") return { ...top, value: { ...top.value, unreadable: 0 } };
  const pages: SitemapPage[] = [];
  let unreadable = Math.max(0, top.value.sitemaps.length - MOST_CHILDREN) + top.value.overLimit;
  let overLimit = 0;
  const isTime = within(LONGEST_READING_MS);
  for (const child of top.value.sitemaps.slice(0, MOST_CHILDREN)) {
    const listed = isTime() ? await fetchDocument(guest, child, { etag: null, lastModified: null }, "sitemap", limits.sitemapBytes, read) : undefined;
    // An index in an index is against the protocol, and how one would send us round in circles.
    if (listed?.kind !== "read" || listed.value.kind !== "pages") {
      unreadable += 1;
      continue;
    }
    const room = limits.sitemapAddresses - pages.length;
    pages.push(...listed.value.pages.slice(0, room));
    overLimit += listed.value.overLimit + Math.max(0, listed.value.pages.length - room);
  }
  // The index may be the same while what it points to is not: it is never asked conditionally.
  return { ...top, etag: null, lastModified: null, value: { pages, overLimit, unreadable } };
}

async function fetchDocument<Value>(
  guest: Guest, url: string, known: Validators, as: keyof typeof ACCEPT, maxBytes: number, read: (asked: Asked) => Promise<Result<Value, SourceTrouble>>,
): Promise<Fetched<Value> | Failed> {
  const headers = {
    accept: ACCEPT[as],
    ...(known.etag === null ? {} : { "if-none-match": known.etag }),
    ...(known.lastModified === null ? {} : { "if-modified-since": known.lastModified }),
  };
  const asked = await guest.get(url, { maxBytes, headers });
  if (!asked.ok) return { kind: "failed", trouble: asked.refusal, retryAfterMs: 0 };
  const { status, headers: answered } = asked.value;
  if (status === 304) return { kind: "unchanged" };
  if (status !== 200) return { kind: "failed", trouble: { kind: "http-status", status }, retryAfterMs: retryAfterMs(answered["retry-after"]) };
  const document = await read(asked.value);
  if (!document.ok) return { kind: "failed", trouble: document.refusal, retryAfterMs: 0 };
  return { kind: "read", value: document.value, url: asked.value.url, etag: short(answered["etag"]), lastModified: short(answered["last-modified"]) };
}

// Seconds only: a date would be the server's clock against ours.
const retryAfterMs = (text: string | undefined): number => (/^\d{1,6}$/.test(text ?? "") ? Number(text) * 1_000 : 0);

const short = (text: string | undefined): string | null => (text === undefined || text.length > 500 ? null : text);
