import { sql } from "kysely";
import { type Id, parseId } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { endEverySession } from "#modules/access/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { dropUnsentMail } from "#modules/notices/index.ts";
import { doubtDeliveriesAfterRestore } from "#modules/publishing/index.ts";
import { recordRestoration } from "#platform/backups.ts";
import { inTransaction, openDatabase } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { openRuntime, type RuntimeSetting } from "../runtime.ts";
import type { Manifest } from "./manifest.ts";
import { FINISH } from "./unfinished.ts";

/**
 * Makes a database that was just filled from a backup fit to work: what may have happened since is put in doubt, nobody
 * is signed in, the return is in evidence, and the mark of an unfinished restore goes, all in one transaction.
 * @returns how many deliveries are in doubt
 */
export async function finishRestore(setting: RuntimeSetting, manifest: Manifest): Promise<{ readonly doubtful: number; readonly at: Instant }> {
  const runtime = openRuntime(setting);
  const { db, pool } = openDatabase({ address: setting.address, size: 1, name: "pregonero-restore" });
  try {
    const { networks } = await runtime.council();
    const at = runtime.clock.now();
    const takenAt = manifest.councilAt;
    const backupId = parseId<"backup">(manifest.id);
    if (!backupId) throw new Error("the backup has no id");
    const doubtful = await inTransaction(db, async (tx) => {
      const doubted = await doubtDeliveriesAfterRestore(tx, networks.filter((network) => network.kind === "own").map((network) => network.id), at);
      await dropUnsentMail(tx, at);
      await endEverySession(tx, at);
      await recordRestoration(tx, { backupId, takenAt, restoredAt: at, doubtfulDeliveries: doubted });
      const subject: { readonly type: string; readonly id: Id<"backup"> } = { type: "backup", id: backupId };
      // Whoever kept a checkpoint signed after the backup will not find it in this log: here stands why.
      await recordEvidence(tx, { kind: "council.restored", subject, at, facts: { takenAt, entries: manifest.evidence.size, root: manifest.evidence.root } });
      await recordEvent(tx, { kind: "council.restored", subject, at, data: { takenAt, doubtfulDeliveries: doubted } });
      await sql.raw(FINISH).execute(tx);
      return doubted;
    });
    return { doubtful, at };
  } finally {
    await pool.end();
    await runtime.close();
  }
}
