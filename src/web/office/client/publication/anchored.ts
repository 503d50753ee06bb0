import { paragraphsOf } from "#modules/publishing/rules/anchor.ts";

export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly quoted: string;
}

/**
 * What a selection in a field takes of its text, in code points: the words selected, without white space at their ends;
 * with nothing selected, the paragraph in which the cursor stands.
 * @param from, to as the field tells them, in UTF-16 units
 */
export function stretchOf(text: string, from: number, to: number): Stretch | undefined {
  const selected = text.slice(from, to);
  const quoted = selected.trim();
  if (quoted !== "") {
    const start = Array.from(text.slice(0, from + selected.indexOf(quoted))).length;
    return { start, end: start + Array.from(quoted).length, quoted };
  }
  const cursor = Array.from(text.slice(0, from)).length;
  return paragraphsOf(text).find((paragraph) => cursor >= paragraph.start && cursor <= paragraph.end);
}
