import { HASH_BYTES } from "../rules/tree.ts";
import { decodeBase64, encodeBase64, type Verifier } from "./keys.ts";
import { type NoteFault, openNote, type OpenedNote } from "./signed-note.ts";

/** The log's head: https://c2sp.org/tlog-checkpoint */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${encodeBase64(root)}\n`;
}

/** Reads the text of a checkpoint, without its signatures. Extension lines are read over. */
export function parseCheckpointText(text: string): Checkpoint | undefined {
  const [origin = "", size = "", root = "", ...rest] = text.split("\n");
  const bytes = decodeBase64(root);
  if (origin === "" || !/^(0|[1-9]\d{0,15})$/.test(size) || bytes?.length !== HASH_BYTES) return undefined;
  if (!Number.isSafeInteger(Number(size)) || rest.pop() !== "" || rest.includes("")) return undefined;
  return { origin, size: Number(size), root: bytes };
}

export type OpenedCheckpoint = Checkpoint & Omit<OpenedNote, "text">;

/** Opens a signed checkpoint with the keys one trusts. */
export function openCheckpoint(note: string, verifiers: readonly Verifier[]): OpenedCheckpoint | NoteFault {
  const opened = openNote(note, verifiers);
  if (typeof opened === "string") return opened;
  const checkpoint = parseCheckpointText(opened.text);
  if (!checkpoint) return "unreadable";
  const { signedBy, epochSeconds, lines } = opened;
  return { ...checkpoint, signedBy, epochSeconds, lines };
}
