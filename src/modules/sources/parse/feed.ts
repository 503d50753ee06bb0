import { type AtomFeed, DetectError, type JsonFeed, parseAtomFeed, ParseError, parseJsonFeed, parseRdfFeed, parseRssFeed, type RdfFeed, type RssFeed } from "feedsmith";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { readDate } from "../rules/dates.ts";
import type { SourceTrouble } from "../rules/trouble.ts";
import { decodeText } from "./decode.ts";
import { limits } from "./limits.ts";
import { plainText, tidyLine } from "./plain-text.ts";
import { isWhole, readProlog } from "./xml.ts";

/** An item as the feed gives it, reduced to plain text; its address is not yet judged. */
interface FeedItem {
  /** Undefined when the item has none. */
  readonly link: string | undefined;
  readonly language: string | undefined;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly publishedAt: Instant | undefined;
  readonly modifiedAt: Instant | undefined;
}

export interface ReadFeed {
  readonly format: "rss" | "rdf" | "atom" | "json";
  readonly title: string;
  readonly language: string | undefined;
  readonly items: readonly FeedItem[];
  /** Items beyond the cap, left out. */
  readonly overLimit: number;
}

/** Reads RSS 0.9x, 1.0 and 2.0, Atom and JSON Feed. `contentType` is the HTTP header. */
export function readFeed(bytes: Uint8Array, contentType: string | undefined): Result<ReadFeed, SourceTrouble> {
  const text = decodeText(bytes, contentType);
  if (!text.ok) return text;
  const isJson = /^[\s\ufeff]*\{/.test(text.value);
  const prolog = isJson ? undefined : readProlog(text.value);
  if (prolog) {
    if (prolog.declaresEntities) return refuse({ kind: "entities-declared" });
    if (!["rss", "rdf", "feed"].includes(prolog.root)) return refuse({ kind: "not-a-feed" });
    if (!isWhole(text.value, prolog)) return refuse({ kind: "malformed" });
  }
  let parsed: Parsed;
  try {
    parsed = parse(text.value, prolog?.root);
  } catch (error) {
    // Whatever the parser says, the document is at fault; its messages quote the document and are not kept.
    if (error instanceof DetectError) return refuse({ kind: "not-a-feed" });
    return refuse({ kind: error instanceof ParseError ? "empty-feed" : "malformed" });
  }
  const feed = convert(parsed);
  return ok({ ...feed, items: feed.items.slice(0, limits.feedItems), overLimit: Math.max(0, feed.items.length - limits.feedItems) });
}

/** By its root, which is known: to look for what it is costs as much as reading it. */
function parse(text: string, root: string | undefined) {
  // One more than we take, to know that there are more.
  const options = { maxItems: limits.feedItems + 1, parseDateFn: (raw: string) => raw };
  switch (root) {
    case undefined: return { format: "json" as const, feed: parseJsonFeed(text, options) };
    case "rss": return { format: "rss" as const, feed: parseRssFeed(text, options) };
    case "rdf": return { format: "rdf" as const, feed: parseRdfFeed(text, options) };
    default: return { format: "atom" as const, feed: parseAtomFeed(text, options) };
  }
}
type Parsed = ReturnType<typeof parse>;

function convert(parsed: Parsed): Omit<ReadFeed, "overLimit"> {
  const title = tidyLine(plainText(titleOf(parsed.feed.title), limits.title), limits.title);
  switch (parsed.format) {
    case "rss":
      return { format: "rss", title, language: parsed.feed.language, items: (parsed.feed.items ?? []).map(fromRss) };
    case "rdf":
      return { format: "rdf", title, language: parsed.feed.dc?.languages?.[0], items: (parsed.feed.items ?? []).map(fromRdf) };
    case "atom":
      return { format: "atom", title, language: parsed.feed.xml?.lang, items: (parsed.feed.entries ?? []).map(fromAtom) };
    case "json":
      return { format: "json", title, language: parsed.feed.language, items: (parsed.feed.items ?? []).map(fromJson) };
  }
}

function fromRss(item: RssFeed.Item<string>): FeedItem {
  const permalink = item.guid?.isPermaLink !== false && /^https?:\/\//i.test(item.guid?.value ?? "") ? item.guid?.value : undefined;
  return feedItem({
    link: item.link ?? permalink ?? item.atom?.links?.find(({ rel }) => rel === undefined || rel === "alternate")?.href,
    language: item.xml?.lang ?? item.dc?.languages?.[0],
    title: item.title ?? item.dc?.titles?.[0] ?? item.media?.title?.value ?? item.itunes?.title,
    summary: item.description ?? item.dc?.descriptions?.[0] ?? item.itunes?.summary,
    body: item.content?.encoded,
    publishedAt: item.pubDate ?? item.dc?.dates?.[0] ?? item.dcterms?.issued?.[0] ?? item.atom?.published,
    modifiedAt: item.dcterms?.modified?.[0] ?? item.atom?.updated,
  });
}

function fromRdf(item: RdfFeed.Item<string>): FeedItem {
  const about = /^https?:\/\//i.test(item.rdf?.about ?? "") ? item.rdf?.about : undefined;
  return feedItem({
    link: item.link ?? about,
    language: item.xml?.lang ?? item.dc?.languages?.[0],
    title: item.title ?? item.dc?.titles?.[0],
    summary: item.description ?? item.dc?.descriptions?.[0],
    body: item.content?.encoded,
    publishedAt: item.dc?.dates?.[0] ?? item.dcterms?.issued?.[0],
    modifiedAt: item.dcterms?.modified?.[0],
  });
}

function fromAtom(entry: AtomFeed.Entry<string>): FeedItem {
  const links = entry.links ?? [];
  const pages = links.filter(({ rel }) => rel === undefined || rel === "alternate");
  const page = pages.find(({ type }) => type === undefined || type.includes("html")) ?? pages[0];
  const id = /^https?:\/\//i.test(entry.id ?? "") ? entry.id : undefined;
  return feedItem({
    link: page?.href ?? entry.content?.src ?? id,
    language: page?.hreflang ?? entry.xml?.lang ?? entry.title?.xml?.lang,
    title: htmlOf(entry.title),
    summary: htmlOf(entry.summary),
    body: htmlOf(entry.content),
    publishedAt: entry.published,
    modifiedAt: entry.updated,
  });
}

function fromJson(item: JsonFeed.Item<string>): FeedItem {
  return feedItem({
    link: item.url ?? (/^https?:\/\//i.test(item.id ?? "") ? item.id : undefined) ?? item.external_url,
    language: item.language,
    title: escaped(item.title),
    summary: escaped(item.summary),
    body: item.content_html ?? escaped(item.content_text),
    publishedAt: item.date_published,
    modifiedAt: item.date_modified,
  });
}

interface RawItem {
  readonly link: string | undefined;
  readonly language: string | undefined;
  /** HTML, all three. */
  readonly title: string | undefined;
  readonly summary: string | undefined;
  readonly body: string | undefined;
  readonly publishedAt: string | undefined;
  readonly modifiedAt: string | undefined;
}

function feedItem(raw: RawItem): FeedItem {
  const summary = plainText(raw.summary ?? "", limits.summary);
  const text = raw.body === undefined ? "" : plainText(raw.body, limits.text);
  // A short message without a title (microblogs) is named by its beginning.
  const title = tidyLine(plainText(raw.title ?? "", limits.title), limits.title) || tidyLine(summary || text, 120);
  return {
    link: raw.link,
    language: raw.language,
    title,
    summary: summary || plainText(text.split("\n").find((line) => line !== title && line !== "") ?? "", limits.summary),
    text: text === summary ? "" : text,
    publishedAt: readDate(raw.publishedAt ?? ""),
    modifiedAt: readDate(raw.modifiedAt ?? ""),
  };
}

/** What Atom marks as plain text becomes HTML that shows the same. */
function htmlOf(text: { readonly value?: string; readonly type?: string } | undefined): string | undefined {
  if (text?.value === undefined) return undefined;
  const type = text.type?.toLowerCase() ?? "text";
  if (type === "text" || type === "text/plain") return escaped(text.value);
  // Content in base64 or of another medium is no text.
  return type.includes("html") || type.includes("xml") || type.startsWith("text/") ? text.value : undefined;
}

const escaped = (text: string | undefined): string | undefined =>
  text?.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("\n", "<br>");

const titleOf = (title: string | { readonly value?: string } | undefined): string => (typeof title === "string" ? title : (title?.value ?? ""));
