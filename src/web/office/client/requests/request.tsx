import { Link, useParams } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { criteria } from "#modules/lifecycle/rules/request.ts";
import { Button, Field, Note, Tag } from "#web/ui/elements.tsx";
import type { RequestView } from "../../views.ts";
import { competenceAreas, evaluationOutcomes } from "../../vocabulary.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { Act, ActNow } from "../profiles/act.tsx";
import { Findings } from "../profiles/life.tsx";
import { requestTones } from "./requests.tsx";
import { sayFinding } from "./say-finding.ts";

/** A request as a list of tasks, what it comes to, and what each may do with it. */
export function Request() {
  const { id } = useParams({ from: "/requests/$id" });
  const request = useRead("GET /requests/:id", { id });
  return <Loaded read={request}>{(view) => <RequestPage view={view} />}</Loaded>;
}

const sectionTones = { empty: "dim", begun: "wait", done: "ok" } as const;

function RequestPage({ view }: { readonly view: RequestView }) {
  const { t, text, format, say } = useOffice();
  const done = view.sections.filter(({ state }) => state === "done").length;
  const decided = view.state === "approved" || view.state === "rejected" || view.state === "withdrawn";
  return (
    <Page title={text(view.content.displayName) || t("requests.untitled")} kicker={<><Tag tone={requestTones[view.state]}>{t(`requestState.${view.state}`)}</Tag><span>{text(view.unit)}</span></>}>
      <div className="split">
        <div className="stack">
          <section className="card stack tight" aria-labelledby="tasks">
            <h2 id="tasks">{t("requests.tasks")}</h2>
            <p>{t("requests.tasksDone", { done, all: view.sections.length })} <span className="dim">{t("requests.savedBy", { name: view.savedBy, when: format.longDay(view.savedAt) })}</span></p>
            <ol className="list task-list">
              {view.sections.map(({ section, state }, index) => (
                <li key={section}>
                  <span className="n dim">{index + 1}</span>
                  <div className="stack tight">
                    <Link to="/requests/$id/$section" params={{ id: view.id, section }} data-row="">{t(`section.${section}`)}</Link>
                    {state === "begun" && <ul className="dim">{view.findings.filter((finding) => finding.section === section).map((finding) => <li key={JSON.stringify(finding)}>{sayFinding(t, format, finding)}</li>)}</ul>}
                    {section === "naming" && view.naming.map((each) => <p key={JSON.stringify(each)} className="dim"><Tag tone="bad">{t("requests.warning")}</Tag> {t(`network.${each.network}`)}: {say(each.trouble)}</p>)}
                    {state === "done" && view.findings.filter((finding) => finding.section === section).map((finding) => <p key={finding.kind} className="dim"><Tag tone="wait">{t("requests.warning")}</Tag> {sayFinding(t, format, finding)}</p>)}
                  </div>
                  <Tag tone={sectionTones[state]}>{t(`sectionState.${state}`)}</Tag>
                </li>
              ))}
            </ol>
          </section>
          {!decided && <Decide view={view} />}
          <History view={view} />
        </div>
        <Reckoning view={view} />
      </div>
    </Page>
  );
}

/** What the request comes to, in numbers: hours, team, cover. */
export function Reckoning({ view }: { readonly view: RequestView }) {
  const { t, text, format } = useOffice();
  const { estimate } = view;
  return (
    <section className="card stack tight" aria-labelledby="reckoning">
      <h2 id="reckoning">{t("requests.reckoning")}</h2>
      <p className="big">{t("requests.hours", { hours: format.number(Math.round(estimate.hours * 10) / 10) })}</p>
      <dl className="facts">
        <dt>{t("requests.publishing")}</dt><dd className="n">{format.number(Math.round(estimate.publishing * 10) / 10)}</dd>
        <dt>{t("requests.interaction")}</dt><dd className="n">{format.number(Math.round(estimate.interaction * 10) / 10)}</dd>
        <dt>{t("requests.fixed")}</dt><dd className="n">{format.number(Math.round(estimate.fixed * 100) / 100)}</dd>
        <dt>{t("requests.contingency")}</dt><dd className="n">{format.number(Math.round(estimate.contingency * 10) / 10)}</dd>
        <dt>{t("requests.committed")}</dt><dd className="n">{format.number(view.committed)}</dd>
        <dt>{t("requests.people")}</dt><dd className="n">{format.number(estimate.minimumTeam)}</dd>
      </dl>
      {view.team.length > 0 && <ul className="list">{view.team.map((member) => (
        <li key={`${member.personId} ${member.role}`}><strong>{member.name}</strong> <Tag tone={member.fit ? "ok" : "wait"}>{member.fit ? t("requests.fit") : t("requests.notFit", { count: member.missing.length })}</Tag>
          {!member.fit && <p className="dim">{t("requests.lacks", { areas: format.list(member.missing.map((area) => t(`area.${competenceAreas.find((each) => each === area) ?? "protocols"}`).toLowerCase())) })}{member.from && ` ${t("requests.plannedFor", { day: format.longDay(`${member.from}T12:00:00.000Z`) })}`}</p>}
        </li>
      ))}</ul>}
      {view.coverage && <p><Tag tone={view.coverage.gapDays === 0 ? "ok" : "bad"}>{view.coverage.gapDays === 0 ? t("requests.covered") : t("profiles.gaps", { count: view.coverage.gapDays })}</Tag> {view.coverage.firstGap && t("requests.firstGap", { day: format.longDay(`${view.coverage.firstGap}T12:00:00.000Z`) })}</p>}
      <Findings title={t("requests.obstacles")} findings={view.obstacles} done={t("requests.noObstacles")} />
      {view.overlaps.length > 0 && <Note tone="wait" title={t("requests.overlaps")}><ul>{view.overlaps.map((overlap) => <li key={overlap.profileId}><Link to="/profiles/$id" params={{ id: overlap.profileId }}>{text(overlap.name)}</Link>: {format.list(overlap.words)}</li>)}</ul><p>{t("requests.overlapsHint")}</p></Note>}
    </section>
  );
}

