import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button, Note, Outside, Tag } from "#web/ui/elements.tsx";
import { Icon } from "#web/ui/icon.tsx";
import type { ConversationView } from "../../views.ts";
import { Refused } from "../call.ts";
import { useTicking } from "../clock.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded } from "../page.tsx";
import { useToast } from "../toasts.tsx";
import { ReasonDialog } from "../publication/reason-dialog.tsx";
import { Entries } from "./entries.tsx";
import { useInboxSearch } from "./filter.ts";
import { PromiseTag } from "./promise-tag.tsx";
import { useConversation } from "./reads.ts";
import { Closed, Replying } from "./replying.tsx";

/** One conversation: what was said, what was answered, and the place to answer. */
export function Thread() {
  const { id } = useParams({ from: "/inbox/$id" });
  const { t } = useOffice();
  const filter = useInboxSearch();
  const read = useConversation(id);
  const refusal = read.error instanceof Refused ? read.error.refusal : undefined;
  return (
    <div className="inbox-thread stack">
      <p className="narrow-only"><Link to="/inbox" search={filter} className="btn small"><Icon name="back" size={18} />{t("inbox.back")}</Link></p>
      {/* What may not be read any more is not left on the screen. */}
      {refusal?.kind === "private-conversation" ? <OpenPrivate key={id} id={id} onOpened={() => void read.refetch()} />
        : <Loaded read={read}>{(view) => <Conversation key={view.id} view={view} />}</Loaded>}
    </div>
  );
}

function Conversation({ view }: { readonly view: ConversationView }) {
  const { clock } = useOffice();
  const now = useTicking(clock, 10_000);
  return (
    <>
      <Head view={view} now={now} />
      <Entries view={view} now={now} />
      {view.state === "closed" ? <Closed view={view} /> : <Replying view={view} now={now} />}
    </>
  );
}

/** A heading that takes the focus when another conversation opens, unless the list is being walked. */
function ThreadHeading({ children }: { readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const walking = document.activeElement?.closest(".inbox-list") && document.activeElement.checkVisibility();
    if (!walking) heading.current?.focus({ preventScroll: true });
    if (!walking || window.matchMedia("(max-width: 60rem)").matches) window.scrollTo(0, 0);
  }, []);
  return <h2 tabIndex={-1} ref={heading}>{children}</h2>;
}

function Head({ view, now }: { readonly view: ConversationView; readonly now: string }) {
  const { t, format, text, may } = useOffice();
  return (
    <header className="card stack tight thread-head">
      <div className="row wide between">
        <div className="grow">
          <ThreadHeading>{view.author.erased ? t("thread.erasedAuthor") : <bdi>{view.author.name || view.author.handle}</bdi>}</ThreadHeading>
          {!view.author.erased && <p className="dim breakable"><Outside href={view.author.url} newTab={t("shell.newTab")}><bdi>{view.author.handle}</bdi></Outside></p>}
        </div>
        <div className="row">
          {view.private && <span className="tag plain-tag"><Icon name="lock" size={14} />{t("inbox.private")}</span>}
          {view.urgent && <Tag tone="bad">{t("inbox.urgent")}</Tag>}
          <PromiseTag of={view} now={now} />
        </div>
      </div>
      <Urgent view={view} now={now} />
      <details>
        <summary>
          {t("thread.to")}: {text(view.profile.name)} · <time dateTime={view.receivedAt}>{format.moment(view.receivedAt, now)}</time> · {format.languageName(view.language)}
        </summary>
        <dl className="facts">
          <dt>{t("thread.to")}</dt><dd>{text(view.profile.name)} · {t(`network.${view.profile.network}`)} <span className="dim breakable">{view.profile.address}</span></dd>
          <dt>{t("thread.received")}</dt><dd>{format.fullDay(view.receivedAt)}, {format.time(view.receivedAt)}</dd>
          <dt>{t("thread.language")}</dt><dd><Language view={view} /></dd>
        </dl>
        {may("conversation.erase") && !view.author.erased && <EraseCitizen id={view.id} />}
      </details>
      {view.about && <p>{t("thread.about")}: {may("office.read") ? <Link to="/publications/$id" params={{ id: view.about.id }}>{view.about.title || t("publications.untitled")}</Link> : view.about.title}</p>}
    </header>
  );
}

