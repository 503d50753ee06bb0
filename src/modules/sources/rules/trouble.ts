/** What is wrong with a channel, for the person who looks after the source: a kind that the web has words for. */
export type SourceTrouble =
  /** Nothing came back, or not all of it. */
  | { readonly kind: "not-reachable"; readonly reason: "dns" | "connect" | "tls" | "timeout" | "cut-off" | "protocol" | "cancelled" }
  /** We may not ask there, or not follow where it leads. */
  | { readonly kind: "address-refused"; readonly reason: string; readonly url: string }
  | { readonly kind: "http-status"; readonly status: number }
  | { readonly kind: "too-large"; readonly most: number }
  | { readonly kind: "compression-bomb" }
  | { readonly kind: "robots-disallow" }
  | { readonly kind: "robots-unreachable" }
  /** The bytes are no text in the encoding that they claim. */
  | { readonly kind: "undecodable"; readonly charset: string }
  | { readonly kind: "unknown-charset"; readonly charset: string }
  /** The document declares entities of its own: nobody needs them, and bombs are made of them. */
  | { readonly kind: "entities-declared" }
  /** It ends before its end, or is not what it begins as. */
  | { readonly kind: "malformed" }
  | { readonly kind: "not-a-feed" }
  /** A feed without title and entries. */
  | { readonly kind: "empty-feed" }
  | { readonly kind: "not-a-sitemap" }
  | { readonly kind: "not-a-calendar" }
  /** An agenda of which some events cannot be read, or that ends before its end; the others were taken in. */
  | { readonly kind: "partly-read"; readonly read: number; readonly unreadable: number }
  | { readonly kind: "not-a-page" }
  /** A page that was read for what it lists, and lists nothing. */
  | { readonly kind: "not-a-listing" }
  /** Reading it took too long or too much memory. */
  | { readonly kind: "parser-gave-up"; readonly reason: "time" | "memory" };

/** When a channel is read again: at its own pace while it works, ever more seldom while it fails, and never before it asks. */
export function nextReadingMs(usualMs: number, failures: number, retryAfterMs = 0): number {
  const slower = usualMs * 2 ** Math.min(failures, 10);
  return Math.max(Math.min(slower, Math.max(usualMs, SELDOM)), Math.min(retryAfterMs, DAY));
}

const SELDOM = 6 * 3_600_000;
const DAY = 24 * 3_600_000;
