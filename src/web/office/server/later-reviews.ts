import { parseId } from "#kernel/id.ts";
import { ok, refuse } from "#kernel/result.ts";
import { type ActorFacts, can, factsOf } from "#modules/authority/index.ts";
import { getParameter, parameterCitation } from "#modules/policy/index.ts";
import { listLaterReviews, reviewLater } from "#modules/publishing/index.ts";
import type { Services } from "#web/http/services.ts";
import type { TodayTask } from "../views.ts";
import type { Handlers } from "./handlers.ts";
import { nameFor } from "./publications.ts";

export function laterReviewHandlers(services: Services): Handlers<"GET /later-reviews" | "POST /later-reviews/:id"> {
  const { db, clock } = services;
  return {
    "GET /later-reviews": async ({ actor, person }) => {
      const now = clock.now();
      const [reviews, facts, name, secondApproves, samples, oneIn, citation] = await Promise.all([
        listLaterReviews(db), factsOf(db, actor, now), nameFor(services, person), getParameter(db, "publishing.secondManagerApproves", now), getParameter(db, "publishing.sampledApproval", now),
        getParameter(db, "publishing.sampleOneIn", now), parameterCitation(db, "publishing.sampledApproval", now),
      ]);
      return ok({
        sampling: samples ? { oneIn, citation } : null,
        reviews: reviews.map((review) => ({
          id: review.id, publicationId: review.publicationId, title: review.title, state: review.state, profiles: review.profiles.map((profile) => name(profile)), texts: review.texts,
          sentBy: review.sentBy, at: review.at, due: review.due, may: mayReview(review, facts, actor.personId, secondApproves),
        })),
      });
    },
    "POST /later-reviews/:id": async ({ actor }, { id, verdict, note }) => {
      const drawId = parseId<"draw">(id);
      if (!drawId) return refuse({ kind: "nothing-to-review" });
      const reviewed = await services.command((tx) => reviewLater(tx, actor, { id: drawId, verdict, note }, clock.now()));
      if (reviewed.ok) services.wake();
      return reviewed.ok ? ok(null) : reviewed;
    },
  };
}

/** Whom the list concerns; the command asks the rest. */
function mayReview({ unitId, profileIds, authors, sentById }: Awaited<ReturnType<typeof listLaterReviews>>[number], facts: ActorFacts, personId: string, secondApproves: boolean): boolean {
  const object = { unitId: unitId ?? undefined, profileIds };
  const mine = sentById === personId || authors.some((author) => author === personId);
  return !mine && (can(facts, "publication.approve", object).ok || (secondApproves && can(facts, "publication.approve-as-second-manager", object).ok));
}

/** What went out without prior approval and this person may look at. */
export async function listLaterReviewTasks(db: Services["db"], facts: ActorFacts, personId: string, secondApproves: boolean): Promise<readonly TodayTask[]> {
  const mine = (await listLaterReviews(db)).filter((review) => mayReview(review, facts, personId, secondApproves));
  const [oldest] = mine;
  return oldest ? [{ kind: "later-reviews", count: mine.length, oldest: oldest.at }] : [];
}
