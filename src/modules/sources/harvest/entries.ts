import { parseLanguageTag } from "#kernel/language.ts";
import { hostOf, type ReadAddress, readAddress } from "../parse/address.ts";
import type { CalendarEvent, ReadCalendar } from "../parse/calendar.ts";
import type { ReadFeed } from "../parse/feed.ts";
import type { ReadPage } from "../parse/page.ts";
import type { Entry, EntryRefusal } from "../rules/entry.ts";
import { type Identity, identify, languageAmong, type LanguageRule } from "../rules/identity.ts";

/** What of a source decides how its documents become entries. */
export interface SourceRules {
  readonly hosts: readonly string[];
  readonly languages: readonly string[];
  readonly languageRule: LanguageRule;
}

export interface Gathered {
  readonly entries: readonly Entry[];
  readonly refused: Partial<Record<EntryRefusal, number>>;
}

/** Writing parameters in one way can lengthen an address; beyond this an index cannot hold it. */
const LONGEST_ADDRESS = 2_000;

/** The entries of a feed that are pages of the source, each page in each language once. */
export function entriesOfFeed(source: SourceRules, feed: ReadFeed, feedUrl: string): Gathered {
  const refused: Partial<Record<EntryRefusal, number>> = feed.overLimit > 0 ? { "over-limit": feed.overLimit } : {};
  const entries = new Map<string, Entry>();
  const nameOf = namesIn(source, feed, feedUrl);
  const refuse = (why: EntryRefusal) => {
    refused[why] = (refused[why] ?? 0) + 1;
  };
  for (const item of feed.items) {
    if (item.link === undefined) { refuse("no-address"); continue; }
    const address = readAddress(item.link, feedUrl);
    if (!address) { refuse("bad-address"); continue; }
    if (!source.hosts.includes(hostOf(address.parts))) { refuse("foreign-host"); continue; }
    if (item.title === "") { refuse("no-title"); continue; }
    const identity = identify(address.parts, source.languageRule, source.languages);
    if (identity.address.length > LONGEST_ADDRESS) { refuse("bad-address"); continue; }
    const language = identity.language ?? tagOf(item.language ?? feed.language, source) ?? usualLanguage(source);
    const name = `${identity.key} ${language}`;
    // Feeds come newest first: what is listed again further down is older.
    if (entries.has(name)) { refuse("duplicate"); continue; }
    entries.set(name, {
      identity, language, languageIsSure: identity.language !== undefined, name: item.id === item.link ? undefined : nameOf(item.id), spellings: [], url: address.url, title: item.title, summary: item.summary, text: item.text,
      publishedAt: item.publishedAt, modifiedAt: item.modifiedAt, validUntil: undefined, notInForce: false, alternates: [],
    });
  }
  return { entries: [...entries.values()], refused };
}

/** What a feed calls its items, as long as it calls no two the same. */
function namesIn(source: SourceRules, feed: ReadFeed, feedUrl: string): (id: string | undefined) => Identity | undefined {
  const own = readAddress(feedUrl);
  const counts = new Map<string, number>();
  for (const { id } of feed.items) if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  const feedAddress = own && identify(own.parts, source.languageRule, source.languages).address;
  return (id) => {
    if (id === undefined || feedAddress === undefined || counts.get(id) !== 1) return undefined;
    const address = `${feedAddress}#${encodeURIComponent(id.toWellFormed())}`;
    return address.length > LONGEST_ADDRESS ? undefined : { key: address, address, language: undefined };
  };
}

/**
 * The events of an agenda. One with a page of its own is that page; the others are told apart by the name that the agenda
 * gives them, and lead to `home`: an address that several share is nobody's own. Of an event that repeats and has a page
 * there is one entry, for all its times.
 */
export function entriesOfCalendar(source: SourceRules, calendar: ReadCalendar, calendarUrl: string, home: string): Gathered & { readonly shared: readonly string[] } {
  const refused: Partial<Record<EntryRefusal, number>> = {};
  const refuse = (why: EntryRefusal, count = 1) => {
    if (count > 0) refused[why] = (refused[why] ?? 0) + count;
  };
  refuse("over-limit", calendar.overLimit);
  refuse("unreadable", calendar.unreadable);
  const own = readAddress(calendarUrl);
  if (!own) return { entries: [], refused: { ...refused, "bad-address": calendar.events.length }, shared: [] };
  const { address: agenda, language: said } = identify(own.parts, source.languageRule, source.languages);
  const linked = calendar.events.map((event) => {
    const address = event.link === undefined ? undefined : readAddress(event.link, calendarUrl);
    return address && source.hosts.includes(hostOf(address.parts)) ? { url: address.url, identity: identify(address.parts, source.languageRule, source.languages) } : undefined;
  });
  const owners = Map.groupBy(calendar.events.flatMap(({ uid }, index) => (linked[index] ? [{ uid, key: linked[index].identity.key }] : [])), ({ key }) => key);
  const shared = new Set([...owners].filter(([, some]) => new Set(some.map(({ uid }) => uid)).size > 1).map(([key]) => key));
  const entries = new Map<string, Entry>();
  for (const [index, event] of calendar.events.entries()) {
    const link = linked[index];
    const page = link && !shared.has(link.identity.key) ? link : undefined;
    if (!page && !source.hosts.includes(hostOf(own.parts))) { refuse("foreign-host"); continue; }
    if (event.title === "") { refuse("no-title"); continue; }
    const name = encodeURIComponent([event.uid, event.turn].filter((part) => part !== undefined).join(" ").toWellFormed());
    const identity = page?.identity ?? { key: `${hostOf(own.parts)}#${name}`, address: `${agenda}#${name}`, language: said };
    if (identity.address.length > LONGEST_ADDRESS) { refuse("bad-address"); continue; }
    const language = identity.language ?? tagOf(event.language, source) ?? said ?? usualLanguage(source);
    const known = entries.get(`${identity.key} ${language}`);
    if (known) {
      // Another time of the same event: the page tells of all, and none is cancelled while another is not.
      if (!page || event.turn === undefined) refuse("duplicate");
      else if (known.event?.cancelled && !event.cancelled) entries.set(`${identity.key} ${language}`, entryOfEvent(event, { ...known, event: { ...known.event, cancelled: false } }));
      continue;
    }
    entries.set(`${identity.key} ${language}`, entryOfEvent(event, {
      identity, language, languageIsSure: identity.language !== undefined, url: link?.url ?? home,
      event: {
        startsAt: event.startsAt, endsAt: page && event.turn !== undefined ? event.allEndAt : event.endsAt, wholeDays: event.wholeDays, place: event.place, cancelled: event.cancelled, repeats: event.turn !== undefined,
      },
    }));
  }
  return { entries: [...entries.values()], refused, shared: linked.flatMap((link) => (link && shared.has(link.identity.key) ? [link.identity.address] : [])) };
}

