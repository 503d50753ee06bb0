import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Button, Empty } from "#web/ui/elements.tsx";
import type { ActionView } from "../../action-views.ts";
import { actionStates, publicationStates } from "../../vocabulary.ts";
import { stretchInWords } from "../coverage/days.ts";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Loaded, Page } from "../page.tsx";
import { PublishTabs } from "../screens/publish-tabs.tsx";
import { ActionDialog } from "./action-dialog.tsx";
import { ActionState } from "./state.tsx";

/** What waits for its result first, then what is under way, what is to come, and what is closed. */
const order = ["over", "under_way", "planned", "closed"] as const satisfies readonly (typeof actionStates)[number][];

/** Communication actions (EDI-10, S7): what several publications do together. */
export function Actions() {
  const { t, may } = useOffice();
  const navigate = useNavigate();
  const read = useRead("GET /actions", {}, { everyMs: 60_000 });
  const [adding, setAdding] = useState(false);
  const mayAdd = may("communication-action.keep");
  return (
    <Page
      title={t("actions.all")}
      actions={<>{(read.data?.length ?? 0) > 0 && <a className="btn" href="/office/actions.csv" download>{t("list.download")}</a>}{mayAdd && <Button look="go" onClick={() => setAdding(true)}>{t("actions.new")}</Button>}</>}
    >
      <PublishTabs current="actions" />
      <Loaded read={read}>
        {(all) => all.length === 0
          ? <Empty icon="flag" title={t("actions.none")}><p className="measure">{t("actions.noneHint")}</p></Empty>
          : <div className="stack loose">{order.map((state) => <Group key={state} state={state} actions={all.filter((action) => action.state === state)} />)}</div>}
      </Loaded>
      <ActionDialog open={adding} onClose={() => setAdding(false)} onSaved={(id) => void navigate({ to: "/actions/$id", params: { id } })} />
    </Page>
  );
}

function Group({ state, actions }: { readonly state: ActionView["state"]; readonly actions: readonly ActionView[] }) {
  const { t, format, text } = useOffice();
  if (actions.length === 0) return null;
  const list = (
    <ul className="list">
      {actions.map((action) => (
        <li key={action.id} className="row wide between">
          <div className="grow">
            <Link to="/actions/$id" params={{ id: action.id }} data-row=""><strong>{text(action.title)}</strong></Link>
            <p className="dim">{stretchInWords({ t, format }, action)} · {text(action.unit)} · <Counts counts={action.counts} /></p>
          </div>
          <ActionState state={action.state} />
        </li>
      ))}
    </ul>
  );
  return state === "closed"
    ? <details className="card"><summary>{t("actions.state.closed")} <span className="n dim">{actions.length}</span></summary>{list}</details>
    : <section className="card stack tight" aria-labelledby={`actions-${state}`}><h2 id={`actions-${state}`}>{t(`actions.group.${state}`)}</h2>{list}</section>;
}

/** Its publications by state, in the order of a publication's life. */
export function Counts({ counts }: { readonly counts: ActionView["counts"] }) {
  const { t, format } = useOffice();
  const shown = publicationStates.flatMap((state) => (counts[state] ? [`${t(`state.${state}`)}: ${format.number(counts[state])}`] : []));
  return <>{shown.length === 0 ? t("actions.noPublications") : shown.join(" · ")}</>;
}
