import { DAY, instantOf, plusMs } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { getCouncil } from "#modules/policy/index.ts";
import type { Profile } from "#modules/register/index.ts";
import { listAbsences, listDedications, listHandovers, listNearGaps, measureProfiles, type StaffReader } from "#modules/staffing/index.ts";
import type { Services } from "#web/http/services.ts";
import type { TodayTask } from "../views.ts";

/** What of the teams waits for this person: gaps ahead, absences to decide on, notes of a shift, too much work. */
export async function listStaffingTasks({ db, clock }: Pick<Services, "db" | "clock">, reader: StaffReader, name: (texts: Localized) => string, all: readonly Profile[]): Promise<readonly TodayTask[]> {
  const { facts } = reader;
  const now = clock.now();
  const units = new Set([...facts.promotes, ...(facts.directs ?? [])]);
  const decides = facts.coordinator || units.size > 0;
  const tasks: TodayTask[] = [];
  for (const note of (await listHandovers(db, reader, now)).filter((each) => !each.read && !each.own)) {
    tasks.push({ kind: "handover-note", noteId: note.id, profile: name(all.find(({ id }) => id === note.profileId)?.displayName ?? {}), text: note.text.slice(0, 160), since: note.at });
  }
  if (!decides) return tasks;
  const theirs = all.filter(({ unitId }) => facts.coordinator || (unitId !== undefined && units.has(unitId)));
  const attended = theirs.filter(({ state }) => state === "active" || state === "dormant" || state === "closing");
  const [{ zone }, gaps, absences] = await Promise.all([
    getCouncil(db), listNearGaps(db, attended.map(({ id }) => id), now), listAbsences(db, reader, now, plusMs(now, 400 * DAY)),
  ]);
  for (const { profile, from, to, days } of gaps) {
    const due = instantOf(Temporal.PlainDate.from(from).toZonedDateTime(zone).epochMilliseconds);
    tasks.push({ kind: "gap", profileId: profile.profileId, profile: name(profile.name), from, to, days, due });
  }
  for (const absence of absences) {
    if (absence.state === "requested" && absence.decides && !absence.own) tasks.push({ kind: "absence", absenceId: absence.id, person: absence.person, from: absence.from, to: absence.to, since: absence.enteredAt });
  }
  const committed = new Map((await listDedications(db, theirs.map(({ id }) => id), now)).map((each) => [each.profileId, each.committed]));
  if ([...committed.values()].some((hours) => hours > 0)) {
    for (const { profileId, overrun } of await measureProfiles(db, committed, now)) {
      const profile = theirs.find(({ id }) => id === profileId);
      if (overrun && profile) tasks.push({ kind: "overrun", profileId, profile: name(profile.displayName), weeks: overrun.weeks, measured: overrun.measured, committed: overrun.committed });
    }
  }
  return tasks;
}
