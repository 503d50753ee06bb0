import "#platform/temporal.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { PgBoss } from "pg-boss";
import { migrationFolders } from "#app/migrations.ts";
import { epochMsOf, instantOf } from "#kernel/instant.ts";
import { startDelivery } from "#modules/publishing/delivery/worker.ts";
import { feedNetwork } from "#networks/feeds/index.ts";
import { systemClock } from "#platform/clock.ts";
import { openDatabase, type Tx } from "#platform/database.ts";
import { migrate, readMigrations, rolesOf } from "#platform/migrate.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import { foundTestCouncil } from "#tests/council.ts";
import { insertApproved, insertTestingProfile } from "#tests/deliveries.ts";

/**
 * Publications that are due within one second: how late each is out, with its evidence recorded. Beside it, in the same
 * run and on the same server, plain pg-boss with as many jobs that each write one row in a transaction.
 */
const count = Number(process.argv[2] ?? 5_000);
const folder = await mkdtemp(join(tmpdir(), "pregonero-bench-"));
const server = await startEmbedded(folder);
const clock = systemClock();

interface Lateness {
  readonly name: string;
  readonly p50: number;
  readonly p99: number;
  readonly last: number;
  readonly early: number;
}

function lateness(name: string, values: readonly number[]): Lateness {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
  return { name, p50: at(0.5), p99: at(0.99), last: at(1), early: sorted.filter((value) => value < 0).length };
}

async function ours(): Promise<Lateness> {
  const address = await server.database("bench_due");
  await migrate(address, await readMigrations(await migrationFolders()));
  const { db: owner, pool } = openDatabase({ address, size: 4 });
  const { db, pool: appPool } = openDatabase({ address, role: rolesOf("bench_due").app, size: 10 });
  const council = await foundTestCouncil(owner, clock.now());
  const profileId = await insertTestingProfile(owner, clock.now());
  const begin = Date.now() + 5_000 + count * 6;
  for (let index = 0; index < count; index += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - index) }, (_, offset) => insertApproved(owner, {
      profileId, personId: council.coordinator.personId, network: "feed", text: `publicación ${index + offset}`, dueAt: instantOf(begin + Math.floor(((index + offset) * 1_000) / count)),
    }, clock.now())));
  }
  await sql`analyze`.execute(owner);
  await sleep(Math.max(0, begin - Date.now() - 1_500));
  const worker = startDelivery({ db, clock, networks: [feedNetwork<Tx>()], log: (event, data) => console.error(event, data), everyMs: 50, concurrency: 8, leaseMs: 30_000 });
  for (;;) {
    await sleep(500);
    const { rows } = await sql<{ n: number }>`select count(*) as n from publishing.delivery where state = 'confirmed'`.execute(owner);
    if (rows[0]?.n === count) break;
  }
  await worker.stop();
  const { rows } = await sql<{ due: ReturnType<typeof instantOf>; out: ReturnType<typeof instantOf> }>`select due_at as due, changed_at as out from publishing.delivery`.execute(owner);
  const recorded = await sql<{ n: number }>`select count(*) as n from evidence.record where kind = 'publication.published'`.execute(owner);
  if (recorded.rows[0]?.n !== count) throw new Error("not every publication is in evidence");
  await appPool.end();
  await pool.end();
  return lateness("Pregonero (publication, state, evidence)", rows.map((row) => epochMsOf(row.out) - epochMsOf(row.due)));
}

async function peer(): Promise<Lateness> {
  const address = await server.database("bench_boss");
  const { db, pool } = openDatabase({ address, size: 10 });
  await sql`create table post (id integer primary key, text text not null, due bigint not null, out bigint not null)`.execute(db);
  const boss = new PgBoss({ ...address, max: 10 });
  await boss.start();
  await boss.createQueue("post");
  const begin = Date.now() + 5_000 + count;
  const jobs = Array.from({ length: count }, (_, index) => ({ index, due: begin + Math.floor((index * 1_000) / count) }));
  for (let from = 0; from < count; from += 1_000) {
    await boss.insert("post", jobs.slice(from, from + 1_000).map((job) => ({ data: job, startAfter: new Date(job.due) })));
  }
  await sql`analyze`.execute(db);
  await sleep(Math.max(0, begin - Date.now() - 1_500));
  await boss.work<{ index: number; due: number }>("post", { batchSize: 200, pollingIntervalSeconds: 0.5 }, async (batch) => {
    for (const job of batch) {
      await db.transaction().execute(async (tx) => {
        await sql`insert into post values (${job.data.index}, ${`publicación ${job.data.index}`}, ${job.data.due}, ${Date.now()})`.execute(tx);
      });
    }
  });
  for (;;) {
    await sleep(500);
    const { rows } = await sql<{ n: number }>`select count(*) as n from post`.execute(db);
    if (rows[0]?.n === count) break;
  }
  await boss.stop({ graceful: true });
  const { rows } = await sql<{ due: number; out: number }>`select due, out from post`.execute(db);
  await pool.end();
  return lateness("pg-boss, batches of 200 (one row a job)", rows.map((row) => row.out - row.due));
}

try {
  const results = [await ours(), await peer()];
  console.log(`\n${count} due within one second; lateness in ms`);
  console.table(results);
  const [mine, theirs] = results;
  if (mine && theirs) console.log(`ratio of p99, ours to pg-boss: ${(mine.p99 / theirs.p99).toFixed(2)}`);
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
