import { decodeBase64, encodeBase64, isKeyName, keyId, SIGNATURE, type Signer, TIMED_SIGNATURE, type Verifier } from "./keys.ts";
import { bytesOf } from "./sha256.ts";

/** Text signed by one or more keys: https://c2sp.org/signed-note */

/**
 * Signs `text` twice with the same key: plainly, and together with the time, so that when it was signed is signed too.
 * @param text ends with a newline
 * @param epochSeconds whole seconds since 1970
 */
export function signNote(text: string, signer: Signer, epochSeconds: number): string {
  const plain = signer.sign(bytesOf(text));
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(epochSeconds));
  const timed = signer.sign(timedMessage(text, BigInt(epochSeconds)));
  return `${text}\n${line(signer, SIGNATURE, plain)}${line(signer, TIMED_SIGNATURE, Buffer.concat([time, timed]))}`;
}

export interface OpenedNote {
  readonly text: string;
  /** Names of the known keys that signed it. */
  readonly signedBy: readonly string[];
  /** Whole seconds since 1970 when a known key says to have signed; undefined where only untimed signatures are known. */
  readonly epochSeconds: number | undefined;
  /** Signature lines in all, unknown ones too. */
  readonly lines: number;
}

export type NoteFault = "unreadable" | "unknown-key" | "forged";

/** Opens a note with the keys one trusts. One bad signature of a known key condemns the note; unknown keys are ignored. */
export function openNote(note: string, verifiers: readonly Verifier[]): OpenedNote | NoteFault {
  const parsed = parseNote(note);
  if (!parsed) return "unreadable";
  const signedBy = new Set<string>();
  let epochSeconds: number | undefined;
  for (const { name, id, signature } of parsed.signatures) {
    for (const verifier of verifiers) {
      if (verifier.name !== name) continue;
      if (keyId(name, SIGNATURE, verifier.publicKey) === id) {
        if (!verifier.verify(bytesOf(parsed.text), signature)) return "forged";
        signedBy.add(name);
      } else if (keyId(name, TIMED_SIGNATURE, verifier.publicKey) === id) {
        if (signature.length !== 72) return "forged";
        const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
        if (!verifier.verify(timedMessage(parsed.text, time), signature.subarray(8))) return "forged";
        epochSeconds = Number(time);
      }
    }
  }
  if (signedBy.size === 0) return "unknown-key";
  return { text: parsed.text, signedBy: [...signedBy], epochSeconds, lines: parsed.signatures.length };
}

interface NoteSignature {
  readonly name: string;
  readonly id: string;
  readonly signature: Uint8Array;
}

const MAX_NOTE = 100_000;
const MAX_SIGNATURES = 64;

function parseNote(note: string): { readonly text: string; readonly signatures: readonly NoteSignature[] } | undefined {
  // oxlint-disable-next-line no-control-regex -- the format forbids exactly these
  if (note.length > MAX_NOTE || !note.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(note)) return undefined;
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) return undefined;
  const lines = note.slice(split + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) return undefined;
  const signatures: NoteSignature[] = [];
  for (const each of lines) {
    const [, name = "", encoded = ""] = /^— ([^ ]+) ([A-Za-z0-9+/]+=*)$/.exec(each) ?? [];
    const bytes = decodeBase64(encoded);
    if (!isKeyName(name) || !bytes || bytes.length < 5) return undefined;
    signatures.push({ name, id: Buffer.from(bytes.subarray(0, 4)).toString("hex"), signature: bytes.slice(4) });
  }
  return { text: note.slice(0, split + 1), signatures };
}

const timedMessage = (text: string, epochSeconds: bigint): Uint8Array => bytesOf(`cosignature/v1\ntime ${epochSeconds}\n${text}`);

function line({ name, publicKey }: Signer, use: number, signature: Uint8Array): string {
  return `— ${name} ${encodeBase64(Buffer.concat([Buffer.from(keyId(name, use, publicKey), "hex"), signature]))}\n`;
}
