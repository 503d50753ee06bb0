import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { dayOf } from "./facts.ts";
import { forecastProfiles, type ProfileForecast } from "./forecast.ts";
import { alertDays } from "./rules/coverage.ts";

/** Days before a gap on which it is told of, the farthest first. */
export async function readAlertDays(db: Queryable, at: Instant): Promise<readonly number[]> {
  const text = await getParameter(db, "coverage.alertDays", at);
  return text.split(",").map((part) => Number(part.trim())).filter((days) => Number.isInteger(days) && days > 0).sort((a, b) => b - a);
}

const BACK = 30;

/**
 * Tells of the gaps that have come near (COV-7), each once for each distance: an event in the transaction in which it is
 * noted that it was told. After a pause of the program only the nearest distance that has come is told.
 * @returns how many were told
 */
export async function tellGaps(tx: Tx, at: Instant): Promise<number> {
  const before = await readAlertDays(tx, at);
  const today = dayOf(at, (await getCouncil(tx)).zone);
  // From before today on, so that a gap that runs already is known by its first day and not told anew each morning.
  const from = Temporal.PlainDate.from(today).subtract({ days: BACK }).toString();
  const { profiles } = await forecastProfiles(tx, at, { from, days: BACK + Math.max(0, ...before) + 1 });
  let told = 0;
  for (const profile of profiles) {
    const first = profile.coverage.days.find(({ least }) => least !== undefined)?.date;
    for (const gap of profile.gaps) {
      if (gap.to < today || gap.from === first) continue;
      const due = alertDays(gap.from, before).findLast(({ date }) => date <= today);
      if (!due) continue;
      const { rows } = await sql`
        insert into staffing.told (profile_id, gap_from, before_days, at) values (${profile.profileId}, ${gap.from}::date, ${due.before}, ${at})
        on conflict do nothing returning 1
      `.execute(tx);
      if (rows.length === 0) continue;
      told += 1;
      await recordEvent(tx, {
        kind: "coverage.gap-ahead", subject: { type: "profile", id: profile.profileId }, at, data: { from: gap.from, to: gap.to, days: gap.days, before: due.before },
      });
    }
  }
  return told;
}

/** Gaps near enough to be somebody's task, of these profiles (of all that are attended when undefined). */
export async function listNearGaps(
  db: Queryable, profileIds: readonly Id<"profile">[] | undefined, at: Instant,
): Promise<readonly { readonly profile: ProfileForecast; readonly from: string; readonly to: string; readonly days: number }[]> {
  const before = await readAlertDays(db, at);
  const { profiles } = await forecastProfiles(db, at, { days: Math.max(0, ...before) + 1, profileIds });
  return profiles.flatMap((profile) => profile.gaps.slice(0, 1).map((gap) => ({ profile, ...gap })));
}
