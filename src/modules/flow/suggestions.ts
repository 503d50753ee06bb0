import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import { type SayEvent, startFromItem, startFromWords } from "#modules/publishing/index.ts";
import type { TriageReason } from "#modules/sources/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { tell } from "./record.ts";

export interface NewSuggestion {
  readonly unitId: Id<"unit">;
  readonly title: string;
  readonly text: string;
  /** Where it is on the municipal web; null: it has no page. */
  readonly url: string | null;
}

export type SuggestionRefusal = NotPermitted | { readonly kind: "unknown-unit" } | { readonly kind: "title-missing" } | { readonly kind: "bad-address"; readonly address: string };

/** Puts something into the box of a department: everybody of the house may (FLO-9), also what has no page yet (FLO-10). */
export async function suggest(tx: Tx, actor: Actor, suggestion: NewSuggestion, at: Instant): Promise<Result<Id<"suggestion">, SuggestionRefusal>> {
  const permitted = await authorise(tx, actor, "suggestion.make", {}, at);
  if (!permitted.ok) return permitted;
  if (suggestion.title.trim() === "") return refuse({ kind: "title-missing" });
  const url = suggestion.url?.trim() || null;
  if (url !== null && !/^https?:\/\/[^\s]+$/i.test(url)) return refuse({ kind: "bad-address", address: url });
  const known = await sql`select 1 from policy.unit where id = ${suggestion.unitId}`.execute(tx);
  if (known.rows.length === 0) return refuse({ kind: "unknown-unit" });
  const id = newId<"suggestion">(at);
  await sql`
    insert into flow.suggestion (id, unit_id, title, text, url, suggested_by, at)
    values (${id}, ${suggestion.unitId}, ${suggestion.title.trim()}, ${suggestion.text.trim()}, ${url}, ${actor.personId}, ${at})
  `.execute(tx);
  await tell(tx, "suggestion.made", { type: "suggestion", id }, actor, at, { unitId: suggestion.unitId, hasPage: url !== null });
  return ok(id);
}

export interface Suggestion {
  readonly id: Id<"suggestion">;
  readonly unitId: Id<"unit">;
  readonly unit: Localized;
  readonly title: string;
  readonly text: string;
  readonly url: string | null;
  readonly by: string;
  readonly at: Instant;
  readonly decision: { readonly decision: "publish" | "not_applicable"; readonly reason: TriageReason | null; readonly note: string; readonly publicationId: Id<"publication"> | null; readonly by: string; readonly at: Instant } | null;
}

const DECIDED_SHOWN = 30;

/** The box: what waits, the oldest first, and behind it what was decided last. */
export async function listSuggestions(db: Queryable): Promise<readonly Suggestion[]> {
  const { rows } = await sql<Suggestion>`
    select * from (
      select suggestion.id, suggestion.unit_id as "unitId", unit.name as unit, suggestion.title, suggestion.text, suggestion.url, person.name as by, suggestion.at,
        case when decided.suggestion_id is null then null else jsonb_build_object(
          'decision', decided.decision, 'reason', decided.reason, 'note', decided.note, 'publicationId', decided.publication_id, 'by', decider.name,
          'at', to_char(decided.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as decision,
        row_number() over (partition by decided.suggestion_id is null order by decided.at desc nulls last) as place
      from flow.suggestion join policy.unit on unit.id = suggestion.unit_id join authority.person on person.id = suggestion.suggested_by
      left join flow.suggestion_decision decided on decided.suggestion_id = suggestion.id left join authority.person decider on decider.id = decided.decided_by
    ) box where decision is null or place <= ${DECIDED_SHOWN}
    order by decision is not null, case when decision is null then at end, at desc, id
  `.execute(db);
  return rows.map(({ id, unitId, unit, title, text, url, by, at, decision }) => ({ id, unitId, unit, title, text, url, by, at, decision }));
}

/** What a person makes of a suggestion. `itemId`: the page that its address was found to be. */
export type SuggestionDecision =
  | { readonly decision: "publish"; readonly itemId: Id<"item"> | null }
  | { readonly decision: "not_applicable"; readonly reason: TriageReason | null; readonly note: string };

export type DecideRefusal = NotPermitted | { readonly kind: "unknown-suggestion" } | { readonly kind: "already-decided" } | { readonly kind: "reason-missing" } | { readonly kind: "note-missing" } | { readonly kind: "unknown-item" };

/** Decides on a suggestion once: a draft is opened from it, or it is set aside with a reason (FLO-R4). */
export async function decideSuggestion(
  tx: Tx, say: SayEvent, actor: Actor, { id, ...decided }: SuggestionDecision & { readonly id: Id<"suggestion"> }, at: Instant,
): Promise<Result<Id<"publication"> | null, DecideRefusal>> {
  const { rows } = await sql<{ unit_id: Id<"unit">; title: string; text: string; url: string | null; is_decided: boolean }>`
    select unit_id, title, text, url, exists (select 1 from flow.suggestion_decision where suggestion_id = suggestion.id) as is_decided
    from flow.suggestion where id = ${id}
  `.execute(tx);
  const [found] = rows;
  if (!found) return refuse({ kind: "unknown-suggestion" });
  const permitted = await authorise(tx, actor, "item.triage", { unitId: found.unit_id }, at);
  if (!permitted.ok) return permitted;
  if (found.is_decided) return refuse({ kind: "already-decided" });
  let publicationId: Id<"publication"> | null = null;
  if (decided.decision === "publish") {
    const { languages } = await getCouncil(tx);
    const [first = "es"] = languages;
    const started = decided.itemId === null
      ? await startFromWords(tx, actor, { title: found.title, unitId: found.unit_id, texts: { [first]: [found.title, found.text].filter((part) => part !== "").join("\n\n") } }, at)
      : await startFromItem(tx, say, actor, decided.itemId, at);
    if (!started.ok) return started;
    publicationId = started.value;
  } else {
    if (decided.reason === null) return refuse({ kind: "reason-missing" });
    if (decided.reason === "other" && decided.note.trim() === "") return refuse({ kind: "note-missing" });
  }
  const [reason, note] = decided.decision === "publish" ? [null, ""] : [decided.reason, decided.note.trim()];
  const { rows: written } = await sql`
    insert into flow.suggestion_decision (suggestion_id, decision, reason, note, publication_id, decided_by, at)
    values (${id}, ${decided.decision}, ${reason}, ${note}, ${publicationId}, ${actor.personId}, ${at})
    on conflict do nothing returning 1
  `.execute(tx);
  // Somebody else was sooner: with the refusal the draft goes as well.
  if (written.length === 0) return refuse({ kind: "already-decided" });
  await tell(tx, "suggestion.decided", { type: "suggestion", id }, actor, at, { decision: decided.decision, reason });
  return ok(publicationId);
}
