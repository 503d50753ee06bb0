import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { getParameter } from "#modules/policy/index.ts";
import type { HeardMessage, Incoming } from "#networks/contract/index.ts";
import type { Database, Tx } from "#platform/database.ts";
import { recordEvents } from "#platform/events.ts";
import { erased } from "./erasure.ts";
import { previewOf } from "./rules/text.ts";

type Edit = Extract<Incoming, { kind: "edited" }>;
type Deletion = Extract<Incoming, { kind: "deleted" }>;

const LOOKED_AT_ONCE = 40;

/** Messages of a profile to be looked at again on their network, those longest not looked at first; notes that they are. */
export async function takeHeard(db: Database, profileId: Id<"profile">, at: Instant): Promise<readonly HeardMessage[]> {
  const since = plusMs(at, -(await getParameter(db, "inbox.recheckDays", at)) * DAY);
  const { rows } = await sql<HeardMessage>`
    update inbox.message set looked_at = ${at} from inbox.author
    where author.id = message.author_id and message.id in (
      select id from inbox.message where profile_id = ${profileId} and received_at > ${since} and deleted_at is null and erased_at is null
      order by looked_at nulls first, received_at desc limit ${LOOKED_AT_ONCE}
    )
    returning message.remote_id as "remoteId", author.remote_id as "authorId", coalesce(message.edited_at, message.sent_at) as "changedAt"
  `.execute(db);
  return rows;
}

/** INB-6: what an author changed is shown as it stands now, marked; an older change that comes late changes nothing. */
export async function editMessages(tx: Tx, edits: readonly Edit[], at: Instant): Promise<void> {
  if (edits.length === 0) return;
  const { rows } = await sql<{ conversation_id: Id<"conversation"> }>`
    update inbox.message set body = came.body, language = came.language, media = came.media, edited_at = came.edited_at
    from (
      select distinct on (network, remote_id, author) * from unnest(${edits.map((edit) => edit.network)}::text[], ${edits.map((edit) => edit.remoteId)}::text[],
        ${edits.map((edit) => edit.authorId)}::text[], ${edits.map((edit) => edit.text)}::text[], ${edits.map((edit) => edit.language ?? null)}::text[],
        ${edits.map((edit) => JSON.stringify(edit.media))}::jsonb[], ${edits.map((edit) => edit.editedAt)}::timestamptz[]) as came (network, remote_id, author, body, language, media, edited_at)
      order by network, remote_id, author, edited_at desc
    ) came join inbox.author on author.network = came.network and author.remote_id = came.author
    where message.network = came.network and message.remote_id = came.remote_id and message.author_id = author.id
      and message.deleted_at is null and message.erased_at is null and coalesce(message.edited_at, message.sent_at) < came.edited_at
      and (message.body is distinct from came.body or message.media <> came.media)
    returning message.conversation_id
  `.execute(tx);
  await tellOf(tx, "conversation.message-edited", rows, at);
}

/** INB-6: what an author took away is gone here too; nothing of it is kept but that there was something. */
export async function deleteMessages(tx: Tx, deletions: readonly Deletion[], at: Instant): Promise<void> {
  if (deletions.length === 0) return;
  const came = sql`unnest(${deletions.map((one) => one.network)}::text[], ${deletions.map((one) => one.remoteId)}::text[], ${deletions.map((one) => one.authorId)}::text[]) as came (network, remote_id, author)`;
  const { rows } = await sql<{ conversation_id: Id<"conversation"> }>`
    update inbox.message set body = null, media = '[]', deleted_at = ${at}
    from ${came} join inbox.author on author.network = came.network and author.remote_id = came.author
    where message.network = came.network and message.remote_id = came.remote_id and message.author_id = author.id and message.deleted_at is null
    returning message.conversation_id
  `.execute(tx);
  // It may still be on its way: networks send again what failed, in no order.
  await sql`
    insert into inbox.deleted_before (network, remote_id, author, at)
    select came.network, came.remote_id, came.author, ${at} from ${came}
    where not exists (select 1 from inbox.message where message.network = came.network and message.remote_id = came.remote_id)
    on conflict do nothing
  `.execute(tx);
  await tellOf(tx, "conversation.message-deleted", rows, at);
  await closeEmptied(tx, [...new Set(rows.map((row) => row.conversation_id))], at);
}

