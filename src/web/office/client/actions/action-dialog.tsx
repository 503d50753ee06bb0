import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { ActionView } from "../../action-views.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

/** A communication action, entered or changed: what it is called, whose it is, to what end and on which days (EDI-10). */
export function ActionDialog({ action, open, onClose, onSaved }: {
  readonly action?: ActionView;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onSaved: (id: string) => void;
}) {
  const { t } = useOffice();
  return <Dialog title={t(action ? "actions.change" : "actions.new")} open={open} onClose={onClose}><ActionForm {...(action ? { action } : {})} onClose={onClose} onSaved={onSaved} /></Dialog>;
}

function ActionForm({ action, onClose, onSaved }: { readonly action?: ActionView; readonly onClose: () => void; readonly onSaved: (id: string) => void }) {
  const { session, t, format, text, clock, say } = useOffice();
  const units = useRead("GET /units", {});
  const add = useWrite("POST /actions");
  const put = useWrite("PUT /actions/:id");
  const today = format.isoDay(clock.now());
  const [title, setTitle] = useState<Readonly<Record<string, string>>>(action?.title ?? {});
  const [unitId, setUnitId] = useState(action?.unitId ?? "");
  const [objective, setObjective] = useState(action?.objective ?? "");
  const [from, setFrom] = useState(action?.from ?? today);
  const [to, setTo] = useState(action?.to ?? today);
  const [wanting, setWanting] = useState(false);
  const untitled = session.council.languages.filter((language) => !(title[language] ?? "").trim());
  const wrong = { unit: unitId === "", objective: !objective.trim(), dates: from === "" || to === "" || to < from };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(true);
    if (untitled.length > 0 || wrong.unit || wrong.objective || wrong.dates) return;
    const kept = { title, unitId, objective: objective.trim(), from, to };
    if (action) put.mutate({ id: action.id, revision: action.revision, ...kept }, { onSuccess: () => onSaved(action.id) });
    else add.mutate(kept, { onSuccess: ({ actionId }) => onSaved(actionId) });
  };
  const error = add.error ?? put.error;
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {session.council.languages.map((language) => (
        <Field key={language} label={`${t("actions.title")} (${format.languageName(language)})`} error={wanting && untitled.includes(language) ? say({ kind: "action-title-missing", language }) : undefined}>
          {(ties) => <input {...ties} type="text" lang={language} maxLength={120} value={title[language] ?? ""} onChange={(event) => setTitle((now) => ({ ...now, [language]: event.target.value }))} />}
        </Field>
      ))}
      <Field label={t("composer.unit")} error={wanting && wrong.unit ? t("check.PUB-unit") : undefined}>
        {(ties) => (
          <select {...ties} value={unitId} onChange={(event) => setUnitId(event.target.value)}>
            <option value="">{t("composer.chooseUnit")}</option>
            {units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}
          </select>
        )}
      </Field>
      <Field label={t("actions.objective")} hint={t("actions.objectiveHint")} error={wanting && wrong.objective ? t("refusal.action-objective-missing") : undefined}>
        {(ties) => <textarea {...ties} className="short" maxLength={1_000} value={objective} onChange={(event) => setObjective(event.target.value)} />}
      </Field>
      <div className="row wide">
        <Field label={t("actions.from")} error={wanting && wrong.dates ? t("refusal.action-dates") : undefined}>{(ties) => <input {...ties} type="date" value={from} onChange={(event) => setFrom(event.target.value)} />}</Field>
        <Field label={t("actions.to")}>{(ties) => <input {...ties} type="date" min={from} value={to} onChange={(event) => setTo(event.target.value)} />}</Field>
      </div>
      {error && <Failure error={error} />}
      <div className="row"><Button type="submit" look="go" busy={add.isPending || put.isPending}>{t("actions.save")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
    </form>
  );
}
