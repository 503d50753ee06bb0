import { attributes, behindDeclaration, characters, endOfContent, endOfTag, found, inlineMarkup } from "./markup.ts";
import { type Name, Names } from "./names.ts";

/** What is read of an item; texts are HTML, dates as they are written. */
export interface RawItem {
  /** What the feed calls it, for good: a name or an address. */
  readonly id: string | undefined;
  readonly link: string | undefined;
  readonly language: string | undefined;
  readonly title: string | undefined;
  readonly summary: string | undefined;
  readonly body: string | undefined;
  readonly publishedAt: string | undefined;
  readonly modifiedAt: string | undefined;
}

export interface RawFeed {
  readonly title: string | undefined;
  readonly language: string | undefined;
  readonly items: readonly RawItem[];
  /** Undefined when it says something; else whether it is a feed all the same. */
  readonly silent: "empty-feed" | "not-a-feed" | undefined;
}

// What an element is for us. Those of one item are kept in arrays by these numbers.
const SAID = 1, CHANNEL = 2, ITEM = 3, LANGUAGE = 4, TITLE = 5, LINK = 6, SUMMARY = 7, BODY = 8, ID = 9, PUBLISHED = 10, ISSUED = 11, CREATED = 12, UPDATED = 13, MODIFIED = 14;
const DC_TITLE = 15, DC_SUMMARY = 16, DC_DATE = 17, DC_LANGUAGE = 18, TERMS_ISSUED = 19, TERMS_MODIFIED = 20, ATOM_LINK = 21, MEDIA_TITLE = 22, ITUNES_TITLE = 23, ITUNES_SUMMARY = 24;
const FIELDS = 25;
const MOST_LINKS = 100;

const names = (fields: Readonly<Record<string, number>>, said: string): ReadonlyMap<string, number> => new Map([...said.split(" ").map((name) => [name, SAID] as const), ...Object.entries(fields)]);

const ofRss = names({
  channel: CHANNEL, item: ITEM, title: TITLE, link: LINK, description: SUMMARY, "content:encoded": BODY, guid: ID, pubdate: PUBLISHED, language: LANGUAGE,
  "dc:title": DC_TITLE, "dc:description": DC_SUMMARY, "dc:date": DC_DATE, "dc:language": DC_LANGUAGE, "dcterms:issued": TERMS_ISSUED, "dcterms:modified": TERMS_MODIFIED,
  "atom:link": ATOM_LINK, "atom:published": ISSUED, "atom:issued": ISSUED, "atom:created": CREATED, "atom:updated": UPDATED, "atom:modified": MODIFIED,
  "media:title": MEDIA_TITLE, "itunes:title": ITUNES_TITLE, "itunes:summary": ITUNES_SUMMARY,
}, "copyright managingeditor webmaster lastbuilddate category generator docs cloud ttl image rating textinput skiphours skipdays items dc:creator dc:subject dc:publisher dc:rights itunes:author itunes:image itunes:category itunes:owner itunes:subtitle itunes:keywords");
const ofAtom = names({
  entry: ITEM, title: TITLE, link: LINK, summary: SUMMARY, content: BODY, id: ID, published: PUBLISHED, issued: ISSUED, created: CREATED, updated: UPDATED, modified: MODIFIED,
}, "author category contributor generator icon logo rights subtitle tagline");

const SLASH = 47, BANG = 33, QUESTION = 63, GREATER = 62, SPACE = 32;

/** Goes from tag to tag. What it stands at is read from its fields: nothing is made for a tag. */
class Cursor {
  readonly text: string;
  names: Names;
  at: number;
  name: Name = { written: "", field: 0 };
  attributesFrom = 0;
  tagEnd = 0;
  isEmpty = false;

  constructor(text: string, at: number, scope: Names) {
    this.text = text;
    this.at = at;
    this.names = scope;
  }

