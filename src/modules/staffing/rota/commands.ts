import { sql } from "kysely";
import { z } from "zod";
import type { Id } from "#kernel/id.ts";
import { parseId } from "#kernel/id.ts";
import { type Instant, instantOf } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, insertSubstitution, type NotPermitted } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { listProfiles } from "#modules/register/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { listProfilesOf } from "../absence-commands.ts";
import { insertDuty } from "../team-commands.ts";
import { passTurnstile } from "../turnstile.ts";
import type { OpenSlot, RotaTurn, RotaWishes } from "../rules/rota.ts";
import { type RotaFact, type RotaQuestion, stateRota, type StatedRota } from "./problem.ts";
import type { SolvedRota } from "./solve.ts";

export type RotaRefusal =
  | NotPermitted
  | { readonly kind: "unknown-profile" }
  | { readonly kind: "unknown-proposal" }
  | { readonly kind: "bad-wishes" }
  | { readonly kind: "rota-too-big"; readonly most: number }
  | { readonly kind: "wrong-state"; readonly state: string }
  /** What it was reckoned from is not so any more; about whom, by name. */
  | { readonly kind: "rota-outdated"; readonly people: readonly string[]; readonly changes: number };

/** Person and slot pairs that are still solved within a moment. */
const MOST_PAIRS = 20_000;

/** What is to be solved, for who may propose rotas for all these profiles. Solving takes seconds: no transaction waits for it. */
export async function prepareRota(tx: Tx, actor: Actor, question: RotaQuestion, at: Instant): Promise<Result<StatedRota, RotaRefusal>> {
  const permitted = await mayPropose(tx, actor, question.profileIds, at);
  if (!permitted.ok) return permitted;
  const { atLeast, mostWeekends, mostHours } = question.wishes;
  if (![atLeast, mostWeekends, mostHours].every((wish) => Number.isInteger(wish) && wish >= 0) || atLeast < 1 || atLeast > 10 || question.days < 1 || question.days > 62) return refuse({ kind: "bad-wishes" });
  const stated = await stateRota(tx, question, at);
  const pairs = stated.problem.candidates.reduce((sum, { slots }) => sum + slots.length, 0);
  return pairs > MOST_PAIRS ? refuse({ kind: "rota-too-big", most: MOST_PAIRS }) : ok(stated);
}

/** Keeps a proposal with what it was reckoned from; nothing of it counts until a person accepts it. */
export async function keepProposal(tx: Tx, actor: Actor, question: RotaQuestion, stated: StatedRota, solved: SolvedRota, at: Instant): Promise<Result<Id<"proposal">, RotaRefusal>> {
  const permitted = await mayPropose(tx, actor, question.profileIds, at);
  if (!permitted.ok) return permitted;
  const id = newId<"proposal">(at);
  await sql`
    insert into staffing.proposal (id, from_day, days, profile_ids, wishes, facts, outcome, made_by, made_at)
    values (${id}, ${question.from}::date, ${question.days}, ${[...question.profileIds]}::uuid[], ${JSON.stringify(question.wishes)}, ${JSON.stringify(stated.facts)},
      ${JSON.stringify({ slots: stated.problem.slots, ...solved })}, ${actor.personId}, ${at})
  `.execute(tx);
  await recordEvent(tx, { kind: "rota.proposed", subject: { type: "proposal", id }, actor: actor.personId, at, data: { turns: solved.turns.length, uncovered: solved.uncovered.length } });
  return ok(id);
}

/**
 * Makes a proposal the rota, whole or without some turns. What has changed since it was reckoned is told instead, and
 * nothing written: every decision about these profiles and people waits here for the others.
 */
