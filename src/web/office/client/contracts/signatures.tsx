import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import type { ContractRow } from "./contract-row.ts";

/** Notes what the company has signed: the processor agreement, and the clauses under the policy in force. */
export function Signatures({ contract, open, onClose }: { readonly contract: ContractRow; readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useOffice();
  const sign = useWrite("POST /contracts/:id/signatures");
  const [dpa, setDpa] = useState(contract.dpaSignedOn ?? "");
  const [clauses, setClauses] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    sign.mutate({ id: contract.id, dpaSignedOn: dpa || null, clauses }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t("contracts.signTitle", { company: contract.company })} open={open} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Field label={t("contracts.dpa")} hint={t("contracts.dpaHint")}>{(ties) => <input {...ties} type="date" value={dpa} onChange={(event) => setDpa(event.target.value)} />}</Field>
        {contract.clauses === "signed" ? <p>{t("contracts.clausesDone")}</p> : (
          <label className="choice"><input type="checkbox" checked={clauses} onChange={(event) => setClauses(event.target.checked)} />{t("contracts.clausesAccept")}</label>
        )}
        {sign.error && <Failure error={sign.error} />}
        <div className="row"><Button type="submit" look="go" busy={sign.isPending}>{t("contracts.save")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