/** Whose account is no more took all their words with it, and their name. */
export async function forgetAuthors(tx: Tx, gone: readonly Extract<Incoming, { kind: "author-gone" }>[], at: Instant): Promise<void> {
  if (gone.length === 0) return;
  const { rows: authors } = await sql<{ id: Id<"author"> }>`
    update inbox.author set remote_id = 'erased:' || id, handle = '', name = '', url = '', erased_at = ${at}
    from unnest(${gone.map((one) => one.network)}::text[], ${gone.map((one) => one.authorId)}::text[]) as came (network, remote_id)
    where author.network = came.network and author.remote_id = came.remote_id returning id
  `.execute(tx);
  const { rows } = await sql<{ conversation_id: Id<"conversation"> }>`
    update inbox.message set ${erased}, deleted_at = ${at}
    where author_id = any(${authors.map((author) => author.id)}::uuid[]) and deleted_at is null returning conversation_id
  `.execute(tx);
  await tellOf(tx, "conversation.message-deleted", rows, at);
  await closeEmptied(tx, [...new Set(rows.map((row) => row.conversation_id))], at);
}

async function tellOf(tx: Tx, kind: string, rows: readonly { readonly conversation_id: Id<"conversation"> }[], at: Instant): Promise<void> {
  const ids = [...new Set(rows.map((row) => row.conversation_id))];
  if (ids.length === 0) return;
  const { rows: found } = await sql<{ id: Id<"conversation">; last: string | null; profile_id: Id<"profile">; private: boolean }>`
    update inbox.conversation set revision = revision + 1 where id = any(${ids}::uuid[])
    returning id, profile_id, private, (select body from inbox.message where message.conversation_id = conversation.id and body is not null order by received_at desc, id desc limit 1) as last
  `.execute(tx);
  await sql`
    update inbox.conversation set preview = came.preview
    from unnest(${found.map((row) => row.id)}::uuid[], ${found.map((row) => previewOf(row.last ?? ""))}::text[]) as came (id, preview) where conversation.id = came.id
  `.execute(tx);
  await recordEvents(tx, found.map((row) => ({ kind, subject: { type: "conversation", id: row.id }, at, data: { profileId: row.profile_id, private: row.private } })));
}

/** Nothing is left to answer: whoever asked took it back before we said anything. */
async function closeEmptied(tx: Tx, ids: readonly Id<"conversation">[], at: Instant): Promise<void> {
  const { rows } = await sql<{ id: Id<"conversation">; profile_id: Id<"profile">; private: boolean }>`
    update inbox.conversation set state = 'closed', disposition = 'no_reply', disposition_reason = 'taken_back', closed_at = ${at}, due_at = null
    where id = any(${[...ids]}::uuid[]) and state = 'waiting'
      and not exists (select 1 from inbox.message where message.conversation_id = conversation.id and deleted_at is null)
      and not exists (select 1 from inbox.reply where reply.conversation_id = conversation.id)
    returning id, profile_id, private
  `.execute(tx);
  if (rows.length === 0) return;
  await sql`
    update inbox.answer_time set released_at = ${at}, release_reason = 'taken_back'
    where conversation_id = any(${rows.map((row) => row.id)}::uuid[]) and kept_at is null and released_at is null
  `.execute(tx);
  await recordEvents(tx, rows.map((row) => ({ kind: "conversation.closed", subject: { type: "conversation", id: row.id }, at, data: { profileId: row.profile_id, private: row.private, disposition: "no_reply" } })));
}
