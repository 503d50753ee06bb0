import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { mulberry } from "#app/faults.ts";
import { migrationFolders } from "#app/migrations.ts";
import type { Id } from "#kernel/id.ts";
import { plusMs } from "#kernel/instant.ts";
import type { OutgoingMedia } from "#networks/contract/index.ts";
import { systemClock } from "#platform/clock.ts";
import { openDatabase } from "#platform/database.ts";
import { migrate, readMigrations, rolesOf } from "#platform/migrate.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import { foundTestCouncil } from "#tests/council.ts";
import { insertApproved, insertTestingProfile } from "#tests/deliveries.ts";
import { startFakeMastodon } from "#networks/mastodon/fake.ts";
import type { AccountAccess } from "#networks/mastodon/index.ts";
import type { Lies } from "#networks/testkit/faults.ts";
import type { ChildSetting } from "./delivery-child.ts";

export interface CrashReport {
  readonly seed: number;
  readonly kills: number;
  readonly approved: number;
  /** On the network when the last worker was killed. */
  readonly outWhileDying: number;
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
const TIMES = { callMs: 800, settleMs: 1_600, leaseMs: 3_000, mediaPollMs: 40, retryMs: 200 };
const VISIBLE_AFTER_MS = 500;
const LATE_MS = 1_000;
const LONGEST_LIFE_MS = 1_500;
const LIES: Lies = {
  "too-many": 0.03, "too-many-seconds": 0.02, unavailable: 0.05, "cut-before": 0.04, "html-error": 0.02,
  "cut-after": 0.08, "failed-after": 0.04, "unavailable-after": 0.02, "no-with-effect": 0.03, late: 0.05,
};

const PICTURE: OutgoingMedia = { digest: "d", mediaType: "image/jpeg", width: 640, height: 480, url: "https://ciudad.example/media/d.jpg", alt: "Plano" };

/**
 * Kills delivery workers with SIGKILL, at named points and at random moments, while two servers of Mastodon's API that lie
 * take their posts: Mastodon itself, which knows a repeated key, and another that does not.
 */
export async function crashMastodon(setting: { readonly seed: number; readonly kills: number; readonly posts: number; readonly onProgress?: (line: string) => void }): Promise<CrashReport> {
  const random = mulberry(setting.seed);
  const folder = await mkdtemp(join(tmpdir(), "pregonero-crash-"));
  const server = await startEmbedded(folder);
  const address = await server.database("pregonero_crash");
  await migrate(address, await readMigrations(await migrationFolders()));
  const { app } = rolesOf("pregonero_crash");
  const { db: owner, pool } = openDatabase({ address, size: 4 });
  const clock = systemClock();
  const faking = { clock, visibleAfterMs: VISIBLE_AFTER_MS, lateMs: LATE_MS, mediaMs: 90, lies: LIES, random };
  const servers = [await startFakeMastodon({ ...faking, honoursKeys: true }), await startFakeMastodon({ ...faking, honoursKeys: false, version: "1.0 (compatible; Other 1.0)" })];
  const accounts: Record<Id<"profile">, AccountAccess> = {};
  const posts = () => servers.flatMap(({ statuses }) => statuses);
  const children = new Map<number, { readonly process: ChildProcess; readonly ready: Promise<void>; readonly gone: Promise<void> }>();
  let kills = 0;
  let ending = false;

  const launch = (slot: number) => {
    const child: ChildSetting = {
      address, role: app, accounts, times: TIMES,
      // Half of the workers die at a named point now and then, half only when they are shot.
      faults: slot % 2 === 0 && !ending ? `*=kill@0.01;${Math.floor(random() * 1e9)}` : "",
    };
    const started = spawn(process.execPath, [join(import.meta.dirname, "delivery-child.ts"), JSON.stringify(child)], { stdio: ["ignore", "pipe", "inherit"], env: { PATH: process.env["PATH"] ?? "" } });
    const gone = new Promise<void>((resolve) => {
      started.once("exit", () => {
        resolve();
        if (children.get(slot)?.process !== started) return;
        children.delete(slot);
        if (ending) return;
        kills += 1;
        launch(slot);
      });
    });
    // One that dies before it is ready is gone, and that is waited for as well.
    const ready = Promise.race([gone, new Promise<void>((resolve) => started.stdout.once("data", () => resolve()))]);
    children.set(slot, { process: started, ready, gone });
  };

  try {
    const council = await foundTestCouncil(owner, clock.now());
    const profiles: Id<"profile">[] = [];
    for (const fake of servers) {
      const profileId = await insertTestingProfile(owner, clock.now(), "mastodon");
      const { account, token } = fake.account("movilidad");
      accounts[profileId] = { origin: fake.origin, token, account: account.id, details: { program: profiles.length === 0 ? "mastodon" : "other" } };
      profiles.push(profileId);
    }
    const texts = Array.from({ length: setting.posts }, (_, index) => `aviso ${setting.seed}-${index}`);
    const spread = setting.kills * 400;
    for (const [index, text] of texts.entries()) {
      const at = clock.now();
      const profileId = profiles[index % profiles.length];
      if (!profileId) continue;
      // Every third with a picture: its upload has faults of its own, before the step that cannot be taken back.
      const media = index % 3 === 0 ? [PICTURE] : [];
      await insertApproved(owner, { profileId, personId: council.coordinator.personId, network: "mastodon", text, media, dueAt: plusMs(at, Math.floor(random() * spread)) }, at);
    }
    // Each is shot a moment after it has come up and begun to work, so that most die with something in their hands.
    const hunt = async (slot: number) => {
      launch(slot);
      while (kills < setting.kills) {
        const child = children.get(slot);
        await child?.ready;
        await sleep(random() * LONGEST_LIFE_MS);
        if (child && children.get(slot) === child) child.process.kill("SIGKILL");
        await child?.gone;
        setting.onProgress?.(`${kills} of ${setting.kills} kills, ${posts().length} posts out`);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, (_, slot) => hunt(slot)));
    const outWhileDying = posts().length;
    // From here on nobody dies, and everything must come to rest.
    ending = true;
    for (const child of children.values()) child.process.kill("SIGKILL");
    children.clear();
    for (let slot = 0; slot < WORKERS; slot += 1) launch(slot);
    await untilAtRest(owner);

    const { rows } = await sql<{ text: string; state: string; needs_person: boolean }>`
      select intent ->> 'text' as text, state, needs_person from publishing.delivery
    `.execute(owner);
    const times = (text: string) => posts().filter((post) => post.text === text).length;
    return {
      seed: setting.seed,
      kills,
      approved: rows.length,
      outWhileDying,
      out: rows.filter((row) => times(row.text) > 0).length,
      lost: rows.filter((row) => times(row.text) === 0 && !(row.state === "unknown" && row.needs_person)).map((row) => `${row.text} (${row.state})`),
      twice: rows.filter((row) => times(row.text) > 1).map((row) => row.text),
      wrong: rows.filter((row) => (row.state === "confirmed") !== (times(row.text) > 0) && !row.needs_person).map((row) => `${row.text} (${row.state})`),
      withPerson: rows.filter((row) => row.needs_person).length,
    };
  } finally {
    ending = true;
    for (const child of children.values()) child.process.kill("SIGKILL");
    await Promise.all(servers.map((fake) => fake.close()));
    await pool.end();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function untilAtRest(owner: Parameters<typeof foundTestCouncil>[0]): Promise<void> {
  const until = Date.now() + 180_000;
  while (Date.now() < until) {
    const { rows } = await sql<{ n: number }>`
      select count(*) as n from publishing.delivery where state in ('planned', 'armed', 'sent') or (state = 'unknown' and not needs_person)
    `.execute(owner);
    if (rows[0]?.n === 0) return;
    await sleep(200);
  }
  throw new Error("deliveries did not come to rest within three minutes");
}
