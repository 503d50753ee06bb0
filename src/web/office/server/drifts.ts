import { parseId } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse } from "#kernel/result.ts";
import { can, factsOf } from "#modules/authority/index.ts";
import { correctPost, countDrifts, decideDrift, type DriftSummary, findDrift, listDrifts, listUnread, lookSoon } from "#modules/drift/index.ts";
import { getParameter, parameterCitation } from "#modules/policy/index.ts";
import type { Services } from "#web/http/services.ts";
import type { DriftRowView } from "../views.ts";
import { isLate, mayStillChange, postsOf, waitingOf } from "./drift-tasks.ts";
import type { Handlers } from "./handlers.ts";
import { nameFor } from "./publications.ts";

export function driftHandlers(services: Services): Handlers<"GET /drifts" | "GET /drifts/:id" | "POST /drifts/:id/decide" | "POST /drifts/:id/correct" | "POST /drifts/look"> {
  const { db, clock, limitsOf } = services;
  return {
    "GET /drifts": async ({ person }, { tab }) => {
      const now = clock.now();
      const [drifts, counts, unread, name] = await Promise.all([listDrifts(db, tab), countDrifts(db), listUnread(db), nameFor(services, person)]);
      return ok({ drifts: drifts.map((drift) => rowOf(drift, name, now)), counts, unread: unread.map(({ url, language, since, trouble }) => ({ url, language, since, trouble: { ...trouble } })) });
    },
    "GET /drifts/:id": async ({ actor, person }, { id }) => {
      const driftId = parseId<"drift">(id);
      const drift = driftId && (await findDrift(db, driftId));
      if (!drift) return refuse({ kind: "unknown-drift" });
      const now = clock.now();
      const [facts, name, decideMinutes, decideCitation] = await Promise.all([factsOf(db, actor, now), nameFor(services, person), getParameter(db, "drift.decideMinutes", now), parameterCitation(db, "drift.decideMinutes", now)]);
      const isOpen = drift.state === "detected" || drift.state === "assigned";
      return ok({
        ...rowOf(drift, name, now),
        compared: drift.compared.map(({ language, before, after }) => ({ language, before, after })),
        urls: drift.urls, lookedAt: drift.lookedAt, nextLookAt: drift.nextLookAt, steps: drift.steps, decideMinutes, decideCitation,
        affected: drift.affected.map(({ id: publicationId, title, state, unitId, profileIds, settled, posts }) => ({
          publicationId, title, state, settled,
          posts: posts.map(({ profile, network, languages, url }) => ({ profile: name(profile), network, languages, url })),
          mayChange: isOpen && settled === null && mayStillChange(state) && can(facts, "publication.draft", { unitId: unitId ?? undefined, profileIds }).ok,
          mayCorrect: isOpen && drift.kind !== "reverse" && settled === null && (state === "published" || state === "corrected") && can(facts, "publication.draft", { unitId: unitId ?? undefined, profileIds }).ok,
        })),
        mayDecide: isOpen && can(facts, "drift.decide", { unitId: drift.unitId ?? undefined, profileIds: [...new Set(drift.affected.flatMap(({ profileIds }) => profileIds))] }).ok,
      });
    },
    "POST /drifts/:id/decide": ({ actor }, { id, decision, reason }) => services.command(async (tx) => {
      const driftId = parseId<"drift">(id);
      if (!driftId) return refuse({ kind: "unknown-drift" });
      const decided = await decideDrift(tx, actor, { id: driftId, decision, reason }, clock.now());
      return decided.ok ? ok(null) : decided;
    }),
    "POST /drifts/:id/correct": ({ actor }, { id, publicationId, reason }) => services.command(async (tx) => {
      const driftId = parseId<"drift">(id);
      const publication = parseId<"publication">(publicationId);
      if (!driftId || !publication) return refuse({ kind: "unknown-drift" });
      const begun = await correctPost(tx, limitsOf, actor, { id: driftId, publicationId: publication, reason }, clock.now());
      return begun.ok ? ok(null) : begun;
    }),
    "POST /drifts/look": async (_visit, { driftId }) => {
      const one = driftId === null ? undefined : parseId<"drift">(driftId);
      const drift = one && (await findDrift(db, one));
      if (driftId !== null && !drift) return refuse({ kind: "unknown-drift" });
      await services.command(async (tx) => {
        await lookSoon(tx, drift?.itemId, clock.now());
        return ok();
      });
      services.lookAtPages();
      return ok(null);
    },
  };
}

const rowOf = (drift: DriftSummary, name: (texts: Readonly<Record<string, string>>) => string, now: Instant): DriftRowView => ({
  id: drift.id, kind: drift.kind, state: drift.state, decision: drift.decision, title: name(drift.titles), unit: drift.unit ? name(drift.unit) : null,
  detectedAt: drift.detectedAt, due: drift.due, late: isLate(drift, now), closedAt: drift.closedAt, changes: drift.changes, posts: postsOf(drift), waiting: waitingOf(drift),
});
