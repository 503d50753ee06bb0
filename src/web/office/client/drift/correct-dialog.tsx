import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

/** Asks what the public will read beside the correction; it begins with what changed. */
export function CorrectDialog({ open, onClose, suggested, busy, error, onReason }: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly suggested: string;
  readonly busy: boolean;
  readonly error: Error | null;
  readonly onReason: (reason: string) => void;
}) {
  const { t } = useOffice();
  const [typed, setTyped] = useState<string>();
  const [wanting, setWanting] = useState(false);
  const reason = typed ?? suggested;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(!reason.trim());
    if (reason.trim()) onReason(reason.trim());
  };
  return (
    <Dialog title={t("drifts.correctTitle")} open={open} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <p>{t("drifts.correctHint")}</p>
        <Field label={t("publication.why")} hint={t("publication.correctHint")} error={wanting && !reason.trim() ? t("publication.whyMissing") : undefined}>
          {(ties) => <textarea {...ties} className="short" maxLength={500} value={reason} onChange={(event) => setTyped(event.target.value)} />}
        </Field>
        {error && <Failure error={error} />}
        <div className="row">
          <Button type="submit" look="go" busy={busy}>{t("publication.correctAct")}</Button>
          <Button onClick={onClose}>{t("shell.back")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
