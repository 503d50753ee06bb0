import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import "#platform/temporal.ts";
import { migrationFolders } from "#app/migrations.ts";
import type { DatabaseAddress } from "#platform/database.ts";
import { migrate, readMigrations } from "#platform/migrate.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A URL of another PostgreSQL, or the address of the embedded one. */
    server: DatabaseAddress;
    template: string;
  }
}

/** One server for all database tests, with one migrated template that each test file clones. */
export default async function startServer(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env["TEST_DATABASE_URL"];
  const template = `pregonero_test_${process.pid}`;
  if (url) {
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    await admin.query(`create database ${template}`);
    await migrate(databaseOf({ connectionString: url }, template), await readMigrations(await migrationFolders()));
    project.provide("server", { connectionString: url });
    project.provide("template", template);
    return async () => {
      await admin.query(`drop database ${template} with (force)`);
      await admin.end();
    };
  }
  const folder = await mkdtemp(join(tmpdir(), "pregonero-tests-"));
  const server = await startEmbedded(folder);
  const address = await server.database(template);
  await forget(address);
  await migrate(address, await readMigrations(await migrationFolders()));
  project.provide("server", address);
  project.provide("template", template);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** Nothing here has to outlive a power cut; what must is shown by the crash tests, on servers as people run them. */
async function forget(address: DatabaseAddress): Promise<void> {
  const admin = new pg.Client({ ...address });
  await admin.connect();
  for (const setting of ["fsync", "synchronous_commit", "full_page_writes"]) await admin.query(`alter system set ${setting} = off`);
  await admin.query("select pg_reload_conf()");
  await admin.end();
}

/** The same server, another database. */
export function databaseOf(server: DatabaseAddress, database: string): DatabaseAddress {
  if (!server.connectionString) return { ...server, database };
  const url = new URL(server.connectionString);
  url.pathname = `/${database}`;
  return { connectionString: url.href };
}
