import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { addServiceMinutes } from "#modules/policy/index.ts";
import { listAnswerPromises, listProfiles } from "#modules/register/index.ts";
import { type Incoming, longestIncoming } from "#networks/contract/index.ts";
import { lockForTransaction, type Tx } from "#platform/database.ts";
import { recordEvents } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { deleteMessages, editMessages, forgetAuthors } from "./author-changes.ts";
import { languageOf } from "./rules/language.ts";
import { previewOf, storable } from "./rules/text.ts";

export type IncomingMessage = Extract<Incoming, { kind: "message" }>;

/**
 * Takes what citizens said into conversations: each message once, however often it comes (T16, G1); edits and deletions
 * only from their authors (INB-6). One statement a table for the whole batch, one batch at a time in a database: what
 * two processes receive at once is threaded as if it had come one after the other.
 */
export async function receiveIncoming(tx: Tx, incoming: readonly Incoming[], at: Instant): Promise<void> {
  if (incoming.length === 0) return;
  await lockForTransaction(tx, "inbox.receive");
  const messages = incoming.filter((one) => one.kind === "message").map(cleaned);
  if (messages.length > 0) await receiveMessages(tx, messages, at);
  await editMessages(tx, incoming.filter((one) => one.kind === "edited"), at);
  await deleteMessages(tx, incoming.filter((one) => one.kind === "deleted"), at);
  await forgetAuthors(tx, incoming.filter((one) => one.kind === "author-gone"), at);
}

/** Every text that comes from outside, as the database can hold it and no longer than it is kept. */
function cleaned(message: IncomingMessage): IncomingMessage {
  const { author } = message;
  return {
    ...message,
    text: storable(message.text).slice(0, longestIncoming),
    url: storable(message.url).slice(0, LONGEST_ADDRESS),
    language: message.language && storable(message.language).slice(0, 35),
    author: { id: author.id, handle: storable(author.handle).slice(0, 320), name: storable(author.name).slice(0, 200), url: storable(author.url).slice(0, LONGEST_ADDRESS) },
    media: message.media.slice(0, MOST_MEDIA).map(({ mediaType, url, alt }) => ({ mediaType: storable(mediaType).slice(0, 100), url: storable(url).slice(0, LONGEST_ADDRESS), alt: storable(alt).slice(0, 5_000) })),
  };
}

const LONGEST_ADDRESS = 2_048;
const MOST_MEDIA = 16;

/** A conversation as the batch finds or makes it. */
interface Thread {
  readonly id: Id<"conversation">;
  readonly isNew: boolean;
  readonly first: Row;
  readonly added: Row[];
  readonly aboutId: Id<"publication"> | null;
}

interface Row {
  readonly id: Id<"message">;
  readonly message: IncomingMessage;
  readonly authorId: Id<"author">;
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
  await insertConversations(tx, threads.filter((thread) => thread.isNew), at);
  await insertMessages(tx, threads, at);
  await addToConversations(tx, threads.filter((thread) => !thread.isNew), at);
  await openAnswerTimes(tx, threads, at);
  await recordEvents(tx, threads.map((thread) => ({
    kind: "conversation.received", subject: { type: "conversation", id: thread.id }, at,
    data: { profileId: thread.first.message.profileId, private: isPrivate(thread.first.message), messages: thread.added.length },
  })));
}

const keyOf = (profileId: string, remoteId: string) => `${profileId} ${remoteId}`;
const authorKey = (network: string, id: string) => `${network} ${id}`;
export const isPrivate = (message: Pick<IncomingMessage, "visibility">): boolean => message.visibility === "followers" || message.visibility === "direct";

function oncePerKey(batch: readonly IncomingMessage[]): readonly IncomingMessage[] {
  return [...new Map(batch.map((message) => [keyOf(message.profileId, message.remoteId), message])).values()];
}

