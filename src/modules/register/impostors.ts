import { createHmac } from "node:crypto";
import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { HOUR, type Instant, plusMs } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { getParameter } from "#modules/policy/index.ts";
import { type CatalogueId, readAddress } from "#networks/contract/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { enterProfile, type FoundKind, type OpenAccount, type ProfileRefusal } from "./profiles.ts";

/** An account that somebody says is not what it seems (PRO-12). */
export interface ImpostorCase {
  readonly id: Id<"impostor-case">;
  readonly address: string;
  readonly network: CatalogueId | null;
  readonly handle: string | null;
  readonly note: string;
  readonly origin: "public" | "staff";
  readonly nearestId: Id<"profile"> | null;
  readonly reportedAt: Instant;
  readonly decision: CaseDecision | null;
  readonly decidedAt: Instant | null;
  readonly decidedBy: string | null;
  readonly reason: string | null;
}

const caseDecisions = ["impersonator", "unofficial", "orphan", "official", "dismissed"] as const;
export type CaseDecision = (typeof caseDecisions)[number];

export type ReportRefusal =
  | { readonly kind: "bad-address"; readonly address: string }
  | { readonly kind: "is-official" }
  /** POR-9: no more of them now. */
  | { readonly kind: "too-many-reports" };

export interface Report {
  readonly address: string;
  readonly note: string;
  readonly nearestId: Id<"profile"> | undefined;
  /** Who reports: a person of the staff, or anybody from somewhere. */
  readonly by: Actor | { readonly visitor: string; readonly salt: string };
}

/**
 * Takes a report. Of a visitor nothing is kept but a keyed digest of the address it came from, for an hour; the same
 * account reported twice while its case is open is one case.
 */
export async function reportImpostor(tx: Tx, report: Report, at: Instant): Promise<Result<Id<"impostor-case">, NotPermitted | ReportRefusal>> {
  const isStaff = "personId" in report.by;
  if ("personId" in report.by) {
    const permitted = await authorise(tx, report.by, "impostor.report", {}, at);
    if (!permitted.ok) return permitted;
  }
  const address = report.address.trim().slice(0, 500);
  const read = readAddress(address);
  if (read.kind === "unreadable") return refuse({ kind: "bad-address", address });
  const network = read.kind === "account" ? read.network : null;
  const handle = read.kind === "web" ? (read.account ?? read.page) : read.handle;
  // One after the other, or a flood would see room that the others are just taking.
  await sql`select pg_advisory_xact_lock(hashtextextended('register.impostor', 0))`.execute(tx);
  await forgetVisitors(tx, at);
  const known = await sql<{ id: Id<"impostor-case"> }>`
    select id from register.impostor_case where decision is null and handle = ${handle} and network is not distinct from ${network} limit 1
  `.execute(tx);
  if (known.rows[0]) return ok(known.rows[0].id);
  let visitor: string | null = null;
  if ("visitor" in report.by) {
    visitor = createHmac("sha256", report.by.salt).update(report.by.visitor).digest("base64url");
    const { rows } = await sql<{ own: number; every: number }>`
      select count(*) filter (where visitor = ${visitor}) as own, count(*) as every from register.impostor_case where origin = 'public' and reported_at > ${plusMs(at, -HOUR)}
    `.execute(tx);
    const { own = 0, every = 0 } = rows[0] ?? {};
    if (own >= (await getParameter(tx, "register.reportsPerVisitor", at)) || every >= (await getParameter(tx, "register.reportsPerHour", at))) return refuse({ kind: "too-many-reports" });
  }
  const id = newId<"impostor-case">(at);
  await sql`
    insert into register.impostor_case (id, address, network, handle, note, origin, nearest_id, reported_at, reported_by, visitor)
    values (${id}, ${address}, ${network}, ${handle}, ${report.note.trim().slice(0, 1_000)}, ${isStaff ? "staff" : "public"}, ${report.nearestId ?? null}, ${at},
      ${"personId" in report.by ? report.by.personId : null}, ${visitor})
  `.execute(tx);
  await recordEvent(tx, { kind: "impostor.reported", subject: { type: "impostor-case", id }, actor: "personId" in report.by ? report.by.personId : undefined, at, data: { network, handle } });
  return ok(id);
}

/** What is known of where reports came from is worth nothing after an hour. */
export async function forgetVisitors(db: Queryable, at: Instant): Promise<void> {
  await sql`update register.impostor_case set visitor = null where visitor is not null and reported_at < ${plusMs(at, -HOUR)}`.execute(db);
}

export async function listImpostorCases(db: Queryable, only: { readonly open?: boolean } = {}): Promise<readonly ImpostorCase[]> {
  const { rows } = await sql<ImpostorCase>`
    select impostor_case.id, address, network, handle, note, origin, nearest_id as "nearestId", reported_at as "reportedAt", decision, decided_at as "decidedAt",
      person.name as "decidedBy", reason
    from register.impostor_case left join authority.person on person.id = decided_by
    where ${only.open === true} = false or decision is null order by decision is not null, reported_at desc limit 500
  `.execute(db);
  return rows;
}

export type CaseRefusal = NotPermitted | ProfileRefusal | { readonly kind: "unknown-case" } | { readonly kind: "reason-missing" } | { readonly kind: "case-decided" };

/** A coordinator's word on a case; what is found not to be ours enters the register as found, and the lookup says so. */
export async function decideImpostorCase(
  tx: Tx, openAccount: OpenAccount, actor: Actor, word: { readonly id: Id<"impostor-case">; readonly decision: CaseDecision; readonly reason: string }, at: Instant,
): Promise<Result<undefined, CaseRefusal>> {
  const permitted = await authorise(tx, actor, "impostor.decide", {}, at);
  if (!permitted.ok) return permitted;
  if (word.reason.trim() === "") return refuse({ kind: "reason-missing" });
  const { rows } = await sql<{ address: string; network: CatalogueId | null; handle: string | null; decision: string | null }>`
    select address, network, handle, decision from register.impostor_case where id = ${word.id} for update
  `.execute(tx);
  const found = rows[0];
  if (!found) return refuse({ kind: "unknown-case" });
  if (found.decision !== null) return refuse({ kind: "case-decided" });
  await sql`
    update register.impostor_case set decision = ${word.decision}, decided_at = ${at}, decided_by = ${actor.personId}, reason = ${word.reason.trim()} where id = ${word.id}
  `.execute(tx);
  const foundAs = asFound(word.decision);
  if (foundAs && found.network && found.network !== "activitypub" && found.network !== "feed" && found.handle) {
    const entered = await enterProfile(tx, openAccount, actor, {
      network: found.network, handle: found.handle, displayName: {}, summary: {}, unitId: undefined, languages: ["und"], layout: "separate", reason: word.reason, state: "found", foundAs,
    }, at);
    // One that is in the register already stays as it is.
    if (!entered.ok && entered.refusal.kind !== "handle-taken") return entered;
  }
  await recordEvidence(tx, { kind: "impostor.decided", subject: { type: "impostor-case", id: word.id }, at, facts: { address: found.address, decision: word.decision }, values: { reason: word.reason.trim() } });
  await recordEvent(tx, { kind: "impostor.decided", subject: { type: "impostor-case", id: word.id }, actor: actor.personId, at, data: { decision: word.decision } });
  return ok();
}

const asFound = (decision: CaseDecision): FoundKind | undefined => (decision === "official" || decision === "dismissed" ? undefined : decision);

