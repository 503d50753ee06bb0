import { sql } from "kysely";
import { setTimeout as sleep } from "node:timers/promises";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { serviceMinutesBetween } from "#modules/policy/index.ts";
import { listAnswerPromises } from "#modules/register/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransaction, type Tx } from "#platform/database.ts";
import { consumeEvents, type RecordedEvent, recordEvents } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import type { Log } from "#platform/log.ts";
import type { ReplyKind } from "./store.ts";

export interface PromiseUpkeep {
  stop(): Promise<void>;
}

/** Keeps promises up to date: what became of answers on their way, and what nobody answered in time. */
export function startPromiseUpkeep({ db, clock, log, everyMs }: { readonly db: Database; readonly clock: Clock; readonly log: Log; readonly everyMs: number }): PromiseUpkeep {
  const stopping = new AbortController();
  const turns = async () => {
    while (!stopping.signal.aborted) {
      try {
        const followed = await consumeEvents(db, "inbox.replies", followReply);
        const breached = await inTransaction(db, (tx) => markBreaches(tx, clock.now()));
        if (followed + breached > 0) continue;
      } catch (error) {
        log("inbox.upkeep-failed", { error });
      }
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const ended = turns();
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

/** What became of an answer on its way. Called with each event once, in the transaction that remembers the cursor. */
export async function followReply(tx: Tx, event: RecordedEvent): Promise<void> {
  if (event.subject_type !== "publication") return;
  const publicationId = event.subject_id as Id<"publication">;
  switch (event.kind) {
    case "delivery.confirmed":
      return replyIsOut(tx, publicationId, event.at);
    case "delivery.refused":
    case "delivery.missed":
      return replyFailed(tx, publicationId, event.kind.slice("delivery.".length), event.at);
    default:
  }
}

interface Reply {
  readonly conversation_id: Id<"conversation">;
  readonly kind: ReplyKind;
  readonly promised_at: Instant | null;
  readonly profile_id: Id<"profile">;
  readonly private: boolean;
  readonly trouble: string | null;
}

async function findReply(tx: Tx, publicationId: Id<"publication">): Promise<Reply | undefined> {
  const { rows } = await sql<Reply>`
    select reply.conversation_id, reply.kind, reply.promised_at, reply.trouble, conversation.profile_id, conversation.private
    from inbox.reply join inbox.conversation on conversation.id = reply.conversation_id
    where reply.publication_id = ${publicationId} for update of conversation
  `.execute(tx);
  return rows[0];
}

/** The promise that waited for this answer is kept at the moment it came out; a holding reply makes the next one. */
async function replyIsOut(tx: Tx, publicationId: Id<"publication">, at: Instant): Promise<void> {
  const reply = await findReply(tx, publicationId);
  if (!reply) return;
  await sql`update inbox.reply set trouble = null where publication_id = ${publicationId}`.execute(tx);
  const { rows } = await sql<{ id: Id<"answer-time">; kind: "first" | "held"; from_at: Instant; due_at: Instant | null }>`
    select id, kind, from_at, due_at from inbox.answer_time where publication_id = ${publicationId} and kept_at is null and released_at is null for update
  `.execute(tx);
  const promise = (await listAnswerPromises(tx, [reply.profile_id], at)).get(reply.profile_id);
  for (const row of rows) {
    // PROT-R9: the answer that was put off still is owed; its clock stands while we wait for the citizen.
    if (reply.kind === "question" && row.kind === "held") {
      const left = row.due_at && promise ? serviceMinutesBetween(at, row.due_at, promise.calendar) : null;
      await sql`update inbox.answer_time set publication_id = null, paused_at = ${at}, left_minutes = ${left}, due_at = null where id = ${row.id}`.execute(tx);
      continue;
    }
    const used = promise ? serviceMinutesBetween(row.from_at, at, promise.calendar) : null;
    await sql`update inbox.answer_time set kept_at = ${at}, used_minutes = ${used} where id = ${row.id}`.execute(tx);
    if (reply.kind === "holding" && reply.promised_at) {
      await sql`
        insert into inbox.answer_time (id, conversation_id, profile_id, kind, from_at, due_at)
        values (${newId<"answer-time">(at)}, ${reply.conversation_id}, ${reply.profile_id}, 'held', ${at}, ${reply.promised_at})
      `.execute(tx);
    }
  }
  // Nothing that anybody must see before acting: the answer was there already, and now it is out.
  await recordEvents(tx, [{ kind: "conversation.reply-out", subject: { type: "conversation", id: reply.conversation_id }, at, data: { profileId: reply.profile_id, private: reply.private } }]);
}

/** What did not go out answers nobody: the conversation waits again, and the promise runs on. */
async function replyFailed(tx: Tx, publicationId: Id<"publication">, trouble: string, at: Instant): Promise<void> {
  const reply = await findReply(tx, publicationId);
  if (!reply) return;
  await sql`update inbox.reply set trouble = ${trouble} where publication_id = ${publicationId}`.execute(tx);
  await sql`update inbox.answer_time set publication_id = null where publication_id = ${publicationId} and kept_at is null`.execute(tx);
  await sql`
    update inbox.conversation set state = 'waiting', disposition = null, disposition_reason = null, closed_at = null, closed_by = null, revision = revision + 1,
      due_at = (select due_at from inbox.answer_time where conversation_id = conversation.id and kept_at is null and released_at is null)
    where id = ${reply.conversation_id}
  `.execute(tx);
  await recordEvents(tx, [{ kind: "conversation.reply-failed", subject: { type: "conversation", id: reply.conversation_id }, at, data: { profileId: reply.profile_id, private: reply.private, trouble } }]);
}

/** PROT-R2: what was due and is not answered is a breach, once, told at the moment it happens. @returns how many */
export async function markBreaches(tx: Tx, at: Instant): Promise<number> {
  const { rows } = await sql<{ conversation_id: Id<"conversation">; profile_id: Id<"profile">; due_at: Instant; private: boolean }>`
    update inbox.answer_time set breached_at = ${at}
    from inbox.conversation
    where answer_time.id in (
      select id from inbox.answer_time where due_at < ${at} and kept_at is null and released_at is null and breached_at is null order by due_at limit 500 for update skip locked
    ) and conversation.id = answer_time.conversation_id
    returning answer_time.conversation_id, answer_time.profile_id, answer_time.due_at, conversation.private
  `.execute(tx);
  await recordEvents(tx, rows.map((row) => ({
    kind: "answer-time.breached", subject: { type: "conversation", id: row.conversation_id }, at, data: { profileId: row.profile_id, private: row.private, due: row.due_at },
  })));
  return rows.length;
}
