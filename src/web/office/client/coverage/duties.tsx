import { type FormEvent, useState } from "react";
import { Button, Field, Tag } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { StaffView } from "../../staffing-views.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { OnNetwork } from "../on-network.tsx";
import { Failure } from "../page.tsx";
import { useToast } from "../toasts.tsx";
import { daysAfter, spanInWords } from "./days.ts";

type Duty = StaffView["duties"][number];
const kinds = ["on_call", "duty"] as const;

/** Turns and on-call duties to come: one by one noted and taken back (COV-3). */
export function Duties({ view }: { readonly view: StaffView }) {
  const office = useOffice();
  const { t, text, format } = office;
  const toast = useToast();
  const end = useWrite("POST /duties/:id/end");
  const assign = useWrite("POST /duties");
  const [noting, setNoting] = useState(false);
  if (view.duties.length === 0 && view.rotaProfiles.length === 0) return null;
  const wall = (instant: string) => `${format.isoDay(instant)}T${format.isoTime(instant)}`;
  const putBack = ({ profileId, personId, kind, from, to }: Duty) => assign.mutate({ profileId, personId, kind, from: wall(from), to: wall(to) });
  const takeAway = (duty: Duty) => end.mutate({ id: duty.id }, {
    onSuccess: () => toast({ message: t("coverage.dutyEnded", { person: duty.person }), action: { label: t("holidays.undo"), run: () => putBack(duty) } }),
  });
  return (
    <section className="card stack" aria-labelledby="duties">
      <div className="row between wide">
        <h2 id="duties">{t("coverage.duties")}</h2>
        {view.rotaProfiles.length > 0 && <Button small onClick={() => setNoting(true)}>{t("coverage.addDuty")}</Button>}
      </div>
      {view.duties.length === 0 ? <p className="dim">{t("coverage.noDuties")}</p> : (
        <ul className="list">
          {view.duties.map((duty) => (
            <li key={duty.id} className="stack tight">
              <div className="row between"><strong>{duty.person}</strong><Tag tone="info">{t(`dutyKind.${duty.kind}`)}</Tag></div>
              <p>{text(duty.profile)}<OnNetwork network={duty.network} /></p>
              <p className="dim n">{spanInWords(office, duty)}</p>
              {duty.decides && <div><Button small look="quiet" busy={end.isPending && end.variables.id === duty.id} onClick={() => takeAway(duty)}>{t("coverage.endDuty")}<span className="sr">: {duty.person}</span></Button></div>}
            </li>
          ))}
        </ul>
      )}
      {end.error && <Failure error={end.error} />}
      {assign.error && <Failure error={assign.error} />}
      {noting && <DutyDialog profiles={view.rotaProfiles} onClose={() => setNoting(false)} />}
    </section>
  );
}

/** One turn or on-call duty of somebody who manages the profile then, or stands in there. */
function DutyDialog({ profiles, onClose }: { readonly profiles: StaffView["rotaProfiles"]; readonly onClose: () => void }) {
  const { t, text, format, clock } = useOffice();
  const toast = useToast();
  const assign = useWrite("POST /duties");
  const takeBack = useWrite("POST /duties/:id/end");
  const today = format.isoDay(clock.now());
  const [profileId, setProfile] = useState(profiles[0]?.id ?? "");
  const team = profiles.find(({ id }) => id === profileId)?.team ?? [];
  const [chosen, setChosen] = useState("");
  const personId = team.find(({ id }) => id === chosen)?.id ?? team[0]?.id ?? "";
  const [kind, setKind] = useState<(typeof kinds)[number]>("on_call");
  const [from, setFrom] = useState({ day: today, time: "20:00" });
  const [to, setTo] = useState({ day: daysAfter(today, 1), time: "08:00" });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    assign.mutate({ profileId, personId, kind, from: `${from.day}T${from.time}`, to: `${to.day}T${to.time}` }, {
      onSuccess: ({ dutyId }) => {
        onClose();
        toast({ message: t("coverage.dutyNoted"), action: { label: t("holidays.undo"), run: () => takeBack.mutate({ id: dutyId }) } });
      },
    });
  };
  return (
    <Dialog title={t("coverage.addDuty")} open onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <fieldset>
          <legend>{t("coverage.dutyKind")}</legend>
          {kinds.map((each) => <label key={each} className="choice"><input type="radio" name="duty-kind" checked={kind === each} onChange={() => setKind(each)} /><span>{t(`dutyKind.${each}`)}<span className="dim by">{t(`coverage.dutyIs.${each}`)}</span></span></label>)}
        </fieldset>
        <Field label={t("coverage.profile")}>
          {(ties) => <select {...ties} value={profileId} onChange={(event) => setProfile(event.target.value)}>{profiles.map(({ id, name, network }) => <option key={id} value={id}>{text(name)} ({t(`network.${network}`)})</option>)}</select>}
        </Field>
        <Field label={t("coverage.who")}>
          {(ties) => <select {...ties} value={personId} onChange={(event) => setChosen(event.target.value)}>{team.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}</select>}
        </Field>
        <div className="row wide">
          <Field label={t("coverage.dutyFromDay")}>{(ties) => <input {...ties} type="date" value={from.day} onChange={(event) => setFrom({ ...from, day: event.target.value })} />}</Field>
          <Field label={t("coverage.dutyFromTime")}>{(ties) => <input {...ties} type="time" value={from.time} onChange={(event) => setFrom({ ...from, time: event.target.value })} />}</Field>
        </div>
        <div className="row wide">
          <Field label={t("coverage.dutyToDay")}>{(ties) => <input {...ties} type="date" value={to.day} onChange={(event) => setTo({ ...to, day: event.target.value })} />}</Field>
          <Field label={t("coverage.dutyToTime")}>{(ties) => <input {...ties} type="time" value={to.time} onChange={(event) => setTo({ ...to, time: event.target.value })} />}</Field>
        </div>
        {assign.error && <Failure error={assign.error} />}
        <div className="row"><Button type="submit" look="go" busy={assign.isPending}>{t("coverage.addDuty")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
