import { Parser } from "htmlparser2";

const UNREAD: ReadonlySet<string> = new Set(["script", "style", "template", "noscript", "svg", "math", "iframe", "object", "embed", "audio", "video", "textarea", "select", "head", "title"]);
const BLOCKS: ReadonlySet<string> = new Set(["p", "div", "li", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "section", "article", "figure"]);

/**
 * HTML of a status as the plain text that its reader sees: lines where blocks were, links whole (servers show them
 * shortened), and where a label hides another address, the address beside it.
 */
export function plainText(html: string, most: number): string {
  let text = "";
  let unread = 0;
  let link: { readonly href: string; readonly from: number } | undefined;
  const close = () => {
    if (!link) return;
    text = text.slice(0, link.from) + linkText(text.slice(link.from), link.href);
    link = undefined;
  };
  const parser = new Parser({
    onopentag: (name, attributes) => {
      if (UNREAD.has(name)) unread += 1;
      else if (name === "br") text += "\n";
      else if (BLOCKS.has(name)) text += name === "p" || name === "blockquote" ? "\n\n" : "\n";
      else if (name === "a") {
        close();
        link = { href: attributes["href"] ?? "", from: text.length };
      }
    },
    onclosetag: (name) => {
      if (UNREAD.has(name)) unread = Math.max(0, unread - 1);
      else if (BLOCKS.has(name)) text += "\n";
      else if (name === "a") close();
    },
    ontext: (data) => {
      if (unread === 0) text += data;
    },
  });
  // A status is small; what passes several times the longest that is kept is cut before it is read.
  parser.write(html.slice(0, most * 8));
  parser.end();
  close();
  return tidy(text, most);
}

function linkText(shown: string, href: string): string {
  const inner = shown.trim();
  // Mentions and hashtags lead to pages of some server; what people wrote is the name.
  if (/^[@#]/.test(inner) || !/^https?:\/\//i.test(href)) return shown;
  if (sameAddress(inner, href)) return shown;
  const stem = inner.replace(/(…|\.\.\.)$/u, "");
  if (inner === "" || (stem !== inner && bare(href).startsWith(bare(stem)))) return href;
  return `${shown} (${href})`;
}

const bare = (address: string) => address.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "");
const sameAddress = (left: string, right: string) => bare(canonicalAddress(left)) === bare(canonicalAddress(right));

/** An address as browsers write it, and the text itself where it is none. */
export function canonicalAddress(text: string): string {
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  return URL.canParse(address) ? new URL(address).href : text;
}

/** Without control characters, with at most one empty line together, cut at a whole character. */
export function tidy(text: string, most: number): string {
  const clean = text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[^\P{C}\n\t\u200c\u200d]|[\u2028\u2029]/gu, "")
    .replaceAll(/[^\S\n]+/g, " ")
    .replaceAll(/ ?\n ?/g, "\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim()
    .toWellFormed();
  return clean.length <= most ? clean : `${clean.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "").trimEnd()}…`;
}
