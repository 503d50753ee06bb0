import { type RawBuilder, sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Queryable } from "#platform/database.ts";
import { isHeld } from "./delivery/held.ts";
import type { Content } from "./rules/content.ts";
import type { PublicationState } from "./store.ts";

/** One publication as the calendar shows it. */
export interface Slip {
  readonly id: Id<"publication">;
  readonly title: string;
  readonly state: PublicationState;
  readonly revision: number;
  /** When it goes out or went out; null in the tray of what has no date. */
  readonly due: Instant | null;
  /** What a person chose on the clock; null: as soon as it is approved. */
  readonly chosen: Content["due"];
  /** Nothing of it may be known before (EDI-7). */
  readonly embargoUntil: Instant | null;
  readonly unitId: Id<"unit"> | null;
  readonly profileIds: readonly Id<"profile">[];
  readonly languages: readonly string[];
  /** A stop holds at least part of it. */
  readonly paused: boolean;
  readonly actionId: Id<"communication-action"> | null;
}

export interface CalendarFilter {
  /** Any of these. */
  readonly profileIds?: readonly Id<"profile">[] | undefined;
  readonly unitIds?: readonly Id<"unit">[] | undefined;
  readonly state?: PublicationState | undefined;
  readonly language?: string | undefined;
  readonly actionId?: Id<"communication-action"> | undefined;
}

/** As many as a screen still bears; what is beyond is said. */
const MOST = 5_000;

const slips = (where: RawBuilder<unknown>, filter: CalendarFilter, order: RawBuilder<unknown>) => sql<Slip>`
  select publication.id, publication.title, publication.state, publication.revision, publication.due_at as due, publication.content -> 'due' as chosen, publication.embargo_until as "embargoUntil",
    publication.unit_id as "unitId", publication.content -> 'profiles' as "profileIds",
    coalesce((select jsonb_agg(text.key order by text.key) from jsonb_each_text(publication.content -> 'texts') text where trim(text.value) <> ''), '[]') as languages,
    (publication.state in ('scheduled', 'publishing') and exists (select 1 from publishing.delivery
      where delivery.publication_id = publication.id and delivery.state = 'planned' and delivery.cancelled_at is null and ${isHeld})) as paused, publication.content ->> 'actionId' as "actionId"
  from publishing.publication
  where publication.kind = 'post' and publication.state <> 'cancelled' and ${where}
    and (${filter.state ?? null}::text is null or publication.state = ${filter.state ?? null})
    and (${filter.language ?? null}::text is null or trim(coalesce(publication.content -> 'texts' ->> ${filter.language ?? ""}, '')) <> '')
    and (${filter.actionId ?? null}::text is null or publication.content ->> 'actionId' = ${filter.actionId ?? null})
    and (${filter.profileIds ? [...filter.profileIds] : null}::text[] is null or publication.content -> 'profiles' ?| ${filter.profileIds ? [...filter.profileIds] : []}::text[])
    and (${filter.unitIds ? [...filter.unitIds] : null}::uuid[] is null or publication.unit_id = any(${filter.unitIds ? [...filter.unitIds] : []}::uuid[]))
  order by ${order} limit ${MOST}
`;

/** What goes out or went out on the days from one to another, both in it, as the council's clock has them. */
export async function listSlips(db: Queryable, span: { readonly from: string; readonly to: string; readonly zone: string }, filter: CalendarFilter = {}): Promise<readonly Slip[]> {
  const { rows } = await slips(
    sql`publication.due_at >= ${span.from}::date::timestamp at time zone ${span.zone} and publication.due_at < (${span.to}::date + 1)::timestamp at time zone ${span.zone}`,
    filter, sql`publication.due_at, publication.id`,
  ).execute(db);
  return rows;
}

/** What is being written and has no date yet, last changed first. */
export async function listUndated(db: Queryable, filter: CalendarFilter = {}): Promise<readonly Slip[]> {
  const { rows } = await slips(sql`publication.due_at is null and publication.state in ('draft', 'in_review', 'returned')`, filter, sql`publication.changed_at desc, publication.id desc`).execute(db);
  return rows;
}

/** By profile, the days of a span on which it says something or is going to. */
export async function listSpokenDays(db: Queryable, profileIds: readonly Id<"profile">[], span: { readonly from: string; readonly to: string; readonly zone: string }): Promise<ReadonlyMap<Id<"profile">, ReadonlySet<string>>> {
  const { rows } = await sql<{ profile: Id<"profile">; day: string }>`
    select distinct profile, (publication.due_at at time zone ${span.zone})::date::text as day
    from publishing.publication cross join lateral jsonb_array_elements_text(publication.content -> 'profiles') profile
    where publication.kind = 'post' and publication.state not in ('cancelled', 'withdrawn')
      and publication.due_at >= ${span.from}::date::timestamp at time zone ${span.zone} and publication.due_at < (${span.to}::date + 1)::timestamp at time zone ${span.zone}
  `.execute(db);
  const spoken = new Map<Id<"profile">, Set<string>>(profileIds.map((id) => [id, new Set()]));
  for (const { profile, day } of rows) spoken.get(profile)?.add(day);
  return spoken;
}
