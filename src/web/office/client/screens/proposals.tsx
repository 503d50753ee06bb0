import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { Button, Empty, Field, Outside, Tag } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { capital, eventTime } from "#web/i18n/event-time.ts";
import type { ProposalPage, ProposalView } from "../../views.ts";
import { proposalStates, triageReasons } from "../../vocabulary.ts";
import { useTicking } from "../clock.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { Likeness } from "../sources/alike.tsx";
import { StartFromTemplate } from "../templates/start-dialog.tsx";
import { useToast } from "../toasts.tsx";
import { PublishTabs } from "./publish-tabs.tsx";

type ProposalState = (typeof proposalStates)[number];

/** The day's information on the municipal web, to be decided on: publish, later with a date, or not, with a reason. */
export function Proposals() {
  const { t } = useOffice();
  const { state = "waiting", unitId, cursor } = useSearch({ from: "/proposals" });
  const proposals = useRead("GET /proposals", { state, ...(unitId ? { unitId } : {}), ...(cursor ? { cursor } : {}) }, { everyMs: 60_000 });
  return (
    <Page title={t("proposals.title")}>
      <PublishTabs current="proposals" />
      <Filters counts={proposals.data?.counts} />
      <Loaded read={proposals}>{(page) => <List page={page} state={state} />}</Loaded>
    </Page>
  );
}

function Filters({ counts }: { readonly counts: ProposalPage["counts"] | undefined }) {
  const { t, text } = useOffice();
  const { state = "waiting", unitId } = useSearch({ from: "/proposals" });
  const navigate = useNavigate();
  const units = useRead("GET /units", {});
  return (
    <div className="row wide between filters">
      <nav className="chips" aria-label={t("proposals.filter")}>
        {proposalStates.map((each) => (
          <Link key={each} to="/proposals" search={{ state: each, ...(unitId ? { unitId } : {}) }} className="chip" {...(each === state ? { "aria-current": "page" as const } : {})}>
            {t(`proposals.state.${each}`)} {counts && <span className="n">{counts[each]}</span>}
          </Link>
        ))}
      </nav>
      {(units.data?.length ?? 0) > 1 && (
        <label className="unit-filter">
          <span className="sr">{t("proposals.unit")}</span>
          <select value={unitId ?? ""} onChange={(event) => void navigate({ to: "/proposals", search: { state, ...(event.target.value ? { unitId: event.target.value } : {}) } })}>
            <option value="">{t("proposals.allUnits")}</option>
            {units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}
          </select>
        </label>
      )}
    </div>
  );
}

function List({ page, state }: { readonly page: ProposalPage; readonly state: ProposalState }) {
  const { t, format, clock } = useOffice();
  const now = useTicking(clock);
  const lastRead = page.lastReadAt === null ? t("proposals.neverRead") : t("proposals.lastRead", { ago: format.ago(page.lastReadAt, now) });
  if (page.items.length === 0) {
    return (
      <Empty icon={state === "waiting" ? "check" : "calm"} title={t(`proposals.empty.${state}`)}>
        <p>{lastRead} <Link to="/sources">{t("proposals.toSources")}</Link></p>
      </Empty>
    );
  }
  return (
    <div className="stack loose">
      <p className="dim">
        {page.coverage.produced > 0 && `${t("proposals.coverage", { share: format.percent(page.coverage.triaged / page.coverage.produced), triaged: page.coverage.triaged, produced: page.coverage.produced })} · `}
        {lastRead}
      </p>
      {groupsOf(page.items, (item) => format.isoDay(item.firstSeenAt)).map((group) => (
        <section key={group.key} className="stack tight" aria-labelledby={group.key}>
          <GroupHead id={group.key} item={group.first} now={now} />
          <ul className="stack tight">{group.items.map((item) => <Proposal key={item.itemId} item={item} now={now} />)}</ul>
        </section>
      ))}
      {page.next !== null && <p><NextPage cursor={page.next} /></p>}
    </div>
  );
}

function NextPage({ cursor }: { readonly cursor: string }) {
  const { t } = useOffice();
  const search = useSearch({ from: "/proposals" });
  return <Link to="/proposals" search={{ ...search, cursor }} className="btn">{t("shell.older")}</Link>;
}

