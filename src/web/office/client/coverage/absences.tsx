import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { AbsenceView, StaffView } from "../../staffing-views.ts";
import { Refused } from "../call.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { OnNetwork } from "../on-network.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { useKeys } from "../shell/keys.ts";
import { useToast } from "../toasts.tsx";
import { AbsenceDialog } from "./absence-dialog.tsx";
import { CoverageTabs } from "./coverage-tabs.tsx";
import { spanInWords, lastDay } from "./days.ts";
import { Candidates } from "./substitute-dialog.tsx";

/** Who is away and who stands in. */
export function Absences() {
  const { t, may, session } = useOffice();
  const staff = useRead("GET /staff", {});
  const [entering, setEntering] = useState(false);
  useKeys(may("absence.enter") ? { n: () => setEntering(true) } : {}, { singleKeys: session.preferences.singleKeys });
  return (
    <Page title={t("coverage.tab.absences")} actions={may("absence.enter") && <Button look="go" onClick={() => setEntering(true)}>{t("coverage.enterAbsence")}{session.preferences.singleKeys && <> <kbd>N</kbd></>}</Button>}>
      <CoverageTabs current="/coverage/absences" />
      <div className="settings-body split">
        <Loaded read={staff}>{(view) => (
          <>
            <div className="stack loose">
              <List absences={view.absences.filter(({ state }) => state === "requested")} title={t("coverage.asked")} empty={t("coverage.noneAsked")} />
              <List absences={view.absences.filter(({ state }) => state === "approved")} title={t("coverage.ahead")} empty={t("coverage.noneAhead")} />
            </div>
            <div className="stack loose">
              <Substitutions view={view} />
              <ImportCalendar />
            </div>
          </>
        )}</Loaded>
      </div>
      <AbsenceDialog open={entering} onClose={() => setEntering(false)} />
    </Page>
  );
}

function List({ absences, title, empty }: { readonly absences: readonly AbsenceView[]; readonly title: string; readonly empty: string }) {
  return (
    <section className="card" aria-label={title}>
      <h2>{title}</h2>
      {absences.length === 0 ? <p className="dim">{empty}</p> : <ul className="list">{absences.map((absence) => <Row key={absence.id} absence={absence} />)}</ul>}
    </section>
  );
}

function Row({ absence }: { readonly absence: AbsenceView }) {
  const office = useOffice();
  const { t, format } = office;
  const toast = useToast();
  const refuse = useWrite("POST /absences/:id/refuse");
  const cancel = useWrite("POST /absences/:id/cancel");
  const [approving, setApproving] = useState(false);
  const when = spanInWords(office, absence);
  const days = { from: format.isoDay(absence.from), to: lastDay(format, absence.to) };
  const decides = absence.decides && !absence.own;
  return (
    <li className="stack tight">
      <div className="row wide between">
        <div className="grow">
          <p><strong>{absence.own ? t("coverage.you") : absence.person}</strong> · <span className="n">{when}</span></p>
          <p className="dim">{absence.kind ? t(`absenceKind.${absence.kind}`) : t("coverage.isAbsent")}{absence.note && ` · «${absence.note}»`}{absence.overrideReason && ` · ${t("coverage.override")} «${absence.overrideReason}»`}</p>
        </div>
        <div className="row">
        {absence.state === "requested" && decides && <Button small look="go" onClick={() => setApproving(true)}>{t("coverage.approve")}<span className="sr">: {absence.person}, {when}</span></Button>}
        {absence.state === "requested" && decides && <Button small busy={refuse.isPending} onClick={() => refuse.mutate({ id: absence.id }, { onSuccess: () => toast({ message: t("coverage.refusedNow") }) })}>{t("coverage.refuse")}<span className="sr">: {absence.person}, {when}</span></Button>}
        {(absence.own || decides) && <Button small look="quiet" busy={cancel.isPending} onClick={() => cancel.mutate({ id: absence.id }, { onSuccess: () => toast({ message: t("coverage.cancelledNow") }) })}>{t("coverage.cancel")}<span className="sr">: {absence.person}, {when}</span></Button>}
        </div>
      </div>
      {refuse.error && <Failure error={refuse.error} />}
      {cancel.error && <Failure error={cancel.error} />}
      {approving && <Approve absence={absence} when={when} days={days} onClose={() => setApproving(false)} />}
    </li>
  );
}

interface Left { readonly profileId: string; readonly days: readonly string[] }

