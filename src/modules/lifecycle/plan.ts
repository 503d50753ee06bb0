import { type Id, parseId } from "#kernel/id.ts";
import { DAY, type Instant, plusMs } from "#kernel/instant.ts";
import { type CompetenceArea, findPerson, fitUntil, listFitness, readFitnessRules } from "#modules/authority/index.ts";
import { getCouncil, getParameter, workingDays } from "#modules/policy/index.ts";
import { listProfiles, profileKinds, type ProfileKind } from "#modules/register/index.ts";
import { type DedicationEstimate, type DedicationPlan, estimateDedication, forecastPlannedTeam, interactionTypes, readDedicationNorms } from "#modules/staffing/index.ts";
import { type CatalogueId, checkNaming, handleFor, isCatalogueId, type NamingFinding } from "#networks/contract/index.ts";
import type { Queryable } from "#platform/database.ts";
import { dayAt, startOf } from "./rules/calendar.ts";
import { type RequestContent, sharedWords, type TeamMember } from "./rules/request.ts";

/** What a request comes to: hours, team, days without anybody, topics that exist already. Shown live, decided by at approval. */
export interface RequestReckoning {
  readonly estimate: DedicationEstimate;
  readonly committed: number;
  readonly team: readonly { readonly personId: Id<"person">; readonly name: string; readonly role: TeamMember["role"]; readonly fit: boolean; readonly missing: readonly CompetenceArea[]; readonly from: string | undefined }[];
  /** PRO-R3: none when the team is too small to be forecast or there is no first day yet. */
  readonly coverage: { readonly gapDays: number; readonly firstGap: string | null; readonly languages: readonly string[] } | undefined;
  /** PRO-R4. */
  readonly overlaps: readonly { readonly profileId: Id<"profile">; readonly name: Readonly<Record<string, string>>; readonly words: readonly string[] }[];
  /** The names asked for, held to each network's limits and to what is in the register already (PRO-5). */
  readonly naming: readonly { readonly network: CatalogueId; readonly finding: Extract<PlanObstacle, NamingFinding | { readonly kind: "handle-taken" }> }[];
  readonly obstacles: readonly PlanObstacle[];
}

/** What keeps a request from being approved (PRO-R3, DED-R4). */
export type PlanObstacle =
  | { readonly kind: "estimate-not-accepted" }
  | { readonly kind: "hours-short"; readonly have: number; readonly need: number }
  | { readonly kind: "team-too-small"; readonly have: number; readonly need: number }
  | { readonly kind: "manager-not-ready"; readonly person: string; readonly areas: readonly CompetenceArea[] }
  | { readonly kind: "plan-too-late"; readonly person: string; readonly days: number }
  | { readonly kind: "first-day-past" }
  | { readonly kind: "coverage-gap"; readonly days: number; readonly day: string }
  /** PRO-5. */
  | NamingFinding
  | { readonly kind: "handle-taken"; readonly handle: string };

/** The plan behind a request, as staffing reckons with it. */
export function dedicationPlanOf(content: RequestContent): DedicationPlan {
  return {
    kind: kindOf(content),
    networks: content.networks.length,
    languages: Math.max(1, content.languages.length),
    postsPerWeek: content.postsPerWeek ?? 0,
    inboundPerWeek: { all: content.inbound.all ?? 0, queries: content.inbound.queries ?? 0, complaints: content.inbound.complaints ?? 0, direct: content.inbound.direct ?? 0 },
    liveEventsPerWeek: content.liveEventsPerWeek ?? 0,
    campaigns: content.campaigns ?? 0,
    interactionTypes: new Set(interactionTypes.filter((type) => content.interactionTypes.includes(type))),
  };
}

export const kindOf = (content: RequestContent): ProfileKind => profileKinds.find((kind) => kind === content.kind) ?? "institutional";

export const managersOf = (content: RequestContent): readonly (TeamMember & { readonly id: Id<"person"> })[] =>
  content.team.flatMap((member) => {
    const id = parseId<"person">(member.personId);
    return id && member.role === "manager" ? [{ ...member, id }] : [];
  });

