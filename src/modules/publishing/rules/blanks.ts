/** A place to be filled in, as it stands in a text: `{{fecha}}` (EDI-9). */
export interface Blank {
  readonly raw: string;
  /** What is filled under one name whatever its case; undefined where braces stand alone and nothing can be filled in. */
  readonly name: string | undefined;
  /** Line of the text in which it stands, from 1. */
  readonly line: number;
}

/** Whole places first; braces that are left over come of one that was half deleted, and must not go out either. */
const PATTERN = /\{\{([^{}\n]{0,60})\}\}|\{\{|\}\}/gu;

/** One name for all ways of writing it. */
export const blankName = (written: string): string => written.normalize("NFC").trim().toLowerCase().replaceAll(/\s+/gu, " ");

/** Places of a text that nobody has filled in, in their order. */
export const blanksIn = (text: string): readonly Blank[] =>
  [...text.matchAll(PATTERN)].map(({ 0: raw, 1: inside, index }) => {
    const name = blankName(inside ?? "");
    return { raw, name: name === "" ? undefined : name, line: text.slice(0, index).split("\n").length };
  });

/** A text with what is known filled in; what has no value stays, so that it is asked for. */
export const fillBlanks = (text: string, valueOf: (name: string) => string | undefined): string =>
  text.replaceAll(PATTERN, (raw: string, inside: string | undefined) => {
    const value = valueOf(blankName(inside ?? ""))?.trim();
    return value === undefined || value === "" ? raw : value;
  });
