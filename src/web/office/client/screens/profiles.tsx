import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { catalogueIds, isSpoken, mustBeConnected } from "#networks/contract/index.ts";
import { Button, Empty, Field, Outside, Tag, type Tone } from "#web/ui/elements.tsx";
import { ErrorSummary } from "#web/ui/error-summary.tsx";
import type { ProfileView } from "../../views.ts";
import { useTicking } from "../clock.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { AnswerPromise } from "./answer-promise.tsx";
import { type ProfileFilter, isWanted } from "../profiles/filter.ts";
import { HandOverMany } from "../profiles/hand-over-many.tsx";
import { Life } from "../profiles/life.tsx";
import { ProfileTabs } from "../profiles/profile-tabs.tsx";
import { SlotsCard } from "../profiles/slots-card.tsx";
import { profileStandings } from "../../vocabulary.ts";
import { ConnectionCard, ConnectionTrouble, connectionTones } from "./connection.tsx";

const standingTones: Readonly<Record<ProfileView["state"], Tone>> = {
  opening: "info", active: "ok", dormant: "wait", suspended: "bad", closing: "wait", closed: "dim", found: "bad",
};

/** The official list: only what is here is the council's. */
export function Profiles() {
  const { t, may } = useOffice();
  const profiles = useRead("GET /profiles", { gaps: "yes" });
  const search = useSearch({ from: "/profiles" });
  const [handing, setHanding] = useState(false);
  const enter = (
    <>
      {may("profile.transfer") && <Button onClick={() => setHanding(true)}>{t("handOver.title")}</Button>}
      <a className="btn" href="/office/profiles.csv" download>{t("profiles.csv")}</a>
      {may("profile.enter") && <Link to="/profiles/new" className="btn go">{t("profiles.enter")}</Link>}
    </>
  );
  return (
    <Page title={t("nav.profiles")} actions={enter}>
      <ProfileTabs current="profiles" />
      <div className="stack settings-body">
        <ConnectionTrouble search={search} />
        <Loaded read={profiles}>
          {(all) => all.length === 0
            ? <Empty icon="badge" title={t("profiles.none")}><p className="measure">{t("profiles.noneHint")}</p></Empty>
            : <><Register all={all} filter={search} />{handing && <HandOverMany profiles={all} onClose={() => setHanding(false)} />}</>}
        </Loaded>
      </div>
    </Page>
  );
}

