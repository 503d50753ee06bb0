import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, MINUTE, plusMs } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Action, type Actor, type ActorFacts, authorise, can, factsOf, findPerson, type NotPermitted } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { getParameter } from "#modules/policy/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import type { ConversationState } from "./store.ts";

/** A conversation locked for a command. */
export interface Held {
  readonly id: Id<"conversation">;
  readonly profile_id: Id<"profile">;
  readonly private: boolean;
  readonly state: ConversationState;
  readonly revision: number;
  readonly language: string;
  readonly assignee_id: Id<"person"> | null;
  readonly claimed_until: Instant | null;
}

export type AccessRefusal =
  | NotPermitted
  | { readonly kind: "unknown-conversation" }
  /** INB-R2: said in private; a coordinator says why before reading. */
  | { readonly kind: "private-conversation" };

/** May this person read it now? Pure but for what was opened, which the caller has looked up. */
export function mayRead(facts: ActorFacts, conversation: Pick<Held, "private" | "profile_id">, opened: boolean): Result<undefined, AccessRefusal> {
  const object = { profileIds: [conversation.profile_id] };
  const permitted = can(facts, "conversation.read", object);
  if (!permitted.ok || !conversation.private) return permitted;
  if (can(facts, "conversation.read-private", object).ok) return ok();
  return opened && can(facts, "conversation.open-private", object).ok ? ok() : refuse({ kind: "private-conversation" });
}

/** Whether a coordinator has opened a private conversation with a reason, and it still is. */
export async function isOpened(db: Queryable, id: Id<"conversation">, personId: Id<"person">, at: Instant): Promise<boolean> {
  const { rows } = await sql`select 1 from inbox.private_reading where conversation_id = ${id} and person_id = ${personId} and until_at > ${at} limit 1`.execute(db);
  return rows.length > 0;
}

/** Locks a conversation for a command of somebody who may read it and do this to it. */
export async function hold(tx: Tx, actor: Actor, id: Id<"conversation">, action: Action, at: Instant): Promise<Result<Held, AccessRefusal>> {
  const { rows } = await sql<Held>`
    select id, profile_id, private, state, revision, language, assignee_id, claimed_until from inbox.conversation where id = ${id} for update
  `.execute(tx);
  const held = rows[0];
  if (!held) return refuse({ kind: "unknown-conversation" });
  const permitted = await authorise(tx, actor, action, { profileIds: [held.profile_id] }, at);
  if (!permitted.ok) return permitted;
  const readable = mayRead(await factsOf(tx, actor, at), held, held.private && (await isOpened(tx, id, actor.personId, at)));
  return readable.ok ? ok(held) : readable;
}

export type ClaimRefusal = AccessRefusal | { readonly kind: "claimed"; readonly by: string; readonly until: Instant };

/** INB-3: one at a time writes; the claim of somebody else holds until it ends by itself or is taken over. */
export async function holdToWrite(tx: Tx, actor: Actor, id: Id<"conversation">, at: Instant): Promise<Result<Held, ClaimRefusal>> {
  const held = await hold(tx, actor, id, "conversation.answer", at);
  if (!held.ok) return held;
  const { assignee_id: assignee, claimed_until: until } = held.value;
  if (assignee !== null && assignee !== actor.personId && until !== null && until > at) {
    return refuse({ kind: "claimed", by: (await findPerson(tx, assignee))?.name ?? "", until });
  }
  return held;
}

/** Opens a private conversation to a coordinator for a while; that it was read, by whom and why, stays (INB-R2). */
export async function openPrivate(
  tx: Tx, actor: Actor, opening: { readonly id: Id<"conversation">; readonly reason: string }, at: Instant,
): Promise<Result<undefined, AccessRefusal | { readonly kind: "reason-missing" }>> {
  const { rows } = await sql<{ profile_id: Id<"profile"> }>`select profile_id from inbox.conversation where id = ${opening.id}`.execute(tx);
  const found = rows[0];
  if (!found) return refuse({ kind: "unknown-conversation" });
  const permitted = await authorise(tx, actor, "conversation.open-private", { profileIds: [found.profile_id] }, at);
  if (!permitted.ok) return permitted;
  const reason = opening.reason.trim();
  if (reason === "") return refuse({ kind: "reason-missing" });
  const minutes = await getParameter(tx, "inbox.privateReadingMinutes", at);
  await sql`
    insert into inbox.private_reading (id, conversation_id, person_id, reason, at, until_at)
    values (${newId<"private-reading">(at)}, ${opening.id}, ${actor.personId}, ${reason}, ${at}, ${plusMs(at, minutes * MINUTE)})
  `.execute(tx);
  await recordEvidence(tx, { kind: "conversation.private-opened", subject: { type: "conversation", id: opening.id }, at, facts: { minutes }, values: { by: actor.personId, reason } });
  await recordEvent(tx, { kind: "conversation.private-opened", subject: { type: "conversation", id: opening.id }, actor: actor.personId, at, data: { profileId: found.profile_id, private: true } });
  return ok();
}
