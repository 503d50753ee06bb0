import type { Database } from "#platform/database.ts";
import { bytesOf } from "./notes/sha256.ts";
import { readCheckpoint, readEntryBundle, readTile } from "./queries.ts";
import { levelsOf, publishedPath, TILE_WIDTH, tilesAt } from "./rules/tiles.ts";
import type { Progress } from "./verify/report.ts";

/**
 * Writes the log as it is served, with what is needed to check it, in one snapshot.
 * @param write gets paths below the folder, with `/`
 * @returns the number of entries
 */
export function exportLog(
  db: Database,
  { vkey, onProgress }: { readonly vkey: string; readonly onProgress?: Progress },
  write: (path: string, bytes: Uint8Array) => Promise<void>,
): Promise<number> {
  return db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(async (tx) => {
    const checkpoint = await readCheckpoint(tx);
    const size = checkpoint?.size ?? 0;
    const put = async (path: string, bytes: Uint8Array | undefined): Promise<void> => {
      if (!bytes) throw new Error(`evidence: ${path} cannot be read from the store`);
      await write(path, bytes);
    };
    for (let level = 0; level < levelsOf(size); level += 1) {
      const { full, partial } = tilesAt(level, size);
      for (let index = 0; index < full + (partial > 0 ? 1 : 0); index += 1) {
        const width = index < full ? TILE_WIDTH : partial;
        await put(publishedPath(level, index, width), await readTile(tx, level, index, width));
        if (level > 0) continue;
        await put(publishedPath("entries", index, width), await readEntryBundle(tx, index, width));
        onProgress?.(index * TILE_WIDTH + width, size);
      }
    }
    if (checkpoint) await put("checkpoint", bytesOf(checkpoint.note));
    await put("vkey", bytesOf(`${vkey}\n`));
    await put("README.txt", bytesOf(README));
    return size;
  });
}

const README = `This folder is a transparency log of a city council, as https://c2sp.org/tlog-tiles defines it.

  checkpoint      size and root hash of the log, signed (https://c2sp.org/tlog-checkpoint)
  tile/<level>/   hashes of the tree (RFC 6962, SHA-256), 256 a file
  tile/entries/   the entries, 256 a file, each after its length in two bytes
  vkey            the public key. Compare it with the one you got from elsewhere: a forger would have replaced both.

To check it with nothing but Node.js 20 or newer and the script audit-log.mjs of the Pregonero sources:

  node audit-log.mjs THIS-FOLDER [--vkey KEY] [--known CHECKPOINT-FILE]

It hashes every entry, every tile and the root, and checks the signature. It ends with 1 and the name of the entry, tile
or checkpoint at fault if a single byte was changed.

Whoever holds the private key can rewrite the whole log and sign it anew, and no check of this folder alone can show that.
Keep a copy of "checkpoint" now and then, or ask somebody else to: with --known the script shows that the log still
contains all that was in it then.

An entry is a JSON text. Texts and personal data are not in it: under "values" it holds, for each, the SHA-256 of
"pregonero/evidence/value/1", a newline, 32 random bytes (the salt) and the value as canonical JSON (RFC 8785). The council
keeps value and salt, and can erase both; the entry stays valid.
`;
