import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";

export interface Period {
  readonly id: Id<"period">;
  readonly kind: "election";
  readonly name: Localized;
  readonly from: Instant;
  readonly to: Instant;
}

/** Election periods: from the call to the end of voting day. */
export async function listPeriods(db: Queryable): Promise<readonly Period[]> {
  const { rows } = await sql<{ id: Id<"period">; kind: "election"; name: Localized; starts_at: Instant; ends_at: Instant }>`
    select id, kind, name, starts_at, ends_at from policy.period where removed_at is null order by starts_at
  `.execute(db);
  return rows.map((row) => ({ id: row.id, kind: row.kind, name: row.name, from: row.starts_at, to: row.ends_at }));
}

/** Who may is asked by the caller's command. */
export async function addPeriod(tx: Tx, period: Omit<Period, "id"> & { readonly actId: Id<"act"> | undefined }, by: Id<"person"> | undefined, at: Instant): Promise<Id<"period">> {
  const id = newId<"period">(at);
  await sql`
    insert into policy.period (id, kind, name, starts_at, ends_at, act_id, entered_by, entered_at)
    values (${id}, ${period.kind}, ${JSON.stringify(period.name)}, ${period.from}, ${period.to}, ${period.actId ?? null}, ${by ?? null}, ${at})
  `.execute(tx);
  return id;
}

/** @returns false when there is none of that id */
export async function removePeriod(tx: Tx, id: Id<"period">, by: Id<"person">, at: Instant): Promise<boolean> {
  const { numAffectedRows } = await sql`update policy.period set removed_by = ${by}, removed_at = ${at} where id = ${id} and removed_at is null`.execute(tx);
  return numAffectedRows === 1n;
}

export interface NewMeeting {
  /** The working group of the strategy (S6), or the community of practice of those who manage profiles (ROL-7). */
  readonly kind: "working_group" | "community";
  /** `YYYY-MM-DD`. */
  readonly heldOn: string;
  readonly agreements: string;
  readonly minutesUrl: string | null;
}

export interface Meeting extends NewMeeting {
  readonly id: Id<"meeting">;
}

export async function recordMeeting(tx: Tx, meeting: NewMeeting, by: Id<"person"> | undefined, at: Instant): Promise<Id<"meeting">> {
  const id = newId<"meeting">(at);
  await sql`
    insert into policy.meeting (id, kind, held_on, agreements, minutes_url, entered_by, entered_at)
    values (${id}, ${meeting.kind}, ${meeting.heldOn}::date, ${meeting.agreements}, ${meeting.minutesUrl}, ${by ?? null}, ${at})
  `.execute(tx);
  return id;
}

/** The last first. */
export async function listMeetings(db: Queryable): Promise<readonly Meeting[]> {
  const { rows } = await sql<Meeting>`
    select id, kind, held_on::text as "heldOn", agreements, minutes_url as "minutesUrl" from policy.meeting order by held_on desc, id desc
  `.execute(db);
  return rows;
}

/** Whether an election is called at an instant: from the call until the vote (LOREG 50). */
export async function isElectionCalled(db: Queryable, at: Instant): Promise<boolean> {
  const { rows } = await sql`select 1 from policy.period where kind = 'election' and removed_at is null and starts_at <= ${at} and ends_at > ${at}`.execute(db);
  return rows.length > 0;
}
