import { canonicalAddress, tidy } from "#platform/plain-text.ts";

const LINK = /https?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]}»”’]/giu;

/**
 * Two texts are the same post when these are equal: one spelling of characters, white space, links and mentions (a
 * server shows `@ane@beste.example` as `@ane`).
 */
export function comparable(text: string): string {
  return tidy(text, Number.MAX_SAFE_INTEGER)
    .normalize("NFC")
    .replaceAll(LINK, canonicalAddress)
    .replaceAll(/@([\w.-]+)@[\w.-]+(:\d+)?/gu, "@$1")
    .replaceAll(/@[\w.-]+/gu, (mention) => mention.toLowerCase())
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** Two texts whose letters and digits are equal may be the same post after a server's own formatting: a person looks. */
export const wordsOnly = (text: string): string => comparable(text).toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "");
