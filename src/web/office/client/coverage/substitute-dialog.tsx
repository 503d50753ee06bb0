import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { CoveredProfileView, DayStretchView } from "../../staffing-views.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded } from "../page.tsx";
import { useToast } from "../toasts.tsx";
import { stretchInWords } from "./days.ts";

/** Who stands in for whom, from one day through another: the rights begin and end by themselves. */
export function SubstituteDialog({ profile, when, onClose }: { readonly profile: CoveredProfileView; readonly when: DayStretchView; readonly onClose: () => void }) {
  const office = useOffice();
  const { t, text } = office;
  const toast = useToast();
  const name = useWrite("POST /substitutions");
  const [absentId, setAbsent] = useState(profile.team[0]?.id ?? "");
  const [from, setFrom] = useState(when.from);
  const [to, setTo] = useState(when.to);
  const [chosen, setChosen] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen === "" || absentId === "") return;
    name.mutate({ profileId: profile.id, absentId, substituteId: chosen, from, to }, {
      onSuccess: () => {
        onClose();
        toast({ message: t("coverage.substituteNamed") });
      },
    });
  };
  return (
    <Dialog title={t("coverage.substituteFor", { profile: text(profile.name) })} open onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p className="dim">{t("coverage.gapIs", { when: stretchInWords(office, when), count: when.days })}</p>
        {profile.team.length === 0 ? <p>{t("coverage.noTeam")}</p> : (
          <>
            <Field label={t("coverage.insteadOf")}>
              {(ties) => <select {...ties} value={absentId} onChange={(event) => setAbsent(event.target.value)}>{profile.team.map(({ id, name: person }) => <option key={id} value={id}>{person}</option>)}</select>}
            </Field>
            <div className="row wide">
              <Field label={t("coverage.fromDay")}>{(ties) => <input {...ties} type="date" value={from} onChange={(event) => setFrom(event.target.value)} />}</Field>
              <Field label={t("coverage.toDay")}>{(ties) => <input {...ties} type="date" value={to} onChange={(event) => setTo(event.target.value)} />}</Field>
            </div>
            {from !== "" && to !== "" && <Candidates profileId={profile.id} absentId={absentId} from={from} to={to} chosen={chosen} onChoose={setChosen} />}
          </>
        )}
        {name.error && <Failure error={name.error} />}
        <div className="row">
          {chosen !== "" && <Button type="submit" look="go" busy={name.isPending}>{t("coverage.nameSubstitute")}</Button>}
          <Button onClick={onClose}>{t("shell.cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Who could: nearest first, and for each what speaks for it. */
export function Candidates({ profileId, absentId, from, to, chosen, onChoose }: {
  readonly profileId: string; readonly absentId: string; readonly from: string; readonly to: string; readonly chosen: string; readonly onChoose: (personId: string) => void;
}) {
  const { t, format } = useOffice();
  const read = useRead("GET /coverage/candidates", { profileId, absentId, from, to });
  return (
    <Loaded read={read}>
      {(all) => all.length === 0 ? <p>{t("coverage.noCandidates")}</p> : (
        <fieldset className="stack tight candidates">
          <legend>{t("coverage.candidates")}</legend>
          {all.map((candidate) => (
            <label key={candidate.personId} className="choice">
              <input type="radio" name={`substitute-${profileId}`} checked={candidate.personId === chosen} onChange={() => onChoose(candidate.personId)} />
              <span>{candidate.person}<span className="dim by">{[
                ...(candidate.sameUnit ? [t("coverage.sameUnit")] : []), t("coverage.managesNow", { count: candidate.profiles }), format.list(candidate.languages.map((tag) => format.languageName(tag))),
              ].join(" · ")}</span></span>
            </label>
          ))}
        </fieldset>
      )}
    </Loaded>
  );
}