/** PROT-R8: that it cannot wait, and to whom it goes now. */
function Urgent({ view, now }: { readonly view: ConversationView; readonly now: string }) {
  const { t, format } = useOffice();
  const toast = useToast();
  const set = useWrite("PUT /conversations/:id/urgent");
  const { urgent } = view;
  const change = (to: boolean) => set.mutate({ id: view.id, urgent: to }, {
    onSuccess: () => toast({ message: t(to ? "thread.urgentSet" : "thread.urgentEnded"), action: { label: t("holidays.undo"), run: () => set.mutate({ id: view.id, urgent: !to }) } }),
  });
  if (!urgent) return view.mayAnswer && view.state === "waiting" ? <div><Button small look="quiet" busy={set.isPending} onClick={() => change(true)}>{t("thread.setUrgent")}</Button></div> : null;
  return (
    <Note tone="bad" title={urgent.how === "nobody" ? t("thread.nobodyOnCall") : t("thread.onCall", { names: format.list(urgent.onCall) })}>
      <p>{t(`thread.onCallBy.${urgent.how}`)}</p>
      <p className="dim">{urgent.by === null ? t("thread.urgentWords") : t("thread.urgentBy", { name: urgent.by })} · {format.moment(urgent.since, now)}</p>
      {view.mayAnswer && <Button small busy={set.isPending} onClick={() => change(false)}>{t("thread.endUrgent")}</Button>}
    </Note>
  );
}

function Language({ view }: { readonly view: ConversationView }) {
  const { t, format, session } = useOffice();
  const correct = useWrite("PUT /conversations/:id/language");
  const choices = [...new Set([...session.council.languages, "es", "eu", "en", "fr", "pt", "ca", "gl", "ro", "ar", "uk", view.language])];
  return (
    <>
      {format.languageName(view.language)} <span className="dim">({t(`thread.languageBy.${view.languageBy}`)})</span>
      {view.mayAnswer && (
        <label className="language-choice">
          <span className="sr">{t("thread.correctLanguage")}</span>
          <select value={view.language} onChange={(event) => correct.mutate({ id: view.id, language: event.target.value })}>
            {choices.map((tag) => <option key={tag} value={tag}>{format.languageName(tag)}</option>)}
          </select>
        </label>
      )}
      {correct.error && <Failure error={correct.error} />}
    </>
  );
}

/** PRI-2: at the person's own request, with the reason, which stays written and says nothing of them. */
function EraseCitizen({ id }: { readonly id: string }) {
  const { t } = useOffice();
  const toast = useToast();
  const erase = useWrite("POST /conversations/:id/erase-citizen");
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button small look="quiet" onClick={() => setAsking(true)}>{t("thread.erase")}…</Button>
      <ReasonDialog
        title={t("thread.erase")} hint={t("thread.eraseHint")} act={t("thread.erase")}
        open={asking} onClose={() => setAsking(false)} busy={erase.isPending} error={erase.error}
        onReason={(reason) => erase.mutate({ id, reason }, { onSuccess: () => toast({ message: t("thread.erasedDone") }) })}
      />
    </>
  );
}

/** INB-R2: what was said in private is read by who manages the profile; a coordinator says why first. */
function OpenPrivate({ id, onOpened }: { readonly id: string; readonly onOpened: () => void }) {
  const { t, may } = useOffice();
  const open = useWrite("POST /conversations/:id/open-private");
  const [asking, setAsking] = useState(false);
  return (
    <div className="card stack">
      <ThreadHeading>{t("inbox.hidden")}</ThreadHeading>
      <Note tone="info"><p>{t("thread.privateHint")}</p></Note>
      {may("conversation.open-private") && <div><Button look="go" onClick={() => setAsking(true)}>{t("thread.openPrivate")}</Button></div>}
      <ReasonDialog
        title={t("thread.openPrivate")} hint={t("thread.openPrivateHint")} act={t("thread.openPrivate")}
        open={asking} onClose={() => setAsking(false)} busy={open.isPending} error={open.error}
        onReason={(reason) => open.mutate({ id, reason }, { onSuccess: onOpened })}
      />
    </div>
  );
}
