import { type FormEvent, useState } from "react";
import { Button } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { dispositions, noReplyReasons } from "../../vocabulary.ts";
import type { ConversationView, Disposition, NoReplyReason } from "../../views.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

/** INB-R1: a conversation is closed with what became of it. */
export function CloseDialog({ view, revision, open, onClose, onClosed }: {
  readonly view: ConversationView;
  /** As it was last seen. */
  readonly revision: number;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onClosed: () => void;
}) {
  const { t } = useOffice();
  const close = useWrite("POST /conversations/:id/close");
  const hasAnswer = view.entries.some((entry) => entry.kind === "reply" && entry.state !== "refused" && entry.state !== "missed");
  const [disposition, setDisposition] = useState<Disposition>();
  const [reason, setReason] = useState<NoReplyReason>();
  const [wanting, setWanting] = useState(false);
  const complete = disposition !== undefined && (disposition !== "no_reply" || reason !== undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(!complete);
    if (disposition === undefined || !complete) return;
    close.mutate({ id: view.id, revision, disposition, reason: disposition === "no_reply" ? reason ?? null : null }, {
      onSuccess: () => {
        onClose();
        onClosed();
      },
    });
  };
  return (
    <Dialog title={t("close.title")} open={open} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <fieldset>
          <legend>{t("close.question")}</legend>
          {wanting && disposition === undefined && <p className="field-error" role="alert">{t("close.missing")}</p>}
          {dispositions.map((each) => {
            const impossible = !hasAnswer && (each === "answered" || each === "redirected");
            return (
              <label key={each} className="choice">
                <input type="radio" name={`close-${view.id}`} disabled={impossible} checked={disposition === each} onChange={() => setDisposition(each)} />
                <span>{t(`inbox.disposition.${each}`)}{impossible && <span className="dim"> {t("close.needsAnswer")}</span>}</span>
              </label>
            );
          })}
        </fieldset>
        {disposition === "no_reply" && (
          <fieldset>
            <legend>{t("close.reason")}</legend>
            {wanting && reason === undefined && <p className="field-error" role="alert">{t("close.missing")}</p>}
            {noReplyReasons.map((each) => (
              <label key={each} className="choice"><input type="radio" name={`reason-${view.id}`} checked={reason === each} onChange={() => setReason(each)} />{t(`inbox.noReply.${each}`)}</label>
            ))}
          </fieldset>
        )}
        {close.error && <Failure error={close.error} />}
        <div className="row">
          <Button type="submit" look="go" busy={close.isPending}>{t("close.act")}</Button>
          <Button onClick={onClose}>{t("shell.back")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
