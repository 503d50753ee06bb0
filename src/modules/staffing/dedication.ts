import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { getParameter, readParameters } from "#modules/policy/index.ts";
import { findProfile } from "#modules/register/index.ts";
import type { Queryable, Tx } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { readWhen } from "./rules/absence.ts";
import { checkTypes, type DedicationNorms, type DedicationPlan, estimateDedication, type InteractionType, interactionTypes, type ProfileKind, profileKinds, type TypesRefusal } from "./rules/dedication.ts";

/** The minutes and hours that the council reckons with for a kind of profile, by its parameters in force. */
export async function readDedicationNorms(db: Queryable, kind: ProfileKind, at: Instant): Promise<DedicationNorms> {
  return normsOf(await readParameters(db, at), kind);
}

function normsOf(of: Awaited<ReturnType<typeof readParameters>>, kind: ProfileKind): DedicationNorms {
  const [query = 0, complaint = 0, direct = 0] = partsOf(of(`dedication.replyMinutes.${kind}`));
  return {
    select: of("dedication.selectMinutes"),
    write: of("dedication.writeMinutes"),
    adapt: of("dedication.adaptMinutes"),
    translate: of("dedication.translateMinutes"),
    media: of("dedication.mediaMinutes"),
    describe: of("dedication.describeMinutes"),
    withMedia: of("dedication.withMediaPercent") / 100,
    approve: of("dedication.approveMinutes"),
    listenHours: of("dedication.listenHours"),
    moderate: of("dedication.moderateMinutes"),
    query, complaint, direct,
    proactiveHours: of("dedication.proactiveHours"),
    liveHours: of("dedication.liveHours"),
    campaignHours: of("dedication.campaignHours"),
    checksPerDay: of("dedication.checksPerDay"),
    checkMinutes: of("dedication.checkMinutes"),
    daysOff: of("dedication.daysOff"),
    fixedHours: of("dedication.fixedHours"),
    contingency: of("dedication.contingencyPercent") / 100,
    yearlyHours: of("dedication.yearlyHours"),
    minimumTeam: of("coverage.minimumManagers"),
  };
}

/** What a kind of profile is supposed to get and to promise until its own figures are known (DED-R6). */
export interface KindDefaults {
  readonly kind: ProfileKind;
  /** Share of messages, 0 to 1. */
  readonly mix: { readonly queries: number; readonly complaints: number; readonly direct: number };
  readonly promiseMinutes: number;
}

export async function readKindDefaults(db: Queryable, at: Instant): Promise<readonly KindDefaults[]> {
  const of = await readParameters(db, at);
  const all: KindDefaults[] = [];
  for (const kind of profileKinds) {
    const [queries = 0, complaints = 0, direct = 0] = partsOf(of(`dedication.mix.${kind}`)).map((percent) => percent / 100);
    all.push({ kind, mix: { queries, complaints, direct }, promiseMinutes: of(`dedication.promiseMinutes.${kind}`) });
  }
  return all;
}

const partsOf = (text: string): readonly number[] => text.split("/").map((part) => Math.max(0, Number(part) || 0));

export type DedicationRefusal =
  | NotPermitted
  | TypesRefusal
  | { readonly kind: "unknown-profile" }
  | { readonly kind: "unknown-person" }
  | { readonly kind: "bad-amount"; readonly field: string }
  | { readonly kind: "bad-day" };

const MOST_AMOUNT = 100_000;

/** Chooses what a profile does and how much of it (DED-1): only its direction may (DED-R1). */
export async function choosePlan(tx: Tx, actor: Actor, choice: { readonly profileId: Id<"profile">; readonly plan: DedicationPlan }, at: Instant): Promise<Result<{ readonly hours: number }, DedicationRefusal>> {
  const profile = await findProfile(tx, choice.profileId);
  const permitted = await authorise(tx, actor, "dedication.choose", { unitId: profile?.unitId }, at);
  if (!permitted.ok) return permitted;
  if (!profile) return refuse({ kind: "unknown-profile" });
  const { plan } = choice;
  const amounts = { networks: plan.networks, languages: plan.languages, postsPerWeek: plan.postsPerWeek, ...plan.inboundPerWeek, liveEventsPerWeek: plan.liveEventsPerWeek, campaigns: plan.campaigns };
  const strange = Object.entries(amounts).find(([, amount]) => !Number.isFinite(amount) || amount < 0 || amount > MOST_AMOUNT);
  if (strange) return refuse({ kind: "bad-amount", field: strange[0] });
  const missing = checkTypes(plan.kind, plan.interactionTypes);
  if (missing) return refuse(missing);
  const { hours } = estimateDedication(plan, await readDedicationNorms(tx, plan.kind, at));
  await sql`
    insert into staffing.plan (profile_id, plan, estimate, set_by, set_at)
    values (${choice.profileId}, ${JSON.stringify({ ...plan, interactionTypes: [...plan.interactionTypes] })}, ${hours}, ${actor.personId}, ${at})
  `.execute(tx);
  await recordEvidence(tx, {
    kind: "dedication.chosen", subject: { type: "profile", id: choice.profileId }, at,
    facts: { kind: plan.kind, types: [...plan.interactionTypes].sort(), hours: Number(hours.toFixed(2)) },
  });
  await recordEvent(tx, { kind: "dedication.chosen", subject: { type: "profile", id: choice.profileId }, actor: actor.personId, at, data: { hours: Number(hours.toFixed(2)) } });
  return ok({ hours });
}

