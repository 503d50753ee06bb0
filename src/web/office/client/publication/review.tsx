import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button, Field, Note } from "#web/ui/elements.tsx";
import type { PublicationView } from "../../views.ts";
import { Checks } from "../composer/checks.tsx";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { StateTag } from "../screens/state-tag.tsx";
import { useKeys } from "../shell/keys.ts";
import { useToast } from "../toasts.tsx";
import { Changes } from "./changes.tsx";
import { Cited } from "./cited.tsx";
import { CommentMaker, type NewComment } from "./comment-maker.tsx";
import { Comments } from "./comments.tsx";
import { Due } from "./due.tsx";
import { PageChanged } from "./page-changed.tsx";
import { Posts } from "./posts.tsx";

/** Another person decides, with the source beside the post; what is approved is this version and no other (EDI-R6). */
export function Review() {
  const { id } = useParams({ from: "/publications/$id/review" });
  const publication = useRead("GET /publications/:id", { id }, { everyMs: 20_000 });
  return <Loaded read={publication}>{(view) => <Deciding view={view} />}</Loaded>;
}

function Deciding({ view }: { readonly view: PublicationView }) {
  const { t, format, clock } = useOffice();
  return (
    <Page
      title={view.content.title || t("publications.untitled")}
      windowTitle={`${t("task.approve")}: ${view.content.title || t("publications.untitled")}`}
      kicker={<><StateTag state={view.state} /> {view.version && <span>{t("review.version", { number: view.version.number, who: view.version.submittedBy, when: format.moment(view.version.submittedAt, clock.now()) })}</span>}</>}
    >
      {view.state === "in_review" && view.version ? <Desk view={view} hash={view.version.hash} /> : (
        <Note tone="info" title={t("review.over")} live="status"><p><Link to="/publications/$id" params={{ id: view.id }}>{t("composer.toPublication")}</Link></p></Note>
      )}
    </Page>
  );
}

function Desk({ view, hash }: { readonly view: PublicationView; readonly hash: string }) {
  const { t, say } = useOffice();
  // The version that this person is reading. When another one comes, nothing is decided on what was not read.
  const [reading, setReading] = useState(hash);
  return (
    <div className="split">
      <div className="stack loose">
        {reading !== hash && (
          <Note tone="wait" title={t("review.changed")} live="alert"><Button onClick={() => setReading(hash)}>{t("review.readNew")}</Button></Note>
        )}
        {view.version?.correction && <Note tone="info" title={t("composer.correcting")}><p className="quote">{view.version.correction}</p></Note>}
        {view.expired && (
          <Note tone="bad" title={t("approval.expired")}>
            <p>{t("approval.expiredHint")} {view.may.edit && <Link to="/publications/$id/write" params={{ id: view.id }}>{t("approval.otherTime")}</Link>}</p>
          </Note>
        )}
        <PageChanged view={view} />
        <Comments view={view} mayAnswer={view.may.edit} />
        <Changes view={view} />
        <Posts view={view} title={t("review.posts")} />
      </div>
      <aside className="stack beside" aria-label={t("review.beside")}>
        {view.may.approve
          ? <Decision view={view} hash={reading} blocked={reading !== hash} />
          : view.may.approveRefusal && <Note tone="info" title={t("review.cannot")}><p>{say(view.may.approveRefusal)}</p></Note>}
        <section className="card stack tight"><h2>{t("when.title")}</h2><Due view={view} /></section>
        <Cited view={view} quotedIn={view.editions.map((edition) => edition.text)} />
        <Checks findings={view.findings} />
        <section className="stack tight">
          <p><a href={`/aprobar/${view.id}`}>{t("review.plainPage")}</a></p>
          <p className="hint">{t("review.plainHint")}</p>
        </section>
      </aside>
    </div>
  );
}