function Decide({ view }: { readonly view: RequestView }) {
  const { t, format } = useOffice();
  const sign = useWrite("POST /requests/:id/sign");
  const submit = useWrite("POST /requests/:id/submit");
  const back = useWrite("POST /requests/:id/take-back");
  const consent = useWrite("POST /requests/:id/consent");
  const { id, revision } = view;
  const current = view.consents.filter((each) => each.current);
  const blocking = view.findings.filter(({ level }) => level === "block").length;
  const signed = current.find(({ kind }) => kind === "signature");
  const canTakeBack = view.state === "submitted" || view.state === "in_review";
  return (
    <section className="card stack" aria-labelledby="decide">
      <h2 id="decide">{t("requests.decide")}</h2>
      <ul className="list">
        <li><Tag tone={blocking === 0 ? "ok" : "wait"}>{blocking === 0 ? t("life.have") : t("life.lacks")}</Tag> {blocking === 0 ? t("requests.complete") : t("requests.incomplete", { count: blocking })}</li>
        <li><Tag tone={signed ? "ok" : "wait"}>{signed ? t("life.have") : t("life.lacks")}</Tag> {signed ? t("requests.signedBy", { name: signed.by, when: format.longDay(signed.at) }) : t("requests.signatureMissing")}</li>
        {(["approval", "agreement"] as const).map((kind) => {
          const given = current.find((each) => each.kind === kind);
          return <li key={kind}><Tag tone={given ? "ok" : "wait"}>{given ? t("life.have") : t("life.lacks")}</Tag> {given ? t("requests.consentBy", { what: t(`consent.${kind}`), name: given.by, when: format.longDay(given.at) }) : t("requests.consentMissing", { what: t(`consent.${kind}`) })}</li>;
        })}
      </ul>
      {view.may.sign && <ActNow label={t("requests.sign")} error={sign.error} busy={sign.isPending} onSend={() => sign.mutate({ id, revision })} />}
      {view.may.write && <ActNow label={t("requests.submit")} error={submit.error} busy={submit.isPending} onSend={() => submit.mutate({ id, revision })} />}
      {view.may.evaluate && <Evaluate view={view} />}
      {view.may.approve && <ActNow label={t("requests.approve")} error={consent.error} busy={consent.isPending} onSend={() => consent.mutate({ id, revision, kind: "approval" })} />}
      {view.may.agree && <ActNow label={t("requests.agree")} error={consent.error} busy={consent.isPending} onSend={() => consent.mutate({ id, revision, kind: "agreement" })} />}
      {canTakeBack && !view.may.evaluate && !view.may.agree && <p className="dim">{t("requests.waits")}</p>}
      {(view.may.write || canTakeBack) && <TakeBack view={view} error={back.error} busy={back.isPending} onSend={(to, reason) => back.mutate({ id, to, reason })} />}
    </section>
  );
}

function TakeBack({ view, error, busy, onSend }: { readonly view: RequestView; readonly error: unknown; readonly busy: boolean; readonly onSend: (to: "requested" | "withdrawn", reason: string) => void }) {
  const { t, may } = useOffice();
  if (!may("request.write")) return null;
  const options = view.state === "requested" ? [["withdrawn", t("requests.withdraw")] as const] : [["requested", t("requests.takeBack")] as const, ["withdrawn", t("requests.withdraw")] as const];
  return <Act label={t("requests.takeBackOrWithdraw")} look="bad" missing={t("life.missing")} error={error} busy={busy} fields={[{ name: "to", label: t("requests.what"), kind: "select", options }, { name: "reason", label: t("life.reason"), kind: "text" }]} onSend={({ to, reason = "" }) => onSend(to === "requested" ? "requested" : "withdrawn", reason)} />;
}

