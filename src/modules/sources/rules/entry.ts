import type { Instant } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import type { Identity } from "./identity.ts";

/** What one channel says of one page in one language. Texts are plain text. */
export interface Entry {
  readonly identity: Identity;
  readonly url: string;
  readonly language: string;
  /** The address or the page itself says the language; otherwise it is what its feed is mostly written in. */
  readonly languageIsSure: boolean;
  /** What its feed calls it: no address of a page (it has a `#`), and the same when the page moves. */
  readonly name?: Identity | undefined;
  /** Other addresses that led to the same page in the same language: before a redirect, before `rel=canonical`. */
  readonly spellings: readonly Identity[];
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly publishedAt: Instant | undefined;
  readonly modifiedAt: Instant | undefined;
  readonly validUntil: Instant | undefined;
  /** The page itself says that its content is no longer in force. */
  readonly notInForce: boolean;
  /** When and where what it tells of takes place, as an agenda says. */
  readonly event?: EventOfEntry | undefined;
  /** The same page in other languages, as it declares them (hreflang). */
  readonly alternates: readonly { readonly identity: Identity; readonly language: string; readonly url: string }[];
}

export interface EventOfEntry {
  readonly startsAt: Instant;
  /** Undefined: an event that repeats without end. */
  readonly endsAt: Instant | undefined;
  readonly wholeDays: boolean;
  readonly place: string;
  readonly cancelled: boolean;
  /** It stands for one or all of the times of an event that repeats: agendas list them only so far ahead. */
  readonly repeats: boolean;
}

/** Why an entry of a channel was left out; counted in the harvest. */
export type EntryRefusal = "no-address" | "bad-address" | "foreign-host" | "no-title" | "duplicate" | "over-limit" | "unreadable" | "robots-disallow";

/**
 * What makes a revision: the words that a reader sees and how long they hold. Dates of publication and change do not:
 * a feed that dates its entries anew has not changed them.
 */
export function contentOf(entry: Pick<Entry, "title" | "summary" | "text" | "validUntil" | "notInForce">): Json {
  return { title: entry.title, summary: entry.summary, text: entry.text, validUntil: entry.validUntil ?? null, notInForce: entry.notInForce };
}

/**
 * Whether an entry at an address that nobody knows is the one that its feed listed under the same name at another: editors change
 * addresses together with titles. A name proves little, as some feeds only count; so what it was must be of the same instant, and
 * listed no more where it was.
 */
export const isMoved = (before: { readonly publishedAt: Instant | undefined; readonly isListed: boolean }, entry: Pick<Entry, "publishedAt">): boolean =>
  !before.isListed && entry.publishedAt !== undefined && before.publishedAt === entry.publishedAt;

export type ChannelKind = "feed" | "calendar" | "sitemap" | "section" | "page";

/** How full the words of a channel are: a page says all, a feed or an agenda what its editors chose. */
const fullness = { feed: 1, calendar: 1, sitemap: 2, section: 2, page: 2 } as const satisfies Record<ChannelKind, number>;

/** What is known of a variant when a channel speaks of it. */
export interface KnownVariant {
  readonly hash: string;
  /** The channel whose words the variant's revisions are. */
  readonly speaker: { readonly channelId: string; readonly kind: ChannelKind; readonly stillSpeaks: boolean };
  /** Hash of what this channel said the last time; undefined when it never spoke of it. */
  readonly lastHeard: string | undefined;
}

/**
 * Whether what a channel says is a new revision. One channel speaks for each variant, so that a feed with a summary and
 * another with the whole text do not contradict each other for ever; a fuller one takes over, and so does any other
 * when the speaker no longer carries the page.
 */
export function isRevision(known: KnownVariant, heard: { readonly channelId: string; readonly kind: ChannelKind; readonly hash: string }): boolean {
  if (heard.hash === known.hash || heard.hash === known.lastHeard) return false;
  if (heard.channelId === known.speaker.channelId) return true;
  const difference = fullness[heard.kind] - fullness[known.speaker.kind];
  if (difference > 0) return true;
  return difference === 0 && !known.speaker.stillSpeaks && known.lastHeard !== undefined;
}
