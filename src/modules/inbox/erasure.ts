import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { forgetAddressees } from "#modules/publishing/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";

/** What of a message tells of a person: its words, and the addresses that networks make of people's names. */
export const erased = sql`body = null, media = '[]', url = '', in_reply_to = null, remote_id = 'erased:' || message.id`;

/** Takes somebody out of what a network of ours keeps. */
export type ForgetOnNetwork = (tx: Tx, citizen: { readonly network: string; readonly remoteId: string }) => Promise<void>;

export type ErasureRefusal = NotPermitted | { readonly kind: "unknown-conversation" } | { readonly kind: "already-erased" } | { readonly kind: "reason-missing" };

/**
 * Erases a person who asks for it (PRI-2): words, name and addresses in all conversations with the council, notes about
 * them, and whom our answers were sent to. That it was done stays, and what we answered is ours; neither says whom.
 */
export async function eraseCitizen(
  tx: Tx, forget: ForgetOnNetwork, actor: Actor, erasure: { readonly id: Id<"conversation">; readonly reason: string }, at: Instant,
): Promise<Result<{ readonly conversations: number; readonly messages: number }, ErasureRefusal>> {
  const permitted = await authorise(tx, actor, "conversation.erase", {}, at);
  if (!permitted.ok) return permitted;
  const reason = erasure.reason.trim();
  if (reason === "") return refuse({ kind: "reason-missing" });
  const { rows: found } = await sql<{ id: Id<"author">; network: string; remote_id: string; erased_at: Instant | null }>`
    select author.id, author.network, author.remote_id, author.erased_at
    from inbox.conversation join inbox.author on author.id = conversation.author_id where conversation.id = ${erasure.id} for update of author
  `.execute(tx);
  const author = found[0];
  if (!author) return refuse({ kind: "unknown-conversation" });
  if (author.erased_at !== null) return refuse({ kind: "already-erased" });

  const { rows: messages } = await sql<{ conversation_id: Id<"conversation"> }>`
    update inbox.message set ${erased}, erased_at = ${at} where author_id = ${author.id} and erased_at is null returning conversation_id
  `.execute(tx);
  const { rows: own } = await sql<{ id: Id<"conversation">; profile_id: Id<"profile">; private: boolean }>`
    update inbox.conversation set preview = '', revision = revision + 1, due_at = null,
      disposition = case when state = 'closed' then disposition else 'no_reply' end,
      disposition_reason = case when state = 'closed' then disposition_reason else 'erased' end,
      closed_at = coalesce(closed_at, ${at}), state = 'closed'
    where author_id = ${author.id} returning id, profile_id, private
  `.execute(tx);
  const ids = own.map((conversation) => conversation.id);
  await sql`
    update inbox.answer_time set released_at = ${at}, release_reason = 'erased' where conversation_id = any(${ids}::uuid[]) and kept_at is null and released_at is null
  `.execute(tx);
  await sql`delete from inbox.note where conversation_id = any(${ids}::uuid[])`.execute(tx);
  await sql`delete from inbox.draft where conversation_id = any(${ids}::uuid[])`.execute(tx);
  const { rows: replies } = await sql<{ id: Id<"publication"> }>`select publication_id as id from inbox.reply where conversation_id = any(${ids}::uuid[])`.execute(tx);
  await forgetAddressees(tx, replies.map((reply) => reply.id), at);
  await forget(tx, { network: author.network, remoteId: author.remote_id });
  await sql`
    update inbox.author set remote_id = 'erased:' || id, handle = '', name = '', url = '', erased_at = ${at} where id = ${author.id}
  `.execute(tx);
  await recordEvidence(tx, { kind: "citizen.erased", subject: { type: "conversation", id: erasure.id }, at, facts: { conversations: ids.length, messages: messages.length }, values: { by: actor.personId, reason } });
  for (const { id, profile_id: profileId, private: isPrivate } of own) {
    await recordEvent(tx, { kind: "conversation.erased", subject: { type: "conversation", id }, actor: actor.personId, at, data: { profileId, private: isPrivate } });
  }
  return ok({ conversations: ids.length, messages: messages.length });
}
