import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { join } from "node:path";

/** Bytes by their SHA-256 (hex): on disk by default; another place is another implementation of these three. */
export interface MediaStore {
  /** Durable when it returns; storing the same bytes again is nothing. */
  put(digest: string, bytes: Uint8Array): Promise<void>;
  find(digest: string): Promise<Uint8Array | undefined>;
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
    find: (digest) =>
      readFile(pathOf(digest).file).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      }),
    erase: (digest) => rm(pathOf(digest).file, { force: true }),
  };
}
