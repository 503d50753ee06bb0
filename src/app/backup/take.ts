import { createHash } from "node:crypto";
import { pipeline, Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type pg from "pg";
import type { MediaStore } from "#modules/media/index.ts";
import type { Clock } from "#platform/clock.ts";
import { copyOut } from "#platform/copy.ts";
import type { DatabaseAddress } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import type { Installation } from "#platform/installation.ts";
import { fingerprintOf, type Keys } from "#platform/keyring.ts";
import { seal } from "#platform/sealed-stream.ts";
import { tarEnd, tarMember } from "#platform/tar.ts";
import { version } from "../version.ts";
import { columnNames, connectAsOwner, listMigrationsApplied, listSequences, listTables, tableName } from "./catalogue.ts";
import { type Contents, FORMAT, type Manifest, type TableContents, titleOf } from "./manifest.ts";

export interface BackupSetting {
  readonly address: DatabaseAddress;
  readonly media: MediaStore;
  readonly installation: Installation;
  /** `carried` travel in the backup, which must be sealed then; of those `known` only a mark tells which they were. */
  readonly keys: { readonly carried: Keys | undefined; readonly known: Keys | undefined };
  /** Seals the whole backup. */
  readonly passphrase: string | undefined;
  readonly clock: Clock;
  readonly wireClock: Clock;
  readonly onProgress: (what: string) => void;
}

export interface Backup {
  readonly manifest: Manifest;
  readonly contents: Contents;
}

const PIECE = 4 * 1024 * 1024;

/**
 * A backup of a database at one moment, while it is at work: one transaction sees all tables as they were when it began.
 * @returns its bytes, to be read to the end, and what it turned out to hold
 */
export function takeBackup(setting: BackupSetting): { readonly bytes: AsyncIterable<Uint8Array>; readonly taken: () => Backup } {
  if (setting.keys.carried && setting.passphrase === undefined) throw new Error("keys never travel unsealed");
  const result: { taken?: Backup } = {};
  const archive = Readable.from(members(setting, (taken) => {
    result.taken = taken;
  }), { objectMode: false, highWaterMark: 256 * 1024 });
  const zipped = createGzip({ level: 1 });
  // An error of the archive reaches whoever reads the end of the pipe.
  pipeline(archive, zipped, () => undefined);
  return {
    bytes: setting.passphrase === undefined ? zipped : seal(setting.passphrase, zipped),
    taken: () => {
      if (!result.taken) throw new Error("the backup has not been read to its end");
      return result.taken;
    },
  };
}

async function* members(setting: BackupSetting, done: (taken: Backup) => void): AsyncGenerator<Uint8Array> {
  const { address, media, installation, clock, wireClock, onProgress, keys: { carried, known } } = setting;
  const at = wireClock.now();
  const seconds = Math.floor(Date.parse(at) / 1_000);
  const json = (name: string, value: object) => tarMember(name, Buffer.from(`${JSON.stringify(value, undefined, 1)}\n`), seconds);
  const client = await connectAsOwner(address);
  try {
    await client.query("begin isolation level repeatable read read only");
    const tables = await listTables(client);
    // As long as we read, nobody may change the shape of a table; writing goes on.
    if (tables.length > 0) await client.query(`lock table ${tables.map(tableName).join(", ")} in access share mode`);
    const manifest: Manifest = {
      format: FORMAT, product: "pregonero", version, id: newId<"backup">(at), at, councilAt: clock.now(),
      installation: { ...installation },
      migrations: [...(await listMigrationsApplied(client))],
      tables: [...tables],
      sequences: await listSequences(client),
      keys: { included: carried !== undefined, ...(known ? { fingerprint: fingerprintOf(known) } : {}) },
      evidence: await readHead(client),
    };
    yield* json("manifest.json", manifest);
    if (carried) yield* json("keys.json", carried);

    const counted: TableContents[] = [];
    for (const [index, table] of tables.entries()) {
      onProgress(`table ${index + 1} of ${tables.length}: ${titleOf(table)}`);
      const digest = createHash("sha256");
      let rows = 0;
      let bytes = 0;
      let number = 0;
      for await (const piece of inPieces(copyOut(client, `copy (select ${columnNames(table)} from ${tableName(table)}) to stdout`))) {
        digest.update(piece);
        bytes += piece.length;
        rows += countRows(piece);
        number += 1;
        yield* tarMember(`tables/${titleOf(table)}/${String(number).padStart(6, "0")}.copy`, piece, seconds);
        if (number > 1) onProgress(`table ${index + 1} of ${tables.length}: ${titleOf(table)}, ${rows} rows`);
      }
      counted.push({ schema: table.schema, name: table.name, rows, bytes, sha256: digest.digest("hex") });
    }

    const digests = (await client.query<{ digest: string }>(
      "select distinct digest from media.asset where not exists (select 1 from media.erasure where erasure.digest in (asset.digest, asset.crop_of)) order by 1",
    )).rows.map((row) => row.digest);
    await client.query("commit");
    const pictures: Contents["media"] = { files: 0, bytes: 0, missing: [] };
    for (const [index, digest] of digests.entries()) {
      if (index % 100 === 0) onProgress(`picture ${index + 1} of ${digests.length}`);
      const bytes = await media.find(digest);
      // Deleted since the moment that we see, or damaged: the backup says so and goes on, for half a backup is none.
      if (!bytes || createHash("sha256").update(bytes).digest("hex") !== digest) {
        pictures.missing.push(digest);
        continue;
      }
      pictures.files += 1;
      pictures.bytes += bytes.length;
      yield* tarMember(`media/${digest}`, bytes, seconds);
    }
    const contents: Contents = { tables: counted, media: pictures };
    yield* json("contents.json", contents);
    yield tarEnd();
    done({ manifest, contents });
  } finally {
    await client.end();
  }
}

async function readHead(client: pg.Client): Promise<Manifest["evidence"]> {
  const { rows } = await client.query<{ size: string; root: string }>(
    "select size::text, encode(root, 'hex') as root from evidence.checkpoint order by evidence.checkpoint.size desc limit 1",
  );
  return { size: Number(rows[0]?.size ?? 0), root: rows[0]?.root ?? "" };
}

async function* inPieces(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const block of blocks) {
    waiting.push(block);
    size += block.length;
    if (size < PIECE) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(waiting);
}

/** In COPY's text format a line is a row: line ends inside values are written as `\n`. */
export function countRows(piece: Uint8Array): number {
  let rows = 0;
  for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) rows += 1;
  return rows;
}
