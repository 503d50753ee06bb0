import { parseId } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse } from "#kernel/result.ts";
import { beginReview, decideRight, finishReview, readReview } from "#modules/access/index.ts";
import { type ActorFacts, can, listPeople } from "#modules/authority/index.ts";
import { getParameter, parameterCitation } from "#modules/policy/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import type { Queryable } from "#platform/database.ts";
import type { Services } from "#web/http/services.ts";
import type { AccessReviewView, TodayTask } from "../views.ts";
import type { Handlers } from "./handlers.ts";
import { nameFor } from "./publications.ts";

export function accessReviewHandlers(services: Services): Handlers<"GET /access-review" | "POST /access-review" | "POST /access-review/:id/decide" | "POST /access-review/:id/finish"> {
  const { db, clock } = services;
  return {
    "GET /access-review": async ({ actor, person }) => {
      const now = clock.now();
      const [review, people, profiles, name] = [await readReview(db, now), await listPeople(db), await listProfiles(db), await nameFor(services, person)];
      const view: AccessReviewView = {
        open: review.open ? {
          id: review.open.id, begunAt: review.open.begunAt,
          rights: review.open.rights.map((right) => {
            const profile = profiles.find(({ id }) => id === right.profileId);
            return {
              id: right.id, personId: right.personId, person: people.find(({ id }) => id === right.personId)?.name ?? "", mine: right.personId === actor.personId, role: right.role,
              scope: profile ? name(profile.displayName) : right.unit ? name(right.unit) : null, from: right.from, act: right.act, decision: right.decision,
            };
          }),
        } : null,
        lastFinishedAt: review.lastFinishedAt ?? null, dueAt: review.dueAt, overdue: review.dueAt < now,
        months: await getParameter(db, "roles.accessReviewMonths", now), citation: await parameterCitation(db, "roles.accessReviewMonths", now),
      };
      return ok(view);
    },
    "POST /access-review": ({ actor }) =>
      services.command(async (tx) => {
        const begun = await beginReview(tx, actor, clock.now());
        return begun.ok ? ok(null) : begun;
      }),
    "POST /access-review/:id/decide": ({ actor }, { id, appointmentId, keep, reason }) =>
      services.command(async (tx) => {
        const [review, appointment] = [parseId<"review">(id), parseId<"appointment">(appointmentId)];
        if (!review || !appointment) return refuse({ kind: "unknown-review" });
        const decided = await decideRight(tx, actor, { reviewId: review, appointmentId: appointment, keep, reason }, clock.now());
        return decided.ok ? ok(null) : decided;
      }),
    "POST /access-review/:id/finish": ({ actor }, { id }) =>
      services.command(async (tx) => {
        const review = parseId<"review">(id);
        if (!review) return refuse({ kind: "unknown-review" });
        const finished = await finishReview(tx, actor, review, clock.now());
        return finished.ok ? ok(null) : finished;
      }),
  };
}

/** Told once it is due, or while one is open with rights undecided. */
export async function listReviewTasks(db: Queryable, facts: ActorFacts, at: Instant): Promise<readonly TodayTask[]> {
  if (!can(facts, "access.review", {}).ok) return [];
  const review = await readReview(db, at);
  if (!review.open && review.dueAt >= at) return [];
  return [{ kind: "access-review", left: review.open ? review.open.rights.filter(({ decision }) => decision === null).length : null, due: review.dueAt }];
}
