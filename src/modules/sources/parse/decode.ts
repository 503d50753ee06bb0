import { ok, refuse, type Result } from "#kernel/result.ts";
import type { SourceTrouble } from "../rules/trouble.ts";

type DecodeTrouble = Extract<SourceTrouble, { kind: "undecodable" | "unknown-charset" }>;

/**
 * Bytes to text. The byte order mark says it best, then the HTTP header, then the document itself; what says nothing is
 * UTF-8, or windows-1252 when it cannot be. What claims an encoding must be in it: letters are not guessed.
 */
export function decodeText(bytes: Uint8Array, contentType: string | undefined): Result<string, DecodeTrouble> {
  const marked = byMark(bytes);
  if (marked) return decode(bytes, marked);
  const claimed = /charset\s*=\s*"?\s*([\w.:-]+)/i.exec(contentType ?? "")?.[1] ?? claimedInside(bytes);
  if (claimed) return decode(bytes, claimed);
  const plain = decode(bytes, "utf-8");
  if (plain.ok) return plain;
  // Text has no such control characters in any encoding of one byte.
  if (bytes.subarray(0, 65_536).some((byte) => byte < 9 || (byte > 13 && byte < 27))) return plain;
  return decode(bytes, "windows-1252");
}

function byMark(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  // XML in UTF-16 without a mark begins with `<` and a zero byte (XML 1.0, appendix F).
  if (a === 0x3c && b === 0) return "utf-16le";
  if (a === 0 && b === 0x3c) return "utf-16be";
  return undefined;
}

// The head is read as ASCII, which all encodings have in common that can be declared inside.
function claimedInside(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 2_048)).toString("latin1");
  const declared = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1];
  // In a document read as UTF-8 or wider so far, a claim of UTF-16 is false: a mark or zero bytes would show it.
  if (declared) return /^utf-?16/i.test(declared) ? "utf-8" : declared;
  return /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1];
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decode(bytes: Uint8Array, charset: string): Result<string, DecodeTrouble> {
  let decoder = utf8;
  try {
    if (!/^utf-?8$/i.test(charset)) decoder = new TextDecoder(charset, { fatal: true });
  } catch {
    // The decoder answers a name that it does not know with a RangeError.
    return refuse({ kind: "unknown-charset", charset: charset.slice(0, 40) });
  }
  try {
    return ok(decoder.decode(bytes));
  } catch {
    // A fatal decoder answers bytes that are none of the encoding with a TypeError.
    return refuse({ kind: "undecodable", charset: decoder.encoding });
  }
}
