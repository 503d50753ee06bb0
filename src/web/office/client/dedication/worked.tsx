import { type FormEvent, useState } from "react";
import { Button, Field, Note } from "#web/ui/elements.tsx";
import { interactionTypes } from "../../vocabulary.ts";
import type { DedicationView } from "../../staffing-views.ts";
import { According } from "../coverage/coverage.tsx";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useToast } from "../toasts.tsx";

type Dedicated = DedicationView["profiles"][number];
const activities = ["publishing", ...interactionTypes, "other"] as const;

/** What was estimated against what was measured (DED-5), and what one notes by hand (DED-4). */
export function Worked({ profile, view }: { readonly profile: Dedicated; readonly view: DedicationView }) {
  const { t, format } = useOffice();
  const norms = view.kinds.find(({ kind }) => kind === (profile.plan?.kind ?? "facility"))?.norms;
  const { measured } = profile;
  const minutes = (value: number | null | undefined) => (value === null || value === undefined ? "—" : t("dedication.minutes", { minutes: format.number(value, 1) }));
  const rows = [
    { key: "answer", label: t("dedication.anAnswer"), norm: norms?.query, found: measured?.answer },
    { key: "publishing", label: t("dedication.aPublication"), norm: norms ? norms.select + norms.write + norms.approve : undefined, found: measured?.publishing },
  ];
  return (
    <section className="card stack" aria-labelledby="worked">
      <h2 id="worked">{t("dedication.compared")}</h2>
      {measured?.over && <Note tone="bad" title={t("dedication.over", { count: measured.over.weeks })}><p>{t("dedication.overIs", { measured: format.number(measured.over.measured, 1), committed: format.number(measured.over.committed, 1) })}</p></Note>}
      <table className="cards">
        <caption className="dim">{t("dedication.comparedHint", { count: view.calibrateFrom.value })} <According to={view.calibrateFrom} /></caption>
        <thead><tr><th scope="col">{t("dedication.what")}</th><th scope="col">{t("dedication.norm")}</th><th scope="col">{t("dedication.median")}</th><th scope="col">{t("dedication.count")}</th></tr></thead>
        <tbody>{rows.map(({ key, label, norm, found }) => <tr key={key}><th scope="row">{label}</th><td className="n" data-label={t("dedication.norm")}>{minutes(norm)}</td><td className="n" data-label={t("dedication.median")}>{minutes(found?.median)}</td><td className="n" data-label={t("dedication.count")}>{found?.count ?? 0}</td></tr>)}</tbody>
      </table>
      {profile.notes && <NoteWork profileId={profile.id} />}
    </section>
  );
}

function NoteWork({ profileId }: { readonly profileId: string }) {
  const { t, format, clock } = useOffice();
  const toast = useToast();
  const note = useWrite("POST /worked");
  const [activity, setActivity] = useState<(typeof activities)[number]>("listen");
  const [minutes, setMinutes] = useState("30");
  const [day, setDay] = useState(format.isoDay(clock.now()));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const amount = Number(minutes);
    if (Number.isInteger(amount) && amount > 0) note.mutate({ profileId, activity, minutes: amount, day }, { onSuccess: () => toast({ message: t("dedication.noted") }) });
  };
  return (
    <form className="stack tight" onSubmit={submit}>
      <h3>{t("dedication.noteWork")}</h3>
      <div className="row wide">
        <Field label={t("dedication.what")}>{(ties) => <select {...ties} value={activity} onChange={(event) => { const next = activities.find((each) => each === event.target.value); if (next) setActivity(next); }}>{activities.map((each) => <option key={each} value={each}>{each === "publishing" || each === "other" ? t(`dedication.${each}`) : t(`interactionType.${each}`)}</option>)}</select>}</Field>
        <Field label={t("dedication.minutesField")}>{(ties) => <input {...ties} className="few" type="text" inputMode="numeric" maxLength={4} value={minutes} onChange={(event) => setMinutes(event.target.value)} />}</Field>
        <Field label={t("holidays.day")}>{(ties) => <input {...ties} type="date" value={day} onChange={(event) => setDay(event.target.value)} />}</Field>
      </div>
      {note.error && <Failure error={note.error} />}
      <div><Button type="submit" busy={note.isPending}>{t("dedication.note")}</Button></div>
    </form>
  );
}
