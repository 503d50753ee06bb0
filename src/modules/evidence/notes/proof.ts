import { sha256, hashOfLeaf } from "./sha256.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { decodeBase64, encodeBase64, type Verifier } from "./keys.ts";
import type { NoteFault } from "./signed-note.ts";
import { verifyInclusion } from "../rules/tree.ts";

/** One file that shows, without the log and without us, that a text is in it: https://c2sp.org/tlog-proof */
const HEADER = "c2sp.org/tlog-proof@v1";

export function proofText({ index, path, note }: { readonly index: number; readonly path: readonly Uint8Array[]; readonly note: string }): string {
  return `${[HEADER, `index ${index}`, ...path.map(encodeBase64)].join("\n")}\n\n${note}`;
}

export type ProofFault = NoteFault | "unreadable-proof" | "not-included";

/** Checks such a file against the text it speaks of. @returns undefined when the text is in the log */
export function checkProof(proof: string, leaf: string, verifiers: readonly Verifier[]): ProofFault | undefined {
  const end = proof.indexOf("\n\n");
  const [header, second = "", ...lines] = proof.slice(0, Math.max(end, 0)).split("\n");
  const index = /^index (0|[1-9]\d{0,15})$/.exec(second)?.[1];
  const path = lines.map((line) => decodeBase64(line) ?? new Uint8Array(0));
  if (header !== HEADER || index === undefined) return "unreadable-proof";
  const checkpoint = openCheckpoint(proof.slice(end + 2), verifiers);
  if (typeof checkpoint === "string") return checkpoint;
  const { size, root } = checkpoint;
  return verifyInclusion(sha256, { index: Number(index), size, leafHash: hashOfLeaf(leaf), path, root }) ? undefined : "not-included";
}
