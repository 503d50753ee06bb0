import { parseId } from "#kernel/id.ts";
import { type Instant, instantOf } from "#kernel/instant.ts";
import { ok, refuse } from "#kernel/result.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import { type ActorFacts, can, factsOf } from "#modules/authority/index.ts";
import { getCouncil, listUnits } from "#modules/policy/index.ts";
import { actionState, addAction, changeAction, closeAction, type CommunicationAction, countOfActions, listActions, listOfAction, reopenAction } from "#modules/publishing/index.ts";
import type { Queryable } from "#platform/database.ts";
import type { Services } from "#web/http/services.ts";
import type { ActionView } from "../action-views.ts";
import { idOf } from "../draft-content.ts";
import type { TodayTask } from "../views.ts";
import type { Handlers, Visit } from "./handlers.ts";
import { nameFor } from "./publications.ts";

export function communicationActionHandlers(services: Services): Handlers<
  "GET /actions" | "GET /actions/:id" | "POST /actions" | "PUT /actions/:id" | "POST /actions/:id/close" | "POST /actions/:id/reopen"
> {
  const { db, clock } = services;
  const asView = async ({ actor }: Pick<Visit, "actor">) => {
    const now = clock.now();
    const [{ zone }, units, facts, counts] = await Promise.all([getCouncil(db), listUnits(db, now), factsOf(db, actor, now), countOfActions(db)]);
    const today = wallTimeAt(now, zone).local.slice(0, 10);
    return (action: CommunicationAction): ActionView => ({
      ...action, unit: units.find(({ id }) => id === action.unitId)?.name ?? null, state: actionState(action, today), counts: counts.get(action.id) ?? {},
      mayChange: can(facts, "communication-action.keep", { unitId: action.unitId }).ok,
    });
  };
  return {
    "GET /actions": async (visit) => {
      const [actions, view] = await Promise.all([listActions(db), asView(visit)]);
      return ok(actions.map(view));
    },
    "GET /actions/:id": async (visit, { id }) => {
      const actionId = parseId<"communication-action">(id);
      const [action] = actionId ? await listActions(db, actionId) : [];
      if (!action) return refuse({ kind: "unknown-action" });
      const [view, rows, name, { zone }] = await Promise.all([asView(visit), listOfAction(db, action.id), nameFor(services, visit.person), getCouncil(db)]);
      return ok({
        ...view(action),
        publications: rows.map((row) => ({
          ...row, day: row.due === null ? null : wallTimeAt(row.due, zone).local.slice(0, 10), action: name(action.title), profiles: row.profiles.map((profile) => ({ name: name(profile.name), network: profile.network })),
        })),
      });
    },
    "POST /actions": ({ actor }, action) =>
      services.command(async (tx) => {
        const added = await addAction(tx, actor, { ...action, unitId: idOf<"unit">(action.unitId) }, clock.now());
        return added.ok ? ok({ actionId: added.value }) : added;
      }),
    "PUT /actions/:id": ({ actor }, { id, ...change }) =>
      services.command(async (tx) => {
        const changed = await changeAction(tx, actor, { ...change, id: idOf<"communication-action">(id), unitId: idOf<"unit">(change.unitId) }, clock.now());
        return changed.ok ? ok(null) : changed;
      }),
    "POST /actions/:id/close": ({ actor }, { id, ...closing }) =>
      services.command(async (tx) => {
        const closed = await closeAction(tx, actor, { ...closing, id: idOf<"communication-action">(id) }, clock.now());
        return closed.ok ? ok(null) : closed;
      }),
    "POST /actions/:id/reopen": ({ actor }, { id, revision }) =>
      services.command(async (tx) => {
        const reopened = await reopenAction(tx, actor, { id: idOf<"communication-action">(id), revision }, clock.now());
        return reopened.ok ? ok(null) : reopened;
      }),
  };
}

/** Actions of the units that this person promotes that are over, and of which nobody has said what came of them; the oldest first. */
export async function listActionTasks(db: Queryable, facts: ActorFacts, zone: string, now: Instant): Promise<readonly TodayTask[]> {
  if (facts.promotes.size === 0) return [];
  const today = wallTimeAt(now, zone).local.slice(0, 10);
  const over = (await listActions(db)).filter((action) => facts.promotes.has(action.unitId) && actionState(action, today) === "over").toSorted((a, b) => (a.to < b.to ? -1 : 1));
  return over.map(({ id, title, to }) => ({
    kind: "action-over" as const, actionId: id, title,
    since: instantOf(Temporal.PlainDate.from(to).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds),
  }));
}
