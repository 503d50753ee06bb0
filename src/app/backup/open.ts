import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { isSealed, SealFault, unseal } from "#platform/sealed-stream.ts";
import { readTar, TarFault, type TarMember } from "#platform/tar.ts";
import { type Manifest, parseManifest } from "./manifest.ts";

export interface OpenedBackup {
  readonly manifest: Manifest;
  readonly sealed: boolean;
  /** What follows the manifest, in order. */
  readonly members: AsyncGenerator<TarMember>;
  /** Lets the file go, read to its end or not. */
  close(): void;
}

const LARGEST_TEXT = 64 * 1024 * 1024;

/** Opens a backup and reads what it is. @throws Error with the remedy */
export async function openBackup(path: string, passphrase: string | undefined): Promise<OpenedBackup> {
  const beginning = await readBeginning(path);
  const sealed = isSealed(beginning);
  if (sealed && passphrase === undefined) throw new Error("the backup is sealed: give --passphrase-file with the passphrase that it was made with");
  if (!sealed && (beginning[0] !== 0x1f || beginning[1] !== 0x8b)) throw new Error(`${path} is not a backup of Pregonero`);
  const bytes = createReadStream(path, { highWaterMark: 256 * 1024 });
  const zipped = sealed && passphrase !== undefined ? Readable.from(unseal(passphrase, bytes), { objectMode: false }) : bytes;
  const unzipped = createGunzip();
  // Its error reaches whoever reads the end of the pipe.
  pipeline(zipped, unzipped, () => bytes.destroy());
  const members = inWords(readTar(unzipped));
  const close = () => void unzipped.destroy();
  try {
    const first = await members.next();
    if (first.done || first.value.name !== "manifest.json") throw new Error(`${path} is not a backup of Pregonero`);
    return { manifest: parseManifest(await readText(first.value)), sealed, members, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function readBeginning(path: string): Promise<Uint8Array> {
  const file = await open(path).catch((cause: unknown) => {
    throw new Error(`${path} cannot be read`, { cause });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

export async function readText(member: TarMember): Promise<string> {
  return (await readWhole(member, LARGEST_TEXT)).toString("utf8");
}

export async function readWhole(member: TarMember, most: number): Promise<Buffer> {
  if (member.size > most) throw new Error(`${member.name} of the backup is too large: ${member.size} bytes`);
  const pieces: Uint8Array[] = [];
  for await (const piece of member.content) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* inWords(members: AsyncGenerator<TarMember>): AsyncGenerator<TarMember> {
  try {
    for await (const member of members) yield { ...member, content: contentInWords(member.content) };
  } catch (error) {
    throw worded(error);
  }
}

async function* contentInWords(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    throw worded(error);
  }
}

/** What Node says of a damaged file, for whoever has to find another one. */
function worded(error: unknown): unknown {
  if (error instanceof SealFault || error instanceof TarFault) return new Error(`the backup cannot be used: ${error.message}. Take another copy of it`, { cause: error });
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "Z_BUF_ERROR") return new Error("the backup cannot be used: the file ends before its end: it was cut. Take another copy of it", { cause: error });
  if (typeof code === "string" && code.startsWith("Z_")) return new Error("the backup cannot be used: the file was changed. Take another copy of it", { cause: error });
  return error;
}
