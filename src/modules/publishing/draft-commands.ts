import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { canonicalJson, type Json } from "#kernel/json.ts";
import { inLanguage } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import { getItemForDraft, type ItemEvent } from "#modules/sources/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { type DraftFacts, type LimitsOf, readDraftFacts } from "./draft-facts.ts";
import { listActions } from "./communication-actions.ts";
import { callOffDeliveries } from "./delivery/plan.ts";
import { type Content, emptyContent } from "./rules/content.ts";
import type { Finding } from "./rules/checks.ts";
import type { PublicationState, PublishingTables } from "./store.ts";

/** Opens an empty draft. */
export async function startPublication(tx: Tx, actor: Actor, title: string, at: Instant): Promise<Result<Id<"publication">, NotPermitted>> {
  const unitId = await ownUnit(tx, actor);
  return createDraft(tx, actor, { ...emptyContent, title: title.trim(), unitId }, at);
}

/** Opens a draft from somebody's words: there is no page to cite yet. */
export const startFromWords = (tx: Tx, actor: Actor, words: Pick<Content, "title" | "unitId" | "texts">, at: Instant): Promise<Result<Id<"publication">, NotPermitted>> =>
  createDraft(tx, actor, { ...emptyContent, ...words }, at);

/** Says in a language when and where something takes place; undefined where it cannot. Words are the web's: it is handed in. */
export type SayEvent = (event: ItemEvent, language: string, zone: string, now: Instant) => string | undefined;

/** Opens a draft from a page of the municipal web: its titles as texts, when and where it takes place (EDI-1), its addresses, its source cited. */
export async function startFromItem(
  tx: Tx, say: SayEvent, actor: Actor, itemId: Id<"item">, at: Instant,
): Promise<Result<Id<"publication">, NotPermitted | { readonly kind: "unknown-item" }>> {
  const item = await getItemForDraft(tx, itemId);
  if (!item) return refuse({ kind: "unknown-item" });
  const council = await getCouncil(tx);
  // What is called off takes place at no time.
  const whenAndWhere = (language: string) => (item.event && item.event.calledOff === null ? (say(item.event, language, council.zone, at) ?? "") : "");
  const texts = Object.fromEntries(
    item.variants
      .filter((variant) => council.languages.includes(variant.language))
      .map((variant) => [variant.language, [variant.title, whenAndWhere(variant.language), variant.summary, variant.url].filter((part) => part !== "").join("\n\n")]),
  );
  const title = inLanguage(Object.fromEntries(item.variants.map((variant) => [variant.language, variant.title])), council.languages) ?? "";
  const unitId = item.unitId ?? (await ownUnit(tx, actor));
  return createDraft(tx, actor, { ...emptyContent, title, unitId, texts, citations: [{ itemId }] }, at);
}

/** Where a person works. */
export async function ownUnit(tx: Tx, actor: Actor): Promise<Id<"unit"> | null> {
  const { rows } = await sql<{ unit_id: Id<"unit"> | null }>`select unit_id from authority.person where id = ${actor.personId}`.execute(tx);
  return rows[0]?.unit_id ?? null;
}

/** Opens a draft with a content; asks whether the actor may write there. */
export async function createDraft(tx: Tx, actor: Actor, content: Content, at: Instant): Promise<Result<Id<"publication">, NotPermitted>> {
  const permitted = await authorise(tx, actor, "publication.draft", { unitId: content.unitId ?? undefined, profileIds: content.profiles }, at);
  if (!permitted.ok) return permitted;
  return ok(await insertDraft(tx, actor, content, null, at));
}

/** Writes a new draft. Who may is asked by the caller. */
export async function insertDraft(tx: Tx, actor: Actor, content: Content, due: Instant | null, at: Instant): Promise<Id<"publication">> {
  const id = newId<"publication">(at);
  await tx.withTables<PublishingTables>().insertInto("publishing.publication").values({
    id,
    state: "draft",
    revision: 1,
    content: JSON.stringify(content),
    unit_id: content.unitId,
    title: content.title,
    due_at: due,
    embargo_until: null,
    correction_reason: null,
    created_by: actor.personId,
    created_at: at,
    submitted_by: null,
    submitted_at: null,
    saved_by: actor.personId,
    saved_at: at,
    changed_at: at,
  }).execute();
  await noteAuthor(tx, id, actor, 0, at);
  await noteReferences(tx, id, content);
  await recordEvent(tx, { kind: "publication.started", subject: { type: "publication", id }, actor: actor.personId, at });
  return id;
}

