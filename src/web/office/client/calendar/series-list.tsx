import { Link } from "@tanstack/react-router";
import { Button, Note } from "#web/ui/elements.tsx";
import type { SeriesView } from "../../calendar-views.ts";
import { noon } from "../coverage/days.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

/** What is said again and again (EDI-9), and the days on which a person must say at what hour. */
export function SeriesList() {
  const { t, format } = useOffice();
  const read = useRead("GET /series", {});
  const end = useWrite("POST /series/:id/end");
  const series = read.data ?? [];
  if (series.length === 0) return null;
  const asks = series.flatMap((each) => each.asks.map((ask) => ({ ...ask, title: each.title, time: each.time })));
  return (
    <>
      {asks.length > 0 && (
        <Note tone="wait" title={t("series.asks")}>
          <ul className="stack tight">{asks.map((ask) => <li key={ask.publicationId}><Link to="/publications/$id/write" params={{ id: ask.publicationId }}>{ask.title}</Link>: {t("series.noHour", { day: format.longDay(noon(ask.day)), time: ask.time })}</li>)}</ul>
        </Note>
      )}
      <section className="card stack tight" aria-labelledby="series">
        <h2 id="series">{t("series.title")}</h2>
        <ul className="list">
          {series.map((each) => (
            <li key={each.id} className="row wide between">
              <div className="grow"><strong>{each.title || t("publications.untitled")}</strong><p className="dim">{inWords(each)} · {t("series.by", { who: each.startedBy })}</p></div>
              {each.mayEnd && <Button small busy={end.isPending} onClick={() => end.mutate({ id: each.id })}>{t("series.end")}<span className="sr">: {each.title}</span></Button>}
            </li>
          ))}
        </ul>
        {end.error && <Failure error={end.error} />}
      </section>
    </>
  );

  function inWords({ weekdays, weeks, dayOfMonth, time, until }: SeriesView): string {
    const days = format.list(weekdays.map((weekday) => format.weekday(weekday)));
    const when = dayOfMonth !== null ? t("series.monthly", { day: dayOfMonth, time }) : weeks > 1 ? t("series.everyWeeks", { count: weeks, days, time }) : t("series.weekly", { days, time });
    return until === null ? when : `${when} · ${t("series.until", { day: format.dayOfMonth(noon(until)) })}`;
  }
}
