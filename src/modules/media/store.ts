import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { join } from "node:path";

/** Bytes by their SHA-256 (hex): on disk by default; another place is another implementation of these. */
export interface MediaStore {
  /** Durable when it returns; storing the same bytes again is nothing. */
  put(digest: string, bytes: Uint8Array): Promise<void>;
  find(digest: string): Promise<Uint8Array | undefined>;
  /** The bytes from one position up to another that is not in it, as far as there are any. */
  part(digest: string, from: number, to: number): Promise<Uint8Array | undefined>;
  erase(digest: string): Promise<void>;
}

export function diskStore(folder: string): MediaStore {
  const pathOf = (digest: string) => {
    if (!/^[0-9a-f]{64}$/.test(digest)) throw new RangeError("not a digest");
    return { folder: join(folder, digest.slice(0, 2)), file: join(folder, digest.slice(0, 2), digest.slice(2)) };
  };
  return {
    put: async (digest, bytes) => {
      const path = pathOf(digest);
      await mkdir(path.folder, { recursive: true, mode: 0o700 });
      // Written beside and renamed: a reader never sees half a file, a crash leaves none.
      const beside = `${path.file}.${randomBytes(4).toString("hex")}`;
      const file = await open(beside, "wx", 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(beside, path.file);
    },
    find: (digest) => readFile(pathOf(digest).file).catch(absent),
    part: async (digest, from, to) => {
      const file = await open(pathOf(digest).file).catch(absent);
      if (!file) return undefined;
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    erase: (digest) => rm(pathOf(digest).file, { force: true }),
  };
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
