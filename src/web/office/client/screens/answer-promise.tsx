import { type FormEvent, useState } from "react";
import { checkAttention } from "#modules/policy/rules/service-time.ts";
import { hoursInWords, minutesInWords } from "#web/i18n/hours.ts";
import { Button } from "#web/ui/elements.tsx";
import { ErrorSummary } from "#web/ui/error-summary.tsx";
import { Icon } from "#web/ui/icon.tsx";
import type { ProfileView } from "../../views.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useToast } from "../toasts.tsx";
import { added, asTyped, type Day, HOLIDAYS, likeMonday, removed, replaced, type Typed, typedAttention } from "./typed-hours.ts";

/** When a profile is attended and how soon it answers, in words; for who may change it, also to change. */
export function AnswerPromise({ profile }: { readonly profile: ProfileView }) {
  const { t, format, may } = useOffice();
  const [changing, setChanging] = useState(false);
  const { promise } = profile;
  return (
    <section className="card stack promise" aria-labelledby="promise">
      <h2 id="promise">{t("promise.title")}</h2>
      {changing ? <Editor profile={profile} onDone={() => setChanging(false)} /> : (
        <>
          <dl className="facts">
            <dt>{t("promise.first")}</dt>
            <dd>{t("promise.within", { time: minutesInWords({ t, format }, promise.firstResponseMinutes) })}</dd>
            {hoursInWords({ t, format }, promise.week, promise.holiday).map(({ days, hours }) => <HoursLine key={days} days={days} hours={hours} />)}
          </dl>
          <p className="dim">{t(promise.own ? "promise.own" : "promise.general")}</p>
          {may("profile.set-promise") && <div><Button onClick={() => setChanging(true)}>{t("promise.change")}</Button></div>}
        </>
      )}
    </section>
  );
}

const HoursLine = ({ days, hours }: { readonly days: string; readonly hours: string }) => <><dt className="first-capital">{days}</dt><dd>{hours}</dd></>;

