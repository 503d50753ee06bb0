import { access, constants, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { type Instant, MINUTE, msBetween, plusMs } from "#kernel/instant.ts";
import { findOldestDue } from "#modules/publishing/index.ts";
import { findLastHarvest } from "#modules/sources/index.ts";
import { findLastRestoration } from "#platform/backups.ts";
import { systemClock } from "#platform/clock.ts";
import { type Config, folders, isLoopback } from "#platform/config.ts";
import { type Database, openDatabase } from "#platform/database.ts";
import { findInstallation, type Installation } from "#platform/installation.ts";
import { fingerprintOf, readKeys } from "#platform/keyring.ts";
import { readMigrations } from "#platform/migrate.ts";
import { refuseUnfinishedRestore } from "../backup/unfinished.ts";
import { type Databases, openDatabases } from "../databases.ts";
import { migrationFolders } from "../migrations.ts";
import { freeBytes, readBackups } from "../state.ts";
import { type Command, exitCodes } from "./command.ts";

type Say = (good: boolean, line: string) => void;

const LEAST_FREE_GB = 1;
const MOST_WAITING_MS = MINUTE;
const HARVEST_SILENT_MS = 26 * 60 * MINUTE;

/** Looks at everything that commonly keeps an installation from working, and says what to do about each. */
export const doctor: Command = {
  name: "doctor",
  summary: "look for what keeps an installation from working",
  usage: "",
  options: {},
  help: `Checks Node, the data folder and its disk, the keys, the address, the database and its migrations, and of a council at work
what is due, the reading of the sources, the clock and the last backup.
Each line is \`ok\` or WRONG with what to do. Exit 1 when something must be done.`,
  run: async ({ config, print }) => {
    let healthy = true;
    const say: Say = (good, line) => {
      healthy &&= good;
      print(`${good ? "ok   " : "WRONG"} ${line}`);
    };
    await checkMachine(config, say);
    try {
      const databases = await openDatabases(config);
      try {
        await checkDatabases(config, databases, say);
      } finally {
        if (!databases.adopted) await databases.stop();
      }
    } catch (error) {
      say(false, `the database does not answer: ${error instanceof Error ? error.message : String(error)}`);
    }
    return healthy ? exitCodes.done : exitCodes.failed;
  },
};

async function checkMachine(config: Config, say: Say): Promise<void> {
  say(Number(process.versions.node.split(".")[0]) >= 24, `Node ${process.versions.node} (24 or newer; \`npm start\` brings its own)`);
  await mkdir(config.data, { recursive: true });
  say(await access(config.data, constants.W_OK).then(() => true, () => false), `data folder ${config.data} can be written`);
  const free = (await freeBytes(config.data)) / 1e9;
  say(free > LEAST_FREE_GB, `${free.toFixed(1)} GB free on its disk (${LEAST_FREE_GB} GB at least)`);
  const origin = new URL(config.origin);
  const secure = origin.protocol === "https:" || isLoopback(origin.hostname);
  say(secure, secure ? `address ${config.origin}` : `address ${config.origin}: nobody can sign in over plain http on another host than localhost, because browsers keep the session cookie only over HTTPS. Put a proxy with TLS in front and set PREGONERO_ORIGIN.`);
}

async function checkDatabases(config: Config, databases: Databases, say: Say): Promise<void> {
  const known = await readMigrations(await migrationFolders());
  for (const address of await databases.existing()) {
    const isCouncil = address === databases.council;
    const unfinished = await refuseUnfinishedRestore(address).then(() => undefined, (error: unknown) => error);
    if (unfinished instanceof Error) {
      say(false, unfinished.message);
      return;
    }
    const { db, pool } = openDatabase({ address, size: 1, name: "pregonero-doctor" });
    try {
      if (isCouncil) await checkServer(db, databases.kind, say);
      const { rows } = await sql<{ there: boolean }>`select to_regclass('platform.installation') is not null as there`.execute(db);
      const installation = rows[0]?.there ? await findInstallation(db) : undefined;
      const applied = await sql<{ number: number }>`select number from platform.migration`.execute(db).then((answer) => answer.rows.map((row) => row.number), () => []);
      const unknown = applied.filter((number) => !known.some((migration) => migration.number === number));
      const count = applied.length;
      if (isCouncil || installation) {
        say(unknown.length === 0, unknown.length > 0 ? "the database was made by a newer Pregonero: update the program" : count === known.length ? `${count} migrations, all applied` : `${count} of ${known.length} migrations applied; \`serve\` applies the rest`);
      }
      if (installation && unknown.length === 0 && count === known.length) await checkCouncil(config, { db, installation }, say);
    } finally {
      await pool.end();
    }
  }
}

async function checkServer(db: Database, kind: string, say: Say): Promise<void> {
  const { rows } = await sql<{ version: number }>`select current_setting('server_version_num')::integer as version`.execute(db);
  const version = Math.floor((rows[0]?.version ?? 0) / 10_000);
  say(version >= 15, `PostgreSQL ${version} (15 or newer), ${kind}`);
}

interface Council {
  readonly db: Database;
  readonly installation: Installation;
}

async function checkCouncil(config: Config, { db, installation }: Council, say: Say): Promise<void> {
  const { origin, kind } = installation;
  const now = systemClock(installation.clockOffsetMs).now();
  say(origin === config.origin, origin === config.origin ? `the council of ${origin}` : `the council is the one of ${origin}, and this is ${config.origin}: set PREGONERO_ORIGIN=${origin}`);
  await checkKeys(config, say);
  await checkClock(db, now, say);
  const oldest = await findOldestDue(db, now);
  const waiting = oldest ? msBetween(oldest, now) : 0;
  say(waiting < MOST_WAITING_MS, waiting < MOST_WAITING_MS ? "nothing that is due is waiting to go out" : `something has been due since ${oldest} and has not gone out: is Pregonero running? If it is, look into its log for delivery.`);
  const harvest = await findLastHarvest(db);
  const { rows } = await sql`select 1 from sources.channel where added_at < ${plusMs(now, -HARVEST_SILENT_MS)} limit 1`.execute(db);
  const silent = rows.length > 0 && (harvest === undefined || msBetween(harvest, now) > HARVEST_SILENT_MS);
  say(!silent || kind === "example", silent ? `no source has been read since ${harvest ?? "the first was registered"}: is Pregonero running?` : `sources last read ${harvest ?? "never, there is none"}`);
  const restoration = await findLastRestoration(db);
  if (restoration) say(true, `came back at ${restoration.restoredAt} from a backup of ${restoration.takenAt}`);
  const { lastBackup, overdue } = await readBackups(db, now);
  if (kind === "example") return;
  say(!overdue, `last backup ${lastBackup ?? "never"}${overdue ? ": take one with `backup --to FILE --passphrase-file FILE`, every night" : ""}`);
}

async function checkKeys(config: Config, say: Say): Promise<void> {
  const folder = folders(config).keys;
  try {
    const keys = await readKeys(folder, { masterKey: config.masterKey });
    if (!keys) return say(false, `the keys are not in ${folder}: bring them back from the backup. Starting without them makes others, with which what the old ones sealed does not open`);
    const mark = fingerprintOf(keys);
    const files = [join(folder, "evidence.pem"), ...(config.masterKey === undefined ? [join(folder, "master.key")] : [])];
    for (const file of files) if (((await stat(file)).mode & 0o077) !== 0) return say(false, `others than its owner may read ${file}: chmod 600`);
    say(true, `keys ${mark.slice(0, 8)} can be read, and by nobody else`);
  } catch (error) {
    say(false, `the keys in ${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A clock that went back would refuse every second factor and every signature, and put the evidence out of order. */
async function checkClock(db: Database, now: Instant, say: Say): Promise<void> {
  const { rows } = await sql<{ at: Instant }>`select at from platform.event order by position desc limit 1`.execute(db);
  const last = rows[0]?.at;
  const ahead = last !== undefined && msBetween(now, last) > MINUTE;
  say(!ahead, ahead ? `the clock says ${now}, and something was recorded at ${last}, which is later: set the machine's clock (NTP)` : `the clock says ${now}, later than all that was recorded`);
}
