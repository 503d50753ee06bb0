import { type FormEvent, useState } from "react";
import { Button, Empty } from "#web/ui/elements.tsx";
import { ErrorSummary } from "#web/ui/error-summary.tsx";
import type { HolidayView } from "../../views.ts";
import { useRead, useWrite } from "../data.ts";
import { ProposeHolidays } from "../holidays/propose.tsx";
import { ListImport } from "../list-import.tsx";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { useToast } from "../toasts.tsx";
import { SettingsTabs } from "./settings-tabs.tsx";

/** Days on which the promise to answer stands still. */
export function Holidays() {
  const { t, format, clock } = useOffice();
  const holidays = useRead("GET /holidays", {});
  const thisYear = format.isoDay(clock.now()).slice(0, 4);
  const [year, setYear] = useState(thisYear);
  const [open, setOpen] = useState<"list" | "proposals">();
  return (
    <Page title={t("holidays.title")} actions={<><a className="btn" href="/office/holidays.csv" download>{t("list.download")}</a><Button onClick={() => setOpen("list")}>{t("list.title")}</Button><Button onClick={() => setOpen("proposals")}>{t("holidays.propose", { year })}</Button></>}>
      {open === "list" && <ListImport of="holidays" onClose={() => setOpen(undefined)} />}
      {open === "proposals" && <ProposeHolidays year={year} onClose={() => setOpen(undefined)} />}
      <SettingsTabs current="holidays" />
      <div className="settings-body split">
        <section className="card stack" aria-labelledby="list">
          <h2 id="list" className="sr">{t("holidays.title")}</h2>
          <p className="measure">{t("holidays.lead")}</p>
          <Loaded read={holidays}>
            {(all) => (
              <>
                <div className="chips" role="group" aria-label={t("holidays.year")}>
                  {yearsOf(all, thisYear).map((each) => (
                    <label key={each}><input type="radio" name="year" checked={each === year} onChange={() => setYear(each)} /><span>{each}</span></label>
                  ))}
                </div>
                <List holidays={all.filter(({ day }) => day.startsWith(year))} />
              </>
            )}
          </Loaded>
        </section>
        <AddHoliday onAdded={(day) => setYear(day.slice(0, 4))} />
      </div>
    </Page>
  );
}

/** This year and the next, and every other that has any. */
const yearsOf = (all: readonly HolidayView[], thisYear: string): readonly string[] =>
  [...new Set([thisYear, String(Number(thisYear) + 1), ...all.map(({ day }) => day.slice(0, 4))])].toSorted();

function List({ holidays }: { readonly holidays: readonly HolidayView[] }) {
  const { t, format, text } = useOffice();
  const toast = useToast();
  const add = useWrite("POST /holidays");
  const remove = useWrite("POST /holidays/:id/remove");
  if (holidays.length === 0) return <Empty title={t("holidays.none")}><p>{t("holidays.noneHint")}</p></Empty>;
  const takeAway = ({ id, day, name }: HolidayView) =>
    remove.mutate({ id }, { onSuccess: () => toast({ message: t("holidays.removed", { name: text(name) }), action: { label: t("holidays.undo"), run: () => add.mutate({ day, name }) } }) });
  return (
    <>
      <table className="cards">
        <caption className="sr">{t("holidays.title")}</caption>
        <thead><tr><th scope="col">{t("holidays.day")}</th><th scope="col">{t("holidays.name")}</th><th scope="col"><span className="sr">{t("holidays.remove")}</span></th></tr></thead>
        <tbody>
          {holidays.map((holiday) => (
            <tr key={holiday.id}>
              {/* Noon, so that no zone moves it to another day. */}
              <th scope="row"><time dateTime={holiday.day}>{format.fullDay(`${holiday.day}T12:00:00.000Z`)}</time></th>
              <td>{text(holiday.name)}</td>
              <td><Button small busy={remove.isPending} onClick={() => takeAway(holiday)}>{t("holidays.remove")}<span className="sr">: {text(holiday.name)}</span></Button></td>
            </tr>
          ))}
        </tbody>
      </table>
      {remove.error && <Failure error={remove.error} />}
      {add.error && <Failure error={add.error} />}
    </>
  );
}

function AddHoliday({ onAdded }: { readonly onAdded: (day: string) => void }) {
  const { session, t, format, say } = useOffice();
  const toast = useToast();
  const add = useWrite("POST /holidays");
  const [day, setDay] = useState("");
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const [wanting, setWanting] = useState(false);
  const { languages } = session.council;
  const problems = [
    ...(day === "" ? [{ fieldId: "holiday-day", message: t("holidays.dayMissing") }] : []),
    ...languages.filter((tag) => !names[tag]?.trim()).map((tag) => ({ fieldId: `holiday-${tag}`, message: say({ kind: "name-missing", language: tag }) })),
  ];
  const errorOf = (fieldId: string) => (wanting ? problems.find((problem) => problem.fieldId === fieldId)?.message : undefined);
  const invalid = (fieldId: string) => (errorOf(fieldId) ? { "aria-invalid": true as const, "aria-describedby": `${fieldId}-error` } : {});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(problems.length > 0);
    if (problems.length > 0) return;
    add.mutate({ day, name: names }, {
      onSuccess: () => {
        onAdded(day);
        setDay("");
        setNames({});
        toast({ message: t("holidays.added") });
      },
    });
  };
  return (
    <form className="card stack" onSubmit={submit} noValidate aria-labelledby="add-holiday">
      <h2 id="add-holiday">{t("holidays.addTitle")}</h2>
      {wanting && <ErrorSummary title={t("shell.problems")} entries={problems} />}
      <div>
        <label htmlFor="holiday-day">{t("holidays.day")}</label>
        {errorOf("holiday-day") && <p className="field-error" id="holiday-day-error">{errorOf("holiday-day")}</p>}
        <input id="holiday-day" type="date" value={day} onChange={(event) => setDay(event.target.value)} {...invalid("holiday-day")} />
      </div>
      {languages.map((tag) => (
        <div key={tag}>
          <label htmlFor={`holiday-${tag}`}>{t("holidays.nameIn", { language: format.languageName(tag) })}</label>
          {errorOf(`holiday-${tag}`) && <p className="field-error" id={`holiday-${tag}-error`}>{errorOf(`holiday-${tag}`)}</p>}
          <input id={`holiday-${tag}`} lang={tag} type="text" maxLength={120} value={names[tag] ?? ""} onChange={(event) => setNames({ ...names, [tag]: event.target.value })} {...invalid(`holiday-${tag}`)} />
        </div>
      ))}
      {add.error && <Failure error={add.error} />}
      <div><Button type="submit" look="go" busy={add.isPending}>{t("holidays.add")}</Button></div>
    </form>
  );
}
