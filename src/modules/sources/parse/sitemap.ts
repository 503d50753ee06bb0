import { gunzipSync } from "node:zlib";
import { Parser } from "htmlparser2";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { readDate } from "../rules/dates.ts";
import type { SourceTrouble } from "../rules/trouble.ts";
import { decodeText } from "./decode.ts";
import { limits } from "./limits.ts";
import { parse } from "./plain-text.ts";
import { isWhole, readProlog } from "./xml.ts";

export interface SitemapPage {
  readonly url: string;
  readonly modifiedAt: Instant | undefined;
  readonly alternates: readonly { readonly language: string; readonly url: string }[];
}

export type ReadSitemap =
  | { readonly kind: "pages"; readonly pages: readonly SitemapPage[]; readonly overLimit: number }
  | { readonly kind: "index"; readonly sitemaps: readonly string[]; readonly overLimit: number };

const MOST_CHILDREN = 500;
const MOST_RATIO = 100;

/** Reads a sitemap or an index of sitemaps (sitemaps.org), compressed or not, or a plain list of addresses. */
export function readSitemap(bytes: Uint8Array, contentType: string | undefined): Result<ReadSitemap, SourceTrouble> {
  const unpacked = unpack(bytes);
  if (!unpacked.ok) return unpacked;
  const text = decodeText(unpacked.value, unpacked.value === bytes ? contentType : undefined);
  if (!text.ok) return text;
  const prolog = readProlog(text.value);
  if (prolog.declaresEntities) return refuse({ kind: "entities-declared" });
  if (prolog.root === "" && /^[\s\ufeff]*https?:\/\//i.test(text.value)) return ok(fromList(text.value));
  if (prolog.root !== "urlset" && prolog.root !== "sitemapindex") return refuse({ kind: "not-a-sitemap" });
  if (!isWhole(text.value, prolog)) return refuse({ kind: "malformed" });
  return ok(prolog.root === "urlset" ? pagesOf(text.value) : childrenOf(text.value));
}

function unpack(bytes: Uint8Array): Result<Uint8Array, SourceTrouble> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return ok(bytes);
  const most = Math.min(limits.sitemapBytes, Math.max(1_048_576, bytes.byteLength * MOST_RATIO));
  try {
    return ok(gunzipSync(bytes, { maxOutputLength: most }));
  } catch (error) {
    const isTooLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    if (!isTooLarge) return refuse({ kind: "malformed" });
    return most === limits.sitemapBytes ? refuse({ kind: "too-large", most }) : refuse({ kind: "compression-bomb" });
  }
}

function pagesOf(text: string): ReadSitemap {
  const pages: SitemapPage[] = [];
  let overLimit = 0;
  let alternates: { language: string; url: string }[] = [];
  walk(text, "url", {
    onLink: ({ rel, hreflang, href }) => {
      if (rel === "alternate" && hreflang && href && alternates.length < 50) alternates.push({ language: hreflang, url: href });
    },
    onEnd: ({ loc, lastmod }) => {
      if (loc && pages.length < limits.sitemapAddresses) pages.push({ url: loc, modifiedAt: readDate(lastmod), alternates });
      else if (loc) overLimit += 1;
      alternates = [];
    },
  });
  return { kind: "pages", pages, overLimit };
}

function childrenOf(text: string): ReadSitemap {
  const sitemaps: string[] = [];
  let overLimit = 0;
  walk(text, "sitemap", {
    onLink: () => undefined,
    onEnd: ({ loc }) => {
      if (loc && sitemaps.length < MOST_CHILDREN) sitemaps.push(loc);
      else if (loc) overLimit += 1;
    },
  });
  return { kind: "index", sitemaps, overLimit };
}

function fromList(text: string): ReadSitemap {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim()).filter((line) => line !== "");
  const pages = lines.slice(0, limits.sitemapAddresses).map((url) => ({ url: url.slice(0, 4_000), modifiedAt: undefined, alternates: [] }));
  return { kind: "pages", pages, overLimit: Math.max(0, lines.length - limits.sitemapAddresses) };
}

interface Walker {
  readonly onLink: (attributes: Readonly<Record<string, string>>) => void;
  readonly onEnd: (fields: { readonly loc: string; readonly lastmod: string }) => void;
}

/** Calls back for each `element`, with the text of its own `loc` and `lastmod` (not those of images and videos in it). */
function walk(text: string, element: string, { onLink, onEnd }: Walker): void {
  const path: string[] = [];
  let fields = { loc: "", lastmod: "" };
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        path.push(bare(name));
        if (bare(name) === "link") onLink(attributes);
        if (bare(name) === element) fields = { loc: "", lastmod: "" };
      },
      ontext: (data) => {
        if (path.at(-2) !== element) return;
        if (path.at(-1) === "loc" && fields.loc.length < 4_000) fields.loc += data;
        if (path.at(-1) === "lastmod" && fields.lastmod.length < 60) fields.lastmod += data;
      },
      onclosetag: (name) => {
        path.pop();
        if (bare(name) === element) onEnd({ loc: fields.loc.trim(), lastmod: fields.lastmod.trim() });
      },
    },
    { xmlMode: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parse(parser, text, () => path.length);
}

// `image:loc` is not `loc`; `xhtml:link` is the only prefixed name wanted.
const bare = (name: string): string => (name.endsWith(":link") ? "link" : name.startsWith("sm:") || name.startsWith("s:") ? name.slice(name.indexOf(":") + 1) : name);
