import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, lockStanding, type NotPermitted } from "#modules/authority/index.ts";
import { getCouncil, listUnits } from "#modules/policy/index.ts";
import { changeStanding, claimProfile, type ClaimRefusal } from "#modules/register/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import type { ProfileWrongState, UnknownProfile } from "./opening.ts";
import { record } from "./record.ts";
import { dayAt } from "./rules/calendar.ts";

export interface FoundDecision {
  readonly profileId: Id<"profile">;
  readonly decision: "claimed" | "reported" | "dismissed";
  readonly reason: string;
  readonly at: Instant;
  readonly by: Id<"person">;
  readonly byName: string;
  readonly unitId: Id<"unit"> | null;
  readonly unit: Localized | null;
  readonly displayName: Localized | null;
  readonly ratifiedAt: Instant | null;
  readonly reportUrl: string | null;
  /** `YYYY-MM-DD`. */
  readonly reportedOn: string | null;
}

/** What was decided on profiles that were found; with `open`, claims that wait for a second person. */
export async function listFoundDecisions(db: Queryable, only: { readonly profileId?: Id<"profile">; readonly open?: boolean } = {}): Promise<readonly FoundDecision[]> {
  const { rows } = await sql<FoundDecision>`
    select profile_id as "profileId", decision, reason, at, by_person as by, person.name as "byName", found_decision.unit_id as "unitId", unit.name as unit, display_name as "displayName",
      ratified_at as "ratifiedAt", report_url as "reportUrl", reported_on::text as "reportedOn"
    from lifecycle.found_decision join authority.person on person.id = by_person left join policy.unit on unit.id = found_decision.unit_id
    where (${only.profileId ?? null}::uuid is null or profile_id = ${only.profileId ?? null}::uuid) and (${only.open === true} = false or (decision = 'claimed' and ratified_at is null)) order by at
  `.execute(db);
  return rows;
}

export type FoundRefusal =
  | NotPermitted | UnknownProfile | ProfileWrongState | ClaimRefusal
  | { readonly kind: "reason-missing" }
  | { readonly kind: "unknown-unit" }
  | { readonly kind: "name-missing"; readonly language: string }
  | { readonly kind: "bad-address"; readonly url: string }
  | { readonly kind: "bad-day" }
  | { readonly kind: "same-person" }
  /** Claimed, reported or dismissed already. */
  | { readonly kind: "found-decided" }
  | { readonly kind: "not-claimed" };

export interface Claim {
  readonly profileId: Id<"profile">;
  readonly unitId: Id<"unit">;
  readonly displayName: Localized;
  readonly reason: string;
}

/** Claims a found profile as the council's (Annex E): with a second person's word it is opened under a unit. */
export async function claimFound(tx: Tx, actor: Actor, claim: Claim, at: Instant): Promise<Result<undefined, FoundRefusal>> {
  const held = await hold(tx, actor, claim, at);
  if (!held.ok) return held;
  if (!(await listUnits(tx, at)).some(({ id }) => id === claim.unitId)) return refuse({ kind: "unknown-unit" });
  const unnamed = (await getCouncil(tx)).languages.find((language) => !claim.displayName[language]?.trim());
  if (unnamed) return refuse({ kind: "name-missing", language: unnamed });
  return decide(tx, actor, { ...claim, decision: "claimed" }, at);
}

/** Notes that a found profile was reported to its network, or that there is nothing to do about it (Annex E). */
export async function settleFound(
  tx: Tx, actor: Actor,
  word: { readonly profileId: Id<"profile">; readonly reason: string } & ({ readonly decision: "reported"; readonly reportUrl: string; readonly reportedOn: string } | { readonly decision: "dismissed" }),
  at: Instant,
): Promise<Result<undefined, FoundRefusal>> {
  const held = await hold(tx, actor, word, at);
  if (!held.ok) return held;
  if (word.decision === "reported") {
    if (!/^https?:\/\/\S+$/i.test(word.reportUrl) || !URL.canParse(word.reportUrl)) return refuse({ kind: "bad-address", url: word.reportUrl.slice(0, 200) });
    if (!/^\d{4}-\d{2}-\d{2}$/.test(word.reportedOn) || word.reportedOn > dayAt(at, (await getCouncil(tx)).zone)) return refuse({ kind: "bad-day" });
  }
  return decide(tx, actor, word, at);
}

