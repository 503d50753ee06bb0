import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Incoming } from "#networks/contract/index.ts";
import type { Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";

export type IncomingMessage = Extract<Incoming, { kind: "message" }>;

/** By which a message exists once. */
export const keyOf = (profileId: string, remoteId: string) => `${profileId} ${remoteId}`;

/** What a message may answer: one in a conversation, or a post of ours. */
interface Parent {
  readonly profile_id: Id<"profile">;
  readonly remote_id: string;
  readonly conversation_id: Id<"conversation"> | null;
  readonly about_id: Id<"publication"> | null;
}

/** A conversation as the batch finds or makes it. */
export interface Thread {
  readonly id: Id<"conversation">;
  readonly isNew: boolean;
  readonly first: Row;
  readonly added: Row[];
  readonly aboutId: Id<"publication"> | null;
}

/** A message on its way in, with the ids that it gets. */
export interface Row {
  readonly id: Id<"message">;
  readonly message: IncomingMessage;
  readonly authorId: Id<"author">;
}

/**
 * Puts each message where it belongs: with the message it answers; with what the same person has said before about the
 * same post of ours; with a message that answers it and came first; else alone. What belongs together within the batch
 * stays together, whichever of it finds its place.
 */
export async function threadThem(tx: Tx, rows: readonly Row[], at: Instant): Promise<readonly Thread[]> {
  const parents = new Map((await findParents(tx, rows)).map((parent) => [keyOf(parent.profile_id, parent.remote_id), parent]));
  const children = await findChildren(tx, rows);
  const sameAbout = await findAbout(tx, rows, parents);
  const inBatch = new Set(rows.map(({ message }) => keyOf(message.profileId, message.remoteId)));
  const placed = rows.map((row) => {
    const { message, authorId } = row;
    const parentKey = message.inReplyTo === undefined ? undefined : keyOf(message.profileId, message.inReplyTo);
    const parent = parentKey === undefined ? undefined : parents.get(parentKey);
    const aboutId = parent?.about_id ?? null;
    const aboutKey = aboutId && `${message.profileId} ${authorId} ${aboutId}`;
    const key = keyOf(message.profileId, message.remoteId);
    const known = parent?.conversation_id ?? (aboutKey ? sameAbout.get(aboutKey) : undefined) ?? children.get(key);
    return { row, key, known, aboutId, together: [...(parentKey !== undefined && inBatch.has(parentKey) ? [parentKey] : []), ...(aboutKey ? [aboutKey] : [])] };
  });
  const groups = new Map<string, { readonly rows: Row[]; known: Id<"conversation"> | undefined; aboutId: Id<"publication"> | null }>();
  const root = together(placed);
  for (const { row, key, known, aboutId } of placed) {
    const group = groups.get(root(key)) ?? { rows: [], known: undefined, aboutId: null };
    groups.set(root(key), group);
    group.rows.push(row);
    // Of several the oldest: ids grow with time.
    if (known !== undefined && (group.known === undefined || known < group.known)) group.known = known;
    group.aboutId ??= aboutId;
  }
  const threads = new Map<Id<"conversation">, Thread>();
  for (const { rows: [first, ...more], known, aboutId } of groups.values()) {
    if (!first) continue;
    const id = known ?? newId<"conversation">(at);
    const thread = threads.get(id) ?? { id, isNew: known === undefined, first, added: [], aboutId };
    thread.added.push(first, ...more);
    threads.set(id, thread);
  }
  return [...threads.values()];
}

/** Which of the batch belong to one another: gives one key for each group. */
function together(placed: readonly { readonly key: string; readonly together: readonly string[] }[]): (key: string) => string {
  const leader = new Map<string, string>();
  const root = (key: string): string => {
    let at = key;
    for (let next = leader.get(at); next !== undefined && next !== at; next = leader.get(at)) {
      leader.set(at, leader.get(next) ?? next);
      at = next;
    }
    return at;
  };
  for (const { key, together: others } of placed) for (const other of others) leader.set(root(other), root(key));
  return root;
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
