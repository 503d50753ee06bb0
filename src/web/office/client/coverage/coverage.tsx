import { useNavigate, useSearch } from "@tanstack/react-router";
import { useId, useState } from "react";
import { Button, Empty, Note } from "#web/ui/elements.tsx";
import type { CitedNumber, CoveredProfileView, CoverageView } from "../../staffing-views.ts";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Loaded, Page } from "../page.tsx";
import { matches } from "../shell/match.ts";
import { useKeys } from "../shell/keys.ts";
import { AbsenceDialog } from "./absence-dialog.tsx";
import { CoverageTabs } from "./coverage-tabs.tsx";
import { daysAfter, noon, stretchInWords } from "./days.ts";
import { Gaps } from "./gaps.tsx";
import { Grid } from "./grid.tsx";
import { Rota } from "./rota.tsx";
import { WhatIf } from "./what-if.tsx";

export interface CoverageSearch { readonly from?: string; readonly days?: number; readonly find?: string; readonly troubled?: boolean }

const SPANS = [14, 28, 90] as const;

/** Nobody alone, nobody missing: how many people attend each profile, day by day. */
export function Coverage() {
  const { t, may, session } = useOffice();
  const search = useSearch({ from: "/coverage" });
  const days = search.days ?? 28;
  const read = useRead("GET /coverage", { days, ...(search.from ? { from: search.from } : {}) });
  const [entering, setEntering] = useState(false);
  const [supposed, setSupposed] = useState<CoverageView>();
  useKeys(may("absence.enter") ? { n: () => setEntering(true) } : {}, { singleKeys: session.preferences.singleKeys });
  return (
    <Page title={t("coverage.title")} actions={may("absence.enter") && <Button look="go" onClick={() => setEntering(true)}>{t("coverage.enterAbsence")}{session.preferences.singleKeys && <> <kbd>N</kbd></>}</Button>}>
      <CoverageTabs current="/coverage" />
      <div className="stack loose settings-body">
        <Loaded read={read}>
          {(view) => view.profiles.length === 0 ? <Empty icon="user" title={t("coverage.noProfiles")}><p>{t("coverage.noProfilesHint")}</p></Empty> : (
            <>
              <Summary view={supposed ?? view} supposed={supposed !== undefined} />
              <Pager view={view} days={days} />
              <Shown view={supposed ?? view} />
              <WhatIf view={view} days={days} from={search.from} shown={supposed !== undefined} onSuppose={setSupposed} />
              <Rota view={view} />
              <Policy view={view} />
            </>
          )}
        </Loaded>
      </div>
      <AbsenceDialog open={entering} onClose={() => setEntering(false)} />
    </Page>
  );
}

function Shown({ view }: { readonly view: CoverageView }) {
  const search = useSearch({ from: "/coverage" });
  const { t, text } = useOffice();
  const profiles = view.profiles.filter((profile) => matches(search.find ?? "", `${text(profile.name)} ${t(`network.${profile.network}`)}`) && (!search.troubled || isTroubled(profile)));
  if (profiles.length === 0) return <Empty title={t("coverage.noneFound")}><p>{t("coverage.noneFoundHint")}</p></Empty>;
  return (
    <>
      <Gaps view={{ ...view, profiles }} />
      <Grid view={{ ...view, profiles }} />
    </>
  );
}

const isTroubled = (profile: CoveredProfileView): boolean => profile.gaps.length > 0 || profile.singles.length > 0 || profile.atRisk !== null || profile.languageGaps.length > 0;

function Summary({ view, supposed }: { readonly view: CoverageView; readonly supposed: boolean }) {
  const office = useOffice();
  const { t, text } = office;
  const gapDays = view.profiles.reduce((sum, { gaps }) => sum + gaps.reduce((days, gap) => days + gap.days, 0), 0);
  const singleDays = view.profiles.reduce((sum, { singles }) => sum + singles.reduce((days, single) => days + single.days, 0), 0);
  const worst = view.profiles.find(({ gaps }) => gaps.length > 0);
  const gap = worst?.gaps[0];
  const last = view.days.at(-1)?.date ?? view.from;
  if (gapDays === 0 && singleDays === 0) {
    return <Note tone="ok" title={t("coverage.allCovered", { day: office.format.dayOfMonth(noon(last)) })} />;
  }
  return (
    <Note tone={gapDays > 0 ? "bad" : "wait"} live="status" title={`${supposed ? `${t("coverage.supposed")} ` : ""}${t("coverage.gapDays", { count: gapDays })} · ${t("coverage.singleDays", { count: singleDays })}`}>
      {worst && gap && <p>{t("coverage.firstGap", { profile: text(worst.name), when: stretchInWords(office, gap) })}</p>}
    </Note>
  );
}

function Pager({ view, days }: { readonly view: CoverageView; readonly days: number }) {
  const { t, format } = useOffice();
  const search = useSearch({ from: "/coverage" });
  const navigate = useNavigate({ from: "/coverage" });
  const id = useId();
  const go = (change: CoverageSearch) => void navigate({ search: { ...search, ...change } });
  const last = view.days.at(-1)?.date ?? view.from;
  return (
    <div className="row wide no-print" role="group" aria-label={t("coverage.period")}>
      <div className="row">
        <Button small onClick={() => go({ from: daysAfter(view.from, -days) })}>{t("coverage.before")}</Button>
        <strong className="n">{format.dayOfMonth(noon(view.from))} – {format.dayOfMonth(noon(last))}</strong>
        <Button small onClick={() => go({ from: daysAfter(view.from, days) })}>{t("coverage.after")}</Button>
      </div>
      <div className="chips" role="group" aria-label={t("coverage.howMany")}>
        {SPANS.map((span) => <label key={span}><input type="radio" name={id} checked={span === days} onChange={() => go({ days: span })} /><span>{t("coverage.nDays", { count: span })}</span></label>)}
      </div>
      <input className="find-profile" type="search" aria-label={t("coverage.find")} placeholder={t("coverage.find")} defaultValue={search.find ?? ""} onChange={(event) => go({ find: event.target.value })} />
      <label className="choice"><input type="checkbox" checked={search.troubled === true} onChange={(event) => go({ troubled: event.target.checked })} />{t("coverage.onlyTroubled")}</label>
    </div>
  );
}

function Policy({ view }: { readonly view: CoverageView }) {
  const { t } = useOffice();
  return (
    <section className="card stack tight" aria-labelledby="coverage-policy">
      <h2 id="coverage-policy">{t("coverage.policy")}</h2>
      <ul className="stack tight">
        <li>{t("coverage.policyMinimum", { count: view.minimumManagers.value })} <According to={view.minimumManagers} /></li>
        <li>{t("coverage.policyGrace", { count: view.graceDays.value })} <According to={view.graceDays} /></li>
        <li>{t("coverage.policySingle", { count: view.longestSingle.value })} <According to={view.longestSingle} /></li>
        <li>{t("coverage.policyShift")}</li>
      </ul>
    </section>
  );
}

/** Where a number of the council's is said. */
export function According({ to }: { readonly to: CitedNumber }) {
  const { t } = useOffice();
  return <span className="dim">({to.citation === "default" ? t("coverage.byDefault") : t("coverage.according", { citation: to.citation })})</span>;
}
