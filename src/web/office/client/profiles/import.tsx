import { type FormEvent, useState } from "react";
import { Button, Field, Note, Tag } from "#web/ui/elements.tsx";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Page } from "../page.tsx";
import { ProfileTabs } from "./profile-tabs.tsx";

const EXAMPLE = "network;handle;name_es;name_eu;unit;kind;opened_on;last_post;credentials_mail";

/** An inventory from a list (PRO-15): looked at first, entered then; what is wrong is said row by row. */
export function Import() {
  const { t, say } = useOffice();
  const [csv, setCsv] = useState("");
  const [shown, setShown] = useState("");
  const run = useWrite("POST /profiles/import");
  const result = run.data;
  const entered = result?.rows.filter(({ outcome }) => outcome === "entered").length ?? 0;
  const start = (commit: boolean) => {
    setShown(csv);
    run.mutate({ csv, commit });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start(false);
  };
  return (
    <Page title={t("profileTabs.import")}>
      <ProfileTabs current="import" />
      <div className="stack settings-body">
        <form className="card stack" onSubmit={submit}>
          <h2>{t("import.title")}</h2>
          <p className="measure">{t("import.lead")}</p>
          <p className="dim breakable"><code>{EXAMPLE}</code></p>
          <Field label={t("import.file")}>
            {(ties) => <input {...ties} type="file" accept=".csv,text/csv,text/plain" onChange={(event) => void event.target.files?.[0]?.text().then(setCsv)} />}
          </Field>
          <Field label={t("import.paste")}>{(ties) => <textarea {...ties} value={csv} onChange={(event) => setCsv(event.target.value)} spellCheck="false" />}</Field>
          {run.error && <Failure error={run.error} />}
          <div className="row"><Button type="submit" busy={run.isPending}>{t("import.look")}</Button></div>
        </form>
        {result && (
          <section className="card stack" aria-labelledby="import-result">
            <h2 id="import-result">{result.committed ? t("import.done") : t("import.preview")}</h2>
            <Note tone={result.committed ? "ok" : "info"} live="status"><p>{t("import.count", { entered, refused: result.rows.length - entered })}</p></Note>
            <div className="scroll"><table className="cards">
              <caption className="sr">{t("import.preview")}</caption>
              <thead><tr><th scope="col">{t("import.line")}</th><th scope="col">{t("profiles.network")}</th><th scope="col">{t("profiles.name")}</th><th scope="col">{t("import.outcome")}</th></tr></thead>
              <tbody>{result.rows.map((row) => (
                <tr key={row.line}>
                  <th scope="row" className="n">{row.line}</th><td data-label={t("profiles.network")}>{row.network}</td><td data-label={t("profiles.name")} className="breakable">{row.handle}</td>
                  <td data-label={t("import.outcome")}><Tag tone={row.outcome === "entered" ? "ok" : "bad"}>{row.outcome === "entered" ? (result.committed ? t("import.entered") : t("import.willEnter")) : t("import.refused")}</Tag> {row.refusal && say(row.refusal)}</td>
                </tr>
              ))}</tbody>
            </table></div>
            {!result.committed && entered > 0 && shown === csv && <div><Button look="go" busy={run.isPending} onClick={() => start(true)}>{t("import.commit", { count: entered })}</Button></div>}
          </section>
        )}
      </div>
    </Page>
  );
}
