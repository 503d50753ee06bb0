import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { readDate } from "../rules/dates.ts";
import type { SourceTrouble } from "../rules/trouble.ts";
import { decodeText } from "./decode.ts";
import { type RawFeed, type RawItem, readMarkup } from "./feed-markup.ts";
import { readJson } from "./json-feed.ts";
import { limits } from "./limits.ts";
import { Malformed } from "./markup.ts";
import { plainLine, plainText, tidy, tidyLine } from "./plain-text.ts";
import { isWhole, readProlog } from "./xml.ts";

/** An item as the feed gives it, reduced to plain text; its address is not yet judged. */
interface FeedItem {
  /** What the feed calls it; nothing says that it is not called otherwise tomorrow. */
  readonly id: string | undefined;
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

// One more than we take, to know that there are more.
const MOST = limits.feedItems + 1;

/** Reads RSS 0.9x, 1.0 and 2.0, Atom and JSON Feed. `contentType` is the HTTP header. */
export function readFeed(bytes: Uint8Array, contentType: string | undefined): Result<ReadFeed, SourceTrouble> {
  const text = decodeText(bytes, contentType);
  if (!text.ok) return text;
  if (/^[\s\ufeff]*\{/.test(text.value)) {
    const feed = readJson(text.value, MOST);
    return feed.silent === undefined ? ok(reduced("json", feed)) : refuse({ kind: feed.silent });
  }
  const prolog = readProlog(text.value);
  if (prolog.declaresEntities) return refuse({ kind: "entities-declared" });
  const format = prolog.root === "feed" ? "atom" : prolog.root;
  if (format !== "rss" && format !== "rdf" && format !== "atom") return refuse({ kind: "not-a-feed" });
  if (!isWhole(text.value, prolog)) return refuse({ kind: "malformed" });
  try {
    const feed = readMarkup(text.value, prolog.at, format, MOST);
    return feed.silent === undefined ? ok(reduced(format, feed)) : refuse({ kind: feed.silent });
  } catch (error) {
    if (error instanceof Malformed) return refuse({ kind: "malformed" });
    throw error;
  }
}

function reduced(format: ReadFeed["format"], feed: RawFeed): ReadFeed {
  return {
    format,
    title: plainLine(feed.title ?? "", limits.title),
    language: feed.language,
    items: feed.items.slice(0, limits.feedItems).map(feedItem),
    overLimit: Math.max(0, feed.items.length - limits.feedItems),
  };
}

function feedItem(raw: RawItem): FeedItem {
  // Many feeds have the whole text where the summary should be: what is too long for one is the text, and its beginning the summary.
  const said = plainText(raw.summary ?? "", raw.body === undefined ? limits.text : limits.summary);
  const summary = said.length > limits.summary ? tidy(said, limits.summary) : said;
  const text = raw.body === undefined ? (summary === said ? "" : said) : plainText(raw.body, limits.text);
  // A short message without a title (microblogs) is named by its beginning.
  const title = plainLine(raw.title ?? "", limits.title) || tidyLine(summary || text, 120);
  return {
    id: raw.id,
    link: raw.link,
    language: raw.language,
    title,
    summary: summary || firstLine(text, title),
    text: text === summary ? "" : text,
    publishedAt: readDate(raw.publishedAt ?? ""),
    modifiedAt: readDate(raw.modifiedAt ?? ""),
  };
}

/** The first line that says more than the title. */
const firstLine = (text: string, title: string): string => tidy(text.split("\n").find((line) => line !== title && line !== "") ?? "", limits.summary);
