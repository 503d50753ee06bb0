import type { NoteFault } from "../notes/signed-note.ts";

/** One thing that is not as it was sealed. Data, not prose: the web and the command line put it in words. */
export type Fault =
  /** `leaf`: the record was changed; `hash`: its sealed hash; `leaf-or-hash`: they differ and no signed root tells which. */
  | { readonly kind: "entry"; readonly index: number; readonly what: "leaf" | "hash" | "leaf-or-hash" | "columns" | "missing" | "record-missing" | "unsigned" }
  | { readonly kind: "value"; readonly record: string; readonly name: string; readonly index?: number; readonly what: "changed" | "missing" | "not-erased" | "uncommitted" }
  /** `path` as served; the leaves under it are `from` to `to` (exclusive). */
  | { readonly kind: "tile"; readonly path: string; readonly from: number; readonly to: number; readonly what: "bytes" | "root" | "missing" | "unexpected" }
  | { readonly kind: "bundle"; readonly path: string; readonly from: number; readonly to: number; readonly what: "missing" | "unreadable" }
  /** `since`: the last size whose signed root was right, so that what was changed lies after it. */
  | { readonly kind: "checkpoint"; readonly size: number; readonly what: NoteFault | "missing" | "origin" | "size" | "root" | "time"; readonly since?: number }
  | { readonly kind: "erasure"; readonly id: string; readonly what: "not-in-evidence" | "changed" }
  /** A record that neither has an index nor waits for one. */
  | { readonly kind: "record"; readonly id: string; readonly what: "not-queued" | "columns" }
  /** A checkpoint kept elsewhere, which this log does not contain: history was rewritten or rolled back. */
  | { readonly kind: "known-checkpoint"; readonly size: number; readonly what: NoteFault | "origin" | "rolled-back" | "rewritten" };

/**
 * What no check of the log alone can find, because whoever holds the key can sign it: only a checkpoint kept by somebody
 * else shows it.
 */
export type WitnessOnly = "history-rewritten-by-key-holder" | "rolled-back-to-older-state" | "different-logs-shown-to-different-people";

export interface VerifyReport {
  readonly ok: boolean;
  /** Entries under the newest checkpoint. */
  readonly size: number;
  readonly counted: {
    readonly entries: number;
    readonly tiles: number;
    readonly checkpoints: number;
    readonly values: number;
    readonly erased: number;
    /** Recorded, not sealed yet. */
    readonly waiting: number;
  };
  /** The first faults, at most `MAX_FAULTS`; the check ends when there are so many. */
  readonly faults: readonly Fault[];
  /** What this check could not have found; shorter where a checkpoint kept elsewhere was given. */
  readonly onlyAWitnessSees: readonly WitnessOnly[];
}

export const MAX_FAULTS = 100;

export type Progress = (done: number, of: number) => void;

/** Ends a check that has found enough. */
export class EnoughFaults extends Error {}

export interface Findings {
  readonly faults: Fault[];
  readonly counted: { entries: number; tiles: number; checkpoints: number; values: number; erased: number; waiting: number };
  add(fault: Fault): void;
}

export function newFindings(): Findings {
  const faults: Fault[] = [];
  return {
    faults,
    counted: { entries: 0, tiles: 0, checkpoints: 0, values: 0, erased: 0, waiting: 0 },
    add: (fault) => {
      faults.push(fault);
      if (faults.length >= MAX_FAULTS) throw new EnoughFaults();
    },
  };
}

export function reportOf({ faults, counted }: Findings, size: number, witnessed: boolean): VerifyReport {
  return {
    ok: faults.length === 0,
    size,
    counted,
    faults,
    onlyAWitnessSees: witnessed
      ? ["different-logs-shown-to-different-people"]
      : ["history-rewritten-by-key-holder", "rolled-back-to-older-state", "different-logs-shown-to-different-people"],
  };
}
