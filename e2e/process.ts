import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const root = join(import.meta.dirname, "..");

/** A Pregonero as people start it: its own process, its own data folder, its own port. */
export interface RunningProcess {
  readonly origin: string;
  readonly data: string;
  /** What it has printed so far. */
  output(): string;
  /** SIGKILL, as a power cut; the data stay. */
  kill(): Promise<void>;
  /** SIGTERM, as an administrator. */
  stop(): Promise<number>;
  restart(environment?: Readonly<Record<string, string>>): Promise<void>;
  /** Another command of the same program on the same data, as an administrator beside it: `verify`. */
  command(...words: readonly string[]): Promise<{ readonly code: number; readonly printed: string }>;
  /** Stops it and deletes its data. */
  remove(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (typeof address !== "object" || !address) throw new Error("no port");
  return address.port;
}

export async function startProcess(environment: Readonly<Record<string, string>> = {}, place: { readonly port?: number; readonly data?: string } = {}): Promise<RunningProcess> {
  const port = place.port ?? await freePort();
  const data = place.data ?? await mkdtemp(join(tmpdir(), "pregonero-e2e-"));
  const origin = `http://localhost:${port}`;
  let child: ChildProcess | undefined;
  let printed = "";

  const begin = (words: readonly string[], more: Readonly<Record<string, string>> = {}) => spawn(process.execPath, [join(root, "src/app/main.ts"), ...words], {
    cwd: root,
    env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "/root", PORT: String(port), PREGONERO_DATA: data, ...environment, ...more },
    stdio: ["ignore", "pipe", "pipe"],
  });

  const launch = async (more: Readonly<Record<string, string>> = {}) => {
    const started = begin(["serve"], more);
    child = started;
    for (const stream of [started.stdout, started.stderr]) stream.on("data", (chunk: Buffer) => {
      printed += chunk.toString("utf8");
    });
    const until = Date.now() + 60_000;
    while (Date.now() < until) {
      if (started.exitCode !== null || started.signalCode !== null) break;
      const healthy = await fetch(`${origin}/health`).then((answer) => answer.status < 500, () => false);
      if (healthy) return;
      await sleep(50);
    }
    throw new Error(`the process did not start:\n${printed}`);
  };
  const end = async (signal: "SIGKILL" | "SIGTERM"): Promise<number> => {
    const ending = child;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return ending?.exitCode ?? -1;
    const exited = new Promise<number>((resolve) => ending.once("exit", (code) => resolve(code ?? -1)));
    ending.kill(signal);
    return exited;
  };

  await launch();
  return {
    origin,
    data,
    output: () => printed,
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
    restart: async (more) => {
      await end("SIGKILL");
      await launch(more);
    },
    command: async (...words) => {
      const beside = begin(words);
      let told = "";
      for (const stream of [beside.stdout, beside.stderr]) stream.on("data", (chunk: Buffer) => {
        told += chunk.toString("utf8");
      });
      const code = await new Promise<number>((resolve) => beside.once("close", (status) => resolve(status ?? -1)));
      return { code, printed: told };
    },
    remove: async () => {
      // A killed process leaves its database running; one that starts again adopts it and stops it cleanly.
      if (child?.signalCode !== null) await launch().catch(() => undefined);
      await end("SIGTERM");
      await rm(data, { recursive: true, force: true });
    },
  };
}
