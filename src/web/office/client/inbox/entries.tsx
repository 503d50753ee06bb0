import { useState } from "react";
import { Button, Outside, Tag } from "#web/ui/elements.tsx";
import { Icon } from "#web/ui/icon.tsx";
import type { ConversationEntry, ConversationView } from "../../views.ts";
import { useOffice } from "../office.tsx";
import { SettleDialog } from "../publication/settle-dialog.tsx";
import { DeliveryTag } from "../screens/state-tag.tsx";

/** What was said, by either side, in order of time. Words of citizens are shown as text and nothing of theirs is fetched. */
export function Entries({ view, now }: { readonly view: ConversationView; readonly now: string }) {
  const { t } = useOffice();
  return (
    <ol className="thread" aria-label={t("thread.said")}>
      {view.entries.map((entry) => <li key={entry.id} className={entry.kind}><Entry entry={entry} view={view} now={now} /></li>)}
    </ol>
  );
}

function Entry({ entry, view, now }: { readonly entry: ConversationEntry; readonly view: ConversationView; readonly now: string }) {
  switch (entry.kind) {
    case "message": return <Message message={entry} now={now} />;
    case "reply": return <Reply reply={entry} view={view} now={now} />;
    case "note": return <InternalNote note={entry} now={now} />;
  }
}

type Of<Kind extends ConversationEntry["kind"]> = Extract<ConversationEntry, { readonly kind: Kind }>;

function Message({ message, now }: { readonly message: Of<"message">; readonly now: string }) {
  const { t, format } = useOffice();
  const gone = message.deletedAt === null
    ? message.erasedAt === null ? undefined : t("thread.erased", { when: format.moment(message.erasedAt, now) })
    : t("thread.deleted", { when: format.moment(message.deletedAt, now) });
  return (
    <>
      <p className="entry-head">
        <strong><bdi>{message.author.name || message.author.handle}</bdi></strong>
        <time dateTime={message.at} className="dim">{format.moment(message.at, now)}</time>
        <span className="dim">{t(`thread.visibility.${message.visibility}`)}</span>
      </p>
      {gone === undefined ? <p className="post" dir="auto" {...(message.language === null ? {} : { lang: message.language })}>{message.body}</p> : <p className="dim"><em>{gone}</em></p>}
      {message.media.length > 0 && (
        <ul className="stack tight">
          {message.media.map((file, index) => (
            <li key={index}>
              <Outside href={file.url} newTab={t("shell.newTab")}>{t("thread.media", { type: file.mediaType })}</Outside>
              <p className="dim breakable" dir="auto">{file.alt.trim() === "" ? t("thread.noAlt") : t("thread.mediaAlt", { alt: file.alt })}</p>
            </li>
          ))}
        </ul>
      )}
      {gone === undefined && (
        <p className="entry-foot dim">
          {message.editedAt !== null && <span>{t("thread.edited", { when: format.moment(message.editedAt, now) })}</span>}
          <Outside href={message.url} newTab={t("shell.newTab")}>{t("thread.seeThere")}</Outside>
        </p>
      )}
    </>
  );
}

function Reply({ reply, view, now }: { readonly reply: Of<"reply">; readonly view: ConversationView; readonly now: string }) {
  const { t, format, text, may } = useOffice();
  const [settling, setSettling] = useState(false);
  const asksPerson = reply.needsPerson || reply.state === "missed" || (reply.state === "refused" && reply.code !== "given-up");
  const explained = reply.code === null || reply.state === "confirmed" ? undefined : `value.code.${reply.code}` as const;
  return (
    <>
      <p className="entry-head">
        <strong>{t(`thread.kind.${reply.reply}`)}</strong>
        <span>{reply.by}</span>
        <time dateTime={reply.at} className="dim">{format.moment(reply.at, now)}</time>
        <span className="dim">{t(`thread.visibility.${reply.visibility}`)}</span>
      </p>
      <p className="post" dir="auto" {...(reply.languages.length === 1 ? { lang: reply.languages[0] } : {})}>{reply.text}</p>
      {reply.promisedAt !== null && <p className="promised"><Tag tone="info">{t("thread.promised", { when: format.moment(reply.promisedAt, now) })}</Tag></p>}
      <p className="entry-foot dim">
        {reply.state !== "confirmed" && <DeliveryTag state={reply.state} held={reply.held} />}
        <span>{reply.held ? t("stop.heldReply") : reply.state === "unknown" && !reply.needsPerson ? t("thread.checking") : t(`thread.delivery.${reply.state}`)}</span>
        {explained !== undefined && <span>{t("publication.networkSaid")} {t.has(explained) ? t(explained) : <code>{reply.code}</code>}</span>}
        {reply.url !== null && <Outside href={reply.url} newTab={t("shell.newTab")}>{t("thread.seeThere")}</Outside>}
      </p>
      {asksPerson && view.mayAnswer && may("publication.settle") && <div><Button small onClick={() => setSettling(true)}>{t("publication.settle")}</Button></div>}
      <SettleDialog delivery={{ id: reply.deliveryId, state: reply.state, profile: text(view.profile.name) }} open={settling} onClose={() => setSettling(false)} />
    </>
  );
}

function InternalNote({ note, now }: { readonly note: Of<"note">; readonly now: string }) {
  const { t, format } = useOffice();
  return (
    <>
      <p className="entry-head">
        <strong><Icon name="lock" size={14} /> {t("thread.note")}</strong>
        <span>{note.by}</span>
        <time dateTime={note.at} className="dim">{format.moment(note.at, now)}</time>
      </p>
      <p className="post">{note.text}</p>
    </>
  );
}
