import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Button, Empty } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { DraftContent } from "../../draft-content.ts";
import type { LeftOutView, TemplateView } from "../../template-views.ts";
import { call } from "../call.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded } from "../page.tsx";
import { LeftOut } from "./left-out.tsx";
import { TemplateSummary } from "./summary.tsx";

interface Starting {
  /** Of which page the draft is; null: of none yet. */
  readonly itemId: string | null;
  /** Into a draft that is open; without it a new one is opened. */
  readonly onContent?: (content: DraftContent) => void;
  readonly onClose: () => void;
}

/** «Empezar de una plantilla» (EDI-9). */
export function StartFromTemplate({ open, ...starting }: Starting & { readonly open: boolean }) {
  const { t } = useOffice();
  return <Dialog title={t("templates.start")} open={open} onClose={starting.onClose}><Choice {...starting} /></Dialog>;
}

function Choice(starting: Starting) {
  const { t } = useOffice();
  const read = useRead("GET /templates", {});
  return (
    <Loaded read={read}>
      {(all) => {
        const usable = all.filter(({ retired }) => !retired);
        return usable.length === 0
          ? <Empty icon="horn" title={t("templates.none")}><p className="measure">{t("templates.noneHint")}</p></Empty>
          : <Choose templates={usable} {...starting} />;
      }}
    </Loaded>
  );
}

function Choose({ templates, itemId, onContent, onClose }: Starting & { readonly templates: readonly TemplateView[] }) {
  const { t } = useOffice();
  const navigate = useNavigate();
  const start = useWrite("POST /templates/:id/publication");
  const [chosen, setChosen] = useState<string>();
  const [started, setStarted] = useState<{ readonly publicationId?: string; readonly leftOut: readonly LeftOutView[] }>();
  const [reading, setReading] = useState<{ readonly busy: boolean; readonly error?: unknown }>({ busy: false });
  const [wanting, setWanting] = useState(false);
  const write = (publicationId: string) => void navigate({ to: "/publications/$id/write", params: { id: publicationId } });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setWanting(chosen === undefined);
    if (chosen === undefined || reading.busy) return;
    if (!onContent) {
      start.mutate({ id: chosen, itemId }, { onSuccess: ({ publicationId, leftOut }) => (leftOut.length === 0 ? write(publicationId) : setStarted({ publicationId, leftOut })) });
      return;
    }
    setReading({ busy: true });
    try {
      const { content, leftOut } = await call("GET /templates/:id/draft", { id: chosen, ...(itemId === null ? {} : { itemId }) });
      onContent(content);
      setReading({ busy: false });
      if (leftOut.length === 0) onClose();
      else setStarted({ leftOut });
    } catch (error) {
      setReading({ busy: false, error });
    }
  };
  if (started) {
    const { publicationId } = started;
    return (
      <>
        <LeftOut leftOut={started.leftOut} />
        <div>{publicationId === undefined ? <Button look="go" onClick={onClose}>{t("templates.goOn")}</Button> : <Link to="/publications/$id/write" params={{ id: publicationId }} className="btn go">{t("templates.goOn")}</Link>}</div>
      </>
    );
  }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      <fieldset>
        <legend className="sr">{t("templates.title")}</legend>
        {wanting && <p className="field-error" role="alert">{t("templates.choose")}</p>}
        <div className="stack tight template-choice">
          {templates.map((template) => (
            <label key={template.id} className="choice">
              <input type="radio" name="template" checked={chosen === template.id} onChange={() => setChosen(template.id)} />
              <span><strong>{template.name}</strong><br /><TemplateSummary template={template} /></span>
            </label>
          ))}
        </div>
      </fieldset>
      {start.error && <Failure error={start.error} />}
      {reading.error !== undefined && <Failure error={reading.error} />}
      <div className="row"><Button type="submit" look="go" busy={start.isPending || reading.busy}>{t("templates.begin")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
    </form>
  );
}