  /** To the next tag, and past it: whether one begins there (`true`) or ends (`false`). */
  next(): boolean {
    const { text } = this;
    for (;;) {
      const open = found(text.indexOf("<", this.at));
      let code = text.charCodeAt(open + 1);
      if (code === BANG || code === QUESTION) {
        this.at = behindDeclaration(text, open);
        continue;
      }
      const isEnd = code === SLASH;
      const from = isEnd ? open + 2 : open + 1;
      let to = from;
      let hash = 0;
      for (code = text.charCodeAt(to); code > SPACE && code !== GREATER && code !== SLASH; code = text.charCodeAt(to)) {
        hash = (Math.imul(hash, 31) + code) | 0;
        to += 1;
      }
      this.name = this.names.at(text, from, to, hash);
      this.attributesFrom = to;
      this.tagEnd = code === GREATER ? to : endOfTag(text, to);
      this.isEmpty = text.charCodeAt(this.tagEnd - 1) === SLASH;
      this.at = this.tagEnd + 1;
      return !isEnd;
    }
  }

  hasAttributes(): boolean {
    return this.tagEnd - this.attributesFrom > (this.isEmpty ? 2 : 1);
  }

  attributes(): ReadonlyMap<string, string> {
    return attributes(this.text, this.attributesFrom, this.tagEnd);
  }

  /** Goes past the whole element that begins here, and says where its content ended. */
  passElement(): number {
    if (this.isEmpty) return this.at;
    const end = endOfContent(this.text, this.at, this.name.written);
    this.at = found(this.text.indexOf(">", end)) + 1;
    return end;
  }
}

/** Reads the feed of which the root element begins at `at`, up to `most` items. What else stands in it is gone over once and not kept. @throws {Malformed} */
export function readMarkup(text: string, at: number, format: "rss" | "rdf" | "atom", most: number): RawFeed {
  const cursor = rootOf(text, at, format === "atom" ? ofAtom : ofRss);
  const isAtom = format === "atom";
  const root = cursor.name.written;
  const rootAttributes = cursor.attributes();
  const item = new Item(cursor);
  const items: RawItem[] = [];
  let title: string | undefined;
  let language = isAtom ? rootAttributes.get("xml:lang") || undefined : undefined;
  let dcLanguage: string | undefined;
  let isDeclared = cursor.names.isDeclared || rootAttributes.has("version");
  let says = language !== undefined;
  const outer = cursor.names;
  while (!cursor.isEmpty || cursor.name.written !== root) {
    if (!cursor.next()) {
      if (cursor.name.written === root) break;
      if (cursor.name.field === CHANNEL) cursor.names = outer;
      continue;
    }
    const { field } = cursor.name;
    isDeclared ||= field === ITEM || field === CHANNEL;
    if (field === ITEM) {
      if (!item.read()) continue;
      items.push(isAtom ? item.ofAtom() : item.ofRss());
      if (items.length === most) break;
      continue;
    }
    if (field === CHANNEL) {
      if (cursor.hasAttributes()) cursor.names = cursor.names.within(text, cursor.attributesFrom, cursor.tagEnd);
      continue;
    }
    const [from, attributesFrom, hasAttributes] = [cursor.at, cursor.attributesFrom, cursor.hasAttributes()];
    const to = cursor.passElement();
    // In what says itself that it is a feed, anything said counts.
    if (field > 0 || isDeclared) says ||= hasAttributes || text.slice(from, to).trim() !== "";
    if (field === TITLE) title ??= (isAtom ? inlineOf(text, typeOf(text, attributesFrom, from), from, to) : undefined) ?? (characters(text, from, to) || undefined);
    else if (field === LANGUAGE) language ??= characters(text, from, to) || undefined;
    else if (field === DC_LANGUAGE) dcLanguage ??= characters(text, from, to) || undefined;
  }
  const silent = isDeclared ? "empty-feed" : "not-a-feed";
  return { title, language: format === "rdf" ? dcLanguage : language, items, silent: says || items.length > 0 ? undefined : silent };
}

function rootOf(text: string, at: number, fields: ReadonlyMap<string, number>): Cursor {
  const nothing = new Map<string, string>();
  const cursor = new Cursor(text, at, Names.ofRoot("", nothing, fields));
  cursor.next();
  cursor.names = Names.ofRoot(cursor.name.written, cursor.attributes(), fields);
  return cursor;
}

const isWeb = (address: string | undefined): address is string => address !== undefined && /^https?:\/\//i.test(address);

