import { type FormEvent, useState } from "react";
import { Button, Field, Tag } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import type { ContractRow } from "./contract-row.ts";

/** How soon citizens are answered under a contract: what was agreed, and what the product has measured (CON-4). */
export function AnswerTime({ contract }: { readonly contract: ContractRow }) {
  const { t, format } = useOffice();
  const { answerMinutes, level } = contract;
  const minutes = (value: number) => t("dedication.minutes", { minutes: format.number(value, Number.isInteger(value) ? 0 : 1) });
  return (
    <div className="stack tight">
      <h3>{t("contracts.answerTime")}</h3>
      <p>{answerMinutes === null ? t("contracts.answerTimeNone") : t("contracts.answerTimeAgreed", { minutes: minutes(answerMinutes) })}</p>
      {level === null || level.answered + (level.overdue ?? 0) === 0 ? <p className="dim">{t("contracts.nothingMeasured")}</p> : (
        <dl className="facts">
          <dt>{t("contracts.answered")}</dt><dd className="n">{format.number(level.answered, 0)}</dd>
          {level.inTime !== null && <><dt>{t("contracts.inTime")}</dt><dd className="n"><Tag tone={level.inTime === level.answered ? "ok" : "wait"}>{level.answered === 0 ? "—" : format.percent(level.inTime / level.answered)}</Tag></dd></>}
          {level.overdue !== null && level.overdue > 0 && <><dt>{t("contracts.overdue")}</dt><dd className="n"><Tag tone="bad">{format.number(level.overdue, 0)}</Tag></dd></>}
          <dt>{t("contracts.median")}</dt><dd className="n">{level.medianMinutes === null ? "—" : minutes(level.medianMinutes)}</dd>
          <dt>{t("contracts.preparedBy")}</dt><dd className="n">{format.number(level.prepared.answered, 0)}{level.prepared.medianMinutes !== null && ` · ${t("contracts.medianShort", { minutes: minutes(level.prepared.medianMinutes) })}`}</dd>
        </dl>
      )}
    </div>
  );
}

export function AgreeAnswerTime({ contract, open, onClose }: { readonly contract: ContractRow; readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useOffice();
  const agree = useWrite("PUT /contracts/:id/answer-time");
  const [minutes, setMinutes] = useState(String(contract.answerMinutes ?? ""));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = minutes.trim();
    agree.mutate({ id: contract.id, minutes: text === "" ? null : Math.trunc(Number(text)) || 0 }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t("contracts.answerTimeTitle", { company: contract.company })} open={open} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Field label={t("contracts.answerMinutes")} hint={t("contracts.answerMinutesHint")}>{(ties) => <input {...ties} className="few" type="text" inputMode="numeric" maxLength={5} value={minutes} onChange={(event) => setMinutes(event.target.value)} />}</Field>
        {agree.error && <Failure error={agree.error} />}
        <div className="row"><Button type="submit" look="go" busy={agree.isPending}>{t("contracts.save")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
