import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import type { Contract } from "#modules/contracts/index.ts";
import { getParameter, serviceMinutesBetween } from "#modules/policy/index.ts";
import { listAnswerPromises } from "#modules/register/index.ts";
import type { Queryable } from "#platform/database.ts";
import { fallsShort, type ServiceLevel, serviceLevel } from "./rules/service-level.ts";

/**
 * How soon citizens were answered on the profiles of a contract while it was in force, against the time agreed (CON-4);
 * undefined before it was in force. First answers only, as everywhere: what was put off has its own promise.
 * @param since leaves out what was asked before it
 */
export async function measureContract(db: Queryable, contract: Contract, at: Instant, since: Instant = contract.from): Promise<ServiceLevel | undefined> {
  const from = contract.inForceSince === null ? undefined : [contract.from, contract.inForceSince, since].toSorted().at(-1);
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

/** What a contract did of late, where that is less than what was agreed (CON-4). */
export async function findShortfall(db: Queryable, contract: Contract, at: Instant): Promise<(ServiceLevel & { readonly days: number }) | undefined> {
  if (contract.answerMinutes === null) return undefined;
  const [share, days] = [await getParameter(db, "contracts.inTimePercent", at), await getParameter(db, "contracts.inTimeDays", at)];
  const level = await measureContract(db, contract, at, plusMs(at, -days * DAY));
  return level && fallsShort(level, share) ? { ...level, days } : undefined;
}
