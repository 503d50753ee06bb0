/** What stands before the root element, as far as it matters. */
export interface Prolog {
  /** Name of the root element without prefix, in lower case; empty when there is none. */
  readonly root: string;
  /** Where its `<` is. */
  readonly at: number;
  readonly declaresEntities: boolean;
}

/** Walks over declaration, comments and document type without reading further than the root's name. */
export function readProlog(text: string): Prolog {
  let declaresEntities = false;
  let at = 0;
  for (;;) {
    while (at < text.length && /[\s\ufeff]/.test(text.charAt(at))) at += 1;
    if (text.startsWith("<?", at)) at = after(text, "?>", at + 2);
    else if (text.startsWith("<!--", at)) at = after(text, "-->", at + 4);
    else if (/^<!doctype/i.test(text.slice(at, at + 9))) {
      const end = endOfDoctype(text, at);
      if (/<!entity/i.test(text.slice(at, end))) declaresEntities = true;
      at = end;
    } else break;
  }
  const name = /^<(?:[\w.-]+:)?([\w.-]+)/.exec(text.slice(at, at + 200))?.[1] ?? "";
  return { root: name.toLowerCase(), at, declaresEntities };
}

/** Whether the document ends where its root element ends: what was cut off on the way does not, and parsers forgive that. */
export function isWhole(text: string, { root }: Prolog): boolean {
  let tail = text.slice(-4_096).trimEnd();
  // Caches and counters sign with comments after the end.
  while (tail.endsWith("-->") && tail.includes("<!--")) tail = tail.slice(0, tail.lastIndexOf("<!--")).trimEnd();
  const last = /<\/\s*(?:[\w.-]+:)?([\w.-]+)\s*>$/.exec(tail)?.[1];
  return last?.toLowerCase() === root || /^<[^<>]*\/>$/.test(tail);
}

function endOfDoctype(text: string, from: number): number {
  const bracket = text.indexOf("[", from);
  const close = text.indexOf(">", from);
  if (bracket < 0 || (close >= 0 && close < bracket)) return close < 0 ? text.length : close + 1;
  const subset = text.indexOf("]", bracket);
  return subset < 0 ? text.length : after(text, ">", subset);
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}
