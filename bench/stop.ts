import "#platform/temporal.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { migrationFolders } from "#app/migrations.ts";
import { epochMsOf, type Instant, instantOf } from "#kernel/instant.ts";
import { startDelivery } from "#modules/publishing/delivery/worker.ts";
import { resumePublishing, stopPublishing } from "#modules/publishing/index.ts";
import type { RemoteNetwork } from "#networks/contract/index.ts";
import { feedNetwork } from "#networks/feeds/index.ts";
import { systemClock } from "#platform/clock.ts";
import { inTransaction, openDatabase, type Tx } from "#platform/database.ts";
import { migrate, readMigrations, rolesOf } from "#platform/migrate.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import { foundTestCouncil } from "#tests/council.ts";
import { insertApproved, insertTestingProfile } from "#tests/deliveries.ts";

/**
 * The panic stop against a stopwatch: posts fall due at a rate a minute on our own network and on a slow one in another's
 * hands, two workers send them, and at a moment of chance somebody stops. How long until it was committed, and how long
 * after the press the last request began and the last own post came out.
 */
const perMinute = Number(process.argv[2] ?? 1_000);
const rounds = Number(process.argv[3] ?? 10);
const CALL_MS = 400;
const folder = await mkdtemp(join(tmpdir(), "pregonero-bench-"));
const server = await startEmbedded(folder);
const clock = systemClock();

interface Round {
  readonly committed: number;
  readonly lastRequest: number;
  readonly lastOwn: number;
  readonly sent: number;
  readonly held: number;
}

try {
  const address = await server.database("bench_stop");
  await migrate(address, await readMigrations(await migrationFolders()));
  const { db: owner, pool } = openDatabase({ address, size: 4 });
  const { db, pool: appPool } = openDatabase({ address, role: rolesOf("bench_stop").app, size: 20 });
  const council = await foundTestCouncil(owner, clock.now());
  const profileId = await insertTestingProfile(owner, clock.now());
  let begun: number[] = [];
  const slow: RemoteNetwork = {
    kind: "remote", id: "testing", limits: feedNetwork<Tx>().limits, abilities: { edit: false, remove: false, readBack: true, alt: false }, settleMs: 10_000, callMs: 5_000,
    perform: async (intent) => {
      begun.push(Date.now());
      await sleep(CALL_MS);
      return { kind: "confirmed", remoteId: intent.deliveryId };
    },
    find: () => Promise.resolve({ kind: "absent" }),
  };
  const worker = () => startDelivery({ db, clock, networks: [slow, feedNetwork<Tx>()], log: (event, data) => console.error(event, data), everyMs: 50, concurrency: 8, leaseMs: 30_000 });

  const results: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    begun = [];
    // Half a second of the rate is overdue at once, the rest keeps coming.
    const begin = Date.now() + 1_500;
    const count = Math.ceil(perMinute / 6);
    for (let index = 0; index < count; index += 25) {
      await Promise.all(Array.from({ length: Math.min(25, count - index) }, (_, offset) => insertApproved(owner, {
        profileId, personId: council.coordinator.personId, network: offset % 2 === 0 ? "feed" : "testing", text: `publicación ${round} ${index + offset}`,
        dueAt: instantOf(begin + Math.floor(((index + offset) * 60_000) / perMinute) - 500),
      }, clock.now())));
    }
    await sleep(Math.max(0, begin - Date.now()));
    const workers = [worker(), worker()];
    await sleep(500 + Math.random() * 2_000);
    const pressed = Date.now();
    const stopped = await inTransaction(db, (tx) => stopPublishing(tx, council.coordinator, { profileIds: null, reason: "bench" }, clock.now()));
    const committed = Date.now();
    if (!stopped.ok) throw new Error(JSON.stringify(stopped.refusal));
    await sleep(3_000);
    await Promise.all(workers.map((each) => each.stop()));
    const { rows } = await sql<{ network: string; state: string; changed_at: Instant }>`select network, state, changed_at from publishing.delivery where cancelled_at is null`.execute(owner);
    const out = rows.filter((row) => row.state === "confirmed");
    results.push({
      committed: committed - pressed,
      lastRequest: Math.max(...begun) - pressed,
      lastOwn: Math.max(...out.filter((row) => row.network === "feed").map((row) => epochMsOf(row.changed_at))) - pressed,
      sent: out.length,
      held: rows.filter((row) => row.state === "planned").length,
    });
    const strays = rows.filter((row) => row.state !== "confirmed" && row.state !== "planned");
    if (strays.length > 0) throw new Error(`neither out nor held: ${JSON.stringify(strays)}`);
    await inTransaction(db, (tx) => resumePublishing(tx, council.coordinator, stopped.value, clock.now()));
    await sql`update publishing.delivery set cancelled_at = ${clock.now()} where cancelled_at is null`.execute(owner);
  }
  console.log(`\n${perMinute} posts a minute, calls of ${CALL_MS} ms; milliseconds after the press (negative: before it)`);
  console.table(results);
  const worst = Math.max(...results.map((result) => Math.max(result.lastRequest, result.lastOwn)));
  console.log(`last send after the press, worst of ${rounds}: ${worst} ms (at most 1,000)`);
  if (worst > 1_000) process.exitCode = 1;
  await appPool.end();
  await pool.end();
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
