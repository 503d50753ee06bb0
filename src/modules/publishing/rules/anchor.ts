import type { Id } from "#kernel/id.ts";
import type { Content } from "./content.ts";

/** A stretch of a text that is being written, and the words that stood there when somebody spoke of them. */
export interface Anchor {
  /** `null`: the text common to all profiles. */
  readonly profileId: Id<"profile"> | null;
  readonly language: string;
  /** In code points of that text; the end is not included. */
  readonly start: number;
  readonly end: number;
  readonly quoted: string;
}

type Texts = Pick<Content, "texts" | "forks">;
/** As the browser knows it: with the profile's id as a word. */
type AnyAnchor = Omit<Anchor, "profileId"> & { readonly profileId: string | null };

/** The text that an anchor lies in, as it is typed; empty when there is none any more. */
export const anchoredText = (content: Texts, { profileId, language }: Pick<AnyAnchor, "profileId" | "language">): string =>
  (profileId === null ? content.texts[language] : content.forks[profileId]?.[language]) ?? "";

/** Whether an anchor quotes what stands there, and quotes something. */
export function quotesRightly(content: Texts, anchor: AnyAnchor): boolean {
  return anchor.quoted.trim() !== "" && anchor.start >= 0 && cut(anchoredText(content, anchor), anchor.start, anchor.end) === anchor.quoted;
}

/**
 * Where the quoted words stand now: where they were; else, when they occur exactly once, there, because what comes before
 * them changed; else nowhere, and whoever reads is told so.
 */
export function placeNow(content: Texts, anchor: AnyAnchor): { readonly start: number; readonly end: number } | undefined {
  const text = anchoredText(content, anchor);
  if (cut(text, anchor.start, anchor.end) === anchor.quoted) return { start: anchor.start, end: anchor.end };
  const at = text.indexOf(anchor.quoted);
  if (at < 0 || text.includes(anchor.quoted, at + 1)) return undefined;
  const start = Array.from(text.slice(0, at)).length;
  return { start, end: start + Array.from(anchor.quoted).length };
}

/** The paragraphs of a text with their places: what can be spoken of without selecting with a pointer. */
export function paragraphsOf(text: string): readonly { readonly start: number; readonly end: number; readonly quoted: string }[] {
  const found = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const length = Array.from(line).length;
    if (line.trim() !== "") found.push({ start, end: start + length, quoted: line });
    start += length + 1;
  }
  return found;
}

const cut = (text: string, start: number, end: number): string => Array.from(text).slice(start, end).join("");
