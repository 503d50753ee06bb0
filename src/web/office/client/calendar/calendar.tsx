import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type DragEvent, type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Button, Empty, Note } from "#web/ui/elements.tsx";
import type { CalendarView, SlipView } from "../../calendar-views.ts";
import { noon, stretchInWords } from "../coverage/days.ts";
import { useRead } from "../data.ts";
import { ListImport } from "../list-import.tsx";
import { useOffice } from "../office.tsx";
import { Loaded, Page } from "../page.tsx";
import { useKeys } from "../shell/keys.ts";
import { Agenda } from "./agenda.tsx";
import { Filters } from "./filters.tsx";
import { DayGrid } from "./month.tsx";
import { MoveDialog, type MoveQuestion } from "./move-dialog.tsx";
import type { CalendarSearch } from "./search.ts";
import { SeriesList } from "./series-list.tsx";
import { Slip } from "./slip.tsx";
import { type CalendarViewName, calendarViews, dayByArrow, spanOf, stepped } from "./span.ts";
import { useMove } from "./use-move.ts";
import { useNarrow } from "./use-narrow.ts";

/** Cadence and gaps: what goes out when, and what has no date yet. */
export function Calendar() {
  const { t, session, format, clock, may } = useOffice();
  const [importing, setImporting] = useState(false);
  const search = useSearch({ from: "/calendar" });
  const { view: chosen, day: asked, ...filter } = search;
  const navigate = useNavigate({ from: "/calendar" });
  const today = format.isoDay(clock.now());
  const day = asked ?? today;
  const narrow = useNarrow();
  const view: CalendarViewName = narrow ? "list" : (chosen ?? "month");
  const read = useRead("GET /calendar", { ...spanOf(view, day), ...filter }, { everyMs: 30_000, keepsLast: true });
  const go = (change: Pick<CalendarSearch, "view" | "day">) => void navigate({ search: { ...search, ...change } });
  useKeys(
    {
      t: () => go({ day: today }), m: () => go({ view: "month" }), s: () => go({ view: "week" }), l: () => go({ view: "list" }),
      ArrowLeft: () => go({ day: stepped(view, day, -1) }), ArrowRight: () => go({ day: stepped(view, day, 1) }),
    },
    { singleKeys: session.preferences.singleKeys },
  );
  const span = spanOf(view, day);
  const heading = view === "week" ? stretchInWords({ t, format }, span) : format.monthAndYear(noon(day));
  return (
    <Page title={t("calendar.title")} actions={<><a className="btn" href="/office/calendar.csv" download>{t("list.download")}</a>{may("publication.draft") && <Button onClick={() => setImporting(true)}>{t("list.title")}</Button>}<Link to="/settings/account" hash="agenda" className="btn">{t("agenda.link")}</Link></>}>
      {importing && <ListImport of="calendar" onClose={() => setImporting(false)} />}
      <div className="stack">
        <div className="cal-head no-print">
          <div className="row" role="group" aria-label={t("calendar.period")}>
            <Button small onClick={() => go({ day: stepped(view, day, -1) })}><span aria-hidden="true">←</span><span className="sr">{t(view === "week" ? "calendar.weekBefore" : "calendar.monthBefore")}</span></Button>
            <Button small onClick={() => go({ day: today })}>{t("calendar.today")}</Button>
            <Button small onClick={() => go({ day: stepped(view, day, 1) })}><span aria-hidden="true">→</span><span className="sr">{t(view === "week" ? "calendar.weekAfter" : "calendar.monthAfter")}</span></Button>
          </div>
          <h2 className="first-capital" aria-live="polite">{heading}</h2>
          {!narrow && (
            <div className="chips" role="group" aria-label={t("calendar.view")}>
              {calendarViews.map((each) => <label key={each}><input type="radio" name="calendar-view" checked={each === view} onChange={() => go({ view: each })} /><span>{t(`calendar.${each}`)}</span></label>)}
            </div>
          )}
        </div>
        <Loaded read={read}>{(shown) => <Shown view={shown} as={view} day={day} today={today} filtered={Object.keys(filter).length > 0} heading={heading} />}</Loaded>
      </div>
    </Page>
  );
}

