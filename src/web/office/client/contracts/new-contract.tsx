import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { citationText } from "../citation.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

/** Enters a contract as a draft. How long the reason still is too short is said while it is written. */
export function NewContract({ open, onClose, minimum, citation }: { readonly open: boolean; readonly onClose: () => void; readonly minimum: number; readonly citation: string }) {
  const { t, text, format, clock } = useOffice();
  const people = useRead("GET /people", {}, { enabled: open });
  const profiles = useRead("GET /profiles", {}, { enabled: open });
  const enter = useWrite("POST /contracts");
  const today = format.isoDay(clock.now());
  const [words, setWords] = useState({ fileNo: "", company: "", object: "", exceptionality: "", officerId: "", startsOn: today, endsOn: today, answerMinutes: "" });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [answers, setAnswers] = useState(true);
  const [directMessages, setLetters] = useState(false);
  const set = (field: keyof typeof words) => (event: { readonly target: { readonly value: string } }) => setWords({ ...words, [field]: event.target.value });
  const left = minimum - words.exceptionality.trim().length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const agreed = words.answerMinutes.trim();
    enter.mutate({ ...words, answerMinutes: agreed === "" ? null : Math.trunc(Number(agreed)) || 0, profileIds: [...chosen], answers, directMessages }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t("contracts.enter")} open={open} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Field label={t("contracts.fileNo")}>{(ties) => <input {...ties} type="text" maxLength={100} value={words.fileNo} onChange={set("fileNo")} />}</Field>
        <Field label={t("contracts.company")}>{(ties) => <input {...ties} type="text" maxLength={200} value={words.company} onChange={set("company")} />}</Field>
        <Field label={t("contracts.object")}>{(ties) => <textarea {...ties} className="short" maxLength={1000} value={words.object} onChange={set("object")} />}</Field>
        <Field label={t("contracts.exceptionality")} hint={`${t("contracts.exceptionalityHint", { minimum })} ${t("fitness.ground", { citation: citationText(t, citation) })}`}>
          {(ties) => <textarea {...ties} maxLength={4000} value={words.exceptionality} onChange={set("exceptionality")} />}
        </Field>
        <p className={left > 0 ? "bad" : "dim"} role="status">{left > 0 ? t("contracts.charactersLeft", { count: left }) : t("contracts.charactersEnough")}</p>
        <Field label={t("contracts.officer")}>
          {(ties) => <select {...ties} value={words.officerId} onChange={set("officerId")}><option value="">—</option>{people.data?.people.filter((person) => person.postType !== "external").map((person) => <option key={person.id} value={person.id}>{person.name}</option>)}</select>}
        </Field>
        <fieldset>
          <legend>{t("contracts.profiles")}</legend>
          {profiles.data?.map((profile) => (
            <label key={profile.id} className="choice">
              <input type="checkbox" checked={chosen.has(profile.id)} onChange={(event) => setChosen(new Set(event.target.checked ? [...chosen, profile.id] : [...chosen].filter((each) => each !== profile.id)))} />
              {text(profile.displayName)} <span className="dim">{profile.address}</span>
            </label>
          ))}
        </fieldset>
        <Field label={t("contracts.startsOn")}>{(ties) => <input {...ties} type="date" value={words.startsOn} onChange={set("startsOn")} />}</Field>
        <Field label={t("contracts.endsOn")} hint={t("contracts.endsOnHint")}>{(ties) => <input {...ties} type="date" value={words.endsOn} onChange={set("endsOn")} />}</Field>
        <fieldset>
          <legend>{t("contracts.leaves")}</legend>
          <label className="choice"><input type="checkbox" checked={answers} onChange={(event) => setAnswers(event.target.checked)} />{t("contracts.answersLabel")}</label>
          <label className="choice"><input type="checkbox" checked={directMessages} onChange={(event) => setLetters(event.target.checked)} />{t("contracts.lettersLabel")}</label>
        </fieldset>
        <Field label={t("contracts.answerMinutes")} hint={t("contracts.answerMinutesHint")}>{(ties) => <input {...ties} className="few" type="text" inputMode="numeric" maxLength={5} value={words.answerMinutes} onChange={set("answerMinutes")} />}</Field>
        {enter.error && <Failure error={enter.error} />}
        <div className="row"><Button type="submit" look="go" busy={enter.isPending}>{t("contracts.enter")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
