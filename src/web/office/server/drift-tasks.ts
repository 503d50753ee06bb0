import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { type ActorFacts, can } from "#modules/authority/index.ts";
import { type DriftSummary, listDrifts } from "#modules/drift/index.ts";
import type { TodayTask } from "../views.ts";
import type { Services } from "#web/http/services.ts";

/** Differences between the web and what is out, for who publishes it and for whose page it is (DRI-4). */
export async function listDriftTasks(db: Services["db"], facts: ActorFacts, name: (texts: Localized) => string, now: Instant): Promise<readonly TodayTask[]> {
  return (await listDrifts(db, "open")).filter((drift) => concerns(drift, facts)).map((drift) => ({
    kind: "drift", driftId: drift.id, what: drift.kind, title: name(drift.titles), posts: postsOf(drift), waiting: waitingOf(drift), late: isLate(drift, now), decision: drift.decision, due: drift.due, since: drift.detectedAt,
  }));
}

export const postsOf = ({ affected }: DriftSummary): number => affected.reduce((count, { posts }) => count + posts.length, 0);
export const waitingOf = ({ affected }: DriftSummary): number => affected.filter(({ settled, state }) => settled === null && mayStillChange(state)).length;
/** It is meant to go out, and nothing of it has. */
export const mayStillChange = (state: DriftSummary["affected"][number]["state"]): boolean => state === "in_review" || state === "scheduled";
export const isLate = ({ state, due }: Pick<DriftSummary, "state" | "due">, now: Instant): boolean => (state === "detected" || state === "assigned") && due !== null && due < now;

function concerns(drift: DriftSummary, facts: ActorFacts): boolean {
  const isOwner = drift.unitId !== null && can(facts, "drift.decide", { unitId: drift.unitId }).ok && !facts.coordinator && facts.promotes.has(drift.unitId);
  // Once the page is known to be wrong, and where a correction waits for the page, it is its owner's to put right.
  const isOwners = drift.kind !== "page" || drift.decision === "page_wrong";
  if (isOwner || facts.coordinator) return true;
  return !isOwners && drift.affected.some(({ settled, profileIds }) => settled === null && profileIds.some((id) => facts.manages.has(id)));
}
