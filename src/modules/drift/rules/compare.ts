import { addressOf } from "./contacts.ts";
import { isWholeDate } from "./dates.ts";
import { type Field, type FieldKind, fieldKinds, fold } from "./field.ts";
import { recognise } from "./recognise.ts";

/** What a page said, as far as it is compared. */
export interface PageWords {
  readonly title: string;
  readonly text: string;
  /** Where its main content leads. */
  readonly links: readonly string[];
}

/** One thing that is not as it was; `before` null where it is new, `after` null where it is gone. */
export interface Change {
  readonly kind: FieldKind | "title" | "words";
  readonly before: string | null;
  readonly after: string | null;
}

interface Line {
  /** The words with a mark in place of each field: two lines that say the same of other values have the same. */
  readonly mask: string;
  readonly fields: readonly Field[];
}

export interface ReadWords {
  readonly title: string;
  /** Without their typography. What they say of dates, times, prices… is recognised only where it must be known: most lines are as they were. */
  readonly lines: readonly string[];
  readonly links: readonly string[];
}

// When a page was written or how often it was read says nothing of what it announces.
const ABOUT_THE_PAGE = /^(?:[uú]ltima (?:actualizaci[oó]n|modificaci[oó]n)|fecha de (?:publicaci[oó]n|actualizaci[oó]n|modificaci[oó]n)|publicad[oa](?: el)?|actualizad[oa](?: el)?|azken (?:eguneratzea|aldaketa)|argitaratze-data|eguneratze-data|argitaratua|eguneratua|last (?:updated|modified)|published(?: on)?|updated|visitas|bisitak|visits|views|n[uú]mero de visitas)(?!\p{L})/iu;

/** Reads once what is compared many times. */
export function readWords(page: PageWords): ReadWords {
  // A letter, a digit or an underscore: what has none of them says nothing.
  const lines = fold(`${page.title}\n${page.text}`).split("\n").filter((line) => /[\p{L}\w]/u.test(line) && !ABOUT_THE_PAGE.test(line));
  return { title: fold(page.title), lines, links: [...new Set(page.links.map(addressOf))].filter((link) => link !== "") };
}

function lineOf(said: string): Line {
  const fields = recognise(said);
  let mask = "";
  let from = 0;
  for (const { kind, start, end } of fields) {
    mask += `${said.slice(from, start)} \ue002${kind} `;
    from = end;
  }
  return { mask: (mask + said.slice(from)).toLowerCase().replaceAll(/[^\p{L}\d\ue002]+/gu, " ").trim(), fields };
}

/** Every field of a page, once. */
export function fieldsOf(words: ReadWords): readonly { readonly kind: FieldKind; readonly value: string; readonly raw: string }[] {
  const seen = new Map<string, { kind: FieldKind; value: string; raw: string }>();
  for (const { kind, value, raw } of words.lines.flatMap((line) => recognise(line))) if (!seen.has(`${kind} ${value}`)) seen.set(`${kind} ${value}`, { kind, value, raw });
  return [...seen.values()];
}

/**
 * What has changed from one state of a page to another. Lines that say the same are taken away, wherever they stand; of those
 * left, lines with the same words are compared field by field, and what then remains is counted kind by kind. A digit that
 * changes in a field is found whatever else is as it was; spacing, typography and order are no change.
 */
export function compare(before: ReadWords, after: ReadWords): readonly Change[] {
  const changes: Change[] = [];
  const [old, young] = withoutCommon(before.lines, after.lines, (said) => said);
  const [was, is] = withoutCommon(old.map(lineOf), young.map(lineOf), keyOf);
  const paired = pairByMask(was, is);
  for (const [one, other] of paired.pairs) changes.push(...compareFields(one, other));
  changes.push(...compareCounts(paired.left, paired.right, before.lines, after.lines));
  changes.push(...compareLinks(before.links, after.links));
  const fieldChanges = unique(changes);
  if (sameWords(before.title) !== sameWords(after.title)) fieldChanges.push({ kind: "title", before: before.title, after: after.title });
  // Words that changed and no field with them; how they are broken into lines is no change.
  return fieldChanges.length === 0 && wordsOf(was) !== wordsOf(is) ? [{ kind: "words", before: null, after: null }] : fieldChanges;
}

/** Whether two states say the same and lead to the same. */
export const isTheSame = (before: ReadWords, after: ReadWords): boolean =>
  before.links.length === after.links.length && before.links.every((link) => after.links.includes(link)) && compare(before, after).length === 0;

const sameWords = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\d]+/gu, " ").trim();
const wordsOf = (lines: readonly Line[]): string => lines.map(({ mask }) => mask).toSorted().join(" ");

const keyOf = (line: Line): string => `${line.mask}\ue003${line.fields.map(({ kind, value }) => `${kind} ${value}`).join("\ue003")}`;

function withoutCommon<Each>(before: readonly Each[], after: readonly Each[], keyOfLine: (line: Each) => string): readonly [readonly Each[], readonly Each[]] {
  const left = new Map<string, number>();
  for (const line of before) left.set(keyOfLine(line), (left.get(keyOfLine(line)) ?? 0) + 1);
  const fresh = after.filter((line) => {
    const key = keyOfLine(line);
    const n = left.get(key) ?? 0;
    if (n > 0) left.set(key, n - 1);
    return n === 0;
  });
  const old = before.filter((line) => {
    const key = keyOfLine(line);
    const n = left.get(key) ?? 0;
    if (n > 0) left.set(key, n - 1);
    return n > 0;
  });
  return [old, fresh];
}

