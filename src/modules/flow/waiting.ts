import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { getCouncil, getParameter, listHolidays, type ServiceCalendar, serviceMinutesBetween, workingDays } from "#modules/policy/index.ts";
import type { Queryable } from "#platform/database.ts";

/** The council's general hours with its holidays. */
export async function readCalendar(db: Queryable, at: Instant): Promise<ServiceCalendar> {
  const [{ zone }, holidays, hours] = [await getCouncil(db), await listHolidays(db), await getParameter(db, "inbox.serviceHours", at)];
  return { zone, holidays: new Set(holidays.map(({ day }) => day)), attention: workingDays(hours) };
}

export interface LongWaiting {
  /** Waiting for longer than a promoter should let it (FLO-R1), and since when the oldest does. */
  readonly late: number;
  /** Waiting for so long that the direction is told. */
  readonly forDirector: number;
  readonly oldest: Instant | null;
}

/**
 * What of some units, or of all, waits too long for a decision (FLO-R1). `unitIds` holds the units below as well. What
 * was put off waits from its day on (FLO-R7).
 */
export async function countLongWaiting(db: Queryable, unitIds: readonly Id<"unit">[] | undefined, at: Instant): Promise<LongWaiting> {
  const minutes = 60 * (await getParameter(db, "flow.triageHours", at));
  const directorFrom = plusMs(at, -DAY * (await getParameter(db, "flow.directorDays", at)));
  const calendar = await readCalendar(db, at);
  const { rows } = await sql<{ since: Instant; n: number }>`
    select date_trunc('minute', greatest(item.appeared_at, last.until_at)) as since, count(*) as n
    from sources.item
    left join lateral (select decision, until_at from sources.triage where triage.item_id = item.id order by position desc limit 1) last on true
    where item.merged_into is null and (last.decision is null or (last.decision = 'later' and last.until_at <= ${at}))
      and (${unitIds === undefined} or item.owner_unit_id = any(${[...(unitIds ?? [])]}::uuid[]))
    group by 1 order by 1
  `.execute(db);
  const late = rows.filter(({ since }) => serviceMinutesBetween(since, at, calendar) > minutes);
  const sum = (some: readonly { readonly n: number }[]) => some.reduce((total, { n }) => total + n, 0);
  return { late: sum(late), forDirector: sum(rows.filter(({ since }) => since < directorFrom)), oldest: rows[0]?.since ?? null };
}
