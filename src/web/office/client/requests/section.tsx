import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { type RequestContent, type Section, sections } from "#modules/lifecycle/rules/request.ts";
import { interactionTypes, profileKinds } from "#modules/staffing/rules/dedication.ts";
import { catalogueIds } from "#networks/contract/catalogue.ts";
import { Button, Field, Note } from "#web/ui/elements.tsx";
import type { RequestView } from "../../views.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { FactsOf } from "./audience.tsx";
import { Reckoning } from "./request.tsx";
import { sayFinding } from "./say-finding.ts";

/** One part of a request a page: saved as one goes, with what it still lacks beside it. */
export function RequestSectionScreen() {
  const { id, section: asked } = useParams({ from: "/requests/$id/$section" });
  const request = useRead("GET /requests/:id", { id });
  const section = sections.find((each) => each === asked) ?? "unit";
  return <Loaded read={request}>{(view) => <SectionForm key={section} view={view} section={section} />}</Loaded>;
}

const withReckoning: readonly Section[] = ["interaction", "team", "networks", "kind", "start"];

function SectionForm({ view, section }: { readonly view: RequestView; readonly section: Section }) {
  const { t, text, format, say } = useOffice();
  const navigate = useNavigate();
  const save = useWrite("PUT /requests/:id");
  const [content, setContent] = useState(view.content);
  // The last one that we know: our own saves move it on, somebody else's are refused with their name.
  const revision = useRef(view.revision);
  const saved = useRef(JSON.stringify(view.content));
  const index = sections.indexOf(section);
  const next = sections[index + 1];
  const findings = view.findings.filter((finding) => finding.section === section);

  const latest = useRef(content);
  latest.current = content;
  // One save after the other: each begins from the revision that the one before has made.
  const queue = useRef(Promise.resolve(true));
  const storeNow = async (): Promise<boolean> => {
    const written = JSON.stringify(latest.current);
    if (!view.may.write || written === saved.current) return true;
    try {
      const answer = await save.mutateAsync({ id: view.id, revision: revision.current, content: mutable(latest.current) });
      revision.current = answer.revision;
      saved.current = written;
      return true;
    } catch {
      // Shown beside the button, from the mutation itself.
      return false;
    }
  };
  const store = (): Promise<boolean> => {
    queue.current = queue.current.then(storeNow);
    return queue.current;
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await store())) return;
    await (next ? navigate({ to: "/requests/$id/$section", params: { id: view.id, section: next } }) : navigate({ to: "/requests/$id", params: { id: view.id } }));
  };
  return (
    <Page title={t(`section.${section}`)} kicker={<><Link to="/requests/$id" params={{ id: view.id }}>{text(view.content.displayName) || t("requests.untitled")}</Link><span>{t("requests.partOf", { number: index + 1, all: sections.length })}</span></>}>
      <div className="split">
        <form className="card stack" onSubmit={(event) => void submit(event)} onBlur={() => void store()} noValidate>
          <p className="dim measure">{t(`sectionHint.${section}`)}</p>
          <fieldset disabled={!view.may.write} className="stack bare"><legend className="sr">{t(`section.${section}`)}</legend><Fields section={section} view={view} content={content} change={(part) => setContent({ ...content, ...part })} /></fieldset>
          {section === "naming" && view.naming.length > 0 && <Note tone="wait" title={t("requests.namingProblems")} live="status"><ul>{view.naming.map((each) => <li key={JSON.stringify(each)}>{t(`network.${each.network}`)}: {say(each.trouble)}</li>)}</ul></Note>}
          {findings.length > 0 && <Note tone="info" title={t("requests.stillLacks")}><ul>{findings.map((finding) => <li key={JSON.stringify(finding)}>{sayFinding(t, format, finding)}</li>)}</ul></Note>}
          {save.error && <Failure error={save.error} />}
          <div className="row wide">
            {view.may.write && <Button type="submit" look="go">{next ? t("requests.saveAndGoOn") : t("requests.saveAndEnd")}</Button>}
            <Link to="/requests/$id" params={{ id: view.id }} className="btn">{t("requests.toTasks")}</Link>
            <span className="dim" role="status">{save.isPending ? t("requests.saving") : JSON.stringify(content) === saved.current ? t("requests.allSaved") : t("requests.notSaved")}</span>
          </div>
        </form>
        {withReckoning.includes(section) && <Reckoning view={view} />}
      </div>
    </Page>
  );
}

