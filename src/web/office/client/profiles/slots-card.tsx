import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import type { SlotsView } from "../../calendar-views.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded } from "../page.tsx";
import { useToast } from "../toasts.tsx";

/** The hours at which a profile usually says something (EDI-6): what «siguiente hueco libre» chooses from. */
export function SlotsCard({ profileId }: { readonly profileId: string }) {
  const { t } = useOffice();
  const slots = useRead("GET /profiles/:id/slots", { id: profileId });
  const [changing, setChanging] = useState(false);
  return (
    <section className="card stack tight" aria-labelledby="slots">
      <h2 id="slots">{t("slots.title")}</h2>
      <Loaded read={slots}>{(view) => (changing ? <Editor profileId={profileId} view={view} onDone={() => setChanging(false)} /> : <Shown view={view} onChange={() => setChanging(true)} />)}</Loaded>
    </section>
  );
}

function Shown({ view, onChange }: { readonly view: SlotsView; readonly onChange: () => void }) {
  const { t, format, clock } = useOffice();
  const days = view.week.flatMap((times, index) => (times.length === 0 ? [] : [{ weekday: index + 1, times }]));
  return (
    <>
      {days.length === 0 ? <p className="dim">{t("slots.none")}</p> : (
        <>
          <dl className="facts">{days.map(({ weekday, times }) => <SlotLine key={weekday} day={format.weekday(weekday)} times={format.list(times)} />)}</dl>
          <p className="dim">{t(view.onHolidays ? "slots.holidaysToo" : "slots.notOnHolidays")}</p>
          <p>{view.next === null ? t("slots.noneFree") : t("slots.next", { when: format.moment(view.next.at, clock.now()) })}</p>
        </>
      )}
      {view.mayChange && <div><Button onClick={onChange}>{t("slots.change")}</Button></div>}
    </>
  );
}

const SlotLine = ({ day, times }: { readonly day: string; readonly times: string }) => <><dt className="first-capital">{day}</dt><dd className="n">{times}</dd></>;

function Editor({ profileId, view, onDone }: { readonly profileId: string; readonly view: SlotsView; readonly onDone: () => void }) {
  const { t, format } = useOffice();
  const toast = useToast();
  const set = useWrite("PUT /profiles/:id/slots");
  const [typed, setTyped] = useState<readonly string[]>(view.week.map((times) => times.join(", ")));
  const [onHolidays, setOnHolidays] = useState(view.onHolidays);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate({ id: profileId, week: typed.map(timesIn), onHolidays }, {
      onSuccess: () => {
        onDone();
        toast({ message: t("slots.saved") });
      },
    });
  };
  return (
    <form className="stack tight" onSubmit={submit} noValidate>
      <p className="hint">{t("slots.hint")}</p>
      {typed.map((times, index) => (
        <Field key={format.weekday(index + 1)} label={<span className="first-capital">{format.weekday(index + 1)}</span>}>
          {(ties) => <input {...ties} type="text" inputMode="numeric" value={times} onChange={(event) => setTyped(typed.with(index, event.target.value))} />}
        </Field>
      ))}
      <label className="choice"><input type="checkbox" checked={onHolidays} onChange={(event) => setOnHolidays(event.target.checked)} />{t("slots.alsoHolidays")}</label>
      {set.error && <Failure error={set.error} />}
      <div className="row"><Button type="submit" look="go" busy={set.isPending}>{t("slots.save")}</Button><Button onClick={onDone}>{t("shell.cancel")}</Button></div>
    </form>
  );
}

/** `9:00, 18:30` as typed; the server says what is no hour. */
const timesIn = (typed: string): string[] => typed.split(/[\s,;]+/).filter((time) => time !== "").map((time) => time.replace(/^(\d):/, "0$1:"));
