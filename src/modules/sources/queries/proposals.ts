import { sql } from "kysely";
import { type Id, parseId } from "#kernel/id.ts";
import { DAY, HOUR, type Instant, parseInstant, plusMs } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import type { Queryable } from "#platform/database.ts";
import { startOfDay, type TriageDecision } from "../rules/triage.ts";
import type { ItemStatus } from "../store.ts";
import { type ItemDecision, type ItemEvent, type ItemVariant, listDecisions, listItemEvents, listVariants } from "./items.ts";

type ProposalState = "waiting" | TriageDecision;

interface Proposal {
  readonly itemId: Id<"item">;
  readonly sourceId: Id<"source">;
  readonly source: Localized;
  readonly unitId: Id<"unit"> | null;
  readonly unit: Localized | null;
  readonly firstSeenAt: Instant;
  readonly appearedAt: Instant;
  readonly publishedAt: Instant | null;
  readonly status: ItemStatus;
  readonly state: ProposalState;
  /** In the source's order of languages. */
  readonly variants: readonly ItemVariant[];
  readonly revisions: number;
  readonly event: ItemEvent | null;
  /** The last one; a put-off item whose day has come has one and waits all the same (FLO-R7). */
  readonly decision: ItemDecision | null;
}

interface ProposalPage {
  readonly items: readonly Proposal[];
  readonly next: string | null;
  readonly counts: Readonly<Record<ProposalState, number>>;
}

interface ProposalFilter {
  readonly state: ProposalState;
  /** Items of this unit and those below it. */
  readonly unitId?: Id<"unit"> | undefined;
  /** `YYYY-MM-DD` in `zone`: only what appeared that day. */
  readonly day?: { readonly day: string; readonly zone: string } | undefined;
  readonly cursor?: string | undefined;
}

const PAGE = 50;

/** The day's web information, newest first, 50 at a time, with where each item stands at `now`. */
export async function listProposals(db: Queryable, filter: ProposalFilter, now: Instant): Promise<ProposalPage> {
  const after = readCursor(filter.cursor);
  const [from, to] = filter.day ? dayOf(filter.day.day, filter.day.zone) : [null, null];
  const selected = sql`
    select item.id, item.source_id, item.owner_unit_id, item.first_seen_at, item.appeared_at, item.status, ${stateAt(now)} as state
    from sources.item ${lastDecision}
    where item.merged_into is null
      and (${filter.unitId ?? null}::uuid is null or item.owner_unit_id in (${unitsBelow(filter.unitId)}))
      and (${from}::timestamptz is null or (item.appeared_at >= ${from} and item.appeared_at < ${to}))
  `;
  const { rows } = await sql<Omit<Proposal, "variants" | "decision" | "event">>`
    select picked.id as "itemId", picked.source_id as "sourceId", source.name as source, picked.owner_unit_id as "unitId", unit.name as unit,
      picked.first_seen_at as "firstSeenAt", picked.appeared_at as "appearedAt", picked.status, picked.state,
      (select max(revision.published_at) from sources.variant join sources.revision on revision.id = variant.revision_id where variant.item_id = picked.id) as "publishedAt",
      (select count(*) from sources.variant join sources.revision on revision.variant_id = variant.id where variant.item_id = picked.id) as revisions
    from (
      select * from (${selected}) as proposal
      where state = ${filter.state}
        and (${after?.at ?? null}::timestamptz is null or (appeared_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
      order by appeared_at desc, id desc limit ${PAGE + 1}
    ) picked
    join sources.source on source.id = picked.source_id
    left join policy.unit on unit.id = picked.owner_unit_id
    order by picked.appeared_at desc, picked.id desc
  `.execute(db);
  const page = rows.slice(0, PAGE);
  const ids = page.map(({ itemId }) => itemId);
  const [variants, decisions, events, counted] = await Promise.all([
    listVariants(db, ids),
    listDecisions(db, ids),
    listItemEvents(db, ids),
    sql<{ state: ProposalState; n: number }>`select state, count(*) as n from (${selected}) as proposal group by state`.execute(db),
  ]);
  const last = page.at(-1);
  return {
    items: page.map((row) => ({ ...row, variants: variants.get(row.itemId) ?? [], decision: decisions.get(row.itemId)?.[0] ?? null, event: events.get(row.itemId) ?? null })),
    next: rows.length > PAGE && last ? `${last.appearedAt}_${last.itemId}` : null,
    counts: { waiting: 0, later: 0, publish: 0, not_applicable: 0, ...Object.fromEntries(counted.rows.map(({ state, n }) => [state, n])) },
  };
}

