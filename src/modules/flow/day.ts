import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { getCouncil } from "#modules/policy/index.ts";
import { startOfDay } from "#modules/sources/index.ts";
import type { Queryable } from "#platform/database.ts";

export interface DayEntry {
  readonly title: Localized;
  readonly at: Instant;
  /** What it is: a page, or something that has none yet. */
  readonly itemId: Id<"item"> | null;
  readonly suggestionId: Id<"suggestion"> | null;
}

/** What a department had to tell on a day and what became of it. */
export interface DepartmentDay {
  /** Null: pages that are nobody's (FLO-6). */
  readonly unitId: Id<"unit"> | null;
  readonly unit: Localized | null;
  readonly produced: number;
  /** Of them, those that are on the web (FLO-R6). */
  readonly withPage: number;
  readonly publish: number;
  readonly notApplicable: number;
  readonly later: number;
  /** Of those to be published, how many are out. */
  readonly published: number;
  readonly untriaged: readonly DayEntry[];
}

interface Row {
  readonly unit_id: Id<"unit"> | null;
  readonly unit: Localized | null;
  readonly item_id: Id<"item"> | null;
  readonly suggestion_id: Id<"suggestion"> | null;
  readonly title: Localized;
  readonly at: Instant;
  readonly state: "waiting" | "publish" | "not_applicable" | "later";
  readonly is_out: boolean;
}

/**
 * The municipal day, department by department (FLO-3, FLO-R3, FLO-R6): pages that appeared and what people noted that has
 * no page. A unit counts for the department or entity above it.
 * @param day `YYYY-MM-DD` on the council's wall
 */
export async function readDay(db: Queryable, day: string, at: Instant): Promise<readonly DepartmentDay[]> {
  const council = await getCouncil(db);
  const [from, to] = [startOf(day, council.zone), startOf(Temporal.PlainDate.from(day).add({ days: 1 }).toString(), council.zone)];
  const { rows } = await sql<Row>`
    with recursive above as (
      select id as unit_id, id, parent_id, kind from policy.unit
      union all select above.unit_id, unit.id, unit.parent_id, unit.kind from above join policy.unit on unit.id = above.parent_id
    ), top as (
      select unit_id, id as top_id from above where parent_id is null
    ), produced as (
      select item.owner_unit_id, item.id as item_id, null::uuid as suggestion_id, item.appeared_at as at,
        (select jsonb_object_agg(variant.language, revision.title) from sources.variant join sources.revision on revision.id = variant.revision_id where variant.item_id = item.id) as title,
        case when last.decision is null or (last.decision = 'later' and last.until_at <= ${at}) then 'waiting' else last.decision end as state,
        exists (select 1 from publishing.cited join publishing.publication on publication.id = cited.publication_id where cited.item_id in (select told.id from sources.item told where told.id = item.id or told.merged_into = item.id) and published_version > 0 and publication.state <> 'withdrawn') as is_out
      from sources.item
      left join lateral (select decision, until_at from sources.triage where triage.item_id = item.id order by position desc limit 1) last on true
      where item.merged_into is null and item.appeared_at >= ${from} and item.appeared_at < ${to}
      union all
      select suggestion.unit_id, null, suggestion.id, suggestion.at, jsonb_build_object(${council.languages[0] ?? "es"}::text, suggestion.title), coalesce(decided.decision, 'waiting'),
        coalesce((select published_version > 0 and state <> 'withdrawn' from publishing.publication where publication.id = decided.publication_id), false)
      from flow.suggestion left join flow.suggestion_decision decided on decided.suggestion_id = suggestion.id
      where suggestion.url is null and suggestion.at >= ${from} and suggestion.at < ${to}
    )
    select top.top_id as unit_id, unit.name as unit, item_id, suggestion_id, coalesce(title, '{}') as title, at, state, is_out
    from produced left join top on top.unit_id = produced.owner_unit_id left join policy.unit on unit.id = top.top_id
    order by at, item_id, suggestion_id
  `.execute(db);
  return [...Map.groupBy(rows, ({ unit_id }) => unit_id)].map(([unitId, own]) => {
    const count = (of: (row: Row) => boolean) => own.filter(of).length;
    return {
      unitId, unit: own[0]?.unit ?? null,
      produced: own.length,
      withPage: count(({ item_id }) => item_id !== null),
      publish: count(({ state }) => state === "publish"),
      notApplicable: count(({ state }) => state === "not_applicable"),
      later: count(({ state }) => state === "later"),
      published: count(({ state, is_out }) => state === "publish" && is_out),
      untriaged: own.filter(({ state }) => state === "waiting").map((row) => ({ title: row.title, at: row.at, itemId: row.item_id, suggestionId: row.suggestion_id })),
    };
  });
}

/** @throws RangeError when the day is none */
function startOf(day: string, zone: string): Instant {
  const start = startOfDay(day, zone);
  if (!start) throw new RangeError(`not a day: ${day}`);
  return start;
}
