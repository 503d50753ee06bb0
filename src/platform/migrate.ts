import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { sql } from "kysely";
import pg from "pg";
import type { DatabaseAddress, Queryable } from "./database.ts";

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** `-- no transaction` on the first line: for what PostgreSQL refuses inside one (a concurrent index). */
  readonly transactional: boolean;
}

/** The one global, numbered sequence, gathered from the folders of those who own the tables. */
export async function readMigrations(folders: readonly string[]): Promise<readonly Migration[]> {
  const found: Migration[] = [];
  for (const folder of folders) {
    for (const file of await readdir(folder)) {
      const match = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(file);
      if (!match) throw new Error(`migration with a wrong name: ${join(folder, file)}`);
      const text = await readFile(join(folder, file), "utf8");
      found.push({
        number: Number(match[1]),
        name: basename(file, ".sql"),
        sql: text,
        transactional: !text.startsWith("-- no transaction"),
      });
    }
  }
  found.sort((a, b) => a.number - b.number);
  for (const [index, migration] of found.entries()) {
    if (found[index - 1]?.number === migration.number) throw new Error(`two migrations have number ${migration.number}`);
  }
  return found;
}

/**
 * Brings a database up to date as its owner. Several processes may start at once: one migrates, the others wait.
 * `:app` and `:eraser` in a migration stand for the two roles, named after the database so that several councils
 * share one server.
 * @returns how many migrations were applied
 */
export async function migrate(
  address: DatabaseAddress,
  migrations: readonly Migration[],
  onProgress: (done: number, of: number, name: string) => void = () => undefined,
): Promise<number> {
  const client = new pg.Client({ ...address, application_name: "pregonero-migrate", options: "-c timezone=UTC" });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtextextended('pregonero.migrate', 0))");
    const roles = await ensureRoles(client);
    await client.query("create schema if not exists platform");
    await client.query(
      "create table if not exists platform.migration (number integer primary key, name text not null, applied_at timestamptz not null)",
    );
    await client.query(`grant usage on schema platform to ${roles.app}`);
    await client.query(`grant select on platform.migration to ${roles.app}`);
    const applied = new Set((await client.query<{ number: number }>("select number from platform.migration")).rows.map((row) => row.number));
    const waiting = migrations.filter((migration) => !applied.has(migration.number));
    for (const [index, migration] of waiting.entries()) {
      onProgress(index, waiting.length, migration.name);
      await apply(client, migration, roles);
    }
    return waiting.length;
  } finally {
    await client.end();
  }
}

/** The number of the last migration that a database has had. */
export async function lastMigration(db: Queryable): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`select max(number) as last from platform.migration`.execute(db);
  return rows[0]?.last ?? 0;
}

async function apply(client: pg.Client, migration: Migration, roles: DatabaseRoles): Promise<void> {
  const text = migration.sql.replaceAll(":app", roles.app).replaceAll(":eraser", roles.eraser);
  const record = "insert into platform.migration (number, name, applied_at) values ($1, $2, clock_timestamp())";
  try {
    if (migration.transactional) await client.query("begin");
    await client.query(text);
    await client.query(record, [migration.number, migration.name]);
    if (migration.transactional) await client.query("commit");
  } catch (cause) {
    if (migration.transactional) await client.query("rollback");
    throw new Error(`migration ${migration.name} failed`, { cause });
  }
}

/** The least-privileged roles of one council's database. */
export interface DatabaseRoles {
  /** Runs the product: may not update or delete evidence. */
  readonly app: string;
  /** May only erase the private values behind evidence and other erasable bodies. */
  readonly eraser: string;
}

/** Names of the roles of a database; the name of the database is reduced to what needs no quoting. */
export function rolesOf(database: string): DatabaseRoles {
  const stem = database.toLowerCase().replaceAll(/[^a-z0-9_]/g, "_");
  return { app: `${stem}_app`, eraser: `${stem}_eraser` };
}

async function ensureRoles(client: pg.Client): Promise<DatabaseRoles> {
  const { rows } = await client.query<{ name: string }>("select current_database() as name");
  const roles = rolesOf(rows[0]?.name ?? "pregonero");
  for (const role of [roles.app, roles.eraser]) {
    const existing = await client.query("select 1 from pg_roles where rolname = $1", [role]);
    if (existing.rowCount === 0) await client.query(`create role ${role} nologin`);
    await client.query(`grant ${role} to current_user`);
  }
  return roles;
}