/** Commits a person to so many hours a week for a profile, or with 0 ends it (DED-3). More than the person has is told, not refused (DED-R3). */
export async function commitHours(
  tx: Tx, actor: Actor, commitment: { readonly profileId: Id<"profile">; readonly personId: Id<"person">; readonly hours: number }, at: Instant,
): Promise<Result<undefined, DedicationRefusal>> {
  const profile = await findProfile(tx, commitment.profileId);
  const permitted = await authorise(tx, actor, "dedication.commit", { unitId: profile?.unitId }, at);
  if (!permitted.ok) return permitted;
  if (!profile) return refuse({ kind: "unknown-profile" });
  if (!Number.isFinite(commitment.hours) || commitment.hours < 0 || commitment.hours > 168) return refuse({ kind: "bad-amount", field: "hours" });
  const { rows } = await sql`select 1 from authority.person where id = ${commitment.personId}`.execute(tx);
  if (rows.length === 0) return refuse({ kind: "unknown-person" });
  await sql`
    insert into staffing.commitment (profile_id, person_id, hours, set_by, set_at)
    values (${commitment.profileId}, ${commitment.personId}, ${commitment.hours}, ${actor.personId}, ${at})
  `.execute(tx);
  await recordEvidence(tx, { kind: "dedication.committed", subject: { type: "profile", id: commitment.profileId }, at, facts: { personId: commitment.personId, hours: commitment.hours } });
  await recordEvent(tx, { kind: "dedication.committed", subject: { type: "profile", id: commitment.profileId }, actor: actor.personId, at, data: { personId: commitment.personId, hours: commitment.hours } });
  return ok();
}

/** Notes minutes that no event of the product could measure (DED-4): one's own, on a profile that one manages. */
export async function noteWorked(
  tx: Tx, actor: Actor, work: { readonly profileId: Id<"profile">; readonly activity: InteractionType | "publishing" | "other"; readonly minutes: number; readonly day: string }, at: Instant,
): Promise<Result<undefined, DedicationRefusal>> {
  const permitted = await authorise(tx, actor, "dedication.note", { profileIds: [work.profileId] }, at);
  if (!permitted.ok) return permitted;
  if (!Number.isInteger(work.minutes) || work.minutes < 1 || work.minutes > 24 * 60) return refuse({ kind: "bad-amount", field: "minutes" });
  if (work.day.includes("T") || "refusal" in readWhen({ from: work.day, to: work.day }, "UTC")) return refuse({ kind: "bad-day" });
  await sql`
    insert into staffing.worked (id, profile_id, person_id, activity, minutes, day, entered_at)
    values (${newId<"worked">(at)}, ${work.profileId}, ${actor.personId}, ${work.activity}, ${work.minutes}, ${work.day}::date, ${at})
  `.execute(tx);
  await recordEvent(tx, { kind: "dedication.noted", subject: { type: "profile", id: work.profileId }, actor: actor.personId, at, data: { minutes: work.minutes } });
  return ok();
}

/** What a profile takes and who is committed to it. */
export interface ProfileDedication {
  readonly profileId: Id<"profile">;
  /** None until its direction has chosen. */
  readonly plan: DedicationPlan | undefined;
  /** Hours a week, by today's norms. */
  readonly hours: number | undefined;
  readonly commitments: readonly { readonly personId: Id<"person">; readonly person: string; readonly hours: number }[];
  readonly committed: number;
}

export async function listDedications(db: Queryable, profileIds: readonly Id<"profile">[], at: Instant): Promise<readonly ProfileDedication[]> {
  const plans = await sql<{ profile_id: Id<"profile">; plan: Omit<DedicationPlan, "interactionTypes"> & { readonly interactionTypes: readonly string[] } }>`
    select distinct on (profile_id) profile_id, plan from staffing.plan where profile_id = any(${[...profileIds]}::uuid[]) order by profile_id, position desc
  `.execute(db);
  const commitments = await sql<{ profile_id: Id<"profile">; person_id: Id<"person">; name: string; hours: number }>`
    select * from (
      select distinct on (profile_id, person_id) profile_id, person_id, name, hours from staffing.commitment join authority.person on person.id = person_id
      where profile_id = any(${[...profileIds]}::uuid[]) order by profile_id, person_id, position desc
    ) last where hours > 0 order by name
  `.execute(db);
  const of = await readParameters(db, at);
  const norms = new Map([...new Set(plans.rows.map(({ plan }) => plan.kind))].map((kind) => [kind, normsOf(of, kind)]));
  return profileIds.map((profileId) => {
    const stored = plans.rows.find((row) => row.profile_id === profileId)?.plan;
    const plan = stored && { ...stored, interactionTypes: new Set(interactionTypes.filter((type) => stored.interactionTypes.includes(type))) };
    const own = commitments.rows.filter((row) => row.profile_id === profileId).map((row) => ({ personId: row.person_id, person: row.name, hours: row.hours }));
    const used = plan && norms.get(plan.kind);
    return { profileId, plan, hours: plan && used ? estimateDedication(plan, used).hours : undefined, commitments: own, committed: own.reduce((sum, { hours }) => sum + hours, 0) };
  });
}

/** Hours a week of each person over all profiles against those that the person has (DED-R3). */
export async function listLoads(db: Queryable, at: Instant): Promise<readonly { readonly personId: Id<"person">; readonly person: string; readonly committed: number; readonly available: number; readonly over: boolean }[]> {
  const available = (await getParameter(db, "dedication.yearlyHours", at)) / 52;
  const { rows } = await sql<{ person_id: Id<"person">; name: string; hours: number }>`
    select person_id, name, sum(hours) as hours from (
      select distinct on (profile_id, person_id) profile_id, person_id, hours from staffing.commitment order by profile_id, person_id, position desc
    ) last join authority.person on person.id = person_id
    group by person_id, name having sum(hours) > 0 order by name
  `.execute(db);
  return rows.map((row) => ({ personId: row.person_id, person: row.name, committed: row.hours, available, over: row.hours > available }));
}
