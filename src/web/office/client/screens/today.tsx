import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Empty, Tag, type Tone } from "#web/ui/elements.tsx";
import type { TodayTask, TodayView } from "../../views.ts";
import { useTicking } from "../clock.ts";
import { spanInWords, stretchInWords } from "../coverage/days.ts";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";
import { PromiseTag } from "../inbox/promise-tag.tsx";
import { Loaded, Page } from "../page.tsx";
import { Paused } from "../stop/paused.tsx";
import { StopButton } from "../stop/stop-button.tsx";
import { StateTag } from "./state-tag.tsx";

/** What waits for this person, worst first, and what goes out today. */
export function Today() {
  const { format, clock } = useOffice();
  const now = useTicking(clock);
  const today = useRead("GET /today", {}, { everyMs: 20_000 });
  const day = format.weekdayAndDay(now);
  return (
    <Page title={day.charAt(0).toUpperCase() + day.slice(1)} actions={<StopButton />}>
      <Loaded read={today}>
        {(view) => (
          <div className="split">
            <div className="stack">
              <Paused />
              <Tasks view={view} now={now} />
              <GoingOut view={view} />
            </div>
            <SettingUp steps={view.setup} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Tasks({ view, now }: { readonly view: TodayView; readonly now: string }) {
  const { t, format } = useOffice();
  return (
    <section className="card" aria-labelledby="waiting">
      <h2 id="waiting">{t("today.waiting")}</h2>
      {view.tasks.length === 0 ? (
        <Empty title={t("today.nothing")}>
          {view.next && (
            <p>
              {t("today.next")} <Link to="/publications/$id" params={{ id: view.next.publicationId }}>{view.next.title || t("publications.untitled")}</Link>
              {" · "}<time dateTime={view.next.due}>{format.moment(view.next.due, now)}</time>
            </p>
          )}
        </Empty>
      ) : (
        <ul className="list">{view.tasks.map((task) => <Task key={keyOf(task)} task={task} now={now} />)}</ul>
      )}
    </section>
  );
}

const keyOf = (task: TodayTask): string => {
  const { kind } = task;
  if ("actionId" in task) return `${kind} ${task.actionId}`;
  if ("driftId" in task) return `${kind} ${task.driftId}`;
  if ("absenceId" in task) return `${kind} ${task.absenceId}`;
  if ("expectationId" in task) return `${kind} ${task.expectationId}`;
  if ("noteId" in task) return `${kind} ${task.noteId}`;
  if ("deliveryId" in task) return `${kind} ${task.deliveryId}`;
  if ("publicationId" in task) return `${kind} ${task.publicationId}`;
  if ("contractId" in task) return `${kind} ${task.contractId}`;
  if ("personId" in task) return `${kind} ${task.personId} ${"area" in task ? task.area : ""}`;
  if ("profileId" in task) return `${kind} ${task.profileId}`;
  if (task.kind === "life") return `${kind} ${task.what} ${task.requestId ?? task.lifeProfileId ?? task.caseId ?? ""}`;
  if ("conversationId" in task) return `${kind} ${task.conversationId}`;
  return "sourceId" in task ? `${kind} ${"what" in task ? task.what : ""} ${task.sourceId}` : kind;
};

const tones: Readonly<Record<TodayTask["kind"], Tone>> = {
  approve: "wait", "later-reviews": "wait", expired: "bad", returned: "wait", unknown: "bad", missed: "bad", refused: "bad", triage: "info", "triage-long": "bad", suggestions: "info", reviews: "info", debts: "wait", silence: "wait", connection: "bad", source: "wait", "source-error": "bad", draft: "dim", "action-over": "wait", drift: "bad", uncovered: "bad",
  "access-review": "wait", answer: "wait", urgent: "bad", "reply-trouble": "bad", "backup-old": "bad", mail: "bad", restored: "bad", life: "wait", gap: "bad", absence: "wait", "handover-note": "info", overrun: "wait", contract: "wait", "contract-exit": "wait", "contract-late": "wait", clauses: "wait", "contractors-alone": "bad", ownerless: "bad", training: "wait", accreditation: "wait", commitments: "wait",
};

function Task({ task, now }: { readonly task: TodayTask; readonly now: string }) {
  const { t, format } = useOffice();
  return (
    <li className="task">
      <Tag tone={tones[task.kind]}>{task.kind === "life" ? t(`lifeTask.${task.what}`) : t(`task.${task.kind}`)}</Tag>
      <div className="task-what">
        <TaskLink task={task} now={now} />
        <p className="dim"><TaskDetail task={task} /></p>
      </div>
      <p className="task-when n"><When task={task} now={now} format={format} /></p>
    </li>
  );
}

function TaskLink({ task, now }: { readonly task: TodayTask; readonly now: string }): ReactNode {
  const { t, format, text } = useOffice();
  switch (task.kind) {
    case "access-review":
      return <Link to="/settings/review" data-row="">{t("accessReview.title")}</Link>;
    case "contract":
    case "contractors-alone":
    case "contract-exit":
    case "contract-late":
    case "clauses":
      return <Link to="/settings/contracts" data-row="">{task.company}</Link>;
    case "ownerless":
    case "uncovered":
      return <Link to="/publications/$id" params={{ id: task.publicationId }} data-row="">{task.title || t("publications.untitled")}</Link>;
    case "training":
    case "accreditation":
      return task.kind === "accreditation" && task.mine
        ? <Link to="/settings/account" data-row="">{t(`area.${task.area}`)}</Link>
        : <Link to="/settings/people/$id" params={{ id: task.personId }} data-row="">{task.name}</Link>;
    case "commitments":
      return <Link to="/settings/account" data-row="">{t("today.commitments")}</Link>;
    case "later-reviews":
      return <Link to="/later-reviews" data-row="">{t("today.laterReviews", { count: task.count })}</Link>;
    case "triage":
      return <Link to="/proposals" data-row="">{t("today.toTriage", { count: task.count })}</Link>;
    case "triage-long":
      return <Link to="/day" data-row="">{t("today.toTriage", { count: task.count })}</Link>;
    case "suggestions":
      return <Link to="/ideas" data-row="">{t("today.suggestions", { count: task.count })}</Link>;
    case "reviews":
      return <Link to="/sources/review" data-row="">{t("today.reviews", { count: task.count })}</Link>;
    case "debts":
      return <Link to="/day" data-row="">{t("today.debts", { count: task.count })}</Link>;
    case "action-over":
      return <Link to="/actions/$id" params={{ id: task.actionId }} data-row="">{text(task.title)}</Link>;
    case "silence":
      return <Link to="/sources/review" data-row="">{text(task.unit)}</Link>;
    case "life":
      if (task.requestId !== null) return <Link to="/requests/$id" params={{ id: task.requestId }} data-row="">{task.title || t("requests.untitled")}</Link>;
      if (task.lifeProfileId !== null) return <Link to="/profiles/$id" params={{ id: task.lifeProfileId }} data-row="">{task.title}</Link>;
      return <Link to="/profiles/impostors" data-row="" className="breakable">{task.title}</Link>;
    case "drift":
      return <Link to="/drifts/$id" params={{ id: task.driftId }} data-row="">{task.title}</Link>;
    case "backup-old":
      return <span>{t("today.backupOld")}</span>;
    case "mail":
      return <span>{t("today.mail", { count: task.people })}</span>;
    case "restored":
      return <span>{t("today.restored", { when: format.dayAndTime(task.takenAt, now) })}</span>;
    case "gap":
      return <Link to="/coverage" search={{ from: task.from, find: task.profile }} data-row="">{t("today.gap", { profile: task.profile, when: stretchInWords({ t, format }, task), count: task.days })}</Link>;
    case "absence":
      return <Link to="/coverage/absences" data-row="">{t("today.absence", { person: task.person })}</Link>;
    case "handover-note":
      return <Link to="/coverage/team" data-row="">{t("today.note", { profile: task.profile })}</Link>;
    case "overrun":
      return <Link to="/dedication" data-row="">{t("today.overrun", { profile: task.profile, count: task.weeks })}</Link>;
    case "connection":
      return <Link to="/profiles/$id" params={{ id: task.profileId }} data-row="">{task.profile}</Link>;
    case "source":
      return <Link to="/sources/$id" params={{ id: task.sourceId }} data-row="">{task.name}</Link>;
    case "source-error":
      return <Link to="/sources/$id" params={{ id: task.sourceId }} data-row="">{task.name}</Link>;
    case "answer":
    case "urgent":
    case "reply-trouble":
      return <Link to="/inbox/$id" params={{ id: task.conversationId }} data-row="" className="two-lines"><bdi>{task.preview || t("inbox.hidden")}</bdi></Link>;
    case "expired":
      if (task.mine) return <Link to="/publications/$id/write" params={{ id: task.publicationId }} data-row="">{task.title || t("publications.untitled")}</Link>;
      return <Link to="/publications/$id/review" params={{ id: task.publicationId }} data-row="">{task.title || t("publications.untitled")}</Link>;
    case "approve":
      return <Link to="/publications/$id/review" params={{ id: task.publicationId }} data-row="">{task.title || t("publications.untitled")}</Link>;
    case "draft":
    case "returned":
      return <Link to="/publications/$id/write" params={{ id: task.publicationId }} data-row="">{task.title || t("publications.untitled")}</Link>;
    case "unknown":
    case "missed":
    case "refused":
      return <Link to="/publications/$id" params={{ id: task.publicationId }} data-row="">{task.title || t("publications.untitled")}</Link>;
  }
}

function TaskDetail({ task }: { readonly task: TodayTask }): ReactNode {
  const { t, format, text } = useOffice();
  switch (task.kind) {
    case "approve": return format.list(task.profiles);
    case "later-reviews": return t("today.laterReviewsHint");
    case "expired": return t(task.mine ? "today.expiredMine" : "today.expired");
    case "returned": return `«${task.comment}»`;
    case "unknown": return t("today.unknown", { profile: task.profile });
    case "missed": return t("today.missed", { profile: task.profile });
    case "refused": return t("today.refused", { profile: task.profile, code: task.code });
    case "access-review": return task.left === null ? t("today.reviewDue") : t("today.reviewLeft", { count: task.left });
    case "life": return t(`lifeTaskWhat.${task.what}`);
    case "contract": return t("today.contract", { count: task.days });
    case "contractors-alone": return t("today.contractorsAlone", { profiles: format.list(task.profiles) });
    case "clauses": return t("today.clauses");
    case "contract-exit": return t("today.contractExit", { items: format.list(task.open.map((item) => t(`contracts.exit.${item}`))) });
    case "contract-late": return format.list([
      ...(task.answered === 0 ? [] : [t("today.contractInTime", { count: task.answered, inTime: format.number(task.inTime, 0), days: format.number(task.days, 0) })]),
      ...(task.overdue === 0 ? [] : [t("today.contractOverdue", { count: task.overdue })]),
    ]);
    case "uncovered": return t("today.uncovered", { profiles: format.list(task.profiles) });
    case "ownerless": return t("today.ownerless", { profiles: format.list(task.profiles) });
    case "training": return t("today.training", { count: task.missing });
    case "accreditation": return t(task.mine ? "today.accreditationMine" : "today.accreditation", { area: t(`area.${task.area}`) });
    case "commitments": return t("today.commitmentsHint");
    case "triage": return task.late > 0 ? t("today.triageLate", { count: task.late }) : t("today.triageHint");
    case "triage-long": return t("today.triageLong");
    case "suggestions": return t("today.suggestionsHint");
    case "reviews": return t("today.reviewsHint");
    case "debts": return task.overdue > 0 ? t("today.debtsOverdue", { count: task.overdue }) : t("today.debtsHint");
    case "silence": return t("today.silence", { source: text(task.source) });
    case "action-over": return t("today.actionOver");
    case "gap": return t("today.gapHint");
    case "absence": return t("today.absenceHint", { when: spanInWords({ t, format }, task) });
    case "handover-note": return `«${task.text}»`;
    case "overrun": return t("today.overrunHint", { measured: format.number(task.measured, 1), committed: format.number(task.committed, 1) });
    case "connection": return task.code === "not-connected" ? t("today.notConnected") : t("today.connectAgain", { code: task.code });
    case "source": return t(`today.source.${task.what}`);
    case "source-error": return t("today.sourceError");
    case "backup-old": return t("today.backupOldHint");
    case "mail": return t("today.mailHint", { code: task.code });
    case "restored": return t("today.restoredHint");
    case "drift": return `${task.late ? `${t("drifts.late")}. ` : ""}${task.posts === 0 && task.waiting > 0 ? t("today.drift.waiting", { count: task.waiting }) : t(task.decision === "page_wrong" ? "today.drift.page_wrong" : `today.drift.${task.what}`, { count: task.posts })}`;
    case "draft": return t("today.draft");
    case "urgent": return t(`today.urgent.${task.how}`, { profile: task.profile });
    case "answer": return t(task.mine ? "today.answerMine" : "today.answer", { profile: task.profile });
    case "reply-trouble": return t(`today.trouble.${task.state}`, { profile: task.profile });
  }
}

function When({ task, now, format }: { readonly task: TodayTask; readonly now: string; readonly format: ReturnType<typeof useOffice>["format"] }) {
  if (task.kind === "answer") return <PromiseTag of={{ state: "waiting", due: task.due, disposition: null }} now={now} />;
  const due = "due" in task ? task.due : null;
  const at = due ?? ("since" in task ? task.since : "oldest" in task ? task.oldest : null);
  if (at === null) return null;
  const pressing = due !== null && Date.parse(due) - Date.parse(now) < 60 * 60_000;
  return <time dateTime={at} className={pressing ? "bad" : ""}>{format.ago(at, now)}</time>;
}

function GoingOut({ view }: { readonly view: TodayView }) {
  const { t, format } = useOffice();
  return (
    <section className="card" aria-labelledby="going-out">
      <h2 id="going-out">{t("today.goingOut")}</h2>
      {view.goingOut.length === 0 ? <p className="dim">{t("today.nothingGoesOut")}</p> : (
        <ul className="list">
          {view.goingOut.map((item) => (
            <li key={item.publicationId} className="row wide">
              <time dateTime={item.due} className="n">{format.time(item.due)}</time>
              <span className="grow">
                <Link to="/publications/$id" params={{ id: item.publicationId }} data-row="">{item.title || t("publications.untitled")}</Link>
                <span className="dim"> {format.list(item.profiles)}</span>
              </span>
              <StateTag state={item.state} paused={item.paused} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const stepPlaces = {
  source: "/sources", profile: "/profiles/new", "second-person": "/settings/people", "first-publication": "/new",
} as const satisfies Record<TodayView["setup"][number], string>;

function SettingUp({ steps }: { readonly steps: TodayView["setup"] }) {
  const { t } = useOffice();
  if (steps.length === 0) return null;
  const all = Object.keys(stepPlaces).length;
  return (
    <section className="card stack tight" aria-labelledby="setup">
      <h2 id="setup">{t("today.setup")}</h2>
      <p className="dim">{t("today.setupDone", { done: all - steps.length, all })}</p>
      <ol className="list">
        {steps.map((step) => (
          <li key={step}>
            <Link to={stepPlaces[step]}>{t(`setup.${step}`)}</Link>
            <p className="dim">{t(`setupWhy.${step}`)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
