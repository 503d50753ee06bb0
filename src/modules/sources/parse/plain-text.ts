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
  let text = "";
  let unread = 0;
  const parser = new Parser({
    onopentagname: (name) => {
      if (UNREAD.has(name)) unread += 1;
      else if (BREAKS.has(name)) text += "\n";
      else if (name === "td" || name === "th") text += " ";
    },
    onclosetag: (name) => {
      if (UNREAD.has(name)) unread = Math.max(0, unread - 1);
      else if (BREAKS.has(name)) text += "\n";
    },
    ontext: (data) => {
      if (unread === 0) text += data;
    },
  });
  parser.write(html);
  parser.end();
  return tidy(text, most);
}

/** Text without control characters and needless white space, cut at a whole character. */
export function tidy(text: string, most: number): string {
  const clean = text
    .slice(0, most * 4)
    .replaceAll(/[^\P{C}\n\t\u200c\u200d]|[\u2028\u2029]/gu, (character) => (/\s/.test(character) ? " " : ""))
    .replaceAll(/[^\S\n]+/g, " ")
    .replaceAll(/ ?\n ?/g, "\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim()
    .toWellFormed();
  if (clean.length <= most) return clean;
  // Never half of a surrogate pair.
  return clean.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "").trimEnd() + "…";
}

/** The same in one line: titles. */
export const tidyLine = (text: string, most: number): string => tidy(text.replaceAll(/\s+/g, " "), most);
