import { useState } from "react";
import { Button, Note, Tag, type Tone } from "#web/ui/elements.tsx";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { ReasonDialog } from "../publication/reason-dialog.tsx";
import { AgreeAnswerTime, AnswerTime } from "./answer-time.tsx";
import type { ContractRow } from "./contract-row.ts";
import { Exit } from "./exit.tsx";
import { Extend } from "./extend.tsx";
import { NamePerson } from "./name-person.tsx";
import { Signatures } from "./signatures.tsx";

const stateTones: Readonly<Record<ContractRow["state"], Tone>> = { draft: "dim", in_force: "ok", expiring: "wait", ended: "dim" };
const clauseTones: Readonly<Record<ContractRow["clauses"], Tone>> = { signed: "ok", grace: "wait", missing: "bad" };

/** One contract: what it says, what it lacks, who is under it, and what may be done with it now. */
export function ContractCard({ contract }: { readonly contract: ContractRow }) {
  const { t, format, may } = useOffice();
  const start = useWrite("POST /contracts/:id/start");
  const end = useWrite("POST /contracts/:id/end");
  const remove = useWrite("POST /contracts/:id/people/remove");
  const [open, setOpen] = useState<"sign" | "name" | "extend" | "time" | "end">();
  const close = () => setOpen(undefined);
  const manage = may("contract.manage") && contract.state !== "ended";
  const day = (text: string) => format.longDay(`${text}T12:00:00.000Z`);
  return (
    <article className="card stack" aria-labelledby={`contract-${contract.id}`}>
      <div className="row between">
        <h2 id={`contract-${contract.id}`}>{contract.company}</h2>
        <Tag tone={stateTones[contract.state]}>{t(`contracts.state.${contract.state}`)}</Tag>
      </div>
      <p>{contract.object}</p>
      {contract.alert !== null && <Note tone="wait" title={t("contracts.ends", { when: format.dayAndTime(contract.to, contract.to) })}><p>{t("contracts.endsHint")}</p></Note>}
      {contract.profiles.some((profile) => !profile.managed) && contract.state !== "ended" && (
        <Note tone="bad" title={t("contracts.unmanaged", { profiles: format.list(contract.profiles.filter((profile) => !profile.managed).map((profile) => profile.name)) })}><p>{t("contracts.unmanagedHint")}</p></Note>
      )}
      <dl className="facts">
        <dt>{t("contracts.fileNo")}</dt><dd>{contract.fileNo}</dd>
        <dt>{t("contracts.term")}</dt><dd className="n">{day(contract.startsOn)} – {day(contract.endsOn)}</dd>
        <dt>{t("contracts.officer")}</dt><dd>{contract.officer}</dd>
        <dt>{t("contracts.profiles")}</dt><dd>{format.list(contract.profiles.map(({ name, network }) => (network ? `${name} (${t(`network.${network}`)})` : name)))}</dd>
        <dt>{t("contracts.clausesShort")}</dt><dd><Tag tone={clauseTones[contract.clauses]}>{t(`fitness.clauses.${contract.clauses}`)}</Tag>{contract.clausesUntil && ` ${t("fitness.until", { day: format.longDay(contract.clausesUntil) })}`}</dd>
        <dt>{t("contracts.dpa")}</dt><dd>{contract.dpaSignedOn ? <span className="n">{day(contract.dpaSignedOn)}</span> : <Tag tone="bad">{t("contracts.dpaMissing")}</Tag>}</dd>
        <dt>{t("contracts.answers")}</dt><dd>{t(contract.answers ? "contracts.answersYes" : "contracts.answersNo")}</dd>
        <dt>{t("contracts.letters")}</dt><dd>{t(contract.directMessages ? "person.yes" : "person.no")}</dd>
      </dl>
      <AnswerTime contract={contract} />
      <details><summary>{t("contracts.exceptionality")}</summary><p className="measure">{contract.exceptionality}</p></details>
      <div className="stack tight">
        <h3>{t("contracts.people")}</h3>
        {contract.people.length === 0 ? <p className="dim">{t("contracts.nobody")}</p> : (
          <ul className="list">
            {contract.people.map((person) => (
              <li key={person.id} className="row wide between">
                <span className="grow">{person.name}</span>
                {manage && <Button small look="quiet" busy={remove.isPending && remove.variables.personId === person.id} onClick={() => remove.mutate({ id: contract.id, personId: person.id })}>{t("contracts.remove")}<span className="sr">: {person.name}</span></Button>}
              </li>
            ))}
          </ul>
        )}
        {remove.error && <Failure error={remove.error} />}
      </div>
      <Exit contract={contract} />
      {contract.steps.length > 0 && (
        <details>
          <summary>{t("contracts.history")}</summary>
          <ul className="list">
            {contract.steps.map((step) => (
              <li key={step.at + step.step}>
                <strong>{t(`contracts.step.${step.step}`)}</strong> · {format.dayAndTime(step.at, step.at)} · {step.by ?? t("contracts.byItself")}
                {step.reason && <p className="dim">«{step.reason}»</p>}
              </li>
            ))}
          </ul>
        </details>
      )}
      {start.error && <Failure error={start.error} />}
      {manage && (
        <div className="row">
          {contract.state === "draft" && <Button look="go" busy={start.isPending} onClick={() => start.mutate({ id: contract.id })}>{t("contracts.start")}</Button>}
          <Button onClick={() => setOpen("sign")}>{t("contracts.sign")}</Button>
          <Button onClick={() => setOpen("name")}>{t("contracts.namePerson")}</Button>
          <Button onClick={() => setOpen("time")}>{t("contracts.answerTime")}</Button>
          {contract.state !== "draft" && <Button onClick={() => setOpen("extend")}>{t("contracts.extend")}</Button>}
          <Button look="bad" onClick={() => setOpen("end")}>{t("contracts.end")}<span className="sr">: {contract.company}</span></Button>
        </div>
      )}
      <Signatures contract={contract} open={open === "sign"} onClose={close} />
      <NamePerson contract={contract} open={open === "name"} onClose={close} />
      <AgreeAnswerTime key={contract.answerMinutes} contract={contract} open={open === "time"} onClose={close} />
      <Extend contract={contract} open={open === "extend"} onClose={close} />
      <ReasonDialog
        title={t("contracts.endTitle")} hint={t("contracts.endHint")} act={t("contracts.end")} open={open === "end"} onClose={close} busy={end.isPending} error={end.error}
        onReason={(reason) => end.mutate({ id: contract.id, reason }, { onSuccess: close })}
      />
    </article>
  );
}
