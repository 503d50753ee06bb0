import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { addServiceMinutes } from "#modules/policy/index.ts";
import { listAnswerPromises, listProfiles } from "#modules/register/index.ts";
import type { Incoming } from "#networks/contract/index.ts";
import { lockForTransaction, type Tx } from "#platform/database.ts";
import { recordEvents } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { deleteMessages, editMessages, forgetAuthors } from "./author-changes.ts";
import { keptEdit, keptMessage } from "./kept-words.ts";
import { languageOf } from "./rules/language.ts";
import { previewOf } from "./rules/text.ts";
import { markUrgent } from "./urgent.ts";
import { type IncomingMessage, keyOf, type Row, type Thread, threadThem } from "./threading.ts";

/**
 * Takes what citizens said into conversations: each message once, however often it comes (T16, G1); edits and deletions
 * only from their authors (INB-6). One statement a table for the whole batch, one batch at a time in a database: what
 * two processes receive at once is threaded as if it had come one after the other.
 */
export async function receiveIncoming(tx: Tx, incoming: readonly Incoming[], at: Instant): Promise<void> {
  if (incoming.length === 0) return;
  await lockForTransaction(tx, "inbox.receive");
  const messages = incoming.filter((one) => one.kind === "message").map(keptMessage);
  if (messages.length > 0) await receiveMessages(tx, messages, at);
  await editMessages(tx, incoming.filter((one) => one.kind === "edited").map(keptEdit), at);
  await deleteMessages(tx, incoming.filter((one) => one.kind === "deleted"), at);
  await forgetAuthors(tx, incoming.filter((one) => one.kind === "author-gone"), at);
}

async function receiveMessages(tx: Tx, batch: readonly IncomingMessage[], at: Instant): Promise<void> {
  const fresh = await withoutKnown(tx, oncePerKey(batch));
  if (fresh.length === 0) return;
  const authors = await keepAuthors(tx, fresh, at);
  const rows: Row[] = fresh
    .toSorted((a, b) => (a.sentAt < b.sentAt ? -1 : a.sentAt > b.sentAt ? 1 : 0))
    .flatMap((message) => {
      const authorId = authors.get(authorKey(message.network, message.author.id));
      return authorId ? [{ id: newId<"message">(at), message, authorId }] : [];
    });
  const threads = await threadThem(tx, rows, at);
  const promises = await listAnswerPromises(tx, [...new Set(threads.map((thread) => thread.first.message.profileId))], at);
  const begun = threads.filter((thread) => thread.isNew);
  const known = threads.filter((thread) => !thread.isNew);
  await insertConversations(tx, begun, promises, at);
  await insertMessages(tx, threads, at);
  await openAnswerTimes(tx, begun, promises, at);
  await goOnWith(tx, known, promises, at);
  await markUrgent(tx, threads.map((thread) => ({
    conversationId: thread.id, profileId: thread.first.message.profileId, private: isPrivate(thread), texts: thread.added.map(({ message }) => message.text),
  })), at);
  await recordEvents(tx, threads.map((thread) => ({
    kind: "conversation.received", subject: { type: "conversation", id: thread.id }, at,
    data: { profileId: thread.first.message.profileId, private: isPrivate(thread), messages: thread.added.length },
  })));
}

const authorKey = (network: string, id: string) => `${network} ${id}`;
/** One message in private makes a conversation private. */
const isPrivate = ({ added }: Thread): boolean => added.some(({ message: { visibility } }) => visibility === "followers" || visibility === "direct");

function oncePerKey(batch: readonly IncomingMessage[]): readonly IncomingMessage[] {
  return [...new Map(batch.map((message) => [keyOf(message.profileId, message.remoteId), message])).values()];
}

/** Leaves out what came before, and what its author took away before it came. */
async function withoutKnown(tx: Tx, batch: readonly IncomingMessage[]): Promise<readonly IncomingMessage[]> {
  const { rows } = await sql<{ profile_id: string; remote_id: string }>`
    with came as materialized (
      select * from unnest(${batch.map((message) => message.profileId)}::uuid[], ${batch.map((message) => message.remoteId)}::text[],
        ${batch.map((message) => message.network)}::text[], ${batch.map((message) => message.author.id)}::text[]) as came (profile_id, remote_id, network, author)
    )
    select came.profile_id, came.remote_id from came join inbox.message known on known.profile_id = came.profile_id and known.remote_id = came.remote_id
    union all
    select came.profile_id, came.remote_id from came join inbox.deleted_before gone on gone.network = came.network and gone.remote_id = came.remote_id and gone.author = came.author
  `.execute(tx);
  const known = new Set(rows.map((row) => keyOf(row.profile_id, row.remote_id)));
  return batch.filter((message) => !known.has(keyOf(message.profileId, message.remoteId)));
}

