import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { refuse, type Result } from "#kernel/result.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { type Action, type ActionObject, type ActorFacts, can, type NotPermitted } from "./rules/can.ts";
import { listSubstituted } from "./substitutions.ts";

/** Who acts: a person in a session, or a program with a token of that person, which may do no more than its scopes. */
export interface Actor {
  readonly personId: Id<"person">;
  readonly scopes?: readonly string[] | undefined;
}

/**
 * Asks whether the actor may, inside the command's transaction. The person's row is locked for sharing, and whoever
 * takes a right away locks it for change: no right is used in a transaction that commits after it ended.
 */
export async function authorise(tx: Tx, actor: Actor, action: Action, object: ActionObject, at: Instant): Promise<Result<undefined, NotPermitted>> {
  const locked = await sql`select 1 from authority.person where id = ${actor.personId} for share`.execute(tx);
  if (locked.rows.length === 0) return refuse({ kind: "not-permitted", action, because: "not-in-service", who: [] });
  return can(await factsOf(tx, actor, at), action, object);
}

/** What is known of the actor at `at`, in two queries. */
export async function factsOf(db: Queryable, actor: Actor, at: Instant): Promise<ActorFacts> {
  const { rows } = await sql<{ role: "coordinator" | "promoter" | "manager" | null; profile_id: Id<"profile"> | null; units: Id<"unit">[] | null }>`
    select appointment.role, appointment.profile_id,
      case when appointment.unit_id is not null then (
        with recursive below as (
          select appointment.unit_id as id
          union
          select unit.id from policy.unit join below on unit.parent_id = below.id
        ) select array_agg(below.id::text) from below
      ) end as units
    from authority.person
    left join (
      select * from authority.appointment
      where valid_from <= ${at} and (valid_to is null or valid_to > ${at})
        and not exists (select 1 from authority.revocation where revocation.appointment_id = appointment.id and revocation.at <= ${at})
    ) appointment on appointment.person_id = person.id
    where person.id = ${actor.personId}
  `.execute(db);
  const substituted = await listSubstituted(db, actor.personId, at);
  return {
    // A person without any role in force is nobody here: no reading either.
    inService: rows.some((row) => row.role !== null) || substituted.length > 0,
    coordinator: rows.some((row) => row.role === "coordinator"),
    promotes: new Set(rows.flatMap((row) => (row.role === "promoter" ? (row.units ?? []) : []))),
    manages: new Set([...rows.flatMap((row) => (row.role === "manager" && row.profile_id ? [row.profile_id] : [])), ...substituted]),
    scopes: actor.scopes,
  };
}
