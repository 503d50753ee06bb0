import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, lockStanding, type NotPermitted, type Standing } from "#modules/authority/index.ts";
import { getCouncil, getParameter, parameterCitation } from "#modules/policy/index.ts";
import { listLastPublished } from "#modules/publishing/index.ts";
import { certify, changeStanding, findProfile, listProfiles, noteLastPost, type Profile } from "#modules/register/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransaction, type Queryable, type Tx } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import type { ProfileWrongState, UnknownProfile } from "./opening.ts";
import { record } from "./record.ts";
import { silentDays } from "./rules/calendar.ts";

export interface Dormancy {
  readonly id: Id<"dormancy">;
  readonly profileId: Id<"profile">;
  readonly at: Instant;
  readonly lastPostAt: Instant | null;
  readonly days: number;
  /** The rule under which it was decided, as it was in force then. */
  readonly limitDays: number;
  readonly citation: string;
  readonly ended: "posted" | "kept" | "closing" | null;
  readonly endedAt: Instant | null;
  readonly reason: string;
}

/** Every time a profile fell silent, newest first. */
export async function listDormancies(db: Queryable, only: { readonly profileId?: Id<"profile">; readonly open?: boolean } = {}): Promise<readonly Dormancy[]> {
  const { rows } = await sql<Dormancy>`
    select id, profile_id as "profileId", at, last_post_at as "lastPostAt", days, limit_days as "limitDays", citation, ended, ended_at as "endedAt", reason
    from lifecycle.dormancy
    where (${only.profileId ?? null}::uuid is null or profile_id = ${only.profileId ?? null}::uuid) and (${only.open === true} = false or ended_at is null)
    order by at desc
  `.execute(db);
  return rows;
}

const latest = (times: readonly (Instant | null | undefined)[]): Instant | undefined => times.flatMap((time) => time ?? []).toSorted().at(-1);

/**
 * Looks at who has fallen silent and who speaks again (PRO-R7): silence is of the profile's own posts, not of its answers.
 * Each profile is a transaction of its own.
 */
export async function watchActivity({ db, clock }: { readonly db: Database; readonly clock: Clock }): Promise<number> {
  const profiles = (await listProfiles(db)).filter(({ state }) => state === "active" || state === "dormant");
  let moved = 0;
  for (const { id } of profiles) if (await inTransaction(db, (tx) => watchProfile(tx, id, clock.now()))) moved += 1;
  return moved;
}

async function watchProfile(tx: Tx, profileId: Id<"profile">, at: Instant): Promise<boolean> {
  const standing = await lockStanding(tx, profileId);
  const profile = await findProfile(tx, profileId);
  if (!standing || !profile) return false;
  const lastPostAt = latest([(await listLastPublished(tx)).get(profileId), profile.toldPostAt]);
  const [open] = await listDormancies(tx, { profileId, open: true });
  if (standing.state === "dormant") {
    if (!open || lastPostAt === undefined || (open.lastPostAt !== null && lastPostAt <= open.lastPostAt)) return false;
    await endDormancy(tx, open, { how: "posted", by: undefined, reason: "" }, at);
    await changeStanding(tx, { profileId, state: "active", reason: "" }, at);
    await record(tx, "profile.woke-up", { type: "profile", id: profileId }, undefined, at, { lastPostAt });
    return true;
  }
  if (standing.state !== "active") return false;
  const { rows } = await sql<{ since: Instant; kept: Instant | null }>`
    select (select min(at) from authority.standing where profile_id = ${profileId} and state = 'active') as since,
      (select max(ended_at) from lifecycle.dormancy where profile_id = ${profileId} and ended = 'kept') as kept
  `.execute(tx);
  const { zone } = await getCouncil(tx);
  const days = silentDays({ lastPostAt, activeSince: rows[0]?.since ?? standing.at, keptAt: rows[0]?.kept ?? undefined }, at, zone);
  const limit = await getParameter(tx, "register.dormantAfterDays", at);
  if (days <= limit) return false;
  const citation = await parameterCitation(tx, "register.dormantAfterDays", at);
  await sql`
    insert into lifecycle.dormancy (id, profile_id, at, last_post_at, days, limit_days, citation)
    values (${newId<"dormancy">(at)}, ${profileId}, ${at}, ${lastPostAt ?? null}, ${days}, ${limit}, ${citation})
  `.execute(tx);
  await changeStanding(tx, { profileId, state: "dormant", reason: "" }, at);
  await record(tx, "profile.fell-silent", { type: "profile", id: profileId }, undefined, at, { days, limitDays: limit, citation, lastPostAt: lastPostAt ?? null });
  return true;
}