function Evaluate({ view }: { readonly view: RequestView }) {
  const { t } = useOffice();
  const evaluate = useWrite("POST /requests/:id/evaluation");
  const [scores, setScores] = useState<Readonly<Record<string, number>>>({});
  const [metOn, setMetOn] = useState("");
  const [minutes, setMinutes] = useState("");
  const [outcome, setOutcome] = useState<(typeof evaluationOutcomes)[number]>("open");
  const [reasons, setReasons] = useState("");
  const [conditions, setConditions] = useState("");
  const [reviewOn, setReviewOn] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    evaluate.mutate({ id: view.id, revision: view.revision, scores, metOn, minutes, outcome, reasons, conditions, reviewOn });
  };
  return (
    <details className="act">
      <summary className="btn go">{t("requests.evaluate")}</summary>
      <form className="stack act-form" onSubmit={submit} noValidate>
        <table className="cards"><caption>{t("requests.criteria")}</caption>
          <thead><tr><th scope="col">{t("requests.criterion")}</th>{[0, 1, 2].map((score) => <th key={score} scope="col">{t(`score.${score as 0 | 1 | 2}`)}</th>)}</tr></thead>
          <tbody>{criteria.map((criterion) => (
            <tr key={criterion}><th scope="row">{t(`criterion.${criterion}`)}</th>
              {[0, 1, 2].map((score) => <td key={score} data-label={t(`score.${score as 0 | 1 | 2}`)}><input type="radio" name={`score-${criterion}`} aria-label={`${t(`criterion.${criterion}`)}: ${t(`score.${score as 0 | 1 | 2}`)}`} checked={scores[criterion] === score} onChange={() => setScores({ ...scores, [criterion]: score })} /></td>)}
            </tr>
          ))}</tbody>
        </table>
        <div className="halves">
          <Field label={t("requests.metOn")}>{(ties) => <input {...ties} type="date" value={metOn} onChange={(event) => setMetOn(event.target.value)} />}</Field>
          <Field label={t("requests.minutes")} hint={t("requests.minutesHint")}>{(ties) => <input {...ties} type="text" value={minutes} onChange={(event) => setMinutes(event.target.value)} />}</Field>
        </div>
        <Field label={t("requests.outcome")}>{(ties) => <select {...ties} value={outcome} onChange={(event) => setOutcome(evaluationOutcomes.find((each) => each === event.target.value) ?? "open")}>{evaluationOutcomes.map((each) => <option key={each} value={each}>{t(`outcome.${each}`)}</option>)}</select>}</Field>
        <Field label={t("requests.reasons")}>{(ties) => <textarea {...ties} className="short" value={reasons} onChange={(event) => setReasons(event.target.value)} />}</Field>
        <Field label={t("requests.conditions")}>{(ties) => <textarea {...ties} className="short" value={conditions} onChange={(event) => setConditions(event.target.value)} />}</Field>
        <Field label={t("requests.reviewOn")}>{(ties) => <input {...ties} type="date" value={reviewOn} onChange={(event) => setReviewOn(event.target.value)} />}</Field>
        {evaluate.error && <Failure error={evaluate.error} />}
        <div><Button type="submit" look="go" busy={evaluate.isPending}>{t("requests.saveEvaluation")}</Button></div>
      </form>
    </details>
  );
}

function History({ view }: { readonly view: RequestView }) {
  const { t, format } = useOffice();
  return (
    <section className="card stack tight" aria-labelledby="history">
      <h2 id="history">{t("life.history")}</h2>
      {view.profiles.length > 0 && <p>{t("requests.opened", { count: view.profiles.length })} {view.profiles.map((profileId) => <Link key={profileId} to="/profiles/$id" params={{ id: profileId }}>{t("requests.toProfile")}</Link>)}</p>}
      {view.evaluations.map((each) => (
        <div key={each.at} className="stack tight">
          <p><Tag tone={each.outcome === "open" ? "ok" : each.outcome === "alternative" ? "wait" : "bad"}>{t(`outcome.${each.outcome}`)}</Tag> {each.by} · <time dateTime={each.at}>{format.longDay(each.at)}</time> · {each.minutes}</p>
          <p>«{each.reasons}»</p>
          {each.conditions && <p className="dim">{t("requests.conditions")}: {each.conditions}</p>}
          <p className="dim">{criteria.map((criterion) => `${t(`criterion.${criterion}`)}: ${each.scores[criterion] ?? "—"}`).join(" · ")}</p>
        </div>
      ))}
      <ol className="list">{view.steps.map((each) => <li key={`${each.at} ${each.state}`}><Tag tone={requestTones[each.state]}>{t(`requestState.${each.state}`)}</Tag> <time dateTime={each.at}>{format.longDay(each.at)}</time>{each.by && ` · ${each.by}`}{each.reason && ` · «${each.reason}»`}</li>)}</ol>
    </section>
  );
}
