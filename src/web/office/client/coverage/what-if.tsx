import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import type { CoverageView } from "../../staffing-views.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { daysAfter } from "./days.ts";

/** What the coverage would be without these people; nothing is written (COV-6). */
export function WhatIf({ view, days, from, shown, onSuppose }: {
  readonly view: CoverageView; readonly days: number; readonly from: string | undefined; readonly shown: boolean; readonly onSuppose: (view: CoverageView | undefined) => void;
}) {
  const { t } = useOffice();
  const ask = useWrite("POST /coverage/what-if");
  const people = [...new Map(view.profiles.flatMap(({ team }) => team.map((person) => [person.id, person] as const))).values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const [absent, setAbsent] = useState<readonly string[]>([]);
  const [first, setFirst] = useState(view.from);
  const [last, setLast] = useState(daysAfter(view.from, 4));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (absent.length === 0) return;
    ask.mutate({ days, ...(from ? { from } : {}), supposed: absent.map((personId) => ({ personId, from: first, to: last })) }, { onSuccess: onSuppose });
  };
  return (
    <details className="card no-print" open={shown}>
      <summary>{t("coverage.whatIf")}</summary>
      <form className="stack" onSubmit={submit}>
        <p className="dim">{t("coverage.whatIfHint")}</p>
        <fieldset className="people-choice">
          <legend>{t("coverage.whoAbsent")}</legend>
          {people.map(({ id, name }) => (
            <label key={id} className="choice">
              <input type="checkbox" checked={absent.includes(id)} onChange={(event) => setAbsent(event.target.checked ? [...absent, id] : absent.filter((one) => one !== id))} />{name}
            </label>
          ))}
        </fieldset>
        <div className="row wide">
          <Field label={t("coverage.fromDay")}>{(ties) => <input {...ties} type="date" value={first} onChange={(event) => setFirst(event.target.value)} />}</Field>
          <Field label={t("coverage.toDay")}>{(ties) => <input {...ties} type="date" value={last} onChange={(event) => setLast(event.target.value)} />}</Field>
        </div>
        {ask.error && <Failure error={ask.error} />}
        <div className="row">
          <Button type="submit" look="go" busy={ask.isPending}>{t("coverage.suppose")}</Button>
          {shown && <Button onClick={() => onSuppose(undefined)}>{t("coverage.supposeNoMore")}</Button>}
        </div>
      </form>
    </details>
  );
}
