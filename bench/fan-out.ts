/**
 * G5: durable signed deliveries a second, to a receiver that verifies each, beside a raw loop that signs and sends the
 * same bytes and remembers nothing. Both in one run, in turns, because machines are noisy.
 *
 *   node bench/fan-out.ts [--deliveries 10000] [--hosts 100] [--rounds 3]
 */
import { type ChildProcess, fork } from "node:child_process";
import { createPublicKey, createVerify, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer } from "node:http";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Agent } from "undici";
import { sql } from "kysely";
import { migrationFolders } from "#app/migrations.ts";
import { reachOf } from "#networks/activitypub/index.ts";
import { digestOf, signedPost } from "#networks/activitypub/signature.ts";
import { systemClock } from "#platform/clock.ts";
import { openDatabase } from "#platform/database.ts";
import { migrate, readMigrations } from "#platform/migrate.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import { startInstallation } from "#tests/fediverse.ts";

if (process.env["BENCH_RECEIVER"] === "1") receive();
else await measure();

/** In a process of its own: verifies every signature with keys it was given, and counts. */
function receive(): void {
  const keys = new Map<string, KeyObject>();
  const counts = { verified: 0, refused: 0 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { host = "", date = "", digest = "", signature = "" } = request.headers as Readonly<Record<string, string | undefined>>;
      const key = keys.get(/keyId="([^"]+)"/.exec(signature)?.[1] ?? "");
      const text = `(request-target): post ${request.url}\nhost: ${host}\ndate: ${date}\ndigest: ${digest}`;
      const isGood = key !== undefined && digest === digestOf(Buffer.concat(chunks)) &&
        createVerify("sha256").update(text).verify(key, /signature="([^"]+)"/.exec(signature)?.[1] ?? "", "base64");
      counts[isGood ? "verified" : "refused"] += 1;
      response.writeHead(isGood ? 202 : 401).end();
    });
  });
  process.on("message", (message: { readonly key?: { readonly id: string; readonly pem: string } }) => {
    if (message.key) keys.set(message.key.id, createPublicKey(message.key.pem));
    process.send?.({ counts });
  });
  server.listen(0, "0.0.0.0", () => {
    const address = server.address();
    process.send?.({ port: address !== null && typeof address === "object" ? address.port : 0 });
  });
}

