import "#platform/temporal.ts";
import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { sql } from "kysely";
import { migrationFolders } from "#app/migrations.ts";
import { endSession, listAttended, listOpenRights, listSessions, openSession } from "#modules/access/index.ts";
import { systemClock } from "#platform/clock.ts";
import { inTransaction, openDatabase } from "#platform/database.ts";
import { startTail } from "#platform/event-tail.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { migrate, readMigrations, rolesOf } from "#platform/migrate.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import { officeAudiences } from "#web/office/server/live/audience.ts";
import { openHub } from "#web/office/server/live/hub.ts";
import { watch } from "#web/office/server/live/route.ts";
import { foundTestCouncil } from "#tests/council.ts";

/**
 * Live screens in one process: memory a stream, how late a change reaches the last of them, how soon a revoked one is cut,
 * and a storm in which all come back at once with Last-Event-ID. The clients are a process of their own, from several
 * addresses 127.0.0.x. `node bench/live.ts [STREAMS]`; needs as many open files twice over.
 */
const PER_SESSION = 5;
const MARK = "bench.changed";

type Order = { readonly do: "open"; readonly port: number; readonly cookies: readonly string[]; readonly count: number } | { readonly do: "drop" } | { readonly do: "reopen" } | { readonly do: "count"; readonly sent: number } | { readonly do: "stop" };
type Report =
  | { readonly what: "opened"; readonly ms: number; readonly refused: number }
  | { readonly what: "all-heard"; readonly id: string; readonly lateness: readonly number[] }
  | { readonly what: "dropped" }
  | { readonly what: "reopened"; readonly ms: number; readonly refused: number }
  | { readonly what: "counted"; readonly missed: number }
  | { readonly what: "cut"; readonly at: number };

/** The clients: plain sockets, for what is measured is the server. */
function runClients(): void {
  const tell = (report: Report) => process.send?.(report);
  interface Client {
    socket: Socket | undefined;
    place: string;
    readonly cookie: string;
    readonly address: string;
    readonly heard: Set<string>;
    expected: boolean;
  }
  let clients: Client[] = [];
  let port = 0;
  let refused = 0;
  const lateness = new Map<string, number[]>();
  const wallNow = () => performance.timeOrigin + performance.now();

  function begin(client: Client): Promise<void> {
    return new Promise((resolve) => {
      const again = () => {
        refused += 1;
        setTimeout(() => void begin(client).then(resolve), 500 + (refused % 1_000));
      };
      const socket = connect({ port, host: "127.0.0.1", localAddress: client.address });
      client.socket = socket;
      let rest = "";
      let open = false;
      socket.setEncoding("utf8");
      socket.on("error", (error) => (refused < 3 ? console.error("not connected:", error.message) : undefined));
      socket.on("close", () => {
        if (!open) return again();
        if (client.expected) tell({ what: "cut", at: wallNow() });
      });
      socket.on("data", (chunk: string) => {
        const text = rest + chunk;
        if (!open) {
          if (!text.includes("\n\n")) return void (rest = text);
          if (!text.startsWith("HTTP/1.1 200")) {
            if (refused < 3) console.error("refused:", text.slice(0, 200));
            socket.removeAllListeners("close");
            socket.destroy();
            return again();
          }
          open = true;
          resolve();
        }
        const blocks = text.split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) {
          const id = /(?:^|\n)id: (\d+)/.exec(block)?.[1];
          if (id !== undefined) client.place = id;
          const sent = new RegExp(`"${MARK}","subject":\\{"type":"publication","id":"([^"]+)"`).exec(block)?.[1];
          if (sent === undefined) continue;
          client.heard.add(sent);
          const late = lateness.get(sent) ?? [];
          late.push(wallNow());
          lateness.set(sent, late);
          if (late.length === clients.length) tell({ what: "all-heard", id: sent, lateness: late });
        }
      });
      socket.write(`GET /office/live HTTP/1.1\r\nhost: localhost:${port}\r\nsec-fetch-site: same-origin\r\ncookie: ${client.cookie}\r\n${client.place === "" ? "" : `last-event-id: ${client.place}\r\n`}\r\n`);
    });
  }
  const beginAll = async () => {
    const from = performance.now();
    refused = 0;
    await Promise.all(clients.map(begin));
    return performance.now() - from;
  };

  process.once("disconnect", () => process.exit(0));
  process.on("message", (order: Order) => {
    void (async () => {
      switch (order.do) {
        case "open":
          port = order.port;
          clients = Array.from({ length: order.count }, (_, index) => ({ socket: undefined, place: "", cookie: order.cookies[index % order.cookies.length] ?? "", address: `127.0.0.${2 + (index % 8)}`, heard: new Set<string>(), expected: true }));
          return tell({ what: "opened", ms: await beginAll(), refused });
        case "drop":
          for (const client of clients) {
            client.expected = false;
            client.heard.clear();
            client.socket?.destroy();
          }
          return tell({ what: "dropped" });
        case "reopen": {
          const ms = await beginAll();
          for (const client of clients) client.expected = true;
          return tell({ what: "reopened", ms, refused });
        }
        case "count":
          return tell({ what: "counted", missed: clients.reduce((sum, { heard }) => sum + order.sent - heard.size, 0) });
        case "stop": process.exit(0);
      }
    })();
  });
}

