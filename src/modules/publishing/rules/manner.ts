import type { Localized } from "#kernel/language.ts";
import { linksIn, withoutTracking } from "#kernel/links.ts";
import { longestOf, proseOf, readabilityOf, sentencesOf, wordsOf } from "./readability.ts";

/** What the council has decided about how it writes: figures and lists, all of them its parameters. */
export interface Manner {
  /** INFLESZ points below which a Spanish text is called hard to read. */
  readonly readabilityMinimum: number;
  /** Words that a sentence of another language may have on average. */
  readonly sentenceWords: number;
  readonly tagLength: number;
  readonly tagsMost: number;
  readonly emojiMost: number;
  /** Abbreviations that everybody knows. */
  readonly knownAcronyms: ReadonlySet<string>;
  /** By language: expressions that leave people out, and what may be said instead. */
  readonly inclusive: Readonly<Record<string, readonly Replacement[]>>;
  /** Places and services, each by what it is called in each language (EDI-12). */
  readonly placeNames: readonly Localized[];
  /** By language: what is not said while an election is called; empty at other times (LOREG 50). */
  readonly electoral: Readonly<Record<string, readonly string[]>>;
}

export interface Replacement {
  readonly said: string;
  readonly better: string;
}

/** A remark on how something is said: which rule, about which words, and what the message needs. */
export interface Remark {
  readonly rule: "EDI-4-plain" | "EDI-4-sentences" | "EDI-4-tag-length" | "EDI-4-tag-case" | "EDI-4-tags" | "EDI-4-emoji" | "EDI-4-acronym" | "EDI-4-inclusive" | "EDI-4-capitals" | "EDI-4-electoral" | "EDI-12" | "EDI-3-tracking";
  readonly data: Readonly<Record<string, string | number>>;
}

/** Too short to be judged as prose. */
const LEAST_WORDS = 20;

/**
 * How a text of one language is written (EDI-4): plainly, with tags that a screen reader can say, without letters that
 * only insiders know, with words for everybody. All of it advice: people decide.
 */
export function remarksOn(text: string, language: string, manner: Manner): readonly Remark[] {
  return [...onPlainness(text, language, manner), ...onTags(text, manner), ...onSigns(text, manner), ...onWords(text, language, manner), ...onNames(text, language, manner), ...onLinks(text)];
}

function* onPlainness(text: string, language: string, manner: Manner): Generator<Remark> {
  const prose = proseOf(text);
  const words = wordsOf(prose).length;
  if (words < LEAST_WORDS) return;
  if (language === "es") {
    const readability = readabilityOf(text);
    if (readability && readability.score < manner.readabilityMinimum) yield { rule: "EDI-4-plain", data: { score: Math.round(readability.score), minimum: manner.readabilityMinimum, sentence: beginning(readability.longestSentence) } };
    return;
  }
  const sentences = sentencesOf(prose);
  const average = Math.round(words / Math.max(1, sentences.length));
  if (average > manner.sentenceWords) yield { rule: "EDI-4-sentences", data: { average, most: manner.sentenceWords, sentence: beginning(longestOf(sentences)) } };
}

const beginning = (sentence: string): string => (sentence.length > 60 ? `${sentence.slice(0, 57).trimEnd()}…` : sentence);

