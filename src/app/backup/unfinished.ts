import type { DatabaseAddress } from "#platform/database.ts";
import type pg from "pg";
import { connectAsOwner } from "./catalogue.ts";

/**
 * A schema that is there from the first thing that a restore writes to the transaction that ends it. Whoever finds it
 * works with half a database, so nothing starts on it.
 */
export const hasUnfinishedRestore = async (client: pg.Client): Promise<boolean> =>
  (await client.query("select 1 from pg_namespace where nspname = 'restoring'")).rowCount === 1;

export const markUnfinished = (client: pg.Client): Promise<unknown> => client.query("create schema restoring");

export const FINISH = "drop schema restoring cascade";

/** @throws Error with the remedy when a restore into this database did not come to its end */
export async function refuseUnfinishedRestore(address: DatabaseAddress): Promise<void> {
  const client = await connectAsOwner(address);
  try {
    if (await hasUnfinishedRestore(client)) {
      throw new Error("a restore into this database did not come to its end, so it holds only a part. Run `pregonero restore --from FILE` again: it begins anew.");
    }
  } finally {
    await client.end();
  }
}