export interface LockedPublication {
  readonly id: Id<"publication">;
  readonly kind: "post" | "reply";
  readonly state: PublicationState;
  readonly revision: number;
  readonly content: Content;
  readonly unit_id: Id<"unit"> | null;
  readonly published_version: number;
  readonly correction_reason: string | null;
  readonly saved_by: Id<"person">;
  readonly saved_at: Instant;
  readonly submitted_by: Id<"person"> | null;
}

/** The publication, locked: two commands on it are one after the other. */
export async function lockPublication(tx: Tx, id: Id<"publication">): Promise<LockedPublication | undefined> {
  return tx.withTables<PublishingTables>().selectFrom("publishing.publication")
    .select(["id", "kind", "state", "revision", "content", "unit_id", "published_version", "correction_reason", "saved_by", "saved_at", "submitted_by"])
    .where("id", "=", id).forUpdate().executeTakeFirst();
}

export type UnknownPublication = { readonly kind: "unknown-publication" };
export type WrongState = { readonly kind: "wrong-state"; readonly state: PublicationState };

export const EDITABLE: readonly PublicationState[] = ["draft", "returned", "in_review", "scheduled"];

export type SaveRefusal =
  | NotPermitted | UnknownPublication | WrongState
  | { readonly kind: "revision-conflict"; readonly revision: number; readonly savedBy: string; readonly savedAt: Instant; readonly content: Content }
  /** A correction goes where the first version went. */
  | { readonly kind: "profiles-fixed" }
  | { readonly kind: "unknown-action" | "action-closed" };

/**
 * Saves what was typed. Whoever changes anything becomes an author. A change to what is approved reopens it at once:
 * its deliveries are called off and it waits for approval again (EDI-R6).
 */
export async function saveDraft(
  tx: Tx, limitsOf: LimitsOf, actor: Actor, save: { readonly id: Id<"publication">; readonly revision: number; readonly content: Content }, at: Instant,
): Promise<Result<{ readonly revision: number; readonly state: PublicationState; readonly facts: DraftFacts }, SaveRefusal>> {
  const found = await lockPublication(tx, save.id);
  if (!found) return refuse({ kind: "unknown-publication" });
  const before = await authorise(tx, actor, "publication.draft", { unitId: found.unit_id ?? undefined, profileIds: found.content.profiles }, at);
  if (!before.ok) return before;
  const after = await authorise(tx, actor, "publication.draft", { unitId: save.content.unitId ?? undefined, profileIds: save.content.profiles }, at);
  if (!after.ok) return after;
  if (!EDITABLE.includes(found.state)) return refuse({ kind: "wrong-state", state: found.state });
  if (found.revision !== save.revision) {
    const { rows } = await sql<{ name: string }>`select name from authority.person where id = ${found.saved_by}`.execute(tx);
    return refuse({ kind: "revision-conflict", revision: found.revision, savedBy: rows[0]?.name ?? "", savedAt: found.saved_at, content: found.content });
  }
  if (found.published_version > 0 && !sameMembers(found.content.profiles, save.content.profiles)) return refuse({ kind: "profiles-fixed" });
  const joins = save.content.actionId ?? null;
  if (joins !== null && joins !== (found.content.actionId ?? null)) {
    const [action] = await listActions(tx, joins);
    if (!action) return refuse({ kind: "unknown-action" });
    if (action.result !== null) return refuse({ kind: "action-closed" });
  }
  const facts = await readDraftFacts(tx, limitsOf, save.content, at, save.id);
  if (sameContent(found.content, save.content)) return ok({ revision: found.revision, state: found.state, facts });

  const { revision, state } = await storeContent(tx, actor, found, save.content, facts, at);
  if (!sameButForAction(found.content, save.content)) await noteAuthor(tx, save.id, actor, found.published_version, at);
  await noteReferences(tx, save.id, save.content);
  return ok({ revision, state, facts });
}

/**
 * Writes a changed content. What was approved is so no more: its deliveries are called off and it waits for approval again
 * (EDI-R6), unless all that changes is the action to which it belongs: nothing of that goes out. The caller holds the
 * publication's lock and knows that it may be changed.
 */
