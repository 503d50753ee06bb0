// Replays the polls of a feed that somebody kept, one after the other, through our reader and our rules of revision and drift, and
// counts beside them, by a plain comparison that shares no code with ours, what was really edited between two polls:
// `node tools/replay-polls.ts FOLDER [--list]` for files in the order of their names, or
// `node tools/replay-polls.ts GIT_DIR PATH [--list]` for all that a file was in the history of a repository.
import "#platform/temporal.ts";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson } from "#kernel/json.ts";
import { compare, readWords } from "../src/modules/drift/rules/compare.ts";
import { isMaterial } from "../src/modules/drift/rules/materiality.ts";
import { hostOf, readAddress } from "../src/modules/sources/parse/address.ts";
import { readFeed } from "../src/modules/sources/parse/feed.ts";
import { entriesOfFeed } from "../src/modules/sources/harvest/entries.ts";
import { contentOf, type Entry, isMoved, isRevision, type KnownVariant } from "../src/modules/sources/rules/entry.ts";
import { defaultLanguageRule } from "../src/modules/sources/rules/identity.ts";
import { parseInstant } from "#kernel/instant.ts";

const positional = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const [from, path] = positional;
if (from === undefined) {
  console.error("usage: node tools/replay-polls.ts FOLDER [--list]\n       node tools/replay-polls.ts GIT_DIR PATH [--list]");
  process.exit(2);
}
const list = process.argv.includes("--list");

function* polls(): Generator<{ readonly name: string; readonly bytes: Uint8Array }> {
  if (path === undefined) {
    for (const name of readdirSync(from ?? "").sort()) yield { name, bytes: new Uint8Array(readFileSync(join(from ?? "", name))) };
    return;
  }
  const git = (...args: readonly string[]) => execFileSync("git", ["-C", from ?? "", ...args], { maxBuffer: 64 * 1024 * 1024 });
  for (const commit of git("log", "--reverse", "--topo-order", "--first-parent", "--diff-filter=AM", "--format=%H", "--", path).toString().split("\n").filter((line) => line !== "")) {
    yield { name: commit.slice(0, 10), bytes: new Uint8Array(git("show", `${commit}:${path}`)) };
  }
}

// The plain comparison: what a reader would call another text. Letters and digits only, so that neither markup nor spelling counts.
interface Plain { readonly link: string; readonly words: string }

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: "\"", apos: "'", nbsp: " ", rsquo: "’", lsquo: "‘", rdquo: "”", ldquo: "“", ndash: "–", mdash: "—", hellip: "…" };
const unescape = (text: string): string => text.replaceAll(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (all, hex: string | undefined, decimal: string | undefined, name: string | undefined) =>
  (name === undefined ? String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)) : (NAMED[name] ?? all)));
