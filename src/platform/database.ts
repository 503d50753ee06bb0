import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import pg from "pg";
import type { Instant } from "#kernel/instant.ts";

/**
 * The council's database. Modules see it without tables and add their own: `db.withTables<EvidenceTables>()`.
 * `Tx` is proof that a transaction is open: commands that must be atomic with others take one.
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- each module adds its own tables
export type Database = Kysely<{}>;
// oxlint-disable-next-line typescript/no-empty-object-type -- as above
export type Tx = Transaction<{}>;
/** Whatever can run a query. Queries take it; commands take `Database` or `Tx`. */
export type Queryable = Database | Tx;

/** Where a PostgreSQL is: a URL, or the socket folder of the embedded one. */
export interface DatabaseAddress {
  readonly connectionString?: string;
  readonly host?: string;
  readonly database?: string;
  readonly user?: string;
}

export interface PoolOptions {
  readonly address: DatabaseAddress;
  /** PostgreSQL role that each connection takes on; without it, the one that connects (owner, for migrations). */
  readonly role?: string;
  readonly size?: number;
  readonly name?: string;
}

/** Opens a pool. Instants travel as `Instant` text both ways; bigint comes back as number when it is safe, else throws. */
export function openDatabase({ address, role, size = 10, name = "pregonero" }: PoolOptions): { db: Database; pool: pg.Pool } {
  const pool = new pg.Pool({
    ...address,
    max: size,
    application_name: name,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser },
    options: `-c timezone=UTC -c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000${role ? ` -c role=${role}` : ""}`,
  });
  // An idle connection that dies (restart of PostgreSQL) is replaced by the pool; without a listener Node would exit.
  pool.on("error", () => undefined);
  // The same for one that dies at work: its query fails with the cause, and the event must not end the process as well.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return { db: new Kysely({ dialect: new PostgresDialect({ pool }) }), pool };
}

const TIMESTAMPTZ = 1184;
const INT8 = 20;
const NUMERIC = 1700;

function getTypeParser(oid: number, format?: "text" | "binary") {
  if (oid === TIMESTAMPTZ) return parseTimestamp;
  if (oid === INT8) return parseSafeInteger;
  if (oid === NUMERIC) return Number;
  return pg.types.getTypeParser(oid, format ?? "text");
}

// PostgreSQL writes `2026-09-21 08:00:00.123456+00` under timezone=UTC; the product keeps milliseconds.
function parseTimestamp(text: string): Instant {
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?\+00$/.exec(text);
  if (!match) throw new RangeError(`unexpected timestamp from the database: ${text}`);
  const [, day = "", time = "", fraction = ""] = match;
  return `${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z` as Instant;
}

function parseSafeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`integer beyond 2^53 from the database: ${text}`);
  return value;
}

/** Runs `work` in one transaction: all of it, or nothing. */
export function inTransaction<Value>(db: Database, work: (tx: Tx) => Promise<Value>): Promise<Value> {
  return db.transaction().execute(work);
}

/**
 * Runs `work` in one transaction whose refusal undoes it: a command that has already written when it finds
 * that it must refuse leaves nothing behind.
 */
export async function inTransactionUnlessRefused<Answer extends { readonly ok: boolean }>(
  db: Database,
  work: (tx: Tx) => Promise<Answer>,
): Promise<Answer> {
  const undone: { answer?: Answer } = {};
  try {
    return await db.transaction().execute(async (tx) => {
      const answer = await work(tx);
      if (answer.ok) return answer;
      undone.answer = answer;
      throw new RefusedSignal();
    });
  } catch (error) {
    if (error instanceof RefusedSignal && undone.answer) return undone.answer;
    throw error;
  }
}

class RefusedSignal extends Error {}

/** True for the SQLSTATE `23505`, optionally of one named constraint. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return (
    error instanceof pg.DatabaseError &&
    error.code === "23505" &&
    (constraint === undefined || error.constraint === constraint)
  );
}

/** A lock that ends with the transaction: one holder of `name` at a time in the whole database. */
export async function lockForTransaction(tx: Tx, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}
