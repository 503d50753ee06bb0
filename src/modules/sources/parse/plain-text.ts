import { Parser } from "htmlparser2";

/** Elements whose content nobody reads. */
export const UNREAD: ReadonlySet<string> = new Set(["script", "style", "template", "noscript", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video", "select", "textarea", "head"]);
const BREAKS: ReadonlySet<string> = new Set([
  "p", "div", "br", "hr", "li", "ul", "ol", "dl", "dt", "dd", "tr", "table", "caption", "section", "article", "main", "header", "footer", "aside", "nav",
  "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "figure", "figcaption", "form", "fieldset", "address", "details", "summary", "option",
]);

/** Whether the text goes on in another line before or after the element. */
export const breaksLine = (name: string): boolean => BREAKS.has(name);

/** HTML to the words that a reader sees: no markup, no scripts, lines where blocks were. */
export function plainText(html: string, most: number): string {
  // Most summaries and titles are words already.
  if (!/[<&]/.test(html)) return tidy(html, most);
  let text = "";
  let unread = 0;
  let depth = 0;
  const parser = new Parser({
    onopentagname: (name) => {
      depth += 1;
      if (UNREAD.has(name)) unread += 1;
      else if (BREAKS.has(name)) text += "\n";
      else if (name === "td" || name === "th") text += " ";
    },
    onclosetag: (name) => {
      depth -= 1;
      if (UNREAD.has(name)) unread = Math.max(0, unread - 1);
      else if (BREAKS.has(name) && name !== "br" && name !== "hr") text += "\n";
    },
    ontext: (data) => {
      if (unread === 0) text += data;
    },
  });
  parse(parser, html, () => depth);
  return tidy(text, most);
}

const DEEPEST = 2_000;
const PART = 65_536;

/** Feeds a parser part by part, and leaves off where nesting is deeper than any honest document: it costs its square. */
export function parse(parser: Parser, text: string, depth: () => number): void {
  for (let from = 0; from < text.length && depth() < DEEPEST; from += PART) parser.write(text.slice(from, from + PART));
  parser.end();
}

// Letters, punctuation and line ends that need no care: with nothing else in it, a text has no control characters and only one kind of space.
const PLAIN = /^[\n\x20-\x7e\u00a1-\u00ac\u00ae-\u0377\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*$/;

/** Text without control characters and needless white space, cut at a whole character. */
export function tidy(text: string, most: number): string {
  const cut = text.slice(0, most * 4);
  const clean = PLAIN.test(cut) ? tidySpaces(cut) : tidySpaces(cut
    .replaceAll(/[^\P{C}\n\t\u200c\u200d]|[\u2028\u2029]/gu, (character) => (/\s/.test(character) ? " " : ""))
    // A single space is right as it is, and nearly all are single.
    .replaceAll(/[^\S\n]{2,}|[^\S\n ]/g, " ")).toWellFormed();
  if (clean.length <= most) return clean;
  // Never half of a surrogate pair.
  return clean.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "").trimEnd() + "…";
}

// Most texts have none of it, and to look for it costs little.
function tidySpaces(text: string): string {
  let clean = text.includes("  ") ? text.replaceAll(/ {2,}/g, " ") : text;
  if (clean.includes(" \n") || clean.includes("\n ")) clean = clean.replaceAll(/ ?\n ?/g, "\n");
  if (clean.includes("\n\n\n")) clean = clean.replaceAll(/\n{3,}/g, "\n\n");
  return clean.trim();
}

/** The same in one line: titles. */
export const tidyLine = (text: string, most: number): string => tidy(text.replaceAll(/\s{2,}|[^\S ]/g, " "), most);
