/**
 * A text as the database can hold it, and no longer than it is kept: PostgreSQL takes every character but NUL, half a
 * surrogate pair is none, and what is cut is not cut in the middle of one.
 */
export function kept(text: string, most: number): string {
  const short = text.length > most ? text.slice(0, most).replace(/[\ud800-\udbff]$/, "") : text;
  return short.toWellFormed().replaceAll("\u0000", "");
}

const LONGEST = 160;

/** The first words of a message for a list: one line, without the names of those it is addressed to. */
export function previewOf(text: string): string {
  const line = text.slice(0, 2_000).replaceAll(/\s+/g, " ").trim().replace(/^(?:@[\w.-]+(?:@[\w.-]+)?[\s,:]*)+/, "");
  const shown = line === "" ? text.slice(0, LONGEST).trim() : line;
  const letters = Array.from(shown);
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : shown;
}
