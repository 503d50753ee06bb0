import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { type Instant, parseInstant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { getParameter, listPolicyVersions } from "#modules/policy/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { type Actor, authorise } from "./authorise.ts";
import { countPractice } from "./practice.ts";
import type { NotPermitted } from "./rules/can.ts";
import { type CompetenceArea, competenceAreas } from "./rules/fitness.ts";
import { provesByPractice } from "./rules/practice.ts";

/** How somebody showed that they know an area. */
export type Proof = "course" | "test" | "practice" | "sign_off";

export interface NewCompetence {
  readonly personId: Id<"person">;
  readonly area: CompetenceArea;
  readonly proof: Proof;
  /** The course, the test or who signed it off: what to look up. */
  readonly evidence: string;
  readonly obtainedAt: Instant;
  /** Undefined: as long as the council's parameter says. */
  readonly validUntil?: Instant | undefined;
}

export type CompetenceRefusal =
  | NotPermitted
  | { readonly kind: "unknown-person" }
  | { readonly kind: "evidence-missing" }
  | { readonly kind: "bad-area" }
  | { readonly kind: "in-the-future" }
  /** Nobody vouches for themselves. */
  | { readonly kind: "own-competence" }
  /** ROL-4: what was practised does not add up yet. */
  | { readonly kind: "practice-short"; readonly have: number; readonly need: number };

/** Records that somebody has an area of competence, and by what that is shown (ROL-5, S18). */
export async function recordCompetence(tx: Tx, actor: Actor | undefined, competence: NewCompetence, at: Instant): Promise<Result<Id<"competence">, CompetenceRefusal>> {
  const { rows } = await sql<{ unit_id: Id<"unit"> | null }>`select unit_id from authority.person where id = ${competence.personId}`.execute(tx);
  const person = rows[0];
  if (!person) return refuse({ kind: "unknown-person" });
  if (actor) {
    const permitted = await authorise(tx, actor, "competence.record", { unitId: person.unit_id ?? undefined }, at);
    if (!permitted.ok) return permitted;
    if (actor.personId === competence.personId) return refuse({ kind: "own-competence" });
  }
  if (!competenceAreas.includes(competence.area)) return refuse({ kind: "bad-area" });
  const evidence = competence.evidence.trim();
  if (evidence === "") return refuse({ kind: "evidence-missing" });
  if (competence.obtainedAt > at) return refuse({ kind: "in-the-future" });
  if (competence.proof === "practice") {
    const practised = await countPractice(tx, competence.personId, at);
    const enough = provesByPractice(practised.in(competence.area), practised.need);
    if (!enough.ok) return enough;
  }
  const id = newId<"competence">(at);
  const validUntil = competence.validUntil ?? addMonths(competence.obtainedAt, await getParameter(tx, "roles.accreditationMonths", at));
  await sql`
    insert into authority.competence (id, person_id, area, proof, evidence, obtained_at, valid_until, recorded_by, recorded_at)
    values (${id}, ${competence.personId}, ${competence.area}, ${competence.proof}, ${evidence}, ${competence.obtainedAt}, ${validUntil}, ${actor?.personId ?? null}, ${at})
  `.execute(tx);
  await recordEvidence(tx, {
    kind: "competence.recorded", subject: { type: "competence", id }, at, facts: { area: competence.area, proof: competence.proof, obtainedAt: competence.obtainedAt, validUntil },
    values: { person: competence.personId, evidence, by: actor?.personId ?? null },
  });
  await recordEvent(tx, { kind: "competence.recorded", subject: { type: "person", id: competence.personId }, actor: actor?.personId, at, data: { area: competence.area } });
  return ok(id);
}

export type WithdrawalRefusal = CompetenceRefusal | { readonly kind: "unknown-competence" } | { readonly kind: "reason-missing" };

/** Takes an accreditation back: it counts no more from now on. */
export async function withdrawCompetence(tx: Tx, actor: Actor, withdrawal: { readonly id: Id<"competence">; readonly reason: string }, at: Instant): Promise<Result<undefined, WithdrawalRefusal>> {
  const { rows } = await sql<{ person_id: Id<"person">; unit_id: Id<"unit"> | null; area: CompetenceArea }>`
    select person_id, unit_id, area from authority.competence join authority.person on person.id = person_id
    where competence.id = ${withdrawal.id} and not exists (select 1 from authority.competence_withdrawal where competence_id = competence.id)
    for update of person
  `.execute(tx);
  const found = rows[0];
  if (!found) return refuse({ kind: "unknown-competence" });
  const permitted = await authorise(tx, actor, "competence.record", { unitId: found.unit_id ?? undefined }, at);
  if (!permitted.ok) return permitted;
  const reason = withdrawal.reason.trim();
  if (reason === "") return refuse({ kind: "reason-missing" });
  await sql`insert into authority.competence_withdrawal (competence_id, at, withdrawn_by, reason) values (${withdrawal.id}, ${at}, ${actor.personId}, ${reason})`.execute(tx);
  await recordEvidence(tx, { kind: "competence.withdrawn", subject: { type: "competence", id: withdrawal.id }, at, facts: { area: found.area }, values: { reason, by: actor.personId } });
  await recordEvent(tx, { kind: "competence.withdrawn", subject: { type: "person", id: found.person_id }, actor: actor.personId, at, data: { area: found.area } });
  return ok();
}

/** Signs the commitments of the policy in force, for oneself (ROL-6). Signing twice is signing once. */
export async function signCommitments(tx: Tx, actor: Actor, actId: Id<"act">, at: Instant): Promise<Result<undefined, NotPermitted | { readonly kind: "not-in-force" }>> {
  const permitted = await authorise(tx, actor, "account.own", {}, at);
  if (!permitted.ok) return permitted;
  return writeSignature(tx, actor.personId, actId, at);
}

/** The signature itself; the seed and the founding of a council sign without a session. */
export async function writeSignature(tx: Tx, personId: Id<"person">, actId: Id<"act">, at: Instant): Promise<Result<undefined, { readonly kind: "not-in-force" }>> {
  const versions = await listPolicyVersions(tx);
  // The coming version may be signed ahead of the day on which it takes effect.
  const current = versions.filter((version) => version.from <= at).at(-1);
  const signable = versions.filter((version) => version.from > at || version === current);
  if (!signable.some((version) => version.actId === actId)) return refuse({ kind: "not-in-force" });
  const { rows } = await sql`
    insert into authority.commitment (person_id, act_id, signed_at) values (${personId}, ${actId}, ${at}) on conflict do nothing returning 1
  `.execute(tx);
  if (rows.length > 0) {
    await recordEvidence(tx, { kind: "commitments.signed", subject: { type: "act", id: actId }, at, facts: {}, values: { person: personId } });
    await recordEvent(tx, { kind: "commitments.signed", subject: { type: "person", id: personId }, actor: personId, at, data: { actId } });
  }
  return ok();
}

export interface Competence {
  readonly id: Id<"competence">;
  readonly personId: Id<"person">;
  readonly area: CompetenceArea;
  readonly proof: Proof;
  readonly evidence: string;
  readonly obtainedAt: Instant;
  readonly validUntil: Instant | null;
  readonly recordedBy: string | null;
  readonly withdrawn: { readonly at: Instant; readonly reason: string } | null;
}

/** Everything that was recorded of a person, the newest first. */
export async function listCompetences(db: Queryable, personId: Id<"person">): Promise<readonly Competence[]> {
  const { rows } = await sql<{
    id: Id<"competence">; person_id: Id<"person">; area: CompetenceArea; proof: Proof; evidence: string; obtained_at: Instant; valid_until: Instant | null;
    recorder: string | null; withdrawn_at: Instant | null; reason: string | null;
  }>`
    select competence.*, recorder.name as recorder, withdrawal.at as withdrawn_at, withdrawal.reason
    from authority.competence left join authority.competence_withdrawal withdrawal on withdrawal.competence_id = competence.id
    left join authority.person recorder on recorder.id = competence.recorded_by
    where competence.person_id = ${personId} order by obtained_at desc, competence.id desc
  `.execute(db);
  return rows.map((row) => ({
    id: row.id, personId: row.person_id, area: row.area, proof: row.proof, evidence: row.evidence, obtainedAt: row.obtained_at, validUntil: row.valid_until,
    recordedBy: row.recorder, withdrawn: row.withdrawn_at === null ? null : { at: row.withdrawn_at, reason: row.reason ?? "" },
  }));
}

/** Which versions of the policy each person has signed, and when. */
export async function listSignatures(db: Queryable, personId: Id<"person">): Promise<readonly { readonly actId: Id<"act">; readonly signedAt: Instant }[]> {
  const { rows } = await sql<{ act_id: Id<"act">; signed_at: Instant }>`select act_id, signed_at from authority.commitment where person_id = ${personId} order by signed_at desc`.execute(db);
  return rows.map((row) => ({ actId: row.act_id, signedAt: row.signed_at }));
}

function addMonths(from: Instant, months: number): Instant {
  const later = parseInstant(Temporal.Instant.from(from).toZonedDateTimeISO("UTC").add({ months }).toInstant().toString());
  if (!later) throw new Error(`no instant ${months} months after ${from}`);
  return later;
}
