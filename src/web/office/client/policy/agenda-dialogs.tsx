import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { PolicyView } from "../../views.ts";
import { ByLanguage } from "../by-language.tsx";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

/** An election period, from its call to voting day. */
export function PeriodDialog({ acts, onClose }: { readonly acts: PolicyView["acts"]; readonly onClose: () => void }) {
  const { t, text } = useOffice();
  const add = useWrite("POST /policy/periods");
  const [name, setName] = useState<Readonly<Record<string, string>>>({});
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [actId, setAct] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ name, from, to, actId: actId || null }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t("policy.addPeriod")} open onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <ByLanguage label={t("holidays.name")} value={name} onChange={setName} />
        <Field label={t("policy.called")}>{(ties) => <input {...ties} type="date" value={from} onChange={(event) => setFrom(event.target.value)} />}</Field>
        <Field label={t("policy.voted")}>{(ties) => <input {...ties} type="date" value={to} onChange={(event) => setTo(event.target.value)} />}</Field>
        <Field label={t("policy.act")} hint={t("shell.optional")}>
          {(ties) => <select {...ties} value={actId} onChange={(event) => setAct(event.target.value)}><option value="">—</option>{acts.map((act) => <option key={act.id} value={act.id}>{text(act.title)}</option>)}</select>}
        </Field>
        {add.error && <Failure error={add.error} />}
        <div className="row"><Button type="submit" look="go" busy={add.isPending}>{t("policy.addPeriod")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}

/** A meeting of the working group or of the community of practice. */
export function MeetingDialog({ onClose }: { readonly onClose: () => void }) {
  const { t, format, clock } = useOffice();
  const add = useWrite("POST /policy/meetings");
  const [kind, setKind] = useState<"working_group" | "community">("community");
  const [heldOn, setHeld] = useState(format.isoDay(clock.now()));
  const [agreements, setAgreements] = useState("");
  const [minutesUrl, setMinutes] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ kind, heldOn, agreements, minutesUrl }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t("policy.addMeeting")} open onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <fieldset>
          <legend>{t("policy.kind")}</legend>
          {(["community", "working_group"] as const).map((each) => <label key={each} className="choice"><input type="radio" name="meeting" checked={kind === each} onChange={() => setKind(each)} />{t(`policy.meeting.${each}`)}</label>)}
        </fieldset>
        <Field label={t("person.obtainedOn")}>{(ties) => <input {...ties} type="date" value={heldOn} onChange={(event) => setHeld(event.target.value)} />}</Field>
        <Field label={t("policy.agreements")}>{(ties) => <textarea {...ties} maxLength={4000} value={agreements} onChange={(event) => setAgreements(event.target.value)} />}</Field>
        <Field label={t("policy.minutes")} hint={t("shell.optional")}>{(ties) => <input {...ties} type="url" maxLength={2000} value={minutesUrl} onChange={(event) => setMinutes(event.target.value)} />}</Field>
        {add.error && <Failure error={add.error} />}
        <div className="row"><Button type="submit" look="go" busy={add.isPending}>{t("policy.addMeeting")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
