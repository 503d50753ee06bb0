import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { DiffText } from "#web/ui/diff-text.tsx";
import { Button, Note, Outside, Tag } from "#web/ui/elements.tsx";
import type { DriftChangeView, DriftView } from "../../views.ts";
import { citationText } from "../citation.ts";
import { useTicking } from "../clock.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { ReasonDialog } from "../publication/reason-dialog.tsx";
import { StateTag } from "../screens/state-tag.tsx";
import { useToast } from "../toasts.tsx";
import { Changes } from "./changes.tsx";
import { CorrectDialog } from "./correct-dialog.tsx";
import { DriftTags } from "./state-tag.tsx";

/** One difference: what the page said and says, which posts it makes wrong, and what is decided. */
export function Drift() {
  const { id } = useParams({ from: "/drifts/$id" });
  const drift = useRead("GET /drifts/:id", { id }, { everyMs: 20_000 });
  return <Loaded read={drift}>{(view) => <Whole drift={view} />}</Loaded>;
}

function Whole({ drift }: { readonly drift: DriftView }) {
  const { t } = useOffice();
  return (
    <Page title={drift.title || t("publications.untitled")} windowTitle={`${t("drifts.title")}: ${drift.title || t("publications.untitled")}`} kicker={<><Link to="/drifts">{t("drifts.title")}</Link><Tag>{t(`driftKind.${drift.kind}`)}</Tag><DriftTags drift={drift} /></>} actions={<Decide drift={drift} />}>
      <div className="split">
        <div className="stack loose">
          <section className="card stack tight" aria-labelledby="what-changed">
            <h2 id="what-changed">{t(`drifts.what.${drift.kind}`)}</h2>
            <Changes changes={drift.changes} kind={drift.kind} />
          </section>
          <Affected drift={drift} />
          {drift.compared.map((pair) => <Compared key={pair.language} pair={pair} />)}
        </div>
        <aside className="stack beside" aria-label={t("publication.beside")}>
          <About drift={drift} />
          <History drift={drift} />
        </aside>
      </div>
    </Page>
  );
}

function Decide({ drift }: { readonly drift: DriftView }) {
  const { t } = useOffice();
  const decide = useWrite("POST /drifts/:id/decide");
  const look = useWrite("POST /drifts/look");
  const toast = useToast();
  const [asking, setAsking] = useState<"not_material" | "page_wrong">();
  const close = () => setAsking(undefined);
  if (!drift.mayDecide) return null;
  const send = (decision: "not_material" | "page_wrong") => (reason: string) => decide.mutate({ id: drift.id, decision, reason }, { onSuccess: close });
  return (
    <>
      {look.error && <Failure error={look.error} />}
      <Button look="quiet" busy={look.isPending} onClick={() => look.mutate({ driftId: drift.id }, { onSuccess: () => toast({ message: t("drifts.looking") }) })}>{t("drifts.lookAgain")}</Button>
      <Button onClick={() => setAsking("not_material")}>{t("drifts.decide.not_material")}</Button>
      {drift.decision !== "page_wrong" && <Button onClick={() => setAsking("page_wrong")}>{t("drifts.decide.page_wrong")}</Button>}
      {(["not_material", "page_wrong"] as const).map((decision) => (
        <ReasonDialog
          key={decision} title={t(`drifts.decideTitle.${decision}`)} hint={t(`drifts.decideHint.${decision}`)} act={t(`drifts.decide.${decision}`)} open={asking === decision} onClose={close}
          busy={decide.isPending} error={decide.error} onReason={send(decision)}
        />
      ))}
    </>
  );
}

