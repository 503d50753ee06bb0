import { Link, Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { Button, Empty, Tag } from "#web/ui/elements.tsx";
import { Icon } from "#web/ui/icon.tsx";
import { inboxTabs } from "../../vocabulary.ts";
import type { ConversationSummary, InboxPage, InboxTab } from "../../views.ts";
import { useTicking } from "../clock.ts";
import { useOffice } from "../office.tsx";
import { Loaded, Page } from "../page.tsx";
import { type InboxSearch, isNarrowed, narrowed, useInboxFilter, useInboxSearch } from "./filter.ts";
import { PromiseTag } from "./promise-tag.tsx";
import { isClaimed } from "./promise.ts";
import { useConversation, useConversations } from "./reads.ts";

/** What citizens say to the profiles of this person: the list, and beside it the conversation that is open. */
export function Inbox() {
  const { t } = useOffice();
  const filter = useInboxFilter();
  const { id } = useParams({ strict: false });
  const page = useConversations(filter);
  const open = useConversation(id);
  const author = open.data?.author;
  return (
    <Page title={t("nav.inbox")} {...(author ? { windowTitle: `${author.name || author.handle} · ${t("nav.inbox")}` } : {})}>
      <div className={id === undefined ? "inbox" : "inbox reading"}>
        <Views tab={filter.tab} counts={page.data?.counts} searching={filter.search !== undefined} />
        <div className="inbox-list stack tight">
          <Filters page={page.data} />
          <Loaded read={page}>{(data) => <List page={data} tab={filter.tab} openId={id} />}</Loaded>
        </div>
        <Outlet />
      </div>
    </Page>
  );
}

export function NoThread() {
  const { t, session } = useOffice();
  return (
    <div className="card inbox-thread no-thread">
      <Empty icon="inbox" title={t("inbox.choose")}>{session.preferences.singleKeys && <p>{t("inbox.chooseHint")}</p>}</Empty>
    </div>
  );
}

function Views({ tab, counts, searching }: { readonly tab: InboxTab; readonly counts: InboxPage["counts"] | undefined; readonly searching: boolean }) {
  const { t, format } = useOffice();
  const filter = useInboxSearch();
  return (
    <nav className="tabs inbox-views" aria-label={t("inbox.views")}>
      {inboxTabs.map((each) => (
        <Link
          key={each}
          to="/inbox"
          search={tabSearch(filter, each)}
          // By itself a link is current also where the address says more than the link does.
          activeOptions={{ exact: true }}
          {...(each === tab && !searching ? { "aria-current": "page" as const } : { "aria-current": undefined })}
        >
          {t(`inbox.tab.${each}`)} <span className="n">{counts ? (counts[each] < MOST_COUNTED ? format.number(counts[each]) : `${format.number(MOST_COUNTED)}+`) : ""}</span>
        </Link>
      ))}
    </nav>
  );
}

const MOST_COUNTED = 1_000;

/** Words are looked for in all tabs: choosing one ends the search. */
const tabSearch = ({ tab: _tab, search: _search, ...rest }: InboxSearch, tab: InboxTab): InboxSearch => narrowed(rest, tab === "waiting" ? {} : { tab });

function Filters({ page }: { readonly page: InboxPage | undefined }) {
  const { t, format, text, session } = useOffice();
  const navigate = useNavigate();
  const id = useId();
  const filter = useInboxSearch();
  const [words, setWords] = useState(filter.search ?? "");
  const go = (change: InboxSearch) => void navigate({ to: "/inbox", search: narrowed(filter, change) });
  const languages = [...new Set([...session.council.languages, "es", "eu", "en", ...(filter.language ? [filter.language] : []), ...(page?.conversations.map(({ language }) => language) ?? [])])];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go({ search: words.trim() });
  };
  const choices = (
    <div className="stack tight">
      <div className="inbox-filters">
        <div>
          <label htmlFor={`${id}-profile`} className="sr">{t("inbox.profile")}</label>
          <select id={`${id}-profile`} value={filter.profileId ?? ""} onChange={(event) => go({ profileId: event.target.value })}>
            <option value="">{t("inbox.allProfiles")}</option>
            {page?.profiles.map((profile) => <option key={profile.id} value={profile.id}>{text(profile.name)}</option>)}
          </select>
        </div>
        <div>
          <label htmlFor={`${id}-language`} className="sr">{t("inbox.language")}</label>
          <select id={`${id}-language`} value={filter.language ?? ""} onChange={(event) => go({ language: event.target.value })}>
            <option value="">{t("inbox.allLanguages")}</option>
            {languages.map((tag) => <option key={tag} value={tag}>{format.languageName(tag)}</option>)}
          </select>
        </div>
      </div>
      <form role="search" className="inbox-search" onSubmit={submit}>
        <label htmlFor={`${id}-words`} className="sr">{t("inbox.search")}</label>
        <input id={`${id}-words`} type="search" maxLength={200} placeholder={t("inbox.search")} value={words} onChange={(event) => setWords(event.target.value)} />
        <Button type="submit"><Icon name="search" size={18} /><span className="sr">{t("inbox.find")}</span></Button>
      </form>
      {filter.search !== undefined && <p role="status" className="dim">{t("inbox.found", { words: filter.search })}</p>}
      {isNarrowed(filter) && <p><Link to="/inbox" search={filter.tab ? { tab: filter.tab } : {}} onClick={() => setWords("")}>{t("inbox.clear")}</Link></p>}
    </div>
  );
  return (
    <>
      <div className="wide-only">{choices}</div>
      <details className="narrow-only" open={isNarrowed(filter)}><summary>{t("inbox.filters")}</summary>{choices}</details>
    </>
  );
}