/** The contract of the endpoint is not read-only. */
const mutable = (content: RequestContent) => ({
  ...content, objectives: [...content.objectives], publics: [...content.publics], networks: content.networks.map((each) => ({ ...each })), languages: [...content.languages], interactionTypes: [...content.interactionTypes],
  team: content.team.map((each) => ({ ...each })), shortSamples: [...content.shortSamples], longSamples: [...content.longSamples], indicators: [...content.indicators], similarProfiles: [...content.similarProfiles],
  inbound: { ...content.inbound }, displayName: { ...content.displayName }, bio: { ...content.bio },
});

interface FieldsProps {
  readonly section: Section;
  readonly view: RequestView;
  readonly content: RequestContent;
  readonly change: (part: Partial<RequestContent>) => void;
}

type TextKey = "purpose" | "publicsEvidence" | "keywords" | "findings" | "whyNew" | "topics" | "contentKinds" | "sources" | "commentPolicy" | "replyCircuit" | "crisisContact" | "training" | "exceptionality" | "contractFile";
type LinesKey = "objectives" | "publics" | "shortSamples" | "longSamples" | "indicators" | "similarProfiles";

function Fields({ section, view, content, change }: FieldsProps): ReactNode {
  const { t, session, format } = useOffice();
  const area = (key: TextKey) => <Text key={key} label={t(`requestField.${key}`)} value={content[key]} onChange={(value) => change({ [key]: value })} />;
  const lines = (key: LinesKey, need?: number) => <Lines key={key} label={t(`requestField.${key}`)} hint={need === undefined ? t("requests.onePerLine") : `${t("requests.onePerLine")} ${t("requests.atLeast", { need })}`} value={content[key]} onChange={(value) => change({ [key]: value })} />;
  const check = (key: "dataProtection" | "accessibility" | "contractor" | "estimateAccepted") => (
    <label key={key} className="choice"><input type="checkbox" checked={content[key]} onChange={(event) => change({ [key]: event.target.checked })} />{t(`requestField.${key}`)}</label>
  );
  switch (section) {
    case "unit": return <UnitField content={content} change={change} />;
    case "purpose": return <>{area("purpose")}{lines("objectives")}</>;
    case "publics": return <>{lines("publics")}{area("publicsEvidence")}</>;
    case "listening": return <>{area("keywords")}{area("findings")}</>;
    case "alternatives": return <>{area("whyNew")}{area("topics")}</>;
    case "kind": return <>
      <Field label={t("requestField.kind")}>{(ties) => <select {...ties} value={content.kind} onChange={(event) => change({ kind: event.target.value })}><option value="">{t("requests.choose")}</option>{profileKinds.map((kind) => <option key={kind} value={kind}>{t(`profileKind.${kind}`)}</option>)}</select>}</Field>
      {content.kind === "campaign" && <Amount label={t("requestField.durationMonths")} value={content.durationMonths} onChange={(durationMonths) => change({ durationMonths })} />}
    </>;
    case "networks": return <Networks content={content} change={change} />;
    case "interaction": return <Interaction view={view} content={content} change={change} check={check("estimateAccepted")} />;
    case "team": return <Team content={content} change={change} />;
    case "content": return <>{area("contentKinds")}{area("sources")}{lines("shortSamples", view.counts.shortSamples)}{lines("longSamples", view.counts.longSamples)}</>;
    case "comments": return <>{area("commentPolicy")}{area("replyCircuit")}</>;
    case "crisis": return area("crisisContact");
    case "indicators": return <>{lines("indicators")}{lines("similarProfiles", view.counts.similarProfiles)}</>;
    case "training": return area("training");
    case "protection": return <>{check("dataProtection")}{check("accessibility")}</>;
    case "contractor": return <>{check("contractor")}{content.contractor && <>{area("exceptionality")}{area("contractFile")}</>}</>;
    case "naming": return <>
      {content.networks.map((each, index) => (
        <Field key={each.network} label={t("requests.handleOn", { network: t(`network.${catalogueIds.find((id) => id === each.network) ?? "blog"}`) })}>
          {(ties) => <input {...ties} type="text" autoCapitalize="none" spellCheck="false" value={each.handle} onChange={(event) => change({ networks: content.networks.map((other, at) => (at === index ? { ...other, handle: event.target.value } : other)) })} />}
        </Field>
      ))}
      {content.networks.length === 0 && <p>{t("requests.networksFirst")}</p>}
      <div className="halves">{session.council.languages.map((tag) => (
        <div key={tag} className="stack tight">
          <Field label={t("profiles.nameIn", { language: format.languageName(tag) })}>{(ties) => <input {...ties} type="text" lang={tag} value={content.displayName[tag] ?? ""} onChange={(event) => change({ displayName: { ...content.displayName, [tag]: event.target.value } })} />}</Field>
          <Field label={t("profiles.aboutIn", { language: format.languageName(tag) })}>{(ties) => <textarea {...ties} className="short" lang={tag} value={content.bio[tag] ?? ""} onChange={(event) => change({ bio: { ...content.bio, [tag]: event.target.value } })} />}</Field>
        </div>
      ))}</div>
    </>;
    case "start": return <Field label={t("requestField.firstPostOn")}>{(ties) => <input {...ties} type="date" value={content.firstPostOn} onChange={(event) => change({ firstPostOn: event.target.value })} />}</Field>;
  }
}