function pairByMask(before: readonly Line[], after: readonly Line[]) {
  const waiting = Map.groupBy(before.filter(({ fields }) => fields.length > 0), ({ mask }) => mask);
  const pairs: (readonly [Line, Line])[] = [];
  const paired = new Set<Line>();
  const right = after.filter((line) => {
    const old = waiting.get(line.mask)?.shift();
    if (!old) return true;
    pairs.push([old, line]);
    paired.add(old);
    return false;
  });
  return { pairs, left: before.filter((line) => !paired.has(line)), right };
}

const compareFields = (before: Line, after: Line): readonly Change[] =>
  before.fields.flatMap((field, index) => {
    const now = after.fields[index];
    return now && now.value !== field.value ? [{ kind: field.kind, before: field.raw, after: now.raw }] : [];
  });

function compareCounts(before: readonly Line[], after: readonly Line[], allBefore: readonly string[], allAfter: readonly string[]): readonly Change[] {
  const allValuesOf = (lines: readonly string[], kind: FieldKind) => new Set(lines.flatMap((line) => recognise(line)).flatMap((field) => (field.kind === kind ? field.value : [])));
  const valuesOf = (lines: readonly Line[], kind: FieldKind) => lines.flatMap(({ fields }) => fields.filter((field) => field.kind === kind));
  return fieldKinds.flatMap((kind) => {
    const [lost, gained] = difference(valuesOf(before, kind), valuesOf(after, kind));
    if (lost.length > 0 && gained.length > 0) {
      return Array.from({ length: Math.max(lost.length, gained.length) }, (_, index) => ({ kind, before: lost[index]?.raw ?? null, after: gained[index]?.raw ?? null }));
    }
    if (lost.length === 0 && gained.length === 0) return [];
    // Said once more or once less than before: it still holds.
    const still = lost.length > 0 ? allValuesOf(allAfter, kind) : new Set();
    const already = gained.length > 0 ? allValuesOf(allBefore, kind) : new Set();
    return [
      ...lost.filter(({ value }) => !still.has(value)).map(({ raw }) => ({ kind, before: raw, after: null })),
      ...gained.filter(({ value }) => !already.has(value)).map(({ raw }) => ({ kind, before: null, after: raw })),
    ];
  });
}

function difference(before: readonly Field[], after: readonly Field[]): readonly [readonly Field[], readonly Field[]] {
  const gained = [...after];
  const lost = before.filter((field) => {
    const index = gained.findIndex(({ value }) => value === field.value);
    if (index >= 0) gained.splice(index, 1);
    return index < 0;
  });
  return [lost, gained];
}

/** A link more is something to read; one that is gone or leads elsewhere may be the one that a post gives. */
function compareLinks(before: readonly string[], after: readonly string[]): readonly Change[] {
  const lost = before.filter((link) => !after.includes(link));
  const gained = after.filter((link) => !before.includes(link));
  return lost.map((link, index) => ({ kind: /^tel:/i.test(link) ? "phone" : "url", before: link, after: gained[index] ?? null }));
}

function unique(changes: readonly Change[]): Change[] {
  const seen = new Map(changes.map((change) => [`${change.kind}\ue003${change.before ?? ""}\ue003${change.after ?? ""}`, change]));
  return [...seen.values()];
}

/** A value that two languages of one page write differently, and neither has the other's (DRI-6). */
export interface Contradiction {
  readonly kind: FieldKind;
  readonly one: readonly string[];
  readonly other: readonly string[];
}

const ACROSS_LANGUAGES: readonly FieldKind[] = ["date", "time", "amount", "deadline", "phone"];

/** Where two languages contradict each other; what only one of them says is an omission, and no contradiction. */
export function contradictions(one: ReadWords, other: ReadWords): readonly Contradiction[] {
  const [fieldsOne, fieldsOther] = [fieldsOf(one), fieldsOf(other)];
  const of = (fields: ReturnType<typeof fieldsOf>, kinds: readonly FieldKind[]) =>
    fields.filter(({ kind, value }) => kinds.includes(kind) && (kind !== "date" && kind !== "deadline" ? true : isWholeDate(value)));
  // A deadline in one language may be a date in the other: the words around it differ.
  return ACROSS_LANGUAGES.filter((kind) => kind !== "deadline").flatMap((kind) => {
    const kinds: readonly FieldKind[] = kind === "date" ? ["date", "deadline"] : [kind];
    const [left, right] = [of(fieldsOne, kinds), of(fieldsOther, kinds)];
    const day = (value: string) => (kind === "date" ? value.slice(-5) : value);
    const missing = (here: typeof left, there: typeof left) => here.filter(({ value }) => !there.some((each) => day(each.value) === day(value)));
    const [onlyOne, onlyOther] = [missing(left, right), missing(right, left)];
    return onlyOne.length > 0 && onlyOther.length > 0 ? [{ kind, one: onlyOne.map(({ raw }) => raw), other: onlyOther.map(({ raw }) => raw) }] : [];
  });
}
