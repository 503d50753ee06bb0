import type { CatalogueId } from "./catalogue.ts";
import type { CountingRule, Dated, NetworkLimits } from "./limits.ts";

const CHECKED = "2026-11-29";

const limits = (counting: CountingRule, source: string, [characters, media, alt]: readonly [characters: number, media: number, alt: number]): NetworkLimits => {
  const dated = (value: number): Dated<number> => ({ value, source, checkedOn: CHECKED });
  return { counting, maxCharacters: dated(characters), maxMedia: dated(media), maxAlt: dated(alt) };
};

/** Where a network takes no description, none is too long for it. */
const ANY_ALT = 10_000;

/** What networks take that are written to by hand: so that whoever writes sees whether it fits. */
export const handLimits: Readonly<Partial<Record<CatalogueId, NetworkLimits>>> = {
  x: limits("x", "https://docs.x.com/fundamentals/counting-characters", [280, 4, 1_000]),
  bluesky: limits("bluesky", "https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky (app.bsky.feed.post, app.bsky.embed.images)", [300, 4, 2_000]),
  telegram: limits("utf16", "https://core.telegram.org/bots/api#sendmessage", [4_096, 10, ANY_ALT]),
  facebook: limits("utf16", "https://developers.facebook.com/docs/pages-api/posts", [63_206, 10, ANY_ALT]),
  instagram: limits("utf16", "https://developers.facebook.com/docs/instagram-platform/content-publishing", [2_200, 10, ANY_ALT]),
  threads: limits("utf16", "https://developers.facebook.com/docs/threads/posts", [500, 20, ANY_ALT]),
  linkedin: limits("utf16", "https://learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api", [3_000, 20, 4_086]),
};
