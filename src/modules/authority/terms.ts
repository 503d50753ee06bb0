import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Queryable, Tx } from "#platform/database.ts";

export interface ExternalTerm {
  readonly contractId: Id<"contract">;
  readonly personId: Id<"person">;
  readonly profileId: Id<"profile">;
  readonly from: Instant;
  readonly to: Instant;
  readonly answers: boolean;
  readonly letters: boolean;
}

/** Writes for whom, for what and until when a contract is good: only the module of contracts does. What is not named ends now. */
export async function setExternalTerms(tx: Tx, contractId: Id<"contract">, terms: readonly ExternalTerm[], at: Instant): Promise<void> {
  // Whoever is using the right at this moment finishes first; whoever asks after us no longer has it.
  await sql`
    select 1 from authority.person where id in (select person_id from authority.external_term where contract_id = ${contractId}) order by id for update
  `.execute(tx);
  await sql`update authority.external_term set valid_to = ${at} where contract_id = ${contractId} and valid_to > ${at}`.execute(tx);
  for (const term of terms) {
    await sql`
      insert into authority.external_term (contract_id, person_id, profile_id, valid_from, valid_to, answers, direct_messages)
      values (${contractId}, ${term.personId}, ${term.profileId}, ${term.from}, ${term.to}, ${term.answers}, ${term.letters})
      on conflict (contract_id, person_id, profile_id) do update set valid_from = excluded.valid_from, valid_to = excluded.valid_to, answers = excluded.answers, direct_messages = excluded.direct_messages
    `.execute(tx);
  }
}

/** Notes that a contract's clauses were accepted under a version of the policy; false when they were already. */
export async function acceptClauses(tx: Tx, contractId: Id<"contract">, actId: Id<"act">, at: Instant): Promise<boolean> {
  const { rows } = await sql`insert into authority.clause_acceptance (contract_id, act_id, accepted_at) values (${contractId}, ${actId}, ${at}) on conflict do nothing returning 1`.execute(tx);
  return rows.length > 0;
}

/** Under which versions of the policy the clauses of each contract were accepted. */
export async function listAcceptances(db: Queryable): Promise<readonly { readonly contractId: Id<"contract">; readonly actId: Id<"act">; readonly at: Instant }[]> {
  const { rows } = await sql<{ contract_id: Id<"contract">; act_id: Id<"act">; accepted_at: Instant }>`select contract_id, act_id, accepted_at from authority.clause_acceptance order by accepted_at`.execute(db);
  return rows.map((row) => ({ contractId: row.contract_id, actId: row.act_id, at: row.accepted_at }));
}

/** Of these profiles, those that nobody of the council's own manages at an instant (CON-R2). */
export async function listWithoutMunicipalManager(db: Queryable, profileIds: readonly Id<"profile">[], at: Instant): Promise<readonly Id<"profile">[]> {
  const { rows } = await sql<{ id: Id<"profile"> }>`
    select asked.id from unnest(${[...profileIds]}::uuid[]) as asked (id)
    where not exists (
      select 1 from authority.appointments_at(${at}) appointment join authority.person on person.id = appointment.person_id
      where appointment.role = 'manager' and appointment.profile_id = asked.id and person.post_type <> 'external'
    )
  `.execute(db);
  return rows.map((row) => row.id);
}

/** Ends the appointments of a contract's people for its profiles, at the instant at which the contract did. */
export async function revokeExternals(tx: Tx, contract: { readonly personIds: readonly Id<"person">[]; readonly profileIds: readonly Id<"profile">[]; readonly reason: string; readonly by?: Id<"person"> | undefined }, at: Instant): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into authority.revocation (appointment_id, at, revoked_by, reason)
    select id, ${at}, ${contract.by ?? null}, ${contract.reason} from authority.appointment
    where person_id = any(${[...contract.personIds]}::uuid[]) and profile_id = any(${[...contract.profileIds]}::uuid[]) and role = 'manager'
      and not exists (select 1 from authority.external_term where external_term.person_id = appointment.person_id and external_term.profile_id = appointment.profile_id and valid_to > ${at})
    on conflict do nothing
  `.execute(tx);
  return Number(numAffectedRows ?? 0n);
}
