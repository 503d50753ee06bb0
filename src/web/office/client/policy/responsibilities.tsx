import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { MessageKey } from "#web/i18n/translate.ts";
import type { PolicyView } from "../../views.ts";
import { contentTasks, responsibleOnes } from "../../vocabulary.ts";
import { citationText } from "../citation.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

type Row = PolicyView["responsibilities"][number];

const nameOf = (one: Row["tasks"]["write"]): MessageKey => {
  switch (one) {
    case "technical":
    case "unit_head":
    case "service_head":
      return `postType.${one}`;
    default:
      return `role.${one}`;
  }
};

/** The matrix to be read; where it is changed it has its grounds beside it. */
export function MatrixTable({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useOffice();
  return (
    <table className="cards">
      <caption className="sr">{t("policy.part.responsibilities")}</caption>
      <thead><tr><th scope="col">{t("policy.contentType")}</th>{contentTasks.map((task) => <th key={task} scope="col">{t(`policy.task.${task}`)}</th>)}</tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.contentType}>
            <th scope="row">{t(`contentType.${row.contentType}`)}</th>
            {contentTasks.map((task) => <td key={task} data-label={t(`policy.task.${task}`)}>{t(nameOf(row.tasks[task]))}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Who writes, revises, approves and publishes each kind of content of the web (ORG-6). */
export function Responsibilities({ view }: { readonly view: PolicyView }) {
  const { t, text, format, may } = useOffice();
  const [changing, setChanging] = useState<Row>();
  return (
    <section className="card stack">
      <p className="measure">{t("policy.responsibilitiesLead")}</p>
      <div><a className="btn" href="/office/responsibilities.csv" download>{t("list.download")}</a></div>
      <table className="cards">
        <caption className="sr">{t("policy.part.responsibilities")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("policy.contentType")}</th>
            {contentTasks.map((task) => <th key={task} scope="col">{t(`policy.task.${task}`)}</th>)}
            <th scope="col">{t("policy.ground")}</th><th scope="col"><span className="sr">{t("policy.change")}</span></th>
          </tr>
        </thead>
        <tbody>
          {view.responsibilities.map((row) => (
            <tr key={row.contentType}>
              <th scope="row">{t(`contentType.${row.contentType}`)}</th>
              {contentTasks.map((task) => <td key={task} data-label={t(`policy.task.${task}`)}>{t(nameOf(row.tasks[task]))}</td>)}
              <td data-label={t("policy.ground")} className="dim">
                {row.ground ? <>{citationText(t, row.ground.article)} · {text(row.ground.act)}<p>{t("people.since", { day: format.longDay(row.ground.since) })}</p></> : t("policy.startsFrom")}
              </td>
              <td>{may("policy.manage") && <Button small onClick={() => setChanging(row)}>{t("policy.change")}<span className="sr">: {t(`contentType.${row.contentType}`)}</span></Button>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changing && <ChangeDialog row={changing} acts={view.acts} onClose={() => setChanging(undefined)} />}
    </section>
  );
}

function ChangeDialog({ row, acts, onClose }: { readonly row: Row; readonly acts: PolicyView["acts"]; readonly onClose: () => void }) {
  const { t, text } = useOffice();
  const set = useWrite("PUT /policy/responsibilities/:type");
  const [tasks, setTasks] = useState(row.tasks);
  const [actId, setAct] = useState("");
  const [article, setArticle] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate({ type: row.contentType, tasks, actId: actId || null, article }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t("policy.responsibilityTitle", { type: t(`contentType.${row.contentType}`) })} open onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        {contentTasks.map((task) => (
          <Field key={task} label={t(`policy.task.${task}`)}>
            {(ties) => (
              <select {...ties} value={tasks[task]} onChange={(event) => setTasks({ ...tasks, [task]: responsibleOnes.find((one) => one === event.target.value) ?? tasks[task] })}>
                {responsibleOnes.map((one) => <option key={one} value={one}>{t(nameOf(one))}</option>)}
              </select>
            )}
          </Field>
        ))}
        <Field label={t("policy.act")}>
          {(ties) => <select {...ties} value={actId} onChange={(event) => setAct(event.target.value)}><option value="">—</option>{acts.map((act) => <option key={act.id} value={act.id}>{text(act.title)}</option>)}</select>}
        </Field>
        <Field label={t("policy.article")}>{(ties) => <input {...ties} type="text" maxLength={200} value={article} onChange={(event) => setArticle(event.target.value)} />}</Field>
        {set.error && <Failure error={set.error} />}
        <div className="row"><Button type="submit" look="go" busy={set.isPending}>{t("policy.change")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
