import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { readWallTime } from "#kernel/wall-time.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { getCouncil, listUnits } from "#modules/policy/index.ts";
import { lockForTransaction, type Queryable, type Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import type { PublicationState } from "./store.ts";

/** What several publications do together, for some days and to some end (S7, EDI-10). */
export interface CommunicationAction {
  readonly id: Id<"communication-action">;
  /** Of its last change: who changes it says which one they saw. */
  readonly revision: number;
  /** In each official language. */
  readonly title: Localized;
  readonly unitId: Id<"unit">;
  readonly objective: string;
  /** `YYYY-MM-DD` on the council's clock, both in it. */
  readonly from: string;
  readonly to: string;
  /** What came of it; null while it is open. */
  readonly result: string | null;
  readonly setBy: string;
  readonly at: Instant;
}

type NewAction = Pick<CommunicationAction, "title" | "unitId" | "objective" | "from" | "to">;
type Seen = Pick<CommunicationAction, "id" | "revision">;

export type ActionRefusal =
  | NotPermitted
  | { readonly kind: "unknown-action" | "unknown-unit" | "action-objective-missing" | "action-dates" | "action-result-missing" | "action-closed" | "action-open" }
  | { readonly kind: "action-title-missing"; readonly language: string }
  | { readonly kind: "action-changed"; readonly by: string };

export async function addAction(tx: Tx, actor: Actor, action: NewAction, at: Instant): Promise<Result<Id<"communication-action">, ActionRefusal>> {
  const id = newId<"communication-action">(at);
  const written = await writeAction(tx, actor, id, action, at);
  return written.ok ? ok(id) : written;
}

/** Changes an action as it was seen, while it is open. */
export async function changeAction(tx: Tx, actor: Actor, change: NewAction & Seen, at: Instant): Promise<Result<undefined, ActionRefusal>> {
  const before = await admitToAction(tx, actor, change, at);
  if (!before.ok) return before;
  return before.value.result === null ? writeAction(tx, actor, change.id, change, at) : refuse({ kind: "action-closed" });
}

/** Tells what came of an action, which ends it; also before its days are over. */
export async function closeAction(tx: Tx, actor: Actor, { result, ...seen }: Seen & { readonly result: string }, at: Instant): Promise<Result<undefined, ActionRefusal>> {
  const before = await admitToAction(tx, actor, seen, at);
  if (!before.ok) return before;
  if (before.value.result !== null) return refuse({ kind: "action-closed" });
  if (result.trim() === "") return refuse({ kind: "action-result-missing" });
  await insertRow(tx, actor, seen.id, { ...before.value, result: result.trim() }, "communication-action.closed", at);
  return ok();
}

/** Takes a result back: there was more to tell. */
export async function reopenAction(tx: Tx, actor: Actor, seen: Seen, at: Instant): Promise<Result<undefined, ActionRefusal>> {
  const before = await admitToAction(tx, actor, seen, at);
  if (!before.ok) return before;
  if (before.value.result === null) return refuse({ kind: "action-open" });
  await insertRow(tx, actor, seen.id, { ...before.value, result: null }, "communication-action.reopened", at);
  return ok();
}

/** All actions, the last first. */
export async function listActions(db: Queryable, only?: Id<"communication-action">): Promise<readonly CommunicationAction[]> {
  const { rows } = await sql<CommunicationAction>`
    select action_id as id, position::int as revision, title, last.unit_id as "unitId", objective, from_day::text as from, to_day::text as to, result, person.name as "setBy", at
    from (select distinct on (action_id) * from publishing.communication_action
      where ${only ?? null}::uuid is null or action_id = ${only ?? null}::uuid order by action_id, position desc) last
    join authority.person on person.id = set_by order by from_day desc, to_day desc, action_id
  `.execute(db);
  return rows;
}

/** How many publications each action has in each state; what was called off does not count. */
export async function countOfActions(db: Queryable): Promise<ReadonlyMap<string, Readonly<Partial<Record<PublicationState, number>>>>> {
  const { rows } = await sql<{ id: string; state: PublicationState; n: number }>`
    select content ->> 'actionId' as id, state, count(*)::int as n from publishing.publication
    where content ->> 'actionId' is not null and kind = 'post' and state <> 'cancelled' group by 1, 2
  `.execute(db);
  return new Map([...Map.groupBy(rows, ({ id }) => id)].map(([id, own]) => [id, Object.fromEntries(own.map(({ state, n }) => [state, n]))]));
}

async function admitToAction(tx: Tx, actor: Actor, seen: Seen, at: Instant): Promise<Result<CommunicationAction, ActionRefusal>> {
  await lockForTransaction(tx, `publishing.communication-action ${seen.id}`);
  const [found] = await listActions(tx, seen.id);
  if (!found) return refuse({ kind: "unknown-action" });
  const permitted = await authorise(tx, actor, "communication-action.keep", { unitId: found.unitId }, at);
  if (!permitted.ok) return permitted;
  return found.revision === seen.revision ? ok(found) : refuse({ kind: "action-changed", by: found.setBy });
}

async function writeAction(tx: Tx, actor: Actor, id: Id<"communication-action">, action: NewAction, at: Instant): Promise<Result<undefined, ActionRefusal>> {
  const permitted = await authorise(tx, actor, "communication-action.keep", { unitId: action.unitId }, at);
  if (!permitted.ok) return permitted;
  const { languages, zone } = await getCouncil(tx);
  const untitled = languages.find((language) => (action.title[language] ?? "").trim() === "");
  if (untitled !== undefined) return refuse({ kind: "action-title-missing", language: untitled });
  if (action.objective.trim() === "") return refuse({ kind: "action-objective-missing" });
  const isDay = (day: string) => readWallTime({ local: `${day}T12:00`, zone }).kind === "once";
  if (!isDay(action.from) || !isDay(action.to) || action.to < action.from) return refuse({ kind: "action-dates" });
  if (!(await listUnits(tx, at)).some((unit) => unit.id === action.unitId)) return refuse({ kind: "unknown-unit" });
  const title = Object.fromEntries(languages.map((language) => [language, (action.title[language] ?? "").trim()]));
  await insertRow(tx, actor, id, { ...action, title, objective: action.objective.trim(), result: null }, "communication-action.kept", at);
  return ok();
}

async function insertRow(tx: Tx, actor: Actor, id: Id<"communication-action">, row: NewAction & Pick<CommunicationAction, "result">, kind: `communication-action.${string}`, at: Instant): Promise<void> {
  await sql`
    insert into publishing.communication_action (action_id, title, unit_id, objective, from_day, to_day, result, set_by, at)
    values (${id}, ${JSON.stringify(row.title)}, ${row.unitId}, ${row.objective}, ${row.from}::date, ${row.to}::date, ${row.result}, ${actor.personId}, ${at})
  `.execute(tx);
  await recordEvent(tx, { kind, subject: { type: "communication-action", id }, actor: actor.personId, at });
}
