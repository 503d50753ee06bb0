import { type FormEvent, useState } from "react";
import { Button, Field, Note } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { OrganisationView } from "../../views.ts";
import { unitKinds } from "../../vocabulary.ts";
import { ByLanguage } from "../by-language.tsx";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import type { UnitRow } from "./tree.ts";

type What = "change" | "merge" | "close";

/** Enters a unit, or renames, moves, merges or closes one: under an act, with the reason. */
export function UnitDialog({ view, unit, onClose }: { readonly view: OrganisationView; readonly unit: UnitRow | undefined; readonly onClose: () => void }) {
  const { t, text } = useOffice();
  const enter = useWrite("POST /organisation");
  const change = useWrite("PUT /organisation/:id");
  const merge = useWrite("POST /organisation/:id/merge");
  const close = useWrite("POST /organisation/:id/close");
  const [what, setWhat] = useState<What>("change");
  const [kind, setKind] = useState<UnitRow["kind"]>(unit?.kind ?? "department");
  const [name, setName] = useState<Readonly<Record<string, string>>>(unit?.name ?? {});
  const [dir3, setDir3] = useState(unit?.dir3 ?? "");
  const [parentId, setParent] = useState(unit?.parentId ?? "");
  const [into, setInto] = useState("");
  const [actId, setAct] = useState("");
  const [reason, setReason] = useState("");
  const others = view.units.filter(({ id }) => id !== unit?.id);
  const done = { onSuccess: onClose };
  const ground = { actId: actId || null, reason: reason.trim() };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!unit) enter.mutate({ kind, name, dir3, parentId: parentId || null }, done);
    else if (what === "change") change.mutate({ id: unit.id, name, dir3, parentId: parentId || null, ...ground }, done);
    else if (what === "merge" && into !== "") merge.mutate({ id: unit.id, into, ...ground }, done);
    else if (what === "close") close.mutate({ id: unit.id, ...ground }, done);
  };
  const error = enter.error ?? change.error ?? merge.error ?? close.error;
  return (
    <Dialog title={unit ? text(unit.name) : t("organisation.enter")} open onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        {unit && (
          <fieldset>
            <legend>{t("organisation.what")}</legend>
            {(["change", "merge", "close"] as const).map((each) => <label key={each} className="choice"><input type="radio" name="what" checked={what === each} onChange={() => setWhat(each)} />{t(`organisation.do.${each}`)}</label>)}
          </fieldset>
        )}
        {what === "change" && (
          <>
            {!unit && (
              <Field label={t("organisation.kind")}>
                {(ties) => <select {...ties} value={kind} onChange={(event) => setKind(unitKinds.find((each) => each === event.target.value) ?? "department")}>{unitKinds.map((each) => <option key={each} value={each}>{t(`unitKind.${each}`)}</option>)}</select>}
              </Field>
            )}
            <ByLanguage label={t("organisation.name")} value={name} onChange={setName} />
            <Field label={t("organisation.parent")}>
              {(ties) => <select {...ties} value={parentId} onChange={(event) => setParent(event.target.value)}><option value="">{t("organisation.top")}</option>{others.map((each) => <option key={each.id} value={each.id}>{text(each.name)}</option>)}</select>}
            </Field>
            <Field label="DIR3" hint={t("organisation.dir3Hint")}>{(ties) => <input {...ties} type="text" maxLength={20} value={dir3} onChange={(event) => setDir3(event.target.value.toUpperCase())} />}</Field>
          </>
        )}
        {unit && what === "merge" && (
          <>
            <Note tone="info" title={t("organisation.mergeWhat")} />
            <Field label={t("organisation.into")}>
              {(ties) => <select {...ties} value={into} onChange={(event) => setInto(event.target.value)}><option value="">—</option>{others.map((each) => <option key={each.id} value={each.id}>{text(each.name)}</option>)}</select>}
            </Field>
          </>
        )}
        {unit && what === "close" && <Note tone="wait" title={t("organisation.closeWhat")} />}
        {unit && (
          <>
            <Field label={t("policy.act")} hint={t("shell.optional")}>
              {(ties) => <select {...ties} value={actId} onChange={(event) => setAct(event.target.value)}><option value="">—</option>{view.acts.map((act) => <option key={act.id} value={act.id}>{text(act.title)}</option>)}</select>}
            </Field>
            <Field label={t("publication.why")}>{(ties) => <textarea {...ties} className="short" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}</Field>
          </>
        )}
        {error && <Failure error={error} />}
        <div className="row">
          <Button type="submit" look="go" busy={enter.isPending || change.isPending || merge.isPending || close.isPending}>{unit ? t(`organisation.do.${what}`) : t("organisation.enter")}</Button>
          <Button onClick={onClose}>{t("shell.cancel")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
