import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

/** Asks why before something that stays in the record. */
export function ReasonDialog({ title, hint, act, open, onClose, busy, error, onReason }: {
  readonly title: string;
  readonly hint: string;
  readonly act: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onReason: (reason: string) => void;
}) {
  const { t } = useOffice();
  const [reason, setReason] = useState("");
  const [wanting, setWanting] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(!reason.trim());
    if (reason.trim()) onReason(reason.trim());
  };
  return (
    <Dialog title={title} open={open} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Field label={t("publication.why")} hint={hint} error={wanting && !reason.trim() ? t("publication.whyMissing") : undefined}>
          {(ties) => <textarea {...ties} className="short" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
        {error && <Failure error={error} />}
        <div className="row">
          <Button type="submit" look="go" busy={busy}>{act}</Button>
          <Button onClick={onClose}>{t("shell.back")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