/** One item after the other: where its fields are, and what it says of itself. Only what is asked for is read. */
class Item {
  readonly #cursor: Cursor;
  readonly #text: string;
  // Whose the places are: those of another item count for nothing.
  readonly #item = new Int32Array(FIELDS);
  readonly #attributesFrom = new Int32Array(FIELDS);
  readonly #from = new Int32Array(FIELDS);
  readonly #to = new Int32Array(FIELDS);
  readonly #links: number[] = [];
  #own: ReadonlyMap<string, string> | undefined;
  #scope: Names;
  #says = false;
  #current = 0;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
    this.#text = cursor.text;
    this.#scope = cursor.names;
  }

  /** To the end of the item whose start tag the cursor has just passed: whether it says anything. */
  read(): boolean {
    const cursor = this.#cursor;
    const outer = cursor.names;
    this.#current += 1;
    this.#links.length = 0;
    this.#own = undefined;
    this.#says = false;
    if (cursor.hasAttributes()) {
      cursor.names = outer.within(this.#text, cursor.attributesFrom, cursor.tagEnd);
      this.#own = cursor.attributes();
      this.#says = true;
    }
    this.#scope = cursor.names;
    if (!cursor.isEmpty) {
      const { written } = cursor.name;
      for (;;) {
        if (cursor.next()) this.#child();
        else if (cursor.name.written === written) break;
      }
    }
    cursor.names = outer;
    return this.#says;
  }

  #child(): void {
    const cursor = this.#cursor;
    let { field } = cursor.name;
    const { attributesFrom, at: from } = cursor;
    const hasAttributes = cursor.hasAttributes();
    if (hasAttributes) {
      const scope = cursor.names.within(this.#text, attributesFrom, cursor.tagEnd);
      if (scope !== cursor.names) field = scope.at(this.#text, attributesFrom - cursor.name.written.length, attributesFrom, 0).field;
    }
    const to = cursor.passElement();
    this.#says ||= hasAttributes || to > from;
    if (field <= SAID) return;
    if ((field === LINK || field === ATOM_LINK) && this.#links.length < MOST_LINKS) this.#links.push(field, attributesFrom, from, to);
    // The first that says something.
    if (this.#has(field) || (to > from && this.#text.charCodeAt(from) <= SPACE && this.#text.slice(from, to).trim() === "")) return;
    this.#item[field] = this.#current;
    this.#attributesFrom[field] = attributesFrom;
    this.#from[field] = from;
    this.#to[field] = to;
  }

  #has(field: number): boolean {
    return this.#item[field] === this.#current && this.#to[field] !== this.#from[field];
  }

  #value(field: number): string | undefined {
    return this.#has(field) ? characters(this.#text, this.#from[field] ?? 0, this.#to[field] ?? 0) || undefined : undefined;
  }

  #first(one: number, two: number, three = 0, four = 0): string | undefined {
    return this.#value(one) ?? this.#value(two) ?? this.#value(three) ?? this.#value(four);
  }

  #html(field: number): string | undefined {
    return this.#has(field) ? htmlOf(this.#text, this.#attributesFrom[field] ?? 0, this.#from[field] ?? 0, this.#to[field] ?? 0) : undefined;
  }

  #attribute(field: number, name: string): string | undefined {
    return this.#item[field] === this.#current ? attributes(this.#text, this.#attributesFrom[field] ?? 0, (this.#from[field] ?? 0) - 1).get(name) : undefined;
  }

  ofRss(): RawItem {
    return {
      id: this.#value(ID) ?? this.#about(),
      link: this.#value(LINK) ?? this.#about() ?? this.#permalink() ?? this.#page(ATOM_LINK)?.href,
      language: this.#own?.get("xml:lang") || this.#value(DC_LANGUAGE),
      title: this.#first(TITLE, DC_TITLE, MEDIA_TITLE, ITUNES_TITLE),
      summary: this.#first(SUMMARY, DC_SUMMARY, ITUNES_SUMMARY),
      body: this.#value(BODY),
      publishedAt: this.#value(PUBLISHED) ?? this.#first(DC_DATE, TERMS_ISSUED, ISSUED, CREATED),
      modifiedAt: this.#first(TERMS_MODIFIED, UPDATED, MODIFIED),
    };
  }

  ofAtom(): RawItem {
    const page = this.#page(LINK);
    const id = this.#value(ID);
    return {
      id,
      link: page?.href ?? this.#attribute(BODY, "src") ?? (isWeb(id) ? id : undefined),
      language: page?.language ?? (this.#own?.get("xml:lang") || this.#languageOf(TITLE)),
      title: this.#html(TITLE),
      summary: this.#html(SUMMARY),
      body: this.#html(BODY),
      publishedAt: this.#first(PUBLISHED, ISSUED, CREATED),
      modifiedAt: this.#first(UPDATED, MODIFIED),
    };
  }

  #languageOf(field: number): string | undefined {
    return this.#has(field) ? languageOf(this.#text, this.#attributesFrom[field] ?? 0, this.#from[field] ?? 0, this.#to[field] ?? 0) : undefined;
  }

  /** The page that the item is about (RSS 1.0). */
  #about(): string | undefined {
    for (const [name, value] of this.#own ?? []) if (name.endsWith("about") && /^(?:rdf:)?about$/.test(this.#scope.expanded(name))) return isWeb(value) ? value : undefined;
    return undefined;
  }

  #permalink(): string | undefined {
    const guid = this.#value(ID);
    return isWeb(guid) && this.#attribute(ID, "ispermalink")?.toLowerCase() !== "false" ? guid : undefined;
  }

  /** Of the links to a page (Atom), the first to one of HTML, or that says nothing of it. */
  #page(field: number): { readonly href: string | undefined; readonly language: string | undefined } | undefined {
    let first: ReadonlyMap<string, string> | undefined;
    let firstText: string | undefined;
    for (let n = 0; n < this.#links.length; n += 4) {
      if (this.#links[n] !== field) continue;
      const from = this.#links[n + 2] ?? 0;
      const link = attributes(this.#text, this.#links[n + 1] ?? 0, from - 1);
      const rel = link.get("rel") || "alternate";
      if (rel !== "alternate") continue;
      const type = link.get("type") || "text/html";
      if (first && !type.includes("html")) continue;
      first = link;
      firstText = link.get("href") || characters(this.#text, from, this.#links[n + 3] ?? 0) || undefined;
      if (type.includes("html")) break;
    }
    return first && { href: firstText, language: first.get("hreflang") || undefined };
  }
}

const DIV = /^\s*<(?:([a-z][\w.-]*):)?div(?=[\s/>])/i;

/** A text of Atom as HTML. What it marks as plain text becomes HTML that shows the same. */
function htmlOf(text: string, attributesFrom: number, from: number, to: number): string | undefined {
  const type = typeOf(text, attributesFrom, from);
  const markup = inlineOf(text, type, from, to);
  if (markup !== undefined) return markup;
  const value = characters(text, from, to) || undefined;
  if (type === "text" || type === "text/plain") return escaped(value);
  // Content in base64 or of another medium is no text.
  return type.includes("html") || type.includes("xml") || type.startsWith("text/") ? value : undefined;
}

function typeOf(text: string, attributesFrom: number, from: number): string {
  const written = text.slice(attributesFrom, from - 1).trim();
  switch (written) {
    case "": case "type=\"text\"": return "text";
    case "type=\"html\"": case "type='html'": return "html";
    default: return attributes(text, attributesFrom, from - 1).get("type")?.toLowerCase() || "text";
  }
}

/** The markup of a text that says that it is XHTML, and begins as Atom wants it. */
function inlineOf(text: string, type: string, from: number, to: number): string | undefined {
  const div = type === "xhtml" || type === "application/xhtml+xml" ? DIV.exec(text.slice(from, Math.min(to, from + 200))) : null;
  return div ? unprefixed(inlineMarkup(text, from, to), div[1]).trim() || undefined : undefined;
}

const unprefixed = (markup: string, prefix: string | undefined): string => (prefix === undefined ? markup : markup.replaceAll(`<${prefix}:`, "<").replaceAll(`</${prefix}:`, "</"));

/** Plain text as HTML that shows the same. */
export const escaped = (text: string | undefined): string | undefined =>
  (text !== undefined && /[&<\n]/.test(text) ? text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/\n/g, "<br>") : text);

/** The language that a text of Atom says it is in, in its own tag or that of the markup in it. */
function languageOf(text: string, attributesFrom: number, from: number, to: number): string | undefined {
  const own = from - attributesFrom > 1 ? attributes(text, attributesFrom, from - 1) : undefined;
  const div = own?.get("type")?.includes("xhtml") === true ? DIV.exec(text.slice(from, Math.min(to, from + 200))) : undefined;
  const inner = div ? attributes(text, from + div[0].length, endOfTag(text, from + div[0].length)) : undefined;
  return inner?.get("xml:lang") || inner?.get("lang") || own?.get("xml:lang") || undefined;
}
