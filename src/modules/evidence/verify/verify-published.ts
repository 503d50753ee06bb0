import { openCheckpoint } from "../notes/checkpoint.ts";
import { sha256 } from "../notes/sha256.ts";
import { decodeBundle, hashesOf, leavesUnder, publishedPath, TILE_WIDTH } from "../rules/tiles.ts";
import { HASH_BYTES, leafHash, sameBytes } from "../rules/tree.ts";
import { addReading, type FilledTile, settle, tileFits, twoReadings } from "../rules/two-readings.ts";
import { checkKnownAgainst, checkKnownAt, type KnownCheckpoint, openKnown } from "./known.ts";
import { EnoughFaults, type Findings, newFindings, type Progress, reportOf, type VerifyReport } from "./report.ts";
import { verifiersOf } from "./verifiers.ts";

/** The bytes below the log's address; undefined for what is not there. A folder and an HTTP address both can be one. */
export type PublishedReader = (path: string) => Promise<Uint8Array | undefined>;

export interface PublishedOptions {
  /** Verifier keys, got from elsewhere than the log; more than one after a change of keys. */
  readonly vkeys: readonly string[];
  /** Checkpoints of this log kept elsewhere: with one, rewriting by the key's holder is found too. */
  readonly known?: readonly string[];
  readonly onProgress?: Progress;
}

/** Checks what is served and nothing else: checkpoint, tiles and entries. Memory does not grow with the log. */
export async function verifyPublished(read: PublishedReader, { vkeys, known: notes = [], onProgress }: PublishedOptions): Promise<VerifyReport> {
  const verifiers = verifiersOf(vkeys);
  const findings = newFindings();
  let size = 0;
  let known: readonly KnownCheckpoint[] = [];
  try {
    known = openKnown(notes, verifiers, findings);
    const note = await read("checkpoint");
    const head = note ? openCheckpoint(new TextDecoder().decode(note), verifiers) : "missing";
    if (typeof head === "string") findings.add({ kind: "checkpoint", size: 0, what: head });
    else {
      ({ size } = head);
      findings.counted.checkpoints = 1;
      // We always sign the time too; a head without it has lost a line on its way.
      if (head.epochSeconds === undefined) findings.add({ kind: "checkpoint", size, what: "time" });
      checkKnownAgainst(known, head, findings);
      await checkTree(read, head, known, findings, onProgress);
    }
  } catch (error) {
    if (!(error instanceof EnoughFaults)) throw error;
  }
  return reportOf(findings, size, known.length > 0);
}

async function checkTree(
  read: PublishedReader,
  head: { readonly size: number; readonly root: Uint8Array },
  known: readonly KnownCheckpoint[],
  findings: Findings,
  onProgress: Progress | undefined,
): Promise<void> {
  const readings = twoReadings();
  const doubtful: number[] = [];
  for (let from = 0; from < head.size; from += TILE_WIDTH) {
    const width = Math.min(TILE_WIDTH, head.size - from);
    const index = from / TILE_WIDTH;
    const entries = await readBundle(read, index, width, findings);
    const tile = await readPublishedTile(read, 0, index, width, findings);
    if (!entries && !tile) return;
    for (let place = 0; place < width; place += 1) {
      const entry = entries?.[place];
      const inTile = tile?.[place];
      const first = entry ?? inTile;
      if (!first) throw new Error("a bundle and a tile of the right width have a gap");
      if (entry && inTile && !sameBytes(entry, inTile)) doubtful.push(from + place);
      for (const filled of addReading(sha256, readings, first, inTile ?? first)) {
        if (filled.level > 0) await checkTile(read, filled, findings);
      }
      checkKnownAt(known, readings.first, findings);
    }
    findings.counted.entries += entries?.length ?? 0;
    onProgress?.(from + width, head.size);
    // Beyond this nothing more is to be learnt, and memory must not grow with the faults.
    if (doubtful.length > TILE_WIDTH) break;
  }
  if (readings.first.size < head.size) return nameDoubtful(doubtful, "leaf-or-hash", findings);
  for (const [level, waiting] of readings.levels.entries()) {
    if (level > 0 && waiting.first.length > 0) await checkTile(read, { level, ...waiting }, findings);
  }
  const settled = settle(sha256, readings, head.root);
  if (settled === "neither") findings.add({ kind: "checkpoint", size: head.size, what: "root", since: 0 });
  if (settled === "second") nameDoubtful(doubtful, "leaf", findings);
  else if (settled === "neither") nameDoubtful(doubtful, "leaf-or-hash", findings);
  else for (const index of new Set(doubtful.map((entry) => Math.floor(entry / TILE_WIDTH)))) {
    const width = Math.min(TILE_WIDTH, head.size - index * TILE_WIDTH);
    findings.add({ kind: "tile", path: publishedPath(0, index, width), ...leavesUnder(0, index, width), what: "bytes" });
  }
}

function nameDoubtful(doubtful: readonly number[], what: "leaf" | "leaf-or-hash", findings: Findings): void {
  for (const index of doubtful) findings.add({ kind: "entry", index, what });
}

/** The hashes of a bundle's entries; undefined, with the fault named, when it is not as long as it must be. */
async function readBundle(read: PublishedReader, index: number, width: number, findings: Findings): Promise<readonly Uint8Array[] | undefined> {
  const path = publishedPath("entries", index, width);
  const bytes = await read(path);
  const entries = bytes && decodeBundle(bytes);
  if (entries?.length === width) return entries.map((entry) => leafHash(sha256, entry));
  findings.add({ kind: "bundle", path, ...leavesUnder(0, index, width), what: bytes ? "unreadable" : "missing" });
  return undefined;
}

async function readPublishedTile(read: PublishedReader, level: number, index: number, width: number, findings: Findings) {
  const path = publishedPath(level, index, width);
  const bytes = await read(path);
  findings.counted.tiles += 1;
  if (bytes?.length === width * HASH_BYTES) return hashesOf(bytes);
  findings.add({ kind: "tile", path, ...leavesUnder(level, index, width), what: bytes ? "bytes" : "missing" });
  return undefined;
}

async function checkTile(read: PublishedReader, expected: FilledTile, findings: Findings): Promise<void> {
  const { level, index } = expected;
  const width = expected.first.length;
  const tile = await readPublishedTile(read, level, index, width, findings);
  if (tile && !tileFits(tile, expected)) {
    findings.add({ kind: "tile", path: publishedPath(level, index, width), ...leavesUnder(level, index, width), what: "bytes" });
  }
}
