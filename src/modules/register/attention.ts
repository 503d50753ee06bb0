import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { inLanguage, type Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type ImportedLine, importRows, type ListRefusal, type NotPermitted } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import {
  type Attention, type AttentionRefusal, checkAttention, getCouncil, getParameter, type HolidayRegion, insertHoliday, likelyRegion, listHolidays,
  type ProposedHoliday, proposeHolidays, type ServiceCalendar, takeHolidayBack, workingDays,
} from "#modules/policy/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";

/** When a profile is attended and how soon it promises to answer. */
export interface AnswerPromise {
  readonly attention: Attention;
  /** Minutes of attention until the first answer. */
  readonly firstResponseMinutes: number;
  /** False while the council's general hours count. */
  readonly own: boolean;
}

/** What each of these profiles promises at an instant, with the calendar to reckon by. */
export async function listAnswerPromises(
  db: Queryable, profileIds: readonly Id<"profile">[], at: Instant,
): Promise<ReadonlyMap<Id<"profile">, AnswerPromise & { readonly calendar: ServiceCalendar }>> {
  const { zone } = await getCouncil(db);
  const holidays = new Set((await listHolidays(db)).map(({ day }) => day));
  const general = workingDays(await getParameter(db, "inbox.serviceHours", at));
  const minutes = await getParameter(db, "inbox.firstResponseMinutes", at);
  const { rows } = await sql<{ profile_id: Id<"profile">; week: Attention["week"]; holiday: Attention["holiday"]; first_response_minutes: number }>`
    select distinct on (profile_id) profile_id, week, holiday, first_response_minutes from register.attention
    where profile_id = any(${[...profileIds]}::uuid[]) and valid_from <= ${at}
    order by profile_id, valid_from desc, position desc
  `.execute(db);
  const own = new Map(rows.map((row) => [row.profile_id, row]));
  return new Map(profileIds.map((id) => {
    const row = own.get(id);
    const attention = row ? { week: row.week, holiday: row.holiday } : general;
    return [id, { attention, firstResponseMinutes: row?.first_response_minutes ?? minutes, own: row !== undefined, calendar: { attention, zone, holidays } }];
  }));
}

export type PromiseRefusal = NotPermitted | AttentionRefusal | { readonly kind: "unknown-profile" } | { readonly kind: "bad-minutes" } | { readonly kind: "reason-missing" };

const LONGEST_PROMISE = 60 * 24 * 30;

/** Sets hours and promise of a profile from now on. What was received before keeps the promise it was given. */
export async function setAnswerPromise(
  tx: Tx, actor: Actor, promise: { readonly profileId: Id<"profile">; readonly attention: Attention; readonly firstResponseMinutes: number; readonly reason: string }, at: Instant,
): Promise<Result<undefined, PromiseRefusal>> {
  const permitted = await authorise(tx, actor, "profile.set-promise", { profileIds: [promise.profileId] }, at);
  if (!permitted.ok) return permitted;
  const wrong = checkAttention(promise.attention);
  if (wrong) return refuse(wrong);
  if (!Number.isInteger(promise.firstResponseMinutes) || promise.firstResponseMinutes < 1 || promise.firstResponseMinutes > LONGEST_PROMISE) return refuse({ kind: "bad-minutes" });
  if (promise.reason.trim() === "") return refuse({ kind: "reason-missing" });
  const known = await sql`select 1 from register.profile where id = ${promise.profileId}`.execute(tx);
  if (known.rows.length === 0) return refuse({ kind: "unknown-profile" });
  await sql`
    insert into register.attention (profile_id, valid_from, week, holiday, first_response_minutes, reason, set_by)
    values (${promise.profileId}, ${at}, ${JSON.stringify(promise.attention.week)}, ${JSON.stringify(promise.attention.holiday)},
      ${promise.firstResponseMinutes}, ${promise.reason.trim()}, ${actor.personId})
  `.execute(tx);
  const facts = {
    week: promise.attention.week.map((day) => day.map(({ from, to }) => `${from}-${to}`)),
    holiday: promise.attention.holiday.map(({ from, to }) => `${from}-${to}`),
    firstResponseMinutes: promise.firstResponseMinutes,
    reason: promise.reason.trim(),
  };
  await recordEvidence(tx, { kind: "profile.promise-set", subject: { type: "profile", id: promise.profileId }, at, facts });
  await recordEvent(tx, { kind: "profile.promise-set", subject: { type: "profile", id: promise.profileId }, actor: actor.personId, at });
  return ok();
}