/** Approves at once where somebody is left; where nobody is, asks for a substitute or for the reason (COV-R5). */
function Approve({ absence, when, days, onClose }: { readonly absence: AbsenceView; readonly when: string; readonly days: { readonly from: string; readonly to: string }; readonly onClose: () => void }) {
  const { t, text } = useOffice();
  const toast = useToast();
  const approve = useWrite("POST /absences/:id/approve");
  const coverage = useRead("GET /coverage", { days: 1 });
  const [substitutes, setSubstitutes] = useState<Readonly<Record<string, string>>>({});
  const [reason, setReason] = useState("");
  const gaps = gapsIn(approve.error);
  const [seen, setSeen] = useState<readonly Left[]>([]);
  const left = gaps.length > 0 ? gaps : seen;
  const nameOf = (profileId: string) => text(coverage.data?.profiles.find(({ id }) => id === profileId)?.name ?? null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSeen(left);
    approve.mutate({ id: absence.id, substitutes: Object.entries(substitutes).map(([profileId, personId]) => ({ profileId, personId })), overrideReason: reason }, {
      onSuccess: () => {
        onClose();
        toast({ message: t("coverage.approvedNow") });
      },
    });
  };
  return (
    <Dialog title={t("coverage.approveTitle", { person: absence.person })} open onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p>{when}</p>
        {left.length === 0 ? <p className="dim">{t("coverage.approveHint")}</p> : <p role="status">{t("coverage.leavesGap")}</p>}
        {left.map(({ profileId, days: gone }) => (
          <section key={profileId} className="stack tight" aria-label={nameOf(profileId)}>
            <h3>{nameOf(profileId)}</h3>
            <p className="dim">{t("coverage.nobodyOn", { count: gone.length })}</p>
            <Candidates profileId={profileId} absentId={absence.personId} from={days.from} to={days.to} chosen={substitutes[profileId] ?? ""} onChoose={(personId) => setSubstitutes({ ...substitutes, [profileId]: personId })} />
          </section>
        ))}
        {left.length > 0 && (
          <Field label={t("coverage.overrideReason")} hint={t("coverage.overrideHint")}>{(ties) => <textarea {...ties} className="short" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}</Field>
        )}
        {approve.error && gaps.length === 0 && <Failure error={approve.error} />}
        <div className="row">
          <Button type="submit" look="go" busy={approve.isPending}>{t("coverage.approve")}</Button>
          <Button onClick={onClose}>{t("shell.cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function gapsIn(error: Error | null): readonly Left[] {
  if (!(error instanceof Refused) || error.refusal.kind !== "leaves-gap" || !("gaps" in error.refusal) || !Array.isArray(error.refusal["gaps"])) return [];
  return error.refusal["gaps"].filter((gap: unknown): gap is Left => typeof gap === "object" && gap !== null && "profileId" in gap && "days" in gap);
}

function Substitutions({ view }: { readonly view: StaffView }) {
  const office = useOffice();
  const { t, text } = office;
  const end = useWrite("POST /substitutions/:id/end");
  return (
    <section className="card" aria-labelledby="substitutions">
      <h2 id="substitutions">{t("coverage.substitutions")}</h2>
      {view.substitutions.length === 0 ? <p className="dim">{t("coverage.noSubstitutions")}</p> : (
        <ul className="list">
          {view.substitutions.map((one) => (
            <li key={one.id} className="stack tight">
              <p><strong>{text(one.profile)}</strong><OnNetwork network={one.network} /></p>
              <p>{t("coverage.standsIn", { substitute: one.substitute, absent: one.absent })}</p>
              <p className="dim n">{spanInWords(office, one)}</p>
              {one.decides && <div><Button small look="quiet" busy={end.isPending} onClick={() => end.mutate({ id: one.id })}>{t("coverage.endSubstitution")}<span className="sr">: {one.substitute}</span></Button></div>}
            </li>
          ))}
        </ul>
      )}
      {end.error && <Failure error={end.error} />}
    </section>
  );
}

function ImportCalendar() {
  const { t } = useOffice();
  const read = useWrite("POST /absences/import");
  const choose = (file: File | undefined) => {
    if (file) void file.text().then((calendar) => read.mutate({ calendar }));
  };
  return (
    <section className="card stack tight" aria-labelledby="import-calendar">
      <h2 id="import-calendar">{t("coverage.import")}</h2>
      <p className="dim">{t("coverage.importHint")}</p>
      <div>
        <label htmlFor="calendar-file">{t("coverage.calendarFile")}</label>
        <input id="calendar-file" type="file" accept=".ics,text/calendar" onChange={(event) => choose(event.target.files?.[0])} />
      </div>
      {read.data && <p role="status">{t("coverage.imported", { entered: read.data.entered, known: read.data.known, unreadable: read.data.unreadable })}</p>}
      {read.error && <Failure error={read.error} />}
    </section>
  );
}

