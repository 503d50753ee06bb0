import { Link, useSearch } from "@tanstack/react-router";
import { Button, Empty, Note, Outside, Tag } from "#web/ui/elements.tsx";
import type { DriftListView, DriftRowView } from "../../views.ts";
import { driftTabs } from "../../vocabulary.ts";
import { useTicking } from "../clock.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { SourceTabs } from "../sources/source-tabs.tsx";
import { useToast } from "../toasts.tsx";
import { Changes } from "./changes.tsx";
import { DriftTags } from "./state-tag.tsx";

/** Where the web and what is out about it do not say the same (M11). */
export function Drifts() {
  const { t, may } = useOffice();
  const { tab = "open" } = useSearch({ from: "/drifts" });
  const drifts = useRead("GET /drifts", { tab }, { everyMs: 20_000 });
  const look = useWrite("POST /drifts/look");
  const toast = useToast();
  return (
    <Page
      title={t("drifts.title")}
      actions={may("drift.decide") && <Button busy={look.isPending} onClick={() => look.mutate({ driftId: null }, { onSuccess: () => toast({ message: t("drifts.looking") }) })}>{t("drifts.lookNow")}</Button>}
    >
      <SourceTabs current="drifts" />
      {look.error && <Failure error={look.error} />}
      <p className="measure dim">{t("drifts.lead")}</p>
      <nav className="chips filters" aria-label={t("drifts.which")}>
        {driftTabs.map((each) => (
          <Link key={each} to="/drifts" search={each === "open" ? {} : { tab: each }} className="chip" {...(each === tab ? { "aria-current": "page" as const } : { "aria-current": undefined })}>
            {t(`drifts.tab.${each}`)} <span className="n">{drifts.data?.counts[each] ?? 0}</span>
          </Link>
        ))}
      </nav>
      <Loaded read={drifts}>{(view) => <List view={view} tab={tab} />}</Loaded>
    </Page>
  );
}

function List({ view, tab }: { readonly view: DriftListView; readonly tab: (typeof driftTabs)[number] }) {
  const { t, format, say, clock } = useOffice();
  const now = useTicking(clock);
  return (
    <div className="stack">
      {view.drifts.length === 0
        ? <Empty icon="calm" title={t(`drifts.none.${tab}`)}><p className="measure">{t("drifts.noneHint")}</p></Empty>
        : <ul className="plain stack">{view.drifts.map((drift) => <li key={drift.id}><Row drift={drift} now={now} /></li>)}</ul>}
      {tab === "open" && view.unread.length > 0 && (
        <Note tone="wait" title={t("drifts.unread", { count: view.unread.length })}>
          <ul>{view.unread.map(({ url, language, since, trouble }) => (
            <li key={`${url} ${language}`}><Outside href={url} newTab={t("shell.newTab")}><span className="breakable">{url}</span></Outside> · {say(trouble)} · {t("sources.since", { when: format.moment(since, now) })}</li>
          ))}</ul>
          <p className="dim">{t("drifts.unreadHint")}</p>
        </Note>
      )}
    </div>
  );
}

function Row({ drift, now }: { readonly drift: DriftRowView; readonly now: string }) {
  const { t, format } = useOffice();
  return (
    <article className="card stack tight" aria-labelledby={`drift-${drift.id}`}>
      <div className="row between">
        <h2 id={`drift-${drift.id}`}><Link to="/drifts/$id" params={{ id: drift.id }} data-row="">{drift.title || t("publications.untitled")}</Link></h2>
        <span className="row"><Tag>{t(`driftKind.${drift.kind}`)}</Tag><DriftTags drift={drift} /></span>
      </div>
      <Changes changes={drift.changes.slice(0, 6)} kind={drift.kind} />
      {drift.changes.length > 6 && <p className="dim">{t("drifts.more", { count: drift.changes.length - 6 })}</p>}
      <p className="dim">
        {[drift.unit, drift.posts > 0 || drift.waiting === 0 ? t("drifts.posts", { count: drift.posts }) : null, drift.waiting > 0 ? t("drifts.waiting", { count: drift.waiting }) : null, t("drifts.found", { when: format.moment(drift.detectedAt, now) }), drift.closedAt && drift.state !== "stored" ? t("drifts.ended", { when: format.moment(drift.closedAt, now) }) : drift.due ? t("drifts.due", { when: format.moment(drift.due, now) }) : null].filter(Boolean).join(" · ")}
      </p>
    </article>
  );
}