export async function storeContent(
  tx: Tx, actor: Actor, found: LockedPublication, content: Content, facts: DraftFacts, at: Instant,
): Promise<{ readonly revision: number; readonly state: PublicationState }> {
  const reopened = found.state === "scheduled" && !sameButForAction(found.content, content);
  const state = reopened ? "in_review" : found.state;
  if (reopened) {
    const approved = await callOffDeliveries(tx, found.id, at);
    await recordEvent(tx, {
      kind: "publication.reopened", subject: { type: "publication", id: found.id }, actor: actor.personId, at,
      data: { approvedHash: approved, hash: facts.hash },
    });
  }
  const revision = found.revision + 1;
  await tx.withTables<PublishingTables>().updateTable("publishing.publication").set({
    state,
    revision,
    content: JSON.stringify(content),
    unit_id: content.unitId,
    title: content.title,
    due_at: facts.due?.kind === "once" ? facts.due.at : null,
    embargo_until: facts.embargo ?? null,
    saved_by: actor.personId,
    saved_at: at,
    changed_at: at,
  }).where("id", "=", found.id).execute();
  return { revision, state };
}

const sameMembers = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((member) => b.includes(member));
const plain = (content: Content): Json => JSON.parse(JSON.stringify(content)) as Json;
const sameButForAction = (a: Content, b: Content) => sameContent({ ...a, actionId: null }, { ...b, actionId: null });
const sameContent = (a: Content, b: Content) => canonicalJson(plain(a)) === canonicalJson(plain(b));

export async function noteAuthor(tx: Tx, id: Id<"publication">, actor: Actor, baseVersion: number, at: Instant): Promise<void> {
  await sql`
    insert into publishing.author (publication_id, person_id, base_version, at) values (${id}, ${actor.personId}, ${baseVersion}, ${at})
    on conflict do nothing
  `.execute(tx);
}

/** Keeps what a working copy cites and shows where it can be looked for the other way round. */
async function noteReferences(tx: Tx, id: Id<"publication">, content: Content): Promise<void> {
  const items = content.citations.map((citation) => citation.itemId);
  await sql`delete from publishing.cited where publication_id = ${id} and item_id <> all(${items}::uuid[])`.execute(tx);
  await sql`
    insert into publishing.cited (publication_id, item_id) select ${id}, item from unnest(${items}::uuid[]) as item on conflict do nothing
  `.execute(tx);
  const assets = content.media.map((picture) => picture.assetId);
  await sql`delete from publishing.shown where publication_id = ${id} and asset_id <> all(${assets}::uuid[])`.execute(tx);
  await sql`
    insert into publishing.shown (publication_id, asset_id)
    select ${id}, asset.id from media.asset where id = any(${assets}::uuid[]) on conflict do nothing
  `.execute(tx);
}

export type SubmitRefusal =
  | NotPermitted | UnknownPublication | WrongState
  | { readonly kind: "stale-revision"; readonly revision: number }
  | { readonly kind: "checks-failed"; readonly findings: readonly Finding[] };

/** Sends a draft to approval; what blocks is named. */
export async function submitPublication(
  tx: Tx, limitsOf: LimitsOf, actor: Actor, submit: { readonly id: Id<"publication">; readonly revision: number }, at: Instant,
): Promise<Result<undefined, SubmitRefusal>> {
  const found = await lockPublication(tx, submit.id);
  if (!found) return refuse({ kind: "unknown-publication" });
  const permitted = await authorise(tx, actor, "publication.submit", { unitId: found.unit_id ?? undefined, profileIds: found.content.profiles }, at);
  if (!permitted.ok) return permitted;
  if (found.state !== "draft" && found.state !== "returned") return refuse({ kind: "wrong-state", state: found.state });
  if (found.revision !== submit.revision) return refuse({ kind: "stale-revision", revision: found.revision });
  const facts = await readDraftFacts(tx, limitsOf, found.content, at, found.id);
  const blocking = facts.findings.filter((finding) => finding.level === "block");
  if (blocking.length > 0) return refuse({ kind: "checks-failed", findings: blocking });
  await changeState(tx, submit.id, "in_review", at, { submitted_by: actor.personId, submitted_at: at });
  await recordEvent(tx, { kind: "publication.submitted", subject: { type: "publication", id: submit.id }, actor: actor.personId, at, data: { hash: facts.hash } });
  return ok();
}

