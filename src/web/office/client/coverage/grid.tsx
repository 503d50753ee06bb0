import type { CoverageView } from "../../staffing-views.ts";
import { useOffice } from "../office.tsx";
import { noon } from "./days.ts";

/** Profiles by days, with the number of people in each cell; what is wrong has a shape besides its colour. */
export function Grid({ view }: { readonly view: CoverageView }) {
  const { t, format, text } = useOffice();
  const months = monthsOf(view.days.map(({ date }) => date));
  return (
    <section className="card coverage" aria-labelledby="coverage-grid">
      <h2 id="coverage-grid">{t("coverage.gridTitle")}</h2>
      <p className="row wide dim coverage-key">
        <span><span className="cell gap" aria-hidden="true">0</span> {t("coverage.key.gap")}</span>
        <span><span className="cell single" aria-hidden="true">1</span> {t("coverage.key.single")}</span>
        <span><span className="cell" aria-hidden="true">2</span> {t("coverage.key.enough")}</span>
        <span><span className="cell off" aria-hidden="true">–</span> {t("coverage.key.off")}</span>
        <span><span className="cell tongue" aria-hidden="true">2</span> {t("coverage.key.language")}</span>
      </p>
      <div className="scroll" role="group" aria-label={t("coverage.gridTitle")} tabIndex={0}>
        <table className="coverage-grid">
          <caption className="sr">{t("coverage.gridTitle")}</caption>
          <thead>
            <tr><td />{months.map(({ month, span }) => <th key={month} scope="colgroup" colSpan={span} className="first-capital">{format.monthAndYear(noon(`${month}-15`))}</th>)}</tr>
            <tr>
              <th scope="col">{t("coverage.profile")}</th>
              {view.days.map(({ date, weekday, working }) => (
                <th key={date} scope="col" className={working ? "n" : "n off"}>
                  <abbr title={format.weekdayAndDay(noon(date))}><span className="by">{format.weekday(weekday, "short").slice(0, 2)}</span>{Number(date.slice(8))}</abbr>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.profiles.map((profile) => (
              <tr key={profile.id}>
                <th scope="row">{text(profile.name)}<span className="dim by">{t(`network.${profile.network}`)} · {t("coverage.managers", { count: profile.managers })}</span></th>
                {view.days.map(({ date }, index) => {
                  const count = profile.counts[index] ?? null;
                  const missing = profile.languageGaps.find((gap) => gap.date === date);
                  return (
                    <td key={date} className={["cell", "n", count === null ? "off" : count === 0 ? "gap" : count === 1 ? "single" : "", missing ? "tongue" : ""].filter(Boolean).join(" ")}>
                      {count === null ? <><span aria-hidden="true">–</span><span className="sr">{t("coverage.key.off")}</span></> : count}
                      {missing && <span className="sr"> {t("coverage.without", { languages: format.list(missing.languages.map((tag) => format.languageName(tag))) })}</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function monthsOf(dates: readonly string[]): readonly { readonly month: string; readonly span: number }[] {
  const months: { month: string; span: number }[] = [];
  for (const date of dates) {
    const last = months.at(-1);
    if (last?.month === date.slice(0, 7)) last.span += 1;
    else months.push({ month: date.slice(0, 7), span: 1 });
  }
  return months;
}
