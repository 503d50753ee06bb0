import type { Id } from "#kernel/id.ts";
import { parseInstant } from "#kernel/instant.ts";
import { parseLanguageTag } from "#kernel/language.ts";
import { type Incoming, type IncomingMedia, longestIncoming, type RemoteAuthor, type Visibility } from "#networks/contract/index.ts";
import type { Status } from "./entities.ts";
import { plainText, tidy } from "#platform/plain-text.ts";

/** A status that names us, as a message; undefined for one whose dates say nothing. */
export function messageOf(status: Status, profileId: Id<"profile">, origin: string): Extract<Incoming, { kind: "message" }> | undefined {
  const sentAt = parseInstant(status.created_at);
  if (!sentAt) return undefined;
  return {
    kind: "message",
    profileId,
    network: "mastodon",
    remoteId: status.id,
    url: webAddress(status.url) ?? webAddress(status.uri) ?? origin,
    inReplyTo: status.in_reply_to_id,
    author: authorOf(status, origin),
    ...bodyOf(status),
    visibility: visibilities[status.visibility] ?? "followers",
    sentAt,
  };
}

// A word that is not known is taken for private: what is shown to nobody is no harm.
const visibilities: Readonly<Record<string, Visibility>> = { public: "public", unlisted: "unlisted", private: "followers", direct: "direct" };

/** The words of a message, with the warning that its author put before them. */
export function bodyOf(status: Status): { readonly text: string; readonly language: string | undefined; readonly media: readonly IncomingMedia[] } {
  const warning = tidy(status.spoiler_text ?? "", 500);
  const text = plainText(status.content, longestIncoming);
  return {
    text: warning === "" ? text : tidy(`${warning}\n\n${text}`, longestIncoming),
    language: parseLanguageTag(status.language ?? ""),
    media: status.media_attachments.slice(0, 16).flatMap((attachment) => {
      const url = webAddress(attachment.url);
      return url === undefined ? [] : [{ mediaType: kinds[attachment.type] ?? "application/octet-stream", url, alt: tidy(attachment.description ?? "", 1_500) }];
    }),
  };
}

// The API tells kinds, not media types.
const kinds: Readonly<Record<string, string>> = { image: "image/*", gifv: "video/*", video: "video/*", audio: "audio/*" };

/** The actor's id where the server tells it, which is the same seen from everywhere; else the account's page. */
export const authorIdOf = (status: Status, origin: string): string => webAddress(status.account.uri) ?? webAddress(status.account.url) ?? `${origin}#${status.account.id}`;

function authorOf(status: Status, origin: string): RemoteAuthor {
  const { account } = status;
  const id = authorIdOf(status, origin);
  const acct = account.acct.includes("@") ? account.acct : `${account.acct}@${new URL(origin).host}`;
  return { id, handle: `@${acct}`.slice(0, 320), name: tidy((account.display_name ?? "").replaceAll(/\s+/g, " "), 200), url: webAddress(account.url) ?? id };
}

const webAddress = (text: string | undefined): string | undefined =>
  text !== undefined && text.length <= 2_000 && /^https?:\/\//i.test(text) && URL.canParse(text) ? text : undefined;
