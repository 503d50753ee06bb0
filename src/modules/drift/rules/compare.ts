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
  readonly lines: readonly Line[];
  readonly links: readonly string[];
}

// When a page was written or how often it was read says nothing of what it announces.
const ABOUT_THE_PAGE = /^(?:[uú]ltima (?:actualizaci[oó]n|modificaci[oó]n)|fecha de (?:publicaci[oó]n|actualizaci[oó]n|modificaci[oó]n)|publicad[oa](?: el)?|actualizad[oa](?: el)?|azken (?:eguneratzea|aldaketa)|argitaratze-data|eguneratze-data|argitaratua|eguneratua|last (?:updated|modified)|published(?: on)?|updated|visitas|bisitak|visits|views|n[uú]mero de visitas)(?!\p{L})/iu;

/** Reads once what is compared many times. */
export function readWords(page: PageWords): ReadWords {
  const text = fold(`${page.title}\n${page.text}`);
  const fields = recognise(text);
  const lines: Line[] = [];
  let at = 0;
  let next = 0;
  for (const line of text.split("\n")) {
    const end = at + line.length;
    const own: Field[] = [];
    let mask = "";
    let from = at;
    for (let field = fields[next]; field && field.start < end; next += 1, field = fields[next]) {
      mask += `${text.slice(from, field.start)} \ue002${field.kind} `;
      from = field.end;
      own.push(field);
    }
    mask += text.slice(Math.min(from, end), end);
    if (!ABOUT_THE_PAGE.test(line)) lines.push({ mask: mask.toLowerCase().replaceAll(/[^\p{L}\d\ue002]+/gu, " ").trim(), fields: own });
    at = end + 1;
  }
  return { title: fold(page.title), lines: lines.filter((line) => line.mask !== ""), links: [...new Set(page.links.map(addressOf))].filter((link) => link !== "") };
}

/** Every field of a page, once. */
export function fieldsOf(words: ReadWords): readonly { readonly kind: FieldKind; readonly value: string; readonly raw: string }[] {
  const seen = new Map<string, { kind: FieldKind; value: string; raw: string }>();
  for (const { kind, value, raw } of words.lines.flatMap(({ fields }) => fields)) if (!seen.has(`${kind} ${value}`)) seen.set(`${kind} ${value}`, { kind, value, raw });
  return [...seen.values()];
}

/**
 * What has changed from one state of a page to another. Lines that say the same are taken away, wherever they stand; of those
 * left, lines with the same words are compared field by field, and what then remains is counted kind by kind. A digit that
 * changes in a field is found whatever else is as it was; spacing, typography and order are no change.
 */
export function compare(before: ReadWords, after: ReadWords): readonly Change[] {
  const changes: Change[] = [];
  const [was, is] = withoutCommon(before.lines, after.lines);
  const paired = pairByMask(was, is);
  for (const [old, young] of paired.pairs) changes.push(...compareFields(old, young));
  changes.push(...compareCounts(paired.left, paired.right, before.lines, after.lines));
  changes.push(...compareLinks(before.links, after.links));
  const fieldChanges = unique(changes);
  if (sameWords(before.title) !== sameWords(after.title)) fieldChanges.push({ kind: "title", before: before.title, after: after.title });
  // Words that changed and no field with them.
  const words = [...paired.left, ...paired.right].some(({ mask }) => mask !== "") && wordsOf(before) !== wordsOf(after);
  return fieldChanges.length === 0 && words ? [{ kind: "words", before: null, after: null }] : fieldChanges;
}

const sameWords = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\d]+/gu, " ").trim();
const wordsOf = (words: ReadWords): string => words.lines.map(({ mask }) => mask).toSorted().join(" ");

const keyOf = (line: Line): string => `${line.mask}\ue003${line.fields.map(({ kind, value }) => `${kind} ${value}`).join("\ue003")}`;

function withoutCommon(before: readonly Line[], after: readonly Line[]): readonly [readonly Line[], readonly Line[]] {
  const counts = new Map<string, number>();
  for (const line of before) counts.set(keyOf(line), (counts.get(keyOf(line)) ?? 0) + 1);
  const left = new Map(counts);
  const fresh = after.filter((line) => {
    const key = keyOf(line);
    const n = left.get(key) ?? 0;
    if (n > 0) left.set(key, n - 1);
    return n === 0;
  });
  const old = before.filter((line) => {
    const key = keyOf(line);
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

function compareCounts(before: readonly Line[], after: readonly Line[], allBefore: readonly Line[], allAfter: readonly Line[]): readonly Change[] {
  const valuesOf = (lines: readonly Line[], kind: FieldKind) => lines.flatMap(({ fields }) => fields.filter((field) => field.kind === kind));
  return fieldKinds.flatMap((kind) => {
    const [lost, gained] = difference(valuesOf(before, kind), valuesOf(after, kind));
    if (lost.length > 0 && gained.length > 0) {
      return Array.from({ length: Math.max(lost.length, gained.length) }, (_, index) => ({ kind, before: lost[index]?.raw ?? null, after: gained[index]?.raw ?? null }));
    }
    // Said once more or once less than before: it still holds.
    const still = new Set(valuesOf(allAfter, kind).map(({ value }) => value));
    const already = new Set(valuesOf(allBefore, kind).map(({ value }) => value));
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
  const of = (words: ReadWords, kinds: readonly FieldKind[]) =>
    fieldsOf(words).filter(({ kind, value }) => kinds.includes(kind) && (kind !== "date" && kind !== "deadline" ? true : isWholeDate(value)));
  // A deadline in one language may be a date in the other: the words around it differ.
  return ACROSS_LANGUAGES.filter((kind) => kind !== "deadline").flatMap((kind) => {
    const kinds: readonly FieldKind[] = kind === "date" ? ["date", "deadline"] : [kind];
    const [left, right] = [of(one, kinds), of(other, kinds)];
    const day = (value: string) => (kind === "date" ? value.slice(-5) : value);
    const missing = (here: typeof left, there: typeof left) => here.filter(({ value }) => !there.some((each) => day(each.value) === day(value)));
    const [onlyOne, onlyOther] = [missing(left, right), missing(right, left)];
    return onlyOne.length > 0 && onlyOther.length > 0 ? [{ kind, one: onlyOne.map(({ raw }) => raw), other: onlyOther.map(({ raw }) => raw) }] : [];
  });
}