export type HolidayRefusal = NotPermitted | { readonly kind: "bad-day" } | { readonly kind: "name-missing"; readonly language: string } | { readonly kind: "holiday-known" } | { readonly kind: "unknown-holiday" };

/** Enters a day on which the council's services do not attend. */
export async function enterHoliday(tx: Tx, actor: Actor | undefined, holiday: { readonly day: string; readonly name: Localized }, at: Instant): Promise<Result<Id<"holiday">, HolidayRefusal>> {
  if (actor) {
    const permitted = await authorise(tx, actor, "calendar.edit", {}, at);
    if (!permitted.ok) return permitted;
  }
  if (!isDay(holiday.day)) return refuse({ kind: "bad-day" });
  const nameless = (await getCouncil(tx)).languages.find((language) => !holiday.name[language]?.trim());
  if (nameless) return refuse({ kind: "name-missing", language: nameless });
  const id = await insertHoliday(tx, holiday, actor?.personId, at);
  if (!id) return refuse({ kind: "holiday-known" });
  await recordEvent(tx, { kind: "holiday.entered", subject: { type: "holiday", id }, actor: actor?.personId, at, data: { day: holiday.day } });
  return ok(id);
}

/** Enters several at once, a year's calendar for example; all of them or none. @returns how many */
export async function enterHolidays(tx: Tx, actor: Actor, holidays: readonly { readonly day: string; readonly name: Localized }[], at: Instant): Promise<Result<number, HolidayRefusal | { readonly kind: "nothing-chosen" }>> {
  const permitted = await authorise(tx, actor, "calendar.edit", {}, at);
  if (!permitted.ok) return permitted;
  const [first] = holidays;
  if (!first) return refuse({ kind: "nothing-chosen" });
  const ids: Id<"holiday">[] = [];
  for (const holiday of holidays) {
    const entered = await enterHoliday(tx, actor, holiday, at);
    if (!entered.ok) return entered;
    ids.push(entered.value);
  }
  const [id] = ids;
  if (id) await recordEvidence(tx, { kind: "calendar.holidays-entered", subject: { type: "holiday", id }, at, facts: { days: holidays.map(({ day }) => day) }, values: { by: actor.personId } });
  return ok(ids.length);
}

/** Enters holidays from a list: `day` and `name_<language>`. The caller undoes it all when it was only to be looked at. */
export function importHolidays(tx: Tx, actor: Actor, document: string, at: Instant): Promise<Result<readonly ImportedLine[], ListRefusal>> {
  return importRows(tx, actor, "calendar.edit", document, ["day"], at, async (cell, columns) => {
    const name = Object.fromEntries(columns.filter((column) => column.startsWith("name_")).map((column) => [column.slice(5), cell(column)]));
    return { named: { name: cell("day") }, result: await enterHoliday(tx, actor, { day: cell("day"), name }, at) };
  });
}

/** What a year's calendar of the region is going to say, each day marked when it has been entered already. */
export async function readHolidayProposals(db: Queryable, year: number, region: HolidayRegion | undefined): Promise<{ readonly region: HolidayRegion; readonly days: readonly (ProposedHoliday & { readonly known: boolean })[] }> {
  const entered = await listHolidays(db);
  const { languages } = await getCouncil(db);
  const of = region ?? likelyRegion(entered.map(({ day }) => day));
  const days = proposeHolidays(year, of, entered).map((each) => ({
    ...each,
    // A council that speaks another language still gets a name, and changes it.
    name: Object.fromEntries(languages.map((language) => [language, inLanguage(each.name, [language]) ?? ""])),
    known: entered.some(({ day }) => day === each.day),
  }));
  return { region: of, days };
}

export async function removeHoliday(tx: Tx, actor: Actor, id: Id<"holiday">, at: Instant): Promise<Result<undefined, HolidayRefusal>> {
  const permitted = await authorise(tx, actor, "calendar.edit", {}, at);
  if (!permitted.ok) return permitted;
  const day = await takeHolidayBack(tx, id, actor.personId, at);
  if (!day) return refuse({ kind: "unknown-holiday" });
  await recordEvent(tx, { kind: "holiday.removed", subject: { type: "holiday", id }, actor: actor.personId, at, data: { day } });
  return ok();
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString() === text;
  } catch {
    // Temporal says no to the 30th of February by throwing.
    return false;
  }
}
