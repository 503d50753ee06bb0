import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { lockForTransaction, type Tx } from "#platform/database.ts";
import { settleItems } from "../harvest/apply.ts";
import type { ItemStatus } from "../store.ts";

/** Takes in what a look at the page itself has shown of one of its languages: feeds go on listing what is gone (WEB-6). */
export async function noteStatus(tx: Tx, seen: { readonly itemId: Id<"item">; readonly language: string; readonly status: ItemStatus }, at: Instant): Promise<void> {
  await lockForTransaction(tx, "sources.items");
  const { rows } = await sql<{ item_id: Id<"item"> }>`
    update sources.variant set status = ${seen.status} from sources.item asked
    where asked.id = ${seen.itemId} and variant.language = ${seen.language} and variant.status <> ${seen.status} and (variant.item_id = asked.id
      or (variant.item_id = asked.merged_into and not exists (select 1 from sources.variant own where own.item_id = asked.id and own.language = ${seen.language})))
    returning variant.item_id
  `.execute(tx);
  await settleItems(tx, rows.map(({ item_id }) => item_id), at);
}
