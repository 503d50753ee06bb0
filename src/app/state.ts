import { statfs } from "node:fs/promises";
import type { Instant } from "#kernel/instant.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import { findLastBackup, overdueBackup } from "#platform/backups.ts";
import type { Queryable } from "#platform/database.ts";

/** When the last backup was taken, and whether the council's own limit has passed since. */
export async function readBackups(db: Queryable, at: Instant): Promise<{ readonly lastBackup: Instant | undefined; readonly overdue: boolean }> {
  const last = await findLastBackup(db);
  const { foundedAt } = await getCouncil(db);
  return { lastBackup: last?.at, overdue: overdueBackup(last, foundedAt, await getParameter(db, "operation.backupMaxDays", at), at) !== undefined };
}

/** What the process may still write on the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
