import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Button, Tag } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { InputOf } from "../../contract.ts";
import type { StopView } from "../../views.ts";
import { useTicking } from "../clock.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { TimeFields, type TypedTime } from "../time-fields.tsx";
import { useStop } from "./use-stop.ts";

type PausedRow = StopView["paused"][number];
type Decision = InputOf<"POST /publications/:id/reconfirm">["decision"];

/** What a stop holds, in the order in which it was to go out: each is decided by a person, one by one (CRI-R2). */
export function Paused() {
  const { t } = useOffice();
  const stop = useStop();
  const rows = stop.data?.paused ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="card" aria-labelledby="paused">
      <h2 id="paused">{t("stop.listTitle", { count: rows.length })}</h2>
      <p className="dim">{rows.some((row) => row.stopped) ? t("stop.listStopped") : t("stop.listHint")}</p>
      <ul className="list">{rows.map((row) => <PausedItem key={row.publicationId} row={row} />)}</ul>
    </section>
  );
}

function PausedItem({ row }: { readonly row: PausedRow }) {
  const { t, format, clock } = useOffice();
  const now = useTicking(clock);
  const [deciding, setDeciding] = useState(false);
  const title = row.conversationId === null ? row.title || t("publications.untitled") : t("stop.reply");
  return (
    <li className="task">
      <Tag tone="wait">{t("stop.paused")}</Tag>
      <div className="task-what">
        {row.conversationId === null
          ? <Link to="/publications/$id" params={{ id: row.publicationId }} data-row="">{title}</Link>
          : <Link to="/inbox/$id" params={{ id: row.conversationId }} data-row="">{title}</Link>}
        <p className="dim">{format.list(row.profiles)} · {row.languages.join(" + ")} · <time dateTime={row.due}>{format.moment(row.due, now)}</time></p>
      </div>
      <p className="task-when">
        {row.mayDecide && <Button small onClick={() => setDeciding(true)} aria-haspopup="dialog">{t("stop.decide")}<span className="sr">: {title}</span></Button>}
      </p>
      <Dialog title={title} open={deciding} onClose={() => setDeciding(false)}>
        <DecideForm row={row} onClose={() => setDeciding(false)} />
      </Dialog>
    </li>
  );
}

function DecideForm({ row, onClose }: { readonly row: PausedRow; readonly onClose: () => void }) {
  const { t, format, clock } = useOffice();
  const now = clock.now();
  const reconfirm = useWrite("POST /publications/:id/reconfirm");
  const [decision, setDecision] = useState<Decision>();
  const [time, setTime] = useState<TypedTime>({ local: `${format.isoDay(now)}T${format.isoTime(now)}`, which: null });
  const [wanting, setWanting] = useState(false);
  // While the stop is open it can only be called off.
  const choices: readonly Decision[] = row.stopped ? ["cancel"] : row.due > now ? ["as-planned", "now", "at", "cancel"] : ["now", "at", "cancel"];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(!decision);
    if (decision) reconfirm.mutate({ id: row.publicationId, decision, local: decision === "at" ? time.local : null, which: decision === "at" ? time.which : null }, { onSuccess: onClose });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p className="dim">{t("stop.wasFor", { profiles: format.list(row.profiles), when: format.moment(row.due, now) })}</p>
      {row.stopped && <p>{t("stop.onlyCancel")}</p>}
      <fieldset>
        <legend>{t("stop.question")}</legend>
        {wanting && !decision && <p className="field-error" role="alert">{t("settle.missing")}</p>}
        {choices.map((each) => (
          <label key={each} className="choice"><input type="radio" name={`paused-${row.publicationId}`} checked={decision === each} onChange={() => setDecision(each)} />{t(`stop.decision.${each}`)}</label>
        ))}
      </fieldset>
      {decision === "at" && <TimeFields value={time} onChange={setTime} refused={reconfirm.error} />}
      {reconfirm.error && <Failure error={reconfirm.error} />}
      <div className="row">
        <Button type="submit" look="go" busy={reconfirm.isPending}>{t("settle.act")}</Button>
        <Button onClick={onClose}>{t("shell.back")}</Button>
      </div>
    </form>
  );
}
