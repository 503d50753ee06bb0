import { type RawBuilder, sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { ActorFacts } from "#modules/authority/index.ts";
import { type DeliveryState, isHeld } from "#modules/publishing/index.ts";
import type { IncomingMedia, CatalogueId, Visibility } from "#networks/contract/index.ts";
import type { Queryable } from "#platform/database.ts";
import type { Disposition } from "./rules/answering.ts";
import type { ConversationState, ReplyKind } from "./store.ts";

export const inboxTabs = ["waiting", "mine", "answered", "closed"] as const;
export type InboxTab = (typeof inboxTabs)[number];

export interface ConversationRow {
  readonly id: Id<"conversation">;
  readonly profileId: Id<"profile">;
  readonly profile: Localized;
  readonly network: CatalogueId;
  /** Said in private: author and words are left out for who may not read it without a reason. */
  readonly private: boolean;
  readonly author: { readonly name: string; readonly handle: string } | null;
  readonly preview: string;
  readonly language: string;
  readonly state: ConversationState;
  readonly due: Instant | null;
  /** Its promise was not kept. */
  readonly breached: boolean;
  /** It cannot wait (PROT-7). */
  readonly urgent: boolean;
  readonly assignee: { readonly id: Id<"person">; readonly name: string } | null;
  /** Until when the assignee's claim holds; null when it is free. */
  readonly claimedUntil: Instant | null;
  readonly messages: number;
  readonly lastAt: Instant;
  readonly disposition: Disposition | null;
  readonly about: { readonly id: Id<"publication">; readonly title: string } | null;
}

export interface InboxFilter {
  readonly tab: InboxTab;
  readonly profileId?: Id<"profile"> | undefined;
  readonly language?: string | undefined;
  /** Words that a message must have; looks in all tabs. */
  readonly search?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface ConversationPage {
  readonly conversations: readonly ConversationRow[];
  readonly next: string | null;
}

const PAGE = 50;

/** Who asks, as far as it decides what is listed. */
export interface Reader {
  readonly personId: Id<"person">;
  readonly facts: ActorFacts;
}

/** A coordinator sees all profiles; others those they manage. */
const ofReader = ({ facts }: Reader) => (facts.coordinator ? sql`true` : sql`conversation.profile_id = any(${[...facts.manages]}::uuid[])`);
const hidden = ({ facts }: Reader) => sql`(conversation.private and not conversation.profile_id = any(${[...facts.manages]}::uuid[]))`;

const inTab = ({ tab }: InboxFilter, { personId }: Reader): RawBuilder<unknown> => {
  switch (tab) {
    case "waiting":
      return sql`conversation.state = 'waiting'`;
    case "mine":
      return sql`conversation.state <> 'closed' and conversation.assignee_id = ${personId}`;
    case "answered":
      return sql`conversation.state in ('answered', 'awaiting_citizen')`;
    case "closed":
      return sql`conversation.state = 'closed'`;
  }
};

/** One page of a tab: what waits by its due time, the rest by what happened last. */
export async function listConversations(db: Queryable, reader: Reader, filter: InboxFilter): Promise<ConversationPage> {
  const [key, id] = filter.cursor?.split(" ") ?? [];
  const byDue = filter.tab === "waiting" && !filter.search;
  const after = key === undefined || id === undefined
    ? sql`true`
    : byDue
      ? key === "-" ? sql`(conversation.due_at is null and conversation.id > ${id}::uuid)` : sql`((conversation.due_at, conversation.id) > (${key}::timestamptz, ${id}::uuid) or conversation.due_at is null)`
      : sql`(conversation.last_at, conversation.id) < (${key}::timestamptz, ${id}::uuid)`;
  const where = sql`
    ${filter.search ? matching(filter.search, reader) : inTab(filter, reader)} and ${ofReader(reader)} and ${after}
    and (${filter.profileId ?? null}::uuid is null or conversation.profile_id = ${filter.profileId ?? null}::uuid)
    and (${filter.language ?? null}::text is null or conversation.language = ${filter.language ?? null}::text)`;
  const order = byDue ? sql`conversation.due_at, conversation.id` : sql`conversation.last_at desc, conversation.id desc`;
  const { rows } = await sql<ConversationRow>`
    with page as (select conversation.* from inbox.conversation where ${where} order by ${order} limit ${PAGE + 1})
    select conversation.id, conversation.profile_id as "profileId", profile.display_name as profile, conversation.network, conversation.private,
      case when ${hidden(reader)} then null else jsonb_build_object('name', author.name, 'handle', author.handle) end as author,
      case when ${hidden(reader)} then '' else conversation.preview end as preview,
      conversation.language, conversation.state, conversation.due_at as due,
      exists (select 1 from inbox.answer_time where answer_time.conversation_id = conversation.id and breached_at is not null and kept_at is null and released_at is null) as breached,
      exists (select 1 from inbox.urgent where urgent.conversation_id = conversation.id and ended_at is null) as urgent,
      case when person.id is null then null else jsonb_build_object('id', person.id, 'name', person.name) end as assignee,
      conversation.claimed_until as "claimedUntil", conversation.messages, conversation.last_at as "lastAt", conversation.disposition,
      case when publication.id is null then null else jsonb_build_object('id', publication.id, 'title', publication.title) end as about
    from page conversation
    join register.profile on profile.id = conversation.profile_id
    join inbox.author on author.id = conversation.author_id
    left join authority.person on person.id = conversation.assignee_id
    left join publishing.publication on publication.id = conversation.about_id
    order by ${order}
  `.execute(db);
  const conversations = rows.slice(0, PAGE);
  const last = conversations.at(-1);
  return { conversations, next: rows.length > PAGE && last ? `${byDue ? (last.due ?? "-") : last.lastAt} ${last.id}` : null };
}

// The newest messages with the words; what the reader may not read is not looked in.
const matching = (words: string, reader: Reader) => sql`conversation.id in (
  select message.conversation_id from inbox.message where message.search @@ websearch_to_tsquery('simple', ${words}) limit 5000) and not ${hidden(reader)}`;

const MOST_COUNTED = 1_000;

/** How many wait in each tab, up to a thousand: beyond, nobody needs the figure. */
export async function countConversations(db: Queryable, reader: Reader): Promise<Readonly<Record<InboxTab, number>>> {
  const count = (tab: InboxTab) => sql`(select count(*) from (select 1 from inbox.conversation where ${inTab({ tab }, reader)} and ${ofReader(reader)} limit ${MOST_COUNTED}) counted)`;
  const { rows } = await sql<Record<InboxTab, number>>`
    select ${count("waiting")} as waiting, ${count("mine")} as mine, ${count("answered")} as answered, ${count("closed")} as closed
  `.execute(db);
  return rows[0] ?? { waiting: 0, mine: 0, answered: 0, closed: 0 };
}

/** Conversations of these profiles that nobody has closed. */
export async function countOpenConversations(db: Queryable, profileIds: readonly Id<"profile">[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from inbox.conversation where profile_id = any(${[...profileIds]}::uuid[]) and state <> 'closed'`.execute(db);
  return rows[0]?.n ?? 0;
}

export interface ConversationRecord {
  readonly id: Id<"conversation">;
  readonly profileId: Id<"profile">;
  readonly network: CatalogueId;
  readonly private: boolean;
  readonly state: ConversationState;
  readonly revision: number;
  readonly language: string;
  readonly languageBy: "detected" | "declared" | "profile" | "person";
  readonly due: Instant | null;
  readonly receivedAt: Instant;
  readonly assignee: { readonly id: Id<"person">; readonly name: string } | null;
  readonly claimedUntil: Instant | null;
  readonly disposition: Disposition | null;
  readonly dispositionReason: string | null;
  readonly closedAt: Instant | null;
  readonly about: { readonly id: Id<"publication">; readonly title: string } | null;
  readonly author: { readonly id: Id<"author">; readonly name: string; readonly handle: string; readonly url: string; readonly erased: boolean };
}

export async function findConversation(db: Queryable, id: Id<"conversation">): Promise<ConversationRecord | undefined> {
  const { rows } = await sql<ConversationRecord>`
    select conversation.id, conversation.profile_id as "profileId", conversation.network, private, state, revision, conversation.language, language_by as "languageBy",
      due_at as due, received_at as "receivedAt",
      case when person.id is null then null else jsonb_build_object('id', person.id, 'name', person.name) end as assignee, claimed_until as "claimedUntil",
      disposition, disposition_reason as "dispositionReason", closed_at as "closedAt",
      (select jsonb_build_object('id', publication.id, 'title', publication.title) from publishing.publication where publication.id = about_id) as about,
      jsonb_build_object('id', author.id, 'name', author.name, 'handle', author.handle, 'url', author.url, 'erased', author.erased_at is not null) as author
    from inbox.conversation join inbox.author on author.id = conversation.author_id
    left join authority.person on person.id = conversation.assignee_id
    where conversation.id = ${id}
  `.execute(db);
  return rows[0];
}

export interface ThreadMessage {
  readonly id: Id<"message">;
  readonly author: { readonly name: string; readonly handle: string; readonly url: string };
  readonly body: string | null;
  readonly media: readonly IncomingMedia[];
  readonly language: string | null;
  readonly visibility: Visibility;
  readonly url: string;
  readonly at: Instant;
  readonly editedAt: Instant | null;
  readonly deletedAt: Instant | null;
  readonly erasedAt: Instant | null;
}

const LONGEST_THREAD = 500;

/** What citizens said, oldest first; of a very long thread the newest. */
export async function listMessages(db: Queryable, id: Id<"conversation">): Promise<readonly ThreadMessage[]> {
  const { rows } = await sql<ThreadMessage>`
    select message.id, jsonb_build_object('name', author.name, 'handle', author.handle, 'url', author.url) as author, body, media, language, visibility, message.url,
      received_at as at, edited_at as "editedAt", deleted_at as "deletedAt", message.erased_at as "erasedAt"
    from inbox.message join inbox.author on author.id = message.author_id
    where conversation_id = ${id} order by received_at desc, message.id desc limit ${LONGEST_THREAD}
  `.execute(db);
  return rows.toReversed();
}

export interface ThreadReply {
  readonly publicationId: Id<"publication">;
  readonly deliveryId: Id<"delivery">;
  readonly kind: ReplyKind;
  readonly by: string;
  readonly at: Instant;
  readonly text: string;
  readonly languages: readonly string[];
  readonly visibility: Visibility;
  readonly promisedAt: Instant | null;
  readonly state: DeliveryState;
  readonly needsPerson: boolean;
  /** A stop of publishing holds it. */
  readonly held: boolean;
  readonly code: string | null;
  readonly url: string | null;
  readonly outAt: Instant | null;
}

/** Our answers, oldest first, each with how far it has come. */
export async function listReplies(db: Queryable, id: Id<"conversation">): Promise<readonly ThreadReply[]> {
  const { rows } = await sql<ThreadReply & { changedAt: Instant }>`
    select reply.publication_id as "publicationId", delivery.id as "deliveryId", reply.kind, person.name as by, reply.at, edition.text, edition.languages,
      coalesce(delivery.intent ->> 'visibility', 'public') as visibility, reply.promised_at as "promisedAt",
      delivery.state, delivery.needs_person as "needsPerson", (delivery.state = 'planned' and ${isHeld}) as held, delivery.code, delivery.url, delivery.changed_at as "changedAt"
    from inbox.reply join authority.person on person.id = reply.by_person
    join publishing.delivery on delivery.publication_id = reply.publication_id and delivery.kind = 'create'
    join publishing.edition on edition.id = delivery.edition_id
    where reply.conversation_id = ${id} order by reply.at, reply.publication_id
  `.execute(db);
  return rows.map(({ changedAt, ...row }) => ({ ...row, outAt: row.state === "confirmed" ? changedAt : null }));
}

export async function listNotes(db: Queryable, id: Id<"conversation">): Promise<readonly { readonly id: Id<"note">; readonly by: string; readonly text: string; readonly at: Instant }[]> {
  const { rows } = await sql<{ id: Id<"note">; by: string; text: string; at: Instant }>`
    select note.id, person.name as by, text, at from inbox.note join authority.person on person.id = note.person_id where conversation_id = ${id} order by at, note.id
  `.execute(db);
  return rows;
}

/** What somebody has begun to write and not sent. */
export async function findAnswerDraft(db: Queryable, id: Id<"conversation">, personId: Id<"person">): Promise<{ readonly texts: Localized; readonly savedAt: Instant } | undefined> {
  const { rows } = await sql<{ texts: Localized; savedAt: Instant }>`
    select texts, saved_at as "savedAt" from inbox.draft where conversation_id = ${id} and person_id = ${personId}
  `.execute(db);
  return rows[0];
}

export interface PreparedAnswer {
  readonly personId: Id<"person">;
  readonly by: string;
  readonly texts: Localized;
  readonly savedAt: Instant;
}

/** What contractors have written as an answer and somebody of the council's has to send as their own (CON-3). */
export async function listPreparedAnswers(db: Queryable, id: Id<"conversation">): Promise<readonly PreparedAnswer[]> {
  const { rows } = await sql<PreparedAnswer>`
    select person.id as "personId", person.name as by, texts, saved_at as "savedAt" from inbox.draft join authority.person on person.id = person_id
    where conversation_id = ${id} and person.post_type = 'external' and exists (select 1 from jsonb_each_text(texts) where trim(value) <> '')
    order by saved_at
  `.execute(db);
  return rows;
}

/** Conversations with answers that a person must look after: not out, or nobody knows. */
export async function listReplyTroubles(db: Queryable, reader: Reader): Promise<readonly { readonly id: Id<"conversation">; readonly preview: string; readonly state: DeliveryState; readonly at: Instant; readonly profile: Localized }[]> {
  const { rows } = await sql<{ id: Id<"conversation">; preview: string; state: DeliveryState; at: Instant; profile: Localized }>`
    select conversation.id, case when ${hidden(reader)} then '' else conversation.preview end as preview, delivery.state, delivery.changed_at as at, profile.display_name as profile
    from publishing.delivery join inbox.reply on reply.publication_id = delivery.publication_id
    join inbox.conversation on conversation.id = reply.conversation_id join register.profile on profile.id = conversation.profile_id
    where (delivery.state = 'missed' or (delivery.state = 'unknown' and delivery.needs_person) or (delivery.state = 'refused' and delivery.code is distinct from 'given-up'))
      and delivery.cancelled_at is null and ${ofReader(reader)}
    order by delivery.changed_at limit 50
  `.execute(db);
  return rows;
}

/** How a profile has kept its promise over a period (POR-3). */
export interface AnswerResult {
  /** Promises that ended in the period or are overdue in it: what was let go (spam, taken back) is not counted. */
  readonly answered: number;
  readonly kept: number;
  /** Overdue and still without an answer. */
  readonly overdue: number;
  /** Minutes of attention until the answer; half of them were quicker. Null without any. */
  readonly medianMinutes: number | null;
}

/** Only first answers count: what was put off has its own promise. */
export async function findAnswerResult(db: Queryable, profileId: Id<"profile">, from: Instant, to: Instant): Promise<AnswerResult> {
  const { rows } = await sql<AnswerResult>`
    select count(*) filter (where kept_at is not null) as answered,
      count(*) filter (where kept_at <= due_at) as kept,
      count(*) filter (where kept_at is null and released_at is null and due_at < ${to}) as overdue,
      percentile_cont(0.5) within group (order by used_minutes) filter (where kept_at is not null) as "medianMinutes"
    from inbox.answer_time where profile_id = ${profileId} and kind = 'first' and from_at >= ${from} and from_at < ${to}
  `.execute(db);
  return rows[0] ?? { answered: 0, kept: 0, overdue: 0, medianMinutes: null };
}

/** The conversations that publications answer. */
export async function listConversationsOf(db: Queryable, publicationIds: readonly Id<"publication">[]): Promise<ReadonlyMap<Id<"publication">, Id<"conversation">>> {
  if (publicationIds.length === 0) return new Map();
  const { rows } = await sql<{ publication_id: Id<"publication">; conversation_id: Id<"conversation"> }>`
    select publication_id, conversation_id from inbox.reply where publication_id = any(${[...publicationIds]}::uuid[])
  `.execute(db);
  return new Map(rows.map((row) => [row.publication_id, row.conversation_id]));
}