/** Everything that follows from a request at an instant. */
export async function reckonRequest(db: Queryable, content: RequestContent, at: Instant): Promise<RequestReckoning> {
  const { zone } = await getCouncil(db);
  const today = dayAt(at, zone);
  const estimate = estimateDedication(dedicationPlanOf(content), await readDedicationNorms(db, kindOf(content), at));
  const managers = managersOf(content);
  const committed = managers.reduce((sum, { hours }) => sum + (hours ?? 0), 0);
  const planDays = await getParameter(db, "register.accreditationPlanDays", at);
  const need = await getParameter(db, "coverage.minimumManagers", at);
  const team = await readTeam(db, content, at);
  const obstacles: PlanObstacle[] = [];
  if (!content.estimateAccepted) obstacles.push({ kind: "estimate-not-accepted" });
  // To the hundredth: nobody is refused for what the screen does not show.
  if (Math.round(committed * 100) < Math.floor(estimate.hours * 100)) obstacles.push({ kind: "hours-short", have: rounded(committed), need: rounded(estimate.hours) });
  const have = new Set(managers.map(({ id }) => id)).size;
  if (have < need) obstacles.push({ kind: "team-too-small", have, need });
  for (const member of team.filter(({ role, fit }) => role === "manager" && !fit)) {
    if (member.from === undefined) obstacles.push({ kind: "manager-not-ready", person: member.name, areas: member.missing });
    else if (startOf(member.from, zone) > plusMs(at, planDays * DAY)) obstacles.push({ kind: "plan-too-late", person: member.name, days: planDays });
  }
  let coverage: RequestReckoning["coverage"];
  const first = /^\d{4}-\d{2}-\d{2}$/.test(content.firstPostOn) ? content.firstPostOn : undefined;
  if (first !== undefined && first < today) obstacles.push({ kind: "first-day-past" });
  if (first !== undefined && have > 0) {
    const days = await getParameter(db, "coverage.forecastDays", at);
    const attention = workingDays(await getParameter(db, "inbox.serviceHours", at));
    const planned = managers.map(({ id }) => ({ personId: id, from: later(first, team.find(({ personId }) => personId === id)?.from) }));
    const found = await forecastPlannedTeam(db, { managers: planned, attention, languages: content.languages, from: first, days }, at);
    const gapDays = [...found.gapDays].sort();
    coverage = { gapDays: gapDays.length, firstGap: gapDays[0] ?? null, languages: [...new Set(found.languageGaps.flatMap(({ languages }) => languages))] };
    const firstGap = gapDays[0];
    if (firstGap !== undefined && have >= need) obstacles.push({ kind: "coverage-gap", days: gapDays.length, day: firstGap });
  }
  const naming = await checkRequestedNames(db, content);
  return { estimate, committed, team, coverage, overlaps: await findOverlaps(db, content), naming, obstacles: [...obstacles, ...naming.map(({ finding }) => finding)] };
}

const rounded = (hours: number): number => Math.round(hours * 10) / 10;
const later = (first: string, from: string | undefined): string => (from !== undefined && from > first ? from : first);

async function checkRequestedNames(db: Queryable, content: RequestContent): Promise<RequestReckoning["naming"]> {
  const profiles = await listProfiles(db);
  return content.networks.flatMap(({ network, handle: typed }) => {
    if (!isCatalogueId(network) || typed.trim() === "") return [];
    const handle = handleFor(network, typed);
    const findings: RequestReckoning["naming"][number]["finding"][] = [...checkNaming(network, { handle, displayName: content.displayName, bio: content.bio })];
    if (profiles.some((profile) => profile.network === network && profile.handle === handle && profile.state !== "opening")) findings.push({ kind: "handle-taken", handle });
    return findings.map((finding) => ({ network, finding }));
  });
}

async function readTeam(db: Queryable, content: RequestContent, at: Instant): Promise<RequestReckoning["team"]> {
  const rules = await readFitnessRules(db, at);
  const ids = content.team.flatMap(({ personId }) => parseId<"person">(personId) ?? []);
  const fitness = await listFitness(db, ids, at);
  const team: RequestReckoning["team"][number][] = [];
  for (const member of content.team) {
    const personId = parseId<"person">(member.personId);
    const person = personId && (await findPerson(db, personId));
    const known = personId && fitness.get(personId);
    if (!person || !known) continue;
    const { fit, missing } = fitUntil(known, rules, at);
    const from = !fit && /^\d{4}-\d{2}-\d{2}$/.test(member.accreditedBy) ? member.accreditedBy : undefined;
    team.push({ personId: person.id, name: person.name, role: member.role, fit, missing, from });
  }
  return team;
}

/** Active profiles that speak about the same already (PRO-R4): a tag on one of them may be enough. */
async function findOverlaps(db: Queryable, content: RequestContent): Promise<RequestReckoning["overlaps"]> {
  const topics = [content.topics, ...Object.values(content.displayName)].join(" ");
  if (topics.trim() === "") return [];
  return (await listProfiles(db)).filter((profile) => profile.state === "active").flatMap((profile) => {
    const words = sharedWords(topics, [...Object.values(profile.displayName), ...Object.values(profile.summary)].join(" "));
    return words.length > 0 ? [{ profileId: profile.id, name: profile.displayName, words }] : [];
  });
}
