import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, type Result } from "#kernel/result.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { getParameter } from "#modules/policy/index.ts";
import { recordEvents } from "#platform/events.ts";
import type { Actor } from "#modules/authority/index.ts";
import { type AccessRefusal, hold } from "./access.ts";
import type { Reader } from "./queries.ts";
import { isUrgent } from "./rules/urgent.ts";
import { tell } from "./work-commands.ts";

interface Said { readonly conversationId: Id<"conversation">; readonly profileId: Id<"profile">; readonly private: boolean; readonly texts: readonly string[] }

/** Marks what came in by its own words, once a conversation; whoever is on call gets it from there (PROT-R8). */
export async function markUrgent(tx: Tx, said: readonly Said[], at: Instant): Promise<void> {
  const terms = await getParameter(tx, "inbox.urgentTerms", at);
  const urgent = said.filter(({ texts }) => texts.some((text) => isUrgent(text, terms)));
  if (urgent.length === 0) return;
  const { rows } = await sql<{ conversation_id: Id<"conversation"> }>`
    insert into inbox.urgent (id, conversation_id, why, at)
    select id, conversation_id, 'words', ${at}
    from unnest(${urgent.map(() => newId<"urgent">(at))}::uuid[], ${urgent.map(({ conversationId }) => conversationId)}::uuid[]) as came (id, conversation_id)
    on conflict (conversation_id) where ended_at is null do nothing returning conversation_id
  `.execute(tx);
  const marked = new Set(rows.map((row) => row.conversation_id));
  await recordEvents(tx, urgent.filter(({ conversationId }) => marked.has(conversationId)).map((one) => ({
    kind: "conversation.urgent", subject: { type: "conversation", id: one.conversationId }, at, data: { profileId: one.profileId, private: one.private, why: "words" },
  })));
}

/** Says that a conversation cannot wait, or that it can. Doing it twice is doing it once. */
export async function setUrgent(tx: Tx, actor: Actor, change: { readonly id: Id<"conversation">; readonly urgent: boolean }, at: Instant): Promise<Result<undefined, AccessRefusal>> {
  const held = await hold(tx, actor, change.id, "conversation.answer", at);
  if (!held.ok) return held;
  const { rows } = change.urgent
    ? await sql`
        insert into inbox.urgent (id, conversation_id, why, at, by_person) values (${newId<"urgent">(at)}, ${change.id}, 'person', ${at}, ${actor.personId})
        on conflict (conversation_id) where ended_at is null do nothing returning 1
      `.execute(tx)
    : await sql`update inbox.urgent set ended_at = ${at}, ended_by = ${actor.personId} where conversation_id = ${change.id} and ended_at is null returning 1`.execute(tx);
  if (rows.length > 0) await tell(tx, change.urgent ? "conversation.urgent" : "conversation.urgent-ended", held.value, actor, at, change.urgent ? { why: "person" } : {});
  return ok();
}

/** Why a conversation cannot wait, while it cannot. */
export interface Urgent {
  readonly why: "words" | "person";
  readonly since: Instant;
  readonly by: string | null;
}

export async function findUrgent(db: Queryable, id: Id<"conversation">): Promise<Urgent | undefined> {
  const { rows } = await sql<Urgent>`
    select why, at as since, person.name as by from inbox.urgent left join authority.person on person.id = by_person where conversation_id = ${id} and ended_at is null
  `.execute(db);
  return rows[0];
}

export interface UrgentRow {
  readonly id: Id<"conversation">;
  readonly profileId: Id<"profile">;
  readonly profile: Localized;
  /** Empty for who may not read it without a reason. */
  readonly preview: string;
  readonly since: Instant;
}

/** What cannot wait and nobody has answered, of the profiles that the reader sees; the oldest first. */
export async function listUrgent(db: Queryable, { facts }: Reader): Promise<readonly UrgentRow[]> {
  const own = sql`conversation.profile_id = any(${[...facts.manages]}::uuid[])`;
  const { rows } = await sql<UrgentRow>`
    select conversation.id, conversation.profile_id as "profileId", profile.display_name as profile, urgent.at as since,
      case when conversation.private and not ${own} then '' else conversation.preview end as preview
    from inbox.urgent join inbox.conversation on conversation.id = urgent.conversation_id join register.profile on profile.id = conversation.profile_id
    where urgent.ended_at is null and conversation.state = 'waiting' and (${facts.coordinator} or ${own})
    order by urgent.at, conversation.id
  `.execute(db);
  return rows;
}
