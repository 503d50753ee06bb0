import { type FormEvent, useState } from "react";
import { Button, Field, Note } from "#web/ui/elements.tsx";
import type { NoticesView } from "../../notice-views.ts";
import { noticeModes } from "../../vocabulary.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded } from "../page.tsx";
import { useToast } from "../toasts.tsx";

/** What this person is told by mail, when it may come, and what became of the last mails. */
export function Notices() {
  const { t } = useOffice();
  const notices = useRead("GET /account/notices", {}, { everyMs: 5_000 });
  return (
    <section className="card stack whole" aria-labelledby="notices">
      <h2 id="notices">{t("notices.title")}</h2>
      <Loaded read={notices}>{(view) => (
        <>
          {view.from === null ? <Note tone="info">{t("notices.off")}</Note> : <p className="breakable">{t("notices.to", { address: view.address, from: view.from })}</p>}
          <p className="dim">{t("notices.how")}</p>
          <Choices view={view} />
          <LastMails view={view} />
        </>
      )}</Loaded>
    </section>
  );
}

function Choices({ view }: { readonly view: NoticesView }) {
  const { t } = useOffice();
  const toast = useToast();
  const save = useWrite("PUT /account/notices");
  const [modes, setModes] = useState(view.modes);
  const [own, setOwn] = useState(view.hours !== null);
  const [from = "", to = ""] = (view.hours ?? view.councilHours.split(",")[0] ?? "").split("-");
  const [hours, setHours] = useState({ from: from.trim(), to: to.trim() });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ modes, hours: own ? `${hours.from}-${hours.to}` : null }, { onSuccess: () => toast({ message: t("notices.saved") }) });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate aria-labelledby="notices">
      <div className="halves">{view.groups.map((group) => (
        <Field key={group} label={t(`notices.group.${group}`)}>
          {(ties) => (
            <select {...ties} value={modes[group]} onChange={({ target }) => setModes({ ...modes, [group]: noticeModes.find((mode) => mode === target.value) ?? modes[group] })}>
              {noticeModes.map((mode) => <option key={mode} value={mode}>{t(`notices.mode.${mode}`)}</option>)}
            </select>
          )}
        </Field>
      ))}</div>
      <fieldset className="stack tight">
        <legend>{t("notices.hours")}</legend>
        <label className="choice"><input type="radio" name="notice-hours" checked={!own} onChange={() => setOwn(false)} />{t("notices.councilHours", { hours: view.councilHours })}</label>
        <label className="choice"><input type="radio" name="notice-hours" checked={own} onChange={() => setOwn(true)} />{t("notices.ownHours")}</label>
        {own && (
          <div className="row wide">
            <div><label htmlFor="notice-from">{t("notices.from")}</label><input id="notice-from" type="time" value={hours.from} onChange={(event) => setHours({ ...hours, from: event.target.value })} /></div>
            <div><label htmlFor="notice-to">{t("notices.until")}</label><input id="notice-to" type="time" value={hours.to} onChange={(event) => setHours({ ...hours, to: event.target.value })} /></div>
          </div>
        )}
        <p className="hint">{t("notices.hoursHint", { hour: view.digestHour })}</p>
      </fieldset>
      {save.error && <Failure error={save.error} />}
      <div><Button type="submit" look="go" busy={save.isPending}>{t("notices.save")}</Button></div>
    </form>
  );
}

function LastMails({ view }: { readonly view: NoticesView }) {
  const { t, format, clock } = useOffice();
  const toast = useToast();
  const trial = useWrite("POST /account/notices/trial");
  const now = clock.now();
  if (view.from === null) return null;
  return (
    <>
      <h3>{t("notices.last")}</h3>
      {view.last.length === 0 ? <p className="dim">{t("notices.noneYet")}</p> : (
        <ul className="list">
          {view.last.map(({ id, kind, state, count, code, at }) => (
            <li key={id} className="row wide between">
              <span>{t(`notices.kind.${kind}`)}{count > 0 && ` (${format.number(count)})`}</span>
              <span className="dim">{t(`notices.state.${state}`)}{code !== null && state !== "sent" && ` (${code})`} · <time dateTime={at}>{format.moment(at, now)}</time></span>
            </li>
          ))}
        </ul>
      )}
      {trial.error && <Failure error={trial.error} />}
      <div><Button busy={trial.isPending} onClick={() => trial.mutate({}, { onSuccess: () => toast({ message: t("notices.trialAsked") }) })}>{t("notices.trial")}</Button></div>
    </>
  );
}
