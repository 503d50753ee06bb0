import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, MINUTE, plusMs } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, listPeople } from "#modules/authority/index.ts";
import { getParameter } from "#modules/policy/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { type AccessRefusal, type ClaimRefusal, type Held, hold, holdToWrite } from "./access.ts";
import { checkDisposition, type ClosingRefusal, type Disposition } from "./rules/answering.ts";
import type { InboxTables } from "./store.ts";

/** Takes a conversation, for as long as it is touched (INB-R3); `takeOver` takes it from whoever has it, and tells so. */
export async function claimConversation(
  tx: Tx, actor: Actor, claim: { readonly id: Id<"conversation">; readonly takeOver: boolean }, at: Instant,
): Promise<Result<undefined, ClaimRefusal>> {
  const held = claim.takeOver ? await hold(tx, actor, claim.id, "conversation.answer", at) : await holdToWrite(tx, actor, claim.id, at);
  if (!held.ok) return held;
  const before = held.value.assignee_id;
  await touch(tx, actor, held.value, at);
  if (before !== actor.personId) await tell(tx, "conversation.claimed", held.value, actor, at);
  return ok();
}

/** Lets a conversation go for others to take. */
export async function releaseConversation(tx: Tx, actor: Actor, id: Id<"conversation">, at: Instant): Promise<Result<undefined, ClaimRefusal>> {
  const held = await holdToWrite(tx, actor, id, at);
  if (!held.ok) return held;
  await sql`update inbox.conversation set assignee_id = null, claimed_until = null where id = ${id}`.execute(tx);
  await tell(tx, "conversation.released", held.value, actor, at);
  return ok();
}

/** Keeps what is being written, as typed; who writes first has the conversation (INB-3). */
export async function saveAnswerDraft(
  tx: Tx, actor: Actor, draft: { readonly id: Id<"conversation">; readonly texts: Localized }, at: Instant,
): Promise<Result<undefined, ClaimRefusal>> {
  const held = await holdToWrite(tx, actor, draft.id, at);
  if (!held.ok) return held;
  const texts = JSON.stringify(draft.texts);
  await tx.withTables<InboxTables>().insertInto("inbox.draft").values({ conversation_id: draft.id, person_id: actor.personId, texts, saved_at: at })
    .onConflict((conflict) => conflict.columns(["conversation_id", "person_id"]).doUpdateSet({ texts, saved_at: at })).execute();
  await touch(tx, actor, held.value, at);
  if (held.value.assignee_id !== actor.personId) await tell(tx, "conversation.claimed", held.value, actor, at);
  return ok();
}

/** The claim begins or goes on. */
export async function touch(tx: Tx, actor: Actor, held: Held, at: Instant): Promise<void> {
  const until = plusMs(at, (await getParameter(tx, "inbox.claimMinutes", at)) * MINUTE);
  await sql`update inbox.conversation set assignee_id = ${actor.personId}, claimed_until = ${until} where id = ${held.id}`.execute(tx);
}

export type NoteRefusal = AccessRefusal | { readonly kind: "note-empty" };

/** A remark for colleagues; citizens never see it. Whoever is named as @Name gets it in Hoy. */
export async function addNote(tx: Tx, actor: Actor, note: { readonly id: Id<"conversation">; readonly text: string }, at: Instant): Promise<Result<undefined, NoteRefusal>> {
  const held = await hold(tx, actor, note.id, "conversation.answer", at);
  if (!held.ok) return held;
  const text = note.text.trim();
  if (text === "") return refuse({ kind: "note-empty" });
  await tx.withTables<InboxTables>().insertInto("inbox.note").values({ id: newId<"note">(at), conversation_id: note.id, person_id: actor.personId, text, at }).execute();
  const lower = text.toLowerCase();
  const mentioned = (await listPeople(tx)).filter((person) => lower.includes(`@${person.name.toLowerCase()}`)).map((person) => person.id);
  await tell(tx, "conversation.noted", held.value, actor, at, { mentioned });
  return ok();
}

/** Corrects in which language the citizen wrote; the answer follows it (PROT-R5). */
export async function setConversationLanguage(
  tx: Tx, actor: Actor, change: { readonly id: Id<"conversation">; readonly language: string }, at: Instant,
): Promise<Result<undefined, AccessRefusal | { readonly kind: "bad-language"; readonly tag: string }>> {
  const held = await hold(tx, actor, change.id, "conversation.answer", at);
  if (!held.ok) return held;
  if (!/^[a-z]{2,3}$/.test(change.language)) return refuse({ kind: "bad-language", tag: change.language });
  await sql`update inbox.conversation set language = ${change.language}, language_by = 'person' where id = ${change.id}`.execute(tx);
  await tell(tx, "conversation.language-set", held.value, actor, at);
  return ok();
}

