import { useState } from "react";
import { Button, Empty, Note } from "#web/ui/elements.tsx";
import type { DedicationView } from "../../staffing-views.ts";
import { According } from "../coverage/coverage.tsx";
import { CoverageTabs } from "../coverage/coverage-tabs.tsx";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Loaded, Page } from "../page.tsx";
import { matches } from "../shell/match.ts";
import { Commitments } from "./commitments.tsx";
import { Estimator } from "./estimator.tsx";
import { Worked } from "./worked.tsx";

type Dedicated = DedicationView["profiles"][number];

/** The hours that profiles take, who gives them, and what they really took. */
export function Dedication() {
  const { t } = useOffice();
  const read = useRead("GET /dedication", {});
  return (
    <Page title={t("dedication.title")}>
      <CoverageTabs current="/dedication" />
      <div className="stack loose settings-body">
        <Loaded read={read}>
          {(view) => view.profiles.length === 0 ? <Empty icon="badge" title={t("coverage.noProfiles")}><p>{t("coverage.noProfilesHint")}</p></Empty> : <Whole view={view} />}
        </Loaded>
      </div>
    </Page>
  );
}

function Whole({ view }: { readonly view: DedicationView }) {
  const { t, format } = useOffice();
  const [chosen, setChosen] = useState<string>();
  const profile = view.profiles.find(({ id }) => id === chosen);
  const over = view.loads.filter((load) => load.over);
  return (
    <>
      {over.length > 0 && <Note tone="wait" title={t("dedication.overloaded", { count: over.length })}><p>{format.list(over.map(({ person }) => person))}. {t("dedication.overloadedHint")}</p></Note>}
      <Profiles view={view} chosen={chosen} onChoose={setChosen} />
      {profile && <Open key={profile.id} profile={profile} view={view} />}
      <Loads view={view} />
      <p className="dim">{t("dedication.source")} <According to={{ value: 0, citation: view.citation }} /></p>
    </>
  );
}

const Open = ({ profile, view }: { readonly profile: Dedicated; readonly view: DedicationView }) => (
  <>
    <Estimator profile={profile} view={view} />
    <div className="halves">
      <Commitments profile={profile} />
      <Worked profile={profile} view={view} />
    </div>
  </>
);

interface ListProps { readonly chosen: string | undefined; readonly onChoose: (id: string) => void }

/** Those whose direction has chosen first; the others are many at the beginning and fold away. */
function Profiles({ view, ...list }: ListProps & { readonly view: DedicationView }) {
  const { t, text } = useOffice();
  const [find, setFind] = useState("");
  const found = view.profiles.filter(({ name, network }) => matches(find, `${text(name)} ${t(`network.${network}`)}`));
  const planned = found.filter(({ plan, committed }) => plan !== null || committed > 0);
  const others = found.filter(({ plan, committed }) => plan === null && committed === 0);
  return (
    <section className="card stack" aria-labelledby="dedication-profiles">
      <h2 id="dedication-profiles">{t("dedication.profiles")}</h2>
      {view.profiles.length > 8 && <input className="find-profile" type="search" aria-label={t("coverage.find")} placeholder={t("coverage.find")} value={find} onChange={(event) => setFind(event.target.value)} />}
      {planned.length > 0 && <ProfileTable profiles={planned} caption={t("dedication.profiles")} {...list} />}
      {others.length > 0 && (
        <details open={find !== "" || planned.length === 0}>
          <summary>{t("dedication.toChoose", { count: others.length })}</summary>
          <ProfileTable profiles={others} caption={t("dedication.toChoose", { count: others.length })} {...list} />
        </details>
      )}
    </section>
  );
}

function ProfileTable({ profiles, caption, chosen, onChoose }: ListProps & { readonly profiles: readonly Dedicated[]; readonly caption: string }) {
  const { t, format, text } = useOffice();
  const hours = (value: number | null) => (value === null ? "—" : format.number(value, 1));
  return (
    <table className="cards">
      <caption className="sr">{caption}</caption>
      <thead><tr>
        <th scope="col">{t("coverage.profile")}</th><th scope="col">{t("dedication.estimated")}</th><th scope="col">{t("dedication.committed")}</th><th scope="col">{t("dedication.measured")}</th>
        <th scope="col"><span className="sr">{t("dedication.open")}</span></th>
      </tr></thead>
      <tbody>
        {profiles.map((profile) => {
          const short = profile.estimate !== null && profile.committed < profile.estimate.hours;
          return (
            <tr key={profile.id}>
              <th scope="row">{text(profile.name)}<span className="dim by">{t(`network.${profile.network}`)}</span></th>
              <td className="n" data-label={t("dedication.estimated")}>{profile.estimate ? t("dedication.hoursAWeek", { hours: hours(profile.estimate.hours) }) : t("dedication.notChosen")}</td>
              <td className="n" data-label={t("dedication.committed")}>{t("dedication.hoursAWeek", { hours: hours(profile.committed) })}{short && <span className="bad by">{t("dedication.short", { hours: hours((profile.estimate?.hours ?? 0) - profile.committed) })}</span>}</td>
              <td className="n" data-label={t("dedication.measured")}>{profile.measured ? t("dedication.hoursAWeek", { hours: hours(profile.measured.weekly) }) : "—"}{profile.measured?.over && <span className="bad by">{t("dedication.over", { count: profile.measured.over.weeks })}</span>}</td>
              <td><Button small data-row="" aria-pressed={profile.id === chosen} onClick={() => onChoose(profile.id)}>{t("dedication.open")}<span className="sr">: {text(profile.name)}, {t(`network.${profile.network}`)}</span></Button></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Who has taken on too much comes first; the others by name. */
function Loads({ view }: { readonly view: DedicationView }) {
  const { t, format } = useOffice();
  const [find, setFind] = useState("");
  const found = view.loads.filter(({ person }) => matches(find, person)).toSorted((one, other) => Number(other.over) - Number(one.over));
  return (
    <section className="card stack" aria-labelledby="dedication-loads">
      <h2 id="dedication-loads">{t("dedication.loads")}</h2>
      {view.loads.length > 8 && <input className="find-profile" type="search" aria-label={t("coverage.findPerson")} placeholder={t("coverage.findPerson")} value={find} onChange={(event) => setFind(event.target.value)} />}
      {view.loads.length === 0 ? <p className="dim">{t("dedication.noLoads")}</p> : (
        <table className="cards">
          <caption className="sr">{t("dedication.loads")}</caption>
          <thead><tr><th scope="col">{t("dedication.person")}</th><th scope="col">{t("dedication.committed")}</th><th scope="col">{t("dedication.available")}</th></tr></thead>
          <tbody>
            {found.map((load) => (
              <tr key={load.personId}>
                <th scope="row">{load.person}</th>
                <td className="n" data-label={t("dedication.committed")}>{t("dedication.hoursAWeek", { hours: format.number(load.committed, 1) })}{load.over && <span className="bad by">{t("dedication.tooMuch")}</span>}</td>
                <td className="n" data-label={t("dedication.available")}>{t("dedication.hoursAWeek", { hours: format.number(load.available, 1) })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
