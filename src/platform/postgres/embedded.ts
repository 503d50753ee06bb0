import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chown, mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import type { DatabaseAddress } from "../database.ts";
import { binariesFor } from "./binaries.ts";
import { asServerUser, serverUser, type ServerUser } from "./os-user.ts";

const run = promisify(execFile);

/** A running PostgreSQL of our own, on a Unix socket: no port, no password, nobody but the user who runs us may enter. */
export interface EmbeddedServer {
  /** Address of a database on it, created when missing. */
  database(name: string): Promise<DatabaseAddress>;
  /** Drops a database with everything in it. */
  dropDatabase(name: string): Promise<void>;
  /** `adopted`: it was already running, left behind by a killed process or owned by a running one. */
  readonly origin: "started" | "adopted";
  /** Starts the server again whenever it is found dead, until `stop`; `restarted` is told each time. */
  keepAlive(restarted: () => void): void;
  /** Clean stop; what had been acknowledged is on disk either way. */
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 1_000;

const OWNER = "pregonero";

/**
 * Starts the server on `folder`, makes it first where there is none, or adopts the one that already runs there.
 * @param folder absolute; holds `cluster/` and `postgres.log`
 */
export async function startEmbedded(folder: string): Promise<EmbeddedServer> {
  const cluster = join(folder, "cluster");
  const sockets = await socketFolder(folder);
  const start = async () => {
    const user = await serverUser();
    const native = await binariesFor(user !== undefined);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await mkdir(sockets, { recursive: true, mode: 0o700 });
    await give(folder, user);
    await give(sockets, user);
    await initialise(native, cluster, user);
    await launch(native, folder, cluster, sockets, user);
  };
  const running = await runningServer(cluster, sockets);
  if (!running) await start();
  let watch: NodeJS.Timeout | undefined;
  const address = (database: string): DatabaseAddress => ({ host: sockets, database, user: OWNER });
  return {
    origin: running ? "adopted" : "started",
    database: async (name) => {
      await withClient(address("postgres"), async (client) => {
        const found = await client.query("select 1 from pg_database where datname = $1", [name]);
        if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
      });
      return address(name);
    },
    dropDatabase: (name) =>
      withClient(address("postgres"), async (client) => {
        await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
      }),
    keepAlive: (restarted) => {
      let busy = false;
      const look = async () => {
        const pid = await postmasterPid(cluster);
        if (pid !== undefined && isAlive(pid)) return;
        await start();
        restarted();
      };
      watch = setInterval(() => {
        if (busy) return;
        busy = true;
        // A start that fails is tried again at the next look; its reason is in the server's own log.
        look().catch(() => undefined).finally(() => {
          busy = false;
        });
      }, LOOK_EVERY_MS);
      watch.unref();
    },
    stop: async () => {
      clearInterval(watch);
      await stop(cluster);
      await rm(sockets, { recursive: true, force: true });
    },
  };
}

// A socket's path may have 107 bytes at most, so it cannot live in a data folder of any depth.
async function socketFolder(folder: string): Promise<string> {
  const digest = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  const path = join(tmpdir(), `pregonero-${digest}`);
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
}

async function give(path: string, user: ServerUser | undefined): Promise<void> {
  if (user) await chown(path, user.uid, user.gid);
}

async function initialise(native: string, cluster: string, user: ServerUser | undefined): Promise<void> {
  if (await exists(join(cluster, "PG_VERSION"))) return;
  // Made beside and renamed when whole: an interrupted start never leaves half a cluster that looks like one.
  const making = `${cluster}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { mode: 0o700 });
  await give(making, user);
  const command = asServerUser(user, join(native, "bin", "initdb"), [
    `--pgdata=${making}`, `--username=${OWNER}`, "--auth=peer", "--encoding=UTF8",
    "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
  ]);
  await run(command.file, command.args, { env: { ...libraryPath(native) } });
  await writeFile(join(making, "pg_hba.conf"), "local all all peer map=pregonero\n");
  const visitors = new Set([userInfo().username, user?.name ?? userInfo().username]);
  await writeFile(join(making, "pg_ident.conf"), [...visitors].map((name) => `pregonero "${name}" ${OWNER}\n`).join(""));
  await rm(cluster, { recursive: true, force: true });
  await rename(making, cluster);
}

async function launch(native: string, folder: string, cluster: string, sockets: string, user: ServerUser | undefined): Promise<void> {
  const command = asServerUser(user, join(native, "bin", "postgres"), [
    "-D", cluster,
    "-c", "listen_addresses=",
    "-c", `unix_socket_directories=${sockets}`,
    "-c", "unix_socket_permissions=0700",
    "-c", "max_connections=80",
    "-c", "shared_buffers=128MB",
    "-c", "log_timezone=UTC",
    "-c", "timezone=UTC",
  ]);
  const log = await open(join(folder, "postgres.log"), "a", 0o600);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    // Detached: a kill of our process group must not take the database with it in the middle of a write.
    const child = spawn(command.file, command.args, {
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      env: { ...libraryPath(native), PATH: process.env["PATH"] },
      cwd: "/",
    });
    const exited = new Promise<"exited">((resolve) => {
      child.once("exit", () => resolve("exited"));
      child.once("error", () => resolve("exited"));
    });
    child.unref();
    if ((await Promise.race([exited, answers(sockets, 30_000)])) !== "exited") {
      await log.close();
      return;
    }
    // Backends of a killed postmaster may still hold its shared memory for a moment.
    await sleep(500);
  }
  await log.close();
  throw new Error(`PostgreSQL did not start; its last words are in ${join(folder, "postgres.log")}`);
}

async function runningServer(cluster: string, sockets: string): Promise<boolean> {
  const pid = await postmasterPid(cluster);
  if (pid === undefined || !isAlive(pid)) return false;
  return (await answers(sockets, 10_000)) === "answers";
}

async function postmasterPid(cluster: string): Promise<number | undefined> {
  const text = await readFile(join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

async function answers(sockets: string, forMs: number): Promise<"answers" | "silent"> {
  const until = performance.now() + forMs;
  while (performance.now() < until) {
    const answered = await withClient({ host: sockets, database: "postgres", user: OWNER }, async () => true).catch(() => false);
    if (answered) return "answers";
    await sleep(15);
  }
  return "silent";
}

async function stop(cluster: string): Promise<void> {
  const pid = await postmasterPid(cluster);
  if (pid === undefined || !isAlive(pid)) return;
  process.kill(pid, "SIGINT");
  while (isAlive(pid) && (await postmasterPid(cluster)) === pid) await sleep(15);
}

async function withClient<Value>(address: DatabaseAddress, work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = new pg.Client({ ...address, connectionTimeoutMillis: 5_000 });
  // `with (force)` and a stopping server end connections; the promise that is waiting carries the error.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const libraryPath = (native: string) => ({ LD_LIBRARY_PATH: join(native, "lib"), LC_ALL: "C" });

const exists = (path: string) => stat(path).then(() => true, () => false);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
