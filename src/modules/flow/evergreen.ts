import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { getParameter } from "#modules/policy/index.ts";
import type { Queryable } from "#platform/database.ts";

/** A page that does not age and may be told again (FLO-8). */
export interface Evergreen {
  readonly itemId: Id<"item">;
  readonly title: Localized;
  readonly url: string;
  readonly unit: Localized | null;
  readonly kind: "procedure" | "facility" | "project";
  /** When it was last told on any profile; null: never. */
  readonly lastToldAt: Instant | null;
}

const SHOWN = 60;

/**
 * The stock for a quiet day: pages in force that somebody called a procedure, a facility or a project, or that stand on the
 * e-office, and that no profile has told for some time. Those never told come first.
 */
export async function listEvergreen(db: Queryable, at: Instant): Promise<readonly Evergreen[]> {
  const rested = plusMs(at, -DAY * (await getParameter(db, "flow.evergreenDays", at)));
  const { rows } = await sql<Evergreen>`
    select item.id as "itemId", unit.name as unit, coalesce(item_kind.kind, 'procedure') as kind, told.at as "lastToldAt",
      (select jsonb_object_agg(variant.language, revision.title) from sources.variant join sources.revision on revision.id = variant.revision_id where variant.item_id = item.id) as title,
      (select variant.url from sources.variant where variant.item_id = item.id order by array_position(source.languages, variant.language) nulls last limit 1) as url
    from sources.item join sources.source on source.id = item.source_id
    left join flow.item_kind on item_kind.item_id = item.id left join policy.unit on unit.id = item.owner_unit_id
    left join lateral (
      select max(delivery.changed_at) as at from publishing.cited join publishing.delivery on delivery.publication_id = cited.publication_id
      where cited.item_id = item.id and delivery.kind = 'create' and delivery.state = 'confirmed'
    ) told on true
    where item.merged_into is null and item.status = 'live' and (item_kind.kind in ('procedure', 'facility', 'project') or (item_kind.kind is null and source.kind = 'sede'))
      and (told.at is null or told.at < ${rested})
    order by told.at nulls first, item.id limit ${SHOWN}
  `.execute(db);
  return rows;
}
