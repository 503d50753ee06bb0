import { openCheckpoint } from "../notes/checkpoint.ts";
import type { Verifier } from "../notes/keys.ts";
import { sha256 } from "../notes/sha256.ts";
import { type Frontier, rootOf, sameBytes } from "../rules/tree.ts";
import type { Findings } from "./report.ts";

/** A checkpoint that somebody kept outside, to be found again in the history of the log. */
export interface KnownCheckpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** Opens the notes kept outside; those that cannot be trusted are faults themselves. */
export function openKnown(notes: readonly string[], verifiers: readonly Verifier[], findings: Findings): readonly KnownCheckpoint[] {
  return notes.flatMap((note) => {
    const opened = openCheckpoint(note, verifiers);
    if (typeof opened !== "string") return [opened];
    findings.add({ kind: "known-checkpoint", size: 0, what: opened });
    return [];
  });
}

/** Compares the kept checkpoints of just this size with the tree as it has grown so far. */
export function checkKnownAt(known: readonly KnownCheckpoint[], frontier: Frontier, findings: Findings): void {
  for (const { size, root } of known) {
    if (size === frontier.size && !sameBytes(rootOf(sha256, frontier), root)) findings.add({ kind: "known-checkpoint", size, what: "rewritten" });
  }
}

/** Kept checkpoints of another log, or larger than the log is now. */
export function checkKnownAgainst(known: readonly KnownCheckpoint[], head: { readonly origin: string | undefined; readonly size: number }, findings: Findings): void {
  for (const { origin, size } of known) {
    if (head.origin !== undefined && origin !== head.origin) findings.add({ kind: "known-checkpoint", size, what: "origin" });
    else if (size > head.size) findings.add({ kind: "known-checkpoint", size, what: "rolled-back" });
  }
}
