import { useState } from "react";
import { Note } from "#web/ui/elements.tsx";
import type { DraftContent } from "../../draft-content.ts";
import type { PublicationView } from "../../views.ts";
import { useOffice } from "../office.tsx";
import { NextSlot } from "./next-slot.tsx";

/** When it goes out: as soon as it is approved, or at a wall time of the council's zone. */
export function When({ id, content, change, reading }: {
  readonly id: string;
  readonly content: DraftContent;
  readonly change: (update: (content: DraftContent) => DraftContent) => void;
  readonly reading: PublicationView["dueReading"];
}) {
  const { session, t, format, clock } = useOffice();
  const { due } = content;
  const [day, setDay] = useState(due?.local.slice(0, 10) ?? "");
  const [time, setTime] = useState(due?.local.slice(11, 16) ?? "");
  const set = (nextDay: string, nextTime: string) => {
    setDay(nextDay);
    setTime(nextTime);
    change((now) => ({ ...now, due: { local: `${nextDay}T${nextTime}` } }));
  };
  const choose = (which: "earlier" | "later") => change((now) => (now.due ? { ...now, due: { ...now.due, which } } : now));
  return (
    <fieldset className="stack tight">
      <legend>{t("when.title")}</legend>
      <label className="choice">
        <input type="radio" name="when" checked={due === null} onChange={() => change((now) => ({ ...now, due: null }))} />
        {t("when.approved")}
      </label>
      <label className="choice">
        <input type="radio" name="when" checked={due !== null} onChange={() => set(day || format.isoDay(clock.now()), time || "09:00")} />
        {t("when.at")}
      </label>
      <div className="indent"><NextSlot profiles={content.profiles} publicationId={id} onFound={(local) => set(local.slice(0, 10), local.slice(11))} /></div>
      {due !== null && (
        <div className="row wide indent">
          <div><label htmlFor="f-date">{t("when.day")}</label><input id="f-date" type="date" value={day} min={format.isoDay(clock.now())} onChange={(event) => set(event.target.value, time)} /></div>
          <div><label htmlFor="f-time">{t("when.time")}</label><input id="f-time" type="time" value={time} onChange={(event) => set(day, event.target.value)} /></div>
          <p className="dim zone">{t("when.zone", { zone: session.council.zone })}</p>
        </div>
      )}
      {due !== null && reading?.kind === "once" && reading.at && <p className="dim indent" role="status">{t("when.goesOut")} {format.fullDay(reading.at)}, {format.time(reading.at)}</p>}
      {due !== null && reading?.kind === "past" && <Note tone="bad" title={t("when.past")} live="status" />}
      {due !== null && reading?.kind === "unreadable" && <Note tone="bad" title={t("when.unreadable")} live="status" />}
      {due !== null && reading?.kind === "never" && <Note tone="bad" title={t("when.never")} live="alert"><p>{t("when.neverHint")}{reading.later && ` ${t("when.next", { time: format.time(reading.later) })}`}</p></Note>}
      {due !== null && (reading?.kind === "twice" || due.which !== undefined) && (
        <Note tone="wait" title={t("when.twice")} live="alert">
          <fieldset>
            <legend className="sr">{t("when.twice")}</legend>
            <label className="choice"><input type="radio" name="which" checked={due.which === "earlier"} onChange={() => choose("earlier")} />{t("when.earlier")}</label>
            <label className="choice"><input type="radio" name="which" checked={due.which === "later"} onChange={() => choose("later")} />{t("when.later")}</label>
          </fieldset>
        </Note>
      )}
      <Embargo content={content} change={change} />
    </fieldset>
  );
}

/** Until when nothing of it may be known outside of the office (EDI-7). */
function Embargo({ content, change }: Pick<Parameters<typeof When>[0], "content" | "change">) {
  const { t, format, clock } = useOffice();
  const [day = "", time = ""] = (content.embargo?.local ?? "").split("T");
  const set = (nextDay: string, nextTime: string) => change((now) => ({ ...now, embargo: { local: `${nextDay}T${nextTime}` } }));
  const on = content.embargo !== undefined && content.embargo !== null;
  return (
    <>
      <label className="choice">
        <input type="checkbox" checked={on} onChange={(event) => (event.target.checked ? set(content.due?.local.slice(0, 10) || format.isoDay(clock.now()), content.due?.local.slice(11, 16) || "09:00") : change((now) => ({ ...now, embargo: null })))} />
        {t("when.embargo")}
      </label>
      {on && (
        <>
          <div className="row wide indent">
            <div><label htmlFor="f-embargo-day">{t("when.embargoDay")}</label><input id="f-embargo-day" type="date" value={day} onChange={(event) => set(event.target.value, time)} /></div>
            <div><label htmlFor="f-embargo-time">{t("when.embargoTime")}</label><input id="f-embargo-time" type="time" value={time} onChange={(event) => set(day, event.target.value)} /></div>
          </div>
          <p className="hint indent">{t("when.embargoHint")}</p>
        </>
      )}
    </>
  );
}