/** How much waits for a decision, in some units with those below them or everywhere, and since when. */
export async function countWaiting(db: Queryable, unitIds: readonly Id<"unit">[] | undefined, now: Instant): Promise<{ readonly count: number; readonly oldest: Instant | undefined }> {
  const { rows } = await sql<{ count: number; oldest: Instant | null }>`
    select count(*) as count, min(appeared_at) as oldest from sources.item ${lastDecision}
    where item.merged_into is null and ${stateAt(now)} = 'waiting'
      and (${unitIds === undefined} or item.owner_unit_id in (
        with recursive below as (
          select id from policy.unit where id = any(${[...(unitIds ?? [])]}::uuid[])
          union select unit.id from policy.unit join below on unit.parent_id = below.id
        ) select id from below))
  `.execute(db);
  return { count: rows[0]?.count ?? 0, oldest: rows[0]?.oldest ?? undefined };
}

interface DayCoverage {
  readonly produced: number;
  readonly triaged: number;
  readonly publish: number;
  readonly notApplicable: number;
  readonly later: number;
}

/** What appeared on a day and how much of it has been decided on by `now` (FLO-R3). */
export async function coverageOfDay(
  db: Queryable, of: { readonly day: string; readonly zone: string; readonly unitId?: Id<"unit"> | undefined }, now: Instant,
): Promise<DayCoverage> {
  const [from, to] = dayOf(of.day, of.zone);
  const { rows } = await sql<{ state: ProposalState; n: number }>`
    select state, count(*) as n from (
      select ${stateAt(now)} as state from sources.item ${lastDecision}
      where item.merged_into is null and item.appeared_at >= ${from} and item.appeared_at < ${to}
        and (${of.unitId ?? null}::uuid is null or item.owner_unit_id in (${unitsBelow(of.unitId)}))
    ) as produced group by state
  `.execute(db);
  const count = (state: ProposalState) => rows.find((row) => row.state === state)?.n ?? 0;
  const [publish, notApplicable, later] = [count("publish"), count("not_applicable"), count("later")];
  const triaged = publish + notApplicable + later;
  return { produced: triaged + count("waiting"), triaged, publish, notApplicable, later };
}

/** The day that the council's wall shows at an instant. */
const dayAt = (at: Instant, zone: string): string => wallTimeAt(at, zone).local.slice(0, 10);

// A put-off item waits again from its day on: FLO-R7, as `triageState` says it.
const stateAt = (now: Instant) => sql`case when last.decision is null or (last.decision = 'later' and last.until_at <= ${now}) then 'waiting' else last.decision end`;

const lastDecision = sql`
  left join lateral (select decision, until_at from sources.triage where triage.item_id = item.id order by position desc limit 1) last on true
`;

const unitsBelow = (unitId: Id<"unit"> | undefined) => sql`
  with recursive below as (
    select ${unitId ?? null}::uuid as id
    union select unit.id from policy.unit join below on unit.parent_id = below.id
  ) select id from below
`;

/** @throws RangeError when the day is none */
function dayOf(day: string, zone: string): readonly [Instant, Instant] {
  const from = startOfDay(day, zone);
  if (!from) throw new RangeError(`not a day: ${day}`);
  // 36 hours after midnight is the next day however the clock moves.
  const to = startOfDay(dayAt(plusMs(from, DAY + 12 * HOUR), zone), zone);
  if (!to) throw new RangeError(`no day after ${day}`);
  return [from, to];
}

/** A cursor that is none begins at the beginning. */
function readCursor(cursor: string | undefined): { readonly at: Instant; readonly id: Id<"item"> } | undefined {
  const [time = "", name = ""] = (cursor ?? "").split("_");
  const at = parseInstant(time);
  const id = parseId<"item">(name);
  return at && id ? { at, id } : undefined;
}
