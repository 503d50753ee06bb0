import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/**
 * A stream sealed with a passphrase. First one line of JSON with what is needed to try a passphrase; then pieces of 64 KiB,
 * each sealed with AES-256-GCM under its own number and whether it is the last (the STREAM construction of Hoang,
 * Reyhanitabar, Rogaway and Vizár): a piece that was changed, left out, repeated or put elsewhere does not open, and a
 * stream that was cut has no last piece. The key is the passphrase through scrypt with a salt of this stream alone.
 */
const MAGIC = "pregonero-sealed";
const PIECE = 64 * 1024;
const TAG = 16;
const LONGEST_HEADER = 1_024;
// 128 MB and about half a second for each guess.
const COST = { N: 2 ** 17, r: 8, p: 1 } as const;

const headerShape = z.object({
  magic: z.literal(MAGIC),
  version: z.number().int(),
  kdf: z.object({ name: z.literal("scrypt"), N: z.number().int().min(2).max(2 ** 18), r: z.number().int().min(1).max(16), p: z.number().int().min(1).max(4), salt: z.string().regex(/^[A-Za-z0-9_-]{22,64}$/) }),
  check: z.string().max(64),
});

/** A sealed stream that does not open: what is wrong, in words for whoever opens it. */
export class SealFault extends Error {}

export async function* seal(passphrase: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const kdf = { name: "scrypt" as const, ...COST, salt: randomBytes(16).toString("base64url") };
  const keys = await keysOf(passphrase, kdf);
  yield Buffer.from(`${JSON.stringify({ magic: MAGIC, version: 1, kdf, check: keys.check })}\n`);
  let number = 0;
  const sealed = (piece: Uint8Array, last: boolean) => {
    const cipher = createCipheriv("aes-256-gcm", keys.sealing, nonceOf(number, last));
    number += 1;
    return Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
  };
  // One piece is always held back: only the end tells which one is the last.
  let held: Uint8Array | undefined;
  for await (const piece of inPieces(source, PIECE)) {
    if (held) yield sealed(held, false);
    held = piece;
  }
  yield sealed(held ?? new Uint8Array(0), true);
}

/** Whether a file that begins so is a sealed stream. */
export const isSealed = (beginning: Uint8Array): boolean => Buffer.from(beginning).toString("latin1").startsWith(`{"magic":"${MAGIC}"`);

/** @throws SealFault that says which: another passphrase, changed, or cut */
export async function* unseal(passphrase: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { header, rest } = await readHeader(source);
  const keys = await keysOf(passphrase, header.kdf);
  const given = Buffer.from(header.check, "base64url");
  const known = Buffer.from(keys.check, "base64url");
  if (given.length !== known.length || !timingSafeEqual(given, known)) throw new SealFault("the passphrase is not the one that it was sealed with (or the first line of the file was changed)");
  let number = 0;
  const opened = (piece: Uint8Array, last: boolean): Uint8Array => {
    if (piece.length < TAG) throw new SealFault("the file ends before its end: it was cut");
    const decipher = createDecipheriv("aes-256-gcm", keys.sealing, nonceOf(number, last));
    decipher.setAuthTag(piece.subarray(piece.length - TAG));
    const plain = decipher.update(piece.subarray(0, piece.length - TAG));
    try {
      decipher.final();
    } catch {
      throw new SealFault(
        last && opensAs(keys.sealing, number, piece)
          ? "the file ends before its end: it was cut"
          : `the file was changed or cut, between its bytes ${number * (PIECE + TAG)} and ${(number + 1) * (PIECE + TAG)} after the first line`,
      );
    }
    number += 1;
    return plain;
  };
  let held: Uint8Array | undefined;
  for await (const piece of inPieces(rest, PIECE + TAG)) {
    if (held) yield opened(held, false);
    held = piece;
  }
  if (!held) throw new SealFault("the file ends before its end: it was cut");
  yield opened(held, true);
}

/** Whether a piece that should be the last is a whole one from the middle: then the rest was cut off. */
function opensAs(key: Buffer, number: number, piece: Uint8Array): boolean {
  const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(number, false));
  decipher.setAuthTag(piece.subarray(piece.length - TAG));
  decipher.update(piece.subarray(0, piece.length - TAG));
  try {
    decipher.final();
    return true;
  } catch {
    return false;
  }
}

function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 5, 6);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

type Kdf = z.infer<typeof headerShape>["kdf"];

async function keysOf(passphrase: string, { N, r, p, salt }: Kdf): Promise<{ readonly sealing: Buffer; readonly check: string }> {
  const stretched = await new Promise<Buffer>((resolve, reject) => {
    scrypt(passphrase.normalize("NFC"), Buffer.from(salt, "base64url"), 32, { N, r, p, maxmem: 256 * N * r }, (error, key) => (error ? reject(error) : resolve(key)));
  });
  const derived = (purpose: string) => Buffer.from(hkdfSync("sha256", stretched, "", `${MAGIC}:${purpose}`, 32));
  const check = createHmac("sha256", derived("check")).update(JSON.stringify([1, N, r, p, salt])).digest("base64url");
  return { sealing: derived("sealing"), check };
}

async function readHeader(source: AsyncIterable<Uint8Array>) {
  const iterator = source[Symbol.asyncIterator]();
  let begun: Buffer = Buffer.alloc(0);
  while (!begun.includes(10)) {
    const next = await iterator.next();
    if (next.done || begun.length > LONGEST_HEADER) throw new SealFault("the file ends before its end: it was cut");
    begun = Buffer.concat([begun, next.value]);
  }
  const end = begun.indexOf(10);
  const header = headerShape.safeParse(jsonOf(begun.subarray(0, end).toString("utf8")));
  if (!header.success) throw new SealFault("the first line of the file was changed");
  if (header.data.version !== 1) throw new SealFault(`it was sealed by a newer Pregonero (version ${header.data.version} of the seal)`);
  async function* rest(): AsyncGenerator<Uint8Array> {
    yield begun.subarray(end + 1);
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { header: header.data, rest: rest() };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function* inPieces(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    let from = 0;
    while (length + chunk.length - from >= size) {
      const until = from + size - length;
      waiting.push(chunk.subarray(from, until));
      yield Buffer.concat(waiting);
      waiting = [];
      length = 0;
      from = until;
    }
    if (from < chunk.length) {
      waiting.push(chunk.subarray(from));
      length += chunk.length - from;
    }
  }
  if (length > 0) yield Buffer.concat(waiting);
}
