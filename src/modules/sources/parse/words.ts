import { type Element, elements } from "./elements.ts";
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
export function wordsOf(html: string, enough: number): string | undefined {
  const elementOf = elements();
  const open: Element[] = [];
  let words = "";
  let unread = 0;
  // What stands before the next words: line breaks, or else a space.
  let breaks = 0;
  let space = false;
  // The next of each from here on, found once: `-1` when there is none any more.
  let amp = html.indexOf("&");
  let at = 0;

  const close = (element: Element) => {
    if (element.isUnread) unread = Math.max(0, unread - 1);
    else if (element.breaks) breaks += 1;
  };
  const say = (begin: number, end: number) => {
    if (amp >= 0 && amp < begin) amp = html.indexOf("&", begin);
    if (unread > 0) return;
    let [from, to] = [begin, end];
    for (let code = html.charCodeAt(from); from < to && (code === SPACE || code === NEW_LINE); code = html.charCodeAt(++from)) {
      if (code === NEW_LINE) breaks += 1;
      else space = true;
    }
    if (from === to) return;
    if (words === "") {
      // Nothing before the first.
    } else if (breaks > 0) words += breaks === 1 ? "\n" : "\n\n";
    else if (space) words += " ";
    breaks = 0;
    space = false;
    for (let code = html.charCodeAt(to - 1); code === SPACE || code === NEW_LINE; code = html.charCodeAt(to - 1)) {
      if (code === NEW_LINE) breaks += 1;
      else space = true;
      to -= 1;
    }
    words += amp >= 0 && amp < to ? decodeText(html.slice(from, to)) : html.slice(from, to);
  };

  while (words.length < enough) {
    const from = at;
    let tag = html.indexOf("<", at);
    // A sign that begins no tag is text.
    while (tag >= 0 && !beginsTag(html, tag)) tag = html.indexOf("<", tag + 1);
    if (tag < 0) {
      say(from, html.length);
      return words;
    }
    if (from < tag) say(from, tag);
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
    const element = elementOf(html.slice(begin, nameEnd));
    if (element.isOdd) return undefined;
    if (isEnd) {
      if (element.isVoid) {
        if (element.name === "br") breaks += 1;
      } else {
        const index = open.lastIndexOf(element);
        if (index >= 0) while (open.length > index) close(open.pop() ?? element);
        // An end of a paragraph that never began is an empty one.
        else if (element.name === "p") breaks += 2;
      }
      at = after + 1;
      continue;
    }
    if (element.name === "form" && open.includes(element)) {
      at = after + 1;
      continue;
    }
    if (element.closes) {
      let top = open.at(-1);
      while (top && element.closes.has(top.name)) {
        open.pop();
        close(top);
        top = open.at(-1);
      }
    }
    if (element.isUnread) unread += element.isVoid ? 0 : 1;
    else if (element.breaks) breaks += 1;
    else if (element.isCell) space = true;
    if (!element.isVoid && open.push(element) > DEEPEST) return undefined;
    at = after + 1;
    if (element.isRaw) {
      const end = endOfRaw(html, at, element.name);
      if (end < 0) return undefined;
      at = end;
    }
  }
  return words;
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
