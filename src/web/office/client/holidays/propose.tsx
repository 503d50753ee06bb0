import { type FormEvent, useState } from "react";
import { Button, Empty, Field, Tag } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { HolidayProposalsView } from "../../views.ts";
import { holidayRegions } from "../../vocabulary.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded } from "../page.tsx";
import { useToast } from "../toasts.tsx";

/** A year's usual holidays, to be checked against the published calendar and entered in one go. */
export function ProposeHolidays({ year, onClose }: { readonly year: string; readonly onClose: () => void }) {
  const { t } = useOffice();
  const [region, setRegion] = useState<HolidayProposalsView["region"]>();
  const proposals = useRead("GET /holidays/proposals", region ? { year, region } : { year });
  return (
    <Dialog title={t("holidays.proposeTitle", { year })} open onClose={onClose}>
      <div className="stack">
        <p className="measure">{t("holidays.proposeLead")}</p>
        <Loaded read={proposals}>
          {(view) => (
            <>
              <Field label={t("holidays.region")}>
                {(ties) => (
                  <select {...ties} value={view.region} onChange={(event) => setRegion(holidayRegions.find((each) => each === event.target.value))}>
                    {holidayRegions.map((each) => <option key={each} value={each}>{t(`holidays.regions.${each}`)}</option>)}
                  </select>
                )}
              </Field>
              <Choice key={view.region} view={view} onClose={onClose} />
            </>
          )}
        </Loaded>
      </div>
    </Dialog>
  );
}

function Choice({ view, onClose }: { readonly view: HolidayProposalsView; readonly onClose: () => void }) {
  const { t, text, format } = useOffice();
  const toast = useToast();
  const enter = useWrite("POST /holidays/several");
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const open = view.days.filter(({ known }) => !known);
  const chosen = open.filter(({ day }) => !without.has(day));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate({ days: chosen.map(({ day, name }) => ({ day, name })) }, {
      onSuccess: ({ entered }) => {
        toast({ message: t("holidays.enteredSeveral", { count: entered }) });
        onClose();
      },
    });
  };
  const turn = (day: string, on: boolean) => setWithout((before) => new Set(on ? [...before].filter((each) => each !== day) : [...before, day]));
  return (
    <form className="stack" onSubmit={submit} noValidate>
      {open.length === 0 && <Empty title={t("holidays.allKnown")}><p>{t("holidays.allKnownHint")}</p></Empty>}
      <fieldset>
        <legend>{t("holidays.days")}</legend>
        <ul className="list">
          {view.days.map(({ day, name, ground, known }) => (
            <li key={day} className="row wide between">
              <label className="choice grow">
                <input type="checkbox" checked={known || !without.has(day)} disabled={known} onChange={(event) => turn(day, event.target.checked)} />
                {/* Noon, so that no zone moves it to another day. */}
                <span><strong><time dateTime={day}>{format.fullDay(`${day}T12:00:00.000Z`)}</time></strong> · {text(name)}</span>
              </label>
              <Tag tone={known ? "ok" : "dim"}>{t(known ? "holidays.known" : `holidays.ground.${ground}`)}</Tag>
            </li>
          ))}
        </ul>
      </fieldset>
      {enter.error && <Failure error={enter.error} />}
      <div className="row">
        {chosen.length > 0 && <Button type="submit" look="go" busy={enter.isPending}>{t("holidays.enterSeveral", { count: chosen.length })}</Button>}
        <Button onClick={onClose}>{t("shell.close")}</Button>
      </div>
    </form>
  );
}
