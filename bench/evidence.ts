// What evidence costs, each figure beside the bare thing that it is measured against, in one run on one machine.
// node bench/evidence.ts [ENTRIES]   (default 200000)
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { migrationFolders } from "#app/migrations.ts";
import {
  ed25519Signer, findInclusion, readCheckpoint, recordAllEvidence, recordEvidence, sealPending, verifierKey, verifyStore, type NewRecord,
} from "#modules/evidence/index.ts";
import { systemClock } from "#platform/clock.ts";
import { type Database, inTransaction, openDatabase } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { migrate, readMigrations, rolesOf } from "#platform/migrate.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import "#platform/temporal.ts";

const entries = Number(process.argv[2] ?? 200_000);
const BATCH = 10_000;
const clock = systemClock();
const origin = "bench.example/evidence";
const signer = ed25519Signer(origin, generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString());

const record = (number: number): NewRecord => ({
  kind: "publication.confirmed",
  subject: { type: "publication", id: newId<"publication">(clock.now()) },
  at: clock.now(),
  facts: { number, network: "activitypub", language: "eu", remote: `https://bench.example/posts/${number}`, approver: "coordinator", digest: "9".repeat(64) },
});

const folder = await mkdtemp(join(tmpdir(), "pregonero-bench-"));
const server = await startEmbedded(folder);
try {
  const address = await server.database("bench");
  await migrate(address, await readMigrations(await migrationFolders()));
  const owner = openDatabase({ address, size: 2 });
  const app = openDatabase({ address, role: rolesOf("bench").app, size: 20 });
  for (const table of ["bare_batch", "bare_single"]) {
    await sql`create table ${sql.table(table)} (id uuid primary key, leaf text not null)`.execute(owner.db);
    await sql`grant select, insert on ${sql.table(table)} to ${sql.raw(rolesOf("bench").app)}`.execute(owner.db);
  }
  console.table([...(await singles(app.db)), ...(await concurrent(app.db)), ...(await batches(app.db)), ...(await reads(app.db))]);
  console.log("Every commit waits for the disk (fsync, synchronous_commit on). One PostgreSQL and this process share the machine.");
  await app.pool.end();
  await owner.pool.end();
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

interface Row {
  readonly what: string;
  readonly evidence: string;
  readonly bare: string;
  readonly "evidence / bare": string;
}

function row(what: string, unit: string, evidence: number, bare: number): Row {
  const text = (value: number) => `${value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2)} ${unit}`;
  return { what, evidence: text(evidence), bare: text(bare), "evidence / bare": (evidence / bare).toFixed(2) };
}

function now(): number {
  return performance.now();
}

function quantile(times: readonly number[], part: number): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * part)] ?? Number.NaN;
}

function bareInsert(db: Database, leaf: string) {
  return inTransaction(db, (tx) => sql`insert into bare_single (id, leaf) values (${newId(clock.now())}, ${leaf})`.execute(tx));
}

/** One after the other, turn and turn about, so that both see the same machine. */
async function singles(db: Database): Promise<readonly Row[]> {
  const [mine, bare]: [number[], number[]] = [[], []];
  const leaf = "x".repeat(600);
  for (let round = 0; round < 2_200; round += 1) {
    let from = now();
    await inTransaction(db, (tx) => recordEvidence(tx, record(round)));
    const first = now() - from;
    from = now();
    await bareInsert(db, leaf);
    const second = now() - from;
    if (round < 200) continue;
    mine.push(first);
    bare.push(second);
  }
  return [0.5, 0.99].map((part) => row(`one commit, p${part * 100}; bare: one-row insert and commit`, "ms", quantile(mine, part), quantile(bare, part)));
}

/** 16 writers at once: PostgreSQL lets their commits share a write to the disk. */
async function concurrent(db: Database): Promise<readonly Row[]> {
  const leaf = "x".repeat(600);
  const rate = async (work: () => Promise<unknown>) => {
    const from = now();
    await Promise.all(Array.from({ length: 16 }, async () => {
      for (let round = 0; round < 250; round += 1) await work();
    }));
    return (16 * 250 * 1_000) / (now() - from);
  };
  const mine = await rate(() => inTransaction(db, (tx) => recordEvidence(tx, record(1))));
  const bare = await rate(() => bareInsert(db, leaf));
  return [row("16 writers, one record a commit; bare: one-row insert", "commits/s", mine, bare)];
}

async function batches(db: Database): Promise<readonly Row[]> {
  let [recording, sealing, bare] = [0, 0, 0];
  for (let done = 0; done < entries; done += BATCH) {
    const records = Array.from({ length: BATCH }, (_, number) => record(done + number));
    let from = now();
    await inTransaction(db, (tx) => recordAllEvidence(tx, records));
    recording += now() - from;
    from = now();
    while ((await sealPending(db, { clock, signer, origin, batch: BATCH })) === BATCH);
    sealing += now() - from;
    const ids = records.map(() => newId(clock.now()));
    const leaves = records.map((each) => JSON.stringify(each));
    from = now();
    await inTransaction(db, (tx) => sql`insert into bare_batch select * from unnest(${ids}::uuid[], ${leaves}::text[])`.execute(tx));
    bare += now() - from;
  }
  const rate = (ms: number) => (Math.ceil(entries / BATCH) * BATCH * 1_000) / ms;
  return [
    row(`recorded, ${BATCH} a commit; bare: the same texts, one primary key`, "entries/s", rate(recording), rate(bare)),
    row(`sealed, ${BATCH} a checkpoint; bare: as above`, "entries/s", rate(sealing), rate(bare)),
    row("recorded and sealed; bare: as above", "entries/s", rate(recording + sealing), rate(bare)),
  ];
}

async function reads(db: Database): Promise<readonly Row[]> {
  const size = (await readCheckpoint(db))?.size ?? 0;
  const { rows } = await sql<{ id: Id<"evidence"> }>`select record_id as id from evidence.entry order by random() limit 1200`.execute(db);
  const [mine, bare]: [number[], number[]] = [[], []];
  for (const [place, { id }] of rows.entries()) {
    let from = now();
    await findInclusion(db, id);
    const first = now() - from;
    from = now();
    await sql`select leaf from evidence.record where id = ${id}`.execute(db);
    if (place < 200) continue;
    mine.push(first);
    bare.push(now() - from);
  }
  const from = now();
  const report = await verifyStore(db, { vkeys: [verifierKey(signer)] });
  const verified = (size * 1_000) / (now() - from);
  if (!report.ok) throw new Error(`the log does not verify: ${JSON.stringify(report.faults[0])}`);
  const scan = now();
  await sql`select sum(octet_length(leaf)) from evidence.entry join evidence.record on record.id = entry.record_id`.execute(db);
  return [
    ...[0.5, 0.99].map((part) => row(`proof out of ${size.toLocaleString("en")}, p${part * 100}; bare: one row by key`, "ms", quantile(mine, part), quantile(bare, part))),
    row("whole store verified; bare: join and read it once", "entries/s", verified, (size * 1_000) / (now() - scan)),
  ];
}
