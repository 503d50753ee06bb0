import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, plusMs, DAY } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { getParameter } from "#modules/policy/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { tell } from "./record.ts";
import { agingKinds, type AgingKind, likelyKind, readCycles, reviewDue } from "./rules/review.ts";

/** A page that somebody has to look at again. */
export interface DueReview {
  readonly itemId: Id<"item">;
  readonly title: Localized;
  readonly urls: Localized;
  readonly unitId: Id<"unit"> | null;
  readonly unit: Localized | null;
  readonly kind: AgingKind;
  /** Nobody has said yet of what kind it is. */
  readonly kindIsGuess: boolean;
  readonly lastLookedAt: Instant;
  readonly endsAt: Instant | null;
  readonly dueAt: Instant;
  /** Somebody said that it has to change and what; it has not changed since. */
  readonly toChange: { readonly note: string; readonly by: string; readonly at: Instant } | null;
}

export interface DueReviews {
  readonly reviews: readonly DueReview[];
  /** All that are due, also those beyond the ones shown. */
  readonly count: number;
  /** Days between two reviews, by kind. */
  readonly cycles: readonly (readonly [AgingKind, number])[];
}

interface Row {
  readonly item_id: Id<"item">;
  readonly title: Localized;
  readonly urls: Localized;
  readonly unit_id: Id<"unit"> | null;
  readonly unit: Localized | null;
  readonly source_kind: string;
  readonly kind: AgingKind | null;
  readonly changed_at: Instant;
  readonly ends_at: Instant | null;
  readonly review: { readonly outcome: "no_change" | "to_change"; readonly note: string; readonly by: string; readonly at: Instant } | null;
}

const SHOWN = 100;

/**
 * Pages in force whose review is due by an instant, the longest overdue first (FLO-4, FLO-R2). A change of the page counts as
 * a look at it. `unitIds` holds the units below too; undefined: of all.
 */
export async function listDueReviews(db: Queryable, unitIds: readonly Id<"unit">[] | undefined, by: Instant): Promise<DueReviews> {
  const cycles = readCycles(await getParameter(db, "flow.reviewDays", by));
  const shortest = Math.min(...Object.values(cycles));
  // What was looked at within the shortest cycle is due for no kind but those that end: the database leaves it out.
  const { rows } = await sql<Row>`
    with looked as (
      select item.id, item.owner_unit_id, item.source_id,
        max(revision.at) as changed_at,
        greatest(max(revision.valid_until), (select max(event.ends_at) from sources.event where event.item_id = item.id having count(*) = count(event.ends_at))) as ends_at
      from sources.item join sources.variant on variant.item_id = item.id join sources.revision on revision.id = variant.revision_id
      -- An event that is told of by an agenda alone has no page to look at: it is over when it ends (FLO-5).
      where not exists (select 1 from sources.variant told where told.item_id = item.id and told.address like '%#%') and item.merged_into is null and item.status = 'live' and (${unitIds === undefined} or item.owner_unit_id = any(${[...(unitIds ?? [])]}::uuid[]))
      group by item.id
    )
    select looked.id as item_id, looked.owner_unit_id as unit_id, unit.name as unit, source.kind as source_kind, item_kind.kind, looked.changed_at, looked.ends_at,
      (select jsonb_object_agg(variant.language, revision.title) from sources.variant join sources.revision on revision.id = variant.revision_id where variant.item_id = looked.id) as title,
      (select jsonb_object_agg(variant.language, variant.url) from sources.variant where variant.item_id = looked.id) as urls,
      (select jsonb_build_object('outcome', outcome, 'note', note, 'by', person.name, 'at', to_char(review.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
        from flow.review join authority.person on person.id = reviewed_by where review.item_id = looked.id order by position desc limit 1) as review
    from looked join sources.source on source.id = looked.source_id
    left join policy.unit on unit.id = looked.owner_unit_id left join flow.item_kind on item_kind.item_id = looked.id
    where looked.changed_at <= ${plusMs(by, -shortest * DAY)} or looked.ends_at <= ${by}
      or exists (select 1 from flow.review where review.item_id = looked.id and outcome = 'to_change' and review.at >= looked.changed_at)
  `.execute(db);
  const due = rows.map(reviewOf).filter((review) => review.toChange !== null || review.dueAt <= by).toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  return { reviews: due.slice(0, SHOWN), count: due.length, cycles: agingKinds.flatMap((kind) => (kind === "activity" || kind === "event" ? [] : [[kind, cycles[kind]] as const])) };

  function reviewOf(row: Row): DueReview {
    const lastLookedAt = row.review && row.review.at > row.changed_at ? row.review.at : row.changed_at;
    const kind = row.kind ?? likelyKind(row.source_kind, row.ends_at !== null);
    return {
      itemId: row.item_id, title: row.title, urls: row.urls, unitId: row.unit_id, unit: row.unit, kind, kindIsGuess: row.kind === null, lastLookedAt, endsAt: row.ends_at,
      dueAt: reviewDue(kind, lastLookedAt, row.ends_at, cycles),
      toChange: row.review?.outcome === "to_change" && row.review.at >= row.changed_at ? { note: row.review.note, by: row.review.by, at: row.review.at } : null,
    };
  }
}

export type ReviewRefusal = NotPermitted | { readonly kind: "unknown-item" } | { readonly kind: "note-missing" };

/** Signs that somebody looked at a page: it is right as it is (FLO-4), or what has to change on it. */
export async function reviewItem(
  tx: Tx, actor: Actor, review: { readonly itemId: Id<"item">; readonly outcome: "no_change" | "to_change"; readonly note: string }, at: Instant,
): Promise<Result<undefined, ReviewRefusal>> {
  const admitted = await admit(tx, actor, review.itemId, at);
  if (!admitted.ok) return admitted;
  if (review.outcome === "to_change" && review.note.trim() === "") return refuse({ kind: "note-missing" });
  await sql`insert into flow.review (item_id, outcome, note, reviewed_by, at) values (${review.itemId}, ${review.outcome}, ${review.note.trim()}, ${actor.personId}, ${at})`.execute(tx);
  await tell(tx, "item.reviewed", { type: "item", id: review.itemId }, actor, at, { outcome: review.outcome });
  return ok();
}

/** Says what kind of information a page is, and so how soon it is looked at again. */
export async function setItemKind(tx: Tx, actor: Actor, set: { readonly itemId: Id<"item">; readonly kind: AgingKind }, at: Instant): Promise<Result<undefined, ReviewRefusal>> {
  const admitted = await admit(tx, actor, set.itemId, at);
  if (!admitted.ok) return admitted;
  await sql`
    insert into flow.item_kind (item_id, kind, set_by, set_at) values (${set.itemId}, ${set.kind}, ${actor.personId}, ${at})
    on conflict (item_id) do update set kind = excluded.kind, set_by = excluded.set_by, set_at = excluded.set_at
  `.execute(tx);
  await tell(tx, "item.kind-set", { type: "item", id: set.itemId }, actor, at, { kind: set.kind });
  return ok();
}

async function admit(tx: Tx, actor: Actor, itemId: Id<"item">, at: Instant): Promise<Result<undefined, NotPermitted | { readonly kind: "unknown-item" }>> {
  const { rows } = await sql<{ unit_id: Id<"unit"> | null }>`select owner_unit_id as unit_id from sources.item where id = ${itemId} and merged_into is null for update`.execute(tx);
  const [item] = rows;
  if (!item) return refuse({ kind: "unknown-item" });
  return authorise(tx, actor, "item.triage", { unitId: item.unit_id ?? undefined }, at);
}
