import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import type { ContractRow } from "./contract-row.ts";

/** Another last day, with the reason. */
export function Extend({ contract, open, onClose }: { readonly contract: ContractRow; readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useOffice();
  const extend = useWrite("POST /contracts/:id/extend");
  const [endsOn, setEnd] = useState(contract.endsOn);
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    extend.mutate({ id: contract.id, endsOn, reason: reason.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t("contracts.extendTitle", { company: contract.company })} open={open} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Field label={t("contracts.endsOn")} hint={t("contracts.endsOnHint")}>{(ties) => <input {...ties} type="date" value={endsOn} onChange={(event) => setEnd(event.target.value)} />}</Field>
        <Field label={t("publication.why")}>{(ties) => <textarea {...ties} className="short" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}</Field>
        {extend.error && <Failure error={extend.error} />}
        <div className="row"><Button type="submit" look="go" busy={extend.isPending}>{t("contracts.extend")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
