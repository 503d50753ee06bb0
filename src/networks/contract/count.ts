import { withLinksAs } from "#kernel/links.ts";
import type { CountingRule } from "./limits.ts";
import { weightedLength } from "./weight.ts";

const REMOTE_MENTION = /@([\w.-]+)@[\w.-]+\w/gu;
/** What Mastodon reserves for a link; other servers of its API tell their own figure. */
const LINK_WEIGHT = 23;

/**
 * How long a network says that a text is. Pure, so browser and server agree. Sources:
 * - `mastodon`: docs.joinmastodon.org, "Posting: text", and its API's `characters_reserved_per_url` (23);
 * - `bluesky`: lexicon app.bsky.feed.post, at most 300 graphemes and 3,000 bytes of UTF-8: ten bytes fill a grapheme's place;
 * - `x`: `weight.ts`;
 * - `utf16`: core.telegram.org/bots/api, which counts in UTF-16 code units.
 */
export function countCharacters(text: string, rule: CountingRule, perLink = LINK_WEIGHT): number {
  switch (rule) {
    case "graphemes": return graphemes(text);
    case "mastodon": return graphemes(withLinksAs(text, "x".repeat(perLink)).replaceAll(REMOTE_MENTION, "@$1"));
    case "bluesky": return Math.max(graphemes(text), Math.ceil(encoder.encode(text).length / 10));
    case "x": return weightedLength(text);
    case "utf16": return text.length;
  }
}

const encoder = new TextEncoder();
const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

function graphemes(text: string): number {
  // Most texts of a post are plain; only what may combine needs the segmenter.
  if (/^[\u0020-\u02ff\n]*$/u.test(text)) return text.length;
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
}
