import type { Id } from "#kernel/id.ts";
import { ok } from "#kernel/result.ts";
import type { Localized } from "#kernel/language.ts";
import { DAY, type Instant, instantOf, msBetween } from "#kernel/instant.ts";
import { can, factsOf, listPeople } from "#modules/authority/index.ts";
import { getCouncil, getParameter } from "#modules/policy/index.ts";
import { listConversations, listReplyTroubles, listUrgent, type Reader } from "#modules/inbox/index.ts";
import { listRecords, readCheckpoint } from "#modules/evidence/index.ts";
import { hasExpired, listDueBetween, listInReview, listOpenDeliveries, listOwnDrafts, listOwnerless, listPublications, listTitles } from "#modules/publishing/index.ts";
import { listConnections, listProfiles } from "#modules/register/index.ts";
import { listSources } from "#modules/sources/index.ts";
import { listOnCall } from "#modules/staffing/index.ts";
import { findLastBackup, findLastRestoration, overdueBackup } from "#platform/backups.ts";
import type { Services } from "#web/http/services.ts";
import type { EvidencePage, TodayTask, TodayView } from "../views.ts";
import { listReviewTasks } from "./access-review.ts";
import { listDriftTasks } from "./drift-tasks.ts";
import { listContractTasks } from "./contract-tasks.ts";
import { listFitnessTasks } from "./fitness-tasks.ts";
import { listFlowTasks } from "./flow-tasks.ts";
import type { Handlers } from "./handlers.ts";
import { listLifeTasks } from "./life-tasks.ts";
import { nameFor } from "./publications.ts";
import { listSourceTasks } from "./source-tasks.ts";
import { listStaffingTasks } from "./staffing-tasks.ts";

/** Hoy shows the most urgent; the inbox has them all. */
const MOST_ANSWERS = 5;