/** Leaves out what came before, and what its author took away before it came. */
async function withoutKnown(tx: Tx, batch: readonly IncomingMessage[]): Promise<readonly IncomingMessage[]> {
  const { rows } = await sql<{ profile_id: string; remote_id: string }>`
    select came.profile_id, came.remote_id
    from unnest(${batch.map((message) => message.profileId)}::uuid[], ${batch.map((message) => message.remoteId)}::text[],
      ${batch.map((message) => message.network)}::text[], ${batch.map((message) => message.author.id)}::text[]) as came (profile_id, remote_id, network, author)
    where exists (select 1 from inbox.message known where known.profile_id = came.profile_id and known.remote_id = came.remote_id)
      or exists (select 1 from inbox.deleted_before gone where gone.network = came.network and gone.remote_id = came.remote_id and gone.author = came.author)
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

interface Parent {
  readonly profile_id: Id<"profile">;
  readonly remote_id: string;
  readonly conversation_id: Id<"conversation"> | null;
  readonly about_id: Id<"publication"> | null;
}

/**
 * Puts each message where it belongs: with the message it answers; with what the same person has said before about the
 * same post of ours; with a message that answers it and came first; else alone.
 */
async function threadThem(tx: Tx, rows: readonly Row[], at: Instant): Promise<readonly Thread[]> {
  const parents = new Map((await findParents(tx, rows)).map((parent) => [keyOf(parent.profile_id, parent.remote_id), parent]));
  const children = await findChildren(tx, rows);
  const sameAbout = await findAbout(tx, rows, parents);
  const threads = new Map<Id<"conversation">, Thread>();
  const placed = new Map<string, Thread>();
  const byAbout = new Map<string, Thread>();
  const threadOf = (row: Row, id: Id<"conversation">, isNew: boolean, aboutId: Id<"publication"> | null): Thread => {
    const thread = threads.get(id) ?? { id, isNew, first: row, added: [], aboutId };
    threads.set(id, thread);
    return thread;
  };
  for (const row of rows) {
    const { message, authorId } = row;
    const parentKey = message.inReplyTo === undefined ? undefined : keyOf(message.profileId, message.inReplyTo);
    const parent = parentKey === undefined ? undefined : parents.get(parentKey);
    const aboutId = parent?.about_id ?? null;
    const aboutKey = aboutId && `${message.profileId} ${authorId} ${aboutId}`;
    const inBatch = (parentKey === undefined ? undefined : placed.get(parentKey)) ?? (aboutKey ? byAbout.get(aboutKey) : undefined);
    const known = parent?.conversation_id ?? (aboutKey ? sameAbout.get(aboutKey) : undefined) ?? children.get(keyOf(message.profileId, message.remoteId));
    const thread = inBatch ?? (known ? threadOf(row, known, false, aboutId) : threadOf(row, newId<"conversation">(at), true, aboutId));
    thread.added.push(row);
    placed.set(keyOf(message.profileId, message.remoteId), thread);
    if (aboutKey) byAbout.set(aboutKey, thread);
  }
  return [...threads.values()];
}

async function findParents(tx: Tx, rows: readonly Row[]): Promise<readonly Parent[]> {
  const answering = rows.filter((row) => row.message.inReplyTo !== undefined);
  if (answering.length === 0) return [];
  const found = await sql<Parent>`
    with asked as (
      select distinct * from unnest(${answering.map((row) => row.message.profileId)}::uuid[], ${answering.map((row) => row.message.inReplyTo ?? "")}::text[]) as asked (profile_id, remote_id)
    )
    select asked.profile_id, asked.remote_id, message.conversation_id, null::uuid as about_id
    from asked join inbox.message on message.profile_id = asked.profile_id and message.remote_id = asked.remote_id
    union all
    select asked.profile_id, asked.remote_id, reply.conversation_id, case when reply.conversation_id is null then delivery.publication_id end
    from asked join publishing.delivery on delivery.profile_id = asked.profile_id and delivery.remote_id = asked.remote_id and delivery.kind = 'create'
    left join inbox.reply on reply.publication_id = delivery.publication_id
  `.execute(tx);
  return found.rows;
}

/** Conversations in which somebody already answered one of these messages. */
async function findChildren(tx: Tx, rows: readonly Row[]): Promise<ReadonlyMap<string, Id<"conversation">>> {
  const found = await sql<{ profile_id: string; remote_id: string; conversation_id: Id<"conversation"> }>`
    select came.profile_id, came.remote_id, child.conversation_id
    from unnest(${rows.map((row) => row.message.profileId)}::uuid[], ${rows.map((row) => row.message.remoteId)}::text[], ${rows.map((row) => row.authorId)}::uuid[]) as came (profile_id, remote_id, author_id)
    join inbox.message child on child.profile_id = came.profile_id and child.in_reply_to = came.remote_id and child.author_id = came.author_id
  `.execute(tx);
  return new Map(found.rows.map((row) => [keyOf(row.profile_id, row.remote_id), row.conversation_id]));
}

async function findAbout(tx: Tx, rows: readonly Row[], parents: ReadonlyMap<string, Parent>): Promise<ReadonlyMap<string, Id<"conversation">>> {
  const asked = rows.flatMap(({ message, authorId }) => {
    const about = message.inReplyTo === undefined ? undefined : parents.get(keyOf(message.profileId, message.inReplyTo))?.about_id;
    return about ? [{ profileId: message.profileId, authorId, about }] : [];
  });
  if (asked.length === 0) return new Map();
  const found = await sql<{ profile_id: string; author_id: string; about_id: string; id: Id<"conversation"> }>`
    select distinct on (conversation.profile_id, conversation.author_id, conversation.about_id) conversation.profile_id, conversation.author_id, conversation.about_id, conversation.id
    from unnest(${asked.map((one) => one.profileId)}::uuid[], ${asked.map((one) => one.authorId)}::uuid[], ${asked.map((one) => one.about)}::uuid[]) as asked (profile_id, author_id, about_id)
    join inbox.conversation using (profile_id, author_id, about_id)
    order by conversation.profile_id, conversation.author_id, conversation.about_id, conversation.last_at desc
  `.execute(tx);
  return new Map(found.rows.map((row) => [`${row.profile_id} ${row.author_id} ${row.about_id}`, row.id]));
}

async function insertConversations(tx: Tx, threads: readonly Thread[], at: Instant): Promise<void> {
  if (threads.length === 0) return;
  const profiles = new Map((await listProfiles(tx, { ids: [...new Set(threads.map((thread) => thread.first.message.profileId))] })).map((profile) => [profile.id, profile]));
  const languages = threads.map(({ first: { message } }) => languageOf(message.text, message.language, profiles.get(message.profileId)?.languages ?? []));
  const of = <Value>(read: (thread: Thread) => Value) => threads.map(read);
  await sql`
    insert into inbox.conversation (id, profile_id, network, author_id, private, about_id, language, language_by, state, revision, received_at, last_at, last_in_at, preview, messages)
    select id, profile_id, network, author_id, private, about_id, language, language_by, 'waiting', 1, ${at}, ${at}, ${at}, preview, messages
    from unnest(${of((thread) => thread.id)}::uuid[], ${of((thread) => thread.first.message.profileId)}::uuid[], ${of((thread) => thread.first.message.network)}::text[],
      ${of((thread) => thread.first.authorId)}::uuid[], ${of((thread) => isPrivate(thread.first.message))}::boolean[], ${of((thread) => thread.aboutId)}::uuid[],
      ${languages.map(({ language }) => language)}::text[], ${languages.map(({ by }) => by)}::text[], ${of((thread) => previewOf(thread.added.at(-1)?.message.text ?? ""))}::text[], ${of((thread) => thread.added.length)}::integer[])
      as came (id, profile_id, network, author_id, private, about_id, language, language_by, preview, messages)
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

/** A citizen who writes again opens what was answered or closed; whoever has it open must see it before acting. */
async function addToConversations(tx: Tx, threads: readonly Thread[], at: Instant): Promise<void> {
  if (threads.length === 0) return;
  const of = <Value>(read: (thread: Thread) => Value) => threads.map(read);
  await sql`
    update inbox.conversation set
      state = 'waiting', disposition = null, disposition_reason = null, closed_at = null, closed_by = null,
      revision = revision + 1, last_at = ${at}, last_in_at = ${at}, preview = came.preview, messages = conversation.messages + came.messages,
      private = conversation.private or came.private
    from unnest(${of((thread) => thread.id)}::uuid[], ${of((thread) => previewOf(thread.added.at(-1)?.message.text ?? ""))}::text[], ${of((thread) => thread.added.length)}::integer[],
      ${of((thread) => thread.added.some((row) => isPrivate(row.message)))}::boolean[]) as came (id, preview, messages, private)
    where conversation.id = came.id
  `.execute(tx);
}

/** PROT-R1: a promise begins with what nobody has answered yet; one that stood still for the citizen goes on (PROT-R9). */
async function openAnswerTimes(tx: Tx, threads: readonly Thread[], at: Instant): Promise<void> {
  const promises = await listAnswerPromises(tx, [...new Set(threads.map((thread) => thread.first.message.profileId))], at);
  const { rows: open } = await sql<{ id: Id<"answer-time">; conversation_id: Id<"conversation">; paused_at: Instant | null; left_minutes: number | null; publication_id: string | null }>`
    select id, conversation_id, paused_at, left_minutes, publication_id from inbox.answer_time
    where conversation_id = any(${threads.map((thread) => thread.id)}::uuid[]) and kept_at is null and released_at is null
  `.execute(tx);
  const running = new Map(open.map((row) => [row.conversation_id, row]));
  const dues = new Map<Id<"profile">, Instant | null>();
  const dueOf = (profileId: Id<"profile">): Instant | null => {
    const known = dues.get(profileId);
    if (known !== undefined) return known;
    const promise = promises.get(profileId);
    const due = (promise && addServiceMinutes(at, promise.firstResponseMinutes, promise.calendar)) ?? null;
    dues.set(profileId, due);
    return due;
  };
  const begin = threads.filter((thread) => !running.has(thread.id));
  if (begin.length > 0) {
    await sql`
      insert into inbox.answer_time (id, conversation_id, profile_id, kind, from_at, minutes, due_at)
      select id, conversation_id, profile_id, 'first', ${at}, minutes, due_at
      from unnest(${begin.map(() => newId<"answer-time">(at))}::uuid[], ${begin.map((thread) => thread.id)}::uuid[], ${begin.map((thread) => thread.first.message.profileId)}::uuid[],
        ${begin.map((thread) => promises.get(thread.first.message.profileId)?.firstResponseMinutes ?? null)}::integer[], ${begin.map((thread) => dueOf(thread.first.message.profileId))}::timestamptz[])
        as came (id, conversation_id, profile_id, minutes, due_at)
    `.execute(tx);
  }
  for (const thread of threads) {
    const row = running.get(thread.id);
    if (!row?.paused_at) continue;
    const promise = promises.get(thread.first.message.profileId);
    const due = (promise && row.left_minutes !== null && addServiceMinutes(at, Math.max(row.left_minutes, 1), promise.calendar)) || null;
    await sql`update inbox.answer_time set paused_at = null, left_minutes = null, due_at = ${due} where id = ${row.id}`.execute(tx);
  }
  await sql`
    update inbox.conversation set due_at = answer_time.due_at from inbox.answer_time
    where conversation.id = any(${threads.map((thread) => thread.id)}::uuid[]) and answer_time.conversation_id = conversation.id
      and answer_time.kept_at is null and answer_time.released_at is null
  `.execute(tx);
}
