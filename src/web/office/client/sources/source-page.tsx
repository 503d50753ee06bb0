import { Link, useParams } from "@tanstack/react-router";
import { Button, Note, Outside, Tag } from "#web/ui/elements.tsx";
import type { SourceDetailView, SourceState } from "../../views.ts";
import { sourceKinds } from "../../vocabulary.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { MatrixTable } from "../policy/responsibilities.tsx";
import { Act } from "../profiles/act.tsx";
import { SourceTags, stateTones } from "./source-tags.tsx";

/** One web source: whose it is, what proves that it is the council's, to whom its sections belong, and what it has been. */
export function SourcePage() {
  const { id } = useParams({ from: "/sources/$id" });
  const source = useRead("GET /sources/:id", { id });
  return <Loaded read={source}>{(view) => <SourceCard source={view} />}</Loaded>;
}

const noon = (day: string) => `${day}T12:00:00.000Z`;

function SourceCard({ source }: { readonly source: SourceDetailView }) {
  const { t, text, format } = useOffice();
  const lastRead = source.channels.flatMap(({ lastReadAt }) => lastReadAt ?? []).toSorted().at(-1);
  return (
    <Page title={text(source.name) || source.url} kicker={<><Link to="/sources">{t("nav.sources")}</Link><SourceTags source={source} /></>}>
      <div className="split">
        <div className="stack">
          <section className="card stack" aria-labelledby="source-about">
            <h2 id="source-about">{t("sources.about")}</h2>
            <dl className="facts">
              <dt>{t("sources.address")}</dt><dd><Outside href={source.url} newTab={t("shell.newTab")}>{source.url}</Outside></dd>
              <dt>{t("sources.kind")}</dt><dd>{t(`sourceKind.${source.kind}`)}</dd>
              <dt>{t("composer.unit")}</dt><dd>{source.unit ? text(source.unit) : t("sources.noOwner")}</dd>
              <dt>{t("sources.act")}</dt><dd>{source.creationAct || "—"}</dd>
              <dt>{t("sources.languages")}</dt><dd>{format.list(source.languages.map((tag) => format.languageName(tag)))}</dd>
              <dt>{t("sources.itemsLabel")}</dt><dd>{format.number(source.items)}</dd>
              <dt>{t("sources.lastRead")}</dt><dd>{lastRead ? `${format.longDay(lastRead)}, ${format.time(lastRead)}` : t("sources.neverRead")}</dd>
            </dl>
            <Statement source={source} />
            {source.may.manage && source.state !== "retired" && <Change source={source} />}
          </section>
          <Sections source={source} />
          <Matrix source={source} />
        </div>
        <div className="stack">
          <Proof source={source} />
          <Standing source={source} />
        </div>
      </div>
    </Page>
  );
}

function Statement({ source }: { readonly source: SourceDetailView }) {
  const { t, format } = useOffice();
  const ground = `${t("sources.statementRule", { count: source.statementMonths })} ${t("life.accordingTo", { citation: source.statementCitation })}`;
  if (!source.statementOn || !source.statementUrl) return <Note tone="info" title={t("sources.statementNone")}><p>{ground}</p></Note>;
  return (
    <Note tone={source.statementIsOld ? "wait" : "ok"} title={source.statementIsOld ? t("sources.statementOld") : t("sources.statement")}>
      <p><Outside href={source.statementUrl} newTab={t("shell.newTab")}>{source.statementUrl}</Outside> · {format.longDay(noon(source.statementOn))}</p>
      <p className="dim">{ground}</p>
    </Note>
  );
}

function Change({ source }: { readonly source: SourceDetailView }) {
  const { t, text, session, format } = useOffice();
  const change = useWrite("PUT /sources/:id");
  const units = useRead("GET /units", {});
  if (!units.data) return null;
  const languages = session.council.languages;
  return (
    <Act label={t("sources.change")} send={t("life.save")} missing={t("life.missing")} error={change.error} busy={change.isPending} fields={[
      ...languages.map((tag) => ({ name: `name-${tag}`, label: t("profiles.nameIn", { language: format.languageName(tag) }), value: source.name[tag] ?? "", optional: true })),
      { name: "kind", label: t("sources.kind"), kind: "select", value: source.kind, options: sourceKinds.map((each) => [each, t(`sourceKind.${each}`)] as const) },
      { name: "unitId", label: t("composer.unit"), kind: "select", value: source.unitId ?? "", options: [...(source.unitId ? [] : [["", t("requests.choose")] as const]), ...units.data.map((unit) => [unit.id, text(unit.name)] as const)], optional: true },
      { name: "act", label: t("sources.act"), value: source.creationAct, optional: true },
      { name: "statementUrl", label: t("sources.statementAddress"), value: source.statementUrl ?? "", optional: true },
      { name: "statementOn", label: t("sources.statementDay"), hint: t("sources.statementHint"), kind: "day", value: source.statementOn ?? "", optional: true },
    ]} onSend={(typed) => change.mutate({
      id: source.id, name: Object.fromEntries(languages.map((tag) => [tag, typed[`name-${tag}`]?.trim() ?? ""])), kind: sourceKinds.find((each) => each === typed["kind"]) ?? source.kind, unitId: typed["unitId"] || null,
      creationAct: typed["act"] ?? "", statement: typed["statementUrl"] || typed["statementOn"] ? { url: typed["statementUrl"] ?? "", on: typed["statementOn"] ?? "" } : null,
    })} />
  );
}

