import pg from "pg";
import type { Config } from "#platform/config.ts";
import { folders } from "#platform/config.ts";
import type { DatabaseAddress } from "#platform/database.ts";
import { startEmbedded } from "#platform/postgres/embedded.ts";

/** The PostgreSQL that a process works with: the embedded one, or the one of `DATABASE_URL`. */
export interface Databases {
  /** The council's own database. */
  readonly council: DatabaseAddress;
  /** Whether there is an example city. */
  hasExample(): Promise<boolean>;
  /** The example city's database, created when missing. */
  example(): Promise<DatabaseAddress>;
  dropExample(): Promise<void>;
  /** The council's, and the example city's where there is one. */
  existing(): Promise<readonly DatabaseAddress[]>;
  /** `embedded` stops with its owner. */
  readonly kind: "embedded" | "server";
  /** It was running already: a command that only visits leaves it running. */
  readonly adopted: boolean;
  /** Keeps the embedded server running; a server of somebody else's is theirs to keep. */
  keepAlive(restarted: () => void): void;
  stop(): Promise<void>;
}

const COUNCIL = "pregonero";
const EXAMPLE = "pregonero_example";

export async function openDatabases(config: Config): Promise<Databases> {
  return config.databaseUrl ? serverDatabases(config.databaseUrl) : embeddedDatabases(config);
}

async function embeddedDatabases(config: Config): Promise<Databases> {
  const server = await startEmbedded(folders(config).postgres);
  const council = await server.database(COUNCIL);
  return {
    kind: "embedded",
    adopted: server.origin === "adopted",
    council,
    hasExample: () => exists(council, EXAMPLE),
    example: () => server.database(EXAMPLE),
    dropExample: () => server.dropDatabase(EXAMPLE),
    existing: async () => ((await exists(council, EXAMPLE)) ? [council, await server.database(EXAMPLE)] : [council]),
    keepAlive: (restarted) => server.keepAlive(restarted),
    stop: () => server.stop(),
  };
}

async function serverDatabases(connectionString: string): Promise<Databases> {
  const council = { connectionString };
  const url = new URL(connectionString);
  const name = `${decodeURIComponent(url.pathname.slice(1)) || COUNCIL}_example`;
  url.pathname = `/${encodeURIComponent(name)}`;
  const example = { connectionString: url.href };
  return {
    kind: "server",
    adopted: true,
    council,
    hasExample: () => exists(council, name),
    example: async () => {
      if (!(await exists(council, name))) await query(council, `create database ${pg.escapeIdentifier(name)}`);
      return example;
    },
    dropExample: () => query(council, `drop database if exists ${pg.escapeIdentifier(name)} with (force)`).then(() => undefined),
    existing: async () => ((await exists(council, name)) ? [council, example] : [council]),
    keepAlive: () => undefined,
    stop: () => Promise.resolve(),
  };
}

const exists = async (address: DatabaseAddress, name: string) => (await query(address, "select 1 from pg_database where datname = $1", [name])).rowCount === 1;

async function query(address: DatabaseAddress, text: string, values: readonly unknown[] = []) {
  const client = new pg.Client(address);
  await client.connect();
  try {
    return await client.query(text, [...values]);
  } finally {
    await client.end();
  }
}

/**
 * Holds the database for one process: a second one that would open the same embedded data folder is refused. The lock
 * goes with the connection, so nobody has to clean up after a kill.
 * @returns undefined when another process holds it
 */
export async function holdDatabase(address: DatabaseAddress): Promise<{ release(): Promise<void> } | undefined> {
  const client = new pg.Client({ ...address, application_name: "pregonero-holder", keepAlive: true });
  // If the server goes, the lock goes; the pools tell of it.
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query<{ held: boolean }>("select pg_try_advisory_lock(hashtextextended('pregonero.process', 0)) as held");
  if (rows[0]?.held) return { release: () => client.end() };
  await client.end();
  return undefined;
}