async function keepAuthors(tx: Tx, batch: readonly IncomingMessage[], at: Instant): Promise<ReadonlyMap<string, Id<"author">>> {
  const authors = [...new Map(batch.map(({ network, author }) => [authorKey(network, author.id), { network, ...author }])).values()];
  const { rows } = await sql<{ id: Id<"author">; network: string; remote_id: string }>`
    insert into inbox.author (id, network, remote_id, handle, name, url, seen_at)
    select came.id, came.network, came.remote_id, came.handle, came.name, came.url, ${at}
    from unnest(${authors.map(() => newId<"author">(at))}::uuid[], ${authors.map((author) => author.network)}::text[], ${authors.map((author) => author.id)}::text[],
      ${authors.map((author) => author.handle)}::text[], ${authors.map((author) => author.name)}::text[], ${authors.map((author) => author.url)}::text[])
      as came (id, network, remote_id, handle, name, url)
    on conflict (network, remote_id) do update set
      handle = excluded.handle, name = excluded.name, url = excluded.url, seen_at = excluded.seen_at, erased_at = null
    returning id, network, remote_id
  `.execute(tx);
  return new Map(rows.map((row) => [authorKey(row.network, row.remote_id), row.id]));
}

async function insertConversations(tx: Tx, threads: readonly Thread[], promises: Promises, at: Instant): Promise<void> {
  if (threads.length === 0) return;
  const profiles = new Map((await listProfiles(tx, { ids: [...new Set(threads.map((thread) => thread.first.message.profileId))] })).map((profile) => [profile.id, profile]));
  const languages = threads.map(({ first: { message } }) => languageOf(message.text, message.language, profiles.get(message.profileId)?.languages ?? []));
  const of = <Value>(read: (thread: Thread) => Value) => threads.map(read);
  await sql`
    insert into inbox.conversation (id, profile_id, network, author_id, private, about_id, language, language_by, state, due_at, revision, received_at, last_at, last_in_at, preview, messages)
    select id, profile_id, network, author_id, private, about_id, language, language_by, 'waiting', due_at, 1, ${at}, ${at}, ${at}, preview, messages
    from unnest(${of((thread) => thread.id)}::uuid[], ${of((thread) => thread.first.message.profileId)}::uuid[], ${of((thread) => thread.first.message.network)}::text[],
      ${of((thread) => thread.first.authorId)}::uuid[], ${of(isPrivate)}::boolean[], ${of((thread) => thread.aboutId)}::uuid[],
      ${languages.map(({ language }) => language)}::text[], ${languages.map(({ by }) => by)}::text[], ${of((thread) => previewOf(thread.added.at(-1)?.message.text ?? ""))}::text[], ${of((thread) => thread.added.length)}::integer[],
      ${duesOf(threads, promises, at)}::timestamptz[])
      as came (id, profile_id, network, author_id, private, about_id, language, language_by, preview, messages, due_at)
  `.execute(tx);
}

async function insertMessages(tx: Tx, threads: readonly Thread[], at: Instant): Promise<void> {
  const rows = threads.flatMap((thread) => thread.added.map((row) => ({ ...row, conversationId: thread.id })));
  const of = <Value>(read: (row: (typeof rows)[number]) => Value) => rows.map(read);
  await sql`
    insert into inbox.message (id, conversation_id, profile_id, network, remote_id, url, in_reply_to, author_id, body, media, language, visibility, sent_at, received_at)
    select id, conversation_id, profile_id, network, remote_id, url, in_reply_to, author_id, body, media, language, visibility, sent_at, ${at}
    from unnest(${of((row) => row.id)}::uuid[], ${of((row) => row.conversationId)}::uuid[], ${of((row) => row.message.profileId)}::uuid[], ${of((row) => row.message.network)}::text[],
      ${of((row) => row.message.remoteId)}::text[], ${of((row) => row.message.url)}::text[], ${of((row) => row.message.inReplyTo ?? null)}::text[], ${of((row) => row.authorId)}::uuid[],
      ${of((row) => row.message.text)}::text[], ${of((row) => JSON.stringify(row.message.media))}::jsonb[], ${of((row) => row.message.language ?? null)}::text[],
      ${of((row) => row.message.visibility)}::text[], ${of((row) => row.message.sentAt)}::timestamptz[])
      as came (id, conversation_id, profile_id, network, remote_id, url, in_reply_to, author_id, body, media, language, visibility, sent_at)
  `.execute(tx);
}

