import type { Localized } from "#kernel/language.ts";
import { DAY, type Instant, msBetween } from "#kernel/instant.ts";
import { can, factsOf, type Person } from "#modules/authority/index.ts";
import { type Council, getCouncil, getParameter } from "#modules/policy/index.ts";
import { listConversations, listReplyTroubles, listUrgent, type Reader } from "#modules/inbox/index.ts";
import { findMailTrouble } from "#modules/notices/index.ts";
import { hasExpired, listInReview, listOpenDeliveries, listOwnDrafts, listOwnerless } from "#modules/publishing/index.ts";
import { listConnections, listProfiles, type Profile } from "#modules/register/index.ts";
import { listSources } from "#modules/sources/index.ts";
import { listOnCall } from "#modules/staffing/index.ts";
import { findLastBackup, findLastRestoration, overdueBackup } from "#platform/backups.ts";
import type { Services } from "#web/http/services.ts";
import type { TodayTask } from "../views.ts";
import { listReviewTasks } from "./access-review.ts";
import { listActionTasks } from "./communication-actions.ts";
import { listDriftTasks } from "./drift-tasks.ts";
import { listContractTasks } from "./contract-tasks.ts";
import { listFitnessTasks } from "./fitness-tasks.ts";
import { listFlowTasks } from "./flow-tasks.ts";
import { listLifeTasks } from "./life-tasks.ts";
import { listLaterReviewTasks } from "./later-reviews.ts";
import { nameFor } from "./publications.ts";
import { listSourceTasks } from "./source-tasks.ts";
import { listStaffingTasks } from "./staffing-tasks.ts";

/** What is needed to say what waits for whom. */
export type TaskReading = Pick<Services, "db" | "clock" | "example">;

/** What whoever asks may have read already. */
export interface TaskGround {
  readonly council: Council;
  readonly sources: Awaited<ReturnType<typeof listSources>>;
  readonly profiles: readonly Profile[];
}

export async function readTaskGround({ db, clock }: TaskReading): Promise<TaskGround> {
  const [council, sources, profiles] = await Promise.all([getCouncil(db), listSources(db, clock.now()), listProfiles(db)]);
  return { council, sources, profiles };
}

