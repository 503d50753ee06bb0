import { decodeXml } from "./entities.ts";

/** Thrown where a document is not what it begins as: something in it never ends. */
export class Malformed extends Error {}

const TAB = 9, SPACE = 32, BANG = 33, SLASH = 47, EQUALS = 61, GREATER = 62, QUESTION = 63, DOUBLE = 34, SINGLE = 39;
const isSpace = (code: number): boolean => code === SPACE || (code >= TAB && code <= 13);
const ends = (code: number): boolean => code === GREATER || code === SLASH || isSpace(code);

/** The `>` of a tag of which `from` is behind the name: not one in the value of an attribute. */
export function endOfTag(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === GREATER) return at;
    if (code === DOUBLE || code === SINGLE) at = found(text.indexOf(code === DOUBLE ? "\"" : "'", at + 1));
  }
  throw new Malformed();
}

/** Behind a comment, a section of characters or an instruction that begins at `at`. */
export function behindDeclaration(text: string, at: number): number {
  if (text.charCodeAt(at + 1) === QUESTION) return found(text.indexOf("?>", at + 2)) + 2;
  if (text.startsWith("<!--", at)) return found(text.indexOf("-->", at + 4)) + 3;
  if (text.startsWith("<![CDATA[", at)) return found(text.indexOf("]]>", at + 9)) + 3;
  return found(text.indexOf(">", at)) + 1;
}

/**
 * Where the content ends that begins at `from` in an element of this name: at the `<` of its end. What stands in it is not looked
 * at, but that it may have elements of the same name in it.
 */
export function endOfContent(text: string, from: number, name: string): number {
  let depth = 0;
  let at = from;
  for (;;) {
    at = found(text.indexOf("<", at));
    const code = text.charCodeAt(at + 1);
    if (code === SLASH) {
      if (text.startsWith(name, at + 2) && ends(text.charCodeAt(at + 2 + name.length))) {
        if (depth === 0) return at;
        depth -= 1;
      }
      at += 2;
    } else if (code === BANG || code === QUESTION) {
      at = behindDeclaration(text, at);
    } else if (text.startsWith(name, at + 1) && ends(text.charCodeAt(at + 1 + name.length))) {
      at = endOfTag(text, at + 1 + name.length);
      if (text.charCodeAt(at - 1) !== SLASH) depth += 1;
    } else {
      at += 1;
    }
  }
}

export function found(at: number): number {
  if (at < 0) throw new Malformed();
  return at;
}

/** What is written between two places, without comments, with sections of characters as they are and references decoded: a string of HTML, mostly. */
export function characters(text: string, from: number, to: number): string {
  const written = text.slice(from, to).trim();
  if (!written.includes("<")) return written.includes("&") ? decodeXml(written).trim() : written;
  // The most common by far: one section and nothing else.
  if (written.startsWith("<![CDATA[") && written.indexOf("]]>") === written.length - 3) return written.slice(9, -3).trim();
  return parts(written, decodeXml, (section) => section).trim();
}

/** The same for markup that is meant as such (XHTML in Atom): references stay for the reader of HTML, and a section of characters is no markup. */
export const inlineMarkup = (text: string, from: number, to: number): string =>
  parts(text.slice(from, to), (between) => between, (section) => section.replaceAll("&", "&amp;").replaceAll("<", "&lt;"));

function parts(written: string, between: (text: string) => string, section: (text: string) => string): string {
  let whole = "";
  let from = 0;
  for (let at = written.indexOf("<!"); at >= 0; at = written.indexOf("<!", from)) {
    const isComment = written.startsWith("<!--", at);
    if (!isComment && !written.startsWith("<![CDATA[", at)) {
      whole += between(written.slice(from, at + 2));
      from = at + 2;
      continue;
    }
    whole += between(written.slice(from, at));
    from = behindDeclaration(written, at);
    if (!isComment) whole += section(written.slice(at + 9, from - 3));
  }
  return whole + between(written.slice(from));
}

const MOST_ATTRIBUTES = 200;

/** Attributes of a tag by their names in lower case, decoded. */
export function attributes(text: string, from: number, to: number): ReadonlyMap<string, string> {
  const read = new Map<string, string>();
  let at = from;
  const skipSpace = () => {
    while (at < to && isSpace(text.charCodeAt(at))) at += 1;
  };
  while (read.size < MOST_ATTRIBUTES) {
    while (at < to && (isSpace(text.charCodeAt(at)) || text.charCodeAt(at) === SLASH)) at += 1;
    if (at >= to) break;
    const begin = at;
    do at += 1; while (at < to && !isSpace(text.charCodeAt(at)) && text.charCodeAt(at) !== EQUALS);
    const key = text.slice(begin, at).toLowerCase();
    skipSpace();
    if (text.charCodeAt(at) !== EQUALS) continue;
    at += 1;
    skipSpace();
    const quote = text.charCodeAt(at);
    const isQuoted = quote === DOUBLE || quote === SINGLE;
    const valueFrom = isQuoted ? at + 1 : at;
    at = isQuoted ? text.indexOf(quote === DOUBLE ? "\"" : "'", valueFrom) : valueFrom;
    if (isQuoted && (at < 0 || at > to)) break;
    if (!isQuoted) while (at < to && !isSpace(text.charCodeAt(at))) at += 1;
    if (!read.has(key)) read.set(key, decodeXml(text.slice(valueFrom, at)).trim());
    at += 1;
  }
  return read;
}
