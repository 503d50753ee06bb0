import pg from "pg";
import type { DatabaseAddress } from "#platform/database.ts";
import type { Manifest, TableRef } from "./manifest.ts";

/** Not carried: the queue is made anew when the process starts, and migrations are applied, not copied. */
const NOT_OURS = ["information_schema", "public", "background", "restoring"];

export const tableName = (table: { readonly schema: string; readonly name: string }): string => `${pg.escapeIdentifier(table.schema)}.${pg.escapeIdentifier(table.name)}`;
export const columnNames = (table: TableRef): string => table.columns.map((column) => pg.escapeIdentifier(column)).join(", ");

/** A connection as the owner, without limits of time: a table may take as long as it takes. */
export async function connectAsOwner(address: DatabaseAddress): Promise<pg.Client> {
  // Tables are read from their beginning, so that the same rows come in the same order.
  const client = new pg.Client({ ...address, application_name: "pregonero-backup", options: "-c timezone=UTC -c synchronize_seqscans=off", keepAlive: true });
  // The statement that is waiting carries the error.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Every table of the product with the columns that hold something, by name. */
export async function listTables(client: pg.Client): Promise<readonly TableRef[]> {
  const { rows } = await client.query<TableRef>(
    `select namespace.nspname as schema, class.relname as name, columns.names as columns
     from pg_class as class join pg_namespace as namespace on namespace.oid = class.relnamespace,
       lateral (select coalesce(json_agg(attname order by attnum), '[]') as names from pg_attribute
         where attrelid = class.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns
     where class.relkind in ('r', 'p') and not class.relispartition and namespace.nspname <> all($1) and namespace.nspname !~ '^pg_'
       and (namespace.nspname, class.relname) <> ('platform', 'migration')
     order by 1, 2`,
    [NOT_OURS],
  );
  return rows;
}

export async function listSequences(client: pg.Client): Promise<Manifest["sequences"]> {
  const { rows } = await client.query<{ schema: string; name: string; value: string }>(
    `select schemaname as schema, sequencename as name, last_value::text as value from pg_sequences
     where last_value is not null and schemaname <> all($1) and schemaname !~ '^pg_' order by 1, 2`,
    [NOT_OURS],
  );
  return rows.map(({ schema, name, value }) => ({ schema, name, value: Number(value) }));
}

export async function listMigrationsApplied(client: pg.Client): Promise<readonly number[]> {
  return (await client.query<{ number: number }>("select number from platform.migration order by number")).rows.map((row) => row.number);
}

/** Schemas that a restore may find and must replace. */
export async function listSchemas(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> all($1) order by 1",
    [["information_schema", "public"]],
  );
  return rows.map((row) => row.name);
}
