import { attributes } from "./markup.ts";

/** Vocabularies that feeds are written in, and the addresses by which they are known; `https`, case and a stroke or hash at the end make no difference. */
const VOCABULARIES: Readonly<Record<string, string>> = {
  "www.w3.org/2005/atom": "atom", "purl.org/atom/ns": "atom",
  "purl.org/rss/1.0": "rss", "my.netscape.com/rdf/simple/0.9": "rss", "channel.netscape.com/rdf/simple/0.9": "rss",
  "www.w3.org/1999/02/22-rdf-syntax-ns": "rdf",
  "purl.org/dc/elements/1.1": "dc", "purl.org/dc/elements/1.0": "dc", "dublincore.org/documents/dcmi-namespace": "dc",
  "purl.org/dc/terms": "dcterms", "dublincore.org/documents/dcmi-terms": "dcterms", "dublincore.org/specifications/dublin-core/dcmi-terms": "dcterms",
  "purl.org/rss/1.0/modules/content": "content",
  "search.yahoo.com/mrss": "media", "video.search.yahoo.com/mrss": "media", "tools.search.yahoo.com/mrss": "media", "search.yahoo.com/searchmonkey/media": "media", "www.rssboard.org/media-rss": "media",
  "www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
  "www.w3.org/1999/xhtml": "xhtml",
  "www.w3.org/xml/1998/namespace": "xml",
};
const SHORT: ReadonlySet<string> = new Set(Object.values(VOCABULARIES));

const vocabularyOf = (uri: string): string | undefined => VOCABULARIES[uri.trim().toLowerCase().replace(/^https?:\/\//, "").replace(/[/#]$/, "")];

/** A name as it is written in a document, and the field that it stands for there; 0 when it stands for none. */
export interface Name {
  readonly written: string;
  readonly field: number;
}

/** What the root of the document belongs to. */
interface Own {
  readonly uri: string | undefined;
  readonly vocabulary: string | undefined;
}

const MOST_NAMES = 2_000;

/**
 * What names stand for in a part of a document. A prefix means what the document binds it to; bound to nothing, or to what nobody
 * knows, it means what people take it for. Names without one belong to the feed itself, as do those bound to what its root is.
 */
export class Names {
  readonly #bound: ReadonlyMap<string, string>;
  readonly #own: Own;
  readonly #fields: ReadonlyMap<string, number>;
  readonly #outer: Names | undefined;
  readonly #known = new Map<number, Name>();

  /** `fields` by `vocabulary:name`, those of the feed itself by `name`. */
  private constructor(bound: ReadonlyMap<string, string>, own: Own, fields: ReadonlyMap<string, number>, outer: Names | undefined) {
    this.#bound = bound;
    this.#own = own;
    this.#fields = fields;
    this.#outer = outer;
  }

  static ofRoot(written: string, declared: ReadonlyMap<string, string>, fields: ReadonlyMap<string, number>): Names {
    const bound = boundIn(declared);
    const colon = written.indexOf(":");
    const prefix = colon < 0 ? "" : written.slice(0, colon).toLowerCase();
    const uri = bound.get(prefix);
    const vocabulary = uri === undefined ? undefined : vocabularyOf(uri);
    return new Names(bound, { uri, vocabulary: vocabulary ?? (SHORT.has(prefix) ? prefix : undefined) }, fields, undefined);
  }

  /** Whether the root says what it is. */
  get isDeclared(): boolean {
    return this.#own.vocabulary !== undefined;
  }

  /** Those in an element whose start tag binds prefixes of its own; most bind none. */
  within(text: string, from: number, to: number): Names {
    if (!text.slice(from, to).includes("xmlns")) return this;
    const bound = boundIn(attributes(text, from, to));
    return bound.size === 0 ? this : new Names(bound, this.#own, this.#fields, this);
  }

  /** The name from `from` to `to` in `text`, of which `hash` is made. */
  at(text: string, from: number, to: number, hash: number): Name {
    const known = this.#known.get(hash);
    if (known !== undefined && known.written.length === to - from && text.startsWith(known.written, from)) return known;
    const written = text.slice(from, to);
    const name = { written, field: this.#fields.get(this.expanded(written)) ?? 0 };
    if (this.#known.size < MOST_NAMES) this.#known.set(hash, name);
    return name;
  }

  /** Of an attribute or element, `vocabulary:name`. */
  expanded(written: string): string {
    const colon = written.indexOf(":");
    const prefix = colon < 0 ? "" : written.slice(0, colon).toLowerCase();
    const name = written.slice(colon + 1).toLowerCase();
    const uri = this.#uriOf(prefix);
    if (uri !== undefined && uri === this.#own.uri) return name;
    const vocabulary = (uri === undefined ? undefined : vocabularyOf(uri)) ?? prefix;
    return vocabulary === "" || vocabulary === this.#own.vocabulary || vocabulary === "rss" ? name : `${vocabulary}:${name}`;
  }

  #uriOf(prefix: string): string | undefined {
    const bound = this.#bound.get(prefix);
    return bound !== undefined || this.#outer === undefined ? bound : this.#outer.#uriOf(prefix);
  }
}

function boundIn(declared: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const bound = new Map<string, string>();
  for (const [name, uri] of declared) {
    if (name === "xmlns") bound.set("", uri);
    else if (name.startsWith("xmlns:")) bound.set(name.slice(6), uri);
  }
  return bound;
}
