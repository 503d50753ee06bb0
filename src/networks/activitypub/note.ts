import type { Instant } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import { type Intent, isVideo, type OutgoingMedia, type RemoteAuthor } from "../contract/index.ts";
import type { Addresses, ObjectId } from "./addresses.ts";
import { mention, renderText } from "./html.ts";

export type JsonObject = { readonly [key: string]: Json };

export const PUBLIC = "https://www.w3.org/ns/activitystreams#Public";
const CONTEXT: Json = ["https://www.w3.org/ns/activitystreams", {
  Hashtag: "as:Hashtag", sensitive: "as:sensitive", toot: "http://joinmastodon.org/ns#", focalPoint: { "@id": "toot:focalPoint", "@container": "@list" },
}];

/** Where the hashtags of a Note lead; the portal's page of a tag. */
export type TagUrl = (tag: string) => string;

/** The Note that comes out at `at`, without `@context`: it is stored so and sent inside an activity. */
export function noteOf(intent: Intent, at: Instant, addresses: Addresses, tagUrl: TagUrl): JsonObject {
  return {
    id: addresses.object(objectIdOf(intent)),
    type: "Note",
    ...contentOf(intent, tagUrl),
    attributedTo: addresses.actor(intent.profileId),
    ...audience(intent, addresses),
    ...inReplyTo(intent),
    published: at,
    url: isPrivate(intent) ? addresses.object(objectIdOf(intent)) : intent.permalink,
  };
}

/** By what a Note that comes out is known. */
export const objectIdOf = ({ editionId, deliveryId, part = 0 }: Pick<Intent, "editionId" | "deliveryId" | "part">): ObjectId => (part === 0 ? editionId : deliveryId);

function inReplyTo(intent: Intent): JsonObject {
  const answered = intent.inReplyTo?.remoteId ?? intent.continues;
  return answered === undefined ? {} : { inReplyTo: answered };
}

/** Whether it is for the one whom it answers alone. */
export const isPrivate = (intent: Pick<Intent, "visibility">): boolean => intent.visibility === "followers" || intent.visibility === "direct";

/** The same Note with another content: what identifies it and when it came out stay as they were. */
export function correctedNote(note: JsonObject, intent: Intent, at: Instant, tagUrl: TagUrl): JsonObject {
  return { ...note, ...contentOf(intent, tagUrl), ...(isPrivate(intent) ? {} : { url: intent.permalink }), updated: at };
}

export const createOf = (note: JsonObject, id: string): JsonObject => ({
  "@context": CONTEXT,
  id,
  type: "Create",
  actor: note["attributedTo"] ?? null,
  published: note["published"] ?? null,
  to: note["to"] ?? null,
  cc: note["cc"] ?? null,
  object: note,
});

export const updateOf = (note: JsonObject, id: string): JsonObject => ({
  "@context": CONTEXT,
  id,
  type: "Update",
  actor: note["attributedTo"] ?? null,
  published: note["updated"] ?? null,
  to: note["to"] ?? null,
  cc: note["cc"] ?? null,
  object: note,
});

export function deleteOf(intent: Intent, at: Instant, object: string, id: string, addresses: Addresses): JsonObject {
  return {
    "@context": CONTEXT,
    id,
    type: "Delete",
    actor: addresses.actor(intent.profileId),
    published: at,
    ...audience(intent, addresses),
    object: tombstone(object, at),
  };
}

/** What stands where a withdrawn Note stood. */
export const tombstone = (object: string, deletedAt: Instant): JsonObject => ({ id: object, type: "Tombstone", formerType: "Note", deleted: deletedAt });

/** The yes to somebody who follows. Only what identifies the Follow is given back, not what else it carried. */
export const acceptOf = (follow: { readonly id: string; readonly actor: string; readonly object: string }, id: string): JsonObject => ({
  "@context": "https://www.w3.org/ns/activitystreams",
  id,
  type: "Accept",
  actor: follow.object,
  to: [follow.actor],
  object: { id: follow.id, type: "Follow", actor: follow.actor, object: follow.object },
});

/** A note, or an activity with one, that says no longer whom it was for. */
export function withoutAddressee(json: JsonObject, actor: string): JsonObject {
  return Object.fromEntries(Object.entries(json).flatMap(([key, value]): readonly (readonly [string, Json])[] => {
    switch (key) {
      case "inReplyTo":
        return [];
      case "to":
      case "cc":
        return [[key, isList(value) ? value.filter((one) => one !== actor) : value]];
      case "tag":
        return [[key, isList(value) ? value.filter((tag) => !isObject(tag) || tag["href"] !== actor) : value]];
      case "content":
        return [[key, typeof value === "string" ? value.replace(MENTION, "") : value]];
      case "contentMap":
        return [[key, isObject(value) ? Object.fromEntries(Object.entries(value).map(([language, text]) => [language, typeof text === "string" ? text.replace(MENTION, "") : text])) : value]];
      case "object":
        return [[key, isObject(value) ? withoutAddressee(value, actor) : value]];
      default:
        return [[key, value]];
    }
  }));
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isObject = (value: Json): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

const MENTION = /<span class="h-card"><a href="[^"]*" class="u-url mention">@<span>[^<]*<\/span><\/a><\/span> /;

/** A stored object as a document of its own. */
export const standalone = (object: JsonObject): JsonObject => ({ "@context": CONTEXT, ...object });

/** A post is for everybody and followers; an answer for whom it answers, and for others as far as the question was. */
function audience(intent: Intent, addresses: Addresses): JsonObject {
  const author = intent.inReplyTo?.author.id;
  if (author === undefined) return { to: [PUBLIC], cc: [addresses.followers(intent.profileId)] };
  if (isPrivate(intent)) return { to: [author], cc: [] };
  return intent.visibility === "unlisted" ? { to: [author], cc: [PUBLIC] } : { to: [PUBLIC], cc: [author] };
}

function contentOf(intent: Intent, tagUrl: TagUrl): JsonObject {
  const { html, hashtags } = renderText(intent.text, tagUrl);
  const { author } = intent.inReplyTo ?? {};
  return {
    summary: null,
    sensitive: false,
    content: addressed(html, author),
    contentMap: contentMapOf(intent, tagUrl),
    attachment: intent.media.map(attachmentOf),
    tag: [
      ...(author ? [{ type: "Mention", name: author.handle, href: author.id }] : []),
      ...hashtags.map(({ name, href }) => ({ type: "Hashtag", name: `#${name}`, href })),
    ],
  };
}

// Receivers that keep one language take the first of the map, so the order of the edition is kept. A bilingual text is
// one content; the map gives each language its own part.
function contentMapOf(intent: Intent, tagUrl: TagUrl): JsonObject {
  const texts = intent.languages.map((language) => [language, intent.texts[language] ?? (intent.languages.length === 1 ? intent.text : undefined)] as const);
  return Object.fromEntries(texts.flatMap(([language, text]) => (text === undefined ? [] : [[language, addressed(renderText(text, tagUrl).html, intent.inReplyTo?.author)]])));
}

/** An answer begins with the name of whom it answers, as servers show it. */
const addressed = (html: string, author: RemoteAuthor | undefined): string => (author ? html.replace("<p>", () => `<p>${mention(author)} `) : html);

const attachmentOf = (media: OutgoingMedia): JsonObject => ({
  type: isVideo(media) ? "Video" : "Image",
  mediaType: media.mediaType,
  url: media.url,
  name: media.alt,
  width: media.width,
  height: media.height,
  ...(media.focus ? { focalPoint: [media.focus.x, media.focus.y] } : {}),
});
