import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Button, Empty, Note } from "#web/ui/elements.tsx";
import type { ActionDetailView } from "../../action-views.ts";
import { useTicking } from "../clock.ts";
import { noon, stretchInWords } from "../coverage/days.ts";
import { daysOf } from "../calendar/span.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { StateTag } from "../screens/state-tag.tsx";
import { ActionDialog } from "./action-dialog.tsx";
import { Counts } from "./actions.tsx";
import { CloseAction } from "./close-dialog.tsx";
import { ActionState } from "./state.tsx";

/** One communication action: to what end, on which days, with which publications, and what came of it. */
export function Action() {
  const { id } = useParams({ from: "/actions/$id" });
  const action = useRead("GET /actions/:id", { id }, { everyMs: 30_000 });
  return <Loaded read={action}>{(view) => <Whole action={view} />}</Loaded>;
}

function Whole({ action }: { readonly action: ActionDetailView }) {
  const { t, format, text } = useOffice();
  const reopen = useWrite("POST /actions/:id/reopen");
  const [asking, setAsking] = useState<"change" | "close">();
  const done = () => setAsking(undefined);
  const open = action.result === null;
  return (
    <Page
      title={text(action.title)}
      kicker={<><Link to="/actions">{t("actions.all")}</Link><ActionState state={action.state} /></>}
      actions={action.mayChange && (open
        ? <><Button onClick={() => setAsking("change")}>{t("actions.edit")}</Button><Button look={action.state === "over" ? "go" : "quiet"} onClick={() => setAsking("close")}>{t("actions.close")}</Button></>
        : <Button busy={reopen.isPending} onClick={() => reopen.mutate({ id: action.id, revision: action.revision })}>{t("actions.reopen")}</Button>)}
    >
      <div className="stack loose">
        {reopen.error && <Failure error={reopen.error} />}
        {action.state === "over" && <Note tone="wait" title={t("actions.overTitle")}><p>{t("actions.overHint")}</p></Note>}
        <dl className="facts card">
          <dt>{t("actions.days")}</dt><dd className="first-capital">{stretchInWords({ t, format }, action)}</dd>
          <dt>{t("composer.unit")}</dt><dd>{text(action.unit)}</dd>
          <dt>{t("actions.objective")}</dt><dd className="said">{action.objective}</dd>
          {action.result !== null && <><dt>{t("actions.result")}</dt><dd className="said">{action.result} <span className="dim">({action.setBy})</span></dd></>}
        </dl>
        <Strip action={action} />
        <Publications action={action} />
      </div>
      <ActionDialog key={action.revision} action={action} open={asking === "change"} onClose={done} onSaved={done} />
      <CloseAction action={action} open={asking === "close"} onClose={done} />
    </Page>
  );
}

/** More days than this are told by those that have something. */
const MOST_DAYS = 62;

/** The days of the action, each with how much goes out on it. */
function Strip({ action }: { readonly action: ActionDetailView }) {
  const { t, format, clock } = useOffice();
  const today = format.isoDay(useTicking(clock));
  const byDay = Map.groupBy(action.publications.filter(({ state }) => state !== "withdrawn"), ({ day }) => day);
  const all = daysOf(action);
  const days = all.length > MOST_DAYS ? [...byDay.keys()].flatMap((day) => (day !== null && day >= action.from && day <= action.to ? [day] : [])) : all;
  const outside = action.publications.filter(({ day }) => day !== null && (day < action.from || day > action.to)).length;
  return (
    <section className="stack tight" aria-labelledby="strip">
      <div className="row wide between"><h2 id="strip">{t("actions.calendar")}</h2><Link to="/calendar" search={{ day: action.from, actionId: action.id }}>{t("actions.toCalendar")}</Link></div>
      <ol className="day-strip">
        {days.map((day) => {
          const count = byDay.get(day)?.length ?? 0;
          return (
            <li key={day} className={count > 0 ? "has" : ""} {...(day === today ? { "aria-current": "date" as const } : {})}>
              <span aria-hidden="true" className="dim">{format.weekday(new Date(noon(day)).getUTCDay() || 7, "short")}</span>
              <span aria-hidden="true" className="n">{Number(day.slice(8))}</span>
              <strong aria-hidden="true" className="n">{count > 0 ? count : "·"}</strong>
              <span className="sr">{format.weekdayAndDay(noon(day))}: {t("actions.onDay", { count })}</span>
            </li>
          );
        })}
      </ol>
      {outside > 0 && <p className="wait">{t("actions.outside", { count: outside })}</p>}
    </section>
  );
}

function Publications({ action }: { readonly action: ActionDetailView }) {
  const { t, format, clock, may } = useOffice();
  const now = useTicking(clock);
  return (
    <section className="card stack tight" aria-labelledby="of-action">
      <div className="row wide between"><h2 id="of-action">{t("publications.title")}</h2>{action.publications.length > 0 && <Link to="/publications" search={{ actionId: action.id }}>{t("actions.toPublications")}</Link>}</div>
      {action.publications.length === 0
        ? <Empty icon="horn" title={t("actions.noPublications")}>{action.result === null && <><p className="measure">{t("actions.noPublicationsHint")}</p>{may("publication.draft") && <p><Link to="/new">{t("shell.newPublication")}</Link></p>}</>}</Empty>
        : (
          <>
            <p className="dim"><Counts counts={action.counts} /></p>
            <ul className="list">
              {action.publications.map((row) => (
                <li key={row.id} className="row wide between">
                  <span className="grow">
                    <Link to="/publications/$id" params={{ id: row.id }} data-row="">{row.title || t("publications.untitled")}</Link>
                    <span className="dim by">{row.due === null ? t("publications.whenApproved") : <time dateTime={row.due}>{format.moment(row.due, now)}</time>}{row.day !== null && (row.day < action.from || row.day > action.to) && ` · ${t("actions.outsideOne")}`}</span>
                  </span>
                  <StateTag state={row.state} paused={row.paused} />
                </li>
              ))}
            </ul>
          </>
        )}
    </section>
  );
}
