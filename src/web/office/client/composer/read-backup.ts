import type { DraftContent } from "../../draft-content.ts";
import type { Backup } from "./draft-keeper.ts";

/** Reads what an earlier visit left in this browser; anything else than that is nothing. */
export function draftContentIn(text: string | null): Backup | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || typeof value["revision"] !== "number" || !isContent(value["content"])) return undefined;
    return { revision: value["revision"], content: value["content"] };
  } catch {
    // Not JSON: of no use, and nobody's but ours.
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

// Enough to tell our own writing from an older version's; the server checks the whole when it is saved.
const isContent = (value: unknown): value is DraftContent =>
  isRecord(value) && typeof value["title"] === "string" && isRecord(value["texts"]) && isRecord(value["forks"]) &&
  [value["profiles"], value["media"], value["citations"]].every(Array.isArray) && "due" in value && "exception" in value && "unitId" in value;
