import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { findProfile, type Profile } from "#modules/register/index.ts";
import { findRelMe, isRegisteredUrl, listProvenHosts } from "#modules/sources/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransactionUnlessRefused, type Queryable, type Tx } from "#platform/database.ts";
import type { Egress } from "#platform/egress/index.ts";
import { newId } from "#platform/ids.ts";
import { record } from "./record.ts";
import { isUnder, sameAddress } from "./rules/verification.ts";

export type VerificationKind = "rel_me" | "domain" | "badge";

export interface Verification {
  readonly id: Id<"verification">;
  readonly kind: VerificationKind;
  /** The page that links to it, the domain, or where the network shows its badge. */
  readonly evidence: string;
  readonly by: string;
  readonly at: Instant;
}

export type VerificationRefusal =
  | NotPermitted
  | { readonly kind: "unknown-profile" }
  | { readonly kind: "evidence-missing" }
  /** Only a page of the council's own web proves anything. */
  | { readonly kind: "not-a-registered-page"; readonly url: string }
  | { readonly kind: "no-link-to-profile"; readonly url: string; readonly profile: string }
  | { readonly kind: "not-under-a-proven-domain"; readonly host: string };

/** Looks whether something shows that a profile is the council's, and writes down what did (PRO-13). */
export async function verifyProfile(
  db: Database, egress: Egress, clock: Clock, actor: Actor, proof: { readonly profileId: Id<"profile">; readonly kind: VerificationKind; readonly evidence: string },
): Promise<Result<Id<"verification">, VerificationRefusal>> {
  const held = await inTransactionUnlessRefused(db, (tx) => hold(tx, actor, proof.profileId, clock.now()));
  if (!held.ok) return held;
  const evidence = await evidenceOf(db, egress, held.value, proof);
  if (!evidence.ok) return evidence;
  return inTransactionUnlessRefused(db, async (tx) => {
    const at = clock.now();
    const again = await hold(tx, actor, proof.profileId, at);
    if (!again.ok) return again;
    const id = newId<"verification">(at);
    await sql`
      insert into lifecycle.verification (id, profile_id, kind, evidence, checked_by, at) values (${id}, ${proof.profileId}, ${proof.kind}, ${evidence.value}, ${actor.personId}, ${at})
    `.execute(tx);
    await record(tx, "profile.verified", { type: "profile", id: proof.profileId }, actor, at, { kind: proof.kind, evidence: evidence.value });
    return ok(id);
  });
}

async function evidenceOf(
  db: Database, egress: Egress, profile: Profile, { kind, evidence }: { readonly kind: VerificationKind; readonly evidence: string },
): Promise<Result<string, VerificationRefusal>> {
  const said = evidence.trim();
  switch (kind) {
    case "rel_me": {
      if (said === "") return refuse({ kind: "evidence-missing" });
      if (!(await isRegisteredUrl(db, said))) return refuse({ kind: "not-a-registered-page", url: said });
      const links = await findRelMe(egress, said);
      return links.some((link) => sameAddress(link, profile.url)) ? ok(said) : refuse({ kind: "no-link-to-profile", url: said, profile: profile.url });
    }
    case "domain": {
      // Where the handle is itself a domain it says whose it is; elsewhere the server on which the account lives does.
      const host = profile.network === "bluesky" ? profile.handle.replace(/^@/, "").toLowerCase() : URL.canParse(profile.url) ? new URL(profile.url).hostname : "";
      return (await listProvenHosts(db)).some((proven) => isUnder(host, proven)) ? ok(host) : refuse({ kind: "not-under-a-proven-domain", host });
    }
    case "badge": return said === "" ? refuse({ kind: "evidence-missing" }) : ok(said);
  }
}

async function hold(tx: Tx, actor: Actor, profileId: Id<"profile">, at: Instant): Promise<Result<Profile, NotPermitted | { readonly kind: "unknown-profile" }>> {
  const profile = await findProfile(tx, profileId);
  const permitted = await authorise(tx, actor, "profile.certify", { unitId: profile?.unitId }, at);
  if (!permitted.ok) return permitted;
  return profile ? ok(profile) : refuse({ kind: "unknown-profile" });
}

/** Takes a proof back that holds no more. */
export async function endVerification(tx: Tx, actor: Actor, id: Id<"verification">, at: Instant): Promise<Result<undefined, NotPermitted | { readonly kind: "unknown-profile" } | { readonly kind: "unknown-verification" }>> {
  const { rows } = await sql<{ profile_id: Id<"profile"> }>`select profile_id from lifecycle.verification where id = ${id} and ended_at is null for update`.execute(tx);
  const [found] = rows;
  if (!found) return refuse({ kind: "unknown-verification" });
  const held = await hold(tx, actor, found.profile_id, at);
  if (!held.ok) return held;
  await sql`update lifecycle.verification set ended_by = ${actor.personId}, ended_at = ${at} where id = ${id}`.execute(tx);
  await record(tx, "profile.verification-ended", { type: "profile", id: found.profile_id }, actor, at);
  return ok();
}

/** What shows that a profile is the council's, the latest of each kind first. */
export async function listVerifications(db: Queryable, profileId: Id<"profile">): Promise<readonly Verification[]> {
  const { rows } = await sql<Verification>`
    select verification.id, kind, evidence, person.name as by, at from lifecycle.verification join authority.person on person.id = checked_by
    where profile_id = ${profileId} and ended_at is null order by at desc, verification.id
  `.execute(db);
  return rows;
}
