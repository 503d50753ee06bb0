import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Queryable } from "#platform/database.ts";

/** One language of an item as whoever watches it needs it: where it is read and what a page there says that is not in force. */
export interface WatchedVariant {
  readonly itemId: Id<"item">;
  readonly language: string;
  readonly url: string;
  readonly markers: readonly string[];
  readonly validUntil: Instant | null;
  /** What its agenda says of it, where it has no page of its own to look at. */
  readonly said: { readonly title: string; readonly text: string; readonly notInForce: boolean } | null;
}

/** The languages of items, under the ids asked for; those that a merged item has no more are the survivor's. */
export async function listWatchedVariants(db: Queryable, ids: readonly Id<"item">[]): Promise<readonly WatchedVariant[]> {
  const { rows } = await sql<WatchedVariant>`
    select item.id as "itemId", variant.language, variant.url, source.not_in_force_markers as markers, revision.valid_until as "validUntil",
      case when variant.address like '%#%' then jsonb_build_object('title', revision.title, 'text', revision.body, 'notInForce', survivor.status = 'not_in_force') end as said
    from sources.item join sources.variant on variant.item_id = item.id
      or (variant.item_id = item.merged_into and not exists (select 1 from sources.variant own where own.item_id = item.id and own.language = variant.language))
    join sources.revision on revision.id = variant.revision_id
    join sources.item survivor on survivor.id = coalesce(item.merged_into, item.id) join sources.source on source.id = survivor.source_id
    where item.id = any(${[...ids]}::uuid[]) order by item.id, array_position(source.languages, variant.language) nulls last, variant.language
  `.execute(db);
  return rows;
}
