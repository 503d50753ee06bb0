import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, epochMsOf, type Instant, plusMs } from "#kernel/instant.ts";
import { getParameter } from "#modules/policy/index.ts";
import type { Queryable } from "#platform/database.ts";
import { groupBy } from "./facts.ts";
import { calibrate, type Calibration, overrun, type Overrun, weeklyHours } from "./rules/measure.ts";

/** One stretch of work that the product saw from beginning to end, or that somebody noted. */
export interface Measured {
  readonly profileId: Id<"profile">;
  readonly personId: Id<"person">;
  readonly activity: "answer" | "publishing" | "noted";
  readonly minutes: number;
  readonly at: Instant;
}

/**
 * What was worked on profiles since an instant (DED-4): from taking a conversation to answering it, from beginning a
 * publication to its approval, and minutes noted by hand. One stretch counts no longer than the council says: a window
 * that was left open over lunch is no work.
 */
export async function listMeasured(db: Queryable, since: Instant, at: Instant): Promise<readonly Measured[]> {
  const longest = await getParameter(db, "dedication.longestMinutes", at);
  const { rows: events } = await sql<{ kind: string; subject_id: string; actor_id: Id<"person"> | null; at: Instant; profile_ids: Id<"profile">[] | null }>`
    select kind, subject_id, actor_id, at,
      case when data ? 'profileId' then array[data ->> 'profileId'] when data ? 'profileIds' then (select array_agg(id) from jsonb_array_elements_text(data -> 'profileIds') as id) end as profile_ids
    from platform.event
    where kind in ('conversation.claimed', 'conversation.answered', 'publication.started', 'publication.approved') and at > ${since} and at <= ${at}
    order by position
  `.execute(db);
  const begun = new Map<string, { readonly at: Instant; readonly by: Id<"person"> }>();
  const measured: Measured[] = [];
  for (const event of events) {
    const key = event.kind.startsWith("conversation") ? `${event.subject_id} ${event.actor_id ?? ""}` : event.subject_id;
    if ((event.kind === "conversation.claimed" || event.kind === "publication.started") && event.actor_id) begun.set(key, { at: event.at, by: event.actor_id });
    else {
      const from = begun.get(key);
      begun.delete(key);
      const profiles = event.profile_ids ?? [];
      if (!from) continue;
      const minutes = Math.min(longest, (epochMsOf(event.at) - epochMsOf(from.at)) / 60_000);
      // A publication of several profiles is one piece of work: each bears its part.
      for (const profileId of profiles) {
        measured.push({ profileId, personId: from.by, activity: event.kind === "conversation.answered" ? "answer" : "publishing", minutes: minutes / profiles.length, at: event.at });
      }
    }
  }
  const { rows: noted } = await sql<{ profile_id: Id<"profile">; person_id: Id<"person">; minutes: number; entered_at: Instant }>`
    select profile_id, person_id, minutes, entered_at from staffing.worked where day > (${since}::timestamptz)::date and entered_at <= ${at}
  `.execute(db);
  return [...measured, ...noted.map((row) => ({ profileId: row.profile_id, personId: row.person_id, activity: "noted" as const, minutes: row.minutes, at: row.entered_at }))];
}

export interface ProfileMeasure {
  readonly profileId: Id<"profile">;
  /** Hours a week over the days that count. */
  readonly weekly: number;
  /** Minutes of one answer, of one publication: measured medians once there are enough of them (DED-5). */
  readonly answer: Calibration;
  readonly publishing: Calibration;
  /** DED-6. */
  readonly overrun: Overrun | undefined;
}

/** What each profile really took, beside what was estimated (DED-5) and committed (DED-6). */
export async function measureProfiles(db: Queryable, committed: ReadonlyMap<Id<"profile">, number>, at: Instant): Promise<readonly ProfileMeasure[]> {
  const days = await getParameter(db, "dedication.calibrateDays", at);
  const from = await getParameter(db, "dedication.calibrateFrom", at);
  const weeks = await getParameter(db, "dedication.overWeeks", at);
  const most = (await getParameter(db, "dedication.overPercent", at)) / 100;
  const all = groupBy(await listMeasured(db, plusMs(at, -days * DAY), at), ({ profileId }) => profileId);
  return [...all].map(([profileId, own]) => ({
    profileId,
    weekly: own.reduce((sum, { minutes }) => sum + minutes, 0) / 60 / (days / 7),
    answer: calibrate(own.filter(({ activity }) => activity === "answer").map(({ minutes }) => minutes), from),
    publishing: calibrate(own.filter(({ activity }) => activity === "publishing").map(({ minutes }) => minutes), from),
    overrun: overrun(weeklyHours(own.map((one) => ({ at: epochMsOf(one.at), minutes: one.minutes })), epochMsOf(at), weeks), committed.get(profileId) ?? 0, most),
  }));
}
