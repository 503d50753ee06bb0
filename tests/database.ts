import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { type Database, type DatabaseAddress, openDatabase } from "#platform/database.ts";
import { rolesOf } from "#platform/migrate.ts";
import { databaseOf } from "./database-server.ts";

export interface TestDatabase {
  /** As the application role: the rights that the product has. */
  readonly db: Database;
  /** As the owner: for what a test must arrange behind the product's back. */
  readonly owner: Database;
  /** As the role that may erase. */
  readonly eraser: Database;
  readonly address: DatabaseAddress;
}

/** One database for the test file, cloned from the migrated template; dropped afterwards. */
export function useDatabase(): TestDatabase {
  const held: Partial<Record<keyof TestDatabase, unknown>> = {};
  const pools: pg.Pool[] = [];
  const name = `pregonero_test_${randomBytes(6).toString("hex")}`;
  let admin: pg.Client | undefined;

  beforeAll(async () => {
    const template = inject("template");
    admin = new pg.Client({ ...databaseOf(inject("server"), "postgres") });
    await admin.connect();
    await admin.query(`create database ${name} template ${template}`);
    const address = databaseOf(inject("server"), name);
    // Grants in the template name the template's roles.
    const roles = rolesOf(template);
    const open = (role?: string) => {
      const { db, pool } = openDatabase({ address, size: 12, name: "test", ...(role ? { role } : {}) });
      pools.push(pool);
      return db;
    };
    Object.assign(held, { address, db: open(roles.app), owner: open(), eraser: open(roles.eraser) });
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await admin?.query(`drop database if exists ${name} with (force)`);
    await admin?.end();
  });

  const use = (key: keyof TestDatabase): never => {
    if (!(key in held)) throw new Error("the test database is ready only inside tests");
    return held[key] as never;
  };
  return {
    get db() { return use("db"); },
    get owner() { return use("owner"); },
    get eraser() { return use("eraser"); },
    get address() { return use("address"); },
  };
}
