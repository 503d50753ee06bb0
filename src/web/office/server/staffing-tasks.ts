import { DAY, type Instant, instantOf, MINUTE, plusMs } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import { listGoingOut } from "#modules/publishing/index.ts";
import type { Profile } from "#modules/register/index.ts";
import { listAbsences, listDedications, listHandovers, listNearGaps, listOnCall, measureProfiles, type StaffReader } from "#modules/staffing/index.ts";
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
  tasks.push(...(await listUncovered(db, reader, name, all, now)));
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

/** What goes out soon, in the hours of attention of a profile, with nobody at work or on call for it. */
async function listUncovered(db: Services["db"], { facts }: StaffReader, name: (texts: Localized) => string, all: readonly Profile[], now: Instant): Promise<readonly TodayTask[]> {
  const soon = plusMs(now, (await getParameter(db, "publishing.uncoveredMinutes", now)) * MINUTE);
  const concerned = (await listGoingOut(db, now, soon)).filter(({ profileId }) => {
    const unitId = all.find(({ id }) => id === profileId)?.unitId;
    return facts.coordinator || facts.manages.has(profileId) || (unitId !== undefined && facts.promotes.has(unitId));
  });
  const tasks: TodayTask[] = [];
  for (const [due, posts] of Map.groupBy(concerned, (post) => post.due)) {
    const onCall = await listOnCall(db, [...new Set(posts.map(({ profileId }) => profileId))], due);
    const alone = posts.filter(({ profileId }) => {
      const found = onCall.get(profileId);
      return found?.open === true && (found.how === "team" || found.how === "nobody");
    });
    for (const [publicationId, its] of Map.groupBy(alone, (post) => post.publicationId)) {
      tasks.push({ kind: "uncovered", publicationId, title: its[0]?.title ?? "", profiles: its.map(({ profile }) => name(profile)), due });
    }
  }
  return tasks;
}
