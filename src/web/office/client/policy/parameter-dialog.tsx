import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { PolicyView } from "../../views.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { citationText } from "../citation.ts";
import { nameOfParameter, valueText } from "./parameter.ts";

/** Sets a number of policy: under which act and article, and from which day. */
export function ParameterDialog({ parameter, acts, onClose }: { readonly parameter: PolicyView["parameters"][number]; readonly acts: PolicyView["acts"]; readonly onClose: () => void }) {
  const { t, text, format } = useOffice();
  const set = useWrite("POST /policy/parameters");
  const { key, value, standard, citation } = parameter;
  const hint = `parameterHint.${key}`;
  const [typed, setTyped] = useState(String(value));
  const [actId, setAct] = useState("");
  const [article, setArticle] = useState("");
  const [from, setFrom] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = typeof standard === "number" ? Number(typed.replace(",", ".")) : typeof standard === "boolean" ? typed === "true" : typed;
    set.mutate({ key, value: given, actId: actId || null, article: article.trim(), from: from || null }, { onSuccess: onClose });
  };
  return (
    <Dialog title={nameOfParameter(t, key)} open onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        {t.has(hint) && <p className="measure">{t(hint)}</p>}
        <p className="dim">{t("policy.now", { value: valueText(t, format, key, value) })} · {citationText(t, citation)} · {t("policy.standard")}: {valueText(t, format, key, standard)}</p>
        <Field label={t("policy.newValue")}>
          {(ties) => typeof standard === "boolean"
            ? <select {...ties} value={typed} onChange={(event) => setTyped(event.target.value)}><option value="true">{t("person.yes")}</option><option value="false">{t("person.no")}</option></select>
            : <input {...ties} type="text" inputMode={typeof standard === "number" ? "decimal" : "text"} maxLength={500} value={typed} onChange={(event) => setTyped(event.target.value)} />}
        </Field>
        <Field label={t("policy.act")}>
          {(ties) => <select {...ties} value={actId} onChange={(event) => setAct(event.target.value)}><option value="">—</option>{acts.map((act) => <option key={act.id} value={act.id}>{text(act.title)} ({act.signedOn})</option>)}</select>}
        </Field>
        <Field label={t("policy.article")} hint={t("policy.articleHint")}>{(ties) => <input {...ties} type="text" maxLength={200} value={article} onChange={(event) => setArticle(event.target.value)} />}</Field>
        <Field label={t("policy.from")} hint={t("policy.fromHint")}>{(ties) => <input {...ties} type="date" value={from} onChange={(event) => setFrom(event.target.value)} />}</Field>
        {set.error && <Failure error={set.error} />}
        <div className="row"><Button type="submit" look="go" busy={set.isPending}>{t("policy.change")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
