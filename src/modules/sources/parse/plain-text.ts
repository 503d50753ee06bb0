import { Parser } from "htmlparser2";
import { breaksLine, UNREAD } from "./elements.ts";
import { decodeText } from "./entities.ts";
import { wordsOf } from "./words.ts";

/** HTML to the words that a reader sees: no markup, no scripts, lines where blocks were. */
export function plainText(html: string, most: number): string {
  // Most summaries and titles are words already.
  if (!html.includes("<")) return tidy(decodeText(html), most);
  // What is cut off in the end need not be read.
  return tidy(wordsOf(html, most * 4) ?? parsedWords(html), most);
}

/** The same by a whole parser, for what is not common. */
export function parsedWords(html: string): string {
  let text = "";
  let unread = 0;
  let depth = 0;
  const parser = new Parser({
    onopentagname: (name) => {
      depth += 1;
      if (UNREAD.has(name)) unread += 1;
      else if (breaksLine(name)) text += "\n";
      else if (name === "td" || name === "th") text += " ";
    },
    onclosetag: (name) => {
      depth -= 1;
      if (UNREAD.has(name)) unread = Math.max(0, unread - 1);
      else if (breaksLine(name) && name !== "br" && name !== "hr") text += "\n";
    },
    ontext: (data) => {
      if (unread === 0) text += data;
    },
  });
  parse(parser, html, () => depth);
  return text;
}

const DEEPEST = 2_000;
const PART = 65_536;

/** Feeds a parser part by part, and leaves off where nesting is deeper than any honest document: it costs its square. */
export function parse(parser: Parser, text: string, depth: () => number): void {
  for (let from = 0; from < text.length && depth() < DEEPEST; from += PART) parser.write(text.slice(from, from + PART));
  parser.end();
}

/** Text without control characters and needless white space, cut at a whole character. */
export function tidy(text: string, most: number): string {
  const cut = text.length > most * 4 ? text.slice(0, most * 4) : text;
  const clean = (isTidy(cut) ? cut : tidied(cut)).trim();
  if (clean.length <= most) return clean;
  // Never half of a surrogate pair.
  return clean.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "").trimEnd() + "…";
}

// Anything but letters, punctuation and line ends that need no care; a space that is not single; a third line break in a row.
const UNTIDY = /[^\n\x20-\x7e\u00a1-\u00ac\u00ae-\u0377\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]| [ \n]|\n(?: |\n\n)/;

// To look costs less than to do it, and most texts are tidy.
const isTidy = (text: string): boolean => !UNTIDY.test(text);

const tidied = (text: string): string => text
  .replaceAll(/[^\P{C}\n\t\u200c\u200d]|[\u2028\u2029]/gu, (character) => (/\s/.test(character) ? " " : ""))
  // A single space is right as it is, and nearly all are single.
  .replaceAll(/[^\S\n]{2,}|[^\S\n ]/g, " ")
  .replaceAll(/ ?\n ?/g, "\n")
  .replaceAll(/\n{3,}/g, "\n\n")
  .toWellFormed();

/** The same in one line: titles. */
export const tidyLine = (text: string, most: number): string => tidy(text.replaceAll(/\s{2,}|[^\S ]/g, " "), most);

/** The words of HTML in one line. */
export function plainLine(html: string, most: number): string {
  const text = plainText(html, most);
  return text.includes("\n") ? tidyLine(text, most) : text;
}
