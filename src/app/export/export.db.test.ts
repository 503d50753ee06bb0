import { generateKeyPairSync, randomBytes, createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ed25519Signer, recordEvidence, sealPending, verifierKey, verifyPublished } from "#modules/evidence/index.ts";
import { diskStore } from "#modules/media/index.ts";
import { inTransaction } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { testClock } from "#tests/clock.ts";
import { foundTestCouncil } from "#tests/council.ts";
import { useDatabase } from "#tests/database.ts";
import { datasets, leftOut } from "./datasets.ts";
import { type Exported, writeExport } from "./write.ts";

const database = useDatabase();
const clock = testClock();
const signer = ed25519Signer("ciudad.example", generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString());
const picture = randomBytes(5_000);
const digest = createHash("sha256").update(picture).digest("hex");
const HOSTILE = '=HYPERLINK("http://evil.example","a\\b")\nsegunda línea\t"fin"';
const SECRET = "scrypt-hash-of-somebody";
let folder: string;
let exported: Exported;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pregonero-export-"));
  const { db, owner } = database;
  const council = await foundTestCouncil(db, clock.now());
  await sql`update authority.person set name = ${HOSTILE} where id = ${council.promoter.personId}`.execute(db);
  await sql`insert into access.credential (person_id, password_hash) values (${council.promoter.personId}, ${SECRET})`.execute(owner);
  await inTransaction(db, (tx) => recordEvidence(tx, { kind: "test.record", subject: { type: "test", id: newId<"test">(clock.now()) }, at: clock.now(), facts: {}, values: { text: "ñ" } }));
  await sealPending(db, { clock, signer, origin: signer.name });
  const media = diskStore(join(folder, "store"));
  await media.put(digest, picture);
  for (const named of [digest, "0".repeat(64)]) {
    await sql`insert into media.asset (id, digest, media_type, width, height, bytes, file_name, added_by, added_at)
      values (${newId<"asset">(clock.now())}, ${named}, 'image/png', 1, 1, 1, 'a.png', ${council.coordinator.personId}, ${clock.now()})`.execute(db);
  }
  exported = await writeExport({
    address: database.address, db, media, installation: { kind: "council", origin: "https://ciudad.example", clockOffsetMs: 0 },
    vkey: verifierKey(signer), folder: join(folder, "out"), at: clock.now(), onProgress: () => undefined,
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = (path: string) => readFile(join(folder, "out", path), "utf8");

describe("ADM-2 the export", () => {
  test("has every table, or a reason why not; a new one must be decided on", async () => {
    const { rows } = await sql<{ title: string }>`
      select schemaname || '.' || tablename as title from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema', 'public', 'background') and (schemaname, tablename) <> ('platform', 'migration')`.execute(database.owner);
    const said = [...datasets.map((dataset) => dataset.table), ...Object.keys(leftOut)];
    expect(rows.map((row) => row.title).sort()).toEqual(said.sort());
    const files = await readdir(join(folder, "out", "data"));
    expect(files.sort()).toEqual(datasets.flatMap(({ name }) => [`${name}.csv`, `${name}.jsonl`]).sort());
  });

  test("gives texts as they are to programs and T8 harmless to spreadsheets", async () => {
    const people = (await read("data/people.jsonl")).trim().split("\n").map((line) => JSON.parse(line) as { name: string });
    expect(people).toHaveLength(4);
    expect(people.map((person) => person.name)).toContain(HOSTILE);
    const csv = await read("data/people.csv");
    expect(csv).toContain(`"'${HOSTILE.replaceAll('"', '""')}"`);
    expect(csv).not.toContain('"=');
    expect(exported.rows["people"]).toBe(4);
  });

  test("holds no secret and says so", async () => {
    for (const file of await readdir(join(folder, "out", "data"))) {
      const text = await read(`data/${file}`);
      expect(text.includes(SECRET) || /private_key|client_secret|\btoken\b/.test(text), file).toBe(false);
    }
    expect(await read("README.txt")).toContain("Not here: passwords");
  });

  test("brings pictures, names those that are missing, and evidence that anybody can check", async () => {
    expect(await readFile(join(folder, "out", "media", `${digest}.png`))).toEqual(picture);
    expect(exported).toMatchObject({ pictures: 1, missing: ["0".repeat(64)], entries: 1 });
    const found = await verifyPublished(async (path) => new Uint8Array(await readFile(join(folder, "out", "evidence", path))), { vkeys: [verifierKey(signer)] });
    expect(found).toMatchObject({ ok: true, size: 1 });
  });
});
