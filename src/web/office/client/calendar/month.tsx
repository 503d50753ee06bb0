import { useState } from "react";
import type { CalendarView, SlipView } from "../../calendar-views.ts";
import { noon } from "../coverage/days.ts";
import { useOffice } from "../office.tsx";
import { Slip, type Named } from "./slip.tsx";
import { daysOf } from "./span.ts";

/** More than this in a cell wait behind a button. */
const SHOWN = 4;

/** A month or a week as a grid of days, Monday first. */
export function DayGrid({ view, month, byDay, named, today, onMove }: {
  readonly view: CalendarView;
  /** `YYYY-MM` of which the other days are dimmed; undefined for a week, which shows all that there is. */
  readonly month: string | undefined;
  readonly byDay: ReadonlyMap<string, readonly SlipView[]>;
  readonly named: Named;
  readonly today: string;
  readonly onMove: (slip: SlipView) => void;
}) {
  const { format } = useOffice();
  return (
    <div className={month === undefined ? "cal cal-week" : "cal"}>
      <div className="cal-weekdays dim" aria-hidden="true">{[1, 2, 3, 4, 5, 6, 7].map((weekday) => <span key={weekday}>{format.weekday(weekday, "short")}</span>)}</div>
      <ol className="cal-days">
        {daysOf(view).map((day) => (
          <Day key={day} day={day} view={view} slips={byDay.get(day) ?? []} named={named} onMove={onMove} most={month === undefined ? Infinity : SHOWN} other={month !== undefined && !day.startsWith(month)} today={day === today} />
        ))}
      </ol>
    </div>
  );
}

function Day({ day, view, slips, named, onMove, most, other, today }: {
  readonly day: string;
  readonly view: CalendarView;
  readonly slips: readonly SlipView[];
  readonly named: Named;
  readonly onMove: (slip: SlipView) => void;
  readonly most: number;
  readonly other: boolean;
  readonly today: boolean;
}) {
  const { t, format, text } = useOffice();
  const [all, setAll] = useState(false);
  const holiday = view.holidays.find((each) => each.day === day);
  const shown = all ? slips : slips.slice(0, most);
  return (
    <li className={["cal-day", other ? "other" : "", today ? "today" : "", holiday ? "holiday" : ""].filter(Boolean).join(" ")} data-day={day} {...(today ? { "aria-current": "date" as const } : {})}>
      <h3><span aria-hidden="true" className="n">{Number(day.slice(8))}</span><span className="sr">{format.weekdayAndDay(noon(day))}</span>{today && <span className="cal-today">{t("calendar.today")}</span>}</h3>
      {holiday && <p className="cal-holiday">{text(holiday.name)}{view.quietHolidays.includes(day) && <span className="cal-quiet"> {t("calendar.nothingPlanned")}</span>}</p>}
      {shown.length > 0 && <ul className="slips">{shown.map((slip) => <Slip key={slip.id} slip={slip} named={named} onMove={onMove} />)}</ul>}
      {view.freeSlots.filter((local) => local.startsWith(day)).map((local) => <p key={local} className="cal-slot dim n">{local.slice(11)} {t("slots.free")}</p>)}
      {slips.length > most && <button type="button" className="link cal-more" aria-expanded={all} onClick={() => setAll(!all)}>{all ? t("calendar.fewer") : t("calendar.more", { count: slips.length - most })}</button>}
    </li>
  );
}
