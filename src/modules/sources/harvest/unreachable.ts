import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { lockForTransaction, type Tx } from "#platform/database.ts";
import type { SourceTrouble } from "../rules/trouble.ts";
import { settleItems } from "./apply.ts";
import { identityIn, type SourceRules } from "./entries.ts";

/** A page that answers 404 or 410 is gone (WEB-6); any other trouble says nothing of the page. */
export async function markUnreachable(tx: Tx, source: SourceRules, url: string, trouble: SourceTrouble, at: Instant): Promise<void> {
  if (trouble.kind !== "http-status" || (trouble.status !== 404 && trouble.status !== 410)) return;
  const identity = identityIn(source, url);
  if (!identity) return;
  await lockForTransaction(tx, "sources.items");
  const { rows } = await sql<{ item_id: Id<"item"> }>`
    update sources.variant set status = 'gone' where address = ${identity.address} and status <> 'gone' returning item_id
  `.execute(tx);
  await settleItems(tx, rows.map(({ item_id }) => item_id), at);
}
