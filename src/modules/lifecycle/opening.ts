import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, lockStanding, type NotPermitted, type Standing } from "#modules/authority/index.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import { changeStanding, certify, checkCredentialsMail, findProfile, noteOpened, type ProfileRefusal, setCredentialsMail } from "#modules/register/index.ts";
import { forecastProfiles } from "#modules/staffing/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { record } from "./record.ts";
import { dayAt } from "./rules/calendar.ts";
import { checkOpening, type OpeningFinding, type OpeningItem, openingItems } from "./rules/opening.ts";

export type UnknownProfile = { readonly kind: "unknown-profile" };
export type ProfileWrongState = { readonly kind: "profile-wrong-state"; readonly state: Standing };

export async function readOpening(db: Queryable, profileId: Id<"profile">): Promise<Readonly<Partial<Record<OpeningItem, string>>>> {
  const { rows } = await sql<{ item: OpeningItem; value: string }>`
    select distinct on (item) item, value from lifecycle.opening_check where profile_id = ${profileId} order by item, position desc
  `.execute(db);
  return Object.fromEntries(rows.map((row) => [row.item, row.value]));
}

/** Notes one item of the opening (PRO-4). The mailbox must be the council's and nobody's in person (PRO-R6, PRO-R11). */
export async function noteOpening(
  tx: Tx, actor: Actor, note: { readonly profileId: Id<"profile">; readonly item: OpeningItem; readonly value: string }, at: Instant,
): Promise<Result<undefined, NotPermitted | UnknownProfile | ProfileWrongState | ProfileRefusal>> {
  const permitted = await authorise(tx, actor, "profile.prepare", { profileIds: [note.profileId] }, at);
  if (!permitted.ok) return permitted;
  const standing = await lockStanding(tx, note.profileId);
  if (!standing || !openingItems.includes(note.item)) return refuse({ kind: "unknown-profile" });
  if (standing.state !== "opening") return refuse({ kind: "profile-wrong-state", state: standing.state });
  const value = note.value.trim();
  if (note.item === "mailbox" && value !== "") {
    const mailbox = await checkCredentialsMail(tx, value, at);
    if (!mailbox.ok) return mailbox;
    await setCredentialsMail(tx, note.profileId, value);
  }
  await sql`insert into lifecycle.opening_check (profile_id, item, value, at, by_person) values (${note.profileId}, ${note.item}, ${value}, ${at}, ${actor.personId})`.execute(tx);
  return ok();
}

export type ActivationRefusal =
  | NotPermitted | UnknownProfile | ProfileWrongState
  /** PRO-R6. */
  | { readonly kind: "opening-incomplete"; readonly findings: readonly OpeningFinding[]; readonly count: number }
  /** PRO-R3 again: an absence may have come since. */
  | { readonly kind: "coverage-gap"; readonly days: number; readonly day: string };

/** What keeps a profile from speaking; empty when nothing does. */
export async function findOpeningFindings(db: Queryable, profileId: Id<"profile">, at: Instant): Promise<readonly OpeningFinding[]> {
  const profile = await findProfile(db, profileId);
  if (!profile) return [];
  return checkOpening(await readOpening(db, profileId), {
    adminsNeeded: await getParameter(db, "coverage.minimumManagers", at), connection: profile.connection, own: profile.network === "activitypub" || profile.network === "feed",
  });
}

/** Lets a profile speak (PRO-R6). */
export async function activateProfile(tx: Tx, actor: Actor, profileId: Id<"profile">, at: Instant): Promise<Result<undefined, ActivationRefusal>> {
  const permitted = await authorise(tx, actor, "profile.prepare", { profileIds: [profileId] }, at);
  if (!permitted.ok) return permitted;
  const standing = await lockStanding(tx, profileId);
  if (!standing) return refuse({ kind: "unknown-profile" });
  if (standing.state !== "opening") return refuse({ kind: "profile-wrong-state", state: standing.state });
  const findings = await findOpeningFindings(tx, profileId, at);
  if (findings.length > 0) return refuse({ kind: "opening-incomplete", findings, count: findings.length });
  const forecast = (await forecastProfiles(tx, at, { profileIds: [profileId] })).profiles[0];
  const gap = [...(forecast?.troubles.gapDays ?? [])].sort()[0];
  if (gap !== undefined) return refuse({ kind: "coverage-gap", days: forecast?.troubles.gapDays.length ?? 0, day: gap });
  await changeStanding(tx, { profileId, state: "active", by: actor.personId, reason: "" }, at);
  await noteOpened(tx, profileId, dayAt(at, (await getCouncil(tx)).zone));
  await certify(tx, { profileId, by: actor.personId, note: "" }, at);
  await record(tx, "profile.activated", { type: "profile", id: profileId }, actor, at);
  return ok();
}