export type MovedRefusal = { readonly kind: "conversation-moved"; readonly revision: number };
export type CloseRefusal = ClaimRefusal | MovedRefusal | ClosingRefusal | { readonly kind: "wrong-state"; readonly state: string };

/** Closes a conversation with what became of it (INB-R1). */
export async function closeConversation(
  tx: Tx, actor: Actor, closing: { readonly id: Id<"conversation">; readonly revision: number; readonly disposition: Disposition; readonly reason: string | null }, at: Instant,
): Promise<Result<undefined, CloseRefusal>> {
  const held = await holdToWrite(tx, actor, closing.id, at);
  if (!held.ok) return held;
  if (held.value.state === "closed") return refuse({ kind: "wrong-state", state: "closed" });
  if (held.value.revision !== closing.revision) return refuse({ kind: "conversation-moved", revision: held.value.revision });
  const fits = checkDisposition(closing.disposition, closing.reason, await hasAnswer(tx, closing.id));
  if (!fits.ok) return fits;
  await markClosed(tx, actor, held.value, closing, at);
  return ok();
}

/** Writes the end of a conversation; a promise that nobody waits for any more is let go with the reason. */
export async function markClosed(tx: Tx, actor: Actor, held: Held, closing: { readonly disposition: Disposition; readonly reason: string | null }, at: Instant): Promise<void> {
  await sql`
    update inbox.conversation set state = 'closed', disposition = ${closing.disposition}, disposition_reason = ${closing.reason}, closed_at = ${at}, closed_by = ${actor.personId},
      due_at = null, claimed_until = null, last_at = ${at}, revision = revision + 1
    where id = ${held.id}
  `.execute(tx);
  // An answer that is on its way settles its own promise when it is out.
  await sql`
    update inbox.answer_time set released_at = ${at}, release_reason = ${closing.reason ?? closing.disposition}
    where conversation_id = ${held.id} and kept_at is null and released_at is null and publication_id is null
  `.execute(tx);
  await sql`delete from inbox.draft where conversation_id = ${held.id}`.execute(tx);
  await tell(tx, "conversation.closed", held, actor, at, { disposition: closing.disposition, reason: closing.reason });
}

/** Opens a closed conversation again: the undo of closing. */
export async function reopenConversation(tx: Tx, actor: Actor, id: Id<"conversation">, at: Instant): Promise<Result<undefined, ClaimRefusal | { readonly kind: "wrong-state"; readonly state: string }>> {
  const held = await holdToWrite(tx, actor, id, at);
  if (!held.ok) return held;
  if (held.value.state !== "closed") return refuse({ kind: "wrong-state", state: held.value.state });
  // The promise that was let go with it is due again, as it was.
  const { rows } = await sql<{ due_at: Instant | null }>`
    update inbox.answer_time set released_at = null, release_reason = null
    where id = (select id from inbox.answer_time where conversation_id = ${id} order by position desc limit 1) and released_at is not null
    returning due_at
  `.execute(tx);
  const waits = rows[0] !== undefined;
  await sql`
    update inbox.conversation set state = ${waits ? "waiting" : "answered"}, disposition = null, disposition_reason = null, closed_at = null, closed_by = null,
      due_at = ${rows[0]?.due_at ?? null}, revision = revision + 1, last_at = ${at}
    where id = ${id}
  `.execute(tx);
  await tell(tx, "conversation.reopened", held.value, actor, at);
  return ok();
}

async function hasAnswer(tx: Tx, id: Id<"conversation">): Promise<boolean> {
  const { rows } = await sql`select 1 from inbox.reply where conversation_id = ${id} and trouble is null limit 1`.execute(tx);
  return rows.length > 0;
}

/** Tells the others; what it says is shown only to who may read the conversation. */
export function tell(tx: Tx, kind: string, held: Held, actor: Actor, at: Instant, data: { readonly [name: string]: Json } = {}): Promise<void> {
  return recordEvent(tx, { kind, subject: { type: "conversation", id: held.id }, actor: actor.personId, at, data: { profileId: held.profile_id, private: held.private, ...data } });
}