function Affected({ drift }: { readonly drift: DriftView }) {
  const { t, format } = useOffice();
  const navigate = useNavigate();
  const correct = useWrite("POST /drifts/:id/correct");
  const [asking, setAsking] = useState<string>();
  return (
    <section className="card stack" aria-labelledby="affected">
      <h2 id="affected">{[drift.posts > 0 || drift.waiting === 0 ? t("drifts.affected", { count: drift.posts }) : "", drift.waiting > 0 ? t("drifts.waiting", { count: drift.waiting }) : ""].filter((part) => part !== "").join(" · ")}</h2>
      <ul className="list">
        {drift.affected.map((publication) => (
          <li key={publication.publicationId} className="stack tight">
            <div className="row between">
              <Link to="/publications/$id" params={{ id: publication.publicationId }}>{publication.title || t("publications.untitled")}</Link>
              <span className="row">{publication.settled ? <Tag tone="ok">{publication.settled === "called_off" ? t("drifts.calledOff") : t(`state.${publication.settled}`)}</Tag> : <StateTag state={publication.state} />}</span>
            </div>
            <ul className="plain dim">
              {publication.posts.map((post, index) => (
                <li key={index}>
                  {`${post.profile} · ${t(`network.${post.network}`)} · ${format.list(post.languages.map((tag) => format.languageName(tag)))}`}
                  {post.url && <> · <Outside href={post.url} newTab={t("shell.newTab")}>{t("drifts.seePost")}<span className="sr">: {post.profile}, {post.languages.join(", ")}</span></Outside></>}
                </li>
              ))}
            </ul>
            {publication.mayCorrect && (
              <div><Button look="go" onClick={() => setAsking(publication.publicationId)}>{t("drifts.correct")}<span className="sr">: {publication.title}</span></Button></div>
            )}
            {publication.mayChange && (
              <div><Link className="btn" to="/publications/$id/write" params={{ id: publication.publicationId }}>{t("drifts.changeBefore")}<span className="sr">: {publication.title}</span></Link></div>
            )}
            {(publication.state === "draft" || publication.state === "returned") && publication.settled === null && (
              <div><Link className="btn" to="/publications/$id/write" params={{ id: publication.publicationId }}>{t("drifts.goOn")}<span className="sr">: {publication.title}</span></Link></div>
            )}
            <CorrectDialog
              open={asking === publication.publicationId} onClose={() => setAsking(undefined)} suggested={reasonFrom(drift.changes, t)} busy={correct.isPending} error={correct.error}
              onReason={(reason) => correct.mutate({ id: drift.id, publicationId: publication.publicationId, reason }, { onSuccess: () => void navigate({ to: "/publications/$id/write", params: { id: publication.publicationId } }) })}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What the public will read as the reason, as a beginning: the first change that is said in figures. */
function reasonFrom(changes: readonly DriftChangeView[], t: ReturnType<typeof useOffice>["t"]): string {
  const first = changes.find(({ language, kind, before, after }) => language === t.language && kind !== "words" && before !== null && after !== null) ?? changes.find(({ before, after }) => before !== null && after !== null);
  if (!first || first.kind === "status") return "";
  return t("drifts.reasonStart", { field: t(`driftField.${first.kind}`), before: first.before ?? "", after: first.after ?? "" });
}

function Compared({ pair: { language, before, after } }: { readonly pair: DriftView["compared"][number] }) {
  const { t, format, clock } = useOffice();
  const now = useTicking(clock);
  const name = format.languageName(language);
  const side = (page: NonNullable<typeof before>, title: string) => (
    <section className="card stack tight" aria-label={`${title}, ${name}`}>
      <h3>{title}</h3>
      <p className="dim"><time dateTime={page.at}>{format.dayAndTime(page.at, now)}</time></p>
      {page.status !== "live" && <Tag tone="bad">{t(`drifts.status.${page.status}`)}</Tag>}
      <div lang={language} className="stack tight drift-page">{!page.text.startsWith(page.title) && <p><strong>{page.title}</strong></p>}<p className="post">{page.text}</p></div>
    </section>
  );
  if (!before && !after) return null;
  return (
    <section className="stack tight" aria-labelledby={`page-${language}`}>
      <h2 id={`page-${language}`}>{t("drifts.pageIn", { language: name })}</h2>
      {before && after && after.status !== "gone"
        ? (
          <>
            <div className="sides">{side(before, t("drifts.before"))}{side(after, t("drifts.now"))}</div>
            <details open><summary>{t("drifts.together")}</summary><div lang={language}><DiffText before={before.text} after={after.text} words={{ added: t("drifts.is"), removed: t("drifts.was") }} /></div></details>
          </>
        )
        : <div className="sides">{before && side(before, t("drifts.before"))}{after && side(after, t("drifts.now"))}</div>}
    </section>
  );
}

function About({ drift }: { readonly drift: DriftView }) {
  const { t, format, clock } = useOffice();
  const now = useTicking(clock);
  const nextIn = (at: string | null) => (at === null ? "—" : at <= now ? t("drifts.soon") : format.ago(at, now));
  return (
    <section className="card stack tight" aria-labelledby="about">
      <h2 id="about">{t("drifts.about")}</h2>
      <dl className="facts">
        <dt>{t("composer.unit")}</dt><dd>{drift.unit ?? t("sources.noOwner")}</dd>
        {Object.entries(drift.urls).map(([language, url]) => (
          <div key={language} className="fact"><dt>{t("drifts.pageIn", { language: format.languageName(language) })}</dt><dd><Outside href={url} newTab={t("shell.newTab")}><span className="breakable">{url}</span></Outside></dd></div>
        ))}
        <dt>{t("drifts.lookedAt")}</dt><dd>{drift.lookedAt ? format.ago(drift.lookedAt, now) : "—"}</dd>
        <dt>{t("drifts.nextLook")}</dt><dd>{nextIn(drift.nextLookAt)}</dd>
      </dl>
      {drift.due && (
        <Note tone={drift.late ? "bad" : "info"} title={t("drifts.due", { when: format.moment(drift.due, now) })}>
          <p className="dim">{t("drifts.dueRule", { count: drift.decideMinutes })} {t("life.accordingTo", { citation: citationText(t, drift.decideCitation) })}</p>
        </Note>
      )}
    </section>
  );
}

function History({ drift }: { readonly drift: DriftView }) {
  const { t, format, clock } = useOffice();
  const now = useTicking(clock);
  return (
    <section className="card stack tight" aria-labelledby="history">
      <h2 id="history">{t("drifts.history")}</h2>
      <ol className="list">
        {drift.steps.map((step, index) => (
          <li key={index}>
            <p><strong>{step.state === "assigned" && step.decision ? t(`drifts.decided.${step.decision}`) : t(`driftState.${step.state}`)}</strong></p>
            <p className="dim"><time dateTime={step.at}>{format.dayAndTime(step.at, now)}</time> · {step.by ?? t("drifts.byItself")}</p>
            {step.reason && <p>«{step.reason}»</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
