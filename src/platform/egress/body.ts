import { Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib";
import type { Exchange } from "./exchange.ts";

export type BodyFailure = "too-large" | "compression-ratio" | "cut-off" | "protocol";

/** Why a body could not be read to its end. */
export class BodyRefused extends Error {
  readonly reason: BodyFailure;
  constructor(reason: BodyFailure, cause?: unknown) {
    super(`body refused: ${reason}`, { cause });
    this.reason = reason;
  }
}

const MOST_RATIO = 100;
/** Below this size no expansion hurts, and small texts of blanks exceed any ratio. */
const RATIO_FROM = 1_048_576;

/** The whole body, decompressed; caps hold while it arrives, so never more than `maxBytes` is kept. */
export async function readBody({ headers, body }: Exchange, maxBytes: number): Promise<Uint8Array> {
  const coding = (headers["content-encoding"] ?? "identity").trim().toLowerCase();
  try {
    if (coding === "identity" || coding === "") {
      // What announces itself as too large is not even begun.
      if (Number(headers["content-length"] ?? 0) > maxBytes) throw new BodyRefused("too-large");
      return await collect(body, maxBytes, () => Infinity);
    }
    return await decompress(body, coding, maxBytes);
  } finally {
    body.destroy();
  }
}

async function decompress(body: Readable, coding: string, maxBytes: number): Promise<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return new Uint8Array();
  const decoder = decoderOf(coding, first.value);
  if (!decoder) throw new BodyRefused("protocol");
  const source = Readable.from(rest(first.value, chunks));
  source.on("error", (error) => decoder.destroy(error));
  source.pipe(decoder);
  try {
    return await collect(decoder, maxBytes, () => decoder.bytesWritten);
  } finally {
    source.destroy();
    decoder.destroy();
  }
}

async function* rest(first: Uint8Array, others: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (let value = first, done: boolean | undefined = false; !done; { value, done } = await others.next()) yield value;
}

async function collect(source: AsyncIterable<Uint8Array>, maxBytes: number, taken: () => number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of source) {
      size += chunk.byteLength;
      if (size > RATIO_FROM && size > taken() * MOST_RATIO) throw new BodyRefused("compression-ratio");
      if (size > maxBytes) throw new BodyRefused("too-large");
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && typeof error.code === "string") {
      // The compressed text ended before its end, or is none.
      if (error.code === "Z_BUF_ERROR") throw new BodyRefused("cut-off", error);
      if (/^(Z_|ERR_BROTLI|ERR__ERROR|ERR_PADDING|ERR_.*_FORMAT)/.test(error.code)) throw new BodyRefused("protocol", error);
    }
    throw error;
  }
  return Buffer.concat(chunks, size);
}

function decoderOf(coding: string, first: Uint8Array): (Transform & { readonly bytesWritten: number }) | undefined {
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "br":
      return createBrotliDecompress();
    case "deflate":
      // RFC 9110 means zlib's wrapping; some servers send the bare stream.
      return ((first[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw();
    default:
      // Codings one upon another are how bombs are stacked; nothing of ours asks for them.
      return undefined;
  }
}
