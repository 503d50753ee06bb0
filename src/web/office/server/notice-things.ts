import { formatter } from "#web/i18n/format.ts";
import { translatorFor } from "#web/i18n/messages.ts";
import { isInterfaceLanguage, type Translate } from "#web/i18n/translate.ts";
import { factsOf, type Person } from "#modules/authority/index.ts";
import { readDay } from "#modules/flow/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import { listHalfSpent } from "#modules/inbox/index.ts";
import { listOpenStops } from "#modules/publishing/index.ts";
import { parseId } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { MailLine, NoticeGroup, Telling, WaitingThing, Weight } from "#modules/notices/index.ts";
import type { TodayTask } from "../views.ts";
import { writeLetter } from "./notice-letter.ts";
import { nameFor } from "./publications.ts";
import { listTasks, readTaskGround, type TaskReading } from "./tasks.ts";

/**
 * What each kind of task is to whoever is told of it by mail (5.3). A new kind is a type error here until it has been
 * decided. An answer is urgent by its own kind; one of whose time half is over, or whose promise is broken, is told, one that still has time only waits.
 */
const noticeOf: Readonly<Record<TodayTask["kind"], { readonly group: NoticeGroup; readonly weight: Weight }>> = {
  urgent: { group: "answers", weight: "urgent" },
  answer: { group: "answers", weight: "daily" },
  "reply-trouble": { group: "answers", weight: "urgent" },
  missed: { group: "publishing", weight: "urgent" },
  unknown: { group: "publishing", weight: "urgent" },
  refused: { group: "publishing", weight: "usual" },
  uncovered: { group: "publishing", weight: "usual" },
  approve: { group: "publishing", weight: "usual" },
  expired: { group: "publishing", weight: "usual" },
  returned: { group: "publishing", weight: "usual" },
  ownerless: { group: "publishing", weight: "usual" },
  drift: { group: "publishing", weight: "usual" },
  "later-reviews": { group: "publishing", weight: "daily" },
  draft: { group: "publishing", weight: "seen" },
  "action-over": { group: "publishing", weight: "daily" },
  triage: { group: "flow", weight: "daily" },
  suggestions: { group: "flow", weight: "daily" },
  reviews: { group: "flow", weight: "daily" },
  debts: { group: "flow", weight: "daily" },
  silence: { group: "flow", weight: "usual" },
  "triage-long": { group: "warnings", weight: "usual" },
  gap: { group: "warnings", weight: "usual" },
  overrun: { group: "warnings", weight: "daily" },
  contract: { group: "warnings", weight: "usual" },
  "contract-late": { group: "warnings", weight: "usual" },
  "contract-exit": { group: "warnings", weight: "usual" },
  clauses: { group: "warnings", weight: "usual" },
  "contractors-alone": { group: "warnings", weight: "usual" },
  "access-review": { group: "warnings", weight: "usual" },
  life: { group: "profiles", weight: "usual" },
  connection: { group: "profiles", weight: "usual" },
  source: { group: "profiles", weight: "usual" },
  "source-error": { group: "profiles", weight: "usual" },
  absence: { group: "team", weight: "usual" },
  "handover-note": { group: "team", weight: "usual" },
  training: { group: "team", weight: "usual" },
  accreditation: { group: "team", weight: "usual" },
  commitments: { group: "team", weight: "usual" },
  "backup-old": { group: "operation", weight: "usual" },
  restored: { group: "operation", weight: "usual" },
  // Told by mail it would be told of itself.
  mail: { group: "operation", weight: "seen" },
};

/** What mail tells: the office's own lists, in each reader's language. */
export function officeTelling(services: TaskReading, origin: string): Telling {
  const { db } = services;
  return {
    listWaiting: async (person) => {
      const t = translatorOf(person);
      const tasks = await listTasks(services, person, Infinity, await readTaskGround(services));
      const halfSpent = await listHalfSpent(db, tasks.flatMap((task) => (task.kind === "answer" ? (parseId<"conversation">(task.conversationId) ?? []) : [])), services.clock.now());
      return [...(await stopsFor(services, person, t)), ...tasks.map((task) => thingOf(task, halfSpent, t, person))].toSorted((a, b) => Number(b.weight === "urgent") - Number(a.weight === "urgent"));
    },
    listUndecided: async (person, days, at) => {
      const t = translatorOf(person);
      const [{ promotes }, name] = [await factsOf(db, { personId: person.id }, at), await nameFor(services, person)];
      const lines: MailLine[] = [];
      for (const day of promotes.size > 0 ? days : []) {
        for (const { unitId, untriaged } of await readDay(db, day, at)) {
          if (unitId === null || !promotes.has(unitId)) continue;
          for (const { title, itemId, suggestionId } of untriaged) {
            lines.push({ key: `undecided ${itemId ?? suggestionId ?? ""}`, label: t("task.triage"), title: name(title) || t("publications.untitled"), path: itemId === null ? "/ideas" : "/proposals" });
          }
        }
      }
      return lines;
    },
    write: async (person, mail, at: Instant) => {
      const [council, name] = [await getCouncil(db), await nameFor(services, person)];
      const t = translatorOf(person);
      return { language: t.language, ...(await writeLetter({ t, format: formatter(t.language, council.zone), council: name(council.name), origin }, mail, at)) };
    },
  };
}

