import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, plusMs, SECOND } from "#kernel/instant.ts";
import type { Queryable } from "#platform/database.ts";

export type Doing = "looking" | "writing";

export interface PresenceSubject {
  readonly type: string;
  readonly id: Id<string>;
}

/** One window of a person at one thing. */
export interface Seat {
  /** Named by the window itself. */
  readonly id: Id<"seat">;
  readonly personId: Id<"person">;
  readonly subject: PresenceSubject;
}

/** Two heartbeats of ten seconds may be lost. */
const LEASE = 25 * SECOND;

/** Says that a window is at something, for as long as the lease lasts. A seat of somebody else's stays theirs. */
export async function keepPresence(db: Queryable, { id, personId, subject }: Seat, doing: Doing, at: Instant): Promise<void> {
  await sql`
    insert into access.presence (seat, person_id, subject_type, subject_id, doing, until)
    values (${id}, ${personId}, ${subject.type}, ${subject.id}, ${doing}, ${plusMs(at, LEASE)})
    on conflict (seat, subject_type, subject_id) do update set doing = excluded.doing, until = excluded.until
    where presence.person_id = excluded.person_id
  `.execute(db);
}

/** The window has left; what its person left behind longer ago goes with it. */
export async function endPresence(db: Queryable, { id, personId, subject }: Seat, at: Instant): Promise<void> {
  await sql`
    delete from access.presence
    where person_id = ${personId} and ((seat = ${id} and subject_type = ${subject.type} and subject_id = ${subject.id}) or until <= ${at})
  `.execute(db);
}

export interface Present {
  readonly personId: Id<"person">;
  readonly name: string;
  readonly doing: Doing;
}

/** Who else is there, a line a person: writing when one of their windows is. */
export async function listPresent(db: Queryable, subject: PresenceSubject, except: Id<"person">, at: Instant): Promise<readonly Present[]> {
  const { rows } = await sql<{ person_id: Id<"person">; name: string; doing: Doing }>`
    select person_id, person.name, max(doing) as doing
    from access.presence join authority.person on person.id = person_id
    where subject_type = ${subject.type} and subject_id = ${subject.id} and person_id <> ${except} and until > ${at}
    group by person_id, person.name order by max(doing) desc, person.name
  `.execute(db);
  return rows.map((row) => ({ personId: row.person_id, name: row.name, doing: row.doing }));
}

/** Every thing that somebody is at, with a mark that changes when who or what they do changes. */
export async function listAttended(db: Queryable, at: Instant): Promise<readonly (PresenceSubject & { readonly mark: string })[]> {
  const { rows } = await sql<{ type: string; id: Id<string>; mark: string }>`
    select subject_type as type, subject_id as id, string_agg(distinct doing || ' ' || person_id::text, ' ') as mark
    from access.presence where until > ${at} group by subject_type, subject_id
  `.execute(db);
  return rows;
}

/** Deletes the rows of windows that ended without saying so. */
export async function forgetPresence(db: Queryable, at: Instant): Promise<void> {
  await sql`delete from access.presence where until <= ${at}`.execute(db);
}
