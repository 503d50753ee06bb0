import { type FormEvent, useState } from "react";
import { Button, Empty, Field, Tag } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { PersonView } from "../../views.ts";
import { competenceAreas } from "../../vocabulary.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useToast } from "../toasts.tsx";

/** Hours practised under supervision: how many of those that prove an area, and each with what on and with whom (ROL-4). */
export function Practice({ view }: { readonly view: PersonView }) {
  const { t, format, text } = useOffice();
  const toast = useToast();
  const takeBack = useWrite("POST /practice/:id/withdraw");
  const [noting, setNoting] = useState(false);
  const { practice } = view;
  const hours = (minutes: number) => t("practice.hours", { hours: format.number(minutes / 60, minutes % 60 === 0 ? 0 : 2) });
  return (
    <section className="card stack" aria-labelledby="practice">
      <div className="row between wide">
        <h2 id="practice">{t("practice.title")}</h2>
        {practice.profiles.length > 0 && <Button small onClick={() => setNoting(true)}>{t("practice.note")}</Button>}
      </div>
      {practice.hours.length > 0 && (
        <ul className="list">
          {practice.hours.map((each) => (
            <li key={each.area}>
              {t(`area.${each.area}`)} <Tag tone={each.hours >= practice.need ? "ok" : "wait"}>{t("practice.of", { have: format.number(each.hours, Number.isInteger(each.hours) ? 0 : 2), need: format.number(practice.need, 0) })}</Tag>
            </li>
          ))}
        </ul>
      )}
      {practice.entries.length === 0 ? <Empty icon="badge" title={t("practice.none")}><p>{t("practice.noneHint", { need: format.number(practice.need, 0) })}</p></Empty> : (
        <ul className="list">
          {practice.entries.map((entry) => (
            <li key={entry.id} className="row wide between">
              <div className="grow">
                <strong>{format.longDay(entry.day)} · {hours(entry.minutes)}</strong> {entry.withdrawn && <Tag tone="bad">{t("practice.withdrawn")}</Tag>}
                <p>{t(`area.${entry.area}`)}: {entry.what}</p>
                <p className="dim">{entry.profile && `${text(entry.profile)} · `}{t("practice.with", { name: entry.supervisor })}</p>
              </div>
              {entry.mayTakeBack && <Button small look="quiet" busy={takeBack.isPending && takeBack.variables.id === entry.id} onClick={() => takeBack.mutate({ id: entry.id }, { onSuccess: () => toast({ message: t("practice.tookBack") }) })}>{t("practice.takeBack")}<span className="sr">: {format.longDay(entry.day)}</span></Button>}
            </li>
          ))}
        </ul>
      )}
      {takeBack.error && <Failure error={takeBack.error} />}
      {practice.profiles.length > 0 && <NotePractice view={view} open={noting} onClose={() => setNoting(false)} />}
    </section>
  );
}

function NotePractice({ view, open, onClose }: { readonly view: PersonView; readonly open: boolean; readonly onClose: () => void }) {
  const { t, text, format, clock } = useOffice();
  const toast = useToast();
  const record = useWrite("POST /people/:id/practice");
  const takeBack = useWrite("POST /practice/:id/withdraw");
  const { profiles, supervisors } = view.practice;
  const [area, setArea] = useState(view.fitness.areas.find(({ state }) => state === "missing")?.area ?? "citizen_mailbox");
  const [profile, setProfile] = useState(profiles[0]?.id ?? "");
  const able = supervisors.filter((each) => each.profiles === null || each.profiles.includes(profile)).toSorted((a, b) => Number(a.profiles === null) - Number(b.profiles === null));
  const [chosen, setChosen] = useState("");
  const supervisor = able.find(({ id }) => id === chosen)?.id ?? able[0]?.id ?? "";
  const [day, setDay] = useState(() => format.isoDay(clock.now()));
  const [hours, setHours] = useState("2");
  const [what, setWhat] = useState("");
  const [wanting, setWanting] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(!what.trim());
    const amount = Number(hours.replace(",", "."));
    if (!what.trim() || Number.isNaN(amount)) return;
    record.mutate({ id: view.id, area, profileId: profile, supervisorId: supervisor, day, hours: amount, what: what.trim() }, {
      onSuccess: ({ practiceId }) => {
        setWhat("");
        onClose();
        toast({ message: t("practice.noted"), action: { label: t("holidays.undo"), run: () => takeBack.mutate({ id: practiceId }) } });
      },
    });
  };
  return (
    <Dialog title={t("practice.noteTitle", { name: view.name })} open={open} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Field label={t("fitness.area")}>
          {(ties) => <select {...ties} value={area} onChange={(event) => setArea(competenceAreas.find((each) => each === event.target.value) ?? area)}>{competenceAreas.map((each) => <option key={each} value={each}>{t(`area.${each}`)}</option>)}</select>}
        </Field>
        <Field label={t("practice.profile")}>
          {(ties) => <select {...ties} value={profile} onChange={(event) => setProfile(event.target.value)}>{profiles.map(({ id, name, network }) => <option key={id} value={id}>{text(name)} ({t(`network.${network}`)})</option>)}</select>}
        </Field>
        <Field label={t("practice.supervisor")} hint={t("practice.supervisorHint")}>
          {(ties) => <select {...ties} value={supervisor} onChange={(event) => setChosen(event.target.value)}>{able.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}</select>}
        </Field>
        <div className="row wide">
          <Field label={t("holidays.day")}>{(ties) => <input {...ties} type="date" value={day} onChange={(event) => setDay(event.target.value)} />}</Field>
          <Field label={t("practice.hoursField")}>{(ties) => <input {...ties} className="few" type="text" inputMode="decimal" maxLength={5} value={hours} onChange={(event) => setHours(event.target.value)} />}</Field>
        </div>
        <Field label={t("practice.what")} error={wanting && !what.trim() ? t("refusal.practice-what-missing") : undefined}>
          {(ties) => <textarea {...ties} className="short" maxLength={500} value={what} onChange={(event) => setWhat(event.target.value)} />}
        </Field>
        {record.error && <Failure error={record.error} />}
        <div className="row"><Button type="submit" look="go" busy={record.isPending}>{t("practice.note")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
