import type { Context } from "hono";
import { endingOf, findStored } from "#modules/media/index.ts";
import type { Services } from "#web/http/services.ts";
import { type ByteRange, rangeIn } from "./range.ts";

/** Of what is named by its content. */
export const keptForEver = {
  "cache-control": "public, max-age=31536000, immutable",
  // Whatever the bytes are, they are what they are served as and nothing else, on every network that shows it.
  "content-security-policy": "default-src 'none'; sandbox",
  "cross-origin-resource-policy": "cross-origin",
} as const;

/** Bytes of an answer to who asked without an end: a player asks on when it needs more. */
const PIECE = 4 * 1024 * 1024;

/** A picture or a video; of a video also a piece, as players ask for it. */
export async function sendMedia(context: Context, { db, media }: Pick<Services, "db" | "media">): Promise<Response> {
  const [, digest = "", ending] = /^([0-9a-f]{64})\.([a-z0-9]{2,4})$/.exec(context.req.param("file") ?? "") ?? [];
  const stored = digest ? await findStored(db, digest) : undefined;
  if (!stored || ending !== endingOf(stored.mediaType)) return context.notFound();
  const headers = { "content-type": stored.mediaType, "accept-ranges": "bytes", ...keptForEver };
  const range = rangeIn(context.req.header("range"), stored.bytes, PIECE);
  if (range === "outside") return context.body(null, 416, { ...headers, "content-range": `bytes */${stored.bytes}`, "cache-control": "no-store" });
  const bytes = await (range ? media.part(digest, range.from, range.to) : media.find(digest));
  if (!bytes) return context.notFound();
  return range
    ? context.body(new Uint8Array(bytes), 206, { ...headers, "content-range": said(range, stored.bytes) })
    : context.body(new Uint8Array(bytes), 200, headers);
}

const said = ({ from, to }: ByteRange, bytes: number): string => `bytes ${from}-${to - 1}/${bytes}`;
