import { createHash } from "node:crypto";
import pg from "pg";
import type { MediaStore } from "#modules/media/index.ts";
import type { DatabaseAddress } from "#platform/database.ts";
import { fingerprintOf, type Keys } from "#platform/keyring.ts";
import { migrate, type Migration } from "#platform/migrate.ts";
import { connectAsOwner, listSchemas } from "./catalogue.ts";
import { checkTables, compare, loadTable, readBack, TableMembers, withoutReferences } from "./load.ts";
import { type Contents, type Manifest, parseContents, parseKeys, titleOf } from "./manifest.ts";
import { type OpenedBackup, readText, readWhole } from "./open.ts";
import { hasUnfinishedRestore, markUnfinished } from "./unfinished.ts";

export interface RestoreSetting {
  readonly address: DatabaseAddress;
  readonly media: MediaStore;
  readonly migrations: readonly Migration[];
  /** Keys that are there already. */
  readonly keys: Keys | undefined;
  /** The master key that the environment gives, and that will be used whatever the backup holds. */
  readonly masterKey: string | undefined;
  /** Goes on without the keys of the backup; what they opened stays closed. */
  readonly keysLost: boolean;
  readonly onProgress: (what: string) => void;
}

export interface Restored {
  readonly manifest: Manifest;
  readonly contents: Contents;
  /** Keys of the backup, to be put in their place; undefined when it holds none. */
  readonly keys: Keys | undefined;
}

/**
 * Fills an empty database and the media store from a backup. The mark of an unfinished restore stays: whoever called
 * takes it away in the transaction with which everything is in order.
 * @throws Error with the remedy; then nothing of it counts, and the same may be tried again
 */
export async function loadBackup(setting: RestoreSetting, backup: OpenedBackup): Promise<Restored> {
  try {
    return await load(setting, backup);
  } finally {
    backup.close();
  }
}

async function load(setting: RestoreSetting, backup: OpenedBackup): Promise<Restored> {
  const { address, migrations, onProgress } = setting;
  const { manifest } = backup;
  const members = new TableMembers(backup.members);
  await members.advance();
  const keys = await readBackedUpKeys(members);
  checkKeys(setting, manifest, keys);
  const missing = manifest.migrations.filter((number) => !migrations.some((migration) => migration.number === number));
  if (missing.length > 0) throw new Error(`the backup is of a newer Pregonero (${manifest.version}; its migrations ${missing.join(", ")} are unknown here): update the program first`);

  const client = await connectAsOwner(address);
  try {
    await makeRoom(client);
    onProgress("preparing the tables as they were then");
    await migrate(address, migrations.filter(({ number }) => manifest.migrations.includes(number)));
    await checkTables(client, manifest);
    await client.query("begin");
    let contents: Contents | undefined;
    const loaded: Contents["tables"] = [];
    await withoutReferences(client, onProgress, async () => {
      for (const [index, table] of manifest.tables.entries()) {
        const what = `table ${index + 1} of ${manifest.tables.length}: ${titleOf(table)}`;
        onProgress(what);
        loaded.push(await loadTable(client, table, members, (rows) => onProgress(`${what}, ${rows} rows`)));
      }
      contents = await loadMedia(setting, members);
      compare(contents, loaded);
    });
    for (const { schema, name, value } of manifest.sequences) {
      await client.query("select setval($1::regclass, $2)", [`${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`, value]);
    }
    if (!contents) throw new Error("nothing was loaded");
    await verify(client, manifest, contents, onProgress);
    await client.query("commit");
    onProgress("gathering statistics");
    await client.query("analyze");
    await migrate(address, migrations);
    return { manifest, contents, keys };
  } finally {
    await client.end();
  }
}

async function readBackedUpKeys(members: TableMembers): Promise<Keys | undefined> {
  if (members.current?.name !== "keys.json") return undefined;
  const keys = parseKeys(await readText(members.current));
  await members.advance();
  return keys;
}

