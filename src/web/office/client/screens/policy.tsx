import { useState } from "react";
import { Button, Empty, Field, Outside, Tag } from "#web/ui/elements.tsx";
import { Tabs } from "#web/ui/tabs.tsx";
import type { PolicyView } from "../../views.ts";
import { actKinds } from "../../vocabulary.ts";
import { citationText } from "../citation.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { matches } from "../shell/match.ts";
import { ActDialog } from "../policy/act-dialog.tsx";
import { nameOfParameter, valueText } from "../policy/parameter.ts";
import { ParameterDialog } from "../policy/parameter-dialog.tsx";
import { MeetingDialog, PeriodDialog } from "../policy/agenda-dialogs.tsx";
import { Responsibilities } from "../policy/responsibilities.tsx";
import { WorkingGroup } from "../policy/working-group.tsx";
import { SettingsTabs } from "./settings-tabs.tsx";

type Part = "acts" | "parameters" | "responsibilities" | "periods" | "meetings";
type Parameter = PolicyView["parameters"][number];

/** The acts that the council has decided by, every number that they set, election periods and meetings. */
export function Policy() {
  const { t, may } = useOffice();
  const policy = useRead("GET /policy", {});
  const [part, setPart] = useState<Part>("acts");
  const [open, setOpen] = useState<"act" | "period" | "meeting">();
  const close = () => setOpen(undefined);
  return (
    <Page title={t("policy.title")} actions={may("policy.manage") && <Button look="go" onClick={() => setOpen("act")}>{t("policy.enterAct")}</Button>}>
      <SettingsTabs current="policy" />
      <div className="settings-body">
        <Loaded read={policy}>
          {(view) => (
            <>
              <Tabs inner label={t("policy.title")} current={part} onChoose={setPart} tabs={(["acts", "parameters", "responsibilities", "periods", "meetings"] as const).map((key) => ({ key, label: t(`policy.part.${key}`) }))}>
                {part === "acts" && <Acts acts={view.acts} />}
                {part === "parameters" && <Parameters view={view} />}
                {part === "responsibilities" && <Responsibilities view={view} />}
                {part === "periods" && <Periods periods={view.periods} onAdd={() => setOpen("period")} />}
                {part === "meetings" && <div className="stack"><WorkingGroup view={view} /><Meetings view={view} onAdd={() => setOpen("meeting")} /></div>}
              </Tabs>
              {open === "act" && <ActDialog onClose={close} />}
              {open === "period" && <PeriodDialog acts={view.acts} onClose={close} />}
              {open === "meeting" && <MeetingDialog onClose={close} />}
            </>
          )}
        </Loaded>
      </div>
    </Page>
  );
}

function Acts({ acts }: { readonly acts: PolicyView["acts"] }) {
  const { t, text, format, clock } = useOffice();
  if (acts.length === 0) return <Empty icon="archive" title={t("policy.noActs")}><p>{t("policy.noActsHint")}</p></Empty>;
  return (
    <ul className="stack">
      {acts.map((act) => (
        <li key={act.id}>
          <article className="card stack tight" aria-labelledby={`act-${act.id}`}>
            <div className="row between"><h2 id={`act-${act.id}`}>{text(act.title)}</h2>{act.binding && <Tag tone="info">{t("policy.binding")}</Tag>}</div>
            <p className="dim">{t(`actKind.${actKinds.find((kind) => kind === act.kind) ?? "other"}`)} · {act.issuer} · {act.place}, <span className="n">{format.longDay(`${act.signedOn}T12:00:00.000Z`)}</span></p>
            <p className="dim">{t(act.inForceFrom > clock.now() ? "policy.comesInForce" : "policy.inForce", { day: format.longDay(act.inForceFrom) })}</p>
            {act.articles.map((article) => <details key={article.number}><summary>{article.number}. {text(article.title)}</summary><p className="measure">{text(article.summary)}</p></details>)}
            {act.url && <p><Outside href={act.url} newTab={t("shell.newTab")}>{t("commitments.official")}</Outside></p>}
            {act.sha256 && <p className="dim breakable">SHA-256 {act.sha256}</p>}
          </article>
        </li>
      ))}
    </ul>
  );
}

