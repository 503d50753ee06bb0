import { useId, useState } from "react";
import { Button, Field, Tag } from "#web/ui/elements.tsx";
import type { CommentView, PublicationView } from "../../views.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

/** What was asked for in stretches of the texts, with what became of it; those who may write say so here. */
export function Comments({ view, mayAnswer, onGo }: {
  readonly view: PublicationView;
  readonly mayAnswer: boolean;
  /** Leads to the text that a comment speaks of. */
  readonly onGo?: (comment: CommentView) => void;
}) {
  const { t } = useOffice();
  if (view.comments.length === 0) return null;
  return (
    <section className="card stack tight" aria-labelledby="comments">
      <h2 id="comments">{t("comments.title")}</h2>
      <ul className="list">
        {view.comments.map((comment) => <li key={comment.id}><Comment view={view} comment={comment} mayAnswer={mayAnswer} {...(onGo ? { onGo } : {})} /></li>)}
      </ul>
    </section>
  );
}

function Comment({ view, comment, mayAnswer, onGo }: {
  readonly view: PublicationView;
  readonly comment: CommentView;
  readonly mayAnswer: boolean;
  readonly onGo?: (comment: CommentView) => void;
}) {
  const { t, format, text, clock } = useOffice();
  const profiles = useRead("GET /profiles", {});
  const answer = useWrite("PUT /publications/:id/comments/:comment");
  const [words, setWords] = useState("");
  const id = useId();
  const profile = profiles.data?.find((each) => each.id === comment.profileId);
  const now = clock.now();
  const settle = (resolved: boolean) => answer.mutate({ id: view.id, comment: comment.id, resolved, answer: resolved ? words.trim() : "" }, { onSuccess: () => setWords("") });
  return (
    <article className="stack tight" aria-labelledby={id}>
      <p className="row">
        <Tag tone={comment.resolved ? "ok" : "wait"}>{t(comment.resolved ? "comments.resolved" : "comments.open")}</Tag>
        <span className="dim">{profile ? text(profile.displayName) : t("composer.common")} · {format.languageName(comment.language)}</span>
      </p>
      <p className={comment.place ? "quote" : "quote dim"} lang={comment.language}>{comment.quoted}</p>
      {!comment.place && <p className="dim">{t("comments.noLonger")}</p>}
      <p id={id}>{comment.words}</p>
      <p className="dim">{comment.by}, <time dateTime={comment.at}>{format.moment(comment.at, now)}</time></p>
      {comment.resolved && (
        <p className="dim">
          {t("comments.resolvedBy", { who: comment.resolved.by, when: format.moment(comment.resolved.at, now) })}
          {comment.resolved.answer && ` · «${comment.resolved.answer}»`}
        </p>
      )}
      {answer.error && <Failure error={answer.error} />}
      {mayAnswer && !comment.resolved && (
        <Field label={t("comments.answer")} hint={t("comments.answerHint")}>
          {(ties) => <input {...ties} type="text" maxLength={2000} value={words} onChange={(event) => setWords(event.target.value)} />}
        </Field>
      )}
      {mayAnswer && (
        <p className="row">
          {comment.resolved
            ? <Button look="quiet" onClick={() => settle(false)} busy={answer.isPending} aria-describedby={id}>{t("comments.reopen")}</Button>
            : <Button onClick={() => settle(true)} busy={answer.isPending} aria-describedby={id}>{t("comments.resolve")}</Button>}
          {onGo && comment.place && <Button look="quiet" onClick={() => onGo(comment)} aria-describedby={id}>{t("comments.goTo")}</Button>}
        </p>
      )}
    </article>
  );
}