export async function endDormancy(tx: Tx, open: Pick<Dormancy, "id">, end: { readonly how: "posted" | "kept" | "closing"; readonly by: Actor | undefined; readonly reason: string }, at: Instant): Promise<void> {
  await sql`update lifecycle.dormancy set ended = ${end.how}, ended_at = ${at}, ended_by = ${end.by?.personId ?? null}, reason = ${end.reason} where id = ${open.id} and ended_at is null`.execute(tx);
}

/** The promoter decides that a silent profile stays; the days count from now again. */
export async function keepProfile(
  tx: Tx, actor: Actor, keep: { readonly profileId: Id<"profile">; readonly reason: string }, at: Instant,
): Promise<Result<undefined, NotPermitted | UnknownProfile | ProfileWrongState | { readonly kind: "reason-missing" }>> {
  const profile = await findProfile(tx, keep.profileId);
  const permitted = await authorise(tx, actor, "profile.decide-dormant", { unitId: profile?.unitId }, at);
  if (!permitted.ok) return permitted;
  if (!profile) return refuse({ kind: "unknown-profile" });
  if (keep.reason.trim() === "") return refuse({ kind: "reason-missing" });
  const standing = await lockStanding(tx, keep.profileId);
  const [open] = await listDormancies(tx, { profileId: keep.profileId, open: true });
  if (standing?.state !== "dormant" || !open) return refuse({ kind: "profile-wrong-state", state: standing?.state ?? profile.state });
  await endDormancy(tx, open, { how: "kept", by: actor, reason: keep.reason.trim() }, at);
  await changeStanding(tx, { profileId: keep.profileId, state: "active", by: actor.personId, reason: keep.reason.trim() }, at);
  await record(tx, "profile.kept", { type: "profile", id: keep.profileId }, actor, at, {}, { reason: keep.reason.trim() });
  return ok();
}

/** Tells when a profile that is written by hand last spoke. */
export async function tellLastPost(
  tx: Tx, actor: Actor, told: { readonly profileId: Id<"profile">; readonly postedAt: Instant }, at: Instant,
): Promise<Result<undefined, NotPermitted | UnknownProfile | { readonly kind: "in-the-future" }>> {
  const profile = await findProfile(tx, told.profileId);
  const permitted = await authorise(tx, actor, "profile.note-post", { unitId: profile?.unitId, profileIds: [told.profileId] }, at);
  if (!permitted.ok) return permitted;
  if (!profile) return refuse({ kind: "unknown-profile" });
  if (told.postedAt > at) return refuse({ kind: "in-the-future" });
  await noteLastPost(tx, { profileId: told.profileId, postedAt: told.postedAt, by: actor.personId }, at);
  await record(tx, "profile.post-told", { type: "profile", id: told.profileId }, actor, at, { postedAt: told.postedAt });
  // Whoever had fallen silent is awake from now on, not from the next look.
  await watchProfile(tx, told.profileId, at);
  return ok();
}

/** That somebody looked at a profile and it is still right: owner, team, texts, keys (PRO-8). */
export async function certifyProfile(
  tx: Tx, actor: Actor, certification: { readonly profileId: Id<"profile">; readonly note: string }, at: Instant,
): Promise<Result<undefined, NotPermitted | UnknownProfile | ProfileWrongState>> {
  const profile = await findProfile(tx, certification.profileId);
  const permitted = await authorise(tx, actor, "profile.certify", { unitId: profile?.unitId }, at);
  if (!permitted.ok) return permitted;
  if (!profile) return refuse({ kind: "unknown-profile" });
  if (!CERTIFIABLE.includes(profile.state)) return refuse({ kind: "profile-wrong-state", state: profile.state });
  await certify(tx, { profileId: profile.id, by: actor.personId, note: certification.note.trim() }, at);
  await record(tx, "profile.certified", { type: "profile", id: profile.id }, actor, at, {}, { note: certification.note.trim() });
  return ok();
}

const CERTIFIABLE: readonly Standing[] = ["active", "dormant", "suspended"];

/** Whether a profile's certification has run out (PRO-R10); one that never had any counts from when it was entered. */
export function certificationDue(profile: Pick<Profile, "certifiedAt" | "enteredAt" | "state">, everyDays: number, at: Instant): boolean {
  if (!CERTIFIABLE.includes(profile.state)) return false;
  return Date.parse(at) - Date.parse(profile.certifiedAt ?? profile.enteredAt) > everyDays * 86_400_000;
}