function List({ page, tab, openId }: { readonly page: InboxPage; readonly tab: InboxTab; readonly openId: string | undefined }) {
  const { t, clock } = useOffice();
  const now = useTicking(clock);
  const filter = useInboxSearch();
  if (page.conversations.length === 0) {
    return isNarrowed(filter)
      ? <div className="card"><Empty title={t("inbox.emptyFiltered")} /></div>
      : <div className="card"><Empty title={t(`inbox.empty.${tab}`)}><p>{t(`inbox.emptyHint.${tab}`)}</p></Empty></div>;
  }
  return (
    <>
      <ul className="card conversations" aria-label={t("inbox.list")}>
        {page.conversations.map((row) => <Row key={row.id} row={row} now={now} isOpen={row.id === openId} walking={openId !== undefined} filter={filter} />)}
      </ul>
      <div className="row">
        {filter.cursor !== undefined && <Link to="/inbox" search={narrowed(filter, {})} className="btn">{t("inbox.first")}</Link>}
        {page.next !== null && <Link to="/inbox" search={{ ...filter, cursor: page.next }} className="btn">{t("inbox.more")}</Link>}
      </div>
    </>
  );
}

function Row({ row, now, isOpen, walking, filter }: {
  readonly row: ConversationSummary;
  readonly now: string;
  readonly isOpen: boolean;
  /** One is open: to go along the list is to go from one conversation to the next. */
  readonly walking: boolean;
  readonly filter: InboxSearch;
}) {
  const { t, format, text, session } = useOffice();
  const mine = row.assignee?.id === session.person.id;
  const taken = row.assignee !== null && (mine || isClaimed(row.claimedUntil, now));
  return (
    <li className={isOpen ? "conversation open" : "conversation"}>
      <div className="row between">
        {row.urgent ? <span className="row"><Tag tone="bad">{t("inbox.urgent")}</Tag><PromiseTag of={row} now={now} /></span> : <PromiseTag of={row} now={now} />}
        <time dateTime={row.lastAt} className="n dim">{format.isoDay(row.lastAt) === format.isoDay(now) ? format.time(row.lastAt) : format.dayOfMonth(row.lastAt)}</time>
      </div>
      <Link
        to="/inbox/$id"
        params={{ id: row.id }}
        search={filter}
        className="conversation-link"
        data-row={walking ? "open" : ""}
        {...(isOpen ? { "aria-current": "true" as const } : { "aria-current": undefined })}
      >
        {row.author ? <bdi>{row.author.name || row.author.handle}</bdi> : t("inbox.hidden")}
      </Link>
      {row.author !== null && (row.preview === "" ? <p className="dim">{t("inbox.wordsGone")}</p> : <p className="conversation-words" dir="auto" lang={row.language}>{row.preview}</p>)}
      <p className="conversation-marks dim">
        {row.private && <span className="mark"><Icon name="lock" size={14} /> {t("inbox.private")}</span>}
        <span>{text(row.profile)}</span>
        <span><span aria-hidden="true">{row.language}</span><span className="sr">{t("inbox.writesIn", { language: format.languageName(row.language) })}</span></span>
        {row.messages > 1 && <span>{t("inbox.messages", { count: row.messages })}</span>}
        {taken && row.assignee && <span className="mark who">{mine ? t("inbox.withYou") : t("inbox.with", { who: row.assignee.name })}</span>}
      </p>
    </li>
  );
}