/** Without its keys a council cannot sign its evidence nor open its secrets; that must be known beforehand. */
function checkKeys({ keys: there, masterKey, keysLost }: RestoreSetting, manifest: Manifest, carried: Keys | undefined): void {
  const wanted = manifest.keys.fingerprint;
  const others = there !== undefined && wanted !== undefined && fingerprintOf(there) !== wanted;
  const otherMaster = masterKey !== undefined && carried !== undefined && carried.masterKey !== masterKey;
  if ((others || otherMaster) && !(keysLost && !carried)) {
    throw new Error("there are other keys here than those of the backup. Choose an empty folder with PREGONERO_DATA (and unset PREGONERO_MASTER_KEY or set the right one), or put the right folder `keys` in its place");
  }
  if (!carried && !there && !keysLost) {
    throw new Error("the backup does not hold the keys, because it was made without a passphrase. Put the council's folder `keys` into the data folder first. If the keys are lost for good, say --keys-lost: followers' servers will refuse the actors, everybody enrols their second factor again, and the evidence cannot be continued");
  }
}

/** An empty database, one that nobody has founded a council in, or the rest of an interrupted restore. */
async function makeRoom(client: pg.Client): Promise<void> {
  const schemas = await listSchemas(client);
  const interrupted = await hasUnfinishedRestore(client);
  if (!interrupted && schemas.includes("platform") && (await isFounded(client))) {
    throw new Error("there is a council in this database already, and a restore never writes over one. Choose an empty data folder with PREGONERO_DATA, or an empty database with DATABASE_URL");
  }
  if (!interrupted && schemas.length > 0 && !schemas.includes("platform")) {
    throw new Error(`this database holds something else (${schemas.join(", ")}). Choose an empty one with DATABASE_URL`);
  }
  if (!interrupted) await markUnfinished(client);
  for (const schema of schemas) if (schema !== "restoring") await client.query(`drop schema ${pg.escapeIdentifier(schema)} cascade`);
}

/** Whether a database has a council in it, or the beginning of one. */
export async function hasCouncil(address: DatabaseAddress): Promise<boolean> {
  const client = await connectAsOwner(address);
  try {
    return (await hasUnfinishedRestore(client)) || (await isFounded(client));
  } finally {
    await client.end();
  }
}

async function isFounded(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>("select to_regclass('platform.installation') is not null as there");
  return rows[0]?.there === true && (await client.query("select 1 from platform.installation")).rowCount !== 0;
}

const LARGEST_PICTURE = 256 * 1024 * 1024;

async function loadMedia({ media, onProgress }: RestoreSetting, members: TableMembers): Promise<Contents> {
  let files = 0;
  for (let member = members.current; member; member = await members.advance()) {
    if (member.name === "contents.json") {
      const contents = parseContents(await readText(member));
      if (contents.media.files !== files) throw new Error(`the backup cannot be used: it should hold ${contents.media.files} pictures and holds ${files}`);
      // To the end of the file, where a damage of its last bytes would show.
      if (await members.advance()) throw new Error("the backup cannot be used: something follows its end");
      return contents;
    }
    const digest = /^media\/([0-9a-f]{64})$/.exec(member.name)?.[1];
    if (digest === undefined) throw new Error(`the backup cannot be used: it holds ${member.name}, which belongs nowhere`);
    const bytes = await readWhole(member, LARGEST_PICTURE);
    if (createHash("sha256").update(bytes).digest("hex") !== digest) throw new Error(`the backup cannot be used: the picture ${digest} was changed`);
    await media.put(digest, bytes);
    files += 1;
    if (files % 100 === 1) onProgress(`picture ${files}`);
  }
  throw new Error("the backup cannot be used: the file ends before its end: it was cut. Take another copy of it");
}

/** What is in the database now against what was in the other: rows, bytes and the head of the evidence. */
async function verify(client: pg.Client, manifest: Manifest, contents: Contents, onProgress: (what: string) => void): Promise<void> {
  const found: Contents["tables"] = [];
  for (const [index, table] of manifest.tables.entries()) {
    onProgress(`checking table ${index + 1} of ${manifest.tables.length}: ${titleOf(table)}`);
    found.push(await readBack(client, table));
  }
  compare(contents, found);
  const { rows } = await client.query<{ size: string; root: string }>(
    "select size::text, encode(root, 'hex') as root from evidence.checkpoint order by evidence.checkpoint.size desc limit 1",
  );
  const head = { size: Number(rows[0]?.size ?? 0), root: rows[0]?.root ?? "" };
  if (head.size !== manifest.evidence.size || head.root !== manifest.evidence.root) {
    throw new Error(`the evidence is not the one of the backup: ${head.size} entries with root ${head.root} instead of ${manifest.evidence.size} with ${manifest.evidence.root}`);
  }
}
