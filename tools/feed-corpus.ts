// Reads every file of a folder through our parser and says how many were read, how many items they gave and why the
// others were refused. For corpora that nobody here wrote: `node tools/feed-corpus.ts <folder> [--list]`.
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { readDocument } from "../src/modules/sources/parse/reader.ts";

const [folder, ...options] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node tools/feed-corpus.ts <folder> [--list] [--sitemaps]");
  process.exit(2);
}
const list = options.includes("--list");
const as = options.includes("--sitemaps") ? "sitemap" : "feed";

const counts = { files: 0, read: 0, items: 0, withoutAddress: 0, withoutTitle: 0, dated: 0 };
const formats = new Map<string, number>();
const refused = new Map<string, number>();
const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);

for (const path of await filesOf(folder)) {
  counts.files += 1;
  const bytes = await readFile(path);
  const answer = as === "feed" ? await readDocument({ as: "feed", bytes, contentType: undefined }) : await readDocument({ as: "sitemap", bytes, contentType: undefined });
  if (!answer.ok) {
    const { kind, ...data } = answer.refusal;
    add(refused, kind);
    if (list) console.log(`${kind}\t${relative(folder, path)}\t${JSON.stringify(data)}`);
    continue;
  }
  counts.read += 1;
  if ("format" in answer.value) {
    add(formats, answer.value.format);
    counts.items += answer.value.items.length;
    counts.withoutAddress += answer.value.items.filter(({ link }) => link === undefined).length;
    counts.withoutTitle += answer.value.items.filter(({ title }) => title === "").length;
    counts.dated += answer.value.items.filter(({ publishedAt, modifiedAt }) => publishedAt !== undefined || modifiedAt !== undefined).length;
  } else {
    add(formats, answer.value.kind);
    counts.items += answer.value.kind === "pages" ? answer.value.pages.length : answer.value.sitemaps.length;
  }
}
console.log(JSON.stringify({ ...counts, formats: Object.fromEntries(formats), refused: Object.fromEntries(refused) }, undefined, 2));

async function filesOf(top: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of (await readdir(top)).sort()) {
    if (name.startsWith(".")) continue;
    const path = join(top, name);
    if ((await stat(path)).isDirectory()) found.push(...(await filesOf(path)));
    else found.push(path);
  }
  return found;
}
