import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { Button, Field, Meter, Note } from "#web/ui/elements.tsx";
import { ErrorSummary } from "#web/ui/error-summary.tsx";
import { countCharacters } from "#networks/contract/count.ts";
import type { CountingRule } from "#networks/contract/index.ts";
import { readWallTime } from "#kernel/wall-time.ts";
import { replyKinds } from "../../vocabulary.ts";
import type { ConversationView, ReplyKind } from "../../views.ts";
import { troubleOf } from "../call.ts";
import { Finding } from "../composer/checks.tsx";
import { useRead, useWrite } from "../data.ts";
import { Presence } from "../live/presence.tsx";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useKeys } from "../shell/keys.ts";
import { useToast } from "../toasts.tsx";
import { CloseDialog } from "./close-dialog.tsx";
import { useInboxFilter, useInboxSearch } from "./filter.ts";
import { holdingText, outOfHoursText } from "./holding-text.ts";
import { type News, newsSince } from "./news.ts";
import { nextAfter } from "./next.ts";
import { NoteDialog } from "./note-dialog.tsx";
import { isClaimed } from "./promise.ts";
import { useConversations } from "./reads.ts";
import { isWritten, type ReplyState } from "./reply-keeper.ts";
import { useReply } from "./use-reply.ts";

/** The place to answer. Whoever begins to write has the conversation; nothing that is typed is lost by what others do. */
export function Replying({ view, now }: { readonly view: ConversationView; readonly now: string }) {
  const { session, t, say, format } = useOffice();
  const toast = useToast();
  const id = useId();
  const client = useQueryClient();
  const { keeper, reply } = useReply(view);
  const answer = useWrite("POST /conversations/:id/answer");
  const claim = useWrite("POST /conversations/:id/claim");
  const release = useWrite("POST /conversations/:id/release");
  const profile = useRead("GET /profiles/:id", { id: view.profile.id });
  const leave = useLeaving(view.id);
  const [kind, setKind] = useState<ReplyKind>("answer");
  const [promise, setPromise] = useState({ day: format.isoDay(now), time: "" });
  const [seen, setSeen] = useState({ revision: view.revision, entries: view.entries });
  const [wanting, setWanting] = useState(false);
  // On a phone the place to answer is one line until somebody goes into it.
  const [entered, setEntered] = useState(false);
  const [dialog, setDialog] = useState<"close" | "note" | undefined>();

  // What came while nobody was writing has been seen by looking; what came since must be seen before it is answered.
  const news = newsSince(seen.entries, view.entries);
  const writing = isWritten(reply.texts);
  if (seen.revision !== view.revision && (news.length === 0 || !writing)) setSeen({ revision: view.revision, entries: view.entries });

  const other = view.assignee !== null && view.assignee.id !== session.person.id && isClaimed(view.claimedUntil, now) ? view.assignee : undefined;
  const mine = view.assignee?.id === session.person.id && isClaimed(view.claimedUntil, now);
  const promisedLocal = promise.day !== "" && promise.time !== "" ? `${promise.day}T${promise.time}` : null;
  const lastMessage = view.entries.findLast((entry) => entry.kind === "message");
  const isPublic = lastMessage?.kind === "message" && (lastMessage.visibility === "public" || lastMessage.visibility === "unlisted");
  const fieldId = (language: string) => `${id}-text-${language}`;
  const problems = [
    ...view.answerLanguages.filter((language) => !reply.texts[language]?.trim()).map((language) => ({ fieldId: fieldId(language), message: t("reply.textMissing", { language: format.languageName(language) }) })),
    ...(kind === "holding" && promisedLocal === null ? [{ fieldId: `${id}-day`, message: t("reply.promiseMissing") }] : []),
  ];

  const send = async (thenClose: boolean) => {
    if (answer.isPending || other || !view.mayAnswer || view.external) return;
    setWanting(problems.length > 0);
    if (writing && news.length > 0) document.getElementById(`${id}-read`)?.focus();
    if (problems.length > 0 || (writing && news.length > 0)) return;
    // A draft on its way must not arrive after what it became.
    if (!(await keeper.flush())) return;
    const { texts } = keeper.state();
    answer.mutate({ id: view.id, revision: seen.revision, kind, texts, promisedLocal: kind === "holding" ? promisedLocal : null, thenClose }, {
      onSuccess: () => {
        keeper.sent(texts);
        setKind("answer");
        if (thenClose) leave("reply.sentAndClosed");
        else toast({ message: t("reply.sent") });
      },
      // What stands in the way is on the server: to be seen here at once.
      onError: () => void client.invalidateQueries({ queryKey: ["GET /conversations/:id", { id: view.id }] }),
    });
  };
  const letGo = async () => {
    // A save that came later would take it again.
    if (await keeper.flush()) release.mutate({ id: view.id }, { onSuccess: () => toast({ message: t("thread.released") }) });
  };
  const choose = (each: ReplyKind) => {
    setKind(each);
    setWanting(false);
    requestAnimationFrame(() => document.getElementById(each === "holding" ? `${id}-day` : fieldId(view.answerLanguages[0] ?? ""))?.focus());
  };
  const mayWrite = view.mayAnswer && !other;
  useKeys({
    "ctrl+Enter": () => void send(kind === "answer"),
    "ctrl+s": () => void keeper.flush(),
    ...(mayWrite ? { r: () => choose("answer"), e: () => setDialog("close") } : {}),
    ...(mayWrite && view.holdingsLeft > 0 ? { p: () => choose("holding") } : {}),
    ...(view.mayAnswer ? { n: () => setDialog("note") } : {}),
  }, { singleKeys: session.preferences.singleKeys });

  if (!view.mayAnswer) return <Note tone="info"><p>{t("thread.readOnly")}</p></Note>;
  return (
    <section className={entered || writing || kind !== "answer" ? "card stack tight reply-box" : "card stack tight reply-box idle"} aria-labelledby={`${id}-h`}>
      <div className="row between">
        <h3 id={`${id}-h`}>{t("reply.title")}</h3>
        <div className="row">
          <Button small look="quiet" onClick={() => setDialog("note")}>{t("note.title")}</Button>
          <Button small look="quiet" disabled={!mayWrite} onClick={() => setDialog("close")}>{t("reply.close")}</Button>
        </div>
      </div>
      <Presence subject={{ type: "conversation", id: view.id }} activity={reply.texts} />
      {release.error && <Failure error={release.error} />}
      {other && view.claimedUntil !== null && (
        <Note tone="wait" title={t("thread.claimed", { who: other.name, time: format.time(view.claimedUntil) })} live="status">
          <div className="row wide">
            <p className="grow dim">{t("thread.claimedHint")}</p>
            <Button small busy={claim.isPending} onClick={() => claim.mutate({ id: view.id, takeOver: true }, { onSuccess: () => void keeper.flush() })}>{t("thread.takeOver")}</Button>
          </div>
          {claim.error && <Failure error={claim.error} />}
        </Note>
      )}
      {writing && news.length > 0 && <WhatIsNew readId={`${id}-read`} news={news} onRead={() => setSeen({ revision: view.revision, entries: view.entries })} />}
      {wanting && <ErrorSummary title={t("shell.problems")} entries={problems} />}
      {answer.error && (troubleOf(answer.error).kind !== "conversation-moved" || news.length === 0) && <Note tone="bad" title={t("reply.notSent")} live="alert"><p>{say(troubleOf(answer.error))}</p></Note>}

      <div className="row wide when-entered">
        <div className="chips" role="group" aria-label={t("reply.kind")}>
          {replyKinds.map((each) => (
            <label key={each}>
              <input type="radio" name={`${id}-kind`} checked={kind === each} disabled={each === "holding" && view.holdingsLeft === 0} onChange={() => setKind(each)} />
              <span>{t(`reply.kinds.${each}`)}</span>
            </label>
          ))}
        </div>
        <p className="dim grow"><span className="wide-only">{t(`reply.kindHint.${kind}`)}</span> {kind !== "holding" && t(isPublic ? "reply.seenBy.public" : "reply.seenBy.private")}</p>
      </div>
      {view.holdingsLeft === 0 && <p className="dim">{t("reply.noHoldings")}</p>}
      {kind === "holding" && (
        <div className="row wide">
          <fieldset>
            <legend>{t("reply.until")}</legend>
            <div className="row">
              <label className="sr" htmlFor={`${id}-day`}>{t("when.day")}</label>
              <input id={`${id}-day`} type="date" min={format.isoDay(now)} value={promise.day} onChange={(event) => setPromise({ ...promise, day: event.target.value })} />
              <label className="sr" htmlFor={`${id}-time`}>{t("when.time")}</label>
              <input id={`${id}-time`} type="time" value={promise.time} onChange={(event) => setPromise({ ...promise, time: event.target.value })} />
            </div>
          </fieldset>
          <p className="dim">{t("reply.holdingsLeft", { count: view.holdingsLeft })}</p>
          {view.outOfHours && <UseOutOfHours outOfHours={view.outOfHours} languages={view.answerLanguages} empty={!writing} onPromise={setPromise} onUse={(language, words) => keeper.type(language, words)} />}
          <UseTemplate local={promisedLocal} languages={view.answerLanguages} onUse={(language, words) => keeper.type(language, words)} empty={!writing} />
        </div>
      )}
      {view.external && <Note tone="info" title={t("reply.external")}><p>{t("reply.externalHint")}</p></Note>}
      {!view.external && view.prepared.map((prepared) => (
        <Note key={prepared.by + prepared.savedAt} tone="info" title={t("reply.prepared", { who: prepared.by })}>
          <div className="stack tight">
            {view.answerLanguages.map((language) => prepared.texts[language] && <p key={language} lang={language}>{prepared.texts[language]}</p>)}
            {mayWrite && <div><Button small onClick={() => { for (const language of view.answerLanguages) keeper.type(language, prepared.texts[language] ?? ""); setEntered(true); }}>{t("reply.usePrepared")}<span className="sr">: {prepared.by}</span></Button></div>}
          </div>
        </Note>
      ))}
      {view.answerLanguages.map((language) => (
        <Field key={language} label={t("reply.textIn", { language: format.languageName(language) })}>
          {() => (
            <textarea
              id={fieldId(language)}
              lang={language}
              spellCheck
              className="short"
              readOnly={other !== undefined}
              aria-label={t("reply.textIn", { language: format.languageName(language) })}
              {...(wanting && !reply.texts[language]?.trim() ? { "aria-invalid": true as const } : {})}
              value={reply.texts[language] ?? ""}
              onFocus={() => setEntered(true)}
              onChange={(event) => keeper.type(language, event.target.value)}
            />
          )}
        </Field>
      ))}
      <div className="row wide between when-entered">
        <div className="grow">
          <Saved reply={reply} writing={writing} onSave={() => void keeper.flush()} />
          {mine && view.claimedUntil !== null && (
            <p className="dim">{t("thread.yours", { time: format.time(view.claimedUntil) })} · <button type="button" className="link" onClick={() => void letGo()}>{t("thread.release")}</button></p>
          )}
        </div>
        <Length view={view} texts={reply.texts} counting={profile.data?.limits.counting} />
      </div>
      {reply.check.findings.length > 0 && writing && <ul className="list">{reply.check.findings.map((finding) => <li key={`${finding.rule} ${finding.language} ${JSON.stringify(finding.data)}`}><Finding finding={finding} /></li>)}</ul>}

      {!view.external && <div className="row when-entered">
        {kind === "answer" && <Button look="go" busy={answer.isPending} disabled={!mayWrite} onClick={() => void send(true)} aria-keyshortcuts="Control+Enter">{t("reply.sendAndClose")} <kbd aria-hidden="true">Ctrl ↵</kbd></Button>}
        {kind === "answer" && <Button busy={answer.isPending} disabled={!mayWrite} onClick={() => void send(false)}>{t("reply.send")}</Button>}
        {kind !== "answer" && <Button look="go" busy={answer.isPending} disabled={!mayWrite} onClick={() => void send(false)} aria-keyshortcuts="Control+Enter">{t(kind === "holding" ? "reply.sendHolding" : "reply.ask")} <kbd aria-hidden="true">Ctrl ↵</kbd></Button>}
      </div>}
      <NoteDialog id={view.id} open={dialog === "note"} onClose={() => setDialog(undefined)} />
      <CloseDialog
        view={view} revision={seen.revision} open={dialog === "close"} onClose={() => setDialog(undefined)}
        onClosed={() => {
          keeper.sent(keeper.state().texts);
          leave("reply.closed");
        }}
      />
    </section>
  );
}

