import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";

export interface Holiday {
  readonly id: Id<"holiday">;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly name: Localized;
}

/** The council's holidays, by day. */
export async function listHolidays(db: Queryable): Promise<readonly Holiday[]> {
  const { rows } = await sql<Holiday>`select id, day::text as day, name from policy.holiday where removed_at is null order by day`.execute(db);
  return rows;
}

/** Writes a holiday; undefined when that day is one already. Who may is asked by the caller's command. */
export async function insertHoliday(tx: Tx, holiday: Omit<Holiday, "id">, by: Id<"person"> | undefined, at: Instant): Promise<Id<"holiday"> | undefined> {
  const { rows } = await sql<{ id: Id<"holiday"> }>`
    insert into policy.holiday (id, day, name, entered_by, entered_at)
    values (${newId<"holiday">(at)}, ${holiday.day}::date, ${JSON.stringify(holiday.name)}, ${by ?? null}, ${at})
    on conflict (day) where removed_at is null do nothing returning id
  `.execute(tx);
  return rows[0]?.id;
}

/** Takes a holiday back; its day, or undefined when there is none of that id. */
export async function takeHolidayBack(tx: Tx, id: Id<"holiday">, by: Id<"person">, at: Instant): Promise<string | undefined> {
  const { rows } = await sql<{ day: string }>`
    update policy.holiday set removed_by = ${by}, removed_at = ${at} where id = ${id} and removed_at is null returning day::text as day
  `.execute(tx);
  return rows[0]?.day;
}
