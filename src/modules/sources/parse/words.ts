import { type Element, elementOf } from "./elements.ts";
import { decodeText } from "./entities.ts";

const NEW_LINE = 10, SPACE = 32, BANG = 33, SLASH = 47, EQUALS = 61, GREATER = 62, QUESTION = 63, DOUBLE = 34, SINGLE = 39;
const DEEPEST = 500;

const isSpace = (code: number): boolean => code === SPACE || (code >= 9 && code <= 13 && code !== 11);
const isLetter = (code: number): boolean => (code | 32) >= 97 && (code | 32) <= 122;

/**
 * The words of HTML in one pass, with line breaks where blocks were, as many as `enough`; undefined when something stands in it
 * that only a whole parser reads right, or is cut off. It must say what `htmlparser2` says, and a test compares them, but that
 * white space around tags is brought to one space, or to one or two line breaks, right away.
 */
export const wordsOf = (html: string, enough: number): string | undefined => new Scan(html).words(enough);

/** A class and not closures: what changes with each tag is then reached in one step. */
class Scan {
  readonly #html: string;
  readonly #open: Element[] = [];
  readonly #others = new Map<string, Element>();
  #words = "";
  #unread = 0;
  // What stands before the next words: line breaks, or else a space.
  #breaks = 0;
  #space = false;
  // The next reference from here on; -1 when there is none any more.
  #amp: number;

  constructor(html: string) {
    this.#html = html;
    this.#amp = html.indexOf("&");
  }

  words(enough: number): string | undefined {
    const html = this.#html;
    let at = 0;
    while (this.#words.length < enough) {
      let tag = html.indexOf("<", at);
      // A sign that begins no tag is text.
      while (tag >= 0 && !beginsTag(html, tag)) tag = html.indexOf("<", tag + 1);
      if (tag < 0) {
        this.#say(at, html.length);
        break;
      }
      if (at < tag) this.#say(at, tag);
      const code = html.charCodeAt(tag + 1);
      if (code === QUESTION) return undefined;
      if (code === BANG) {
        const end = endOfComment(html, tag);
        if (end === undefined) return undefined;
        at = end;
        continue;
      }
      const isEnd = code === SLASH;
      const begin = isEnd ? tag + 2 : tag + 1;
      if (isEnd && !isLetter(html.charCodeAt(begin))) return undefined;
      let nameEnd = begin + 1;
      let last = html.charCodeAt(nameEnd);
      while (last !== GREATER && last !== SLASH && !isSpace(last) && nameEnd < html.length) last = html.charCodeAt(++nameEnd);
      const after = last === GREATER ? nameEnd : isEnd ? html.indexOf(">", nameEnd) : endOfTag(html, nameEnd);
      if (after < 0) return undefined;
      const element = elementOf(html.slice(begin, nameEnd), this.#others);
      if (element.isOdd) return undefined;
      at = after + 1;
      if (isEnd) {
        this.#end(element);
        continue;
      }
      // A form in a form is none.
      if (element.name === "form" && this.#open.includes(element)) continue;
      if (this.#begin(element) > DEEPEST) return undefined;
      if (element.isRaw) {
        at = endOfRaw(html, at, element.name);
        if (at < 0) return undefined;
      }
    }
    return this.#words;
  }

  /** How deep it is in others. */
  #begin(element: Element): number {
    const open = this.#open;
    if (element.closes) {
      for (let top = open.at(-1); top && element.closes.has(top.name); top = open.at(-1)) this.#close(open.pop() ?? top);
    }
    if (element.isUnread) this.#unread += element.isVoid ? 0 : 1;
    else if (element.breaks) this.#breaks += 1;
    else if (element.isCell) this.#space = true;
    return element.isVoid ? 0 : open.push(element);
  }

  #end(element: Element): void {
    const open = this.#open;
    if (element.isVoid) {
      if (element.name === "br") this.#breaks += 1;
      return;
    }
    const index = open.at(-1) === element ? open.length - 1 : open.lastIndexOf(element);
    if (index >= 0) while (open.length > index) this.#close(open.pop() ?? element);
    // An end of a paragraph that never began is an empty one.
    else if (element.name === "p") this.#breaks += 2;
  }

  #close(element: Element): void {
    if (element.isUnread) this.#unread = Math.max(0, this.#unread - 1);
    else if (element.breaks) this.#breaks += 1;
  }

  #say(begin: number, end: number): void {
    const html = this.#html;
    if (this.#amp >= 0 && this.#amp < begin) this.#amp = html.indexOf("&", begin);
    if (this.#unread > 0) return;
    let from = begin;
    let to = end;
    for (let code = html.charCodeAt(from); from < to && (code === SPACE || code === NEW_LINE); code = html.charCodeAt(++from)) {
      if (code === NEW_LINE) this.#breaks += 1;
      else this.#space = true;
    }
    if (from === to) return;
    let words = this.#words;
    if (words !== "" && this.#breaks > 0) words += this.#breaks === 1 ? "\n" : "\n\n";
    else if (words !== "" && this.#space) words += " ";
    this.#breaks = 0;
    this.#space = false;
    for (let code = html.charCodeAt(to - 1); code === SPACE || code === NEW_LINE; code = html.charCodeAt(to - 1)) {
      if (code === NEW_LINE) this.#breaks += 1;
      else this.#space = true;
      to -= 1;
    }
    const said = html.slice(from, to);
    this.#words = words + (this.#amp >= 0 && this.#amp < to ? decodeText(said) : said);
  }
}

function beginsTag(html: string, at: number): boolean {
  const code = html.charCodeAt(at + 1);
  return isLetter(code) || code === SLASH || code === BANG || code === QUESTION;
}

/** Where text goes on after a comment; undefined when it is none, or an odd one. */
function endOfComment(html: string, at: number): number | undefined {
  if (!html.startsWith("<!--", at) || html.charCodeAt(at + 4) === GREATER || html.startsWith("->", at + 4)) return undefined;
  const end = html.indexOf("-->", at + 4);
  return end < 0 || html.slice(at + 4, end).includes("--!>") ? undefined : end + 3;
}

/** The `>` that ends a tag: not one within quotes; -1 when there is none. */
function endOfTag(html: string, from: number): number {
  let at = from;
  for (;;) {
    // Before the name of an attribute.
    let code = html.charCodeAt(at);
    while (isSpace(code) || code === SLASH) code = html.charCodeAt(++at);
    if (code === GREATER) return at;
    if (at >= html.length) return -1;
    // Its name: an `=` at its very beginning belongs to it no less.
    do code = html.charCodeAt(++at); while (at < html.length && code !== EQUALS && code !== GREATER && code !== SLASH && !isSpace(code));
    while (isSpace(code)) code = html.charCodeAt(++at);
    if (code !== EQUALS) continue;
    do code = html.charCodeAt(++at); while (isSpace(code));
    if (code === DOUBLE || code === SINGLE) {
      at = html.indexOf(code === DOUBLE ? "\"" : "'", at + 1) + 1;
      if (at === 0) return -1;
    } else {
      while (at < html.length && code !== GREATER && !isSpace(code)) code = html.charCodeAt(++at);
    }
  }
}

function endOfRaw(html: string, from: number, name: string): number {
  for (let at = html.indexOf("</", from); at >= 0; at = html.indexOf("</", at + 2)) {
    const after = html.charCodeAt(at + 2 + name.length);
    if ((after === GREATER || after === SLASH || isSpace(after)) && html.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return at;
  }
  return -1;
}
