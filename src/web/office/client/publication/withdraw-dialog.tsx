import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { withdrawalReasons } from "../../vocabulary.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

/** Takes a publication back from everywhere; the permalink stays, with the date and the reason (DEL-R2). */
export function WithdrawDialog({ id, open, onClose }: { readonly id: string; readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useOffice();
  const withdraw = useWrite("POST /publications/:id/withdraw");
  const [reason, setReason] = useState<(typeof withdrawalReasons)[number]>();
  const [note, setNote] = useState("");
  const [wanting, setWanting] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(!reason);
    if (reason) withdraw.mutate({ id, reason, note: note.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t("publication.withdrawTitle")} open={open} onClose={onClose}>
      <p>{t("publication.withdrawHint")}</p>
      <form className="stack" onSubmit={submit} noValidate>
        <fieldset>
          <legend>{t("publication.why")}</legend>
          {wanting && !reason && <p className="field-error" role="alert">{t("publication.whyMissing")}</p>}
          {withdrawalReasons.map((each) => (
            <label key={each} className="choice"><input type="radio" name="withdrawal" checked={reason === each} onChange={() => setReason(each)} />{t(`withdrawalReason.${each}`)}</label>
          ))}
        </fieldset>
        <Field label={t("publication.withdrawNote")} hint={t("publication.withdrawNoteHint")}>
          {(ties) => <input {...ties} type="text" maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />}
        </Field>
        {withdraw.error && <Failure error={withdraw.error} />}
        <div className="row">
          <Button type="submit" look="bad" busy={withdraw.isPending}>{t("publication.withdrawAct")}</Button>
          <Button onClick={onClose}>{t("shell.back")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