function Editor({ profile, onDone }: { readonly profile: ProfileView; readonly onDone: () => void }) {
  const { t, format, say } = useOffice();
  const toast = useToast();
  const set = useWrite("PUT /profiles/:id/promise");
  const [hours, setHours] = useState<Typed>(() => asTyped(profile.promise.week, profile.promise.holiday));
  const [minutes, setMinutes] = useState(String(profile.promise.firstResponseMinutes));
  const [reason, setReason] = useState("");
  const [wanting, setWanting] = useState(false);
  const attention = typedAttention(hours);
  const wrong = checkAttention(attention);
  const amount = Number(minutes);
  const goodMinutes = Number.isInteger(amount) && amount >= 1 && amount <= LONGEST;
  const problems = [
    ...(wrong ? [{ fieldId: "day" in wrong ? `promise-day-${wrong.day}` : "promise-day-1", message: say(wrong) }] : []),
    ...(goodMinutes ? [] : [{ fieldId: "promise-minutes", message: say({ kind: "bad-minutes" }) }]),
    ...(reason.trim() ? [] : [{ fieldId: "promise-reason", message: say({ kind: "reason-missing" }) }]),
  ];
  const errorOf = (fieldId: string) => (wanting ? problems.find((problem) => problem.fieldId === fieldId)?.message : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(problems.length > 0);
    if (problems.length > 0) return;
    set.mutate({ id: profile.id, week: attention.week.map((day) => [...day]), holiday: [...attention.holiday], firstResponseMinutes: amount, reason: reason.trim() }, {
      onSuccess: () => {
        onDone();
        toast({ message: t("promise.saved") });
      },
    });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {wanting && <ErrorSummary title={t("shell.problems")} entries={problems} />}
      <p className="hint">{t("promise.timeHint")}</p>
      <div className="week-hours">{hours.map((stretches, index) => {
        const day = index + 1;
        const name = day === HOLIDAYS ? t("promise.holidays") : format.weekday(day);
        return (
          <DayHours
            key={day} day={day} name={name} stretches={stretches} error={errorOf(`promise-day-${day}`)}
            onAdd={() => setHours(added(hours, index))}
            onRemove={(at) => setHours(removed(hours, index, at))}
            onChange={(at, change) => setHours(replaced(hours, index, at, change))}
            {...(day === 1 ? { onCopy: () => setHours(likeMonday(hours)) } : {})}
          />
        );
      })}</div>
      <div>
        <label htmlFor="promise-minutes">{t("promise.minutes")}</label>
        <p className="hint" id="promise-minutes-hint">{t("promise.minutesHint")} {goodMinutes && `(${minutesInWords({ t, format }, amount)})`}</p>
        {errorOf("promise-minutes") && <p className="field-error">{errorOf("promise-minutes")}</p>}
        <input
          id="promise-minutes" className="few" type="text" inputMode="numeric" maxLength={5} aria-describedby="promise-minutes-hint" value={minutes}
          onChange={(event) => setMinutes(event.target.value.trim())} {...(errorOf("promise-minutes") ? { "aria-invalid": true as const } : {})}
        />
      </div>
      <div>
        <label htmlFor="promise-reason">{t("publication.why")}</label>
        <p className="hint" id="promise-reason-hint">{t("promise.reasonHint")}</p>
        {errorOf("promise-reason") && <p className="field-error">{errorOf("promise-reason")}</p>}
        <textarea
          id="promise-reason" className="short" maxLength={500} aria-describedby="promise-reason-hint" value={reason}
          onChange={(event) => setReason(event.target.value)} {...(errorOf("promise-reason") ? { "aria-invalid": true as const } : {})}
        />
      </div>
      <p className="dim">{t("promise.fromNow")}</p>
      {set.error && <Failure error={set.error} />}
      <div className="row">
        <Button type="submit" look="go" busy={set.isPending}>{t("promise.save")}</Button>
        <Button onClick={onDone}>{t("shell.cancel")}</Button>
      </div>
    </form>
  );
}

const LONGEST = 43_200;

function DayHours({ day, name, stretches, error, onAdd, onRemove, onChange, onCopy }: {
  readonly day: number;
  readonly name: string;
  readonly stretches: Day;
  readonly error: string | undefined;
  readonly onAdd: () => void;
  readonly onRemove: (at: number) => void;
  readonly onChange: (at: number, change: Partial<Day[number]>) => void;
  readonly onCopy?: () => void;
}) {
  const { t } = useOffice();
  return (
    <fieldset id={`promise-day-${day}`} tabIndex={-1} className="day-hours">
      <legend className="first-capital">{name}</legend>
      {error && <p className="field-error">{error}</p>}
      {stretches.length === 0 && <p className="dim">{t("promise.closed")}</p>}
      {stretches.map((stretch, at) => (
        <div key={stretch.key} className="row">
          <input type="text" className="clock" maxLength={5} aria-label={t("promise.from", { day: name, number: at + 1 })} value={stretch.from} onChange={(event) => onChange(at, { from: event.target.value.trim() })} {...(error ? { "aria-invalid": true as const } : {})} />
          <span aria-hidden="true">–</span>
          <input type="text" className="clock" maxLength={5} aria-label={t("promise.to", { day: name, number: at + 1 })} value={stretch.to} onChange={(event) => onChange(at, { to: event.target.value.trim() })} {...(error ? { "aria-invalid": true as const } : {})} />
          <Button small look="quiet" onClick={() => onRemove(at)}><Icon name="close" size={16} /><span className="sr">{t("promise.remove")} ({name}, {at + 1})</span></Button>
        </div>
      ))}
      <div className="row">
        <Button small onClick={onAdd}><Icon name="plus" size={16} />{t("promise.add")}<span className="sr"> ({name})</span></Button>
        {onCopy && <Button small look="quiet" onClick={onCopy}>{t("promise.copy")}</Button>}
      </div>
    </fieldset>
  );
}