function Register({ all, filter }: { readonly all: readonly ProfileView[]; readonly filter: ProfileFilter }) {
  const { t, text, format, clock } = useOffice();
  const now = useTicking(clock);
  const navigate = useNavigate();
  const nameOf = (profile: ProfileView) => text(profile.displayName) || profile.address;
  const shown = all.filter((profile) => isWanted(profile, filter)).toSorted((a, b) => format.order(nameOf(a), nameOf(b)));
  const change = (part: ProfileFilter) => void navigate({ to: "/profiles", search: { ...filter, ...part }, replace: true });
  const units = [...new Map(all.flatMap((profile) => (profile.unitId && profile.unit ? [[profile.unitId, text(profile.unit)] as const] : [])))].toSorted(([, a], [, b]) => format.order(a, b));
  const choose = (key: "state" | "network" | "unitId", label: string, options: readonly (readonly [string, string])[]) => (
    <Field label={label}>
      {(ties) => (
        <select {...ties} value={filter[key] ?? ""} onChange={(event) => change({ [key]: event.target.value || undefined })}>
          <option value="">{t("profiles.all")}</option>
          {options.map(([value, name]) => <option key={value} value={value}>{name}</option>)}
        </select>
      )}
    </Field>
  );
  return (
    <>
      <div className="card register-filters" role="search">
        <Field label={t("profiles.search")}>{(ties) => <input {...ties} type="search" value={filter.q ?? ""} onChange={(event) => change({ q: event.target.value })} />}</Field>
        {choose("state", t("profiles.state"), profileStandings.filter((state) => all.some((profile) => profile.state === state)).map((state) => [state, t(`standing.${state}`)]))}
        {choose("network", t("profiles.network"), catalogueIds.filter((network) => all.some((profile) => profile.network === network)).map((network) => [network, t(`network.${network}`)]))}
        {choose("unitId", t("composer.unit"), units)}
      </div>
      <p className="dim" role="status">{t("profiles.shown", { shown: format.number(shown.length), all: format.number(all.length) })}</p>
      {shown.length === 0 ? <Empty icon="search" title={t("profiles.nothing")}><p>{t("profiles.nothingHint")}</p></Empty> : (
        <div className="card">
          <table className="cards">
            <caption className="sr">{t("nav.profiles")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("profiles.name")}</th><th scope="col">{t("profiles.network")}</th><th scope="col">{t("composer.unit")}</th>
                <th scope="col">{t("profiles.state")}</th><th scope="col">{t("profiles.managers")}</th><th scope="col">{t("profiles.coverage")}</th><th scope="col">{t("profiles.last")}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((profile) => (
                <tr key={profile.id}>
                  <th scope="row"><Link to="/profiles/$id" params={{ id: profile.id }} data-row="">{text(profile.displayName) || profile.address}</Link><span className="dim by breakable">{profile.address}</span></th>
                  <td data-label={t("profiles.network")}>{t(`network.${profile.network}`)}</td>
                  <td data-label={t("composer.unit")}>{text(profile.unit) || "—"}</td>
                  <td data-label={t("profiles.state")}><Tag tone={standingTones[profile.state]}>{t(`standing.${profile.state}`)}</Tag>{profile.connection && profile.connection.state !== "connected" && <> <Tag tone={connectionTones[profile.connection.state]}>{t(`profiles.connectionIs.${profile.connection.state}`)}</Tag></>}{profile.certificationDue && <> <Tag tone="wait">{t("profiles.certificationDue")}</Tag></>}</td>
                  <td data-label={t("profiles.managers")} className="n">{profile.state === "found" ? "—" : format.number(profile.managers.length)}</td>
                  <td data-label={t("profiles.coverage")}>{profile.gapDays === null ? "—" : <Tag tone={profile.gapDays === 0 ? "ok" : "bad"}>{profile.gapDays === 0 ? t("profiles.covered") : t("profiles.gaps", { count: profile.gapDays })}</Tag>}</td>
                  <td data-label={t("profiles.last")} className="n">{profile.lastPublishedAt ? format.ago(profile.lastPublishedAt, now) : t("profiles.never")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

export function Profile() {
  const { id } = useParams({ from: "/profiles/$id" });
  const profile = useRead("GET /profiles/:id", { id });
  return <Loaded read={profile}>{(view) => <ProfileCard profile={view} />}</Loaded>;
}

function ProfileCard({ profile }: { readonly profile: ProfileView }) {
  const { may, t, text, format, clock } = useOffice();
  const now = clock.now();
  const search = useSearch({ from: "/profiles/$id" });
  return (
    <Page title={text(profile.displayName) || profile.address} kicker={<><Tag tone={standingTones[profile.state]}>{t(`standing.${profile.state}`)}</Tag><span>{t(`network.${profile.network}`)}</span></>}>
      <div className="stack loose">
        <ConnectionTrouble search={search} />
        <Life profile={profile} />
        <div className="split">
          <section className="card stack" aria-labelledby="about">
            <h2 id="about">{t("profiles.about")}</h2>
            {Object.entries(profile.summary).map(([language, words]) => words && <p key={language} lang={language}><span className="tag plain-tag">{language}</span> {words}</p>)}
            <dl className="facts">
              <dt>{t("profiles.kind")}</dt><dd>{t(`profileKind.${profile.profileKind}`)} · {t("profiles.ring", { ring: profile.ring })}</dd>
              {profile.promoter && <><dt>{t("profiles.promoter")}</dt><dd>{profile.promoter}</dd></>}
              {profile.act && <><dt>{t("profiles.act")}</dt><dd>{profile.act}{profile.openedOn && ` · ${format.longDay(`${profile.openedOn}T12:00:00.000Z`)}`}</dd></>}
              {profile.credentialsMail && <><dt>{t("profiles.mailbox")}</dt><dd>{profile.credentialsMail}</dd></>}
              <dt>{t("profiles.certified")}</dt><dd>{profile.certifiedAt ? format.longDay(profile.certifiedAt) : t("profiles.notCertified")}{profile.certificationDue && <> <Tag tone="wait">{t("profiles.certificationDue")}</Tag></>}</dd>
              <dt>{t("profiles.address")}</dt><dd><Outside href={profile.url} newTab={t("shell.newTab")}>{profile.address}</Outside></dd>
              <dt>{t("composer.unit")}</dt><dd>{text(profile.unit) || "—"}</dd>
              <dt>{t("profiles.languages")}</dt><dd>{format.list(profile.languages.map((tag) => format.languageName(tag)))} · {t(`layout.${profile.layout}`)}</dd>
              <dt>{t("profiles.followers")}</dt><dd>{profile.followers === null ? "—" : format.number(profile.followers)}</dd>
              <dt>{t("profiles.last")}</dt><dd>{profile.lastPublishedAt ? format.moment(profile.lastPublishedAt, now) : t("profiles.never")}</dd>
              <dt>{t("profiles.entered")}</dt><dd>{format.longDay(profile.enteredAt)} · «{profile.reason}»</dd>
              {profile.spoken ? <><dt>{t("profiles.limits")}</dt><dd>{t("profiles.limitsAre", { characters: format.number(profile.limits.maxCharacters), pictures: profile.limits.maxMedia, alt: format.number(profile.limits.maxAlt) })}</dd></> : <><dt>{t("profiles.publishing")}</dt><dd>{t("networkWhat.byHand")}</dd></>}
            </dl>
          </section>
          {profile.connection && <ConnectionCard profile={profile} connection={profile.connection} />}
          <section className="card stack tight" aria-labelledby="team">
            <h2 id="team">{t("profiles.managers")}</h2>
            {profile.managers.length === 0 ? <p className="dim">{t("profiles.noManagers")}</p> : <ul>{profile.managers.map((person) => <li key={person.id}>{person.name}</li>)}</ul>}
            {may("people.read") && <p><Link to="/settings/people">{t("profiles.toPeople")}</Link></p>}
          </section>
          <AnswerPromise profile={profile} />
          {profile.spoken && <SlotsCard profileId={profile.id} />}
        </div>
      </div>
    </Page>
  );
}

/** Opens a profile on our own networks, or enters one that exists, with the reason. */
export function EnterProfile() {
  const { session, t, text, format } = useOffice();
  const navigate = useNavigate();
  const enter = useWrite("POST /profiles");
  const units = useRead("GET /units", {});
  const official = session.council.languages;
  const [network, setNetwork] = useState<ProfileView["network"]>("activitypub");
  const [handle, setHandle] = useState("");
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const [summaries, setSummaries] = useState<Readonly<Record<string, string>>>({});
  const [unitId, setUnit] = useState("");
  const [languages, setLanguages] = useState<readonly string[]>(official);
  const [layout, setLayout] = useState<ProfileView["layout"]>("bilingual");
  const [reason, setReason] = useState("");
  const [wanting, setWanting] = useState(false);

  const problems = [
    ...(handle.trim() ? [] : [{ fieldId: "p-handle", message: t("profiles.handleMissing") }]),
    ...official.filter((tag) => !names[tag]?.trim()).map((tag) => ({ fieldId: `p-name-${tag}`, message: t("profiles.nameMissing", { language: format.languageName(tag) }) })),
    ...(languages.length > 0 ? [] : [{ fieldId: "p-languages", message: t("profiles.languagesMissing") }]),
    ...(reason.trim() ? [] : [{ fieldId: "p-reason", message: t("profiles.reasonMissing") }]),
  ];
  const errorOf = (fieldId: string) => (wanting ? problems.find((problem) => problem.fieldId === fieldId)?.message : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(problems.length > 0);
    if (problems.length > 0) return;
    enter.mutate(
      { network, handle: handle.trim().replace(/^@/, ""), displayName: names, summary: summaries, unitId: unitId || null, languages: [...languages], layout, reason: reason.trim() },
      { onSuccess: ({ profileId }) => void navigate({ to: "/profiles/$id", params: { id: profileId } }) },
    );
  };
  const invalid = (fieldId: string) => (errorOf(fieldId) ? { "aria-invalid": true as const, "aria-describedby": `${fieldId}-error` } : {});
  const problem = (fieldId: string) => errorOf(fieldId) && <p className="field-error" id={`${fieldId}-error`}>{errorOf(fieldId)}</p>;

  return (
    <Page title={t("profiles.enterTitle")}>
      <form className="stack loose measure" onSubmit={submit} noValidate>
        {wanting && <ErrorSummary title={t("shell.problems")} entries={problems} />}
        <Field label={t("profiles.network")} hint={isSpoken(network) ? t(`networkWhat.${network}`) : t("networkWhat.byHand")}>
          {(ties) => (
            <select {...ties} value={network} onChange={(event) => setNetwork(catalogueIds.find((each) => each === event.target.value) ?? network)}>
              {catalogueIds.map((each) => <option key={each} value={each}>{t(`network.${each}`)}</option>)}
            </select>
          )}
        </Field>
        <div>
          <label htmlFor="p-handle">{mustBeConnected(network) ? t("profiles.account") : t("profiles.handle")}</label>
          <p className="hint">{mustBeConnected(network) ? t("profiles.accountHint") : t("profiles.handleHint")}</p>
          {problem("p-handle")}
          <input id="p-handle" type="text" autoComplete="off" autoCapitalize="none" spellCheck="false" maxLength={320} value={handle} onChange={(event) => setHandle(event.target.value)} {...invalid("p-handle")} />
        </div>
        <div className="halves">
          {official.map((tag) => (
            <div key={tag} className="stack">
              <div>
                <label htmlFor={`p-name-${tag}`}>{t("profiles.nameIn", { language: format.languageName(tag) })}</label>
                {problem(`p-name-${tag}`)}
                <input id={`p-name-${tag}`} lang={tag} type="text" maxLength={200} value={names[tag] ?? ""} onChange={(event) => setNames({ ...names, [tag]: event.target.value })} {...invalid(`p-name-${tag}`)} />
              </div>
              <div>
                <label htmlFor={`p-about-${tag}`}>{t("profiles.aboutIn", { language: format.languageName(tag) })}</label>
                <textarea id={`p-about-${tag}`} className="short" lang={tag} maxLength={500} value={summaries[tag] ?? ""} onChange={(event) => setSummaries({ ...summaries, [tag]: event.target.value })} />
              </div>
            </div>
          ))}
        </div>
        <Field label={t("composer.unit")}>
          {(ties) => (
            <select {...ties} value={unitId} onChange={(event) => setUnit(event.target.value)}>
              <option value="">{t("sources.wholeCouncil")}</option>
              {units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}
            </select>
          )}
        </Field>
        <fieldset id="p-languages" tabIndex={-1}>
          <legend>{t("profiles.languages")}</legend>
          {problem("p-languages")}
          <div className="chips">
            {[...new Set([...official, "es", "eu", "en"])].map((tag) => (
              <label key={tag}>
                <input type="checkbox" checked={languages.includes(tag)} onChange={(event) => setLanguages(event.target.checked ? [...languages, tag] : languages.filter((each) => each !== tag))} />
                {format.languageName(tag)}
              </label>
            ))}
          </div>
        </fieldset>
        <fieldset>
          <legend>{t("profiles.layout")}</legend>
          {(["bilingual", "separate"] as const).map((each) => (
            <label key={each} className="choice"><input type="radio" name="layout" checked={layout === each} onChange={() => setLayout(each)} />{t(`layout.${each}`)}</label>
          ))}
        </fieldset>
        <div>
          <label htmlFor="p-reason">{t("profiles.reason")}</label>
          <p className="hint">{t("profiles.reasonHint")}</p>
          {problem("p-reason")}
          <textarea id="p-reason" className="short" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} {...invalid("p-reason")} />
        </div>
        {enter.error && <Failure error={enter.error} />}
        <div className="row"><Button type="submit" look="go" busy={enter.isPending}>{t("profiles.enter")}</Button><Link to="/profiles" className="btn">{t("shell.cancel")}</Link></div>
      </form>
    </Page>
  );
}