/** By day and source, in the order that the server gave. */
function groupsOf(items: readonly ProposalView[], dayOf: (item: ProposalView) => string) {
  const groups = new Map<string, { readonly key: string; readonly first: ProposalView; readonly items: ProposalView[] }>();
  for (const item of items) {
    const key = `${dayOf(item)}-${item.sourceId}`;
    const group = groups.get(key) ?? { key, first: item, items: [] };
    group.items.push(item);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function GroupHead({ id, item, now }: { readonly id: string; readonly item: ProposalView; readonly now: string }) {
  const { text, format, t } = useOffice();
  const isToday = format.isoDay(item.firstSeenAt) === format.isoDay(now);
  return (
    <h2 id={id} className="group-head">
      {text(item.source)}
      <span className="dim"> {isToday ? t("proposals.today") : format.dayOfMonth(item.firstSeenAt)}{item.unit ? ` · ${text(item.unit)}` : ""}</span>
    </h2>
  );
}

type Asking = "later" | "not_applicable" | undefined;

function Proposal({ item, now }: { readonly item: ProposalView; readonly now: string }) {
  const { session, t, format } = useOffice();
  const navigate = useNavigate();
  const toast = useToast();
  const convert = useWrite("POST /items/:id/publication");
  const [asking, setAsking] = useState<Asking>();
  const [templating, setTemplating] = useState(false);
  const main = item.variants[0];
  const title = main?.title ?? "";
  // Each language began with a revision of its own.
  const changes = item.revisions - item.variants.length;
  const publish = () => convert.mutate({ id: item.itemId }, {
    onSuccess: ({ publicationId }) => void navigate({ to: "/publications/$id/write", params: { id: publicationId } }),
  });
  const onKey = (event: KeyboardEvent) => {
    if (!session.preferences.singleKeys || event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const act = { p: publish, Enter: publish, l: () => setAsking("later"), x: () => setAsking("not_applicable") }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || !item.mayDecide) return;
    event.preventDefault();
    act();
  };
  return (
    <li className="card proposal stack tight" tabIndex={-1} data-row="" onKeyDown={onKey} aria-label={title}>
      <div className="halves">
        {item.variants.map((variant) => (
          <article key={variant.language} lang={variant.language} className="stack tight">
            <h3>
              <span className="tag plain-tag">{variant.language}</span> <Outside href={variant.url} newTab={t("shell.newTab")}>{variant.title || variant.url}</Outside>
            </h3>
            {variant.summary && <p className="summary">{variant.summary}</p>}
          </article>
        ))}
        {session.council.languages.filter((tag) => !item.variants.some((variant) => variant.language === tag)).map((tag) => (
          <p key={tag} className="missing dim">{t("proposals.missingLanguage", { language: format.languageName(tag) })}</p>
        ))}
      </div>
      {item.event && <When event={item.event} now={now} />}
      <div className="row wide between">
        <p className="dim">
          {item.status !== "live" && <><Tag tone="bad">{t(`itemStatus.${item.status}`)}</Tag> </>}
          {item.publishedAt ? t("proposals.onTheWeb", { when: format.moment(item.publishedAt, now) }) : t("proposals.seen", { when: format.moment(item.firstSeenAt, now) })}
          {changes > 0 && ` · ${t("proposals.revisions", { count: changes })}`}
        </p>
        {item.mayDecide && (
          <div className="row">
            {item.decision?.decision !== "not_applicable" && <Button small look="quiet" onClick={() => setAsking("not_applicable")}>{t("proposals.notApplicable")}</Button>}
            {item.decision?.decision !== "later" && <Button small look="quiet" onClick={() => setAsking("later")}>{t("proposals.later")}</Button>}
            <Button small onClick={() => setTemplating(true)}>{t("templates.with")}<span className="sr">: {title}</span></Button>
            <Button small look="go" onClick={publish} busy={convert.isPending}>{t("proposals.publish")}</Button>
          </div>
        )}
      </div>
      <Likeness item={item} title={title} now={now} />
      <Decided item={item} now={now} />
      {convert.isError && <Failure error={convert.error} onRetry={publish} />}
      <StartFromTemplate itemId={item.itemId} open={templating} onClose={() => setTemplating(false)} />
      <Decide item={item} title={title} asking={asking} onClose={() => setAsking(undefined)} onDone={(message) => toast({ message })} />
    </li>
  );
}

/** When and where it is, as the agenda says, and whether that still holds (FLO-5). */
function When({ event, now }: { readonly event: NonNullable<ProposalView["event"]>; readonly now: string }) {
  const { t, format } = useOffice();
  const isOver = event.endsAt !== null && event.endsAt <= now;
  return (
    <p>
      {event.calledOff ? <><Tag tone="bad">{t(`proposals.event.${event.calledOff}`)}</Tag> </> : isOver && <><Tag tone="wait">{t("proposals.event.over")}</Tag> </>}
      {event.repeats ? t("proposals.event.repeats", { when: eventTime(event, format, now) }) : capital(eventTime(event, format, now))}
      {event.place && ` · ${event.place}`}
    </p>
  );
}

function Decided({ item, now }: { readonly item: ProposalView; readonly now: string }) {
  const { t, format } = useOffice();
  const { decision } = item;
  if (!decision) return null;
  return (
    <p className="dim decided">
      {t(`proposals.decided.${decision.decision}`)}
      {decision.reason && ` · ${t(`triageReason.${decision.reason}`)}`}
      {decision.until && ` · ${t("proposals.until", { day: format.dayOfMonth(`${decision.until}T12:00:00Z`) })}`}
      {decision.note && ` · «${decision.note}»`}
      {` · ${decision.by}, ${format.moment(decision.at, now)}`}
      {item.publicationIds.map((id) => (
        <span key={id}> · <Link to="/publications/$id" params={{ id }}>{t("proposals.toPublication")}</Link></span>
      ))}
    </p>
  );
}

function Decide({ item, title, asking, onClose, onDone }: {
  readonly item: ProposalView;
  readonly title: string;
  readonly asking: Asking;
  readonly onClose: () => void;
  readonly onDone: (message: string) => void;
}) {
  const { t, format, clock } = useOffice();
  const triage = useWrite("POST /items/:id/triage");
  const [reason, setReason] = useState<(typeof triageReasons)[number]>();
  const [note, setNote] = useState("");
  const [until, setUntil] = useState("");
  const [wanting, setWanting] = useState(false);
  const missing = asking === "later" ? !until : !reason || (reason === "other" && !note.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (asking === undefined) return;
    if (missing) return setWanting(true);
    triage.mutate(
      { id: item.itemId, decision: asking, reason: asking === "later" ? null : (reason ?? null), note: note.trim(), until: asking === "later" ? until : null },
      { onSuccess: () => { onClose(); onDone(t(`proposals.done.${asking}`, { title })); } },
    );
  };
  return (
    <Dialog title={t(asking === "later" ? "proposals.laterTitle" : "proposals.notApplicableTitle")} open={asking !== undefined} onClose={onClose}>
      <p className="dim">{title}</p>
      <form className="stack" onSubmit={submit} noValidate>
        {asking === "later" ? (
          <Field label={t("proposals.untilWhen")} hint={t("proposals.untilHint")} error={wanting && missing ? t("proposals.untilMissing") : undefined}>
            {(ties) => <input {...ties} type="date" min={format.isoDay(clock.now())} value={until} onChange={(event) => setUntil(event.target.value)} />}
          </Field>
        ) : (
          <fieldset>
            <legend>{t("proposals.reason")}</legend>
            {wanting && missing && <p className="field-error" role="alert">{t("proposals.reasonMissing")}</p>}
            {triageReasons.map((each) => (
              <label key={each} className="choice">
                <input type="radio" name={`reason-${item.itemId}`} checked={reason === each} onChange={() => setReason(each)} />
                {t(`triageReason.${each}`)}
              </label>
            ))}
          </fieldset>
        )}
        <Field label={t("proposals.note")} {...(reason === "other" && asking !== "later" ? {} : { hint: t("shell.optional") })}>
          {(ties) => <input {...ties} type="text" maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />}
        </Field>
        {triage.isError && <Failure error={triage.error} />}
        <div className="row">
          <Button type="submit" look="go" busy={triage.isPending}>{t("proposals.decide")}</Button>
          <Button onClick={onClose}>{t("shell.cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
