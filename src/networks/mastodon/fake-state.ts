import type { Instant } from "#kernel/instant.ts";

/** What a Mastodon keeps of a post. */
export interface FakeStatus {
  readonly id: string;
  readonly account: FakeAccount;
  /** As its author wrote it. */
  text: string;
  readonly language: string | null;
  readonly visibility: string;
  readonly inReplyTo: string | null;
  media: readonly FakeMedia[];
  readonly at: Instant;
  editedAt: Instant | null;
}

export interface FakeMedia {
  readonly id: string;
  readonly description: string;
  /** As Mastodon keeps it; undefined when none was given. */
  readonly focus: { readonly x: number; readonly y: number } | undefined;
  readonly bytes: number;
  readonly readyAt: Instant;
  attached: boolean;
}

export interface FakeAccount {
  readonly id: string;
  readonly name: string;
  /** Undefined for somebody of this server. */
  readonly server: string | undefined;
}

export const accountJson = (account: FakeAccount, origin: string) => {
  const page = account.server === undefined ? `${origin}/@${account.name}` : `https://${account.server}/@${account.name}`;
  return {
    id: account.id,
    username: account.name,
    acct: account.server === undefined ? account.name : `${account.name}@${account.server}`,
    display_name: account.name,
    url: page,
    uri: account.server === undefined ? `${origin}/users/${account.name}` : `https://${account.server}/users/${account.name}`,
  };
};

export const mediaJson = (media: FakeMedia, origin: string, ready: boolean) => ({
  id: media.id, type: "image", url: ready ? `${origin}/media/${media.id}.jpg` : null, preview_url: null, description: media.description, meta: media.focus ? { focus: media.focus } : {},
});

export const statusJson = (status: FakeStatus, origin: string) => ({
  id: status.id,
  uri: `${origin}/users/${status.account.name}/statuses/${status.id}`,
  url: `${origin}/@${status.account.name}/${status.id}`,
  created_at: status.at,
  edited_at: status.editedAt,
  content: htmlOf(status.text, origin),
  spoiler_text: "",
  visibility: status.visibility,
  language: status.language,
  in_reply_to_id: status.inReplyTo,
  account: accountJson(status.account, origin),
  media_attachments: status.media.map((media) => mediaJson(media, origin, true)),
  reblog: null,
});

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Text as Mastodon renders it: paragraphs, links shown shortened, mentions without their server, hashtags as links. */
function htmlOf(text: string, origin: string): string {
  const marked = (line: string) =>
    line.replaceAll(/(https?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]])|@([\w.-]+)@([\w.:-]+\w)|#([\p{L}\p{N}_]+)|[&<>"]/giu, (whole, link?: string, name?: string, server?: string, tag?: string) => {
      if (link !== undefined) return linkHtml(link);
      if (name !== undefined) return `<span class="h-card" translate="no"><a href="https://${server ?? ""}/@${name}" class="u-url mention">@<span>${name}</span></a></span>`;
      if (tag !== undefined) return `<a href="${origin}/tags/${tag}" class="mention hashtag" rel="tag">#<span>${tag}</span></a>`;
      return escaped(whole);
    });
  return text.split(/\n{2,}/).map((paragraph) => `<p>${paragraph.split("\n").map(marked).join("<br />")}</p>`).join("");
}

function linkHtml(link: string): string {
  const scheme = /^https?:\/\/(www\.)?/i.exec(link)?.[0] ?? "";
  const rest = link.slice(scheme.length);
  const [shown, hidden] = [rest.slice(0, 30), rest.slice(30)];
  return `<a href="${escaped(link)}" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">${scheme}</span><span class="${hidden === "" ? "" : "ellipsis"}">${escaped(shown)}</span><span class="invisible">${escaped(hidden)}</span></a>`;
}