export async function acceptProposal(tx: Tx, actor: Actor, acceptance: { readonly id: Id<"proposal">; readonly without: readonly number[] }, at: Instant): Promise<Result<undefined, RotaRefusal>> {
  const proposal = await findProposal(tx, acceptance.id);
  if (!proposal) return refuse({ kind: "unknown-proposal" });
  const permitted = await mayPropose(tx, actor, proposal.question.profileIds, at);
  if (!permitted.ok) return permitted;
  if (proposal.state !== "open") return refuse({ kind: "wrong-state", state: proposal.state });
  const turns = proposal.turns.filter((_turn, index) => !acceptance.without.includes(index));
  const people = [...new Set(turns.map(({ personId }) => personId))].sort();
  const [begins, ends] = [instantOf(Math.min(...proposal.slots.map(({ from }) => from), Date.parse(at))), instantOf(Math.max(...proposal.slots.map(({ to }) => to), Date.parse(at) + 1))];
  const theirs: Id<"profile">[] = [];
  for (const person of people) theirs.push(...(await listProfilesOf(tx, person, begins, ends)));
  await passTurnstile(tx, [...proposal.question.profileIds, ...theirs]);
  for (const person of people) await sql`select 1 from authority.person where id = ${person} for update`.execute(tx);
  const now = await stateRota(tx, proposal.question, at);
  const outdated = await compare(tx, proposal.facts, now.facts);
  if (outdated) return refuse(outdated);
  await sql`insert into staffing.proposal_decision (proposal_id, decision, at, decided_by) values (${acceptance.id}, 'accepted', ${at}, ${actor.personId})`.execute(tx);
  for (const turn of turns) await assign(tx, actor, proposal, turn, at);
  await recordEvidence(tx, { kind: "rota.accepted", subject: { type: "proposal", id: acceptance.id }, at, facts: { turns: turns.length, changed: acceptance.without.length > 0 } });
  await recordEvent(tx, { kind: "rota.accepted", subject: { type: "proposal", id: acceptance.id }, actor: actor.personId, at, data: { turns: turns.length } });
  return ok();
}

/** Says no to a proposal. */
export async function refuseProposal(tx: Tx, actor: Actor, id: Id<"proposal">, at: Instant): Promise<Result<undefined, RotaRefusal>> {
  const proposal = await findProposal(tx, id);
  if (!proposal) return refuse({ kind: "unknown-proposal" });
  const permitted = await mayPropose(tx, actor, proposal.question.profileIds, at);
  if (!permitted.ok) return permitted;
  if (proposal.state !== "open") return refuse({ kind: "wrong-state", state: proposal.state });
  await sql`insert into staffing.proposal_decision (proposal_id, decision, at, decided_by) values (${id}, 'refused', ${at}, ${actor.personId})`.execute(tx);
  await recordEvent(tx, { kind: "rota.refused", subject: { type: "proposal", id }, actor: actor.personId, at });
  return ok();
}

async function mayPropose(tx: Tx, actor: Actor, profileIds: readonly Id<"profile">[], at: Instant): Promise<Result<undefined, NotPermitted | { readonly kind: "unknown-profile" }>> {
  const profiles = await listProfiles(tx, { ids: profileIds });
  if (profileIds.length === 0 || profiles.length < new Set(profileIds).size) return refuse({ kind: "unknown-profile" });
  for (const { unitId } of profiles) {
    const permitted = await authorise(tx, actor, "rota.propose", { unitId }, at);
    if (!permitted.ok) return permitted;
  }
  return ok();
}

