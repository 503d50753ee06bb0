import { access, constants, mkdir, statfs } from "node:fs/promises";
import { sql } from "kysely";
import { isLoopback } from "#platform/config.ts";
import { openDatabases } from "../databases.ts";
import { openDatabase } from "#platform/database.ts";
import { readMigrations } from "#platform/migrate.ts";
import { migrationFolders } from "../migrations.ts";
import { type Command, exitCodes } from "./command.ts";

/** Looks at everything that commonly keeps an installation from working, and says what to do about each. */
export const doctor: Command = {
  name: "doctor",
  summary: "look for what keeps an installation from working",
  usage: "",
  options: {},
  help: "Checks Node, the data folder, the database and its migrations, and the address. Exit 1 when something must be done.",
  run: async ({ config, print }) => {
    let healthy = true;
    const say = (good: boolean, line: string) => {
      healthy &&= good;
      print(`${good ? "ok   " : "WRONG"} ${line}`);
    };
    say(Number(process.versions.node.split(".")[0]) >= 24, `Node ${process.versions.node} (24 or newer; \`npm start\` brings its own)`);
    await mkdir(config.data, { recursive: true });
    say(await access(config.data, constants.W_OK).then(() => true, () => false), `data folder ${config.data} can be written`);
    const space = await statfs(config.data);
    const free = (space.bavail * space.bsize) / 1e9;
    say(free > 1, `${free.toFixed(1)} GB free on its disk (1 GB at least)`);
    const origin = new URL(config.origin);
    const secure = origin.protocol === "https:" || isLoopback(origin.hostname);
    say(secure, secure ? `address ${config.origin}` : `address ${config.origin}: nobody can sign in over plain http on another host than localhost, because browsers keep the session cookie only over HTTPS. Put a proxy with TLS in front and set PREGONERO_ORIGIN.`);
    try {
      const databases = await openDatabases(config);
      try {
        const { db, pool } = openDatabase({ address: databases.council, size: 1 });
        try {
          const { rows } = await sql<{ version: number; number: number }>`select current_setting('server_version_num')::integer as version, 0 as number`.execute(db);
          const version = Math.floor((rows[0]?.version ?? 0) / 10_000);
          say(version >= 15, `PostgreSQL ${version} (15 or newer), ${databases.kind}`);
          const known = await readMigrations(await migrationFolders());
          const applied = await sql<{ number: number }>`select number from platform.migration`.execute(db).then((answer) => answer.rows.length, () => 0);
          say(applied <= known.length, applied === known.length ? `${applied} migrations, all applied` : applied < known.length ? `${applied} of ${known.length} migrations applied; \`serve\` applies the rest` : "the database was made by a newer Pregonero: update the program");
        } finally {
          await pool.end();
        }
      } finally {
        if (!databases.adopted) await databases.stop();
      }
    } catch (error) {
      say(false, `the database does not answer: ${error instanceof Error ? error.message : String(error)}`);
    }
    return healthy ? exitCodes.done : exitCodes.failed;
  },
};
