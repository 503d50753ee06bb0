import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Database, inTransaction } from "#platform/database.ts";
import { recordEvidence } from "./record.ts";
import { deleteValues, insertErasure } from "./store.ts";

export interface Erasure {
  readonly recordId: Id<"evidence">;
  readonly names: readonly string[];
  /** Public: a ground, such as an article of the GDPR; never who asked. */
  readonly reason: string;
  readonly by: Id<"person">;
  readonly at: Instant;
}

/** Kind of the records that put erasures in evidence. */
export const ERASED = "evidence.values-erased";

/**
 * Erases clear values together with their salts, so that the commitments left in the log can no longer be tried against
 * likely texts (EVI-R3). That it was done is itself put in evidence; who did it is a value and erasable in turn.
 * @param db connected as the eraser
 * @returns the names erased; those already gone are passed over
 */
export function eraseValues(
  db: Database,
  { recordId, names, reason, by, at }: Erasure,
): Promise<Result<readonly string[], { readonly kind: "nothing-to-erase" }>> {
  return inTransaction(db, async (tx) => {
    const erased = await deleteValues(tx, recordId, names);
    if (erased.length === 0) return refuse({ kind: "nothing-to-erase" });
    const id = await recordEvidence(tx, {
      kind: ERASED,
      subject: { type: "evidence", id: recordId },
      at,
      facts: { names: erased, reason },
      values: { by },
    });
    await insertErasure(tx, { id, record_id: recordId, names: [...erased], reason, erased_by: by, at });
    return ok(erased);
  });
}