export function todayHandlers(services: Services): Handlers<"GET /today" | "GET /evidence"> {
  const { db, clock } = services;
  return {
    "GET /today": async ({ actor, person }) => {
      const now = clock.now();
      const [facts, council, inReview, own, open, sources, people, profiles, connections] = await Promise.all([
        factsOf(db, actor, now), getCouncil(db), listInReview(db), listOwnDrafts(db, actor.personId), listOpenDeliveries(db), listSources(db, now), listPeople(db), listProfiles(db), listConnections(db),
      ]);
      const name = await nameFor(services, person);
      const secondApproves = await getParameter(db, "publishing.secondManagerApproves", now);
      const reader = { personId: actor.personId, facts };
      const tasks: TodayTask[] = await listUrgentTasks(services, reader, name);
      for (const delivery of open) {
        if (!can(facts, "publication.settle", { profileIds: [delivery.profileId] }).ok) continue;
        const common = { publicationId: delivery.publicationId, deliveryId: delivery.id, title: delivery.title, profile: name(delivery.profile) };
        if (delivery.state === "missed") tasks.push({ kind: "missed", ...common, due: delivery.due });
        else if (delivery.state === "unknown") tasks.push({ kind: "unknown", ...common, since: delivery.changedAt });
        else tasks.push({ kind: "refused", ...common, code: delivery.code ?? "", since: delivery.changedAt });
      }
      tasks.push(...(await listDriftTasks(db, facts, (texts) => name(texts), now)));
      for (const row of inReview) {
        const mine = row.authors.includes(actor.personId);
        const object = { unitId: row.unitId ?? undefined, profileIds: row.profileIds };
        const expired = hasExpired(row, now) ? row.due : null;
        if (mine && expired) tasks.push({ kind: "expired", publicationId: row.id, title: row.title, mine, due: expired });
        if (mine || !(can(facts, "publication.approve", object).ok || (secondApproves && can(facts, "publication.approve-as-second-manager", object).ok))) continue;
        if (expired) tasks.push({ kind: "expired", publicationId: row.id, title: row.title, mine, due: expired });
        else tasks.push({ kind: "approve", publicationId: row.id, title: row.title, due: row.due, since: row.changedAt, profiles: row.profiles.map((profile) => name(profile.name)) });
      }
      for (const row of await listOwnerless(db, now)) {
        if (!can(facts, "publication.take-over", { unitId: row.unitId ?? undefined, profileIds: row.profiles.map((profile) => profile.id) }).ok) continue;
        tasks.push({ kind: "ownerless", publicationId: row.id, title: row.title, due: row.due, profiles: row.profiles.map((profile) => name(profile.name)) });
      }
      for (const row of await listReplyTroubles(db, reader)) {
        if (row.state === "refused" || row.state === "unknown" || row.state === "missed") {
          tasks.push({ kind: "reply-trouble", conversationId: row.id, preview: row.preview, profile: name(row.profile), state: row.state, since: row.at });
        }
      }
      const called = new Set(tasks.flatMap((task) => (task.kind === "urgent" ? [task.conversationId] : [])));
      for (const row of (await listConversations(db, reader, { tab: "waiting" })).conversations.filter(({ id }) => !called.has(id)).slice(0, MOST_ANSWERS)) {
        tasks.push({
          kind: "answer", conversationId: row.id, preview: row.preview, profile: name(row.profile), due: row.due, breached: row.breached, mine: row.assignee?.id === actor.personId,
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
      if (facts.coordinator) tasks.push(...(await listOperationTasks(services, council.foundedAt)));
      if (can(facts, "connection.manage", {}).ok) {
        for (const profile of profiles) {
          if (profile.state !== "active" || (profile.connection !== "missing" && profile.connection !== "needs-person")) continue;
          const failure = connections.get(profile.id)?.failure;
          tasks.push({ kind: "connection", profileId: profile.id, profile: name(profile.displayName), code: profile.connection === "missing" ? "not-connected" : (failure?.code ?? ""), since: failure?.since ?? profile.enteredAt });
        }
      }
      tasks.push(...(await listFitnessTasks(db, actor.personId, facts, now)));
      tasks.push(...(await listContractTasks(db, facts, (texts) => (texts ? name(texts) : "—"), now)), ...(await listReviewTasks(db, facts, now)));
      tasks.push(...(await listLifeTasks(services, actor, facts, name)));
      tasks.push(...(await listStaffingTasks(services, { personId: actor.personId, facts }, name)));
      tasks.push(...(await listFlowTasks(db, facts, now)));
      for (const row of own) if (row.state === "draft") tasks.push({ kind: "draft", publicationId: row.id, title: row.title, since: row.changedAt });

      const [from, to] = dayAround(now, council.zone);
      const goingOut = (await listDueBetween(db, from, to)).filter((row) => !hasExpired(row, now)).map((row) => ({
        publicationId: row.id, title: row.title, due: row.due ?? now, state: row.state, paused: row.paused, profiles: row.profiles.map((profile) => name(profile.name)),
      }));
      const later = await listDueBetween(db, now, instantOf(Date.parse(now) + 60 * 24 * 3_600_000));
      const next = later.find((row) => row.state === "scheduled" && !row.paused);
      const { counts } = await listPublications(db, {});
      const setup: TodayView["setup"][number][] = [];
      if (sources.length === 0) setup.push("source");
      if (profiles.length === 0) setup.push("profile");
      if (people.length < 2) setup.push("second-person");
      if (Object.keys(counts).every((state) => state === "draft" || state === "cancelled")) setup.push("first-publication");
      return ok({ tasks, goingOut, next: next ? { publicationId: next.id, title: next.title, due: next.due ?? now } : null, setup });
    },
    "GET /evidence": async (_visit, { cursor }) => {
      const page = await listRecords(db, { cursor, limit: 50 });
      const checkpoint = await readCheckpoint(db);
      const titles = await listTitles(db, page.records.flatMap((record) => (record.subjectType === "publication" ? [record.subjectId as Id<"publication">] : [])));
      const view: EvidencePage = {
        records: page.records.map((record) => ({
          ...record,
          publicationId: record.subjectType === "publication" ? record.subjectId : null,
          title: titles.get(record.subjectId) ?? null,
        })),
        next: page.next,
        checkpoint: checkpoint ? { size: checkpoint.size, root: Buffer.from(checkpoint.root).toString("base64"), at: checkpoint.at } : null,
        unsealed: page.unsealed,
      };
      return ok(view);
    },
  };
}

/** What cannot wait goes to who is on call now; where everybody is away, to the coordinators (PROT-R8). */
async function listUrgentTasks({ db, clock }: Services, reader: Reader, name: (texts: Localized) => string): Promise<TodayTask[]> {
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
async function listOperationTasks({ db, clock, example }: Services, foundedAt: Instant): Promise<readonly TodayTask[]> {
  const now = clock.now();
  const tasks: TodayTask[] = [];
  const restoration = await findLastRestoration(db);
  if (restoration && msBetween(restoration.restoredAt, now) < TOLD_OF_RESTORE) tasks.push({ kind: "restored", takenAt: restoration.takenAt, since: restoration.restoredAt });
  const since = example ? undefined : overdueBackup(await findLastBackup(db), foundedAt, await getParameter(db, "operation.backupMaxDays", now), now);
  if (since) tasks.push({ kind: "backup-old", since });
  return tasks;
}

/** First and last instant of the council's day. */
function dayAround(now: string, zone: string) {
  const start = Temporal.Instant.from(now).toZonedDateTimeISO(zone).startOfDay();
  return [instantOf(start.epochMilliseconds), instantOf(start.add({ days: 1 }).epochMilliseconds)] as const;
}
