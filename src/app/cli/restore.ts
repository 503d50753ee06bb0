import { type Instant, instantOf } from "#kernel/instant.ts";
import { diskStore } from "#modules/media/index.ts";
import { listDueBetween } from "#modules/publishing/index.ts";
import { folders } from "#platform/config.ts";
import { type DatabaseAddress, openDatabase } from "#platform/database.ts";
import { openKeyring, readKeys, writeKeys } from "#platform/keyring.ts";
import { silentLog } from "#platform/log.ts";
import { readMigrations } from "#platform/migrate.ts";
import { finishRestore } from "../backup/finish.ts";
import { openBackup } from "../backup/open.ts";
import { hasCouncil, loadBackup } from "../backup/restore.ts";
import { holdDatabase, openDatabases } from "../databases.ts";
import { migrationFolders } from "../migrations.ts";
import { readPassphrase } from "./backup.ts";
import { type Call, type Command, exitCodes, Misuse, stages } from "./command.ts";

export const restore: Command = {
  name: "restore",
  summary: "bring a council back from a backup, into an empty place",
  usage: "--from FILE [--passphrase-file FILE] [--keys-lost]",
  options: { from: { type: "string" }, "passphrase-file": { type: "string" }, "keys-lost": { type: "boolean" } },
  help: `Fills an empty data folder (PREGONERO_DATA) or an empty database (DATABASE_URL) from a file that \`backup\` wrote.
PREGONERO_ORIGIN must be the council's own address. Pregonero must not be running on it.

Every table is compared with what was backed up, row by row, and the head of the evidence too. An interrupted restore
leaves nothing that could be started; the same command again begins anew.

Nothing is published twice because of it: what was under way, or fell due since the backup, is looked up on the network
or asked of a person. What was written and published after the backup is not known any more: look at the profiles before
approving anything again. Everybody signs in again.

--keys-lost  goes on without the keys when neither the backup nor the data folder has them
Exit 1 when the file is damaged, of a newer version, of another origin, or the place is not empty.`,
  run: async (call) => {
    const { from } = call.options;
    if (typeof from !== "string" || from === "") throw new Misuse("say from which file: --from FILE");
    const began = performance.now();
    const backup = await openBackup(from, await readPassphrase(call));
    const { installation, at, version, evidence } = backup.manifest;
    call.tell(`A backup of ${installation.origin} from ${at}, made by Pregonero ${version}${backup.sealed ? ", sealed" : ""}.`);
    if (installation.origin !== call.config.origin) {
      throw new Error(`the backup is of ${installation.origin}, and the ids of everything that was published are made of it; it cannot become ${call.config.origin}. Set PREGONERO_ORIGIN=${installation.origin}`);
    }
    const databases = await openDatabases(call.config);
    try {
      const held = databases.kind === "embedded" ? await holdDatabase(databases.council) : { release: () => Promise.resolve() };
      if (!held) throw new Error("Pregonero is running on this data folder; stop it first, or choose an empty one with PREGONERO_DATA");
      try {
        const example = installation.kind === "example";
        if (!example && databases.kind === "embedded" && (await databases.hasExample())) throw new Error("the example city is in this data folder. Drop it with `demo drop`, or choose an empty folder with PREGONERO_DATA");
        if (example && (await hasCouncil(databases.council))) throw new Error("there is a council here already, and a restore never writes beside one. Choose an empty data folder with PREGONERO_DATA");
        const address = example ? await databases.example() : databases.council;
        const bar = stages(call);
        const given = { masterKey: call.config.masterKey };
        const keyFolder = folders(call.config).keys;
        const media = diskStore(folders(call.config).media);
        const restored = await loadBackup({
          address, media, masterKey: call.config.masterKey,
          migrations: await readMigrations(await migrationFolders()),
          keys: await readKeys(keyFolder, given),
          keysLost: call.options["keys-lost"] === true,
          onProgress: (what) => bar.at(what),
        }, backup);
        bar.end();
        if (restored.keys) await writeKeys(keyFolder, restored.keys, given);
        const loadedIn = performance.now() - began;
        const keyring = await openKeyring(keyFolder, given);
        const { doubtful, at: now } = await finishRestore({ config: call.config, address, installation, keyring, log: silentLog }, restored.manifest);
        const rows = restored.contents.tables.reduce((sum, table) => sum + table.rows, 0);
        call.print(`Restored: ${rows} rows of ${restored.contents.tables.length} tables, ${restored.contents.media.files} pictures, evidence of ${evidence.size} entries with root ${evidence.root || "(none)"}.`);
        call.print(`It took ${((performance.now() - began) / 1_000).toFixed(1)} s, of them ${(loadedIn / 1_000).toFixed(1)} s to load and compare.`);
        for (const digest of restored.contents.media.missing) call.print(`The picture ${digest} was missing already when the backup was taken.`);
        await tellWhatToLookAt(call, address, { takenAt: restored.manifest.councilAt, now, doubtful });
        return exitCodes.done;
      } finally {
        await held.release();
      }
    } finally {
      if (!databases.adopted) await databases.stop();
    }
  },
};

const LAST_YEAR = Date.UTC(9999, 0);

/** What no program can know after a return to an earlier moment, so that a person looks before the workers start. */
async function tellWhatToLookAt(call: Call, address: DatabaseAddress, { takenAt, now, doubtful }: { readonly takenAt: Instant; readonly now: Instant; readonly doubtful: number }): Promise<void> {
  const { db, pool } = openDatabase({ address, size: 1 });
  try {
    const coming = await listDueBetween(db, now, instantOf(LAST_YEAR));
    call.print(`What happened from ${takenAt} to ${now} is not in it: publications, approvals, cancellations, erasures, people who left, tokens revoked. Do again what matters of it before you go on.`);
    if (doubtful > 0) call.print(`${doubtful} deliveries may have gone out meanwhile: they are looked up on their network, or wait for a person under Today.`);
    for (const { id, title, due } of coming) call.print(`WILL GO OUT ${due} ${title} (${id}); cancel it first if that was decided after the backup`);
  } finally {
    await pool.end();
  }
}
