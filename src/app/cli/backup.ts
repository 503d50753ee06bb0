import { createWriteStream } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseId } from "#kernel/id.ts";
import { diskStore } from "#modules/media/index.ts";
import { recordBackup } from "#platform/backups.ts";
import { systemClock } from "#platform/clock.ts";
import { folders } from "#platform/config.ts";
import { type DatabaseAddress, openDatabase } from "#platform/database.ts";
import { findInstallation, type Installation } from "#platform/installation.ts";
import { readKeys } from "#platform/keyring.ts";
import { refuseUnfinishedRestore } from "../backup/unfinished.ts";
import { takeBackup } from "../backup/take.ts";
import { type Databases, openDatabases } from "../databases.ts";
import { type Call, type Command, exitCodes, Misuse, stages } from "./command.ts";

export const backup: Command = {
  name: "backup",
  summary: "copy everything into one file, while Pregonero runs or not",
  usage: "--to FILE|FOLDER [--passphrase-file FILE] [--keys include|exclude]",
  options: { to: { type: "string" }, "passphrase-file": { type: "string" }, keys: { type: "string" } },
  help: `Writes the whole council as it is at this moment: every table, the pictures and, with a passphrase, the keys.
Nothing stops meanwhile. The file appears under its name only when it is whole.

--to FILE|FOLDER        where to; in a folder the name tells council and time
--passphrase-file FILE  a file whose first line is the passphrase (12 characters or more): everything is sealed with it
--keys include|exclude  include by default when there is a passphrase; keys never travel unsealed

Without --passphrase-file the file holds everybody's personal data in clear and no keys: keep the folder \`keys\` apart.
Exit 1 when a picture that the database names could not be read; the backup is there, and says which.`,
  run: async (call) => {
    const { to } = call.options;
    if (typeof to !== "string" || to === "") throw new Misuse("say where to: --to FILE or --to FOLDER");
    const passphrase = await readPassphrase(call);
    const wantsKeys = call.options["keys"] ?? (passphrase === undefined ? "exclude" : "include");
    if (wantsKeys !== "include" && wantsKeys !== "exclude") throw new Misuse("--keys is include or exclude");
    if (wantsKeys === "include" && passphrase === undefined) throw new Misuse("keys travel only sealed: give --passphrase-file too");
    const databases = await openDatabases(call.config);
    try {
      const found = await findCouncil(databases);
      if (!found) {
        call.tell("There is no council here yet, so there is nothing to back up.");
        return exitCodes.failed;
      }
      const keys = await readKeys(folders(call.config).keys, { masterKey: call.config.masterKey });
      if (!keys && wantsKeys === "include") throw new Error(`the keys are not in ${folders(call.config).keys}; without them nobody could sign in after a restore. Put them back, or say --keys exclude`);
      return await writeBackup(call, found, to, passphrase, wantsKeys === "include" ? keys : undefined, keys);
    } finally {
      if (!databases.adopted) await databases.stop();
    }
  },
};

interface Found {
  readonly address: DatabaseAddress;
  readonly installation: Installation;
}

/** The council's database or the example city's, as it is: a backup is often taken just before an update, so nothing is migrated. */
async function findCouncil(databases: Databases): Promise<Found | undefined> {
  for (const address of await databases.existing()) {
    await refuseUnfinishedRestore(address);
    const { db, pool } = openDatabase({ address, size: 1 });
    try {
      const installation = await findInstallation(db).catch((error: unknown) => {
        if (error instanceof Error && "code" in error && (error.code === "42P01" || error.code === "3F000")) return undefined;
        throw error;
      });
      if (installation) return { address, installation };
    } finally {
      await pool.end();
    }
  }
  return undefined;
}

/** The first line of the file that `--passphrase-file` names. */
export async function readPassphrase(call: Call): Promise<string | undefined> {
  const path = call.options["passphrase-file"];
  if (typeof path !== "string") return undefined;
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new Error(`the passphrase cannot be read from ${path}`, { cause });
  });
  const passphrase = (text.split("\n")[0] ?? "").replace(/\r$/, "");
  if (passphrase.length < 12) throw new Misuse("the passphrase has fewer than 12 characters");
  return passphrase;
}

async function writeBackup(
  call: Call, { address, installation }: Found, to: string, passphrase: string | undefined, carried: Awaited<ReturnType<typeof readKeys>>, known: Awaited<ReturnType<typeof readKeys>>,
): Promise<number> {
  const wireClock = systemClock();
  const clock = systemClock(installation.clockOffsetMs);
  const path = await placeOf(to, installation, wireClock.now(), passphrase !== undefined);
  const bar = stages(call);
  const from = performance.now();
  const { bytes, taken } = takeBackup({
    address, installation, clock, wireClock, passphrase,
    media: diskStore(folders(call.config).media),
    keys: { carried, known },
    onProgress: (what) => bar.at(what),
  });
  await writeWhole(path, bytes);
  bar.end();
  const { manifest, contents } = taken();
  const tookMs = performance.now() - from;
  const rows = contents.tables.reduce((sum, table) => sum + table.rows, 0);
  const { size } = await stat(path);
  const id = parseId<"backup">(manifest.id);
  if (id) await remember(call, address, { id, at: manifest.councilAt, bytes: size, rows, sealed: passphrase !== undefined, tookMs });
  call.print(path);
  call.tell(`${rows} rows of ${contents.tables.length} tables, ${contents.media.files} pictures, evidence of ${manifest.evidence.size} entries with root ${manifest.evidence.root || "(none)"}; ${(size / 1e6).toFixed(1)} MB in ${(tookMs / 1_000).toFixed(1)} s.`);
  if (!manifest.keys.included) call.tell(`The keys are not in it. Keep a copy of ${folders(call.config).keys}${call.config.masterKey ? " and of PREGONERO_MASTER_KEY" : ""} apart: without them a restore cannot continue.`);
  for (const digest of contents.media.missing) call.tell(`MISSING the picture ${digest} is not in the store, or is damaged there`);
  return contents.media.missing.length === 0 ? exitCodes.done : exitCodes.failed;
}

async function placeOf(to: string, { origin }: Installation, at: string, sealed: boolean): Promise<string> {
  const given = resolve(to);
  const isFolder = to.endsWith("/") || (await stat(given).then((found) => found.isDirectory(), () => false));
  if (!isFolder) return given;
  const host = new URL(origin).host.replaceAll(/[^\w.-]/g, "-");
  return join(given, `pregonero-${host}-${at.slice(0, 19).replaceAll(/[-:]/g, "")}.tar.gz${sealed ? ".sealed" : ""}`);
}

/** Under another name until it is whole and on the disk. */
async function writeWhole(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.part`;
  await rm(beside, { force: true });
  try {
    await pipeline(Readable.from(bytes, { objectMode: false }), createWriteStream(beside, { flags: "wx", mode: 0o600, flush: true, highWaterMark: 1024 * 1024 }));
    await rename(beside, path);
    const folder = await open(dirname(path));
    await folder.sync();
    await folder.close();
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** A database before the migration that keeps count is backed up all the same. */
async function remember(call: Call, address: DatabaseAddress, taken: Parameters<typeof recordBackup>[1]): Promise<void> {
  const { db, pool } = openDatabase({ address, size: 1 });
  try {
    await recordBackup(db, taken);
  } catch (error) {
    call.tell(`The backup is whole, and the database could not be told of it: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await pool.end();
  }
}
