import { parseLanguageTag } from "#kernel/language.ts";
import { hostOf, type ReadAddress, readAddress } from "../parse/address.ts";
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
      identity, language, languageIsSure: identity.language !== undefined, spellings: [], url: address.url, title: item.title, summary: item.summary, text: item.text,
      publishedAt: item.publishedAt, modifiedAt: item.modifiedAt, validUntil: undefined, notInForce: false, alternates: [],
    });
  }
  return { entries: [...entries.values()], refused };
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
