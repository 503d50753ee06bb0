#!/usr/bin/env node
// Checks an exported evidence log (https://c2sp.org/tlog-tiles) with nothing but Node.js 20 or newer: no line of this file
// is shared with the program that wrote the log. Ends with 0 when all is as signed, 1 when not, 2 when asked wrongly.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const usage = "usage: audit-log.mjs FOLDER [--vkey KEY] [--known CHECKPOINT-FILE]...";
const args = process.argv.slice(2);
const known = [];
let folder, vkey;
while (args.length > 0) {
  const arg = args.shift();
  if (arg === "--help") quit(0, usage);
  else if (arg === "--vkey") vkey = args.shift();
  else if (arg === "--known") known.push(args.shift());
  else if (folder === undefined && !arg.startsWith("--")) folder = arg;
  else quit(2, usage);
}
if (folder === undefined || known.includes(undefined)) quit(2, usage);

const faults = [];
let head;
const fault = (text) => faults.push(text);
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const LEAF = Buffer.of(0), NODE = Buffer.of(1), join2 = (left, right) => sha256(NODE, left, right);

const givenKey = vkey !== undefined;
vkey ??= read("vkey")?.toString("utf8").trim() ?? quit(2, "no key: give --vkey, or a folder that has a file vkey");
const key = readKey(vkey);
const note = read("checkpoint");
if (!note) conclude("checkpoint: missing");
head = openCheckpoint(note);
if (head.error) conclude(`checkpoint: ${head.error}`);

const keptAt = new Map();
for (const file of known) {
  const kept = openCheckpoint(readFileSync(file));
  if (kept.error) fault(`known checkpoint ${file}: ${kept.error}`);
  else if (kept.origin !== head.origin) fault(`known checkpoint ${file}: of another log, ${kept.origin}`);
  else if (kept.size > head.size) fault(`known checkpoint ${file}: the log was rolled back from ${kept.size} to ${head.size} entries`);
  else keptAt.set(kept.size, [...(keptAt.get(kept.size) ?? []), { ...kept, file }]);
}

// Two trees grow side by side: one over the entries, one over the hashes in the tiles of level 0.
// The signed root tells which of the two is the true one wherever they differ.
const byEntries = [], byTiles = [], suspects = [];
const levels = Array.from({ length: 8 }, () => ({ count: 0, full: 0, entries: [], tiles: [] }));
for (let from = 0; from < head.size; from += 256) {
  const width = Math.min(256, head.size - from);
  const bundlePath = pathOf("entries", from / 256, width), tilePath = pathOf(0, from / 256, width);
  const entries = readBundle(bundlePath, width);
  const tile = readTile(tilePath, width);
  if (!entries && !tile) conclude();
  for (let at = 0; at < width; at += 1) {
    const [mine, theirs] = [entries?.[at] ?? tile[at], tile?.[at] ?? entries[at]];
    if (!mine.equals(theirs)) suspects.push({ index: from + at, tilePath });
    grow(byEntries, mine, from + at);
    grow(byTiles, theirs, from + at);
    for (const kept of keptAt.get(from + at + 1) ?? []) {
      if (!rootOf(byEntries).equals(kept.root)) fault(`known checkpoint ${kept.file}: the first ${kept.size} entries are not those of then; history was rewritten`);
    }
  }
  if (width === 256) climb(1, rootOfHashes(entries ?? tile), rootOfHashes(tile ?? entries));
}
for (const [level, { count, full, entries, tiles }] of levels.entries()) if (count > 0) checkTile(level, full, entries, tiles);

const entriesRight = rootOf(byEntries).equals(head.root);
const tilesRight = rootOf(byTiles).equals(head.root);
if (entriesRight) for (const path of new Set(suspects.map((each) => each.tilePath))) fault(`tile ${path}: not the hashes of its entries`);
else if (tilesRight) for (const { index } of suspects) fault(`entry ${index}: changed`);
else {
  for (const { index, tilePath } of suspects) fault(`entry ${index} or tile ${tilePath}: changed`);
  fault(`checkpoint: the root of ${head.size} entries is another than the signed one`);
}
conclude();

function conclude(last) {
  if (last) fault(last);
  if (head && !head.error) {
    console.log(`log      ${head.origin}`);
    console.log(`entries  ${head.size}`);
    console.log(`signed   ${new Date(head.time * 1000).toISOString()} by ${key.name}`);
  }
  for (const text of faults.slice(0, 50)) console.log(`FAULT    ${text}`);
  if (faults.length > 50) console.log(`FAULT    and ${faults.length - 50} more`);
  if (faults.length > 0) quit(1, "The log is NOT as it was signed.");
  console.log("Every entry, every tile and the signature are right.");
  if (!givenKey) console.log("The key came with the log: compare it with the one the council publishes elsewhere.");
  if (known.length === 0) console.log("Not checked: whether the key's holder rewrote history. For that give --known with a checkpoint kept earlier.");
  quit(0);
}

