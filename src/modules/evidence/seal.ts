import { sql } from "kysely";
import { epochMsOf, instantOf, SECOND } from "#kernel/instant.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, lockForTransaction, type Tx } from "#platform/database.ts";
import { type Edge, readEdge, rootOfEdge } from "./edge.ts";
import { checkpointText, openCheckpoint } from "./notes/checkpoint.ts";
import { parseVerifierKey, type Signer, verifierKey } from "./notes/keys.ts";
import { sha256 } from "./notes/sha256.ts";
import { signNote } from "./notes/signed-note.ts";
import { hashesOf, TILE_WIDTH } from "./rules/tiles.ts";
import { rootOfHashes, sameBytes } from "./rules/tree.ts";
import { type CheckpointRow, insertCheckpoint, insertTiles, sealEntries, type TileRow } from "./store.ts";

export interface SealOptions {
  readonly clock: Clock;
  readonly signer: Signer;
  /** First line of every checkpoint, the log's name for ever: its address without scheme. */
  readonly origin: string;
  /** Records sealed by one checkpoint at most. */
  readonly batch?: number;
}

/** The log as it stands is not the one last signed; going on would sign a second history. */
export class BrokenLogError extends Error {}

/**
 * Seals waiting records: gives them consecutive indexes, completes the tiles and signs a checkpoint, all in one
 * transaction. One sequencer at a time: the others wait for its lock, and the primary keys of entry and checkpoint would
 * refuse a second tree even without it.
 * @returns how many were sealed; as many as `batch` means that more may wait
 * @throws BrokenLogError when the last checkpoint does not fit the stored tree
 */
export function sealPending(db: Database, { clock, signer, origin, batch = 10_000 }: SealOptions): Promise<number> {
  // Read committed, said aloud: the statements after the lock must see what its last holder wrote.
  return db.transaction().setIsolationLevel("read committed").execute(async (tx) => {
    await lockForTransaction(tx, "evidence.sequencer");
    const last = await lastCheckpoint(tx);
    const size = last?.size ?? 0;
    const added = hashesOf(await sealEntries(tx, size, batch));
    if (added.length === 0) return 0;
    const edge = await readEdge(tx, size);
    if (last) mustFit(last, edge, signer, origin);
    const { tiles, edge: grown } = grow(edge, size, added);
    await insertTiles(tx, tiles);
    const root = rootOfEdge(grown);
    const epochSeconds = Math.floor(epochMsOf(clock.now()) / SECOND);
    const note = signNote(checkpointText({ origin, size: size + added.length, root }), signer, epochSeconds);
    await insertCheckpoint(tx, { size: size + added.length, root, note, at: instantOf(epochSeconds * SECOND) });
    return added.length;
  });
}

async function lastCheckpoint(tx: Tx): Promise<CheckpointRow | undefined> {
  const { rows } = await sql<CheckpointRow>`select size, root, note, at from evidence.checkpoint order by size desc limit 1`.execute(tx);
  return rows[0];
}

/** A log must not sign what contradicts its last signature, so the last signature is read before the next is made. */
function mustFit(last: CheckpointRow, edge: Edge, signer: Signer, origin: string): void {
  if (!sameBytes(rootOfEdge(edge), last.root)) throw new BrokenLogError(`the tree of ${last.size} entries has another root than its checkpoint`);
  if (!last.note.startsWith(checkpointText({ origin, size: last.size, root: last.root }))) {
    throw new BrokenLogError(`the checkpoint of ${last.size} entries is not of the log ${origin}, or tells another root`);
  }
  const verifier = parseVerifierKey(verifierKey(signer));
  // After a change of keys the last note is by the old one, which is nobody here; a bad signature by ours is a forgery.
  if (verifier && openCheckpoint(last.note, [verifier]) === "forged") {
    throw new BrokenLogError(`the signature of the checkpoint of ${last.size} entries is not ours`);
  }
}

/** Appends leaf hashes to the edge. Only the edge and what is new is ever hashed. */
function grow(edge: Edge, size: number, added: readonly Uint8Array[]): { readonly tiles: readonly TileRow[]; readonly edge: Edge } {
  const tiles: TileRow[] = [];
  const grown: (readonly Uint8Array[])[] = [];
  let arriving = added;
  for (let level = 0; arriving.length > 0 || level < edge.length; level += 1) {
    const hashes = [...(edge[level] ?? []), ...arriving];
    const first = Math.floor(size / TILE_WIDTH ** (level + 1));
    const roots: Uint8Array[] = [];
    const full = Math.floor(hashes.length / TILE_WIDTH);
    for (let tile = 0; tile < full; tile += 1) {
      const inside = hashes.slice(tile * TILE_WIDTH, (tile + 1) * TILE_WIDTH);
      const root = rootOfHashes(sha256, inside);
      tiles.push({ level, index: first + tile, bytes: Buffer.concat(inside), root });
      roots.push(root);
    }
    grown.push(hashes.slice(full * TILE_WIDTH));
    arriving = roots;
  }
  return { tiles, edge: grown };
}
