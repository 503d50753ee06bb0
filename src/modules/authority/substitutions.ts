import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";

/** Somebody who manages a profile in another's place, for exactly these instants. */
export interface Substitution {
  readonly id: Id<"substitution">;
  readonly profileId: Id<"profile">;
  readonly absentId: Id<"person">;
  readonly substituteId: Id<"person">;
  readonly from: Instant;
  /** The right ends here, by itself. */
  readonly to: Instant;
}

/** Writes a substitution: only staffing does, which asks who may. */
export async function insertSubstitution(tx: Tx, substitution: Omit<Substitution, "id">, by: Id<"person">, at: Instant): Promise<Id<"substitution">> {
  const id = newId<"substitution">(at);
  // As with appointments: a right that begins or ends waits for who is just using one.
  await sql`select 1 from authority.person where id = ${substitution.substituteId} for update`.execute(tx);
  await sql`
    insert into authority.substitution (id, profile_id, absent_id, substitute_id, valid_from, valid_to, named_by, named_at)
    values (${id}, ${substitution.profileId}, ${substitution.absentId}, ${substitution.substituteId}, ${substitution.from}, ${substitution.to}, ${by}, ${at})
  `.execute(tx);
  return id;
}

/** Ends a substitution before its time; false when there is none that runs or is to come. */
export async function endSubstitution(tx: Tx, id: Id<"substitution">, by: Id<"person"> | undefined, reason: string, at: Instant): Promise<boolean> {
  await sql`select 1 from authority.person where id = (select substitute_id from authority.substitution where id = ${id}) for update`.execute(tx);
  const { rows } = await sql`
    insert into authority.substitution_end (substitution_id, at, ended_by, reason)
    select id, ${at}, ${by ?? null}, ${reason} from authority.substitution where id = ${id} and valid_to > ${at}
    on conflict do nothing returning 1
  `.execute(tx);
  return rows.length > 0;
}

/** Substitutions that touch a stretch of time, oldest first. */
export async function listSubstitutions(db: Queryable, from: Instant, to: Instant): Promise<readonly Substitution[]> {
  const { rows } = await sql<{ id: Id<"substitution">; profile_id: Id<"profile">; absent_id: Id<"person">; substitute_id: Id<"person">; valid_from: Instant; ends: Instant }>`
    select id, profile_id, absent_id, substitute_id, valid_from, least(valid_to, coalesce(ended.at, valid_to)) as ends
    from authority.substitution left join authority.substitution_end ended on ended.substitution_id = id
    where valid_from < ${to} and valid_to > ${from} and (ended.at is null or ended.at > greatest(valid_from, ${from}::timestamptz))
    order by id
  `.execute(db);
  return rows.map((row) => ({ id: row.id, profileId: row.profile_id, absentId: row.absent_id, substituteId: row.substitute_id, from: row.valid_from, to: row.ends }));
}

/** Profiles that a person manages in another's place at an instant. */
export async function listSubstituted(db: Queryable, personId: Id<"person">, at: Instant): Promise<readonly Id<"profile">[]> {
  const { rows } = await sql<{ profile_id: Id<"profile"> }>`
    select distinct profile_id from authority.substitution
    where substitute_id = ${personId} and valid_from <= ${at} and valid_to > ${at}
      and not exists (select 1 from authority.substitution_end ended where ended.substitution_id = substitution.id and ended.at <= ${at})
  `.execute(db);
  return rows.map((row) => row.profile_id);
}
