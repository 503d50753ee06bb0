import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Tx } from "#platform/database.ts";
import { settleItems } from "./apply.ts";

/**
 * What an agenda listed and lists no more before it was over is called off, until it is listed again. What repeats is listed
 * only so far ahead; an address that is named for several events now was one event's own before, and is not gone.
 */
export async function callOffVanished(tx: Tx, channelId: Id<"channel">, agenda: { readonly shared: readonly string[]; readonly until: Instant }, at: Instant): Promise<void> {
  const { rows } = await sql<{ item_id: Id<"item"> }>`
    update sources.event set called_off = 'vanished'
    where channel_id = ${channelId} and seen_at < ${at} and called_off is null and (ends_at is null or ends_at > ${at})
      and (not repeats or starts_at < ${agenda.until}) and address <> all(${[...agenda.shared]}::text[])
    returning item_id
  `.execute(tx);
  await settleItems(tx, [...new Set(rows.map(({ item_id }) => item_id))], at);
}
