import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { mulberry } from "#app/faults.ts";
import { migrationFolders } from "#app/migrations.ts";
import { plusMs } from "#kernel/instant.ts";
import { systemClock } from "#platform/clock.ts";
import { openDatabase } from "#platform/database.ts";
import { migrate, readMigrations, rolesOf } from "#platform/migrate.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import { foundTestCouncil } from "#tests/council.ts";
import { insertApproved, insertTestingProfile } from "#tests/deliveries.ts";
import { startLyingNetwork } from "#tests/lying-network.ts";
import type { ChildSetting } from "./delivery-child.ts";

export interface CrashReport {
  readonly seed: number;
  readonly kills: number;
  readonly approved: number;
  readonly out: number;
  /** Approved and neither out nor with a person after everything settled. */
  readonly lost: readonly string[];
  /** On the network more than once. */
  readonly twice: readonly string[];
  /** On the network without being confirmed, or the other way round. */
  readonly wrong: readonly string[];
  readonly withPerson: number;
}

const WORKERS = 3;
// The settle time is longer than the network's own lag, and a lease longer than a call: what the times must obey.
const TIMES = { callMs: 800, settleMs: 1_600, leaseMs: 3_000 };
const VISIBLE_AFTER_MS = 500;

/** Kills delivery workers with SIGKILL, at named points and at random moments, while a lying network takes their posts. */
export async function crashRemoteDelivery(setting: { readonly seed: number; readonly kills: number; readonly posts: number; readonly onProgress?: (line: string) => void }): Promise<CrashReport> {
  const random = mulberry(setting.seed);
  const folder = await mkdtemp(join(tmpdir(), "pregonero-crash-"));
  const server = await startEmbedded(folder);
  const address = await server.database("pregonero_crash");
  await migrate(address, await readMigrations(await migrationFolders()));
  const { app } = rolesOf("pregonero_crash");
  const { db: owner, pool } = openDatabase({ address, size: 4 });
  const network = await startLyingNetwork({
    lies: { tooMany: 0.05, unavailable: 0.05, cutBefore: 0.04, cutAfter: 0.08, failedAfter: 0.05, badRequestWithEffect: 0.03, late: 0.05 },
    random, visibleAfterMs: VISIBLE_AFTER_MS, lateMs: 1_000,
  });
  const children = new Map<number, ChildProcess>();
  let kills = 0;
  let ending = false;

  const launch = (slot: number) => {
    const child: ChildSetting = {
      address, role: app, url: network.url, times: TIMES,
      // Half of the workers die at a named point now and then, half only when they are shot.
      faults: slot % 2 === 0 && !ending ? `*=kill@0.01;${Math.floor(random() * 1e9)}` : "",
    };
    const started = spawn(process.execPath, [join(import.meta.dirname, "delivery-child.ts"), JSON.stringify(child)], { stdio: ["ignore", "ignore", "inherit"], env: { PATH: process.env["PATH"] ?? "" } });
    children.set(slot, started);
    started.once("exit", () => {
      if (children.get(slot) !== started) return;
      children.delete(slot);
      if (ending) return;
      kills += 1;
      launch(slot);
    });
  };

  try {
    const clock = systemClock();
    const council = await foundTestCouncil(owner, clock.now());
    const profileId = await insertTestingProfile(owner, clock.now());
    const texts = Array.from({ length: setting.posts }, (_, index) => `aviso ${setting.seed}-${index}`);
    const spread = setting.kills * 220;
    for (const text of texts) {
      const at = clock.now();
      await insertApproved(owner, { profileId, personId: council.coordinator.personId, network: "testing", text, dueAt: plusMs(at, Math.floor(random() * spread)) }, at);
    }
    for (let slot = 0; slot < WORKERS; slot += 1) launch(slot);
    while (kills < setting.kills) {
      await sleep(60 + random() * 300);
      const slot = Math.floor(random() * WORKERS);
      children.get(slot)?.kill("SIGKILL");
      setting.onProgress?.(`${kills} of ${setting.kills} kills, ${network.posts.length} posts out`);
    }
    // From here on nobody dies, and everything must come to rest.
    ending = true;
    for (const child of children.values()) child.kill("SIGKILL");
    children.clear();
    for (let slot = 0; slot < WORKERS; slot += 1) launch(slot);
    await untilAtRest(owner);

    const { rows } = await sql<{ text: string; state: string; needs_person: boolean }>`
      select intent ->> 'text' as text, state, needs_person from publishing.delivery
    `.execute(owner);
    const times = (text: string) => network.posts.filter((post) => post.text.startsWith(`${text} `)).length;
    return {
      seed: setting.seed,
      kills,
      approved: rows.length,
      out: rows.filter((row) => times(row.text) > 0).length,
      lost: rows.filter((row) => times(row.text) === 0 && !(row.state === "unknown" && row.needs_person)).map((row) => `${row.text} (${row.state})`),
      twice: rows.filter((row) => times(row.text) > 1).map((row) => row.text),
      wrong: rows.filter((row) => (row.state === "confirmed") !== (times(row.text) > 0) && !row.needs_person).map((row) => `${row.text} (${row.state})`),
      withPerson: rows.filter((row) => row.needs_person).length,
    };
  } finally {
    ending = true;
    for (const child of children.values()) child.kill("SIGKILL");
    await network.close();
    await pool.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function untilAtRest(owner: Parameters<typeof foundTestCouncil>[0]): Promise<void> {
  const until = Date.now() + 120_000;
  while (Date.now() < until) {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from publishing.delivery where state in ('planned', 'armed', 'sent') or (state = 'unknown' and not needs_person)
    `.execute(owner);
    if (rows[0]?.n === 0) return;
    await sleep(200);
  }
  throw new Error("deliveries did not come to rest within two minutes");
}