function Shown({ view: read, as, day, today, filtered, heading }: { readonly view: CalendarView; readonly as: CalendarViewName; readonly day: string; readonly today: string; readonly filtered: boolean; readonly heading: string }) {
  const { t } = useOffice();
  const [question, setQuestion] = useState<MoveQuestion>();
  const mover = useMove();
  const { move, placed, reset } = mover;
  const view = placed(read);
  const dragged = useRef<string>(undefined);
  const moved = useRef<string>(undefined);
  // A slip is another element on its new day: the focus that was on it goes along, unless it has gone elsewhere since.
  useEffect(() => {
    if (moved.current !== undefined && document.activeElement === document.body) document.getElementById(`slip-${moved.current}`)?.focus();
  });
  const named = useMemo(() => new Map(view.profiles.map((profile) => [profile.id, profile])), [view.profiles]);
  const byDay = useMemo(() => Map.groupBy(view.slips, (slip) => slip.local?.slice(0, 10) ?? ""), [view.slips]);
  const askAt = (asked: MoveQuestion) => {
    reset();
    setQuestion(asked);
  };
  const ask = useCallback((slip: SlipView) => askAt({ slip }), [reset]);
  const find = (id: string | undefined) => [...view.slips, ...view.undated].find((slip) => slip.id === id);

  /** To another day at the same hour; what was approved, and what has no hour yet, is asked. */
  const moveToDay = (slip: SlipView, to: string) => {
    if (!slip.mayMove || slip.local?.slice(0, 10) === to) return;
    const local = `${to}T${slip.local?.slice(11) ?? "09:00"}`;
    if (slip.state === "scheduled" || slip.local === null) return askAt({ slip, local });
    move(slip, { local, which: null, approve: false });
    moved.current = slip.id;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const id = slipAt(event.target);
    const slip = find(id);
    if (!slip || event.altKey || event.ctrlKey || event.metaKey || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    if (!event.shiftKey) return focusNext(event.currentTarget, id, event.key);
    const to = slip.local === null ? undefined : dayByArrow(slip.local.slice(0, 10), event.key);
    if (to !== undefined) moveToDay(slip, to);
  };
  const dayAt = (event: DragEvent) => (event.target instanceof Element ? event.target.closest<HTMLElement>("[data-day]") : null);
  const onDragOver = (event: DragEvent) => {
    const target = dayAt(event);
    if (!target || dragged.current === undefined) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    if (!target.classList.contains("aimed")) {
      clearAim();
      target.classList.add("aimed");
    }
  };
  const drag = {
    onDragStart: (event: DragEvent) => {
      dragged.current = slipAt(event.target);
      if (dragged.current === undefined) return;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", dragged.current);
    },
    onDragOver,
    onDragEnd: () => {
      dragged.current = undefined;
      clearAim();
    },
    onDrop: (event: DragEvent) => {
      const [slip, to] = [find(dragged.current), dayAt(event)?.dataset["day"]];
      event.preventDefault();
      dragged.current = undefined;
      clearAim();
      if (slip && to !== undefined) moveToDay(slip, to);
    },
  };
  const empty = view.slips.length === 0;
  return (
    <>
      <Filters profiles={view.profiles} />
      <Gaps view={view} named={named} />
      {view.truncated && <Note tone="wait" title={t("calendar.truncated")} />}
      <div className={view.undated.length > 0 ? "cal-body with-tray" : "cal-body"} onKeyDown={onKeyDown} onPointerDown={() => { moved.current = undefined; }} {...drag}>
        <div>
          {empty && (
            <Empty icon="today" title={filtered ? t("calendar.noneFiltered") : t("calendar.none", { period: heading })}>
              {filtered ? <p><Link to="/calendar" search={{ view: as, day }}>{t("calendar.showAll")}</Link></p> : <p><Link to="/proposals">{t("publications.fromWeb")}</Link></p>}
            </Empty>
          )}
          {as === "list"
            ? (!empty || view.holidays.length > 0) && <Agenda view={view} byDay={byDay} named={named} today={today} onMove={ask} />
            : <DayGrid view={view} month={as === "month" ? day.slice(0, 7) : undefined} byDay={byDay} named={named} today={today} onMove={ask} />}
        </div>
        {view.undated.length > 0 && (
          <section className="card tray" aria-labelledby="tray">
            <h2 id="tray">{t("calendar.undated")} <span className="n dim">{view.undated.length}</span></h2>
            <p className="hint">{t("calendar.undatedHint")}</p>
            <ul className="slips">{view.undated.map((slip) => <Slip key={slip.id} slip={slip} named={named} onMove={ask} />)}</ul>
          </section>
        )}
      </div>
      <p className="hint no-print">{t("calendar.keysHint")}</p>
      <SeriesList />
      <MoveDialog question={question} mover={mover} onClose={() => setQuestion(undefined)} />
    </>
  );
}

const slipAt = (target: EventTarget): string | undefined => (target instanceof Element ? target.closest<HTMLElement>("[data-slip]")?.dataset["slip"] : undefined);

function clearAim(): void {
  for (const element of document.querySelectorAll(".aimed")) element.classList.remove("aimed");
}

/** Up and down go from slip to slip, sideways to the first of the next day that has one. */
function focusNext(within: HTMLElement, id: string | undefined, key: string): void {
  const slips = [...within.querySelectorAll<HTMLElement>("[data-slip]")];
  const at = slips.findIndex((slip) => slip.dataset["slip"] === id);
  const dayOf = (slip: HTMLElement | undefined) => slip?.closest<HTMLElement>("[data-day]")?.dataset["day"];
  const [step, sideways] = [key === "ArrowDown" || key === "ArrowRight" ? 1 : -1, key === "ArrowLeft" || key === "ArrowRight"];
  let next = at + step;
  if (sideways) {
    while (slips[next] && dayOf(slips[next]) === dayOf(slips[at])) next += step;
    if (step === -1) while (slips[next - 1] && dayOf(slips[next - 1]) === dayOf(slips[next])) next -= 1;
  }
  slips[next]?.querySelector<HTMLElement>("a")?.focus();
}

/** Gaps by name: a profile that says nothing for days, a holiday on which nobody does. */
function Gaps({ view, named }: { readonly view: CalendarView; readonly named: ReadonlyMap<string, CalendarView["profiles"][number]> }) {
  const { t, format, text } = useOffice();
  if (view.silences.length === 0) return null;
  const item = (silence: CalendarView["silences"][number]) => (
    <li key={`${silence.profileId} ${silence.from}`}>
      <strong>{text(named.get(silence.profileId)?.name ?? null)}</strong>: {t("calendar.silence", { count: silence.days })}, {stretchInWords({ t, format }, silence)}
    </li>
  );
  return (
    <Note tone="wait">
      <details>
        <summary>{t("calendar.gaps", { count: view.silences.length })}: {format.list([...new Set(view.silences.map(({ profileId }) => text(named.get(profileId)?.name ?? null)))])}</summary>
        <ul className="stack tight">{view.silences.map(item)}</ul>
      </details>
    </Note>
  );
}
