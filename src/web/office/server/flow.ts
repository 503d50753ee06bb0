import { type Id, parseId } from "#kernel/id.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import { can, factsOf } from "#modules/authority/index.ts";
import {
  decideSuggestion, endExpectation, expectFrom, listDebts, listDueReviews, listEvergreen, listExpectations, listOwnerlessItems, listSuggestions, readDay, reviewItem, setItemKind, settleDebt, suggest,
} from "#modules/flow/index.ts";
import { getCouncil, getParameterVersion } from "#modules/policy/index.ts";
import { proposePage } from "#modules/sources/index.ts";
import type { Tx } from "#platform/database.ts";
import type { Services } from "#web/http/services.ts";
import { sayEvent } from "#web/i18n/event-time.ts";
import type { Handlers } from "./handlers.ts";

export function flowHandlers(services: Services): Handlers<
  | "GET /day" | "GET /debts" | "POST /debts/:id/settle" | "GET /suggestions" | "POST /suggestions" | "POST /suggestions/:id/publish" | "POST /suggestions/:id/decline" | "GET /evergreen"
  | "GET /reviews" | "POST /items/:id/review" | "POST /items/:id/kind" | "GET /web-gaps" | "POST /expectations" | "POST /expectations/:id/end"
> {
  const { db, clock, egress } = services;
  const doing = async (work: (tx: Tx) => Promise<Result<unknown, { readonly kind: string }>>) => {
    const done = await services.command(work);
    return done.ok ? ok(null) : done;
  };
  const withItem = async (id: string, work: (tx: Tx, itemId: Id<"item">) => Promise<Result<unknown, { readonly kind: string }>>) => {
    const itemId = parseId<"item">(id);
    return itemId ? doing((tx) => work(tx, itemId)) : refuse({ kind: "unknown-item" });
  };
  return {
    "GET /day": async (_, { day }) => {
      const now = clock.now();
      const shown = day ?? wallTimeAt(now, (await getCouncil(db)).zone).local.slice(0, 10);
      const departments = await readDay(db, shown, now);
      return ok({ day: shown, departments: departments.toSorted((a, b) => b.untriaged.length - a.untriaged.length || b.produced - a.produced) });
    },
    "GET /debts": async ({ actor }) => {
      const facts = await factsOf(db, actor, clock.now());
      return ok((await listDebts(db, undefined, clock.now())).map((debt) => ({ ...debt, maySettle: can(facts, "item.triage", { unitId: debt.unitId ?? undefined }).ok })));
    },
    "POST /debts/:id/settle": async ({ actor }, { id, origin, url }) => {
      const subject = parseId<"publication" | "suggestion">(id);
      if (!subject) return refuse({ kind: "unknown-debt" });
      const page = await proposePage(db, egress, clock, actor, url);
      if (!page.ok) return page;
      return doing((tx) => settleDebt(tx, actor, { origin, id: subject, itemId: page.value.itemId }, clock.now()));
    },
    "GET /suggestions": async ({ actor }) => {
      const facts = await factsOf(db, actor, clock.now());
      return ok((await listSuggestions(db)).map((suggestion) => ({ ...suggestion, mayDecide: can(facts, "item.triage", { unitId: suggestion.unitId }).ok })));
    },
    "POST /suggestions": ({ actor }, { unitId, title, text, url }) => doing(async (tx) => {
      const unit = parseId<"unit">(unitId);
      return unit ? suggest(tx, actor, { unitId: unit, title, text, url }, clock.now()) : refuse({ kind: "unknown-unit" });
    }),
    "POST /suggestions/:id/publish": async ({ actor }, { id }) => {
      const suggestionId = parseId<"suggestion">(id);
      const suggestion = (await listSuggestions(db)).find((each) => each.id === suggestionId);
      if (!suggestion) return refuse({ kind: "unknown-suggestion" });
      // Its page is read before: what the draft cites is there when it is opened.
      const page = suggestion.url === null ? undefined : await proposePage(db, egress, clock, actor, suggestion.url);
      if (page && !page.ok) return page;
      const decided = await services.command((tx) => decideSuggestion(tx, sayEvent, actor, { id: suggestion.id, decision: "publish", itemId: page?.value.itemId ?? null }, clock.now()));
      if (!decided.ok) return decided;
      return decided.value === null ? refuse({ kind: "unknown-suggestion" }) : ok({ publicationId: decided.value });
    },
    "POST /suggestions/:id/decline": ({ actor }, { id, reason, note }) => doing(async (tx) => {
      const suggestionId = parseId<"suggestion">(id);
      return suggestionId ? decideSuggestion(tx, sayEvent, actor, { id: suggestionId, decision: "not_applicable", reason, note }, clock.now()) : refuse({ kind: "unknown-suggestion" });
    }),
    "GET /evergreen": async () => ok(await listEvergreen(db, clock.now())),
    "GET /reviews": async ({ actor }, { unitId }) => {
      const now = clock.now();
      const facts = await factsOf(db, actor, now);
      const unit = parseId<"unit">(unitId ?? "");
      const due = await listDueReviews(db, unit ? [unit] : undefined, now);
      const { citation } = await getParameterVersion(db, "flow.reviewDays", now);
      return ok({
        count: due.count, cycles: due.cycles, citation,
        reviews: due.reviews.map((review) => ({ ...review, mayReview: can(facts, "item.triage", { unitId: review.unitId ?? undefined }).ok })),
      });
    },
    "POST /items/:id/review": ({ actor }, { id, outcome, note }) => withItem(id, (tx, itemId) => reviewItem(tx, actor, { itemId, outcome, note }, clock.now())),
    "POST /items/:id/kind": ({ actor }, { id, kind }) => withItem(id, (tx, itemId) => setItemKind(tx, actor, { itemId, kind }, clock.now())),
    "GET /web-gaps": async ({ actor }) => {
      const facts = await factsOf(db, actor, clock.now());
      const [ownerless, expectations] = [await listOwnerlessItems(db), await listExpectations(db, clock.now())];
      return ok({ ownerless, expectations: expectations.map((each) => ({ ...each, mayEnd: can(facts, "item.triage", { unitId: each.unitId }).ok })) });
    },
    "POST /expectations": ({ actor }, { unitId, sourceId, everyDays }) => doing(async (tx) => {
      const [unit, source] = [parseId<"unit">(unitId), parseId<"source">(sourceId)];
      if (!unit) return refuse({ kind: "unknown-unit" });
      return source ? expectFrom(tx, actor, { unitId: unit, sourceId: source, everyDays }, clock.now()) : refuse({ kind: "unknown-source" });
    }),
    "POST /expectations/:id/end": ({ actor }, { id }) => doing(async (tx) => {
      const expectationId = parseId<"expectation">(id);
      return expectationId ? endExpectation(tx, actor, expectationId, clock.now()) : refuse({ kind: "unknown-expectation" });
    }),
  };
}
