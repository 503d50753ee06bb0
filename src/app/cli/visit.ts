import { systemClock, type Clock } from "#platform/clock.ts";
import { folders } from "#platform/config.ts";
import { type Database, type DatabaseAddress, openDatabase } from "#platform/database.ts";
import { findInstallation, type Installation } from "#platform/installation.ts";
import { type Keyring, openKeyring } from "#platform/keyring.ts";
import { migrate, readMigrations, rolesOf } from "#platform/migrate.ts";
import { refuseUnfinishedRestore } from "../backup/unfinished.ts";
import { databaseName } from "../database-name.ts";
import { openDatabases } from "../databases.ts";
import { migrationFolders } from "../migrations.ts";
import { type Call } from "./command.ts";

export interface Visit {
  readonly db: Database;
  readonly address: DatabaseAddress;
  readonly installation: Installation;
  readonly keyring: Keyring;
  readonly clock: Clock;
}

/** Opens the council's database (or the example city's) beside a process that may be running, for one command. */
export async function visitDatabase(call: Call, work: (visit: Visit) => Promise<number>): Promise<number> {
  const databases = await openDatabases(call.config);
  try {
    const candidates = await databases.existing();
    for (const address of candidates) await refuseUnfinishedRestore(address);
    const keyring = await openKeyring(folders(call.config).keys, { masterKey: call.config.masterKey });
    for (const address of candidates) {
      await migrate(address, await readMigrations(await migrationFolders()), (done, of, name) => call.tell(`Preparing the database: ${done + 1} of ${of} (${name})`));
      const { db, pool } = openDatabase({ address, role: rolesOf(databaseName(address)).app, size: 4, name: "pregonero-cli" });
      try {
        const installation = await findInstallation(db);
        if (installation) return await work({ db, address, installation, keyring, clock: systemClock(installation.clockOffsetMs) });
      } finally {
        await pool.end();
      }
    }
    call.tell("There is no council here yet. Run `npm start` and follow its first page, or `npm run pregonero -- demo load`.");
    return 1;
  } finally {
    if (!databases.adopted) await databases.stop();
  }
}
