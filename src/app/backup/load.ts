import { createHash } from "node:crypto";
import pg from "pg";
import { copyIn, copyOut } from "#platform/copy.ts";
import type { TarMember } from "#platform/tar.ts";
import { columnNames, listTables, tableName } from "./catalogue.ts";
import { type Contents, type Manifest, type TableContents, type TableRef, titleOf } from "./manifest.ts";
import { countRows } from "./take.ts";

/** @throws Error when the tables are not those that the backup was taken of */
export async function checkTables(client: pg.Client, manifest: Manifest): Promise<void> {
  const wanted = new Map(manifest.tables.map((table) => [titleOf(table), table.columns]));
  const there = new Map((await listTables(client)).map((table) => [titleOf(table), table.columns]));
  for (const title of new Set([...wanted.keys(), ...there.keys()])) {
    const [before, now] = [wanted.get(title), there.get(title)];
    // Columns are named in the statements, so their order may differ.
    if (before && now && [...before].sort().join() === [...now].sort().join()) continue;
    throw new Error(`the table ${title} is not the one that the backup was taken of: use the version of Pregonero that made it (${manifest.version}), and update afterwards`);
  }
}

/**
 * References, triggers and indexes are put aside while rows come in table by table, and put back before the transaction
 * ends: rows need not come in the order of their references, and an index is built sorted instead of row by row.
 */
export async function withoutReferences(client: pg.Client, onProgress: (what: string) => void, load: () => Promise<void>): Promise<void> {
  const { rows: references } = await client.query<{ table: string; name: string; definition: string }>(
    `select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and conparentid = 0 and connamespace::regnamespace::text not in ('background', 'information_schema') order by 1, 2`,
  );
  const { rows: triggered } = await client.query<{ table: string }>(
    "select distinct tgrelid::regclass::text as table from pg_trigger where not tgisinternal and tgenabled = 'O' order by 1",
  );
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
     from pg_index join pg_class as class on class.oid = indrelid join pg_namespace as namespace on namespace.oid = class.relnamespace
     where class.relkind = 'r' and not class.relispartition and namespace.nspname !~ '^pg_' and namespace.nspname not in ('background', 'information_schema')
       and not exists (select 1 from pg_constraint where conindid = indexrelid) order by 1`,
  );
  for (const { table, name } of references) await client.query(`alter table ${table} drop constraint ${name}`);
  for (const { table } of triggered) await client.query(`alter table ${table} disable trigger user`);
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  await load();
  onProgress("building the indexes");
  for (const { definition } of indexes) await client.query(definition);
  for (const { table } of triggered) await client.query(`alter table ${table} enable trigger user`);
  for (const { table, name, definition } of references) await client.query(`alter table ${table} add constraint ${name} ${definition}`);
}

/** The rows of one table, out of as many members as there are; the first one that is of something else ends it. */
export async function loadTable(client: pg.Client, table: TableRef, members: TableMembers, onRows: (rows: number) => void): Promise<TableContents> {
  const digest = createHash("sha256");
  let rows = 0;
  let bytes = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let member = members.current; member?.name.startsWith(`tables/${titleOf(table)}/`); member = await members.advance()) {
      for await (const piece of member.content) {
        digest.update(piece);
        bytes += piece.length;
        rows += countRows(piece);
        yield piece;
      }
      onRows(rows);
    }
  }
  try {
    await copyIn(client, `copy ${tableName(table)} (${columnNames(table)}) from stdin`, pieces());
  } catch (cause) {
    // Classes 22 and 23 of SQLSTATE: what stands there is no value of that column, or breaks a rule of the table.
    if (!(cause instanceof pg.DatabaseError) || !/^2[23]/.test(cause.code ?? "")) throw cause;
    throw new Error(`the table ${titleOf(table)} of the backup is damaged`, { cause });
  }
  return { schema: table.schema, name: table.name, rows, bytes, sha256: digest.digest("hex") };
}

/** The members of an archive with one of them at hand. */
export class TableMembers {
  current: TarMember | undefined;
  readonly #members: AsyncGenerator<TarMember>;

  constructor(members: AsyncGenerator<TarMember>) {
    this.#members = members;
  }

  async advance(): Promise<TarMember | undefined> {
    const next = await this.#members.next();
    this.current = next.done ? undefined : next.value;
    return this.current;
  }
}

/** @throws Error that names the first table whose bytes are not those that were backed up */
export function compare(expected: Contents, loaded: readonly TableContents[]): void {
  const found = new Map(loaded.map((table) => [titleOf(table), table]));
  for (const table of expected.tables) {
    const is = found.get(titleOf(table));
    if (is?.rows === table.rows && is.sha256 === table.sha256) continue;
    throw new Error(`the backup cannot be used: ${titleOf(table)} should have ${table.rows} rows (${table.sha256.slice(0, 12)}…) and has ${is?.rows ?? 0} (${is?.sha256.slice(0, 12) ?? "none"}…). Take another copy of it`);
  }
}

/** Reads a table back as it was read when it was backed up: the same rows give the same bytes. */
export async function readBack(client: pg.Client, table: TableRef): Promise<TableContents> {
  const digest = createHash("sha256");
  let rows = 0;
  let bytes = 0;
  for await (const block of copyOut(client, `copy (select ${columnNames(table)} from ${tableName(table)}) to stdout`)) {
    digest.update(block);
    rows += countRows(block);
    bytes += block.length;
  }
  return { schema: table.schema, name: table.name, rows, bytes, sha256: digest.digest("hex") };
}
