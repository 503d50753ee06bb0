/** Elements whose content nobody reads. */
export const UNREAD: ReadonlySet<string> = new Set(["script", "style", "template", "noscript", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video", "select", "textarea", "head"]);
const BREAKS: ReadonlySet<string> = new Set([
  "p", "div", "br", "hr", "li", "ul", "ol", "dl", "dt", "dd", "tr", "table", "caption", "section", "article", "main", "header", "footer", "aside", "nav",
  "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "figure", "figcaption", "form", "fieldset", "address", "details", "summary", "option",
]);

/** Whether the text goes on in another line before or after the element. */
export const breaksLine = (name: string): boolean => BREAKS.has(name);

/** What an element does to the words around it. */
export interface Element {
  readonly name: string;
  /** Nobody reads what is in it. */
  readonly isUnread: boolean;
  /** The text goes on in another line before and after it. */
  readonly breaks: boolean;
  readonly isCell: boolean;
  /** It has no content and no end. */
  readonly isVoid: boolean;
  /** Its content is no markup, up to its own end. */
  readonly isRaw: boolean;
  /** Open elements that end where it begins, as the parser of pages ends them. */
  readonly closes: ReadonlySet<string> | undefined;
  /** In it HTML follows rules of its own: to be left to a whole parser. */
  readonly isOdd: boolean;
}

const VOID: ReadonlySet<string> = new Set(["area", "base", "basefont", "br", "col", "command", "embed", "frame", "hr", "image", "img", "input", "isindex", "keygen", "link", "meta", "param", "source", "track", "wbr"]);
const RAW: ReadonlySet<string> = new Set(["script", "style", "iframe"]);
const ODD: ReadonlySet<string> = new Set(["svg", "math", "title", "textarea", "plaintext", "xmp", "noembed", "noframes"]);
const CLOSES: Readonly<Record<string, readonly string[]>> = {
  tr: ["tr", "th", "td"], th: ["th"], td: ["thead", "th", "td"], body: ["head", "link", "script"], a: ["a"], li: ["li"], option: ["option"], optgroup: ["optgroup", "option"],
  dd: ["dd", "dt"], dt: ["dd", "dt"], rt: ["rt", "rp"], rp: ["rt", "rp"], tbody: ["thead", "tbody"], tfoot: ["thead", "tbody"],
};
const closers: readonly (readonly [readonly string[], readonly string[]])[] = [
  [["select", "input", "output", "button", "datalist"], ["input", "option", "optgroup", "select", "button", "datalist", "textarea"]],
  [["h1", "h2", "h3", "h4", "h5", "h6"], ["h1", "h2", "h3", "h4", "h5", "h6", "p"]],
  [["p", "address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "main", "nav", "ol", "pre", "section", "table", "ul"], ["p"]],
];

const closedBy = (name: string): ReadonlySet<string> | undefined => {
  const names = CLOSES[name] ?? closers.find(([openers]) => openers.includes(name))?.[1];
  return names && new Set(names);
};

const plain = (name: string): Element => ({
  name, isUnread: UNREAD.has(name), breaks: BREAKS.has(name), isCell: name === "td" || name === "th", isVoid: VOID.has(name), isRaw: RAW.has(name), closes: closedBy(name), isOdd: ODD.has(name),
});

const unknown = plain("");
const known: ReadonlyMap<string, Element> = new Map(
  [...new Set([...UNREAD, ...BREAKS, ...VOID, ...RAW, ...ODD, ...Object.keys(CLOSES), ...closers.flatMap(([openers]) => openers), "a", "b", "i", "u", "em", "strong", "span", "font", "small", "abbr", "sup", "sub", "code", "thead"])].map((name) => [name, plain(name)]),
);

/** The element of a name, however that is written; each of one name is the same. Strangers may make up names without end: `others` are those of one document. */
export function elementOf(written: string, others: Map<string, Element>): Element {
  const element = known.get(written);
  if (element) return element;
  const name = written.toLowerCase();
  const lower = known.get(name) ?? others.get(name);
  if (lower) return lower;
  const made = { ...unknown, name };
  others.set(name, made);
  return made;
}
