import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { ErrorSummary } from "#web/ui/error-summary.tsx";
import { absenceKinds } from "../../vocabulary.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useToast } from "../toasts.tsx";

/** Writes down an absence: of oneself, or of somebody whose absences one decides. */
export function AbsenceDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useOffice();
  return <Dialog title={t("coverage.enterAbsence")} open={open} onClose={onClose}><AbsenceForm onClose={onClose} /></Dialog>;
}

function AbsenceForm({ onClose }: { readonly onClose: () => void }) {
  const { t, session } = useOffice();
  const toast = useToast();
  const staff = useRead("GET /staff", {});
  const enter = useWrite("POST /absences");
  const [personId, setPerson] = useState("");
  const [kind, setKind] = useState<(typeof absenceKinds)[number]>("planned_leave");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [hours, setHours] = useState<readonly [string, string]>();
  const [note, setNote] = useState("");
  const [wanting, setWanting] = useState(false);
  const others = (staff.data?.people ?? []).filter(({ id, decides }) => decides && id !== session.person.id);
  const problems = [
    ...(from === "" ? [{ fieldId: "absence-from", message: t("coverage.fromMissing") }] : []),
    ...(to === "" || to < from ? [{ fieldId: "absence-to", message: t("coverage.toMissing") }] : []),
  ];
  const errorOf = (fieldId: string) => (wanting ? problems.find((problem) => problem.fieldId === fieldId)?.message : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(problems.length > 0);
    if (problems.length > 0) return;
    enter.mutate({ personId: personId || null, kind, from: hours ? `${from}T${hours[0]}` : from, to: hours ? `${to}T${hours[1]}` : to, note }, {
      onSuccess: () => {
        onClose();
        toast({ message: t(kind === "unplanned" ? "coverage.absenceRecorded" : "coverage.absenceAsked") });
      },
    });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {wanting && <ErrorSummary title={t("shell.problems")} entries={problems} />}
      {others.length > 0 && (
        <Field label={t("coverage.who")}>
          {(ties) => <select {...ties} value={personId} onChange={(event) => setPerson(event.target.value)}><option value="">{t("coverage.myself")}</option>{others.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}</select>}
        </Field>
      )}
      <fieldset>
        <legend>{t("coverage.kind")}</legend>
        {absenceKinds.map((each) => (
          <label key={each} className="choice"><input type="radio" name="absence-kind" checked={each === kind} onChange={() => setKind(each)} /><span>{t(`absenceKind.${each}`)}<span className="dim by">{t(`absenceKindWhat.${each}`)}</span></span></label>
        ))}
      </fieldset>
      <div className="row wide">
        <div>
          <label htmlFor="absence-from">{t("coverage.fromDay")}</label>
          {errorOf("absence-from") && <p className="field-error" id="absence-from-error">{errorOf("absence-from")}</p>}
          <input id="absence-from" type="date" value={from} onChange={(event) => { setFrom(event.target.value); if (to === "") setTo(event.target.value); }} {...(errorOf("absence-from") ? { "aria-invalid": true as const, "aria-describedby": "absence-from-error" } : {})} />
        </div>
        <div>
          <label htmlFor="absence-to">{t("coverage.toDay")}</label>
          {errorOf("absence-to") && <p className="field-error" id="absence-to-error">{errorOf("absence-to")}</p>}
          <input id="absence-to" type="date" value={to} onChange={(event) => setTo(event.target.value)} {...(errorOf("absence-to") ? { "aria-invalid": true as const, "aria-describedby": "absence-to-error" } : {})} />
        </div>
      </div>
      <label className="choice"><input type="checkbox" checked={hours !== undefined} onChange={(event) => setHours(event.target.checked ? ["09:00", "11:00"] : undefined)} />{t("coverage.someHours")}</label>
      {hours && (
        <div className="row wide">
          <Field label={t("coverage.fromHour")}>{(ties) => <input {...ties} type="time" value={hours[0]} onChange={(event) => setHours([event.target.value, hours[1]])} />}</Field>
          <Field label={t("coverage.toHour")}>{(ties) => <input {...ties} type="time" value={hours[1]} onChange={(event) => setHours([hours[0], event.target.value])} />}</Field>
        </div>
      )}
      <Field label={t("coverage.note")} hint={t("coverage.noteHint")}>{(ties) => <textarea {...ties} className="short" maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />}</Field>
      {enter.error && <Failure error={enter.error} />}
      <div className="row">
        <Button type="submit" look="go" busy={enter.isPending}>{t(kind === "unplanned" ? "coverage.record" : "coverage.ask")}</Button>
        <Button onClick={onClose}>{t("shell.cancel")}</Button>
      </div>
    </form>
  );
}
