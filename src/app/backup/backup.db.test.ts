import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { sql } from "kysely";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { ed25519Signer, recordEvidence, sealPending, verifierKey, verifyStore } from "#modules/evidence/index.ts";
import { diskStore } from "#modules/media/index.ts";
import { type DatabaseAddress, inTransaction, openDatabase } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { recordInstallation } from "#platform/installation.ts";
import type { Keys } from "#platform/keyring.ts";
import { readMigrations, rolesOf } from "#platform/migrate.ts";
import { readTar, tarEnd, tarMember } from "#platform/tar.ts";
import { testClock } from "#tests/clock.ts";
import { foundTestCouncil } from "#tests/council.ts";
import { databaseOf } from "#tests/database-server.ts";
import { useDatabase } from "#tests/database.ts";
import { migrationFolders } from "../migrations.ts";
import { openBackup } from "./open.ts";
import { loadBackup, type RestoreSetting } from "./restore.ts";
import { takeBackup } from "./take.ts";
import { refuseUnfinishedRestore } from "./unfinished.ts";

const database = useDatabase();
const clock = testClock();
const PASSPHRASE = "correct horse battery staple";
const newKeys = (): Keys => ({
  masterKey: randomBytes(32).toString("base64"),
  evidenceKey: generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString().trim(),
});
const keys = newKeys();
const signer = ed25519Signer("ciudad.example", keys.evidenceKey);
const picture = randomBytes(70_000);
const digest = createHash("sha256").update(picture).digest("hex");
let folder: string;
let sealed: string;
let plain: string;
const others: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pregonero-backup-"));
  const { db, owner } = database;
  const council = await foundTestCouncil(db, clock.now());
  await inTransaction(db, (tx) => recordInstallation(tx, { kind: "council", origin: "https://ciudad.example", clockOffsetMs: 0 }, clock.now()));
  for (let index = 0; index < 300; index += 1) {
    await inTransaction(db, (tx) => recordEvidence(tx, {
      kind: "test.record", subject: { type: "test", id: newId<"test">(clock.now()) }, at: clock.now(), facts: { index }, values: { text: `línea\n\ttab \\ ${index}` },
    }));
  }
  await sealPending(db, { clock, signer, origin: signer.name });
  await sql`insert into platform.event (schema_version, kind, subject_type, subject_id, at, data)
    select 1, 'test.event', 'test', gen_random_uuid(), ${clock.now()}, jsonb_build_object('text', repeat(md5(n::text), 20)) from generate_series(1, 20000) as n`.execute(owner);
  await diskStore(join(folder, "media")).put(digest, picture);
  await sql`insert into media.asset (id, digest, media_type, width, height, bytes, file_name, added_by, added_at)
    values (${newId<"asset">(clock.now())}, ${digest}, 'image/png', 1, 1, ${picture.length}, 'a.png', ${council.coordinator.personId}, ${clock.now()})`.execute(db);
  sealed = await take("sealed", PASSPHRASE);
  plain = await take("plain", undefined);
}, 60_000);

