import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { readWallTime, wallTimeAt } from "#kernel/wall-time.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import { type Database, inTransaction, type Queryable, type Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { insertDraft, lockPublication, type UnknownPublication } from "./draft-commands.ts";
import type { Content } from "./rules/content.ts";
import { checkRecurrence, occurrencesBetween, type Recurrence } from "./rules/recurrence.ts";

export type SeriesRefusal = NotPermitted | UnknownPublication | { readonly kind: "unknown-series" } | NonNullable<ReturnType<typeof checkRecurrence>>;

/**
 * Has a publication said again and again (EDI-9): each time becomes a draft some weeks ahead, which is looked at, sent and
 * approved like every other. What it says is taken as it stands now.
 */
export async function startSeries(
  tx: Tx, actor: Actor, series: { readonly publicationId: Id<"publication">; readonly recurrence: Recurrence }, at: Instant,
): Promise<Result<Id<"series">, SeriesRefusal>> {
  const found = await lockPublication(tx, series.publicationId);
  if (!found || found.kind !== "post") return refuse({ kind: "unknown-publication" });
  const permitted = await authorise(tx, actor, "publication.draft", { unitId: found.unit_id ?? undefined, profileIds: found.content.profiles }, at);
  if (!permitted.ok) return permitted;
  const wrong = checkRecurrence(series.recurrence);
  if (wrong) return refuse(wrong);
  const id = newId<"series">(at);
  const content: Content = { ...found.content, due: null, embargo: null };
  await sql`
    insert into publishing.series (id, content, recurrence, started_by, started_at)
    values (${id}, ${JSON.stringify(content)}, ${JSON.stringify(series.recurrence)}, ${actor.personId}, ${at})
  `.execute(tx);
  await recordEvent(tx, { kind: "series.started", subject: { type: "publication", id: series.publicationId }, actor: actor.personId, at, data: { seriesId: id } });
  await planOne(tx, { id, content, recurrence: series.recurrence, startedBy: actor.personId }, at);
  return ok(id);
}

/** Nothing more comes of it; the drafts that there are stay. */
export async function endSeries(tx: Tx, actor: Actor, id: Id<"series">, at: Instant): Promise<Result<undefined, SeriesRefusal>> {
  const { rows } = await sql<{ content: Content }>`select content from publishing.series where id = ${id}`.execute(tx);
  const [found] = rows;
  if (!found) return refuse({ kind: "unknown-series" });
  const permitted = await authorise(tx, actor, "publication.draft", { unitId: found.content.unitId ?? undefined, profileIds: found.content.profiles }, at);
  if (!permitted.ok) return permitted;
  await sql`insert into publishing.series_end (series_id, ended_by, ended_at) values (${id}, ${actor.personId}, ${at}) on conflict do nothing`.execute(tx);
  await recordEvent(tx, { kind: "series.ended", subject: { type: "series", id }, actor: actor.personId, at });
  return ok();
}

interface PlannedSeries {
  readonly id: Id<"series">;
  readonly content: Content;
  readonly recurrence: Recurrence;
  readonly startedBy: Id<"person">;
}

/** Writes the drafts of all series as far ahead as the council plans; asking twice writes nothing twice. */
export async function planSeries(db: Database, at: Instant): Promise<void> {
  const { rows } = await sql<PlannedSeries>`
    select id, content, recurrence, started_by as "startedBy" from publishing.series where not exists (select 1 from publishing.series_end where series_id = series.id) order by id
  `.execute(db);
  for (const series of rows) await inTransaction(db, (tx) => planOne(tx, series, at));
}

async function planOne(tx: Tx, series: PlannedSeries, at: Instant): Promise<void> {
  // One after the other: two processes that plan at once would each write the same draft.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`series:${series.id}`}, 0))`.execute(tx);
  const { zone } = await getCouncil(tx);
  const ahead = await getParameter(tx, "publishing.seriesAheadDays", at);
  const dayAt = (instant: Instant) => wallTimeAt(instant, zone).local.slice(0, 10);
  const { rows } = await sql<{ day: string }>`select day::text as day from publishing.occurrence where series_id = ${series.id}`.execute(tx);
  const known = new Set(rows.map(({ day }) => day));
  for (const { day, local, at: due } of occurrencesBetween(series.recurrence, dayAt(at), dayAt(plusMs(at, ahead * DAY)), zone)) {
    if (known.has(day) || (due !== null && due <= at)) continue;
    // An hour that comes twice is its first.
    const twice = readWallTime({ local, zone }).kind === "twice";
    const content: Content = { ...series.content, due: due === null ? null : { local, ...(twice ? { which: "earlier" as const } : {}) } };
    const id = await insertDraft(tx, { personId: series.startedBy }, content, due, at);
    await sql`insert into publishing.occurrence (series_id, day, publication_id, asks) values (${series.id}, ${day}::date, ${id}, ${due === null})`.execute(tx);
  }
}

export interface SeriesRow {
  readonly id: Id<"series">;
  readonly title: string;
  readonly recurrence: Recurrence;
  readonly unitId: Id<"unit"> | null;
  readonly profileIds: readonly Id<"profile">[];
  readonly startedBy: string;
  /** Days on which the clock does not show its hour, and that still have no date. */
  readonly asks: readonly { readonly day: string; readonly publicationId: Id<"publication"> }[];
}

/** Series that go on, by title. */
export async function listSeries(db: Queryable): Promise<readonly SeriesRow[]> {
  const { rows } = await sql<SeriesRow>`
    select series.id, content ->> 'title' as title, recurrence, (content ->> 'unitId')::uuid as "unitId", content -> 'profiles' as "profileIds", person.name as "startedBy",
      coalesce((select jsonb_agg(jsonb_build_object('day', occurrence.day, 'publicationId', publication.id) order by occurrence.day) from publishing.occurrence
        join publishing.publication on publication.id = occurrence.publication_id
        where series_id = series.id and asks and publication.due_at is null and publication.state in ('draft', 'in_review', 'returned')), '[]') as asks
    from publishing.series join authority.person on person.id = series.started_by
    where not exists (select 1 from publishing.series_end where series_id = series.id) order by content ->> 'title', series.id
  `.execute(db);
  return rows;
}
