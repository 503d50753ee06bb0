import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Contract } from "#modules/contracts/index.ts";
import { serviceMinutesBetween } from "#modules/policy/index.ts";
import { listAnswerPromises } from "#modules/register/index.ts";
import type { Queryable } from "#platform/database.ts";
import { type ServiceLevel, serviceLevel } from "./rules/service-level.ts";

/**
 * How soon citizens were answered on the profiles of a contract while it was in force, against the time agreed (CON-4);
 * undefined before it was in force. First answers only, as everywhere: what was put off has its own promise.
 */
export async function measureContract(db: Queryable, contract: Contract, at: Instant): Promise<ServiceLevel | undefined> {
  const from = contract.inForceSince === null ? undefined : [contract.from, contract.inForceSince].toSorted().at(-1);
  const to = [contract.to, contract.endedAt ?? contract.to, at].toSorted()[0] ?? at;
  if (!from || from > at) return undefined;
  const { rows } = await sql<{ profile_id: Id<"profile">; from_at: Instant; kept_at: Instant | null; used_minutes: number | null; prepared: boolean }>`
    select profile_id, from_at, kept_at, used_minutes, exists (
      select 1 from platform.event
      where kind = 'conversation.claimed' and subject_type = 'conversation' and subject_id = answer_time.conversation_id
        and actor_id = any(${contract.people.map(({ id }) => id)}::uuid[]) and at >= from_at and at <= coalesce(kept_at, ${at})
    ) as prepared
    from inbox.answer_time
    where profile_id = any(${[...contract.profileIds]}::uuid[]) and kind = 'first' and released_at is null and paused_at is null and from_at >= ${from} and from_at < ${to}
  `.execute(db);
  const promises = await listAnswerPromises(db, contract.profileIds, at);
  return serviceLevel(rows.map((row) => {
    const calendar = promises.get(row.profile_id)?.calendar;
    const waited = calendar ? serviceMinutesBetween(row.from_at, at, calendar) : null;
    return { minutes: row.kept_at === null ? waited : row.used_minutes, answered: row.kept_at !== null, prepared: row.prepared };
  }), contract.answerMinutes);
}
