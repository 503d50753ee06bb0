import { type FormEvent, useState } from "react";
import { Button, Field, Note, Tag } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { useWrite } from "./data.ts";
import { useOffice } from "./office.tsx";
import { Failure } from "./page.tsx";

/** Units, people or holidays from a list: looked at first, entered then; what is wrong is said row by row. */
export function ListImport({ of, onClose }: { readonly of: "organisation" | "people" | "holidays" | "calendar"; readonly onClose: () => void }) {
  const { t, say, session } = useOffice();
  const run = useWrite(`POST /${of}/import`);
  const [csv, setCsv] = useState("");
  const [shown, setShown] = useState("");
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
  const names = session.council.languages.map((language) => `name_${language}`).join(";");
  const columns = { people: "name;email;post;unit;language;suited", organisation: `kind;${names};parent;dir3`, holidays: `day;${names}`, calendar: `title;profiles;unit;due;${session.council.languages.map((language) => `text_${language}`).join(";")};source` }[of];
  return (
    <Dialog title={t("list.title")} open onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="measure">{t("list.lead")}</p>
        <p className="dim breakable"><code>{columns}</code></p>
        <Field label={t("list.file")}>{(ties) => <input {...ties} type="file" accept=".csv,text/csv,text/plain" onChange={(event) => void event.target.files?.[0]?.text().then(setCsv)} />}</Field>
        <Field label={t("list.paste")}>{(ties) => <textarea {...ties} value={csv} onChange={(event) => setCsv(event.target.value)} spellCheck="false" />}</Field>
        {run.error && <Failure error={run.error} />}
        {result && (
          <>
            <Note tone={result.committed ? "ok" : "info"} live="status" title={t(result.committed ? "list.done" : "list.preview")}><p>{t("list.count", { entered, refused: result.rows.length - entered })}</p></Note>
            <ul className="list">
              {result.rows.map((row) => (
                <li key={row.line}>
                  <span className="n">{t("list.line", { line: row.line })}</span> <strong>{row.name || "—"}</strong> <Tag tone={row.outcome === "entered" ? "ok" : "bad"}>{t(`list.is.${row.outcome}`)}</Tag>
                  {row.refusal && <p>{say(row.refusal)}</p>}
                </li>
              ))}
            </ul>
          </>
        )}
        <div className="row">
          {result && !result.committed && entered > 0 && shown === csv
            ? <Button look="go" busy={run.isPending} onClick={() => start(true)}>{t("list.commit", { count: entered })}</Button>
            : <Button type="submit" look="go" busy={run.isPending}>{t("list.look")}</Button>}
          <Button onClick={onClose}>{t("shell.close")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