const fieldOf = (item: string, name: string): string => {
  const inner = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`).exec(item)?.[1] ?? "";
  return /<!\[CDATA\[([\s\S]*?)\]\]>/.exec(inner)?.[1] ?? unescape(inner);
};
const wordsOf = (html: string): string => unescape(html.replaceAll(/<(?:script|style|iframe)[\s\S]*?<\/(?:script|style|iframe)>/gi, " ").replaceAll(/<[^>]*>/g, " ")).normalize("NFKC").toLowerCase().match(/[\p{L}\p{N}]+/gu)?.join(" ") ?? "";

function plainly(text: string): ReadonlyMap<string, Plain> {
  const found = new Map<string, Plain>();
  for (const [item] of text.matchAll(/<(?:item|entry)[\s>][\s\S]*?<\/(?:item|entry)>/g)) {
    const link = fieldOf(item, "link").trim();
    const name = fieldOf(item, "guid").trim() || fieldOf(item, "id").trim() || link;
    // Feeds that list one thing twice: its first place counts.
    if (name !== "" && !found.has(name)) found.set(name, { link, words: ["title", "description", "summary", "content:encoded", "content"].map((field) => wordsOf(fieldOf(item, field))).join(" | ") });
  }
  return found;
}

interface Known extends KnownVariant { readonly entry: Entry }

const counts = { polls: 0, unreadable: 0, items: 0, seenAgain: 0, edits: 0, found: 0, missed: 0, moved: 0, typography: 0, false: 0, material: 0, falseMaterial: 0 };
const known = new Map<string, Known>();
// Items by what their addresses and names led to.
const aliases = new Map<string, string>();
const plain = new Map<string, Plain>();
const hosts = new Set<string>();
const now = parseInstant("2026-01-01T00:00:00Z");
if (!now) throw new Error("no instant");
const say = (what: string, poll: string, name: string, before: unknown, after: unknown) => {
  if (list) console.log(`${what}\t${poll}\t${name}\n\t${JSON.stringify(before)}\n\t${JSON.stringify(after)}`);
};

for (const poll of polls()) {
  counts.polls += 1;
  const feed = readFeed(poll.bytes, undefined);
  if (!feed.ok) {
    counts.unreadable += 1;
    say(`unreadable ${feed.refusal.kind}`, poll.name, "", undefined, undefined);
    continue;
  }
  for (const { link } of feed.value.items) {
    const address = readAddress(link ?? "");
    if (address) hosts.add(hostOf(address.parts));
  }
  const { entries } = entriesOfFeed({ hosts: [...hosts], languages: [feed.value.language ?? "es"], languageRule: defaultLanguageRule }, feed.value, "https://replay.example/");
  counts.items += entries.length;

  // Ours.
  const revised = new Map<string, { readonly before: Entry; readonly after: Entry; readonly isMaterial: boolean }>();
  const keys = new Map<string, string>();
  const keyOf = (entry: Entry) => `${entry.identity.key} ${entry.language}`;
  const listed = new Set(entries.map((entry) => aliases.get(keyOf(entry)) ?? keyOf(entry)));
  for (const entry of entries) {
    const own = aliases.get(keyOf(entry)) ?? keyOf(entry);
    const named = entry.name && aliases.get(entry.name.address);
    const moved = named !== undefined && !known.has(own) && isMoved({ publishedAt: known.get(named)?.entry.publishedAt, isListed: listed.has(named) }, entry) ? named : undefined;
    const key = moved ?? own;
    aliases.set(keyOf(entry), key);
    if (entry.name && !aliases.has(entry.name.address)) aliases.set(entry.name.address, key);
    keys.set(entry.url, key);
    const hash = createHash("sha256").update(canonicalJson(contentOf(entry))).digest("hex");
    const before = known.get(key);
    if (!before || isRevision(before, { channelId: "feed", kind: "feed", hash })) {
      if (before) {
        const words = ({ title, summary, text }: Entry) => readWords({ title, text: `${summary}\n${text}`, links: [] });
        const changes = compare(words(before.entry), words(entry));
        revised.set(key, { before: before.entry, after: entry, isMaterial: isMaterial({ changes, before: "live", after: "live", validUntil: null }, now) });
      }
      known.set(key, { entry, hash, speaker: { channelId: "feed", kind: "feed", stillSpeaks: true }, lastHeard: hash });
    } else known.set(key, { ...before, lastHeard: hash });
  }

  // The plain comparison, and whether we say the same.
  const explained = new Set<string>();
  for (const [name, after] of plainly(new TextDecoder().decode(poll.bytes))) {
    const before = plain.get(name);
    plain.set(name, after);
    if (!before) continue;
    counts.seenAgain += 1;
    const key = keys.get(readAddress(after.link, "https://replay.example/")?.url ?? "");
    const revision = key === undefined ? undefined : revised.get(key);
    if (key !== undefined) explained.add(key);
    if (before.words === after.words) {
      if (!revision) continue;
      // The letters are the same: a mark or a capital is a change that a reader sees all the same, and no drift.
      const isTypography = wordsOf(`${revision.before.title} ${revision.before.summary} ${revision.before.text}`) === wordsOf(`${revision.after.title} ${revision.after.summary} ${revision.after.text}`);
      counts[isTypography ? "typography" : "false"] += 1;
      if (revision.isMaterial) counts.falseMaterial += 1;
      say(isTypography ? "typography" : "false", poll.name, name, revision.before, revision.after);
      continue;
    }
    counts.edits += 1;
    if (revision) {
      counts.found += 1;
      if (revision.isMaterial) counts.material += 1;
      say(revision.isMaterial ? "material" : "found", poll.name, name, before.words, after.words);
    } else if (before.link !== after.link) {
      counts.moved += 1;
      say("moved", poll.name, name, before, after);
    } else {
      counts.missed += 1;
      say("missed", poll.name, name, before, after);
    }
  }
  for (const [key, revision] of revised) {
    if (explained.has(key)) continue;
    counts.false += 1;
    if (revision.isMaterial) counts.falseMaterial += 1;
    say("false, of another name", poll.name, key, revision.before, revision.after);
  }
}
console.log(JSON.stringify(counts));
