/** A hashtag of a text, as it was written and without the sign. */
export interface Hashtag {
  readonly name: string;
  readonly href: string;
}

export interface RenderedText {
  /** Only `p`, `br` and `a`. */
  readonly html: string;
  /** Each once, in the order of the text. */
  readonly hashtags: readonly Hashtag[];
}

// A link is a scheme and everything up to white space, less closing punctuation (what `countCharacters` counts as one).
// A hashtag follows the docs of Mastodon: letters, digits and `_`, at least one of them no digit.
const TOKEN = /(?<link>https?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]}»”’])|(?<![\p{L}\p{M}\p{N}_/&=#])#(?<tag>[\p{L}\p{M}\p{N}_]*[\p{L}_][\p{L}\p{M}\p{N}_]*)/giu;

/**
 * Plain text as the HTML of a Note: an empty line parts paragraphs, a line break stays one, links show their whole
 * address (who reads must see where a link leads), hashtags lead to `tagUrl`. Pure: equal text gives equal bytes.
 */
export function renderText(text: string, tagUrl: (tag: string) => string): RenderedText {
  const hashtags = new Map<string, Hashtag>();
  const tag = (name: string): string => {
    const known = hashtags.get(name.toLowerCase());
    const href = known?.href ?? tagUrl(name);
    if (!known) hashtags.set(name.toLowerCase(), { name, href });
    return `<a href="${escaped(href)}" class="mention hashtag" rel="tag">#${escaped(name)}</a>`;
  };
  const line = (plain: string): string => {
    let html = "";
    let done = 0;
    for (const match of plain.matchAll(TOKEN)) {
      html += escaped(plain.slice(done, match.index));
      const { link, tag: name } = match.groups ?? {};
      html += link === undefined ? tag(name ?? "") : anchor(link);
      done = match.index + match[0].length;
    }
    return html + escaped(plain.slice(done));
  };
  const paragraphs = readable(text)
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.split("\n").map(line).join("<br>")}</p>`);
  return { html: paragraphs.join(""), hashtags: [...hashtags.values()] };
}

/** One paragraph without hashtags: what an actor says of itself. */
export const renderPlain = (text: string): string =>
  readable(text).split(/\n{2,}/).map((paragraph) => `<p>${paragraph.split("\n").map(escaped).join("<br>")}</p>`).join("");

export const anchor = (href: string): string =>
  `<a href="${escaped(href)}" target="_blank" rel="nofollow noopener noreferrer">${escaped(href)}</a>`;

/** Somebody's name as a link to them, in the form that servers of this network know as a mention. */
export const mention = ({ handle, url }: { readonly handle: string; readonly url: string }): string =>
  `<span class="h-card"><a href="${escaped(url)}" class="u-url mention">@<span>${escaped(handle.split("@")[1] ?? "")}</span></a></span>`;

/** Line ends made equal; control characters, which no reader sees and JSON parsers of others dislike, left out. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const readable = (text: string): string => text.toWellFormed().replaceAll(/\r\n?/g, "\n").replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f]/g, " ").trim();

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? "");