function Text({ label, value, onChange }: { readonly label: string; readonly value: string; readonly onChange: (value: string) => void }) {
  return <Field label={label}>{(ties) => <textarea {...ties} className="short" maxLength={4_000} value={value} onChange={(event) => onChange(event.target.value)} />}</Field>;
}

function Lines({ label, hint, value, onChange }: { readonly label: string; readonly hint: string; readonly value: readonly string[]; readonly onChange: (value: readonly string[]) => void }) {
  const { t } = useOffice();
  const count = value.filter((each) => each.trim() !== "").length;
  return <Field label={label} hint={<>{hint} <span className="n">{t("requests.lineCount", { count })}</span></>}>{(ties) => <textarea {...ties} value={value.join("\n")} onChange={(event) => onChange(event.target.value === "" ? [] : event.target.value.split("\n"))} />}</Field>;
}

function Amount({ label, value, onChange }: { readonly label: string; readonly value: number | null; readonly onChange: (value: number | null) => void }) {
  return <Field label={label}>{(ties) => <input {...ties} type="number" min={0} step="any" inputMode="decimal" className="amount" value={value ?? ""} onChange={(event) => onChange(event.target.value === "" ? null : Math.max(0, Number(event.target.value) || 0))} />}</Field>;
}

function UnitField({ content, change }: Pick<FieldsProps, "content" | "change">) {
  const { t, text } = useOffice();
  const units = useRead("GET /units", {});
  return <Field label={t("requests.forUnit")} hint={t("requests.signHint")}>{(ties) => <select {...ties} value={content.unitId ?? ""} onChange={(event) => change({ unitId: event.target.value || null })}><option value="">{t("requests.choose")}</option>{units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}</select>}</Field>;
}

function Networks({ content, change }: Pick<FieldsProps, "content" | "change">) {
  const { t, session, format } = useOffice();
  const has = (network: string) => content.networks.some((each) => each.network === network);
  return (
    <>
      <fieldset><legend>{t("requestField.networks")}</legend><div className="chips">{catalogueIds.map((network) => (
        <label key={network}><input type="checkbox" checked={has(network)} onChange={(event) => change({ networks: event.target.checked ? [...content.networks, { network, reason: "", handle: "" }] : content.networks.filter((each) => each.network !== network) })} />{t(`network.${network}`)}</label>
      ))}</div></fieldset>
      {content.networks.map((each, index) => (
        <Field key={each.network} hint={<FactsOf network={each.network} />} label={t("requests.whyNetwork", { network: t(`network.${catalogueIds.find((id) => id === each.network) ?? "blog"}`) })}>
          {(ties) => <input {...ties} type="text" value={each.reason} onChange={(event) => change({ networks: content.networks.map((other, at) => (at === index ? { ...other, reason: event.target.value } : other)) })} />}
        </Field>
      ))}
      <fieldset><legend>{t("profiles.languages")}</legend><div className="chips">{[...new Set([...session.council.languages, "es", "eu", "en"])].map((tag) => (
        <label key={tag}><input type="checkbox" checked={content.languages.includes(tag)} disabled={session.council.languages.includes(tag)} onChange={(event) => change({ languages: event.target.checked ? [...content.languages, tag] : content.languages.filter((each) => each !== tag) })} />{format.languageName(tag)}</label>
      ))}</div></fieldset>
      <fieldset><legend>{t("profiles.layout")}</legend>{(["bilingual", "separate"] as const).map((layout) => <label key={layout} className="choice"><input type="radio" name="layout" checked={content.layout === layout} onChange={() => change({ layout })} />{t(`layout.${layout}`)}</label>)}</fieldset>
    </>
  );
}

