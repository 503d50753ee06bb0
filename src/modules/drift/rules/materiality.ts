import type { Instant } from "#kernel/instant.ts";
import type { Change } from "./compare.ts";
import { type FieldKind, fieldKinds } from "./field.ts";

/** What a page is, besides what it says (Annex E). */
export type PageStatus = "live" | "not_in_force" | "gone";

const kinds: ReadonlySet<string> = new Set<FieldKind>(fieldKinds);

/**
 * Whether a change makes a post wrong: a field of weight that changed while the item holds (DRI-R1), or a page that is gone or
 * in force no more, always (DRI-R4).
 */
export function isMaterial(drift: { readonly changes: readonly Change[]; readonly before: PageStatus; readonly after: PageStatus; readonly validUntil: Instant | null }, now: Instant): boolean {
  if (drift.after !== "live" && drift.after !== drift.before) return true;
  const holds = drift.validUntil === null || drift.validUntil >= now;
  return holds && (drift.before !== drift.after || drift.changes.some(({ kind }) => kinds.has(kind)));
}

/** What is of weight first; a change of words only when there is nothing else to say. */
export const byWeight = (changes: readonly Change[]): readonly Change[] => changes.toSorted((a, b) => Number(kinds.has(b.kind)) - Number(kinds.has(a.kind)));