/** All that waits for somebody, worst first: for the screen Today, and for the mail that repeats it. */
export async function listTasks(services: TaskReading, person: Pick<Person, "id" | "language">, mostAnswers: number, { council, sources, profiles }: TaskGround): Promise<readonly TodayTask[]> {
  const { db, clock } = services;
  const now = clock.now();
  const [facts, inReview, own, open, connections] = await Promise.all([
    factsOf(db, { personId: person.id }, now), listInReview(db), listOwnDrafts(db, person.id), listOpenDeliveries(db), listConnections(db),
  ]);
  const name = await nameFor(services, person);
  const reader = { personId: person.id, facts };
  // Asked side by side: this is read again at every change that somebody's screen is told of.
  const [secondApproves, urgent, drifts, ownerless, troubles, waiting, operation, fitness, contracts, review, life, staffing, flow, actions] = await Promise.all([
    getParameter(db, "publishing.secondManagerApproves", now), listUrgentTasks(services, reader, name), listDriftTasks(db, facts, (texts) => name(texts), now), listOwnerless(db, now),
    listReplyTroubles(db, reader), listConversations(db, reader, { tab: "waiting" }), facts.coordinator ? listOperationTasks(services, council.foundedAt) : [], listFitnessTasks(db, person.id, facts, now),
    listContractTasks(db, facts, (texts) => (texts ? name(texts) : "—"), profiles, now), listReviewTasks(db, facts, now), listLifeTasks(services, { personId: person.id }, facts, name, profiles),
    listStaffingTasks(services, reader, name, profiles), listFlowTasks(db, facts, now), listActionTasks(db, facts, council.zone, now),
  ]);
  const tasks: TodayTask[] = [...urgent];
  for (const delivery of open) {
    if (!can(facts, "publication.settle", { profileIds: [delivery.profileId] }).ok) continue;
    const common = { publicationId: delivery.publicationId, deliveryId: delivery.id, title: delivery.title, profile: name(delivery.profile) };
    if (delivery.state === "missed") tasks.push({ kind: "missed", ...common, due: delivery.due });
    else if (delivery.state === "unknown") tasks.push({ kind: "unknown", ...common, since: delivery.changedAt });
    else tasks.push({ kind: "refused", ...common, code: delivery.code ?? "", since: delivery.changedAt });
  }
  tasks.push(...drifts);
  for (const row of inReview) {
    const mine = row.authors.includes(person.id);
    const object = { unitId: row.unitId ?? undefined, profileIds: row.profileIds };
    const expired = hasExpired(row, now) ? row.due : null;
    if (mine && expired) tasks.push({ kind: "expired", publicationId: row.id, title: row.title, mine, due: expired });
    if (mine || !(can(facts, "publication.approve", object).ok || (secondApproves && can(facts, "publication.approve-as-second-manager", object).ok))) continue;
    if (expired) tasks.push({ kind: "expired", publicationId: row.id, title: row.title, mine, due: expired });
    else tasks.push({ kind: "approve", publicationId: row.id, title: row.title, due: row.due, since: row.changedAt, profiles: row.profiles.map((profile) => name(profile.name)) });
  }
  tasks.push(...(await listLaterReviewTasks(db, facts, person.id, secondApproves)));
  for (const row of ownerless) {
    if (!can(facts, "publication.take-over", { unitId: row.unitId ?? undefined, profileIds: row.profiles.map((profile) => profile.id) }).ok) continue;
    tasks.push({ kind: "ownerless", publicationId: row.id, title: row.title, due: row.due, profiles: row.profiles.map((profile) => name(profile.name)) });
  }
  for (const row of troubles) {
    if (row.state === "refused" || row.state === "unknown" || row.state === "missed") {
      tasks.push({ kind: "reply-trouble", conversationId: row.id, preview: row.preview, profile: name(row.profile), state: row.state, since: row.at });
    }
  }
  const called = new Set(tasks.flatMap((task) => (task.kind === "urgent" ? [task.conversationId] : [])));
  for (const row of waiting.conversations.filter(({ id }) => !called.has(id)).slice(0, mostAnswers)) {
    tasks.push({
      kind: "answer", conversationId: row.id, preview: row.preview, profile: name(row.profile), due: row.due, breached: row.breached, mine: row.assignee?.id === person.id,
    });
  }
  for (const row of own) if (row.state === "returned") tasks.push({ kind: "returned", publicationId: row.id, title: row.title, comment: row.comment ?? "", since: row.changedAt });
  tasks.push(...listSourceTasks(sources, facts, name));
  for (const source of sources) {
    // What is not reached for a day is told as that.
    if (source.isOverdue || source.state === "proposed" || source.state === "retired") continue;
    const broken = source.channels.find((channel) => channel.error !== null);
    if (broken && facts.coordinator) tasks.push({ kind: "source-error", sourceId: source.id, name: name(source.name), since: broken.errorSince ?? now });
  }
  tasks.push(...operation);
  if (can(facts, "connection.manage", {}).ok) {
    for (const profile of profiles) {
      if (profile.state !== "active" || (profile.connection !== "missing" && profile.connection !== "needs-person")) continue;
      const failure = connections.get(profile.id)?.failure;
      tasks.push({ kind: "connection", profileId: profile.id, profile: name(profile.displayName), code: profile.connection === "missing" ? "not-connected" : (failure?.code ?? ""), since: failure?.since ?? profile.enteredAt });
    }
  }
  tasks.push(...fitness, ...contracts, ...review, ...life, ...staffing, ...flow, ...actions);
  for (const row of own) if (row.state === "draft") tasks.push({ kind: "draft", publicationId: row.id, title: row.title, since: row.changedAt });
  return tasks;
}

/** What cannot wait goes to who is on call now; where everybody is away, to the coordinators (PROT-R8). */
async function listUrgentTasks({ db, clock }: TaskReading, reader: Reader, name: (texts: Localized) => string): Promise<TodayTask[]> {
  const urgent = await listUrgent(db, reader);
  const onCall = await listOnCall(db, [...new Set(urgent.map(({ profileId }) => profileId))], clock.now());
  return urgent.flatMap(({ id, profileId, profile, preview, since }) => {
    const { how, personIds } = onCall.get(profileId) ?? { how: "nobody", personIds: [] };
    const mine = how === "nobody" ? reader.facts.coordinator : personIds.includes(reader.personId);
    return mine ? [{ kind: "urgent" as const, conversationId: id, preview, profile: name(profile), how, since }] : [];
  });
}

const TOLD_OF_RESTORE = 7 * DAY;

/** What a coordinator must know of the installation itself. The example city is nobody's loss. */
async function listOperationTasks({ db, clock, example }: TaskReading, foundedAt: Instant): Promise<readonly TodayTask[]> {
  const now = clock.now();
  const tasks: TodayTask[] = [];
  const restoration = await findLastRestoration(db);
  if (restoration && msBetween(restoration.restoredAt, now) < TOLD_OF_RESTORE) tasks.push({ kind: "restored", takenAt: restoration.takenAt, since: restoration.restoredAt });
  const since = example ? undefined : overdueBackup(await findLastBackup(db), foundedAt, await getParameter(db, "operation.backupMaxDays", now), now);
  if (since) tasks.push({ kind: "backup-old", since });
  const mail = await findMailTrouble(db, now);
  if (mail) tasks.push({ kind: "mail", ...mail });
  return tasks;
}