function Interaction({ view, content, change, check }: Pick<FieldsProps, "view" | "content" | "change"> & { readonly check: ReactNode }) {
  const { t, format } = useOffice();
  return (
    <>
      <fieldset><legend>{t("requestField.interactionTypes")}</legend>{interactionTypes.map((type) => (
        <label key={type} className="choice"><input type="checkbox" checked={content.interactionTypes.includes(type)} onChange={(event) => change({ interactionTypes: event.target.checked ? [...content.interactionTypes, type] : content.interactionTypes.filter((each) => each !== type) })} />
          <span>{t(`interactionType.${type}`)} <span className="dim">{t("requests.marginal", { hours: format.number(Math.round((view.estimate.marginal[type] ?? 0) * 100) / 100) })}</span></span></label>
      ))}</fieldset>
      <div className="amounts">
        <Amount label={t("requestField.postsPerWeek")} value={content.postsPerWeek} onChange={(postsPerWeek) => change({ postsPerWeek })} />
        {(["all", "queries", "complaints", "direct"] as const).map((key) => <Amount key={key} label={t(`requestField.inbound.${key}`)} value={content.inbound[key]} onChange={(value) => change({ inbound: { ...content.inbound, [key]: value } })} />)}
        <Amount label={t("requestField.liveEventsPerWeek")} value={content.liveEventsPerWeek} onChange={(liveEventsPerWeek) => change({ liveEventsPerWeek })} />
        <Amount label={t("requestField.campaigns")} value={content.campaigns} onChange={(campaigns) => change({ campaigns })} />
      </div>
      {check}
    </>
  );
}

function Team({ content, change }: Pick<FieldsProps, "content" | "change">) {
  const { t, text } = useOffice();
  const people = useRead("GET /people", {});
  const eligible = people.data?.people.filter(({ postType }) => postType === "technical" || postType === "mayor_adviser" || postType === "external") ?? [];
  const set = (index: number, part: Partial<RequestContent["team"][number]>) => change({ team: content.team.map((member, at) => (at === index ? { ...member, ...part } : member)) });
  return (
    <>
      {content.team.map((member, index) => (
        <fieldset key={index} className="team-member">
          <legend>{t("requests.member", { number: index + 1 })}</legend>
          <Field label={t("requests.person")}>{(ties) => <select {...ties} value={member.personId} onChange={(event) => set(index, { personId: event.target.value })}><option value="">{t("requests.choose")}</option>{eligible.map((person) => <option key={person.id} value={person.id}>{person.name}{person.unit ? ` · ${text(person.unit)}` : ""}</option>)}</select>}</Field>
          <Field label={t("requests.role")}>{(ties) => <select {...ties} value={member.role} onChange={(event) => set(index, { role: event.target.value === "substitute" ? "substitute" : "manager" })}><option value="manager">{t("requests.manager")}</option><option value="substitute">{t("requests.substitute")}</option></select>}</Field>
          <Amount label={t("requests.hoursPerWeek")} value={member.hours} onChange={(hours) => set(index, { hours })} />
          <Field label={t("requests.accreditedBy")} hint={t("requests.accreditedByHint")}>{(ties) => <input {...ties} type="date" value={member.accreditedBy} onChange={(event) => set(index, { accreditedBy: event.target.value })} />}</Field>
          <div><Button small onClick={() => change({ team: content.team.filter((_, at) => at !== index) })}>{t("requests.removeMember", { number: index + 1 })}</Button></div>
        </fieldset>
      ))}
      <div><Button onClick={() => change({ team: [...content.team, { personId: "", role: "manager", hours: null, accreditedBy: "" }] })}>{t("requests.addMember")}</Button></div>
    </>
  );
}
