import { type FormEvent, useState } from "react";
import { Button, Note } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { SlipView } from "../../calendar-views.ts";
import { NextSlot } from "../composer/next-slot.tsx";
import { noon } from "../coverage/days.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { TimeFields, type TypedTime } from "../time-fields.tsx";
import type { useMove } from "./use-move.ts";

export interface MoveQuestion {
  readonly slip: SlipView;
  /** Where it was dropped, when it was. */
  readonly local?: string | undefined;
}

/** «Mover a…»: the way to move that needs neither a mouse nor arrows, and the question that is asked of what was approved. */
export function MoveDialog({ question, mover, onClose }: { readonly question: MoveQuestion | undefined; readonly mover: ReturnType<typeof useMove>; readonly onClose: () => void }) {
  const { t } = useOffice();
  return (
    <Dialog title={question ? t("calendar.moveTitle", { title: question.slip.title || t("publications.untitled") }) : ""} open={question !== undefined} onClose={onClose}>
      {question && <MoveForm key={question.slip.id} {...question} mover={mover} onClose={onClose} />}
    </Dialog>
  );
}

function MoveForm({ slip, local, mover: { move, error, busy }, onClose }: MoveQuestion & { readonly mover: ReturnType<typeof useMove>; readonly onClose: () => void }) {
  const { t, format, clock } = useOffice();
  const [time, setTime] = useState<TypedTime>({ local: local ?? slip.local ?? `${format.isoDay(clock.now())}T09:00`, which: local === undefined ? (slip.chosen?.which ?? null) : null });
  const [dated, setDated] = useState(true);
  const [approve, setApprove] = useState(false);
  const approved = slip.state === "scheduled";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    move(slip, { local: dated ? time.local : null, which: dated ? time.which : null, approve: approved && approve }, { onMoved: onClose, quiet: true });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {slip.local !== null && <p className="dim">{t("calendar.isAt", { day: format.weekdayAndDay(noon(slip.local.slice(0, 10))), time: slip.local.slice(11) })}</p>}
      <fieldset className="stack tight">
        <legend className="sr">{t("when.title")}</legend>
        <label className="choice"><input type="radio" name="move-when" checked={dated} onChange={() => setDated(true)} />{t("when.at")}</label>
        {dated && <div className="indent stack tight"><NextSlot profiles={slip.profileIds} publicationId={slip.id} onFound={(found) => setTime({ local: found, which: null })} /><TimeFields value={time} onChange={setTime} refused={error} /></div>}
        <label className="choice"><input type="radio" name="move-when" checked={!dated} onChange={() => setDated(false)} />{t("when.approved")}</label>
      </fieldset>
      {approved && (
        <Note tone="wait" title={t("calendar.isApproved")}>
          <p>{t("calendar.isApprovedHint")}</p>
          {slip.mayApprove && <label className="choice"><input type="checkbox" checked={approve} onChange={(event) => setApprove(event.target.checked)} />{t("calendar.approveToo")}</label>}
        </Note>
      )}
      {error && <Failure error={error} />}
      <div className="row">
        <Button type="submit" look="go" busy={busy}>{t(approved ? (approve ? "calendar.moveAndApprove" : "calendar.moveAndAsk") : "calendar.move")}</Button>
        <Button onClick={onClose}>{t("shell.cancel")}</Button>
      </div>
    </form>
  );
}
