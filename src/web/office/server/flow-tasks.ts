import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { ActorFacts } from "#modules/authority/index.ts";
import { countLongWaiting, listDebts, listDueReviews, listExpectations, listSuggestions } from "#modules/flow/index.ts";
import { countWaiting } from "#modules/sources/index.ts";
import type { Queryable } from "#platform/database.ts";
import type { TodayTask } from "../views.ts";

/**
 * What of the flow of the day waits for this person: pages to decide on and the box of suggestions (FLO-2, FLO-9), what is
 * late and what the direction is told (FLO-R1), pages to look at again (FLO-R2), debts to the web (FLO-R5) and silences (FLO-6).
 */
export async function listFlowTasks(db: Queryable, facts: ActorFacts, now: Instant): Promise<readonly TodayTask[]> {
  const tasks: TodayTask[] = [];
  const theirs = facts.coordinator ? undefined : [...facts.promotes];
  const isTheirs = (unitId: Id<"unit"> | null) => facts.coordinator || (unitId !== null && facts.promotes.has(unitId));
  if (facts.coordinator || facts.promotes.size > 0) {
    const waiting = await countWaiting(db, theirs, now);
    if (waiting.count > 0) tasks.push({ kind: "triage", count: waiting.count, late: (await countLongWaiting(db, theirs, now)).late, oldest: waiting.oldest ?? now });
    const suggestions = (await listSuggestions(db)).filter(({ decision, unitId }) => decision === null && isTheirs(unitId));
    if (suggestions[0]) tasks.push({ kind: "suggestions", count: suggestions.length, oldest: suggestions[0].at });
    const reviews = await listDueReviews(db, theirs, now);
    if (reviews.reviews[0]) tasks.push({ kind: "reviews", count: reviews.count, oldest: reviews.reviews[0].dueAt });
    const silent = (await listExpectations(db, now)).filter(({ isMissing, unitId }) => isMissing && isTheirs(unitId));
    for (const { id, unit, source, lastAt, setAt } of silent) tasks.push({ kind: "silence", expectationId: id, unit, source, since: lastAt ?? setAt });
  }
  const directed = facts.directs && facts.directs.size > 0 ? [...facts.directs] : undefined;
  if (directed) {
    const long = await countLongWaiting(db, directed, now);
    if (long.forDirector > 0) tasks.push({ kind: "triage-long", count: long.forDirector, oldest: long.oldest ?? now });
  }
  // Past its day a debt is told to the direction as well (FLO-R5).
  const debts = (await listDebts(db, undefined, now)).filter(({ unitId, overdue }) => isTheirs(unitId) || (overdue && unitId !== null && facts.directs?.has(unitId)));
  if (debts[0]) tasks.push({ kind: "debts", count: debts.length, overdue: debts.filter(({ overdue }) => overdue).length, due: debts[0].dueAt });
  return tasks;
}