async function measure(count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pregonero-bench-"));
  const embedded = await startEmbedded(folder);
  const clock = systemClock();
  const address = await embedded.database("bench_live");
  await migrate(address, await readMigrations(await migrationFolders()));
  const { db, pool } = openDatabase({ address, role: rolesOf("bench_live").app, size: 20 });
  const log = (event: string, data?: object) => console.error(event, data);
  const clients = fork(import.meta.filename, ["clients"], { execArgv: process.execArgv });
  const report = <What extends Report["what"]>(what: What, wanted: (report: Extract<Report, { what: What }>) => boolean = () => true) =>
    new Promise<Extract<Report, { what: What }>>((resolve) => {
      const listen = (said: Report) => {
        const heard = said as Extract<Report, { what: What }>;
        if (said.what !== what || !wanted(heard)) return;
        clients.off("message", listen);
        resolve(heard);
      };
      clients.on("message", listen);
    });
  const order = (said: Order) => clients.send(said);
  const wallNow = () => performance.timeOrigin + performance.now();
  const memory = async () => {
    for (let round = 0; round < 5; round += 1) {
      globalThis.gc?.();
      await sleep(100);
    }
    return process.memoryUsage();
  };
  try {
    const council = await foundTestCouncil(db, clock.now());
    const people = [council.coordinator, council.secondCoordinator, council.promoter, council.otherPromoter];
    const cookies: string[] = [];
    for (let index = 0; index < Math.ceil(count / PER_SESSION); index += 1) {
      const { personId } = people[index % people.length] ?? council.coordinator;
      cookies.push(`__Host-pregonero=${await inTransaction(db, (tx) => openSession(tx, personId, { complete: true, visitor: { source: "", agent: `bench ${index}` } }, clock.now()))}`);
    }
    const tail = await startTail({ db, log });
    const live = openHub({
      tail, log, audiences: officeAudiences,
      listOpenRights: (sessions) => listOpenRights(db, sessions, clock.now()),
      listAttended: () => listAttended(db, clock.now()),
    });
    const app = new Hono();
    app.get("/office/live", (context) => watch(context, { live, db, clock, origin: "http://localhost" }));
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1", serverOptions: { headersTimeout: 5_000, requestTimeout: 60_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 16_384 } });
    await new Promise<void>((resolve) => server.once("listening", () => resolve()));
    const { port } = server.address() as AddressInfo;

    const happen = async () => {
      const id = newId<string>(clock.now());
      const at = wallNow();
      await inTransaction(db, (tx) => recordEvent(tx, { kind: MARK, subject: { type: "publication", id }, at: clock.now() }));
      return { id, at };
    };
    const empty = await memory();
    const opening = report("opened");
    order({ do: "open", port, cookies, count });
    const opened = await opening;
    const full = await memory();
    const kb = (before: number, after: number) => Number(((after - before) / 1_024 / count).toFixed(1));

    const late: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      const heardBy = Promise.withResolvers<Extract<Report, { what: "all-heard" }>>();
      const listen = (said: Report) => said.what === "all-heard" && heardBy.resolve(said);
      clients.on("message", listen);
      const { at } = await happen();
      late.push(...(await heardBy.promise).lateness.map((moment) => moment - at));
      clients.off("message", listen);
    }
    late.sort((a, b) => a - b);

    const cuts: number[] = [];
    const listenCuts = (said: Report) => said.what === "cut" && cuts.push(said.at);
    clients.on("message", listenCuts);
    const [session] = await listSessions(db, council.coordinator.personId, clock.now());
    const revokedAt = wallNow();
    if (session) await endSession(db, council.coordinator.personId, session.id, clock.now());
    const cutBy = performance.now() + 5_000;
    while (cuts.length < PER_SESSION && performance.now() < cutBy) await sleep(20);
    clients.off("message", listenCuts);
    // All come back in the storm, this one too.
    if (session) await sql`update access.session set ended_at = null where id = ${session.id}`.execute(db);

    const dropping = report("dropped");
    order({ do: "drop" });
    await dropping;
    while (live.count() > 0) await sleep(50);
    for (let round = 0; round < 20; round += 1) await happen();
    const reopening = report("reopened");
    order({ do: "reopen" });
    // Things go on happening while they come back.
    for (let round = 0; round < 20; round += 1) {
      await happen();
      await sleep(100);
    }
    const reopened = await reopening;
    await sleep(2_000);
    const counting = report("counted");
    order({ do: "count", sent: 40 });
    const { missed } = await counting;

    console.table({
      streams: count,
      "opened in s": (opened.ms / 1_000).toFixed(1),
      "KB a stream, resident": kb(empty.rss, full.rss),
      "KB a stream, heap": kb(empty.heapUsed + empty.external, full.heapUsed + full.external),
      "broadcast p50 ms": Math.round(late[Math.floor(late.length * 0.5)] ?? Number.NaN),
      "broadcast p99 ms": Math.round(late[Math.floor(late.length * 0.99)] ?? Number.NaN),
      "broadcast last ms": Math.round(late.at(-1) ?? Number.NaN),
      "revoked: cut of 5": cuts.length,
      "revoked: last cut ms": Math.round(Math.max(...cuts) - revokedAt),
      "storm: all back in s": (reopened.ms / 1_000).toFixed(1),
      "storm: told to come later": reopened.refused,
      "storm: events for each": 40,
      "storm: missed": missed,
    });
    await live.stop();
    await tail.stop();
    server.close();
  } finally {
    order({ do: "stop" });
    await pool.end();
    await embedded.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === "clients") runClients();
else await measure(Number(process.argv[2] ?? 10_000));