function* onTags(text: string, { tagLength, tagsMost }: Manner): Generator<Remark> {
  const tags = [...new Set([...text.matchAll(/(?<![\p{L}\p{N}&/])#([\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*)/gu)].map((match) => match[1] ?? ""))];
  if (tags.length > tagsMost) yield { rule: "EDI-4-tags", data: { count: tags.length, most: tagsMost } };
  for (const tag of tags) {
    const length = Array.from(tag).length;
    if (length > tagLength) yield { rule: "EDI-4-tag-length", data: { tag, characters: length, most: tagLength } };
    // One long run of small letters is most likely several words: a screen reader says them as one.
    if (/^\p{Ll}{10,}$/u.test(tag)) yield { rule: "EDI-4-tag-case", data: { tag } };
  }
}

function* onSigns(text: string, { emojiMost }: Manner): Generator<Remark> {
  const emoji = text.match(/\p{Extended_Pictographic}/gu)?.length ?? 0;
  if (emoji > emojiMost) yield { rule: "EDI-4-emoji", data: { count: emoji, most: emojiMost } };
  const shouted = /(?:(?<!\p{L})\p{Lu}{3,}(?!\p{L})[\s,]+){2,}\p{Lu}{3,}(?!\p{L})/u.exec(proseOf(text))?.[0];
  if (shouted !== undefined) yield { rule: "EDI-4-capitals", data: { words: beginning(shouted) } };
}

function* onWords(text: string, language: string, manner: Manner): Generator<Remark> {
  const prose = proseOf(text);
  const told = new Set<string>();
  for (const [acronym] of prose.matchAll(/(?<![\p{L}\p{N}])\p{Lu}{2,6}(?![\p{L}\p{N}])/gu)) {
    // Between brackets it stands after its own words: it is explained.
    if (manner.knownAcronyms.has(acronym) || told.has(acronym) || prose.includes(`(${acronym})`) || isShouted(prose, acronym) || /^[IVXLC]+$/.test(acronym)) continue;
    told.add(acronym);
    yield { rule: "EDI-4-acronym", data: { acronym } };
  }
  for (const { said, better } of manner.inclusive[language] ?? []) {
    const found = findExpression(text, said);
    if (found !== undefined) yield { rule: "EDI-4-inclusive", data: { said: found, better } };
  }
  for (const said of manner.electoral[language] ?? []) {
    const found = findExpression(text, said);
    if (found !== undefined) yield { rule: "EDI-4-electoral", data: { said: found } };
  }
}

/** A link that says who came how, and nothing of the page (EDI-3). */
function* onLinks(text: string): Generator<Remark> {
  for (const link of new Set(linksIn(text))) {
    const clean = withoutTracking(link);
    if (clean.length < link.length) yield { rule: "EDI-3-tracking", data: { said: link, better: clean } };
  }
}

/** A place called as in another language, although it has a name in this one. */
function* onNames(text: string, language: string, { placeNames }: Manner): Generator<Remark> {
  for (const names of placeNames) {
    const own = names[language];
    if (own === undefined) continue;
    // A name may be part of the other one: «Salburua» of «Parque de Salburua».
    const rest = text.replaceAll(new RegExp(RegExp.escape(own), "giu"), " ");
    for (const [other, name] of Object.entries(names)) {
      const found = other === language || name.toLowerCase() === own.toLowerCase() ? undefined : findExpression(rest, name);
      if (found !== undefined) yield { rule: "EDI-12", data: { said: found, better: own } };
    }
  }
}

/** A word in capitals beside another in capitals, in the same sentence, is not an abbreviation. */
function isShouted(prose: string, word: string): boolean {
  const tokens = prose.split(/\s+/u);
  const at = tokens.findIndex((token) => wordsOf(token).includes(word));
  const loud = (token: string | undefined) => token !== undefined && /^\p{Lu}{3,}$/u.test(wordsOf(token).join(""));
  const ends = (token: string | undefined) => token !== undefined && /[.!?…]$/u.test(token);
  return (!ends(tokens[at - 1]) && loud(tokens[at - 1])) || (!ends(tokens[at]) && loud(tokens[at + 1]));
}

/** An expression as it stands in the text, whole words only, whatever the capitals. */
function findExpression(text: string, expression: string): string | undefined {
  const lower = text.toLowerCase();
  const wanted = expression.toLowerCase();
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + 1)) {
    const before = lower.slice(0, at).at(-1) ?? " ";
    const after = lower.at(at + wanted.length) ?? " ";
    if (!/\p{L}/u.test(before) && !/\p{L}/u.test(after)) return text.slice(at, at + wanted.length);
  }
  return undefined;
}

/** Reads the council's list: `es: los ciudadanos = la ciudadanía; eu: …`, one expression after another. */
export function readReplacements(list: string): Readonly<Record<string, readonly Replacement[]>> {
  const read: Record<string, Replacement[]> = {};
  for (const entry of list.split(";")) {
    const [, language, said, better] = /^\s*([a-z]{2,3})\s*:\s*([^=]+?)\s*(?:=\s*(.*?)\s*)?$/u.exec(entry) ?? [];
    if (language === undefined || said === undefined) continue;
    (read[language] ??= []).push({ said, better: better ?? "" });
  }
  return read;
}

/** Reads the council's list of names: `es: Calle Mayor = eu: Kale Nagusia; …`. What has a name in one language only says nothing. */
export function readPlaceNames(list: string): readonly Localized[] {
  return list.split(";").flatMap((entry) => {
    const names = entry.split("=").flatMap((part) => {
      const [, language, name] = /^\s*([a-z]{2,3})\s*:\s*(\S.*?)\s*$/u.exec(part) ?? [];
      return language === undefined || name === undefined ? [] : [[language, name] as const];
    });
    return names.length > 1 ? [Object.fromEntries(names)] : [];
  });
}