/** Once one is done with, the next opens by itself, and the end can be undone from the notice. */
function useLeaving(id: string): (message: "reply.sentAndClosed" | "reply.closed") => void {
  const { t, say } = useOffice();
  const toast = useToast();
  const navigate = useNavigate();
  const search = useInboxSearch();
  const list = useConversations(useInboxFilter());
  const reopen = useWrite("POST /conversations/:id/reopen");
  // By then another conversation is open: what follows must not depend on this one being on the screen.
  const undo = async () => {
    try {
      await reopen.mutateAsync({ id });
      await navigate({ to: "/inbox/$id", params: { id }, search });
    } catch (error) {
      toast({ message: say(troubleOf(error)) });
    }
  };
  return (message) => {
    const next = nextAfter(list.data?.conversations.map((row) => row.id) ?? [], id);
    toast({
      message: t(message),
      action: { label: t("reply.undo"), run: () => void undo() },
    });
    void (next === undefined ? navigate({ to: "/inbox", search }) : navigate({ to: "/inbox/$id", params: { id: next }, search }));
  };
}

function WhatIsNew({ readId, news, onRead }: { readonly readId: string; readonly news: readonly News[]; readonly onRead: () => void }) {
  const { t } = useOffice();
  return (
    <Note tone="wait" title={t("reply.news")} live="alert">
      <div className="stack tight">
        <p className="dim">{t("reply.newsHint")}</p>
        {news.map((each) => (
          <div key={each.id}>
            <p>{t(`reply.new.${each.kind}`, { who: each.who })}</p>
            {each.text !== "" && <p className="quote">{each.text}</p>}
          </div>
        ))}
        <div><Button small id={readId} onClick={onRead}>{t("reply.newsRead")}</Button></div>
      </div>
    </Note>
  );
}