afterEach(async () => {
  const admin = new pg.Client(databaseOf(inject("server"), "postgres"));
  await admin.connect();
  for (const name of others.splice(0)) {
    await admin.query(`drop database if exists ${name} with (force)`);
    for (const role of Object.values(rolesOf(name))) await admin.query(`drop role if exists ${role}`);
  }
  await admin.end();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function take(name: string, passphrase: string | undefined): Promise<string> {
  const { bytes, taken } = takeBackup({
    address: database.address, media: diskStore(join(folder, "media")), installation: { kind: "council", origin: "https://ciudad.example", clockOffsetMs: 0 },
    keys: { carried: passphrase === undefined ? undefined : keys, known: keys }, passphrase, clock, wireClock: clock, onProgress: () => undefined,
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  expect(taken().contents.media).toEqual({ files: 1, bytes: picture.length, missing: [] });
  const path = join(folder, name);
  await writeFile(path, Buffer.concat(chunks));
  return path;
}

async function emptyDatabase(): Promise<DatabaseAddress> {
  const name = `pregonero_restored_${randomBytes(6).toString("hex")}`;
  const admin = new pg.Client(databaseOf(inject("server"), "postgres"));
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  others.push(name);
  return databaseOf(inject("server"), name);
}

async function load(path: string, address: DatabaseAddress, more: Partial<RestoreSetting> = {}, passphrase: string | undefined = PASSPHRASE) {
  return loadBackup({
    address, media: diskStore(join(folder, "media-restored")), migrations: await readMigrations(await migrationFolders()),
    keys: undefined, masterKey: undefined, keysLost: false, onProgress: () => undefined, ...more,
  }, await openBackup(path, passphrase));
}

async function changed(path: string, change: (bytes: Buffer) => Buffer): Promise<string> {
  const other = join(folder, `changed-${randomBytes(4).toString("hex")}`);
  await writeFile(other, change(await readFile(path)));
  return other;
}

describe("a backup", { timeout: 120_000 }, () => {
  test("SEC-10 comes back whole: tables, numbers to come, pictures, keys and evidence", async () => {
    const address = await emptyDatabase();
    const restored = await load(sealed, address);
    expect(restored.keys).toEqual(keys);
    expect(restored.contents.tables.find(({ name }) => name === "event")?.rows).toBeGreaterThanOrEqual(20_000);
    expect(await diskStore(join(folder, "media-restored")).find(digest)).toEqual(picture);
    const { db, pool } = openDatabase({ address, size: 2 });
    try {
      const count = async (from: typeof db) => (await sql<{ events: number; last: number; names: string }>`
        select count(*) as events, max(position) as last, (select string_agg(name, ',' order by id) from authority.person) as names from platform.event`.execute(from)).rows[0];
      expect(await count(db)).toEqual(await count(database.db));
      expect(await verifyStore(db, { vkeys: [verifierKey(signer)] })).toMatchObject({ ok: true, counted: { entries: 300 } });
      // A number given twice would break the order of events: the next one is beyond all that were given.
      const { rows } = await sql<{ position: number }>`insert into platform.event (schema_version, kind, subject_type, subject_id, at, data)
        values (1, 'next', 'test', gen_random_uuid(), ${clock.now()}, '{}') returning position`.execute(db);
      expect(rows[0]?.position).toBeGreaterThan((await count(database.db))?.last ?? 0);
      const indexes = async (from: typeof db) => (await sql<{ all: string }>`
        select string_agg(indexdef, E'\n' order by indexdef) as all from pg_indexes where schemaname !~ '^pg_'`.execute(from)).rows[0]?.all;
      expect(await indexes(db)).toBe(await indexes(database.owner));
      const references = async (from: typeof db) => (await sql<{ all: string }>`
        select string_agg(conrelid::regclass::text || ' ' || pg_get_constraintdef(oid), E'\n' order by conrelid::regclass::text, conname) as all from pg_constraint where contype = 'f'`.execute(from)).rows[0]?.all;
      expect(await references(db)).toBe(await references(database.owner));
    } finally {
      await pool.end();
    }
    // Until whoever called says that all is in order, nothing may start on it.
    await expect(refuseUnfinishedRestore(address)).rejects.toThrow(/did not come to its end/);
    await load(sealed, address);
  });

  test("SEC-10 sees one moment: what is written while it is taken is in it whole or not at all", async () => {
    const { bytes, taken } = takeBackup({
      address: database.address, media: diskStore(join(folder, "media")), installation: { kind: "council", origin: "https://ciudad.example", clockOffsetMs: 0 },
      keys: { carried: undefined, known: keys }, passphrase: undefined, clock, wireClock: clock, onProgress: () => undefined,
    });
    const before = (await sql<{ count: number }>`select count(*) as count from evidence.record`.execute(database.db)).rows[0]?.count;
    let written = 0;
    for await (const chunk of bytes) {
      if (chunk.length === 0 || written > 20) continue;
      written += 1;
      await inTransaction(database.db, (tx) => recordEvidence(tx, { kind: "test.meanwhile", subject: { type: "test", id: newId<"test">(clock.now()) }, at: clock.now(), facts: {}, values: { text: "x" } }));
    }
    expect(written).toBeGreaterThan(0);
    const rowsOf = (title: string) => taken().contents.tables.find(({ schema, name }) => `${schema}.${name}` === title)?.rows;
    expect(rowsOf("evidence.value")).toBe(rowsOf("evidence.record"));
    expect(rowsOf("evidence.record")).toBeGreaterThanOrEqual(before ?? 0);
    expect(rowsOf("evidence.record")).toBeLessThanOrEqual((before ?? 0) + 1);
  });

  test("T20 tells nothing without its passphrase", async () => {
    const bytes = await readFile(sealed);
    expect(bytes.includes("manifest") || bytes.includes("Amaia")).toBe(false);
    await expect(openBackup(sealed, undefined)).rejects.toThrow(/--passphrase-file/);
    await expect(openBackup(sealed, "another passphrase")).rejects.toThrow(/passphrase is not the one/);
  });

  test("T20 without a passphrase carries no keys, and does not come back without them unless they are said to be lost", async () => {
    expect(gunzipSync(await readFile(plain)).includes(keys.masterKey)).toBe(false);
    const address = await emptyDatabase();
    await expect(load(plain, address)).rejects.toThrow(/does not hold the keys/);
    await expect(load(plain, address, { keys: newKeys() })).rejects.toThrow(/other keys/);
    await load(plain, address, { keys });
    await load(plain, await emptyDatabase(), { keysLost: true });
  });

  test("SEC-10 of another master key than the environment's is refused", async () => {
    await expect(load(sealed, await emptyDatabase(), { masterKey: newKeys().masterKey })).rejects.toThrow(/other keys/);
  });

  test("SEC-10 that was cut or changed anywhere is refused, and the place can be used again", async () => {
    const address = await emptyDatabase();
    const { length } = await readFile(sealed);
    for (const at of [200, Math.floor(length / 3), length - 70_000, length - 5]) {
      const cut = await changed(sealed, (bytes) => bytes.subarray(0, at));
      await expect(load(cut, address), `cut at ${at}`).rejects.toThrow(/cut/);
      const flipped = await changed(sealed, (bytes) => Buffer.concat([bytes.subarray(0, at), Buffer.from([(bytes[at] ?? 0) ^ 1]), bytes.subarray(at + 1)]));
      await expect(load(flipped, address), `changed at ${at}`).rejects.toThrow(/changed or cut|first line/);
    }
    const whole = await readFile(plain);
    for (const at of [30, Math.floor(whole.length / 2), whole.length - 6]) {
      const flipped = await changed(plain, (bytes) => Buffer.concat([bytes.subarray(0, at), Buffer.from([(bytes[at] ?? 0) ^ 1]), bytes.subarray(at + 1)]));
      await expect(load(flipped, address, { keys }), `plain, changed at ${at}`).rejects.toThrow(/cannot be used|damaged|not a backup/);
      await expect(load(await changed(plain, (bytes) => bytes.subarray(0, at)), address, { keys }), `plain, cut at ${at}`).rejects.toThrow(/cannot be used|cut/);
    }
    await load(sealed, address);
  });

  test("SEC-10 whose rows are no rows any more is refused by name of the table, whatever the database says of them", async () => {
    const address = await emptyDatabase();
    const spoil = (title: string, change: (text: string) => string) => rewritten((name, text) => (name.startsWith(`tables/${title}/`) ? change(text) : text));
    await expect(load(await spoil("authority.person", (text) => text.replace(/^[0-9a-f]/, "z")), address, { keys })).rejects.toThrow(/authority\.person of the backup is damaged/);
    await expect(load(await spoil("authority.person", (text) => `${text}${text.split("\n")[0] ?? ""}\n`), address, { keys })).rejects.toThrow(/authority\.person of the backup is damaged/);
  });

  test("SEC-10 whose rows were changed inside the archive is refused by name of the table", async () => {
    const address = await emptyDatabase();
    await expect(load(await rewritten((name, text) => (name.startsWith("tables/authority.person/") ? text.replace("Amaia", "Maiaa") : text)), address, { keys })).rejects.toThrow(/authority\.person/);
    await expect(load(await rewritten((name, text) => (name === "manifest.json" ? text.replace(/"format": 1/, '"format": 2') : text)), address, { keys })).rejects.toThrow(/format 2/);
    await expect(load(await rewritten((name, text) => (name === "manifest.json" ? text.replace(/"migrations": \[/, '"migrations": [9999,') : text)), address, { keys })).rejects.toThrow(/newer Pregonero/);
    await expect(load(await rewritten((name, text) => (name === "manifest.json" ? text.replace(/"root": "../, '"root": "zz') : text)), address, { keys })).rejects.toThrow(/evidence is not the one/);
  });

  test("SEC-10 never goes over a council, nor over something else", async () => {
    await expect(load(sealed, database.address)).rejects.toThrow(/there is a council/);
    const address = await emptyDatabase();
    const { db, pool } = openDatabase({ address, size: 1 });
    await sql`create schema bookkeeping`.execute(db);
    await pool.end();
    await expect(load(sealed, address)).rejects.toThrow(/something else \(bookkeeping\)/);
  });
});

/** The plain backup with the text of some members changed, otherwise well formed. */
async function rewritten(change: (name: string, text: string) => string): Promise<string> {
  const members: Uint8Array[] = [];
  const unzipped = join(folder, "plain.tar");
  await writeFile(unzipped, gunzipSync(await readFile(plain)));
  for await (const member of readTar(createReadStream(unzipped))) {
    const pieces: Uint8Array[] = [];
    for await (const piece of member.content) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    const text = bytes.toString("utf8");
    const isText = Buffer.from(text).equals(bytes);
    members.push(...tarMember(member.name, isText ? Buffer.from(change(member.name, text)) : bytes, 0));
  }
  const path = join(folder, `rewritten-${randomBytes(4).toString("hex")}`);
  await writeFile(path, gzipSync(Buffer.concat([...members, tarEnd()])));
  return path;
}
