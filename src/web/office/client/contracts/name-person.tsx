import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import type { ContractRow } from "./contract-row.ts";

/** Names somebody of the company; they are entered among the people first, as contractor's staff. */
export function NamePerson({ contract, open, onClose }: { readonly contract: ContractRow; readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useOffice();
  const people = useRead("GET /people", {}, { enabled: open });
  const name = useWrite("POST /contracts/:id/people");
  const [personId, setPerson] = useState("");
  const free = (people.data?.people ?? []).filter((person) => person.postType === "external" && !contract.people.some(({ id }) => id === person.id));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (personId !== "") name.mutate({ id: contract.id, personId }, { onSuccess: () => { setPerson(""); onClose(); } });
  };
  return (
    <Dialog title={t("contracts.namePersonTitle", { company: contract.company })} open={open} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        {people.data && free.length === 0 ? <p>{t("contracts.nobodyToName")} <Link to="/settings/people">{t("people.title")}</Link></p> : (
          <Field label={t("contracts.person")} hint={t("contracts.namePersonHint")}>
            {(ties) => <select {...ties} value={personId} onChange={(event) => setPerson(event.target.value)}><option value="">—</option>{free.map((person) => <option key={person.id} value={person.id}>{person.name}</option>)}</select>}
          </Field>
        )}
        {name.error && <Failure error={name.error} />}
        <div className="row">{free.length > 0 && <Button type="submit" look="go" busy={name.isPending}>{t("contracts.namePerson")}</Button>}<Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
