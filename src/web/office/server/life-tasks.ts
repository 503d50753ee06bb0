import { DAY, type Instant, msBetween } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { type Actor, type ActorFacts, can } from "#modules/authority/index.ts";
import { certificationDue, findClosingFindings, listClosings, listDormancies, listFoundDecisions, listRequests, listSuspensions, listTransfers, readRequestHistory } from "#modules/lifecycle/index.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import { listImpostorCases, type Profile } from "#modules/register/index.ts";
import type { Services } from "#web/http/services.ts";
import type { LifeTask, TodayTask } from "../views.ts";

type Life = Extract<TodayTask, { kind: "life" }>;

/** What of the life of profiles waits for this person, with who has to be told when (5.3). */
export async function listLifeTasks(services: Pick<Services, "db" | "clock">, actor: Actor, facts: ActorFacts, name: (texts: Localized) => string, profiles: readonly Profile[]): Promise<readonly TodayTask[]> {
  return [...(await requestTasks(services, actor, facts, name)), ...(await profileTasks(services, actor, facts, name, profiles)), ...(await impostorTasks(services, facts))];
}

const task = (what: LifeTask, title: string, since: string, more: Partial<Pick<Life, "requestId" | "lifeProfileId" | "caseId" | "due">>): Life => ({
  kind: "life", what, title, since, requestId: null, lifeProfileId: null, caseId: null, due: null, ...more,
});

async function requestTasks({ db }: Pick<Services, "db">, actor: Actor, facts: ActorFacts, name: (texts: Localized) => string): Promise<readonly Life[]> {
  const tasks: Life[] = [];
  for (const request of await listRequests(db)) {
    if (request.state === "approved" || request.state === "rejected" || request.state === "withdrawn") continue;
    const object = { unitId: request.unitId ?? undefined };
    const title = name(request.content.displayName) || request.content.purpose;
    const add = (what: LifeTask) => tasks.push(task(what, title, request.submittedAt ?? request.savedAt, { requestId: request.id }));
    const writes = can(facts, "request.write", object).ok;
    if (request.state === "alternative" && writes) add("alternative");
    const signs = can(facts, "request.sign", object).ok;
    if (!signs && !can(facts, "request.evaluate", object).ok && !writes) continue;
    const { consents, evaluations } = await readRequestHistory(db, request.id);
    const given = consents.filter(({ revision }) => revision === request.revision).map(({ kind }) => kind);
    if ((request.state === "requested" || request.state === "alternative") && signs && !given.includes("signature")) add("sign");
    if (request.state !== "submitted" && request.state !== "in_review") continue;
    const evaluated = evaluations.some(({ revision, outcome }) => revision === request.revision && outcome === "open");
    if (!evaluated && can(facts, "request.evaluate", object).ok) add("evaluate");
    if (evaluated && !given.includes("approval") && can(facts, "request.approve", object).ok) add("approve");
    if (evaluated && !given.includes("agreement") && can(facts, "request.agree", object).ok) add("agree");
  }
  return tasks;
}

async function profileTasks({ db, clock }: Pick<Services, "db" | "clock">, actor: Actor, facts: ActorFacts, name: (texts: Localized) => string, profiles: readonly Profile[]): Promise<readonly Life[]> {
  const at = clock.now();
  const [dormancies, closings, suspensions, transfers, council, decisionDays, certifyEveryDays] = await Promise.all([
    listDormancies(db, { open: true }), listClosings(db, { open: true }), listSuspensions(db), listTransfers(db, { open: true }), getCouncil(db),
    getParameter(db, "register.dormantDecisionDays", at), getParameter(db, "register.certifyEveryDays", at),
  ]);
  const byId = new Map(profiles.map((profile) => [profile.id, profile]));
  const tasks: Life[] = [];
  const add = (what: LifeTask, profile: Profile | undefined, since: Instant, due: string | null = null) => {
    if (profile) tasks.push(task(what, name(profile.displayName) || profile.handle, since, { lifeProfileId: profile.id, due }));
  };
  const may = (action: Parameters<typeof can>[1], profile: Profile) => can(facts, action, { unitId: profile.unitId, profileIds: [profile.id] }).ok;
  for (const profile of profiles) {
    if (profile.state === "opening" && may("profile.prepare", profile)) add("opening", profile, profile.standingSince);
    if (certificationDue(profile, certifyEveryDays, at) && may("profile.certify", profile)) add("certification", profile, profile.certifiedAt ?? profile.enteredAt);
  }
  for (const { profileId, at: since } of dormancies) {
    const profile = byId.get(profileId);
    if (!profile || closings.some((closing) => closing.profileId === profileId)) continue;
    // The Department first; the coordination when nothing was decided in time (PRO-R7).
    const isTheirs = profile.unitId !== undefined && facts.promotes.has(profile.unitId);
    if (isTheirs || (facts.coordinator && msBetween(since, at) > decisionDays * DAY)) add("dormant", profile, since);
  }
  const today = Temporal.Instant.from(at).toZonedDateTimeISO(council.zone).toPlainDate().toString();
  for (const closing of closings) {
    const profile = byId.get(closing.profileId);
    if (!profile) continue;
    if (closing.agreedAt === null) {
      if (closing.askedBy !== actor.personId && (may("profile.close", profile) || may("request.agree", profile))) add("closing-agree", profile, closing.askedAt);
      continue;
    }
    const next = closing.notices.find(({ sentAt, dueOn }) => sentAt === null && dueOn <= today);
    if (next && may("profile.note-post", profile)) add("closing-notice", profile, closing.agreedAt, Temporal.PlainDate.from(next.dueOn).toZonedDateTime({ timeZone: council.zone, plainTime: "23:59" }).toInstant().toString());
    const settles = (await findClosingFindings(db, closing, profile, at)).some(({ kind }) => kind === "archive-missing" || kind === "handle-missing");
    if (settles && may("profile.close", profile)) add("closing-settle", profile, closing.agreedAt);
  }
  for (const suspension of suspensions) {
    const profile = byId.get(suspension.profileId);
    if (profile && suspension.ratifiedAt === null && suspension.suspendedBy !== actor.personId && (may("profile.suspend", profile) || may("request.agree", profile))) add("suspension", profile, suspension.suspendedAt);
  }
  for (const claim of await listFoundDecisions(db, { open: true })) {
    const profile = byId.get(claim.profileId);
    const mayRatify = can(facts, "request.approve", {}).ok || can(facts, "request.agree", { unitId: claim.unitId ?? undefined }).ok;
    if (profile && claim.by !== actor.personId && mayRatify) add("claim", profile, claim.at);
  }
  for (const transfer of transfers) if (transfer.toPromoter === actor.personId) add("transfer", byId.get(transfer.profileId), transfer.handedAt);
  return tasks;
}

async function impostorTasks({ db }: Pick<Services, "db">, facts: ActorFacts): Promise<readonly Life[]> {
  if (!can(facts, "impostor.decide", {}).ok) return [];
  return (await listImpostorCases(db, { open: true })).map((found) => task("impostor", found.address, found.reportedAt, { caseId: found.id }));
}