function quit(code, text) {
  if (text) (code === 0 ? console.log : console.error)(text);
  process.exit(code);
}

function read(path) {
  try {
    return readFileSync(join(folder, path));
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  }
}

function pathOf(level, index, width) {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, "0");
  return `tile/${level}/${digits.replace(/\d{3}(?=\d)/g, "x$&/")}${width < 256 ? `.p/${width}` : ""}`;
}

function readTile(path, width) {
  const bytes = read(path);
  if (bytes?.length === width * 32) return Array.from({ length: width }, (_, at) => bytes.subarray(at * 32, at * 32 + 32));
  fault(`tile ${path}: ${bytes ? `has ${bytes.length} bytes instead of ${width * 32}` : "missing"}`);
}

function readBundle(path, width) {
  const bytes = read(path);
  if (!bytes) return fault(`entries ${path}: missing`);
  const hashes = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const end = at + 2 + bytes.readUInt16BE(at);
    if (end > bytes.length) break;
    hashes.push(sha256(LEAF, bytes.subarray(at + 2, end)));
    at = end;
  }
  if (at === bytes.length && hashes.length === width) return hashes;
  fault(`entries ${path}: unreadable from byte ${at}, after ${hashes.length} of ${width} entries`);
}

function grow(peaks, hash, index) {
  for (let size = index; size % 2 === 1; size = (size - 1) / 2) hash = join2(peaks.pop(), hash);
  peaks.push(hash);
}

function rootOf(peaks) {
  return peaks.length === 0 ? sha256() : peaks.reduceRight((right, left) => join2(left, right));
}

function rootOfHashes(hashes, peaks = []) {
  hashes.forEach((hash, at) => grow(peaks, hash, at));
  return rootOf(peaks);
}

function climb(level, byEntry, byTile) {
  const here = levels[level];
  here.entries.push(byEntry);
  here.tiles.push(byTile);
  here.count += 1;
  if (here.count < 256) return;
  checkTile(level, here.full, here.entries, here.tiles);
  const roots = [rootOfHashes(here.entries), rootOfHashes(here.tiles)];
  Object.assign(here, { count: 0, full: here.full + 1, entries: [], tiles: [] });
  climb(level + 1, ...roots);
}

function checkTile(level, index, entries, tiles) {
  const path = pathOf(level, index, entries.length);
  const wrong = readTile(path, entries.length)?.findIndex((hash, at) => !hash.equals(entries[at]) && !hash.equals(tiles[at])) ?? -1;
  const each = 256 ** level, first = (index * 256 + wrong) * each;
  if (wrong >= 0) fault(`tile ${path}: wrong hash for the entries ${first} to ${first + each - 1}`);
}

function readKey(text) {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? quit(2, `not a verifier key: ${text}`);
  const bytes = Buffer.from(encoded, "base64");
  if (bytes.length !== 33 || bytes[0] !== 1) quit(2, `not an Ed25519 verifier key: ${text}`);
  const idOf = (use) => sha256(name, "\n", Buffer.of(use), bytes.subarray(1)).toString("hex", 0, 4);
  if (idOf(1) !== id) quit(2, `the verifier key does not fit its own id: ${text}`);
  const object = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: bytes.toString("base64url", 1) }, format: "jwk" });
  return { name, plain: idOf(1), timed: idOf(4), object };
}

function openCheckpoint(bytes) {
  const text = bytes.toString("utf8");
  const split = text.lastIndexOf("\n\n");
  if (split < 0 || !text.endsWith("\n") || !Buffer.from(text).equals(bytes)) return { error: "unreadable" };
  const body = text.slice(0, split + 1);
  let signed = false, time;
  for (const line of text.slice(split + 2, -1).split("\n")) {
    const [, name, encoded = ""] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const blob = Buffer.from(encoded, "base64");
    if (name === undefined || blob.length < 68 || blob.toString("base64") !== encoded) return { error: "a signature line is unreadable" };
    const id = blob.toString("hex", 0, 4);
    if (name !== key.name || (id !== key.plain && id !== key.timed)) continue;
    const at = id === key.timed ? blob.readBigUInt64BE(4) : undefined;
    const message = at === undefined ? body : `cosignature/v1\ntime ${at}\n${body}`;
    if (!verify(null, Buffer.from(message), key.object, blob.subarray(at === undefined ? 4 : 12))) return { error: "the signature is false" };
    if (at === undefined) signed = true;
    else time = Number(at);
  }
  if (!signed) return { error: `not signed by ${key.name}` };
  const [origin, size, root] = body.split("\n"), hash = Buffer.from(root ?? "", "base64");
  if (!/^(0|[1-9]\d{0,15})$/.test(size ?? "") || hash.length !== 32) return { error: "unreadable" };
  if (time === undefined) return { error: `the time of signing is not signed by ${key.name}` };
  return { origin, size: Number(size), root: hash, time };
}