type Promises = Awaited<ReturnType<typeof listAnswerPromises>>;

/** When each is due that begins now; reckoned once a profile. */
function duesOf(threads: readonly Thread[], promises: Promises, at: Instant): readonly (Instant | null)[] {
  const dues = new Map<Id<"profile">, Instant | null>();
  return threads.map(({ first: { message: { profileId } } }) => {
    const known = dues.get(profileId);
    if (known !== undefined) return known;
    const promise = promises.get(profileId);
    const due = (promise && addServiceMinutes(at, promise.firstResponseMinutes, promise.calendar)) ?? null;
    dues.set(profileId, due);
    return due;
  });
}

/** PROT-R1: a promise begins with what nobody has answered yet. */
async function openAnswerTimes(tx: Tx, threads: readonly Thread[], promises: Promises, at: Instant): Promise<void> {
  if (threads.length === 0) return;
  const profiles = threads.map((thread) => thread.first.message.profileId);
  await sql`
    insert into inbox.answer_time (id, conversation_id, profile_id, kind, from_at, minutes, due_at)
    select id, conversation_id, profile_id, 'first', ${at}, minutes, due_at
    from unnest(${threads.map(() => newId<"answer-time">(at))}::uuid[], ${threads.map((thread) => thread.id)}::uuid[], ${profiles}::uuid[],
      ${profiles.map((profile) => promises.get(profile)?.firstResponseMinutes ?? null)}::integer[], ${duesOf(threads, promises, at)}::timestamptz[])
      as came (id, conversation_id, profile_id, minutes, due_at)
  `.execute(tx);
}

/**
 * A citizen who writes again opens what was answered or closed; whoever has it open must see it before acting. A promise
 * that runs goes on, one that stood still for the citizen goes on from there (PROT-R9), and where none runs one begins.
 */
async function goOnWith(tx: Tx, threads: readonly Thread[], promises: Promises, at: Instant): Promise<void> {
  if (threads.length === 0) return;
  const { rows: open } = await sql<{ id: Id<"answer-time">; conversation_id: Id<"conversation">; due_at: Instant | null; left_minutes: number | null; paused: boolean }>`
    select id, conversation_id, due_at, left_minutes, paused_at is not null as paused from inbox.answer_time
    where conversation_id = any(${threads.map((thread) => thread.id)}::uuid[]) and kept_at is null and released_at is null
  `.execute(tx);
  const running = new Map(open.map((row) => [row.conversation_id, row]));
  const begun = threads.filter((thread) => !running.has(thread.id));
  await openAnswerTimes(tx, begun, promises, at);
  const dues = new Map(duesOf(begun, promises, at).map((due, index) => [begun[index]?.id, due]));
  for (const thread of threads) {
    const row = running.get(thread.id);
    if (!row) continue;
    const promise = promises.get(thread.first.message.profileId);
    const due = row.paused ? ((promise && addServiceMinutes(at, Math.max(row.left_minutes ?? 1, 1), promise.calendar)) ?? null) : row.due_at;
    if (row.paused) await sql`update inbox.answer_time set paused_at = null, left_minutes = null, due_at = ${due} where id = ${row.id}`.execute(tx);
    dues.set(thread.id, due);
  }
  const of = <Value>(read: (thread: Thread) => Value) => threads.map(read);
  await sql`
    update inbox.conversation set
      state = 'waiting', disposition = null, disposition_reason = null, closed_at = null, closed_by = null, due_at = came.due_at,
      revision = revision + 1, last_at = ${at}, last_in_at = ${at}, preview = came.preview, messages = conversation.messages + came.messages,
      private = conversation.private or came.private
    from unnest(${of((thread) => thread.id)}::uuid[], ${of((thread) => previewOf(thread.added.at(-1)?.message.text ?? ""))}::text[], ${of((thread) => thread.added.length)}::integer[],
      ${of(isPrivate)}::boolean[], ${of((thread) => dues.get(thread.id) ?? null)}::timestamptz[]) as came (id, preview, messages, private, due_at)
    where conversation.id = came.id
  `.execute(tx);
}
