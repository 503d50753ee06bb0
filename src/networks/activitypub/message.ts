import { z } from "zod";
import { type Instant, parseInstant } from "#kernel/instant.ts";
import { parseLanguageTag } from "#kernel/language.ts";
import { type IncomingMedia, longestIncoming, type Visibility } from "../contract/index.ts";
import { plainText, tidy } from "#platform/plain-text.ts";
import { PUBLIC } from "./note.ts";
import { webAddress } from "./web-address.ts";

/** What somebody wrote, as its own server tells it. */
export interface RemoteNote {
  readonly id: string;
  readonly url: string;
  readonly inReplyTo: string | undefined;
  readonly text: string;
  readonly language: string | undefined;
  readonly visibility: Visibility;
  readonly published: Instant | undefined;
  readonly updated: Instant | undefined;
  readonly media: readonly IncomingMedia[];
  /** Actors that it names or is addressed to. */
  readonly addressed: readonly string[];
}

const MOST_ADDRESSED = 50;
const MOST_MEDIA = 16;
const LONGEST_ALT = 5_000;
const MEDIA_TYPE = /^[a-z]{1,20}\/[a-z0-9.+-]{1,60}$/i;

const address = webAddress(2_048);
const idOf = z.union([address, z.object({ id: address }).transform(({ id }) => id)]);
/** One or many, and whatever of them cannot be read left out: servers differ. */
const some = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === undefined || value === null ? [] : Array.isArray(value) ? value.slice(0, MOST_ADDRESSED) : [value]), z.array(schema.optional().catch(undefined)));
const words = z.string().max(1_000_000);
const note = z.object({
  id: address,
  type: z.enum(["Note", "Article", "Page", "Question"]),
  attributedTo: idOf,
  content: words.nullish().catch(undefined),
  contentMap: z.record(z.string().max(35), words).nullish().catch(undefined),
  name: z.string().max(5_000).nullish().catch(undefined),
  summary: z.string().max(20_000).nullish().catch(undefined),
  inReplyTo: idOf.nullish().catch(undefined),
  url: some(z.union([address, z.object({ href: address }).transform(({ href }) => href)])),
  to: some(z.union([address, z.enum(["as:Public", "Public"])])),
  cc: some(z.union([address, z.enum(["as:Public", "Public"])])),
  tag: some(z.object({ type: z.string().max(100), href: address })),
  attachment: some(z.object({ mediaType: z.string().max(100).optional(), url: z.union([address, z.object({ href: address }).transform(({ href }) => href)]), name: z.string().max(20_000).nullish() })),
  published: z.string().max(40).optional().catch(undefined),
  updated: z.string().max(40).optional().catch(undefined),
});

/**
 * Reads what an activity of `signer` carries, if it is words of theirs: an object of their own origin that says that it is
 * theirs. Whatever else it is, or claims, is nothing to us.
 */
export function readNote(object: unknown, signer: string): RemoteNote | "foreign" | undefined {
  const parsed = note.safeParse(object);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  const { origin } = new URL(signer);
  if (data.attributedTo !== signer || new URL(data.id).origin !== origin) return "foreign";
  const mentioned = present(data.tag).flatMap((tag) => (tag.type === "Mention" ? [tag.href] : []));
  const [language, content] = contentOf(data);
  const parts = [tidy(data.name ?? "", longestIncoming), data.summary ? plainText(data.summary, longestIncoming) : "", plainText(content, longestIncoming)];
  return {
    id: data.id,
    // What leads elsewhere could pass for somebody else's page.
    url: present(data.url).find((one) => new URL(one).origin === origin) ?? data.id,
    inReplyTo: data.inReplyTo ?? undefined,
    text: tidy(parts.filter((part) => part !== "").join("\n\n"), longestIncoming),
    language: parseLanguageTag(language ?? ""),
    visibility: visibilityOf(present(data.to), present(data.cc)),
    published: parseInstant(data.published ?? ""),
    updated: parseInstant(data.updated ?? ""),
    media: present(data.attachment).slice(0, MOST_MEDIA).map(({ mediaType = "", url, name }) => ({ mediaType: MEDIA_TYPE.test(mediaType) ? mediaType : "application/octet-stream", url, alt: tidy(name ?? "", LONGEST_ALT) })),
    addressed: [...new Set([...mentioned, ...present(data.to), ...present(data.cc)])],
  };
}

const present = <Value>(values: readonly (Value | undefined)[]): readonly Value[] => values.filter((value) => value !== undefined);

/** Content with its language, when one map entry says the same; servers with a single language send both. */
function contentOf({ content, contentMap }: z.infer<typeof note>): readonly [string | undefined, string] {
  const entries = Object.entries(contentMap ?? {});
  if (content === null || content === undefined) return [entries[0]?.[0], entries[0]?.[1] ?? ""];
  return [entries.find(([, text]) => text === content)?.[0] ?? (entries.length === 1 ? entries[0]?.[0] : undefined), content];
}

const publicNames = new Set([PUBLIC, "as:Public", "Public"]);

// Mastodon's reading of audiences: public in `to` is public, in `cc` unlisted; a collection of followers is theirs.
function visibilityOf(to: readonly string[], cc: readonly string[]): Visibility {
  if (to.some((one) => publicNames.has(one))) return "public";
  if (cc.some((one) => publicNames.has(one))) return "unlisted";
  return [...to, ...cc].some((one) => one.endsWith("/followers")) ? "followers" : "direct";
}
