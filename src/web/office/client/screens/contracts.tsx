import { useState } from "react";
import { Button, Empty, Field, Note } from "#web/ui/elements.tsx";
import { ContractCard } from "../contracts/contract-card.tsx";
import { NewContract } from "../contracts/new-contract.tsx";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Loaded, Page } from "../page.tsx";
import { matches } from "../shell/match.ts";
import { SettingsTabs } from "./settings-tabs.tsx";

/** Management that is contracted out, by exception: what each contract says, how it stands, and who acts under it. */
export function Contracts() {
  const { t, text, format, may } = useOffice();
  const contracts = useRead("GET /contracts", {});
  const [entering, setEntering] = useState(false);
  const [withEnded, setWithEnded] = useState(false);
  const [search, setSearch] = useState("");
  return (
    <Page title={t("contracts.title")} actions={may("contract.manage") && <Button look="go" onClick={() => setEntering(true)}>{t("contracts.enter")}</Button>}>
      <SettingsTabs current="contracts" />
      <div className="stack settings-body">
        <p className="measure">{t("contracts.lead")}</p>
        <Loaded read={contracts}>
          {(view) => {
            const shown = view.contracts.filter((contract) => (withEnded || contract.state !== "ended" || contract.exitOpen.length > 0) && matches(search, `${contract.fileNo} ${contract.company} ${contract.object}`));
            return (
              <>
                <div className="row wide" role="search">
                  <Field label={t("people.search")}>{(ties) => <input {...ties} type="search" value={search} onChange={(event) => setSearch(event.target.value)} />}</Field>
                  <label className="choice"><input type="checkbox" checked={withEnded} onChange={(event) => setWithEnded(event.target.checked)} />{t("contracts.withEnded")}</label>
                  <a className="btn" href="/office/contracts.csv" download>{t("list.download")}</a>
                  <p className="dim" role="status">{t("contracts.shown", { count: shown.length })}</p>
                </div>
                {shown.length === 0 ? <Empty icon="archive" title={t("contracts.none")}><p>{t("contracts.noneHint")}</p></Empty> : shown.map((contract) => <ContractCard key={contract.id} contract={contract} />)}
                <details className="card">
                  <summary>{t("contracts.clauses", { count: view.clauses.length })}</summary>
                  <ol className="list">{view.clauses.map((clause) => <li key={clause.key}>{text(clause.text)}</li>)}</ol>
                  {view.policy && <p className="hint">{t("contracts.under", { act: text(view.policy.title), day: format.longDay(`${view.policy.signedOn}T12:00:00.000Z`) })}</p>}
                </details>
                {!view.policy && <Note tone="info" title={t("contracts.noPolicy")} />}
                <NewContract open={entering} onClose={() => setEntering(false)} minimum={view.exceptionalityMinimum} citation={view.citation} />
              </>
            );
          }}
        </Loaded>
      </div>
    </Page>
  );
}
