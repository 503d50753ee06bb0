const BLOCKS = new Set(["p", "div", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol", "table", "tr", "section", "article", "figure", "dl", "dt", "dd", "hr"]);
const UNREAD = new Set(["script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title", "head", "textarea", "select"]);
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", laquo: "«", raquo: "»", iquest: "¿", iexcl: "¡", hellip: "…", mdash: "—", ndash: "–" };

/**
 * What networks send as HTML, as plain text: blocks become lines, a link whose words are not its address shows both, so
 * that nobody is led elsewhere than they read. Never gives markup back; reads each character once.
 */
export function plainTextOf(html: string): string {
  let text = "";
  let at = 0;
  let link: { readonly href: string; readonly from: number } | undefined;
  const endLink = () => {
    if (!link) return;
    const words = text.slice(link.from).trim();
    if (!sayAddress(words, link.href)) text += ` (${link.href})`;
    link = undefined;
  };
  while (at < html.length) {
    const open = html.indexOf("<", at);
    text += unescaped(html.slice(at, open === -1 ? html.length : open).replaceAll(/[ \t\r\n\f]+/g, " "));
    if (open === -1) break;
    const tag = readTag(html, open);
    if (!tag) {
      text += "<";
      at = open + 1;
      continue;
    }
    at = tag.end;
    if (UNREAD.has(tag.name)) {
      if (!tag.closing) at = endOf(html, tag.name, at);
    } else if (tag.name === "br") text += "\n";
    else if (BLOCKS.has(tag.name)) text += tag.name === "p" || tag.name === "blockquote" ? "\n\n" : "\n";
    else if (tag.name === "a") {
      endLink();
      const href = tag.closing ? undefined : attributeOf(tag.attributes, "href");
      const isName = /\b(?:mention|hashtag)\b/.test(attributeOf(tag.attributes, "class") ?? "");
      if (href !== undefined && !isName && /^https?:\/\//i.test(href)) link = { href, from: text.length };
    }
  }
  endLink();
  return text.replaceAll(/[^\S\n]+/g, " ").replaceAll(/ ?\n ?/g, "\n").replaceAll(/\n{3,}/g, "\n\n").trim();
}

function sayAddress(words: string, href: string): boolean {
  const bare = (address: string) => address.replace(/^https?:\/\/(?:www\.)?/i, "").replace(/\/$/, "");
  // An image or nothing at all as a link has no words to mislead with.
  return words === "" || bare(words) === bare(href) || (words.startsWith("#") || words.startsWith("@") ? !/\s|\./.test(words) : false);
}

interface Tag {
  readonly name: string;
  readonly closing: boolean;
  readonly attributes: string;
  readonly end: number;
}

/** A tag that begins at `open`; undefined when the sign is only a sign. */
function readTag(html: string, open: number): Tag | undefined {
  if (html.startsWith("<!--", open)) {
    const close = html.indexOf("-->", open + 4);
    return { name: "!", closing: false, attributes: "", end: close === -1 ? html.length : close + 3 };
  }
  const closing = html[open + 1] === "/";
  let at = open + (closing ? 2 : 1);
  const from = at;
  while (at < html.length && /[a-z0-9!?]/i.test(html.charAt(at)) && at - from < 20) at += 1;
  const name = html.slice(from, at).toLowerCase();
  if (name === "") return undefined;
  // An attribute's value may hold the sign that ends a tag.
  let quote = "";
  for (let end = at; end < html.length; end += 1) {
    const letter = html.charAt(end);
    if (quote !== "") {
      if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === ">") return { name, closing, attributes: html.slice(at, end), end: end + 1 };
  }
  return { name, closing, attributes: "", end: html.length };
}

function endOf(html: string, name: string, from: number): number {
  for (let at = html.indexOf("</", from); at !== -1; at = html.indexOf("</", at + 2)) {
    if (html.slice(at + 2, at + 2 + name.length).toLowerCase() === name) {
      const close = html.indexOf(">", at);
      return close === -1 ? html.length : close + 1;
    }
  }
  return html.length;
}

function attributeOf(attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i").exec(attributes.slice(0, 5_000));
  const value = found?.[1] ?? found?.[2] ?? found?.[3];
  return value === undefined ? undefined : unescaped(value).trim();
}

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    return code > 0 && code <= 0x10_ff_ff && !(code >= 0xd8_00 && code <= 0xdf_ff) ? String.fromCodePoint(code) : "\ufffd";
  });
}