/** The steps by which a host shows that it is the council's. */
function Proof({ source }: { readonly source: SourceDetailView }) {
  const { t, format } = useOffice();
  const prove = useWrite("POST /sources/:id/prove");
  const mayProve = source.may.prove && source.state !== "retired";
  return (
    <section className="card stack" aria-labelledby="proof">
      <h2 id="proof">{t("sources.proof")}</h2>
      <ul className="list">
        {source.hosts.map(({ host, provenAt, by, method }) => (
          <li key={host} className="stack tight">
            <p className="row wide"><Tag tone={provenAt ? "ok" : "wait"}>{provenAt ? t("sources.proven") : t("sources.notProven")}</Tag> <span className="mono breakable">{host}</span></p>
            {provenAt && method && <p className="dim">{format.longDay(provenAt)} · {by} · {t(`proofMethod.${method}`)}</p>}
          </li>
        ))}
      </ul>
      {mayProve && (
        <details open={source.provenAt === null}>
          <summary>{t("sources.howToProve")}</summary>
          <div className="stack tight">
            <p>{t("sources.proofOne")}</p>
            {source.proofAddresses.map((address) => <p key={address}><code className="mono breakable">{address}</code></p>)}
            <p>{t("sources.proofContent")}</p>
            <p><code className="mono breakable">{source.token}</code></p>
            <p>{t("sources.proofOr")}</p>
            <p><code className="mono breakable">{`<meta name="${source.proofMeta}" content="${source.token}">`}</code></p>
            <p>{t("sources.proofDns")}</p>
            {source.proofNames.map((name) => <p key={name}><code className="mono breakable">{name}</code> TXT <code className="mono breakable">{source.token}</code></p>)}
            <p className="dim">{t("sources.proofNote")}</p>
          </div>
        </details>
      )}
      {prove.error && <Failure error={prove.error} />}
      {mayProve && <div><Button {...(source.provenAt === null ? { look: "go" as const } : {})} busy={prove.isPending} onClick={() => prove.mutate({ id: source.id })}>{t(source.provenAt === null ? "sources.check" : "sources.checkAgain")}</Button></div>}
    </section>
  );
}

/** What it has been, and where it may go from here. */
function Standing({ source }: { readonly source: SourceDetailView }) {
  const { t, format } = useOffice();
  const move = useWrite("POST /sources/:id/move");
  const label = (state: SourceState) => t(source.state === "proposed" && state === "retired" ? "sources.decline" : `sourceMove.${state}`);
  return (
    <section className="card stack" aria-labelledby="standing">
      <h2 id="standing">{t("sources.standing")}</h2>
      <p className="dim">{t(`sourceStateHint.${source.state}`)}</p>
      {source.may.manage && source.next.map((state) => (
        <Act key={`${source.state} ${state}`} label={label(state)} missing={t("life.missing")} {...(state === "retired" ? { look: "bad" as const } : {})} error={move.variables?.state === state ? move.error : null} busy={move.isPending}
          fields={[{ name: "reason", label: t("life.reason") }]} onSend={({ reason = "" }) => move.mutate({ id: source.id, state, reason })} />
      ))}
      <h3>{t("life.history")}</h3>
      <ol className="list">
        {source.steps.map((step) => (
          <li key={`${step.at} ${step.state}`}>
            <Tag tone={stateTones[step.state]}>{t(`sourceState.${step.state}`)}</Tag> <time dateTime={step.at}>{format.longDay(step.at)}</time> · {step.by}{step.reason && ` · «${step.reason}»`}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** ORG-6, WEB-4: with each kind of content that comes from here, who does what. It is changed where policy is. */
function Matrix({ source }: { readonly source: SourceDetailView }) {
  const { t } = useOffice();
  return (
    <section className="card stack" aria-labelledby="matrix">
      <h2 id="matrix">{t("policy.part.responsibilities")}</h2>
      <p className="dim measure">{t("policy.responsibilitiesLead")}</p>
      <MatrixTable rows={source.responsibilities} />
      <p><Link to="/settings/policy">{t("sources.matrixAt")}</Link></p>
    </section>
  );
}

function Sections({ source }: { readonly source: SourceDetailView }) {
  const { t, text } = useOffice();
  const give = useWrite("POST /sources/:id/sections");
  const end = useWrite("POST /source-sections/:id/end");
  const units = useRead("GET /units", {});
  const manages = source.may.manage && source.state !== "retired";
  return (
    <section className="card stack" aria-labelledby="sections">
      <h2 id="sections">{t("sources.sections")}</h2>
      <p className="dim measure">{t("sources.sectionsHint")}</p>
      {source.sections.length === 0 ? <p>{t("sources.noSections")}</p> : (
        <ul className="list">
          {source.sections.map((section) => (
            <li key={section.id} className="row between">
              <span><code className="mono breakable">{section.prefix}</code> · {text(section.unit)}</span>
              {manages && <Button small busy={end.isPending} onClick={() => end.mutate({ id: section.id })}>{t("sources.endSection")}<span className="sr">: {section.prefix}</span></Button>}
            </li>
          ))}
        </ul>
      )}
      {end.error && <Failure error={end.error} />}
      {manages && units.data && <Act key={source.sections.length} label={t("sources.giveSection")} missing={t("life.missing")} error={give.error} busy={give.isPending} fields={[
        { name: "prefix", label: t("sources.prefix"), hint: t("sources.prefixHint") },
        { name: "unitId", label: t("composer.unit"), kind: "select", options: units.data.map((unit) => [unit.id, text(unit.name)] as const) },
      ]} onSend={({ prefix = "", unitId = "" }) => give.mutate({ id: source.id, prefix, unitId })} />}
    </section>
  );
}
