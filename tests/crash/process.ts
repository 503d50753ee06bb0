import { spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { mulberry } from "#app/faults.ts";
import { openDatabase } from "#platform/database.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import { type OfficeClient, signInAs } from "../../e2e/office-client.ts";
import { startProcess } from "../../e2e/process.ts";

export interface ProcessCrashReport {
  readonly seed: number;
  readonly kills: number;
  readonly approved: number;
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  /** Bodies of one activity that differed between two tries. */
  readonly altered: readonly string[];
  readonly verified: boolean;
}

const root = join(import.meta.dirname, "..", "..");

/**
 * Kills the real process from approval to confirmation and while it delivers to a follower's server, at named points and
 * at random moments, and starts it again each time on the same data.
 */
export async function crashWholeProcess(setting: { readonly seed: number; readonly kills: number; readonly publications: number; readonly onProgress?: (line: string) => void }): Promise<ProcessCrashReport> {
  const random = mulberry(setting.seed);
  const inbox = await startInbox(random);
  const app = await startProcess({ PREGONERO_ALLOW_PRIVATE: inbox.authority });
  const { origin } = app;
  try {
    await fetch(`${origin}/inicio/ejemplo`, { method: "POST", redirect: "manual", headers: { "sec-fetch-site": "same-origin" } });
    const author = await signInAs(origin, "Jon Ibarra");
    const approver = await signInAs(origin, "Beñat Arrieta");
    const profile = await followAs(app.data, inbox.url);
    const units = await author.call<{ id: string }[]>("GET", "/units");

    const waiting = new Map<string, string>();
    for (let index = 0; index < setting.publications; index += 1) {
      const title = `aviso ${setting.seed}-${index}`;
      const { publicationId } = await author.call<{ publicationId: string }>("POST", "/publications", { title });
      const content = { title, unitId: units[0]?.id ?? null, profiles: [profile], texts: { es: title, eu: `${title} eu` }, forks: {}, media: [], citations: [], exception: "live", due: null };
      const saved = await author.call<{ revision: number }>("PUT", `/publications/${publicationId}/draft`, { revision: 1, content });
      await author.call("POST", `/publications/${publicationId}/submit`, { revision: saved.revision });
      const view = await approver.call<{ version: { hash: string } }>("GET", `/publications/${publicationId}`);
      waiting.set(publicationId, view.version.hash);
    }

    let kills = 0;
    const approveAll = async () => {
      for (const [id, hash] of waiting) {
        for (;;) {
          const answer = await approver.call("POST", `/publications/${id}/approve`, { hash }).then(() => "done", (error: unknown) => error);
          if (answer === "done") break;
          // The answer may have been lost although the approval was not: look before trying again.
          const view = await approver.call<{ state: string }>("GET", `/publications/${id}`).catch(() => undefined);
          if (view && view.state !== "in_review") break;
          await sleep(100);
        }
        await sleep(random() * 400);
      }
    };
    const approving = approveAll();
    while (kills < setting.kills) {
      await sleep(150 + random() * 700);
      kills += 1;
      await app.restart(kills % 2 === 0 ? { PREGONERO_TEST_FAULTS: `*=kill@0.02;${Math.floor(random() * 1e9)}` } : {}).catch(() => undefined);
      setting.onProgress?.(`${kills} of ${setting.kills} kills, ${inbox.objects().size} posts at the follower`);
    }
    await app.restart();
    await approving;
    await untilAllOut(approver, waiting);
    await untilAllThere(app.data, inbox, waiting.size);

    const titles = [...inbox.objects().values()];
    const counts = new Map<string, number>();
    for (const title of titles) counts.set(title, (counts.get(title) ?? 0) + 1);
    const all = Array.from({ length: setting.publications }, (_, index) => `aviso ${setting.seed}-${index}`);
    await sleep(2_500);
    const verify = spawnSync(process.execPath, [join(root, "src/app/main.ts"), "verify"], { env: { ...process.env, PREGONERO_DATA: app.data, PREGONERO_ORIGIN: origin }, encoding: "utf8" });
    return {
      seed: setting.seed,
      kills,
      approved: waiting.size,
      lost: all.filter((title) => !counts.has(title)),
      twice: [...counts].filter(([, count]) => count > 1).map(([title]) => title),
      altered: inbox.altered(),
      verified: verify.status === 0,
    };
  } finally {
    await app.remove();
    await inbox.close();
  }
}

/** A follower's server: takes what comes, answers badly now and then, and remembers each activity by its id. */
export async function startInbox(random: () => number) {
  const bodies = new Map<string, string>();
  const objects = new Map<string, string>();
  const altered = new Set<string>();
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString("utf8");
      const dice = random();
      if (dice < 0.1) return void response.writeHead(503, { "retry-after": "1" }).end();
      const activity = JSON.parse(body) as { id: string; type: string; object: { id: string; content: string } };
      if (bodies.has(activity.id) && bodies.get(activity.id) !== body) altered.add(activity.id);
      bodies.set(activity.id, body);
      // What the example city itself has planned has no number: it is told by its address.
      if (activity.type === "Create") objects.set(activity.object.id, /aviso \d+-\d+/.exec(activity.object.content)?.[0] ?? activity.object.id);
      // Taken, and the answer lost: the sender must come again, with the same activity.
      if (dice < 0.2) return void request.socket.destroy();
      response.writeHead(202).end();
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/inbox`,
    authority: `127.0.0.1:${port}`,
    objects: () => objects,
    altered: () => [...altered],
    close: () => new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}

/** A follower of the city's profile, entered behind the product's back: following itself is tested elsewhere. */
export async function followAs(data: string, inbox: string): Promise<string> {
  const server = await startEmbedded(join(data, "postgres"));
  const { db, pool } = openDatabase({ address: await server.database("pregonero_example"), size: 1 });
  try {
    const { rows } = await sql<{ id: string }>`select id from register.profile where network = 'activitypub' and handle = 'robledal'`.execute(db);
    const id = rows[0]?.id;
    if (!id) throw new Error("the example city has no such profile");
    const { host } = new URL(inbox);
    const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" }).toString();
    const actor = `http://${host}/users/herritarra`;
    await sql`
      insert into activitypub.follower (profile_id, actor, host, inbox, follow, key_id, key_pem, followed_at, refreshed_at)
      values (${id}, ${actor}, ${host}, ${inbox}, ${`${actor}/follow`}, ${`${actor}#main-key`}, ${key}, '2026-09-01T00:00:00Z', '2026-09-01T00:00:00Z')
    `.execute(db);
    return id;
  } finally {
    await pool.end();
  }
}

async function untilAllOut(client: OfficeClient, waiting: ReadonlyMap<string, string>): Promise<void> {
  const until = Date.now() + 60_000;
  for (const id of waiting.keys()) {
    for (;;) {
      const { state } = await client.call<{ state: string }>("GET", `/publications/${id}`);
      if (state === "published") break;
      if (Date.now() > until) throw new Error(`publication ${id} is still ${state}`);
      await sleep(200);
    }
  }
}

/** Followers' servers are tried again after pauses that grow to hours; here what waits is brought forward instead. */
async function untilAllThere(data: string, inbox: { objects(): ReadonlyMap<string, string> }, count: number): Promise<void> {
  const server = await startEmbedded(join(data, "postgres"));
  const { db, pool } = openDatabase({ address: await server.database("pregonero_example"), size: 1 });
  try {
    const until = Date.now() + 120_000;
    while (inbox.objects().size < count && Date.now() < until) {
      await sql`update activitypub.fan_out set next_at = '2026-09-21T00:00:00Z' where state = 'waiting' and lease_until is null`.execute(db);
      await sql`delete from activitypub.remote_host`.execute(db);
      await sleep(1_000);
    }
  } finally {
    await pool.end();
  }
}
