import type { DedicationNorms, DedicationPlan } from "#modules/staffing/rules/dedication.ts";
import { teamForPromise } from "#modules/staffing/rules/queue.ts";
import { minutesInWords } from "#web/i18n/hours.ts";
import type { CitedNumber, DedicationView } from "../../staffing-views.ts";
import { According } from "../coverage/coverage.tsx";
import { useOffice } from "../office.tsx";

/**
 * How many must be there at once to keep the promise of an answer, in plain words (DED-7). A message takes what the norms
 * say, weighted by what comes; the queue is Erlang's, within the hours of attention.
 */
export function PromiseTeam({ profile, plan, norms, target }: { readonly profile: DedicationView["profiles"][number]; readonly plan: DedicationPlan; readonly norms: DedicationNorms; readonly target: CitedNumber }) {
  const office = useOffice();
  const { t, format } = office;
  const { queries, complaints, direct } = plan.inboundPerWeek;
  const answers = queries + complaints + direct;
  const minutes = answers === 0 ? 0 : (queries * norms.query + complaints * norms.complaint + direct * norms.direct) / answers;
  if (answers === 0 || minutes === 0 || profile.attentionHours === 0) return null;
  const { shares, people } = teamForPromise({ arrivals: answers / profile.attentionHours, perPerson: 60 / minutes, hours: profile.promiseMinutes / 60, target: target.value / 100 });
  const time = minutesInWords(office, profile.promiseMinutes);
  return (
    <div className="stack tight">
      <h3>{t("dedication.promise")}</h3>
      {people === undefined ? <p>{t("dedication.promiseNever")}</p> : (
        <ul className="stack tight">
          {shares.slice(-3).map(({ people: n, share }) => <li key={n} className={n === people ? "strong" : "dim"}>{t("dedication.promiseShare", { count: n, share: tenths(share, format), time })}</li>)}
        </ul>
      )}
      <p className="dim">{t("dedication.promiseTarget", { percent: format.percent(target.value / 100) })} <According to={target} /></p>
    </div>
  );

  function tenths(share: number, { number }: { readonly number: (value: number, digits?: number) => string }): string {
    const whole = Math.floor(share * 1_000) / 1_000;
    return whole >= 0.995 ? t("dedication.nearlyAll") : whole >= 0.9 ? t("dedication.ofHundred", { n: number(Math.floor(whole * 100)) }) : t("dedication.ofTen", { n: number(Math.floor(whole * 10)) });
  }
}
