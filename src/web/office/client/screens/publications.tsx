import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Empty } from "#web/ui/elements.tsx";
import type { PublicationPage, PublicationState } from "../../views.ts";
import { publicationStates } from "../../vocabulary.ts";
import { ActionMark } from "../actions/mark.tsx";
import { useTicking } from "../clock.ts";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Loaded, Page } from "../page.tsx";
import { PublishTabs } from "./publish-tabs.tsx";
import { StateTag } from "./state-tag.tsx";

/** A state that nothing is in takes no room, apart from the usual ones. */
const alwaysShown: ReadonlySet<PublicationState> = new Set(["draft", "in_review", "scheduled", "published"]);

export function Publications() {
  const { t } = useOffice();
  const { state, actionId, cursor } = useSearch({ from: "/publications" });
  const publications = useRead("GET /publications", { ...(state ? { state } : {}), ...(actionId ? { actionId } : {}), ...(cursor ? { cursor } : {}) }, { everyMs: 30_000 });
  return (
    <Page title={t("publications.title")}>
      <PublishTabs current="publications" />
      <Filter counts={publications.data?.counts ?? {}} state={state} actionId={actionId} />
      <Loaded read={publications}>{(page) => <List page={page} state={state} actionId={actionId} />}</Loaded>
    </Page>
  );
}

function Filter({ counts, state, actionId }: { readonly counts: PublicationPage["counts"]; readonly state: PublicationState | undefined; readonly actionId: string | undefined }) {
  const { t, text } = useOffice();
  const navigate = useNavigate({ from: "/publications" });
  const actions = useRead("GET /actions", {}).data ?? [];
  const kept = actionId ? { actionId } : {};
  const offered = actions.filter((action) => action.state !== "closed" || action.id === actionId);
  return (
    <div className="row wide between filters">
    <nav className="chips" aria-label={t("publications.filter")}>
      <Link to="/publications" search={kept} className="chip" {...(state === undefined ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("publications.all")}</Link>
      {publicationStates.filter((each) => alwaysShown.has(each) || each === state || (counts[each] ?? 0) > 0).map((each) => (
        <Link key={each} to="/publications" search={{ state: each, ...kept }} className="chip" {...(each === state ? { "aria-current": "page" as const } : {})}>
          {t(`state.${each}`)} <span className="n">{counts[each] ?? 0}</span>
        </Link>
      ))}
    </nav>
    {offered.length > 0 && (
      <label className="unit-filter">
        <span className="sr">{t("actions.one")}</span>
        <select value={actionId ?? ""} onChange={(event) => void navigate({ search: { ...(state ? { state } : {}), ...(event.target.value ? { actionId: event.target.value } : {}) } })}>
          <option value="">{t("actions.every")}</option>
          {offered.map((action) => <option key={action.id} value={action.id}>{text(action.title)}</option>)}
        </select>
      </label>
    )}
    </div>
  );
}

function List({ page, state, actionId }: { readonly page: PublicationPage; readonly state: PublicationState | undefined; readonly actionId: string | undefined }) {
  const { t, format, clock, session, may } = useOffice();
  const now = useTicking(clock);
  if (page.publications.length === 0) {
    return (
      <Empty icon="horn" title={t(actionId ? "publications.noneOfAction" : state ? "publications.noneInState" : "publications.none")}>
        {may("publication.draft") && <p><Link to="/proposals">{t("publications.fromWeb")}</Link> · <Link to="/new">{t("shell.newPublication")}</Link></p>}
      </Empty>
    );
  }
  return (
    <div className="card stack">
      <table className="cards">
        <caption className="sr">{t("publications.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("publications.what")}</th>
            <th scope="col">{t("publications.state")}</th>
            <th scope="col">{t("publications.where")}</th>
            <th scope="col">{t("publications.languages")}</th>
            <th scope="col">{t("publications.when")}</th>
          </tr>
        </thead>
        <tbody>
          {page.publications.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <Link to="/publications/$id" params={{ id: row.id }} data-row="">{row.title || t("publications.untitled")}</Link>
                {row.action !== null && <> <ActionMark title={row.action} /></>}
                <span className="dim by">{row.author} · {format.ago(row.changedAt, now)}</span>
              </th>
              <td><StateTag state={row.state} paused={row.paused} /></td>
              <td data-label={t("publications.where")}>{row.profiles.length === 0 ? t("publications.noProfiles") : format.list(row.profiles.map((profile) => profile.name))}</td>
              <td data-label={t("publications.languages")}>
                {session.council.languages.map((tag) => (
                  <span key={tag} className={row.languages.includes(tag) ? "lang-have" : "lang-lack"}>
                    <span aria-hidden="true">{tag}{row.languages.includes(tag) ? " ✓" : " –"} </span>
                    <span className="sr">{t(row.languages.includes(tag) ? "publications.has" : "publications.lacks", { language: format.languageName(tag) })} </span>
                  </span>
                ))}
              </td>
              <td data-label={t("publications.when")} className="n">{row.due === null ? t("publications.whenApproved") : <time dateTime={row.due}>{format.moment(row.due, now)}</time>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {page.next !== null && <p><Link to="/publications" search={{ ...(state ? { state } : {}), ...(actionId ? { actionId } : {}), cursor: page.next }} className="btn">{t("shell.older")}</Link></p>}
    </div>
  );
}
