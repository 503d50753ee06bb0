import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { findPublication, type LimitsOf, saveDraft, type SaveRefusal, startCorrection } from "#modules/publishing/index.ts";
import type { Tx } from "#platform/database.ts";
import { record } from "./record.ts";
import { suggest } from "./rules/suggest.ts";
import { close } from "./settle.ts";
import { type DriftChange, type DriftKind, type DriftState, insertStep } from "./store.ts";

interface LockedDrift {
  readonly id: Id<"drift">;
  readonly item_id: Id<"item">;
  readonly kind: DriftKind;
  readonly state: DriftState;
  readonly changes: readonly DriftChange[];
  readonly unit_id: Id<"unit"> | null;
  readonly profile_ids: readonly Id<"profile">[];
}

/** The drift with its page, both locked: no look at the page comes in between. */
async function lockDrift(tx: Tx, id: Id<"drift">): Promise<LockedDrift | undefined> {
  await sql`select 1 from drift.page where item_id = (select item_id from drift.drift where id = ${id}) for update`.execute(tx);
  const { rows } = await sql<LockedDrift>`
    select drift.id, drift.item_id, drift.kind, drift.state, drift.changes, item.owner_unit_id as unit_id,
      array(select distinct profile.id::uuid from drift.affected join publishing.publication on publication.id = affected.publication_id
        cross join lateral jsonb_array_elements_text(publication.content -> 'profiles') as profile (id) where affected.drift_id = drift.id) as profile_ids
    from drift.drift join sources.item asked on asked.id = drift.item_id join sources.item on item.id = coalesce(asked.merged_into, asked.id)
    where drift.id = ${id} for update of drift
  `.execute(tx);
  return rows[0];
}

export type DecideRefusal =
  | NotPermitted
  | { readonly kind: "unknown-drift" }
  | { readonly kind: "drift-closed"; readonly state: DriftState }
  | { readonly kind: "reason-missing" };

/**
 * Decides on a drift without touching what is out: it does not matter, and what the page says now is the measure from here on;
 * or it is the page that is wrong, and its owner must put it right. Nothing ends without a decision and its reason (DRI-R2).
 */
export async function decideDrift(
  tx: Tx, actor: Actor, decide: { readonly id: Id<"drift">; readonly decision: "not_material" | "page_wrong"; readonly reason: string }, at: Instant,
): Promise<Result<undefined, DecideRefusal>> {
  const drift = await lockDrift(tx, decide.id);
  if (!drift) return refuse({ kind: "unknown-drift" });
  const permitted = await authorise(tx, actor, "drift.decide", { unitId: drift.unit_id ?? undefined, profileIds: drift.profile_ids }, at);
  if (!permitted.ok) return permitted;
  if (drift.state !== "detected" && drift.state !== "assigned") return refuse({ kind: "drift-closed", state: drift.state });
  const reason = decide.reason.trim();
  if (reason === "") return refuse({ kind: "reason-missing" });
  if (decide.decision === "page_wrong") {
    await sql`update drift.drift set state = 'assigned', decision = 'page_wrong' where id = ${drift.id}`.execute(tx);
    await insertStep(tx, { driftId: drift.id, state: "assigned", decision: "page_wrong", by: actor.personId, reason }, at);
    await record(tx, "drift.page-wrong", drift.id, actor.personId, at, {}, { reason });
    return ok();
  }
  await acceptPage(tx, drift, at);
  await close(tx, drift.id, { state: "not_material", by: actor.personId, reason, decision: "not_material" }, at);
  return ok();
}

/** From here on, what the page says now is what it should say. */
async function acceptPage(tx: Tx, drift: LockedDrift, at: Instant): Promise<void> {
  if (drift.kind === "reverse") await sql`update drift.claim set settled_at = ${at} where item_id = ${drift.item_id} and settled_at is null`.execute(tx);
  if (drift.kind !== "page") return;
  await sql`
    update drift.citation set baseline_id = variant.snapshot_id from drift.variant
    where citation.item_id = ${drift.item_id} and citation.ended_at is null and variant.item_id = citation.item_id and variant.language = citation.language and variant.snapshot_id is not null
  `.execute(tx);
}

export type DriftCorrectionRefusal = DecideRefusal | SaveRefusal | { readonly kind: "not-affected" };

/**
 * Opens the correction of one of the posts, with what the page says now already in its text. From here on it goes the way of
 * every correction: somebody looks at it, somebody else approves it.
 */
export async function correctPost(
  tx: Tx, limitsOf: LimitsOf, actor: Actor, correct: { readonly id: Id<"drift">; readonly publicationId: Id<"publication">; readonly reason: string }, at: Instant,
): Promise<Result<undefined, DriftCorrectionRefusal>> {
  const drift = await lockDrift(tx, correct.id);
  if (!drift) return refuse({ kind: "unknown-drift" });
  if (drift.state !== "detected" && drift.state !== "assigned") return refuse({ kind: "drift-closed", state: drift.state });
  const affected = await sql`select 1 from drift.affected where drift_id = ${drift.id} and publication_id = ${correct.publicationId} and settled_at is null`.execute(tx);
  if (affected.rows.length === 0) return refuse({ kind: "not-affected" });
  // Who may correct is who may correct any post of that profile: the command asks it.
  const started = await startCorrection(tx, actor, { id: correct.publicationId, reason: correct.reason }, at);
  if (!started.ok) return started;
  const draft = await findPublication(tx, correct.publicationId);
  if (draft && drift.kind === "page") {
    const { content } = draft;
    const inLanguage = (texts: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, suggest(text, drift.changes.filter((change) => change.language === language))]));
    const forks = Object.fromEntries(Object.entries(content.forks).map(([profile, texts]) => [profile, inLanguage(texts)]));
    const saved = await saveDraft(tx, limitsOf, actor, { id: draft.id, revision: draft.revision, content: { ...content, texts: inLanguage(content.texts), forks } }, at);
    if (!saved.ok) return saved;
  }
  await sql`update drift.drift set state = 'assigned', decision = 'correct' where id = ${drift.id}`.execute(tx);
  await insertStep(tx, { driftId: drift.id, state: "assigned", decision: "correct", by: actor.personId, reason: correct.reason.trim(), publicationId: correct.publicationId }, at);
  await record(tx, "drift.correction-started", drift.id, actor.personId, at, { publicationId: correct.publicationId });
  return ok();
}