async function measure(): Promise<void> {
  const { values } = parseArgs({ options: { deliveries: { type: "string", default: "10000" }, hosts: { type: "string", default: "100" }, rounds: { type: "string", default: "3" } } });
  const [deliveries, hosts, rounds] = [Number(values.deliveries), Number(values.hosts), Number(values.rounds)];
  const clock = systemClock();
  const receiver = fork(import.meta.filename, { env: { ...process.env, BENCH_RECEIVER: "1" } });
  const { port } = await answerOf<{ readonly port: number }>(receiver);
  const authorities = Array.from({ length: hosts }, (_, index) => `127.0.${2 + Math.floor(index / 250)}.${1 + (index % 250)}:${port}`);
  const folder = join(tmpdir(), `pregonero-bench-${process.pid}`);
  const server = await startEmbedded(folder);
  const address = await server.database("bench");
  await migrate(address, await readMigrations(await migrationFolders()));
  const { db, pool } = openDatabase({ address, name: "bench", size: 8 });
  const installation = await startInstallation({ db, clock, allow: authorities });
  const profileId = await installation.actor("reparto");
  // Followers without a shared inbox: each is a delivery, spread over the hosts.
  await sql`
    insert into activitypub.follower (profile_id, actor, host, inbox, follow, key_id, key_pem, followed_at, refreshed_at)
    select ${profileId}, 'http://' || a || '/u/' || n, a, 'http://' || a || '/u/' || n || '/inbox', 'f', 'k', 'p', ${clock.now()}, ${clock.now()}
    from generate_series(1, ${deliveries}) n, lateral (select (${authorities}::text[])[1 + n % ${hosts}] as a) host`.execute(db);
  const { rows: keys } = await sql<{ public_key: string }>`select public_key from activitypub.actor`.execute(db);
  await tell(receiver, { key: { id: installation.addresses.key(profileId), pem: keys[0]?.public_key ?? "" } });
  const raw = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  await tell(receiver, { key: { id: "http://raw/#main-key", pem: raw.publicKey.export({ type: "spki", format: "pem" }).toString() } });
  const { rows: inboxes } = await sql<{ inbox: string }>`select inbox from activitypub.follower`.execute(db);
  const targets = inboxes.map(({ inbox }) => new URL(inbox));

  const text = "Corte de agua en la calle Mayor #agua. ".repeat(10);
  const federation = await installation.start();
  const rows: { readonly raw: number; readonly ours: number; readonly accept: number; readonly rss: number }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const rawRate = await rawLoop(targets, raw.privateKey, clock);
    const idle = process.memoryUsage.rss();
    const intent = installation.intent(profileId, { text, texts: { es: text } });
    let most = idle;
    const watch = setInterval(() => { most = Math.max(most, process.memoryUsage.rss()); }, 50);
    const from = performance.now();
    await installation.accept(intent);
    const accepted = performance.now();
    federation.wake();
    while ((await reachOf(db, intent.deliveryId)).delivered < deliveries) await new Promise((resolve) => setTimeout(resolve, Math.max(250, deliveries / 100)));
    const seconds = (performance.now() - from) / 1_000;
    clearInterval(watch);
    // The first round warms up both.
    if (round > 0) rows.push({ raw: rawRate, ours: deliveries / seconds, accept: accepted - from, rss: (most - idle) / 1_048_576 });
  }
  const { counts } = await tell(receiver, {});
  const middle = (values_: readonly number[]): number => [...values_].sort((one, other) => one - other)[Math.floor(values_.length / 2)] ?? 0;
  const [rawRate, ourRate] = [middle(rows.map((row) => row.raw)), middle(rows.map((row) => row.ours))];
  console.log(`${deliveries} inboxes on ${hosts} hosts, ${rounds} rounds after a warm-up; the receiver verified ${counts.verified} and refused ${counts.refused}`);
  console.log("round | raw sign+POST/s | durable deliveries/s | ratio | accept ms | RSS over idle MB");
  for (const [index, row] of rows.entries()) console.log([index + 1, row.raw.toFixed(0), row.ours.toFixed(0), (row.ours / row.raw).toFixed(2), row.accept.toFixed(0), row.rss.toFixed(0)].join(" | "));
  console.log(["median", rawRate.toFixed(0), ourRate.toFixed(0), (ourRate / rawRate).toFixed(2), "", ""].join(" | "));
  await federation.stop();
  await installation.close();
  receiver.kill();
  await pool.end();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Signs and sends, 64 at a time, and remembers nothing. */
async function rawLoop(targets: readonly URL[], key: KeyObject, clock: ReturnType<typeof systemClock>): Promise<number> {
  const agent = new Agent({ connections: 4 });
  const body = Buffer.from(JSON.stringify({ type: "Create", text: "Corte de agua en la calle Mayor #agua. ".repeat(25) }));
  const digest = digestOf(body);
  const queue = targets.values();
  const from = performance.now();
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      for (const target of queue) {
        const headers = await signedPost(target, digest, { keyId: "http://raw/#main-key", key }, clock.now());
        const answer = await agent.request({ origin: target.origin, path: target.pathname, method: "POST", headers: { ...headers, "content-type": "application/activity+json" }, body });
        await answer.body.dump();
        if (answer.statusCode !== 202) throw new Error(`the receiver answered ${answer.statusCode}`);
      }
    }),
  );
  const seconds = (performance.now() - from) / 1_000;
  await agent.close();
  return targets.length / seconds;
}

function answerOf<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve) => child.once("message", (message) => resolve(message as Message)));
}

async function tell(child: ChildProcess, message: Readonly<Record<string, unknown>>): Promise<{ readonly counts: { readonly verified: number; readonly refused: number } }> {
  const answer = answerOf<{ readonly counts: { readonly verified: number; readonly refused: number } }>(child);
  child.send(message);
  return answer;
}
