import { join } from "node:path";
import pg from "pg";
import { startEmbedded } from "#platform/postgres/embedded.ts";
import type { RunningProcess } from "./process.ts";

/** Lets so many days go by in the example city: its clock is an offset, and the process starts anew with another one. */
export async function letDaysGoBy(city: RunningProcess, days: number): Promise<void> {
  await city.kill();
  // The database goes on running without its process.
  const server = await startEmbedded(join(city.data, "postgres"));
  const client = new pg.Client(await server.database("pregonero_example"));
  await client.connect();
  await client.query("update platform.installation set clock_offset_ms = clock_offset_ms + $1", [days * 86_400_000]);
  await client.end();
  await city.restart();
}
