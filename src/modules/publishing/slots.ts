import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { getCouncil, getParameter, listHolidays } from "#modules/policy/index.ts";
import { findProfile } from "#modules/register/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { checkSlots, freeSlots, type Slots, slotsBetween, type SlotTime } from "./rules/slots.ts";

export type SlotsRefusal = NotPermitted | { readonly kind: "unknown-profile" } | { readonly kind: "bad-slots"; readonly day: number };

/** Sets the hours at which a profile usually says something (EDI-6). */
export async function setSlots(tx: Tx, actor: Actor, profileId: Id<"profile">, slots: Slots, at: Instant): Promise<Result<undefined, SlotsRefusal>> {
  if (!(await findProfile(tx, profileId))) return refuse({ kind: "unknown-profile" });
  const permitted = await authorise(tx, actor, "profile.set-slots", { profileIds: [profileId] }, at);
  if (!permitted.ok) return permitted;
  const wrong = checkSlots(slots);
  if (wrong) return refuse(wrong);
  await sql`
    insert into publishing.slots (profile_id, week, on_holidays, set_by, at)
    values (${profileId}, ${JSON.stringify(slots.week.map((times) => times.toSorted()))}, ${slots.onHolidays}, ${actor.personId}, ${at})
  `.execute(tx);
  await recordEvent(tx, { kind: "profile.slots-set", subject: { type: "profile", id: profileId }, actor: actor.personId, at });
  return ok();
}

const NONE: Slots = { week: [[], [], [], [], [], [], []], onHolidays: false };

export async function findSlots(db: Queryable, profileId: Id<"profile">): Promise<Slots> {
  const { rows } = await sql<Slots>`
    select week, on_holidays as "onHolidays" from publishing.slots where profile_id = ${profileId} order by position desc limit 1
  `.execute(db);
  return rows[0] ?? NONE;
}

/**
 * Free slots of some profiles in a span of days of the council's clock: those of the first that has any, with nothing of any
 * of them within the council's spacing. What is only planned counts: two people are not given the same.
 */
export async function listFreeSlots(
  db: Queryable, profileIds: readonly Id<"profile">[], span: { readonly from: string; readonly to: string }, at: Instant, except?: Id<"publication">,
): Promise<readonly SlotTime[]> {
  const { zone } = await getCouncil(db);
  const holidays = new Set((await listHolidays(db)).map(({ day }) => day));
  for (const profileId of profileIds) {
    const times = slotsBetween(await findSlots(db, profileId), span.from, span.to, { zone, holidays });
    if (times.length === 0) continue;
    const { rows } = await sql<{ at: Instant }>`
      select due_at as at from publishing.publication
      where kind = 'post' and state not in ('cancelled', 'withdrawn') and content -> 'profiles' ?| ${[...profileIds]}::text[] and id is distinct from ${except ?? null}::uuid
        and due_at >= (${span.from}::date - 1)::timestamp at time zone ${zone} and due_at < (${span.to}::date + 2)::timestamp at time zone ${zone}
    `.execute(db);
    return freeSlots(times, at, rows.map((row) => row.at), await getParameter(db, "publishing.spacingMinutes", at));
  }
  return [];
}

/** How far ahead a free slot is looked for. */
const AHEAD_DAYS = 60;

export async function findNextSlot(db: Queryable, profileIds: readonly Id<"profile">[], at: Instant, except?: Id<"publication">): Promise<SlotTime | undefined> {
  const { zone } = await getCouncil(db);
  const dayAt = (instant: Instant) => wallTimeAt(instant, zone).local.slice(0, 10);
  return (await listFreeSlots(db, profileIds, { from: dayAt(at), to: dayAt(plusMs(at, AHEAD_DAYS * DAY)) }, at, except))[0];
}
