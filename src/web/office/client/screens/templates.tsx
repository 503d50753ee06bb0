import { useState } from "react";
import { Button, Empty } from "#web/ui/elements.tsx";
import type { TemplateView } from "../../template-views.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { ChangeTemplate } from "../templates/keep-dialog.tsx";
import { StartFromTemplate } from "../templates/start-dialog.tsx";
import { TemplateSummary } from "../templates/summary.tsx";
import { useToast } from "../toasts.tsx";
import { PublishTabs } from "./publish-tabs.tsx";

/** What is said again in other words, under a name (EDI-9): to look at, change, retire and bring back. */
export function Templates() {
  const { t, may } = useOffice();
  const read = useRead("GET /templates", {});
  const [starting, setStarting] = useState(false);
  const some = read.data?.some(({ retired }) => !retired) ?? false;
  return (
    <Page title={t("templates.title")} actions={some && may("publication.draft") && <Button look="go" onClick={() => setStarting(true)}>{t("templates.start")}</Button>}>
      <PublishTabs current="templates" />
      <Loaded read={read}>{(all) => <List templates={all} />}</Loaded>
      <StartFromTemplate itemId={null} open={starting} onClose={() => setStarting(false)} />
    </Page>
  );
}

function List({ templates }: { readonly templates: readonly TemplateView[] }) {
  const { t } = useOffice();
  const [changing, setChanging] = useState<TemplateView>();
  const inUse = templates.filter(({ retired }) => !retired);
  const retired = templates.filter((template) => template.retired);
  const entries = (some: readonly TemplateView[]) => <ul className="stack">{some.map((template) => <li key={template.id} className="card stack tight"><Entry template={template} onChange={() => setChanging(template)} /></li>)}</ul>;
  return (
    <div className="stack loose">
      {inUse.length === 0 ? <Empty icon="horn" title={t("templates.none")}><p className="measure">{t("templates.noneHint")}</p></Empty> : entries(inUse)}
      {retired.length > 0 && <details><summary>{t("templates.retired", { count: retired.length })}</summary>{entries(retired)}</details>}
      {changing && <ChangeTemplate key={changing.id} template={changing} onClose={() => setChanging(undefined)} />}
    </div>
  );
}

function Entry({ template, onChange }: { readonly template: TemplateView; readonly onChange: () => void }) {
  const { t, format, clock, session } = useOffice();
  const toast = useToast();
  const retire = useWrite("POST /templates/:id/retire");
  const { id, revision, name, content, retired } = template;
  const turn = (seen: number, to: boolean, undoable: boolean) => retire.mutate({ id, revision: seen, retired: to }, {
    onSuccess: (done) => toast({ message: t(to ? "templates.isRetired" : "templates.isBack", { name }), ...(undoable ? { action: { label: t("holidays.undo"), run: () => turn(done.revision, !to, false) } } : {}) }),
  });
  return (
    <>
      <div className="row wide between">
        <div><h2>{name}</h2><p><TemplateSummary template={template} /></p></div>
        {template.mayChange && (
          <div className="row">
            {!retired && <Button small onClick={onChange}>{t("groups.change")}<span className="sr">: {name}</span></Button>}
            <Button small look="quiet" busy={retire.isPending} onClick={() => turn(revision, !retired, true)}>{t(retired ? "templates.bringBack" : "templates.retire")}<span className="sr">: {name}</span></Button>
          </div>
        )}
      </div>
      <div className="halves">
        {session.council.languages.filter((language) => (content.texts[language] ?? "").trim() !== "").map((language) => <p key={language} lang={language} className="summary said"><span className="tag plain-tag">{language}</span> {content.texts[language]}</p>)}
      </div>
      <p className="dim">{template.setBy}, {format.moment(template.at, clock.now())}</p>
      {retire.error && <Failure error={retire.error} />}
    </>
  );
}
