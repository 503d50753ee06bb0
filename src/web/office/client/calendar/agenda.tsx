import type { CalendarView, SlipView } from "../../calendar-views.ts";
import { noon } from "../coverage/days.ts";
import { useOffice } from "../office.tsx";
import { Slip, type Named } from "./slip.tsx";
import { daysOf } from "./span.ts";

/** Day by day, the days on which there is something; on a phone always. */
export function Agenda({ view, byDay, named, today, onMove }: {
  readonly view: CalendarView;
  readonly byDay: ReadonlyMap<string, readonly SlipView[]>;
  readonly named: Named;
  readonly today: string;
  readonly onMove: (slip: SlipView) => void;
}) {
  const { t, format, text } = useOffice();
  const days = daysOf(view).filter((day) => byDay.has(day) || view.holidays.some((holiday) => holiday.day === day));
  return (
    <ol className="agenda">
      {days.map((day) => {
        const holiday = view.holidays.find((each) => each.day === day);
        return (
          <li key={day} className={day === today ? "agenda-day today" : "agenda-day"} data-day={day}>
            <h3 className="first-capital">{format.weekdayAndDay(noon(day))}{day === today && <span className="cal-today">{t("calendar.today")}</span>}</h3>
            {holiday && <p className="cal-holiday">{text(holiday.name)}{view.quietHolidays.includes(day) && <span className="cal-quiet"> {t("calendar.nothingPlanned")}</span>}</p>}
            <ul className="slips">{(byDay.get(day) ?? []).map((slip) => <Slip key={slip.id} slip={slip} named={named} onMove={onMove} />)}</ul>
          </li>
        );
      })}
    </ol>
  );
}