function entryOfEvent(said: CalendarEvent, of: Pick<Entry, "identity" | "language" | "languageIsSure" | "url"> & { readonly event: NonNullable<Entry["event"]> }): Entry {
  // Of the times of an event that repeats the next one is another every week, and that is no change of what its page says.
  const when = of.event.repeats && !of.identity.key.includes("#") ? "" : said.when;
  return {
    identity: of.identity, language: of.language, languageIsSure: of.languageIsSure, url: of.url, spellings: [], alternates: [],
    title: said.title, summary: (said.text.split("\n").find((line) => line !== "") ?? "").slice(0, 500).toWellFormed(),
    text: [when, said.place, said.text].filter((part) => part !== "").join("\n"),
    publishedAt: said.publishedAt, modifiedAt: said.modifiedAt, validUntil: of.event.endsAt, notInForce: of.event.cancelled, event: of.event,
  };
}

/** A page as an entry. `urls` are the addresses that led to it, the last one first. */
export function entryOfPage(source: SourceRules, page: ReadPage, urls: readonly string[]): Entry | EntryRefusal {
  const own = readAddress(urls[0] ?? "");
  if (!own) return "bad-address";
  if (!source.hosts.includes(hostOf(own.parts))) return "foreign-host";
  if (page.title === "") return "no-title";
  const identityOf = (address: ReadAddress) => identify(address.parts, source.languageRule, source.languages);
  if (identityOf(own).address.length > LONGEST_ADDRESS) return "bad-address";
  const base = page.base === undefined ? own.url : (readAddress(page.base, own.url)?.url ?? own.url);
  const inside = (text: string) => {
    const address = readAddress(text, base);
    return address && source.hosts.includes(hostOf(address.parts)) && identityOf(address).address.length <= LONGEST_ADDRESS ? address : undefined;
  };
  const canonical = page.canonical === undefined ? undefined : inside(page.canonical);
  // Templates that call every page the front page would make one item of a whole site.
  const chosen = canonical && (canonical.parts.path !== "/" || own.parts.path === "/") ? canonical : own;
  const identity = identityOf(chosen);
  const declared = page.alternates.flatMap(({ language, url }) => {
    const address = inside(url);
    const tag = tagOf(language, source);
    return address && tag ? [{ identity: identityOf(address), language: tag, url: address.url }] : [];
  });
  const self = declared.find((alternate) => alternate.identity.address === identity.address)?.language;
  const said = identity.language ?? self ?? tagOf(page.language, source);
  const spellings = [own.url, ...urls].flatMap((url) => {
    const address = inside(url);
    return address ? [identityOf(address)] : [];
  });
  return {
    identity,
    language: said ?? usualLanguage(source),
    languageIsSure: said !== undefined,
    spellings: spellings.filter(({ address }) => address !== identity.address),
    url: chosen.url,
    title: page.title,
    summary: page.description || (page.text.split("\n").find((line) => line.length > 40) ?? "").slice(0, 500).toWellFormed(),
    text: page.text,
    publishedAt: page.publishedAt,
    modifiedAt: page.modifiedAt,
    validUntil: page.validUntil,
    notInForce: page.notInForce,
    alternates: declared.filter((alternate) => alternate.identity.address !== identity.address && alternate.language !== (said ?? usualLanguage(source))),
  };
}

/** The identity of an address in a source. */
export function identityIn(source: SourceRules, url: string): Identity | undefined {
  const address = readAddress(url);
  return address && identify(address.parts, source.languageRule, source.languages);
}

const usualLanguage = (source: SourceRules): string => source.languages[0] ?? "und";

const tagOf = (text: string | undefined, source: SourceRules): string | undefined =>
  text === undefined ? undefined : (languageAmong(text, source.languages) ?? parseLanguageTag(text));
