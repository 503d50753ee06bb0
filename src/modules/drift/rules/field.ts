/** What of a page may change in a way that makes a post about it wrong (DRI-R1). */
export const fieldKinds = ["date", "time", "place", "amount", "deadline", "phone", "url", "status"] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** Something recognised in a text: `value` is the same however it is written, `raw` as it stands there. */
export interface Field {
  readonly kind: FieldKind;
  readonly value: string;
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

// Characters that no step of folding changes: what is made of them alone needs none of it.
const FOLDED = /^[\n\x20-\x5f\x61-\x7e\u00a1\u00b7\u00bf-\u0131\u0134-\u013e\u0141-\u0148\u014a-\u017e\u20ac]*$/;

/** Text with what is only typography taken out: spaces, quotes, dashes, hyphens that do not show. */
export function fold(text: string): string {
  const folded = FOLDED.test(text) ? text : text
    .normalize("NFKC")
    .replaceAll(/[\u00ad\u200b-\u200d\u2060\ufeff\ue000-\uf8ff]/g, "")
    .replaceAll(/[\u2018\u2019\u201a\u2032`\u00b4]/g, "'")
    .replaceAll(/[\u201c\u201d\u201e\u00ab\u00bb\u2033]/g, '"')
    .replaceAll(/[\u2010-\u2015\u2212]/g, "-")
    .replaceAll(/[^\S\n]/g, " ");
  const spaced = folded.includes("  ") ? folded.replaceAll(/ {2,}/g, " ") : folded;
  return (/\n[ \n]| \n/.test(spaced) ? spaced.replaceAll(/ ?\n[ \n]*/g, "\n") : spaced).trim();
}

/** What one pattern finds in a text; the text has blanks where others have found something before. `has` tells of the whole text. */
export type Finder = (text: string, has: (hint: RegExp) => boolean) => readonly Field[];

/**
 * A finder of one regular expression, which must be global; `read` answers undefined for what only looks like it. A text without
 * the `hint`, which is cheap to look for and stands in all that the pattern finds, is not searched.
 */
export function finding(kind: FieldKind, pattern: RegExp, read: (match: RegExpExecArray) => string | undefined, hint?: RegExp): Finder {
  return (text, has) => {
    const found: Field[] = [];
    if (hint && !has(hint)) return found;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      const value = read(match);
      if (value !== undefined) found.push({ kind, value, raw: match[0].trim(), start: match.index, end: match.index + match[0].length });
    }
    return found;
  };
}

/** A character that no pattern matches: what is found once is not found again. */
const CLAIMED = "\ue001";

/** What the finders recognise, in the order of the text; the first of them to claim a stretch has it. */
export function findAll(text: string, finders: readonly Finder[], has = hintsIn(text)): readonly Field[] {
  const found: Field[] = [];
  let left = text;
  for (const finder of finders) {
    const fields = finder(left, has);
    if (fields.length === 0) continue;
    const pieces: string[] = [];
    let from = 0;
    for (const { start, end } of fields) {
      if (start < from) continue;
      pieces.push(left.slice(from, start), CLAIMED.repeat(end - start));
      from = end;
    }
    pieces.push(left.slice(from));
    left = pieces.join("");
    found.push(...fields);
  }
  return found.toSorted((a, b) => a.start - b.start);
}

/** Looks once for each hint. */
function hintsIn(text: string): (hint: RegExp) => boolean {
  const known = new Map<RegExp, boolean>();
  return (hint) => {
    const answer = known.get(hint) ?? hint.test(text);
    known.set(hint, answer);
    return answer;
  };
}
