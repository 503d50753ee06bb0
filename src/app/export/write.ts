import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import type { Json } from "#kernel/json.ts";
import { exportLog } from "#modules/evidence/index.ts";
import { endingOf, type MediaStore } from "#modules/media/index.ts";
import { copyOut } from "#platform/copy.ts";
import { csvLine } from "#platform/csv.ts";
import type { Database, DatabaseAddress } from "#platform/database.ts";
import type { Installation } from "#platform/installation.ts";
import { connectAsOwner, listTables } from "../backup/catalogue.ts";
import { titleOf } from "../backup/manifest.ts";
import { type Dataset, datasets, leftOut } from "./datasets.ts";

export interface ExportSetting {
  readonly address: DatabaseAddress;
  readonly db: Database;
  readonly media: MediaStore;
  readonly installation: Installation;
  readonly vkey: string;
  readonly folder: string;
  readonly at: string;
  readonly onProgress: (what: string) => void;
}

export interface Exported {
  readonly rows: Readonly<Record<string, number>>;
  readonly pictures: number;
  readonly missing: readonly string[];
  readonly entries: number;
}

/** Writes all that the council owns into a folder, in formats that need no program of ours. Memory does not grow with it. */
export async function writeExport(setting: ExportSetting): Promise<Exported> {
  const { address, db, folder, vkey, onProgress } = setting;
  const client = await connectAsOwner(address);
  try {
    await client.query("begin isolation level repeatable read read only");
    const columns = new Map((await listTables(client)).map((table) => [titleOf(table), table.columns]));
    const forgotten = [...columns.keys()].filter((title) => !(title in leftOut) && !datasets.some((dataset) => dataset.table === title));
    if (forgotten.length > 0) throw new Error(`nobody has said whether to export ${forgotten.join(", ")}`);
    await mkdir(join(folder, "data"), { recursive: true, mode: 0o700 });
    const rows: Record<string, number> = {};
    for (const [index, dataset] of datasets.entries()) {
      onProgress(`${index + 1} of ${datasets.length}: ${dataset.name}`);
      const shown = (columns.get(dataset.table) ?? []).filter((column) => !dataset.without?.includes(column));
      rows[dataset.name] = await writeDataset(client, folder, dataset, shown);
    }
    const pictures = await writePictures(client, setting);
    await client.query("commit");
    onProgress("evidence");
    const entries = await exportLog(db, { vkey, onProgress: (done, of) => onProgress(`evidence, ${done} of ${of} entries`) }, async (path, bytes) => {
      await mkdir(dirname(join(folder, "evidence", path)), { recursive: true });
      await writeFile(join(folder, "evidence", path), bytes);
    });
    await writeFile(join(folder, "README.txt"), readme(setting, rows));
    return { rows, ...pictures, entries };
  } finally {
    await client.end();
  }
}

/** Both files are written in one reading. */
async function writeDataset(client: pg.Client, folder: string, { name, table, order }: Dataset, columns: readonly string[]): Promise<number> {
  const selected = columns.map((column) => pg.escapeIdentifier(column)).join(", ");
  const from = table.split(".").map((part) => pg.escapeIdentifier(part)).join(".");
  const csv = createWriteStream(join(folder, "data", `${name}.csv`), { mode: 0o600, flags: "wx" });
  let count = 0;
  const csvRows: string[] = [csvLine(columns)];
  async function* lines(): AsyncGenerator<string> {
    for await (const block of copyOut(client, `copy (select row_to_json(line) from (select ${selected} from ${from} order by ${order}) as line) to stdout`)) {
      // In JSON nothing needs COPY's own escaping but the backslash.
      const text = block.toString("utf8").replaceAll("\\\\", "\\");
      for (const line of text.split("\n")) {
        if (line === "") continue;
        count += 1;
        const row = JSON.parse(line) as Readonly<Record<string, Json>>;
        csvRows.push(csvLine(columns.map((column) => row[column] ?? null)));
      }
      yield text;
      await flush(csv, csvRows);
    }
    await flush(csv, csvRows);
  }
  await pipeline(Readable.from(lines()), createWriteStream(join(folder, "data", `${name}.jsonl`), { mode: 0o600, flags: "wx" }));
  await new Promise<void>((resolve, reject) => {
    csv.once("error", reject);
    csv.end(resolve);
  });
  return count;
}

async function flush(file: NodeJS.WritableStream, waiting: string[]): Promise<void> {
  const text = waiting.splice(0).join("");
  if (text === "") return;
  await new Promise<void>((resolve, reject) => {
    file.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

async function writePictures(client: pg.Client, { media, folder, onProgress }: ExportSetting): Promise<{ readonly pictures: number; readonly missing: readonly string[] }> {
  const { rows } = await client.query<{ digest: string; media_type: string }>(
    "select distinct digest, media_type from media.asset where not exists (select 1 from media.erasure where erasure.digest in (asset.digest, asset.crop_of)) order by 1",
  );
  await mkdir(join(folder, "media"), { recursive: true, mode: 0o700 });
  const missing: string[] = [];
  for (const [index, { digest, media_type: type }] of rows.entries()) {
    if (index % 100 === 0) onProgress(`pictures, ${index + 1} of ${rows.length}`);
    const bytes = await media.find(digest);
    if (!bytes || createHash("sha256").update(bytes).digest("hex") !== digest) missing.push(digest);
    else await writeFile(join(folder, "media", `${digest}.${endingOf(type)}`), bytes);
  }
  return { pictures: rows.length - missing.length, missing };
}

const readme = ({ installation, at }: ExportSetting, rows: Readonly<Record<string, number>>): string => `Everything that the council of ${installation.origin} has in Pregonero, at ${at}.

It holds personal data: of the people of the council, of citizens who wrote to it (also in private) and of followers. Keep it as such.

  data/      each table twice: .csv (RFC 4180, UTF-8, for spreadsheets) and .jsonl (one JSON object a line, for programs)
  media/     pictures, under the SHA-256 of their bytes; data/pictures tells their names
  evidence/  the transparency log, with a README of its own on how to check it without us

Times are UTC. Binary values are hexadecimal after \\x. Columns that end in _id refer to the column id of another file.
In the .csv a text that a spreadsheet would take for a formula has a ' before it, and so has one that began with ':
take one leading ' away to have the text itself. The .jsonl has the texts as they are.

${datasets.map(({ name, about }) => `  ${name.padEnd(24)}${String(rows[name] ?? 0).padStart(9)}  ${about}`).join("\n")}

Not here: passwords, second factors, sessions, tokens and private keys, because they are nobody's to take; and what only
the running program needs. To move the council to another server with all of it, use \`backup\` and \`restore\`.
`;
