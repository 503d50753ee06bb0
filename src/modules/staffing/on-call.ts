import type { Id } from "#kernel/id.ts";
import { epochMsOf, type Instant } from "#kernel/instant.ts";
import { getCouncil } from "#modules/policy/index.ts";
import type { Queryable } from "#platform/database.ts";
import { dayOf, readCoverageFacts, spanOf } from "./facts.ts";
import { forecastCoverage } from "./rules/coverage.ts";
import type { Span } from "./rules/days.ts";
import { type OnCall, whoIsOnCall } from "./rules/on-call.ts";

/** To whom what cannot wait goes at a moment, profile by profile; a profile that nobody attends has nobody. `open`: it is within the profile's hours of attention. */
export async function listOnCall(db: Queryable, profileIds: readonly Id<"profile">[], at: Instant): Promise<ReadonlyMap<Id<"profile">, OnCall & { readonly open: boolean }>> {
  if (profileIds.length === 0) return new Map();
  const { zone } = await getCouncil(db);
  const facts = await readCoverageFacts(db, { from: dayOf(at, zone), days: 1, profileIds }, at);
  const moment = epochMsOf(at);
  const holds = ({ from, to }: Span) => from <= moment && to > moment;
  const coverage = new Map(forecastCoverage(facts.input).map((one) => [one.profileId, one]));
  return new Map(profileIds.map((id) => {
    const team = facts.input.profiles.find((profile) => profile.id === id)?.team ?? [];
    const slots = coverage.get(id)?.days.flatMap((day) => day.slots.filter(holds)) ?? [];
    const atWork = new Set(slots.flatMap(({ available }) => available));
    const turns = new Set(facts.duties.filter((duty) => duty.kind === "on_call" && duty.profileId === id && holds(spanOf(duty.from, duty.to))).map(({ personId }): string => personId));
    return [id, { open: slots.length > 0, ...whoIsOnCall(team.filter(({ spans }) => spans.some(holds)).map(({ personId }) => ({
      personId, onCall: turns.has(personId), atWork: atWork.has(personId), absent: (facts.input.people.get(personId)?.absences ?? []).some(holds),
    }))) }];
  }));
}