/** Takes a publication back to its authors: from review, or from the schedule before anything went out. */
export async function reopenPublication(tx: Tx, actor: Actor, id: Id<"publication">, at: Instant): Promise<Result<undefined, NotPermitted | UnknownPublication | WrongState>> {
  const found = await lockPublication(tx, id);
  if (!found) return refuse({ kind: "unknown-publication" });
  const permitted = await authorise(tx, actor, "publication.draft", { unitId: found.unit_id ?? undefined, profileIds: found.content.profiles }, at);
  if (!permitted.ok) return permitted;
  if (found.state !== "in_review" && found.state !== "scheduled") return refuse({ kind: "wrong-state", state: found.state });
  const approvedHash = found.state === "scheduled" ? await callOffDeliveries(tx, id, at) : null;
  await changeState(tx, id, "draft", at);
  await recordEvent(tx, { kind: "publication.reopened", subject: { type: "publication", id }, actor: actor.personId, at, data: { approvedHash } });
  return ok();
}

/** Gives a publication up before anything of this version went out; a correction that is given up leaves what is out as it is. */
export async function cancelPublication(
  tx: Tx, actor: Actor, cancel: { readonly id: Id<"publication">; readonly reason: string }, at: Instant,
): Promise<Result<undefined, NotPermitted | UnknownPublication | WrongState>> {
  const found = await lockPublication(tx, cancel.id);
  if (!found) return refuse({ kind: "unknown-publication" });
  const permitted = await authorise(tx, actor, "publication.draft", { unitId: found.unit_id ?? undefined, profileIds: found.content.profiles }, at);
  if (!permitted.ok) return permitted;
  if (!EDITABLE.includes(found.state)) return refuse({ kind: "wrong-state", state: found.state });
  await giveUp(tx, found, at);
  await recordEvent(tx, { kind: "publication.cancelled", subject: { type: "publication", id: cancel.id }, actor: actor.personId, at, data: { reason: cancel.reason } });
  return ok();
}

/** Gives up the version that is being written or waits for its time; what an earlier one said stays out. */
export async function giveUp(tx: Tx, found: LockedPublication, at: Instant): Promise<void> {
  if (found.state === "scheduled") await callOffDeliveries(tx, found.id, at);
  if (found.published_version === 0) return changeState(tx, found.id, "cancelled", at);
  const { rows } = await sql<{ content: Content }>`
    select content from publishing.version where publication_id = ${found.id} and number = ${found.published_version}
  `.execute(tx);
  const { actionId } = found.content;
  const out: Content = { ...(rows[0]?.content ?? found.content), actionId };
  await changeState(tx, found.id, found.published_version === 1 ? "published" : "corrected", at, {
    content: JSON.stringify(out), title: out.title, revision: found.revision + 1, correction_reason: null, embargo_until: null,
  });
}

/** Opens the next version of what is out, with the reason that the public will read; it is approved like the first. */
export async function startCorrection(
  tx: Tx, actor: Actor, correction: { readonly id: Id<"publication">; readonly reason: string }, at: Instant,
): Promise<Result<undefined, NotPermitted | UnknownPublication | WrongState | { readonly kind: "reason-missing" }>> {
  const found = await lockPublication(tx, correction.id);
  if (!found) return refuse({ kind: "unknown-publication" });
  const permitted = await authorise(tx, actor, "publication.draft", { unitId: found.unit_id ?? undefined, profileIds: found.content.profiles }, at);
  if (!permitted.ok) return permitted;
  if (found.state !== "published" && found.state !== "corrected") return refuse({ kind: "wrong-state", state: found.state });
  if (correction.reason.trim() === "") return refuse({ kind: "reason-missing" });
  await changeState(tx, correction.id, "draft", at, {
    correction_reason: correction.reason.trim(),
    // The time of the first version is past; a correction goes out as soon as it is approved unless somebody says when.
    content: JSON.stringify({ ...found.content, due: null }),
    due_at: null,
    revision: found.revision + 1,
  });
  await recordEvent(tx, { kind: "publication.correction-started", subject: { type: "publication", id: correction.id }, actor: actor.personId, at, data: { reason: correction.reason.trim() } });
  return ok();
}

/** Moves a publication to another state, with whatever changes beside it. */
export async function changeState(
  tx: Tx, id: Id<"publication">, state: PublicationState, at: Instant,
  beside: { submitted_by?: Id<"person">; submitted_at?: Instant; content?: string; title?: string; revision?: number; correction_reason?: string | null; due_at?: Instant | null; embargo_until?: Instant | null; published_version?: number } = {},
): Promise<void> {
  await tx.withTables<PublishingTables>().updateTable("publishing.publication").set({ state, changed_at: at, ...beside }).where("id", "=", id).execute();
}