function UseTemplate({ local, languages, empty, onUse }: {
  readonly local: string | null; readonly languages: readonly string[]; readonly empty: boolean; readonly onUse: (language: string, words: string) => void;
}) {
  const { session, t } = useOffice();
  const { zone } = session.council;
  const reading = local === null ? undefined : readWallTime({ local, zone });
  const due = reading?.kind === "once" ? reading.at : reading?.kind === "twice" ? reading.later : undefined;
  if (!empty || due === undefined) return null;
  const use = () => {
    for (const language of languages) {
      const words = holdingText(language, due, zone);
      if (words !== undefined) onUse(language, words);
    }
  };
  return <Button small onClick={use}>{t("reply.useTemplate")}</Button>;
}

/** COV-9: nobody attends now; the notice says so, with the time by which somebody can have answered. */
function UseOutOfHours({ outOfHours, languages, empty, onPromise, onUse }: {
  readonly outOfHours: NonNullable<ConversationView["outOfHours"]>; readonly languages: readonly string[]; readonly empty: boolean;
  readonly onPromise: (promise: { readonly day: string; readonly time: string }) => void; readonly onUse: (language: string, words: string) => void;
}) {
  const { session, t, format } = useOffice();
  if (!empty) return null;
  const use = () => {
    onPromise({ day: format.isoDay(outOfHours.due), time: format.isoTime(outOfHours.due) });
    for (const language of languages) {
      const words = outOfHoursText(language, outOfHours.opens, outOfHours.due, session.council.zone);
      if (words !== undefined) onUse(language, words);
    }
  };
  return <Button small onClick={use}>{t("reply.useOutOfHours")}</Button>;
}

