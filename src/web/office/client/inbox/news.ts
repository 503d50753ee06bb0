import type { ConversationEntry } from "../../views.ts";

/** Something that others have said or changed since the conversation was last seen. */
export interface News {
  readonly kind: "message" | "edited" | "deleted" | "reply";
  readonly id: string;
  readonly who: string;
  readonly text: string;
}

/**
 * What a person who has begun to write must see before sending. Notes and how far a reply has come change the
 * conversation too, and change nothing of what there is to answer.
 */
export function newsSince(seen: readonly ConversationEntry[], now: readonly ConversationEntry[]): readonly News[] {
  const known = new Map(seen.map((entry) => [entry.id, entry]));
  return now.flatMap((entry): readonly News[] => {
    const before = known.get(entry.id);
    if (entry.kind === "reply") return before ? [] : [{ kind: "reply", id: entry.id, who: entry.by, text: entry.text }];
    if (entry.kind === "note") return [];
    const told = { id: entry.id, who: entry.author.name || entry.author.handle, text: entry.body ?? "" };
    if (!before || before.kind !== "message") return [{ kind: "message", ...told }];
    if (before.deletedAt === null && entry.deletedAt !== null) return [{ kind: "deleted", ...told, text: "" }];
    return before.editedAt !== entry.editedAt ? [{ kind: "edited", ...told }] : [];
  });
}