const translatorOf = ({ language }: Pick<Person, "language">): Translate => translatorFor(isInterfaceLanguage(language) ? language : "es");

/** A panic stop is nobody's task and everybody's news who could have pressed it. */
async function stopsFor({ db, clock }: TaskReading, person: Person, t: Translate): Promise<readonly WaitingThing[]> {
  const { coordinator, manages } = await factsOf(db, { personId: person.id }, clock.now());
  return (await listOpenStops(db))
    .filter(({ profileIds }) => coordinator || (profileIds === null ? manages.size > 0 : profileIds.some((id) => manages.has(id))))
    .map(({ id }) => ({ key: `stop ${id}`, group: "publishing", weight: "urgent", label: t("notices.stopLabel"), title: t("notices.stopped"), path: "/" }));
}

/** The title only locates: of what citizens write, of people and of what somebody said about them nothing is put into mail. */
function thingOf(task: TodayTask, halfSpent: ReadonlySet<string>, t: Translate, person: Pick<Person, "language">): WaitingThing {
  const { group, weight } = noticeOf[task.kind];
  const [what, title, path] = placeOf(task, t, person.language);
  const pressed = task.kind !== "answer" ? "" : task.breached ? "breached" : halfSpent.has(task.conversationId) ? "half" : "";
  // Of many that wait the oldest changes with each that is decided on: that is news once for each day that it is from.
  const key = [task.kind, what, "since" in task ? task.since : "", "oldest" in task ? task.oldest.slice(0, 10) : "", pressed].filter((part) => part !== "" && part !== null).join(" ");
  return { key, group, weight: pressed === "" ? weight : "usual", label: task.kind === "life" ? t(`lifeTask.${task.what}`) : t(`task.${task.kind}`), title, path };
}

/** What a task is about, its title and where it is done. */
function placeOf(task: TodayTask, t: Translate, language: string): readonly [what: string, title: string, path: string] {
  const publication = (title: string) => title || t("publications.untitled");
  switch (task.kind) {
    case "urgent": case "answer": case "reply-trouble": return [task.conversationId, task.profile, `/inbox/${task.conversationId}`];
    case "missed": case "unknown": case "refused": return [task.deliveryId, publication(task.title), `/publications/${task.publicationId}`];
    case "approve": case "expired": return [task.publicationId, publication(task.title), `/publications/${task.publicationId}/review`];
    case "returned": case "draft": return [task.publicationId, publication(task.title), `/publications/${task.publicationId}/write`];
    case "ownerless": case "uncovered": return [task.publicationId, publication(task.title), `/publications/${task.publicationId}`];
    case "drift": return [task.driftId, task.title, `/drifts/${task.driftId}`];
    case "later-reviews": return ["", t("today.laterReviews", { count: task.count }), "/later-reviews"];
    case "triage": return ["", t("today.toTriage", { count: task.count }), "/proposals"];
    case "triage-long": return ["", t("today.toTriage", { count: task.count }), "/day"];
    case "suggestions": return ["", t("today.suggestions", { count: task.count }), "/ideas"];
    case "reviews": return ["", t("today.reviews", { count: task.count }), "/sources/review"];
    case "debts": return ["", t("today.debts", { count: task.count }), "/day"];
    case "silence": return [task.expectationId, task.unit[language] ?? Object.values(task.unit)[0] ?? "", "/sources/review"];
    case "action-over": return [task.actionId, task.title[language] ?? Object.values(task.title)[0] ?? "", `/actions/${task.actionId}`];
    case "gap": return [`${task.profileId} ${task.from}`, task.profile, "/coverage"];
    case "overrun": return [task.profileId, task.profile, "/dedication"];
    case "contract": return [`${task.contractId} ${task.days}`, task.company, "/settings/contracts"];
    case "clauses": case "contract-exit": case "contract-late": case "contractors-alone": return [task.contractId, task.company, "/settings/contracts"];
    case "access-review": return [task.due, t("accessReview.title"), "/settings/review"];
    // Of an impostor a citizen may have typed the address.
    case "life": return lifePlace(task, t);
    case "connection": return [task.profileId, task.profile, `/profiles/${task.profileId}`];
    case "source": case "source-error": return [task.sourceId, task.name, `/sources/${task.sourceId}`];
    case "absence": return [task.absenceId, t("notices.absence"), "/coverage/absences"];
    case "handover-note": return [task.noteId, task.profile, "/coverage/team"];
    case "training": return [task.personId, t("notices.training"), "/"];
    case "accreditation": return [`${task.personId} ${task.area} ${task.due}`, t(`area.${task.area}`), task.mine ? "/settings/account" : "/"];
    case "commitments": return [task.due ?? "", t("today.commitments"), "/settings/account"];
    case "backup-old": return ["", t("today.backupOld"), "/"];
    case "restored": return ["", t("notices.restored"), "/"];
    case "mail": return ["", "", "/"];
  }
}

function lifePlace({ what, title, requestId, lifeProfileId, caseId }: Extract<TodayTask, { kind: "life" }>, t: Translate): readonly [string, string, string] {
  if (requestId !== null) return [`${what} ${requestId}`, title || t("requests.untitled"), `/requests/${requestId}`];
  if (lifeProfileId !== null) return [`${what} ${lifeProfileId}`, title, `/profiles/${lifeProfileId}`];
  return [`${what} ${caseId ?? ""}`, t("notices.impostor"), "/profiles/impostors"];
}
