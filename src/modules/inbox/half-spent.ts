import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { getParameter, serviceMinutesBetween } from "#modules/policy/index.ts";
import { listAnswerPromises } from "#modules/register/index.ts";
import type { Queryable } from "#platform/database.ts";

/** Of these conversations, those of whose time to answer the council's share has passed, counted in the hours of attention, and that are still in time (5.3). */
export async function listHalfSpent(db: Queryable, conversationIds: readonly Id<"conversation">[], at: Instant): Promise<ReadonlySet<string>> {
  if (conversationIds.length === 0) return new Set();
  const { rows } = await sql<{ conversation_id: Id<"conversation">; profile_id: Id<"profile">; from_at: Instant; minutes: number | null; due_at: Instant }>`
    select conversation_id, profile_id, from_at, minutes, due_at from inbox.answer_time
    where conversation_id = any(${[...conversationIds]}::uuid[]) and kept_at is null and released_at is null and paused_at is null and due_at >= ${at}
  `.execute(db);
  const promises = await listAnswerPromises(db, [...new Set(rows.map((row) => row.profile_id))], at);
  const percent = await getParameter(db, "inbox.halfwayPercent", at);
  return new Set(rows.flatMap((row) => {
    const calendar = promises.get(row.profile_id)?.calendar;
    if (!calendar) return [];
    const whole = row.minutes ?? serviceMinutesBetween(row.from_at, row.due_at, calendar);
    const left = serviceMinutesBetween(at, row.due_at, calendar);
    return left * 100 <= whole * (100 - percent) ? [row.conversation_id] : [];
  }));
}