function Parameters({ view }: { readonly view: PolicyView }) {
  const { t, text, format, may } = useOffice();
  const [search, setSearch] = useState("");
  const [changing, setChanging] = useState<Parameter>();
  const shown = view.parameters.filter((parameter) => matches(search, `${nameOfParameter(t, parameter.key)} ${parameter.key}`));
  return (
    <section className="card stack">
      <p className="measure">{t("policy.parametersLead")}</p>
      <div className="row wide" role="search">
        <Field label={t("people.search")}>{(ties) => <input {...ties} type="search" value={search} onChange={(event) => setSearch(event.target.value)} />}</Field>
        <a className="btn" href="/office/parameters.csv" download>{t("list.download")}</a>
        <p className="dim" role="status">{t("policy.shown", { count: shown.length })}</p>
      </div>
      <table className="cards">
        <caption className="sr">{t("policy.part.parameters")}</caption>
        <thead><tr><th scope="col">{t("policy.parameter")}</th><th scope="col">{t("policy.value")}</th><th scope="col">{t("policy.ground")}</th><th scope="col"><span className="sr">{t("policy.change")}</span></th></tr></thead>
        <tbody>
          {shown.map((parameter) => (
            <tr key={parameter.key}>
              <th scope="row">
                {nameOfParameter(t, parameter.key)}
                {parameter.changes.length > 0 && (
                  <details>
                    <summary>{t("policy.history", { count: parameter.changes.length })}</summary>
                    <ul className="list">
                      {parameter.changes.map((change) => (
                        <li key={change.from}><span className="n">{valueText(t, format, parameter.key, change.value)}</span> · {t("people.since", { day: format.dayAndTime(change.from, change.from) })}<p className="dim">{citationText(t, change.article)}{change.act && ` · ${text(change.act)}`}</p></li>
                      ))}
                      <li><span className="n">{valueText(t, format, parameter.key, parameter.standard)}</span> · {t("policy.standard")}</li>
                    </ul>
                  </details>
                )}
              </th>
              <td data-label={t("policy.value")} className="n">{valueText(t, format, parameter.key, parameter.value)}</td>
              <td data-label={t("policy.ground")} className="dim">{citationText(t, parameter.citation)}{parameter.from && <p>{t("people.since", { day: format.longDay(parameter.from) })}</p>}</td>
              <td>{may("policy.manage") && <Button small onClick={() => setChanging(parameter)}>{t("policy.change")}<span className="sr">: {nameOfParameter(t, parameter.key)}</span></Button>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changing && <ParameterDialog parameter={changing} acts={view.acts} onClose={() => setChanging(undefined)} />}
    </section>
  );
}

function Periods({ periods, onAdd }: { readonly periods: PolicyView["periods"]; readonly onAdd: () => void }) {
  const { t, text, format, may } = useOffice();
  const remove = useWrite("POST /policy/periods/:id/remove");
  return (
    <section className="card stack">
      <p className="measure">{t("policy.periodsLead")}</p>
      {periods.length === 0 ? <Empty title={t("policy.noPeriods")}><p>{t("policy.noPeriodsHint")}</p></Empty> : (
        <ul className="list">
          {periods.map((period) => (
            <li key={period.id} className="row wide between">
              <span className="grow"><strong>{text(period.name)}</strong> <span className="n">{format.dayAndTime(period.from, period.from)} – {format.dayAndTime(period.to, period.to)}</span></span>
              {may("policy.manage") && <Button small look="quiet" busy={remove.isPending} onClick={() => remove.mutate({ id: period.id })}>{t("policy.removePeriod")}<span className="sr">: {text(period.name)}</span></Button>}
            </li>
          ))}
        </ul>
      )}
      {remove.error && <Failure error={remove.error} />}
      {may("policy.manage") && <div><Button onClick={onAdd}>{t("policy.addPeriod")}</Button></div>}
    </section>
  );
}

function Meetings({ view, onAdd }: { readonly view: PolicyView; readonly onAdd: () => void }) {
  const { t, format, may } = useOffice();
  return (
    <section className="card stack" aria-labelledby="meetings">
      <h2 id="meetings">{t("policy.part.meetings")}</h2>
      <p className="measure">{t("policy.meetingsLead", { held: view.community.held, wanted: view.community.wanted })}</p>
      {view.meetings.length === 0 ? <Empty title={t("policy.noMeetings")}><p>{t("policy.noMeetingsHint")}</p></Empty> : (
        <ul className="list">
          {view.meetings.map((meeting) => (
            <li key={meeting.id}>
              <strong className="n">{format.longDay(`${meeting.heldOn}T12:00:00.000Z`)}</strong> · {t(`policy.meeting.${meeting.kind}`)}
              <p className="measure">{meeting.agreements}</p>
              {meeting.minutesUrl && <p><Outside href={meeting.minutesUrl} newTab={t("shell.newTab")}>{t("policy.minutes")}</Outside></p>}
            </li>
          ))}
        </ul>
      )}
      {may("policy.manage") && <div><Button onClick={onAdd}>{t("policy.addMeeting")}</Button></div>}
    </section>
  );
}
