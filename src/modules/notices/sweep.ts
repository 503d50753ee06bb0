import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { factsOf, listPeople, type Person } from "#modules/authority/index.ts";
import { getCouncil, getParameter, listHolidays } from "#modules/policy/index.ts";
import { type Database, inTransaction, type Queryable } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";
import { readNoticePreferences } from "./preferences.ts";
import { daysToTell, isDigestDue } from "./rules/digest.ts";
import { type Hours, isQuiet, readHours } from "./rules/hours.ts";
import { type Thing, thingsForDigest, thingsToTellNow } from "./rules/telling.ts";
import { insertDigest, insertTelling, type MailKind, type MailLine } from "./store.ts";

/** A thing that waits, in its reader's words. */
export type WaitingThing = Thing & MailLine;

/** What the screens know and mail only repeats: given by who composes the program, so that there is one set of rules for who waits for what. */
export interface Telling {
  /** All that waits for somebody now, the most pressing first. */
  listWaiting(person: Person, at: Instant): Promise<readonly WaitingThing[]>;
  /** FLO-R1: what of these days of the departments that somebody promotes nobody has decided on. */
  listUndecided(person: Person, days: readonly string[], at: Instant): Promise<readonly MailLine[]>;
  write(person: Person, mail: { readonly kind: MailKind; readonly lines: readonly MailLine[] }, at: Instant): Promise<Letter>;
}

export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly language: string;
}

/** Writes the mails that are due: what cannot wait for the digest, and the digests of the day. Asking twice is asking once. */
export async function tellPeople(
  { db, telling, log }: { readonly db: Database; readonly telling: Telling; readonly log: Log }, at: Instant, signal?: AbortSignal,
): Promise<void> {
  const wall = await readWall(db, at);
  for (const person of await listPeople(db)) {
    if (signal?.aborted) return;
    try {
      if ((await factsOf(db, { personId: person.id }, at)).inService) await tellPerson(db, telling, wall, person, at);
    } catch (error) {
      // One person's trouble must not keep the news from all the others.
      log("mail.not-told", { person: person.id, error });
    }
  }
}

interface Wall {
  readonly today: string;
  readonly time: string;
  readonly isWorkingDay: boolean;
  readonly dayBefore: string;
  readonly hours: Hours;
  readonly digestHour: number;
  readonly keepDays: number;
}

/** What the council's clock and calendar say, and its own quiet hours. */
async function readWall(db: Queryable, at: Instant): Promise<Wall> {
  const [{ zone }, holidays, hours, digestHour, keepDays] = await Promise.all([
    getCouncil(db), listHolidays(db), getParameter(db, "notices.hours", at), getParameter(db, "notices.digestHour", at), getParameter(db, "notices.keepDays", at),
  ]);
  const free = new Set(holidays.map(({ day }) => day));
  const isWorking = (day: Temporal.PlainDate) => day.dayOfWeek < 6 && !free.has(day.toString());
  const now = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  let dayBefore = now.toPlainDate().subtract({ days: 1 });
  for (let back = 0; back < 14 && !isWorking(dayBefore); back += 1) dayBefore = dayBefore.subtract({ days: 1 });
  return {
    today: now.toPlainDate().toString(), time: now.toPlainTime().toString({ smallestUnit: "minute" }), isWorkingDay: isWorking(now.toPlainDate()), dayBefore: dayBefore.toString(),
    hours: readHours(hours) ?? { from: "00:00", to: "24:00" }, digestHour, keepDays,
  };
}

async function tellPerson(db: Database, telling: Telling, wall: Wall, person: Person, at: Instant): Promise<void> {
  const { modes, hours } = await readNoticePreferences(db, person.id);
  if (Object.values(modes).every((mode) => mode === "none")) return;
  const quiet = isQuiet(wall.time, (hours === null ? undefined : readHours(hours)) ?? wall.hours);
  const waiting = await telling.listWaiting(person, at);
  const told = await listTold(db, person.id);
  const now = thingsToTellNow(waiting, modes, told, quiet);
  if (now.length > 0) await inTransaction(db, (tx) => insertTelling(tx, person.id, now.map(lineOf), at));
  await forgetOver(db, person.id, waiting.map(({ key }) => key), plusMs(at, -wall.keepDays * DAY));

  const last = await findLastDigest(db, person.id);
  if (!isDigestDue({ ...wall, hour: wall.digestHour, quiet, last })) return;
  const undecided = modes.flow === "none" ? [] : await telling.listUndecided(person, daysToTell(wall.today, last ?? wall.dayBefore), at);
  const lines = [...undecided, ...thingsForDigest(waiting, modes).map(lineOf)];
  await inTransaction(db, (tx) => insertDigest(tx, person.id, wall.today, lines, at));
}

const lineOf = ({ key, label, title, path }: WaitingThing): MailLine => ({ key, label, title, path });

async function listTold(db: Queryable, personId: Id<"person">): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`select key from notices.told where person_id = ${personId}`.execute(db);
  return new Set(rows.map(({ key }) => key));
}

/** That something was told is kept as long as it waits, and some time longer. */
const forgetOver = (db: Queryable, personId: Id<"person">, waiting: readonly string[], before: Instant) =>
  sql`delete from notices.told where person_id = ${personId} and at < ${before} and key <> all(${[...waiting]}::text[])`.execute(db);

async function findLastDigest(db: Queryable, personId: Id<"person">): Promise<string | undefined> {
  const { rows } = await sql<{ day: string }>`select day::text as day from notices.mail where person_id = ${personId} and kind = 'digest' order by day desc limit 1`.execute(db);
  return rows[0]?.day;
}

/** Mails are kept for as long as somebody may ask what became of them; the last digest says from where the next one tells. */
export async function forgetOldMail(db: Queryable, at: Instant): Promise<void> {
  const before = plusMs(at, -DAY * (await getParameter(db, "notices.keepDays", at)));
  await sql`delete from notices.mail where ended_at < ${before}`.execute(db);
}
