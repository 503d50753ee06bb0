import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import type { Actor } from "#modules/authority/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { readHours } from "./rules/hours.ts";
import { type NoticeModes, usualModes } from "./rules/telling.ts";

/** How somebody wants to be told. */
export interface NoticePreferences {
  readonly modes: NoticeModes;
  /** `HH:MM-HH:MM` in which mail may come; null: the council's (`notices.hours`). */
  readonly hours: string | null;
}

export async function readNoticePreferences(db: Queryable, personId: Id<"person">): Promise<NoticePreferences> {
  const { rows } = await sql<{ modes: Partial<NoticeModes>; hours: string | null }>`select modes, hours from notices.preference where person_id = ${personId}`.execute(db);
  return { modes: { ...usualModes, ...rows[0]?.modes }, hours: rows[0]?.hours ?? null };
}

/** Everybody's own affair: no right is asked for it. */
export async function setNoticePreferences(
  tx: Tx, actor: Actor, preferences: NoticePreferences, at: Instant,
): Promise<Result<undefined, { readonly kind: "bad-hours" }>> {
  if (preferences.hours !== null && !readHours(preferences.hours)) return refuse({ kind: "bad-hours" });
  await sql`
    insert into notices.preference (person_id, modes, hours, changed_at) values (${actor.personId}, ${JSON.stringify(preferences.modes)}, ${preferences.hours}, ${at})
    on conflict (person_id) do update set modes = excluded.modes, hours = excluded.hours, changed_at = excluded.changed_at
  `.execute(tx);
  return ok();
}
