import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useToast } from "../toasts.tsx";

/** Has a publication said again and again: which days, at what hour, from when to when (EDI-9). */
export function RepeatDialog({ id, open, onClose }: { readonly id: string; readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useOffice();
  return <Dialog title={t("series.repeat")} open={open} onClose={onClose}><RepeatForm id={id} onClose={onClose} /></Dialog>;
}

function RepeatForm({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { session, t, format, clock } = useOffice();
  const toast = useToast();
  const start = useWrite("POST /publications/:id/series");
  const [kind, setKind] = useState<"week" | "month">("week");
  const [weekdays, setWeekdays] = useState<readonly number[]>([1]);
  const [weeks, setWeeks] = useState("1");
  const [dayOfMonth, setDayOfMonth] = useState("1");
  const [time, setTime] = useState("09:00");
  const [from, setFrom] = useState(() => format.isoDay(clock.now()));
  const [until, setUntil] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate({ id, every: kind === "week" ? { kind, weekdays: [...weekdays], weeks: Number(weeks) } : { kind, day: Number(dayOfMonth) }, time, from, until: until || null }, {
      onSuccess: () => {
        toast({ message: t("series.started") });
        onClose();
      },
    });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p className="measure">{t("series.what")}</p>
      <fieldset>
        <legend className="sr">{t("series.repeat")}</legend>
        {(["week", "month"] as const).map((each) => <label key={each} className="choice"><input type="radio" name="repeat-kind" checked={kind === each} onChange={() => setKind(each)} />{t(`series.every.${each}`)}</label>)}
      </fieldset>
      {kind === "week" ? (
        <>
          <div className="chips" role="group" aria-label={t("series.days")}>
            {[1, 2, 3, 4, 5, 6, 7].map((weekday) => (
              <label key={weekday}><input type="checkbox" checked={weekdays.includes(weekday)} onChange={(event) => setWeekdays(event.target.checked ? [...weekdays, weekday].toSorted((one, other) => one - other) : weekdays.filter((each) => each !== weekday))} /><span>{format.weekday(weekday)}</span></label>
            ))}
          </div>
          <Field label={t("series.weeks")}>{(ties) => <input {...ties} type="number" min={1} max={52} value={weeks} onChange={(event) => setWeeks(event.target.value)} />}</Field>
        </>
      ) : <Field label={t("series.dayOfMonth")} hint={t("series.dayOfMonthHint")}>{(ties) => <input {...ties} type="number" min={1} max={31} value={dayOfMonth} onChange={(event) => setDayOfMonth(event.target.value)} />}</Field>}
      <Field label={t("when.time")} hint={t("when.zone", { zone: session.council.zone })}>{(ties) => <input {...ties} type="time" value={time} onChange={(event) => setTime(event.target.value)} />}</Field>
      <div className="row wide">
        <Field label={t("series.from")}>{(ties) => <input {...ties} type="date" value={from} onChange={(event) => setFrom(event.target.value)} />}</Field>
        <Field label={t("series.untilField")}>{(ties) => <input {...ties} type="date" value={until} onChange={(event) => setUntil(event.target.value)} />}</Field>
      </div>
      {start.error && <Failure error={start.error} />}
      <div className="row"><Button type="submit" look="go" busy={start.isPending}>{t("series.start")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
    </form>
  );
}
