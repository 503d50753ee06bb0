import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { getParameter } from "#modules/policy/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { tell } from "./record.ts";
import { addWorkingDays } from "./rules/debt.ts";
import { readCalendar } from "./waiting.ts";

/** Something that the profiles have said, or will say, and the web does not say yet (S10, FLO-R5). */
export interface WebDebt {
  readonly origin: "publication" | "suggestion";
  readonly id: Id<"publication"> | Id<"suggestion">;
  readonly title: string;
  readonly unitId: Id<"unit"> | null;
  readonly unit: Localized | null;
  readonly since: Instant;
  readonly dueAt: Instant;
  readonly overdue: boolean;
}

/**
 * What is owed to the web, the oldest first: posts that went out live or in an emergency without a page, those that repeat
 * another profile's which cites none (EDI-R1), and accepted notes of what has none, until they cite one or somebody says which page tells it. `unitIds` holds the units below too.
 */
export async function listDebts(db: Queryable, unitIds: readonly Id<"unit">[] | undefined, at: Instant): Promise<readonly WebDebt[]> {
  const { rows } = await sql<Omit<WebDebt, "dueAt" | "overdue">>`
    select owed.*, unit.name as unit from (
      select 'publication' as origin, publication.id, publication.title, publication.unit_id as "unitId",
        (select min(delivery.changed_at) from publishing.delivery where delivery.publication_id = publication.id and kind = 'create' and delivery.state = 'confirmed') as since
      from publishing.version join publishing.publication on publication.id = version.publication_id and version.number = publication.published_version
      where (version.content ->> 'exception' in ('live', 'emergency') or exists (
          select 1 from publishing.publication said join publishing.version shared on shared.publication_id = said.id and shared.number = said.published_version
          where said.id = (version.content ->> 'shares')::uuid and shared.content -> 'citations' = '[]'::jsonb))
        and version.content -> 'citations' = '[]'::jsonb and publication.kind = 'post' and publication.state <> 'withdrawn'
      union all
      select 'suggestion', suggestion.id, suggestion.title, suggestion.unit_id, decided.at
      from flow.suggestion join flow.suggestion_decision decided on decided.suggestion_id = suggestion.id and decided.decision = 'publish'
      join publishing.publication on publication.id = decided.publication_id
      where suggestion.url is null and publication.content -> 'citations' = '[]'::jsonb and publication.state not in ('cancelled', 'withdrawn')
        -- Once it is out without a page, the debt is the publication's.
        and not (publication.published_version > 0 and publication.content ->> 'exception' in ('live', 'emergency'))
    ) owed left join policy.unit on unit.id = owed."unitId"
    where since is not null
      and not exists (select 1 from flow.settlement where settlement.origin = owed.origin and settlement.origin_id = owed.id)
      and (${unitIds === undefined} or owed."unitId" = any(${[...(unitIds ?? [])]}::uuid[]))
    order by since, id
  `.execute(db);
  const days = await getParameter(db, "flow.webDebtDays", at);
  const calendar = await readCalendar(db, at);
  return rows.map((row) => {
    const dueAt = addWorkingDays(row.since, days, calendar);
    return { ...row, dueAt, overdue: dueAt < at };
  });
}

export type SettleDebtRefusal = NotPermitted | { readonly kind: "unknown-debt" } | { readonly kind: "unknown-item" };

/** Says which page of the web tells now what began on a profile. */
export async function settleDebt(
  tx: Tx, actor: Actor, settlement: { readonly origin: WebDebt["origin"]; readonly id: Id<"publication"> | Id<"suggestion">; readonly itemId: Id<"item"> }, at: Instant,
): Promise<Result<undefined, SettleDebtRefusal>> {
  const debt = (await listDebts(tx, undefined, at)).find(({ origin, id }) => origin === settlement.origin && id === settlement.id);
  if (!debt) return refuse({ kind: "unknown-debt" });
  const permitted = await authorise(tx, actor, "item.triage", { unitId: debt.unitId ?? undefined }, at);
  if (!permitted.ok) return permitted;
  const known = await sql`select 1 from sources.item where id = ${settlement.itemId} and status = 'live'`.execute(tx);
  if (known.rows.length === 0) return refuse({ kind: "unknown-item" });
  const { rows } = await sql`
    insert into flow.settlement (origin, origin_id, item_id, settled_by, at) values (${settlement.origin}, ${settlement.id}, ${settlement.itemId}, ${actor.personId}, ${at})
    on conflict do nothing returning 1
  `.execute(tx);
  if (rows.length === 0) return refuse({ kind: "unknown-debt" });
  await tell(tx, "debt.settled", { type: settlement.origin, id: settlement.id }, actor, at, { itemId: settlement.itemId });
  return ok();
}
