import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { cutAccess } from "#modules/access/index.ts";
import {
  acceptClauses, type Actor, authorise, type CommitmentState, commitmentState, findPerson, listAcceptances, listWithoutMunicipalManager, type NotPermitted, revokeExternals, setExternalTerms,
} from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { getCouncil, getParameter, listPolicyVersions } from "#modules/policy/index.ts";
import type { Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { type Contract, findContract } from "./queries.ts";
import type { ExitItem } from "./rules/exit.ts";
import { termOf } from "./rules/term.ts";

export interface NewContract {
  readonly fileNo: string;
  readonly company: string;
  readonly object: string;
  readonly exceptionality: string;
  readonly officerId: Id<"person">;
  readonly profileIds: readonly Id<"profile">[];
  /** `YYYY-MM-DD`, both whole days. */
  readonly startsOn: string;
  readonly endsOn: string;
  readonly answers: boolean;
  readonly directMessages: boolean;
  /** CON-4: minutes of attention until a citizen is answered. */
  readonly answerMinutes?: number | undefined;
}

export type ContractRefusal =
  | NotPermitted
  | { readonly kind: "unknown-contract" }
  | { readonly kind: "field-missing"; readonly field: "fileNo" | "company" | "object" | "profiles" }
  /** CON-R1. */
  | { readonly kind: "exceptionality-short"; readonly least: number; readonly have: number }
  | { readonly kind: "bad-term" }
  | { readonly kind: "bad-minutes" }
  | { readonly kind: "officer-not-municipal" }
  | { readonly kind: "unknown-profile" }
  | { readonly kind: "file-known"; readonly fileNo: string };

/** Enters a contract as a draft: nobody of it may do anything yet. */
export async function enterContract(tx: Tx, actor: Actor | undefined, contract: NewContract, at: Instant): Promise<Result<Id<"contract">, ContractRefusal>> {
  if (actor) {
    const permitted = await authorise(tx, actor, "contract.manage", {}, at);
    if (!permitted.ok) return permitted;
  }
  for (const field of ["fileNo", "company", "object"] as const) if (contract[field].trim() === "") return refuse({ kind: "field-missing", field });
  if (contract.profileIds.length === 0) return refuse({ kind: "field-missing", field: "profiles" });
  const least = await getParameter(tx, "contracts.exceptionalityMinimum", at);
  const have = contract.exceptionality.trim().length;
  if (have < least) return refuse({ kind: "exceptionality-short", least, have });
  if (contract.endsOn < contract.startsOn) return refuse({ kind: "bad-term" });
  if (!isAnswerTime(contract.answerMinutes ?? null)) return refuse({ kind: "bad-minutes" });
  const officer = await findPerson(tx, contract.officerId);
  if (!officer || officer.postType === "external") return refuse({ kind: "officer-not-municipal" });
  const known = await sql`select 1 from register.profile where id = any(${[...contract.profileIds]}::uuid[])`.execute(tx);
  if (known.rows.length !== new Set(contract.profileIds).size) return refuse({ kind: "unknown-profile" });
  const id = newId<"contract">(at);
  const { rows } = await sql`
    insert into contracts.contract (id, file_no, company, object, exceptionality, officer_id, starts_on, ends_on, answers, direct_messages, answer_minutes, entered_by, entered_at)
    values (${id}, ${contract.fileNo.trim()}, ${contract.company.trim()}, ${contract.object.trim()}, ${contract.exceptionality.trim()}, ${contract.officerId},
      ${contract.startsOn}::date, ${contract.endsOn}::date, ${contract.answers}, ${contract.directMessages}, ${contract.answerMinutes ?? null}, ${actor?.personId ?? null}, ${at})
    on conflict (lower(file_no)) do nothing returning 1
  `.execute(tx);
  if (rows.length === 0) return refuse({ kind: "file-known", fileNo: contract.fileNo.trim() });
  await sql`insert into contracts.profile (contract_id, profile_id) select ${id}, id from unnest(${[...new Set(contract.profileIds)]}::uuid[]) as id`.execute(tx);
  await tell(tx, "contract.entered", id, actor, at, { fileNo: contract.fileNo.trim(), startsOn: contract.startsOn, endsOn: contract.endsOn, profiles: contract.profileIds.length });
  return ok(id);
}

export type NamingRefusal = ContractRefusal | { readonly kind: "not-external" } | { readonly kind: "contract-over" };

/** Names somebody of the company; appointing them to a profile is a command of its own. */
export async function namePerson(tx: Tx, actor: Actor | undefined, naming: { readonly contractId: Id<"contract">; readonly personId: Id<"person"> }, at: Instant): Promise<Result<undefined, NamingRefusal>> {
  const held = await hold(tx, actor, naming.contractId, at);
  if (!held.ok) return held;
  if (held.value.state === "ended") return refuse({ kind: "contract-over" });
  if ((await findPerson(tx, naming.personId))?.postType !== "external") return refuse({ kind: "not-external" });
  await sql`
    insert into contracts.person (contract_id, person_id, named_by, named_at) values (${naming.contractId}, ${naming.personId}, ${actor?.personId ?? null}, ${at})
    on conflict (contract_id, person_id) do update set removed_at = null, removed_by = null, named_at = excluded.named_at, named_by = excluded.named_by
  `.execute(tx);
  await writeTerms(tx, naming.contractId, at);
  await tell(tx, "contract.person-named", naming.contractId, actor, at, {}, { person: naming.personId });
  return ok();
}

/** Takes somebody's name off: from now on they may do nothing under it. */
export async function removeNamed(tx: Tx, actor: Actor, naming: { readonly contractId: Id<"contract">; readonly personId: Id<"person"> }, at: Instant): Promise<Result<undefined, ContractRefusal>> {
  const held = await hold(tx, actor, naming.contractId, at);
  if (!held.ok) return held;
  await sql`update contracts.person set removed_at = ${at}, removed_by = ${actor.personId} where contract_id = ${naming.contractId} and person_id = ${naming.personId} and removed_at is null`.execute(tx);
  await writeTerms(tx, naming.contractId, at);
  await revokeExternals(tx, { personIds: [naming.personId], profileIds: held.value.profileIds, reason: held.value.fileNo, by: actor.personId }, at);
  await cutAccess(tx, naming.personId, at);
  await tell(tx, "contract.person-removed", naming.contractId, actor, at, {}, { person: naming.personId });
  return ok();
}

export type SigningRefusal = ContractRefusal | { readonly kind: "contract-over" } | { readonly kind: "in-the-future" };

/** Notes the day on which the processor agreement was signed (RGPD 28), and that the clauses of the policy in force were accepted (CON-2). */
export async function noteSignatures(
  tx: Tx, actor: Actor | undefined, signed: { readonly contractId: Id<"contract">; readonly dpaSignedOn?: string | undefined; readonly clauses: boolean }, at: Instant,
): Promise<Result<undefined, SigningRefusal>> {
  const held = await hold(tx, actor, signed.contractId, at);
  if (!held.ok) return held;
  if (held.value.state === "ended") return refuse({ kind: "contract-over" });
  if (signed.dpaSignedOn !== undefined) {
    const { zone } = await getCouncil(tx);
    if (signed.dpaSignedOn > Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString()) return refuse({ kind: "in-the-future" });
    await sql`update contracts.contract set dpa_signed_on = ${signed.dpaSignedOn}::date where id = ${signed.contractId}`.execute(tx);
    await tell(tx, "contract.dpa-signed", signed.contractId, actor, at, { on: signed.dpaSignedOn });
  }
  const version = (await listPolicyVersions(tx)).filter(({ from }) => from <= at).at(-1);
  if (signed.clauses && version && (await acceptClauses(tx, signed.contractId, version.actId, at))) {
    await tell(tx, "contract.clauses-accepted", signed.contractId, actor, at, { actId: version.actId });
  }
  return ok();
}

export type StartRefusal =
  | ContractRefusal
  | { readonly kind: "contract-over" } | { readonly kind: "already-in-force" }
  /** CON-R1. */
  | { readonly kind: "clauses-not-accepted" } | { readonly kind: "dpa-missing" }
  /** CON-R2. */
  | { readonly kind: "no-municipal-manager"; readonly profileIds: readonly Id<"profile">[] };

/** Puts a contract in force: from its first day on, its named people may be appointed for its profiles (CON-R1, CON-R2). */
export async function startContract(tx: Tx, actor: Actor | undefined, id: Id<"contract">, at: Instant): Promise<Result<undefined, StartRefusal>> {
  const held = await hold(tx, actor, id, at);
  if (!held.ok) return held;
  const contract = held.value;
  if (contract.state === "ended") return refuse({ kind: "contract-over" });
  if (contract.state !== "draft") return refuse({ kind: "already-in-force" });
  if ((await clausesOf(tx, id, at)) === "missing") return refuse({ kind: "clauses-not-accepted" });
  if (contract.dpaSignedOn === null) return refuse({ kind: "dpa-missing" });
  const alone = await listWithoutMunicipalManager(tx, contract.profileIds, at);
  if (alone.length > 0) return refuse({ kind: "no-municipal-manager", profileIds: alone });
  await addStep(tx, { id, step: "in_force", by: actor, reason: "" }, at);
  await writeTerms(tx, id, at);
  await tell(tx, "contract.in-force", id, actor, at, { startsOn: contract.startsOn, endsOn: contract.endsOn });
  return ok();
}

/** How the clauses of a contract stand with the policy at an instant (CON-R5). */
async function clausesOf(tx: Tx, id: Id<"contract">, at: Instant): Promise<CommitmentState> {
  const accepted = (await listAcceptances(tx)).filter(({ contractId }) => contractId === id).map(({ actId }) => actId);
  return commitmentState(await listPolicyVersions(tx), new Set(accepted), await getParameter(tx, "roles.commitmentGraceDays", at), at).state;
}

/** Gives a contract another last day, with the reason: before it has ended, and not before today. */
export async function extendContract(
  tx: Tx, actor: Actor, extension: { readonly id: Id<"contract">; readonly endsOn: string; readonly reason: string }, at: Instant,
): Promise<Result<undefined, ContractRefusal | { readonly kind: "contract-over" } | { readonly kind: "reason-missing" }>> {
  const held = await hold(tx, actor, extension.id, at);
  if (!held.ok) return held;
  if (held.value.state === "ended") return refuse({ kind: "contract-over" });
  const { zone } = await getCouncil(tx);
  if (extension.endsOn < held.value.startsOn || termOf(held.value.startsOn, extension.endsOn, zone).to <= at) return refuse({ kind: "bad-term" });
  const reason = extension.reason.trim();
  if (reason === "") return refuse({ kind: "reason-missing" });
  await sql`update contracts.contract set ends_on = ${extension.endsOn}::date where id = ${extension.id}`.execute(tx);
  await addStep(tx, { id: extension.id, step: "extended", by: actor, reason, endsOn: extension.endsOn }, at);
  await writeTerms(tx, extension.id, at);
  await tell(tx, "contract.extended", extension.id, actor, at, { endsOn: extension.endsOn }, { reason });
  return ok();
}

/** Writes down how soon the company has agreed that citizens are answered (CON-4); null: it says nothing of it. */
export async function agreeAnswerTime(
  tx: Tx, actor: Actor, agreed: { readonly id: Id<"contract">; readonly minutes: number | null }, at: Instant,
): Promise<Result<undefined, ContractRefusal | { readonly kind: "contract-over" }>> {
  const held = await hold(tx, actor, agreed.id, at);
  if (!held.ok) return held;
  if (held.value.state === "ended") return refuse({ kind: "contract-over" });
  if (!isAnswerTime(agreed.minutes)) return refuse({ kind: "bad-minutes" });
  await sql`update contracts.contract set answer_minutes = ${agreed.minutes} where id = ${agreed.id}`.execute(tx);
  await tell(tx, "contract.answer-time-agreed", agreed.id, actor, at, { minutes: agreed.minutes ?? 0 });
  return ok();
}

/** At most the 30 days that a profile's own promise may take. */
const LONGEST_ANSWER = 60 * 24 * 30;
const isAnswerTime = (minutes: number | null) => minutes === null || (Number.isInteger(minutes) && minutes >= 1 && minutes <= LONGEST_ANSWER);

export type ExitRefusal = ContractRefusal | { readonly kind: "note-missing" } | { readonly kind: "exit-not-open" };

/** Confirms that something of a contract that ends was left in order, and where that is written (CON-5). */
export async function confirmExit(
  tx: Tx, actor: Actor, exit: { readonly id: Id<"contract">; readonly item: ExitItem; readonly note: string }, at: Instant,
): Promise<Result<undefined, ExitRefusal>> {
  const held = await hold(tx, actor, exit.id, at);
  if (!held.ok) return held;
  const note = exit.note.trim();
  if (note === "") return refuse({ kind: "note-missing" });
  if (!held.value.exitOpen.includes(exit.item)) return refuse({ kind: "exit-not-open" });
  await sql`insert into contracts.exit (contract_id, item, note, confirmed_by, at) values (${exit.id}, ${exit.item}, ${note}, ${actor.personId}, ${at})`.execute(tx);
  await tell(tx, "contract.exit-confirmed", exit.id, actor, at, { item: exit.item }, { note });
  return ok();
}

/** Ends a contract now. */
export async function endContract(
  tx: Tx, actor: Actor, ending: { readonly id: Id<"contract">; readonly reason: string }, at: Instant,
): Promise<Result<undefined, ContractRefusal | { readonly kind: "contract-over" } | { readonly kind: "reason-missing" }>> {
  const held = await hold(tx, actor, ending.id, at);
  if (!held.ok) return held;
  if (held.value.state === "ended") return refuse({ kind: "contract-over" });
  const reason = ending.reason.trim();
  if (reason === "") return refuse({ kind: "reason-missing" });
  await close(tx, held.value, { by: actor, reason }, at);
  return ok();
}

/**
 * Writes down that contracts have run out. Their people's rights ended by themselves at that instant, whether this had run
 * or not (CON-R3); this is the record of it, and what of the people lies open is closed.
 */
export async function recordEndedContracts(tx: Tx, at: Instant): Promise<number> {
  const { zone } = await getCouncil(tx);
  const { rows } = await sql<{ id: Id<"contract">; starts_on: string; ends_on: string }>`
    select id, starts_on::text as starts_on, ends_on::text as ends_on from contracts.contract
    where exists (select 1 from contracts.step where contract_id = contract.id and step = 'in_force')
      and not exists (select 1 from contracts.step where contract_id = contract.id and step = 'ended') for update skip locked
  `.execute(tx);
  let count = 0;
  for (const row of rows) {
    const { to } = termOf(row.starts_on, row.ends_on, zone);
    const contract = to <= at ? await findContract(tx, row.id, at) : undefined;
    if (!contract) continue;
    await close(tx, contract, { by: undefined, reason: "" }, to);
    count += 1;
  }
  return count;
}

async function close(tx: Tx, contract: Contract, ending: { readonly by: Actor | undefined; readonly reason: string }, at: Instant): Promise<void> {
  await addStep(tx, { id: contract.id, step: "ended", by: ending.by, reason: ending.reason }, at);
  await setExternalTerms(tx, contract.id, [], at);
  const personIds = contract.people.map(({ id }) => id);
  const appointments = await revokeExternals(tx, { personIds, profileIds: contract.profileIds, reason: contract.fileNo, by: ending.by?.personId }, at);
  for (const personId of personIds) await cutAccess(tx, personId, at);
  await tell(tx, "contract.ended", contract.id, ending.by, at, { people: personIds.length, appointments, byItself: ending.by === undefined }, { reason: ending.reason });
}

async function addStep(tx: Tx, step: { readonly id: Id<"contract">; readonly step: "in_force" | "extended" | "ended"; readonly by: Actor | undefined; readonly reason: string; readonly endsOn?: string }, at: Instant): Promise<void> {
  await sql`insert into contracts.step (contract_id, step, at, by_person, reason, ends_on) values (${step.id}, ${step.step}, ${at}, ${step.by?.personId ?? null}, ${step.reason}, ${step.endsOn ?? null}::date)`.execute(tx);
}

/** Rights are written once it is in force; before, there is nothing to write. */
async function writeTerms(tx: Tx, id: Id<"contract">, at: Instant): Promise<void> {
  const contract = await findContract(tx, id, at);
  if (!contract || contract.inForceSince === null || contract.endedAt !== null) return;
  const { zone } = await getCouncil(tx);
  const { from, to } = termOf(contract.startsOn, contract.endsOn, zone);
  await setExternalTerms(tx, id, contract.people.flatMap((person) => contract.profileIds.map((profileId) => ({
    contractId: id, personId: person.id, profileId, from, to, answers: contract.answers, letters: contract.directMessages,
  }))), at);
}

/** The contract, locked, for somebody who manages contracts. */
async function hold(tx: Tx, actor: Actor | undefined, id: Id<"contract">, at: Instant): Promise<Result<Contract, NotPermitted | { readonly kind: "unknown-contract" }>> {
  if (actor) {
    const permitted = await authorise(tx, actor, "contract.manage", {}, at);
    if (!permitted.ok) return permitted;
  }
  await sql`select 1 from contracts.contract where id = ${id} for update`.execute(tx);
  const contract = await findContract(tx, id, at);
  return contract ? ok(contract) : refuse({ kind: "unknown-contract" });
}

async function tell(
  tx: Tx, kind: string, id: Id<"contract">, actor: Actor | undefined, at: Instant, facts: Readonly<Record<string, string | number | boolean>>, values: Readonly<Record<string, string>> = {},
): Promise<void> {
  await recordEvidence(tx, { kind, subject: { type: "contract", id }, at, facts, values });
  await recordEvent(tx, { kind, subject: { type: "contract", id }, actor: actor?.personId, at, data: { ...facts } });
}
