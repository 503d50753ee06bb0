import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { inject } from "vitest";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import { freePort, type RunningProcess, startProcess } from "./process.ts";

const run = promisify(execFile);

/** Presses the button of the first-run page, as a visitor without JavaScript. */
async function loadExample(origin: string): Promise<void> {
  const answer = await fetch(`${origin}/inicio/ejemplo`, { method: "POST", redirect: "manual", headers: { "sec-fetch-site": "same-origin" } });
  if (answer.status !== 303) throw new Error(`the example city was not loaded: ${answer.status}`);
}

interface StoredCity {
  readonly data: string;
  /** Its addresses carry the port, so copies run on the same one. */
  readonly port: number;
  /** Milliseconds since the epoch; its clock stands still from then on until a copy starts. */
  readonly storedAt: number;
}

/** Loaded once for each worker, then put away. */
async function storedCity(): Promise<StoredCity> {
  const folder = join(inject("exampleFolder"), process.env["VITEST_POOL_ID"] ?? "1");
  const note = join(folder, "city.json");
  const known = await readFile(note, "utf8").catch(() => undefined);
  if (known !== undefined) return JSON.parse(known) as StoredCity;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const data = join(folder, "data");
  const port = await freePort();
  const city = await startProcess({}, { port });
  await loadExample(city.origin);
  await city.stop();
  await rename(city.data, data);
  const stored = { data, port, storedAt: Date.now() };
  await writeFile(note, JSON.stringify(stored));
  return stored;
}

/**
 * The example city a moment after it was loaded, in a process of its own: most journeys begin there. It is a copy, which takes a
 * second instead of ten. A second city in one worker has its own port, so it is loaded anew.
 */
export async function startExampleCity(environment: Readonly<Record<string, string>> = {}): Promise<RunningProcess> {
  const { data: from, port, storedAt } = await storedCity();
  if (!(await isFree(port))) {
    const city = await startProcess(environment);
    await loadExample(city.origin);
    return city;
  }
  const data = await mkdtemp(join(tmpdir(), "pregonero-e2e-"));
  await run("cp", ["-a", `${from}/.`, data]);
  await moveClock(data, storedAt - Date.now());
  return startProcess(environment, { port, data });
}

const isFree = (port: number): Promise<boolean> => new Promise((resolve) => {
  const server = createServer();
  server.once("error", () => resolve(false));
  server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
});

/** The clock of the example city is an offset. Its process must not run; its database goes on running. */
async function moveClock(data: string, milliseconds: number): Promise<void> {
  const server = await startEmbedded(join(data, "postgres"));
  const client = new pg.Client(await server.database("pregonero_example"));
  await client.connect();
  await client.query("update platform.installation set clock_offset_ms = clock_offset_ms + $1", [milliseconds]);
  await client.end();
}

/** Lets so many days go by; the process is killed and starts anew. */
export async function letDaysGoBy(city: RunningProcess, days: number): Promise<void> {
  await city.kill();
  await moveClock(city.data, days * 86_400_000);
  await city.restart();
}
