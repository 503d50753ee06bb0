import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { ActionView } from "../../action-views.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { useToast } from "../toasts.tsx";

/** What came of an action, which ends it. */
export function CloseAction({ action, open, onClose }: { readonly action: ActionView; readonly open: boolean; readonly onClose: () => void }) {
  const { t, text } = useOffice();
  return <Dialog title={t("actions.closeTitle", { title: text(action.title) })} open={open} onClose={onClose}><CloseForm action={action} onClose={onClose} /></Dialog>;
}

function CloseForm({ action, onClose }: { readonly action: ActionView; readonly onClose: () => void }) {
  const { t } = useOffice();
  const toast = useToast();
  const close = useWrite("POST /actions/:id/close");
  const [result, setResult] = useState("");
  const [wanting, setWanting] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(!result.trim());
    if (!result.trim()) return;
    close.mutate({ id: action.id, revision: action.revision, result: result.trim() }, { onSuccess: () => { toast({ message: t("actions.isClosed") }); onClose(); } });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p className="measure"><span className="dim">{t("actions.objective")}:</span> {action.objective}</p>
      <Field label={t("actions.result")} hint={t("actions.resultHint")} error={wanting && !result.trim() ? t("refusal.action-result-missing") : undefined}>
        {(ties) => <textarea {...ties} maxLength={2_000} value={result} onChange={(event) => setResult(event.target.value)} />}
      </Field>
      {close.error && <Failure error={close.error} />}
      <div className="row"><Button type="submit" look="go" busy={close.isPending}>{t("actions.close")}</Button><Button onClick={onClose}>{t("shell.back")}</Button></div>
    </form>
  );
}
