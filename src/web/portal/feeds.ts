import { generateAtomFeed, generateJsonFeed, generateRssFeed } from "feedsmith";
import { inLanguage } from "#kernel/language.ts";
import type { Council } from "#modules/policy/index.ts";
import { listOut, type OutItem, permalinkOf } from "#modules/publishing/index.ts";
import type { Profile } from "#modules/register/index.ts";
import { isVideo } from "#networks/contract/index.ts";
import type { Services } from "#web/http/services.ts";
import type { InterfaceLanguage } from "#web/i18n/translate.ts";

export const feedFormats = ["rss", "atom", "json"] as const;
export type FeedFormat = (typeof feedFormats)[number];

const types: Readonly<Record<FeedFormat, string>> = {
  rss: "application/rss+xml; charset=utf-8",
  atom: "application/atom+xml; charset=utf-8",
  json: "application/feed+json; charset=utf-8",
};

const LENGTH = 50;

/** What is out, in one language, as a feed: of one profile or of all. The entry's id is its permanent address. */
export async function feedDocument(
  services: Services, council: Council, language: InterfaceLanguage, format: FeedFormat, profile: Profile | undefined,
): Promise<{ readonly body: string; readonly type: string; readonly changedAt: string | undefined }> {
  const items = await listOut(services.db, { profileId: profile?.id, limit: LENGTH });
  const order = [language, ...council.languages];
  const title = profile ? (inLanguage(profile.displayName, order) ?? "") : (inLanguage(council.name, order) ?? "");
  const description = profile ? (inLanguage(profile.summary, order) ?? "") : title;
  const home = `${services.origin}/${language}${profile ? `/p/${profile.id}` : ""}`;
  const self = `${home}/feed.${format}`;
  const changedAt = items.map((item) => item.changedAt).toSorted().at(-1);
  const entries = items.map((item) => entryOf(services.origin, item, order, language));
  const updated = new Date(changedAt ?? council.foundedAt);
  switch (format) {
    case "rss":
      return {
        type: types.rss,
        changedAt,
        body: generateRssFeed({
          title, link: home, description: description || title, language, lastBuildDate: updated,
          items: entries.map((entry) => ({
            title: entry.title, link: entry.url, guid: { value: entry.id, isPermaLink: true }, description: entry.text, pubDate: entry.published,
            ...(entry.picture ? { enclosures: [{ url: entry.picture.url, type: entry.picture.mediaType, length: 0 }] } : {}),
          })),
        }),
      };
    case "atom":
      return {
        type: types.atom,
        changedAt,
        body: generateAtomFeed({
          id: self, title: { value: title }, updated, links: [{ href: self, rel: "self", type: "application/atom+xml" }, { href: home, rel: "alternate", type: "text/html", hreflang: language }],
          authors: [{ name: inLanguage(council.name, order) ?? "" }],
          entries: entries.map((entry) => ({
            id: entry.id, title: { value: entry.title }, content: { value: entry.text, type: "text" }, published: entry.published, updated: entry.updated,
            links: [{ href: entry.url, rel: "alternate", type: "text/html", hreflang: entry.language }, ...(entry.picture ? [{ href: entry.picture.url, rel: "enclosure", type: entry.picture.mediaType, title: entry.picture.alt }] : [])],
          })),
        }),
      };
    case "json":
      return {
        type: types.json,
        changedAt,
        body: JSON.stringify(generateJsonFeed({
          title, home_page_url: home, feed_url: self, language, ...(description ? { description } : {}),
          items: entries.map((entry) => ({
            id: entry.id, url: entry.url, title: entry.title, content_text: entry.text, date_published: entry.published, date_modified: entry.updated, language: entry.language,
            ...(entry.picture ? { ...(isVideo(entry.picture) ? {} : { image: entry.picture.url }), attachments: [{ url: entry.picture.url, mime_type: entry.picture.mediaType, title: entry.picture.alt }] } : {}),
          })),
        })),
      };
  }
}

function entryOf(origin: string, item: OutItem, order: readonly string[], language: InterfaceLanguage) {
  const used = order.find((tag) => item.texts[tag] !== undefined) ?? Object.keys(item.texts)[0] ?? language;
  const text = item.texts[used] ?? "";
  const id = permalinkOf(origin, item.id);
  return {
    id,
    url: `${origin}/${language}/a/${item.id}`,
    title: text.split("\n").find((line) => line.trim() !== "")?.slice(0, 200) ?? item.title,
    text,
    language: used,
    published: new Date(item.publishedAt),
    updated: new Date(item.changedAt),
    picture: item.media[0],
  };
}
