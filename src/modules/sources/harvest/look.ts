import type { Instant } from "#kernel/instant.ts";
import type { Egress } from "#platform/egress/index.ts";
import { readAddress } from "../parse/address.ts";
import { errorPage } from "../rules/error-page.ts";
import type { SourceTrouble } from "../rules/trouble.ts";
import { guestOf, type GuestOptions } from "./ask.ts";
import { fetchPage, type Validators } from "./documents.ts";

/** What a look at one page came to. */
export type Look =
  | { readonly kind: "unchanged" }
  | {
      readonly kind: "read";
      /** Where it was found, after redirects. */
      readonly url: string;
      readonly title: string;
      readonly text: string;
      readonly links: readonly string[];
      readonly notInForce: boolean;
      readonly validUntil: Instant | null;
      readonly etag: string | null;
      readonly lastModified: string | null;
    }
  /** `says-so` and `front-page` look like an answer: the text is an error, or the site sends everybody to its front page. */
  | { readonly kind: "gone"; readonly because: "status" | "says-so" | "front-page" }
  | { readonly kind: "failed"; readonly trouble: SourceTrouble; readonly retryAfterMs: number };

/** A page to be looked at, with what was known of it the last time. */
export interface PageToLookAt extends Validators {
  readonly url: string;
  readonly markers: readonly string[];
}

/**
 * Looks at one page of the web as every reading does: conditionally, heeding robots.txt and keeping the distance to its host.
 * Nothing is written.
 */
export async function lookAtPage(egress: Egress, page: PageToLookAt, options: GuestOptions = {}): Promise<Look> {
  const fetched = await fetchPage(guestOf(egress, options), page.url, page, page.markers);
  if (fetched.kind === "unchanged") return { kind: "unchanged" };
  if (fetched.kind === "failed") {
    const { trouble, retryAfterMs } = fetched;
    return trouble.kind === "http-status" && (trouble.status === 404 || trouble.status === 410) ? { kind: "gone", because: "status" } : { kind: "failed", trouble, retryAfterMs };
  }
  const { title, text, links, notInForce, validUntil, base } = fetched.value;
  if (isFrontPage(fetched.url) && !isFrontPage(page.url)) return { kind: "gone", because: "front-page" };
  const error = errorPage({ title, text });
  if (error === "gone" && !notInForce) return { kind: "gone", because: "says-so" };
  // As if it had said so in its status.
  if (error === "down") return { kind: "failed", trouble: { kind: "http-status", status: 503 }, retryAfterMs: 0 };
  const from = base === undefined ? fetched.url : (readAddress(base, fetched.url)?.url ?? fetched.url);
  return {
    kind: "read", url: fetched.url, title, text, notInForce, validUntil: validUntil ?? null, etag: fetched.etag, lastModified: fetched.lastModified,
    links: links.flatMap((link) => (/^(?:mailto|tel):/i.test(link) ? [link] : (readAddress(link, from)?.url ?? []))),
  };
}

const FRONT = /^\/?(?:(?:es|eu|en)\/?)?(?:index\.\w{3,4}|default\.aspx?)?$|\/(?:portada|inicio|home|hasiera)\/?$/i;

function isFrontPage(url: string): boolean {
  const address = readAddress(url);
  if (!address) return false;
  const { pathname, search } = new URL(address.url);
  // A language may be said; anything more may be a page of its own.
  return FRONT.test(pathname) && search.length < 12;
}
