import { useState } from "react";
import { Button, Tag } from "#web/ui/elements.tsx";
import type { CoveredProfileView, CoverageView, DayStretchView } from "../../staffing-views.ts";
import { useOffice } from "../office.tsx";
import { noon, stretchInWords } from "./days.ts";
import { SubstituteDialog } from "./substitute-dialog.tsx";

interface Sought { readonly profile: CoveredProfileView; readonly when: DayStretchView }

/** What is to be mended, worst first, each with what can be done about it. */
export function Gaps({ view }: { readonly view: CoverageView }) {
  const office = useOffice();
  const { t, text, format } = office;
  const [sought, setSought] = useState<Sought>();
  const gaps = view.profiles.flatMap((profile) => profile.gaps.map((when) => ({ profile, when })));
  const risks = view.profiles.filter(({ atRisk }) => atRisk !== null);
  const singles = view.profiles.flatMap((profile) => profile.longSingles.map((when) => ({ profile, when })));
  const tongues = view.profiles.filter(({ languageGaps }) => languageGaps.length > 0);
  if (gaps.length + risks.length + singles.length + tongues.length === 0) return null;
  return (
    <section className="card" aria-labelledby="coverage-gaps">
      <h2 id="coverage-gaps">{t("coverage.toMend")}</h2>
      <ul className="list">
        {gaps.map(({ profile, when }) => (
          <li key={`${profile.id} ${when.from}`} className="task">
            <Tag tone="bad">{t("coverage.tag.gap")}</Tag>
            <div className="task-what"><strong>{text(profile.name)}</strong> <span className="dim">{t(`network.${profile.network}`)}</span><p className="dim">{t("coverage.gapIs", { when: stretchInWords(office, when), count: when.days })}</p></div>
            {profile.decides && <Button small onClick={() => setSought({ profile, when })}>{t("coverage.findSubstitute")}<span className="sr">: {text(profile.name)}, {stretchInWords(office, when)}</span></Button>}
          </li>
        ))}
        {tongues.map((profile) => (
          <li key={profile.id} className="task">
            <Tag tone="wait">{t("coverage.tag.language")}</Tag>
            <div className="task-what"><strong>{text(profile.name)}</strong> <span className="dim">{t(`network.${profile.network}`)}</span><p className="dim">{t("coverage.languageGapIs", {
              languages: format.list([...new Set(profile.languageGaps.flatMap(({ languages }) => languages))].map((tag) => format.languageName(tag))),
              day: format.dayOfMonth(noon(profile.languageGaps[0]?.date ?? view.from)), count: profile.languageGaps.length,
            })}</p></div>
          </li>
        ))}
        {singles.map(({ profile, when }) => (
          <li key={`${profile.id} ${when.from}`} className="task">
            <Tag tone="wait">{t("coverage.tag.single")}</Tag>
            <div className="task-what"><strong>{text(profile.name)}</strong> <span className="dim">{t(`network.${profile.network}`)}</span><p className="dim">{t("coverage.singleIs", { when: stretchInWords(office, when), count: when.days })}</p></div>
          </li>
        ))}
        {risks.map((profile) => (
          <li key={profile.id} className="task">
            <Tag tone={profile.atRisk?.coordinatorOnly ? "bad" : "wait"}>{t("coverage.tag.risk")}</Tag>
            <div className="task-what"><strong>{text(profile.name)}</strong> <span className="dim">{t(`network.${profile.network}`)}</span><p className="dim">{t(profile.atRisk?.coordinatorOnly ? "coverage.riskOver" : "coverage.riskUntil", {
              have: profile.atRisk?.have ?? 0, need: profile.atRisk?.need ?? 0, day: format.dayOfMonth(noon(profile.atRisk?.until ?? view.from)),
            })}</p></div>
          </li>
        ))}
      </ul>
      {sought && <SubstituteDialog profile={sought.profile} when={sought.when} onClose={() => setSought(undefined)} />}
    </section>
  );
}