function Decision({ view, hash, blocked }: { readonly view: PublicationView; readonly hash: string; readonly blocked: boolean }) {
  const { session, t, say } = useOffice();
  const navigate = useNavigate();
  const toast = useToast();
  const approve = useWrite("POST /publications/:id/approve");
  const giveBack = useWrite("POST /publications/:id/return");
  const reopen = useWrite("POST /publications/:id/reopen");
  const [returning, setReturning] = useState(false);
  const [comment, setComment] = useState("");
  const [comments, setComments] = useState<readonly NewComment[]>([]);
  const [wanting, setWanting] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const asking = useRef<HTMLButtonElement>(null);
  const wasReturning = useRef(false);
  const done = (message: string) => () => {
    toast({ message });
    void navigate({ to: "/publications/$id", params: { id: view.id } });
  };
  const sayYes = () => !blocked && !view.expired && approve.mutate({ id: view.id, hash }, { onSuccess: done(t("review.approved")) });
  const sayNo = (event: FormEvent) => {
    event.preventDefault();
    const unsaid = comments.some(({ words }) => !words.trim()) || (comments.length === 0 && !comment.trim());
    setWanting(unsaid);
    if (!unsaid && !blocked) giveBack.mutate({ id: view.id, hash, comment: comment.trim(), comments: [...comments] }, { onSuccess: done(t("review.returned")) });
  };
  const edit = () => reopen.mutate({ id: view.id }, { onSuccess: () => void navigate({ to: "/publications/$id/write", params: { id: view.id } }) });
  useKeys({ a: sayYes, r: () => setReturning(true) }, { singleKeys: session.preferences.singleKeys });
  useEffect(() => {
    if (returning) field.current?.focus();
    // Whoever cancels is back where they began, not nowhere.
    else if (wasReturning.current) asking.current?.focus();
    wasReturning.current = returning;
  }, [returning]);
  const error = approve.error ?? giveBack.error ?? reopen.error;
  return (
    <section className="card stack decision" aria-labelledby="decision">
      <h2 id="decision">{t("review.decision")}</h2>
      <p className="dim">{t("review.seals")} <code title={hash}>{hash.slice(0, 8)}…{hash.slice(-8)}</code></p>
      {error && <Failure error={error} />}
      {returning ? (
        <form className="stack tight" onSubmit={sayNo} noValidate>
          <Field label={t("review.comment")} hint={t("review.commentHint")} error={wanting && !comment.trim() && comments.length === 0 ? t("review.commentMissing") : undefined}>
            {(ties) => <textarea {...ties} ref={field} className="short" maxLength={2000} value={comment} onChange={(event) => setComment(event.target.value)} />}
          </Field>
          <CommentMaker view={view} comments={comments} setComments={setComments} wanting={wanting} />
          <div className="row">
            <Button type="submit" look="go" busy={giveBack.isPending}>{t("review.sendBack")}</Button>
            <Button onClick={() => setReturning(false)}>{t("shell.cancel")}</Button>
          </div>
        </form>
      ) : (
        <div className="stack tight">
          {view.expired ? <p>{t("approval.expiredHint")}</p> : <Button look="go" onClick={sayYes} busy={approve.isPending} disabled={blocked} aria-keyshortcuts={session.preferences.singleKeys ? "A" : undefined}>
            {t(view.content.due === null ? "review.approveNow" : "review.approve")} {session.preferences.singleKeys && <kbd aria-hidden="true">A</kbd>}
          </Button>}
          <Button ref={asking} onClick={() => setReturning(true)} aria-keyshortcuts={session.preferences.singleKeys ? "R" : undefined}>
            {t("review.askChanges")} {session.preferences.singleKeys && <kbd aria-hidden="true">R</kbd>}
          </Button>
          {view.may.reopen && (
            <>
              <Button look="quiet" onClick={edit} busy={reopen.isPending} aria-describedby="edit-hint">{t("review.edit")}</Button>
              <p className="hint" id="edit-hint">{t("review.editHint")}</p>
            </>
          )}
        </div>
      )}
      {view.may.approveRefusal && <p className="hint">{say(view.may.approveRefusal)}</p>}
    </section>
  );
}
