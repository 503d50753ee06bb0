import { sql } from "kysely";
import type { Instant } from "#kernel/instant.ts";
import type { Tx } from "#platform/database.ts";
import { type HeldDelivery, moveDeliveries } from "./delivery/transition.ts";

const BATCH = 500;

/**
 * After a return from a backup: what was under way then, and what fell due since, may have gone out without our knowing.
 * It becomes `unknown`: networks that can be read are looked at before anything is sent, elsewhere a person decides.
 * Our own networks are left alone: what they publish again has the same identity, and receivers know it already.
 * @param ownNetworks ids of the networks where publishing is a row of this very database
 * @returns how many deliveries are in doubt
 */
export async function doubtDeliveriesAfterRestore(tx: Tx, ownNetworks: readonly string[], at: Instant): Promise<number> {
  let doubted = 0;
  for (;;) {
    const { rows } = await sql<HeldDelivery>`
      select id, publication_id, network, state, fence, attempts, due_at, no_later_than, lease_until, intent
      from publishing.delivery
      where cancelled_at is null and network <> all(${[...ownNetworks]}::text[])
        and (state in ('armed', 'sent') or (state = 'planned' and due_at <= ${at}))
      order by id limit ${BATCH} for update
    `.execute(tx);
    const moved = await moveDeliveries(tx, rows.map((held) => ({ held, change: { to: "unknown", code: "restored", nextAt: at } })), at);
    doubted += moved.size;
    // One that could not be moved would come again for ever; nobody else is at work now, so it is a bug.
    if (moved.size < rows.length) throw new Error("a delivery could not be put in doubt");
    if (rows.length < BATCH) return doubted;
  }
}
