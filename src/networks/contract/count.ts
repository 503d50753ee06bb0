import { withLinksAs } from "#kernel/links.ts";
import type { CountingRule } from "./limits.ts";

const REMOTE_MENTION = /@([\w.-]+)@[\w.-]+\w/gu;
/** What Mastodon reserves for a link; other servers of its API tell their own figure. */
const LINK_WEIGHT = 23;

/**
 * How long a network says that a text is. Pure, so browser and server agree.
 * Source of `mastodon`: docs.joinmastodon.org, "Posting: text", and its API's `characters_reserved_per_url` (23).
 */
export function countCharacters(text: string, rule: CountingRule, perLink = LINK_WEIGHT): number {
  if (rule === "graphemes") return graphemes(text);
  const withoutHosts = withLinksAs(text, "x".repeat(perLink)).replaceAll(REMOTE_MENTION, "@$1");
  return graphemes(withoutHosts);
}

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

function graphemes(text: string): number {
  // Most texts of a post are plain; only what may combine needs the segmenter.
  if (/^[\u0020-\u02ff\n]*$/u.test(text)) return text.length;
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
}