/** How long it is as its network counts it, with the name of whom it addresses: the same functions as on the server. */
function Length({ view, texts, counting }: { readonly view: ConversationView; readonly texts: ReplyState["texts"]; readonly counting: CountingRule | undefined }) {
  const { t, format } = useOffice();
  const whole = view.answerLanguages.map((language) => (texts[language] ?? "").trim()).join("\n\n");
  const used = counting === undefined ? view.check.characters : countCharacters(`${view.author.handle} ${whole}`, counting);
  const most = view.check.maxCharacters;
  return (
    <div className="reply-length">
      <Meter value={used} max={most} />
      <span className={used > most ? "n bad" : "n dim"}>
        <span aria-hidden="true">{used} / {most}</span>
        <span className="sr">{t("composer.used", { used: format.number(used), most: format.number(most) })}</span>
      </span>
    </div>
  );
}

function Saved({ reply, writing, onSave }: { readonly reply: ReplyState; readonly writing: boolean; readonly onSave: () => void }) {
  const { t, format, say } = useOffice();
  const { status } = reply;
  return (
    <div role="status" className="save-state">
      {status.kind === "saved" && writing && status.at !== null && <span className="ok">{t("reply.saved", { time: format.time(status.at) })}</span>}
      {(status.kind === "typing" || status.kind === "saving") && <span className="dim">{t("reply.typing")}</span>}
      {status.kind === "unsaved" && (
        <>
          <span className="bad">{t("reply.unsaved")}</span> {say(status.trouble)} {t(status.again ? "reply.kept" : "reply.keptHere")}{" "}
          <button type="button" className="link" onClick={onSave}>{t("composer.saveNow")}</button>
        </>
      )}
    </div>
  );
}

/** What it was closed with, and the way back. */
export function Closed({ view }: { readonly view: ConversationView }) {
  const { t, format, clock } = useOffice();
  const toast = useToast();
  const reopen = useWrite("POST /conversations/:id/reopen");
  const reason = view.dispositionReason === null ? undefined : `inbox.noReply.${view.dispositionReason}`;
  const what = view.disposition === null ? "" : `${t(`inbox.disposition.${view.disposition}`)}${reason !== undefined && t.has(reason) ? ` (${t(reason)})` : ""}`;
  return (
    <div className="card row wide between">
      <p>{t("thread.closedAs", { when: view.closedAt === null ? "" : format.moment(view.closedAt, clock.now()), what })}</p>
      {view.mayAnswer && <Button busy={reopen.isPending} onClick={() => reopen.mutate({ id: view.id }, { onSuccess: () => toast({ message: t("thread.reopened") }) })}>{t("thread.reopen")}</Button>}
      {reopen.error && <Failure error={reopen.error} />}
    </div>
  );
}
