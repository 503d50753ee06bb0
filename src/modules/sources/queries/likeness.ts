import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { getParameter } from "#modules/policy/index.ts";
import type { Queryable } from "#platform/database.ts";

/** An item that may be the same as another, or has been joined to it. */
export interface Alike {
  readonly itemId: Id<"item">;
  readonly title: string;
  readonly url: string;
  readonly language: string;
  readonly source: Localized;
  readonly seenAt: Instant;
}

/** Shorter titles are of many things: «Convocatoria». */
const SHORTEST_TITLE = 15;
const SHOWN = 3;

/**
 * Items that are probably the same as those asked for (FLO-7): near in time, with the same title but for accents, case and
 * marks, or with the same words. Events at different times are never; nor are two that somebody has said to be two.
 */
export async function listAlike(db: Queryable, ids: readonly Id<"item">[], at: Instant): Promise<ReadonlyMap<Id<"item">, readonly Alike[]>> {
  const days = await getParameter(db, "sources.alikeDays", at);
  const { rows } = await sql<Alike & { of: Id<"item"> }>`
    with mine as (
      select item.id, item.appeared_at, variant.language, revision.title, revision.body, revision.id as revision_id
      from sources.item join sources.variant on variant.item_id = item.id join sources.revision on revision.id = variant.revision_id
      where item.id = any(${[...ids]}::uuid[]) and item.merged_into is null
    ), alike as (
      select mine.id as of, mine.appeared_at, mine.language, revision.id as revision_id
      from mine join sources.revision on sources.folded(revision.title) = sources.folded(mine.title)
      where length(sources.folded(mine.title)) >= ${SHORTEST_TITLE} and revision.id <> mine.revision_id
      union
      select mine.id, mine.appeared_at, mine.language, revision.id from mine join sources.revision on md5(revision.body) = md5(mine.body) and length(revision.body) >= 200
      where length(mine.body) >= 200 and revision.id <> mine.revision_id
    )
    select distinct alike.of, item.id as "itemId", revision.title, variant.url, variant.language, source.name as source, item.appeared_at as "seenAt"
    from alike join sources.variant on variant.revision_id = alike.revision_id and variant.language = alike.language
    join sources.revision on revision.id = variant.revision_id
    join sources.item on item.id = variant.item_id join sources.source on source.id = item.source_id
    where item.id <> alike.of and item.merged_into is null and abs(extract(epoch from item.appeared_at - alike.appeared_at)) <= ${(days * DAY) / 1_000}
      and not exists (
        select 1 from sources.likeness where decision = 'apart' and (kept_id, other_id) in ((item.id, alike.of), (alike.of, item.id))
      )
      and not exists (
        select 1 from sources.event theirs join sources.event ours on ours.item_id = alike.of where theirs.item_id = item.id and theirs.starts_at <> ours.starts_at
      )
    order by "seenAt" desc, "itemId"
  `.execute(db);
  return grouped(rows, SHOWN);
}

/** What people have joined to items, the last first. */
export async function listJoined(db: Queryable, ids: readonly Id<"item">[]): Promise<ReadonlyMap<Id<"item">, readonly Alike[]>> {
  const { rows } = await sql<Alike & { of: Id<"item"> }>`
    select other.merged_into as of, other.id as "itemId", said.title, said.url, said.language, source.name as source, other.appeared_at as "seenAt"
    from sources.item other join sources.source on source.id = other.source_id
    join lateral (select decision, moved, position from sources.likeness where other_id = other.id order by position desc limit 1) last on last.decision = 'same'
    join lateral (
      select revision.title, variant.url, variant.language from sources.variant join sources.revision on revision.id = variant.revision_id
      where variant.item_id = other.id or variant.id = any(last.moved) order by variant.id limit 1
    ) said on true
    where other.merged_into = any(${[...ids]}::uuid[]) order by last.position desc
  `.execute(db);
  return grouped(rows, Infinity);
}

function grouped(rows: readonly (Alike & { readonly of: Id<"item"> })[], most: number): ReadonlyMap<Id<"item">, readonly Alike[]> {
  return new Map([...Map.groupBy(rows, ({ of }) => of)].map(([of, own]) => {
    const once = new Map(own.map(({ of: _of, ...alike }) => [alike.itemId, alike]));
    return [of, [...once.values()].slice(0, most)];
  }));
}