/** The second person's word on a claim: another coordinator, or the Department. The profile is then being opened. */
export async function ratifyClaim(tx: Tx, actor: Actor, profileId: Id<"profile">, at: Instant): Promise<Result<undefined, FoundRefusal>> {
  const standing = await lockStanding(tx, profileId);
  const [claim] = await listFoundDecisions(tx, { profileId, open: true });
  const asCoordinator = await authorise(tx, actor, "request.approve", {}, at);
  const permitted = asCoordinator.ok ? asCoordinator : await authorise(tx, actor, "request.agree", { unitId: claim?.unitId ?? undefined }, at);
  if (!permitted.ok) return permitted;
  if (!standing) return refuse({ kind: "unknown-profile" });
  if (!claim?.unitId || !claim.displayName) return refuse({ kind: "not-claimed" });
  if (claim.by === actor.personId) return refuse({ kind: "same-person" });
  if (standing.state !== "found") return refuse({ kind: "profile-wrong-state", state: standing.state });
  const claimed = await claimProfile(tx, { profileId, unitId: claim.unitId, displayName: claim.displayName, reason: claim.reason });
  if (!claimed.ok) return claimed;
  await sql`update lifecycle.found_decision set ratified_at = ${at}, ratified_by = ${actor.personId} where profile_id = ${profileId}`.execute(tx);
  await changeStanding(tx, { profileId, state: "opening", by: actor.personId, reason: claim.reason }, at);
  await record(tx, "profile.claim-ratified", { type: "profile", id: profileId }, actor, at, { unitId: claim.unitId });
  return ok();
}

async function hold(tx: Tx, actor: Actor, word: { readonly profileId: Id<"profile">; readonly reason: string }, at: Instant): Promise<Result<undefined, FoundRefusal>> {
  const permitted = await authorise(tx, actor, "impostor.decide", {}, at);
  if (!permitted.ok) return permitted;
  if (word.reason.trim() === "") return refuse({ kind: "reason-missing" });
  const standing = await lockStanding(tx, word.profileId);
  if (!standing) return refuse({ kind: "unknown-profile" });
  return standing.state === "found" ? ok() : refuse({ kind: "profile-wrong-state", state: standing.state });
}

async function decide(
  tx: Tx, actor: Actor,
  word: { readonly profileId: Id<"profile">; readonly decision: FoundDecision["decision"]; readonly reason: string; readonly unitId?: Id<"unit">; readonly displayName?: Localized; readonly reportUrl?: string; readonly reportedOn?: string },
  at: Instant,
): Promise<Result<undefined, FoundRefusal>> {
  // Whoever decides holds the profile's standing: nobody else does meanwhile.
  if ((await listFoundDecisions(tx, { profileId: word.profileId })).length > 0) return refuse({ kind: "found-decided" });
  await sql`
      insert into lifecycle.found_decision (id, profile_id, decision, reason, at, by_person, unit_id, display_name, report_url, reported_on)
      values (${newId<"found-decision">(at)}, ${word.profileId}, ${word.decision}, ${word.reason.trim()}, ${at}, ${actor.personId}, ${word.unitId ?? null},
        ${word.displayName ? JSON.stringify(word.displayName) : null}, ${word.reportUrl ?? null}, ${word.reportedOn ?? null})
    `.execute(tx);
  await record(tx, `profile.found-${word.decision}`, { type: "profile", id: word.profileId }, actor, at, { unitId: word.unitId ?? null, reportUrl: word.reportUrl ?? null, reportedOn: word.reportedOn ?? null }, { reason: word.reason.trim() });
  return ok();
}