/** Of the team: a turn. Of others: the rights for exactly that time, in place of somebody of the team, and the turn. */
async function assign(tx: Tx, actor: Actor, proposal: Proposal, turn: Proposal["turns"][number], at: Instant): Promise<void> {
  const slot = proposal.slots[turn.slot];
  const profileId = slot && parseId<"profile">(slot.profileId);
  if (!slot || !profileId) throw new Error(`a proposal without its slot ${turn.slot}`);
  const [from, to] = [instantOf(slot.from), instantOf(slot.to)];
  if (!turn.team) {
    const { rows } = await sql<{ person_id: Id<"person"> }>`
      select held.person_id from authority.appointments_at(${at}) held where held.profile_id = ${profileId} and held.role = 'manager' and held.person_id <> ${turn.personId}
      order by exists (
        select 1 from staffing.absence
        join lateral (select decision from staffing.absence_decision where absence_id = absence.id order by position desc limit 1) last on last.decision = 'approved'
        where absence.person_id = held.person_id and from_at < ${to} and to_at > ${from}
      ) desc, held.id limit 1
    `.execute(tx);
    const absent = rows[0];
    if (absent) await insertSubstitution(tx, { profileId, absentId: absent.person_id, substituteId: turn.personId, from, to }, actor.personId, at);
  }
  await insertDuty(tx, { profileId, personId: turn.personId, kind: "duty", from, to }, proposal.id, actor.personId, at);
}

/** What is not as it was, told by the people it is about and not by why. */
async function compare(db: Queryable, then: readonly RotaFact[], now: readonly RotaFact[]): Promise<Extract<RotaRefusal, { readonly kind: "rota-outdated" }> | undefined> {
  const [before, after] = [new Set(then.map(({ text }) => text)), new Set(now.map(({ text }) => text))];
  const changed = [...then.filter(({ text }) => !after.has(text)), ...now.filter(({ text }) => !before.has(text))];
  if (changed.length === 0) return undefined;
  const ids = [...new Set(changed.flatMap(({ who }) => (who === null ? [] : [who])))];
  const { rows } = await sql<{ name: string }>`select name from authority.person where id = any(${ids}::uuid[]) order by name`.execute(db);
  return { kind: "rota-outdated", people: rows.map(({ name }) => name), changes: changed.length };
}

export interface Proposal {
  readonly id: Id<"proposal">;
  readonly question: RotaQuestion;
  readonly slots: readonly OpenSlot[];
  readonly turns: readonly (Omit<RotaTurn, "personId"> & { readonly personId: Id<"person"> })[];
  readonly uncovered: SolvedRota["uncovered"];
  readonly loads: SolvedRota["loads"];
  readonly best: boolean;
  readonly facts: readonly RotaFact[];
  readonly state: "open" | "accepted" | "refused";
}

const outcome = z.object({
  slots: z.array(z.object({ profileId: z.string(), date: z.string(), from: z.number(), to: z.number(), wanted: z.number(), languages: z.array(z.string()) })),
  turns: z.array(z.object({ slot: z.number(), personId: z.string(), team: z.boolean() })),
  uncovered: z.array(z.object({ slot: z.number(), lacking: z.number(), language: z.string().nullable(), helps: z.enum(["more-people", "more-hours-or-weekends"]) })),
  loads: z.array(z.object({ personId: z.string(), hours: z.number(), weekends: z.number() })),
  best: z.boolean(),
});

/** A proposal as it was kept; locked when it is about to be decided on. */
export async function findProposal(db: Queryable, id: Id<"proposal">): Promise<Proposal | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${id}, 1))`.execute(db);
  const { rows } = await sql<{ from_day: string; days: number; profile_ids: Id<"profile">[]; wishes: RotaWishes; facts: RotaFact[]; outcome: unknown; decision: "accepted" | "refused" | null }>`
    select from_day::text as from_day, days, profile_ids::text[] as profile_ids, wishes, facts, outcome, decision
    from staffing.proposal left join staffing.proposal_decision on proposal_id = id where id = ${id}
  `.execute(db);
  const row = rows[0];
  if (!row) return undefined;
  const { turns, ...read } = outcome.parse(row.outcome);
  return {
    id, ...read, facts: row.facts, state: row.decision ?? "open",
    question: { from: row.from_day, days: row.days, profileIds: row.profile_ids, wishes: row.wishes },
    turns: turns.flatMap(({ personId, ...turn }) => {
      const person = parseId<"person">(personId);
      return person ? [{ ...turn, personId: person }] : [];
    }),
  };
}
