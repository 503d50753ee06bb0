import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { commitmentState, type CommitmentState, listAcceptances, listWithoutMunicipalManager } from "#modules/authority/index.ts";
import { getCouncil, getParameter, listPolicyVersions } from "#modules/policy/index.ts";
import type { Queryable } from "#platform/database.ts";
import { type ExitConfirmation, type ExitItem, openExitItems } from "./rules/exit.ts";
import { alertAt, type ContractState, daysIn, stateAt, termOf } from "./rules/term.ts";

export interface Contract {
  readonly id: Id<"contract">;
  readonly fileNo: string;
  readonly company: string;
  readonly object: string;
  readonly exceptionality: string;
  readonly officerId: Id<"person">;
  readonly officer: string;
  readonly startsOn: string;
  readonly endsOn: string;
  /** 00:00 of its first day in the council's zone. */
  readonly from: Instant;
  /** 00:00 of the day after its last, in the council's zone. */
  readonly to: Instant;
  readonly answers: boolean;
  readonly directMessages: boolean;
  /** CON-4: minutes of attention in which citizens are answered, where it says so. */
  readonly answerMinutes: number | null;
  readonly dpaSignedOn: string | null;
  readonly profileIds: readonly Id<"profile">[];
  readonly people: readonly { readonly id: Id<"person">; readonly name: string }[];
  readonly inForceSince: Instant | null;
  readonly endedAt: Instant | null;
  readonly state: ContractState;
  readonly clauses: CommitmentState;
  readonly clausesUntil: Instant | null;
  /** The alert that is due, in days before its end (CON-R4). */
  readonly alert: number | null;
  /** Its profiles that nobody of the council's own manages (CON-R2). */
  readonly unmanaged: readonly Id<"profile">[];
  /** What was left in order (CON-5), and what of it is still open. */
  readonly exits: readonly ExitConfirmation[];
  readonly exitOpen: readonly ExitItem[];
  readonly steps: readonly { readonly step: "in_force" | "extended" | "ended"; readonly at: Instant; readonly by: string | null; readonly reason: string; readonly endsOn: string | null }[];
}

export async function findContract(db: Queryable, id: Id<"contract">, at: Instant): Promise<Contract | undefined> {
  return (await listContracts(db, at, id))[0];
}

/** Contracts, those that end last first; all, or one. */
export async function listContracts(db: Queryable, at: Instant, only?: Id<"contract">): Promise<readonly Contract[]> {
  const { zone } = await getCouncil(db);
  const alertDays = await getParameter(db, "contracts.alertDays", at);
  const graceDays = await getParameter(db, "roles.commitmentGraceDays", at);
  const [versions, acceptances] = [await listPolicyVersions(db), await listAcceptances(db)];
  const { rows } = await sql<{
    id: Id<"contract">; file_no: string; company: string; object: string; exceptionality: string; officer_id: Id<"person">; officer: string; starts_on: string; ends_on: string;
    answers: boolean; direct_messages: boolean; answer_minutes: number | null; dpa_signed_on: string | null; profile_ids: Id<"profile">[]; people: { readonly id: Id<"person">; readonly name: string }[];
  }>`
    select contract.id, file_no, company, object, exceptionality, officer_id, officer.name as officer, starts_on::text as starts_on, ends_on::text as ends_on, answers, direct_messages, answer_minutes,
      dpa_signed_on::text as dpa_signed_on,
      array(select profile_id::text from contracts.profile where contract_id = contract.id order by profile_id) as profile_ids,
      coalesce((
        select jsonb_agg(jsonb_build_object('id', person.id, 'name', person.name) order by person.name)
        from contracts.person named join authority.person on person.id = named.person_id where named.contract_id = contract.id and named.removed_at is null
      ), '[]') as people
    from contracts.contract join authority.person officer on officer.id = officer_id
    where ${only ?? null}::uuid is null or contract.id = ${only ?? null}::uuid
    order by ends_on desc, contract.id desc
  `.execute(db);
  const { rows: steps } = await sql<{ contract_id: Id<"contract">; step: "in_force" | "extended" | "ended"; at: Instant; by: string | null; reason: string; ends_on: string | null }>`
    select contract_id, step, at, person.name as by, reason, ends_on::text as ends_on from contracts.step left join authority.person on person.id = by_person order by position
  `.execute(db);
  const { rows: exits } = await sql<ExitConfirmation & { contract_id: Id<"contract"> }>`
    select contract_id, item, note, person.name as by, at from contracts.exit join authority.person on person.id = confirmed_by order by at, item
  `.execute(db);
  const unmanaged = new Set(await listWithoutMunicipalManager(db, [...new Set(rows.flatMap((row) => row.profile_ids))], at));
  const exitOf = (id: Id<"contract">, inForceSince: Instant | null, state: ContractState) => {
    const own = exits.filter((exit) => exit.contract_id === id).map(({ item, note, by, at: when }) => ({ item, note, by, at: when }));
    return { exits: own, exitOpen: openExitItems({ inForceSince, state }, own) };
  };
  return rows.map((row) => {
    const { from, to } = termOf(row.starts_on, row.ends_on, zone);
    const own = steps.filter((step) => step.contract_id === row.id);
    const inForceSince = own.find(({ step }) => step === "in_force")?.at ?? null;
    const endedAt = own.find(({ step }) => step === "ended")?.at ?? null;
    const state = stateAt({ inForceSince, endedAt, to }, daysIn(alertDays).at(-1) ?? 0, at);
    const clauses = commitmentState(versions, new Set(acceptances.filter(({ contractId }) => contractId === row.id).map(({ actId }) => actId)), graceDays, at);
    return {
      id: row.id, fileNo: row.file_no, company: row.company, object: row.object, exceptionality: row.exceptionality, officerId: row.officer_id, officer: row.officer,
      startsOn: row.starts_on, endsOn: row.ends_on, from, to, answers: row.answers, directMessages: row.direct_messages, answerMinutes: row.answer_minutes, dpaSignedOn: row.dpa_signed_on,
      profileIds: row.profile_ids, people: row.people, inForceSince, endedAt, state, clauses: clauses.state, clausesUntil: clauses.until,
      alert: state === "expiring" ? (alertAt(to, alertDays, at) ?? null) : null,
      ...exitOf(row.id, inForceSince, state),
      unmanaged: row.profile_ids.filter((profile) => unmanaged.has(profile)),
      steps: own.map(({ step, at: when, by, reason, ends_on }) => ({ step, at: when, by, reason, endsOn: ends_on })),
    };
  });
}
