import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { refuse, type Result } from "#kernel/result.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { findUnfit } from "./fitness.ts";
import { type Action, type ActionObject, type ActorFacts, can, type NotPermitted, type Role } from "./rules/can.ts";
import type { PostType } from "./rules/eligibility.ts";
import { listSubstituted } from "./substitutions.ts";
import { listWithoutMunicipalManager } from "./terms.ts";

/** Who acts: a person in a session, or a program with a token of that person, which may do no more than its scopes. */
export interface Actor {
  readonly personId: Id<"person">;
  readonly scopes?: readonly string[] | undefined;
}

/**
 * Asks whether the actor may, inside the command's transaction. The person's row is locked for sharing, and whoever
 * takes a right away locks it for change: no right is used in a transaction that commits after it ended. A contractor's
 * right hangs on somebody of the council's own too (CON-R2), so theirs are locked with it.
 */
export async function authorise(tx: Tx, actor: Actor, action: Action, object: ActionObject, at: Instant): Promise<Result<undefined, NotPermitted>> {
  const locked = await sql<{ id: Id<"person"> }>`
    select id from authority.person
    where id = ${actor.personId} or id in (
      select other.person_id from authority.appointment own join authority.person on person.id = own.person_id
      join authority.appointment other on other.profile_id = own.profile_id
      where own.person_id = ${actor.personId} and person.post_type = 'external'
    ) order by id for share
  `.execute(tx);
  if (!locked.rows.some(({ id }) => id === actor.personId)) return refuse({ kind: "not-permitted", action, because: "not-in-service", who: [] });
  return can(await factsOf(tx, actor, at), action, object);
}

interface HeldRow {
  readonly post_type: PostType;
  readonly role: Role | null;
  readonly profile_id: Id<"profile"> | null;
  readonly units: Id<"unit">[] | null;
  readonly answers: boolean | null;
  readonly letters: boolean | null;
  readonly election: boolean;
}

/** What is known of the actor at `at`. */
export async function factsOf(db: Queryable, actor: Actor, at: Instant): Promise<ActorFacts> {
  const { rows } = await sql<HeldRow>`
    select person.post_type, appointment.role, appointment.profile_id, term.answers, term.letters,
      exists (select 1 from policy.period where kind = 'election' and removed_at is null and starts_at <= ${at} and ends_at > ${at}) as election,
      case when appointment.unit_id is not null then (
        with recursive below as (
          select appointment.unit_id as id
          union
          select unit.id from policy.unit join below on unit.parent_id = below.id or unit.merged_into = below.id
        ) select array_agg(below.id::text) from below
      ) end as units
    from authority.person
    left join authority.appointments_at(${at}) appointment on appointment.person_id = person.id
    left join lateral (
      select bool_or(answers) as answers, bool_or(direct_messages) as letters from authority.external_term
      where external_term.person_id = person.id and valid_from <= ${at} and valid_to > ${at}
    ) term on person.post_type = 'external'
    where person.id = ${actor.personId}
  `.execute(db);
  const first = rows[0];
  const has = (role: Role) => rows.some((row) => row.role === role);
  const unitsOf = (role: Role) => new Set(rows.flatMap((row) => (row.role === role ? (row.units ?? []) : [])));
  const substituted = await listSubstituted(db, actor.personId, at);
  const held = [...rows.flatMap((row) => (row.role === "manager" && row.profile_id ? [row.profile_id] : [])), ...substituted];
  const unattended = new Set(first?.post_type === "external" ? await listWithoutMunicipalManager(db, held, at) : []);
  const manages = new Set(held.filter((profile) => !unattended.has(profile)));
  return {
    // A person without any role in force is nobody here: no reading either.
    inService: rows.some((row) => row.role !== null) || substituted.length > 0,
    coordinator: has("coordinator"),
    promotes: unitsOf("promoter"),
    directs: unitsOf("director"),
    manages,
    technician: has("technician"),
    auditor: has("auditor"),
    dataProtection: has("data_protection"),
    sysadmin: has("sysadmin"),
    unfit: manages.size > 0 ? await findUnfit(db, actor.personId, at) : undefined,
    external: first?.post_type === "external" ? { answers: first.answers === true, letters: first.letters === true } : undefined,
    unattended,
    silencedAdviser: first?.post_type === "mayor_adviser" && first.election,
    scopes: actor.scopes,
  };
}
