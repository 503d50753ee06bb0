import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import type { DedicationView } from "../../staffing-views.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useToast } from "../toasts.tsx";

type Dedicated = DedicationView["profiles"][number];

/** Who gives how many hours a week to a profile (DED-3). */
export function Commitments({ profile }: { readonly profile: Dedicated }) {
  const { t, format } = useOffice();
  const toast = useToast();
  const commit = useWrite("PUT /profiles/:id/commitment");
  const others = profile.team.filter(({ id }) => !profile.commitments.some(({ personId }) => personId === id));
  const [personId, setPerson] = useState(others[0]?.id ?? profile.team[0]?.id ?? "");
  const [hours, setHours] = useState("5");
  const set = (person: string, amount: number) => commit.mutate({ id: profile.id, personId: person, hours: amount }, { onSuccess: () => toast({ message: t("dedication.committedNow") }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const amount = Number(hours.replace(",", "."));
    if (personId !== "" && Number.isFinite(amount) && amount >= 0) set(personId, amount);
  };
  const missing = (profile.estimate?.hours ?? 0) - profile.committed;
  return (
    <section className="card stack" aria-labelledby="commitments">
      <h2 id="commitments">{t("dedication.commitments")}</h2>
      {profile.commitments.length === 0 ? <p className="dim">{t("dedication.noCommitments")}</p> : (
        <ul className="list">
          {profile.commitments.map((each) => (
            <li key={each.personId} className="row wide">
              <strong className="grow">{each.person}</strong><span className="n">{t("dedication.hoursAWeek", { hours: format.number(each.hours, 1) })}</span>
              {profile.commits && <Button small look="quiet" busy={commit.isPending} onClick={() => set(each.personId, 0)}>{t("dedication.endCommitment")}<span className="sr">: {each.person}</span></Button>}
            </li>
          ))}
        </ul>
      )}
      {profile.estimate && <p className={missing > 0 ? "bad" : "ok"}>{missing > 0 ? t("dedication.short", { hours: format.number(missing, 1) }) : t("dedication.enough")}</p>}
      {profile.commits && profile.team.length > 0 && (
        <form className="row wide" onSubmit={submit}>
          <Field label={t("dedication.person")}>{(ties) => <select {...ties} value={personId} onChange={(event) => setPerson(event.target.value)}>{profile.team.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}</select>}</Field>
          <Field label={t("dedication.hours")}>{(ties) => <input {...ties} className="few" type="text" inputMode="decimal" maxLength={5} value={hours} onChange={(event) => setHours(event.target.value)} />}</Field>
          <Button type="submit" busy={commit.isPending}>{t("dedication.commit")}</Button>
        </form>
      )}
      {commit.error && <Failure error={commit.error} />}
    </section>
  );
}
