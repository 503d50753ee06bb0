import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { Button, Note, Outside } from "#web/ui/elements.tsx";
import type { PublicationView } from "../../views.ts";
import { Checks } from "../composer/checks.tsx";
import { useRead, useWrite } from "../data.ts";
import { MoreActions } from "../more-actions.tsx";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { KeepTemplate } from "../templates/keep-dialog.tsx";
import { StateTag } from "../screens/state-tag.tsx";
import { Activity } from "./activity.tsx";
import { Changes } from "./changes.tsx";
import { Cited } from "./cited.tsx";
import { Comments } from "./comments.tsx";
import { Deliveries } from "./deliveries.tsx";
import { Due } from "./due.tsx";
import { PageChanged } from "./page-changed.tsx";
import { Posts } from "./posts.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";
import { RepeatDialog } from "./repeat-dialog.tsx";
import { WithdrawDialog } from "./withdraw-dialog.tsx";
import { TakeOver } from "./take-over.tsx";
import { Unapproved } from "./unapproved.tsx";

/** Everything about one publication: what it says, where it is, how it got there and what can still be done. */
export function Publication() {
  const { id } = useParams({ from: "/publications/$id" });
  const publication = useRead("GET /publications/:id", { id }, { everyMs: 5_000 });
  return <Loaded read={publication}>{(view) => <Whole view={view} />}</Loaded>;
}

function Whole({ view }: { readonly view: PublicationView }) {
  const { t, format, clock } = useOffice();
  return (
    <Page title={view.content.title || t("publications.untitled")} kicker={<StateTag state={view.state} paused={view.deliveries.some((delivery) => delivery.held)} />} actions={<Actions view={view} />}>
      <div className="split">
        <div className="stack loose">
          {view.withdrawal && (
            <Note tone="info" title={t("publication.withdrawnTitle", { when: format.moment(view.withdrawal.at, clock.now()), who: view.withdrawal.by })}>
              <p>{t("publication.reason")} {reasonIn(view.withdrawal.reason)}{view.withdrawal.note && ` · ${view.withdrawal.note}`}</p>
            </Note>
          )}
          {view.expired && <Note tone="bad" title={t("approval.expired")}><p>{t("approval.expiredHint")}</p></Note>}
          <PageChanged view={view} />
          <Unapproved of={view.unapproved} />
          {view.ownerless && <TakeOver id={view.id} mayTake={view.ownerless.mayTake} />}
          <Deliveries view={view} />
          <Posts view={view} title={t(view.withdrawal ? "review.postsWere" : isOut(view) ? "review.postsOut" : "review.posts")} />
          {stillChanging.has(view.state) && <Changes view={view} />}
        </div>
        <aside className="stack beside" aria-label={t("publication.beside")}>
          <section className="card stack tight"><h2>{t(isOut(view) ? "when.titleOut" : "when.title")}</h2><Due view={view} /></section>
          <OfAction id={view.content.actionId ?? null} />
          <Proof view={view} />
          <Cited view={view} />
          {view.findings.length > 0 && view.may.edit && <Checks findings={view.findings} />}
          <Comments view={view} mayAnswer={false} />
          <Activity view={view} />
        </aside>
      </div>
    </Page>
  );

  function reasonIn(reason: string): string {
    const key = `withdrawalReason.${reason}`;
    return t.has(key) ? t(key) : reason;
  }
}

/** What is written differs from what is out, and may go out. */
const stillChanging: ReadonlySet<PublicationView["state"]> = new Set(["draft", "in_review", "returned", "scheduled", "publishing"]);

/** At least one profile has shown it. */
const isOut = (view: PublicationView): boolean => view.deliveries.some((delivery) => delivery.kind === "create" && delivery.state === "confirmed");

function OfAction({ id }: { readonly id: string | null }) {
  const { t, text } = useOffice();
  const action = useRead("GET /actions", {}, { enabled: id !== null }).data?.find((each) => each.id === id);
  return action ? <section className="card stack tight"><h2>{t("actions.one")}</h2><p><Link to="/actions/$id" params={{ id: action.id }}>{text(action.title)}</Link></p></section> : null;
}

function Proof({ view }: { readonly view: PublicationView }) {
  const { t } = useOffice();
  if (!view.version) return null;
  return (
    <section className="card stack tight" aria-labelledby="proof">
      <h2 id="proof">{t("publication.proof")}</h2>
      <dl className="facts">
        <dt>{t("publication.versionNumber")}</dt><dd className="n">{view.version.number}</dd>
        <dt>{t("publication.hash")}</dt><dd><code title={view.version.hash}>{view.version.hash.slice(0, 12)}…</code></dd>
      </dl>
      <p className="row wide">
        {view.permalink && <Outside href={view.permalink} newTab={t("shell.newTab")}>{t("publication.permalink")}</Outside>}
        <Link to="/archive">{t("publication.toArchive")}</Link>
      </p>
    </section>
  );
}

function Actions({ view }: { readonly view: PublicationView }) {
  const { t, may } = useOffice();
  const navigate = useNavigate();
  const reopen = useWrite("POST /publications/:id/reopen");
  const cancel = useWrite("POST /publications/:id/cancel");
  const correct = useWrite("POST /publications/:id/correct");
  const share = useWrite("POST /publications/:id/share");
  const [asking, setAsking] = useState<"cancel" | "correct" | "withdraw" | "repeat" | "template">();
  const close = () => setAsking(undefined);
  const isDraft = view.state === "draft" || view.state === "returned";
  const write = () => void navigate({ to: "/publications/$id/write", params: { id: view.id } });
  return (
    <>
      {(reopen.error ?? share.error) && <Failure error={reopen.error ?? share.error} />}
      {view.state !== "withdrawn" && (may("publication.draft") || may("template.keep")) && (
        <MoreActions>
          {view.permalink && may("publication.draft") && (
            <Button look="quiet" onClick={() => share.mutate({ id: view.id }, { onSuccess: ({ publicationId }) => void navigate({ to: "/publications/$id/write", params: { id: publicationId } }) })}>{t("publication.share")}</Button>
          )}
          {may("template.keep") && <Button look="quiet" onClick={() => setAsking("template")}>{t("templates.keep")}</Button>}
          {may("publication.draft") && <Button look="quiet" onClick={() => setAsking("repeat")}>{t("series.repeat")}</Button>}
        </MoreActions>
      )}
      {view.may.cancel && <Button look="quiet" onClick={() => setAsking("cancel")}>{t("publication.cancel")}</Button>}
      {view.may.withdraw && <Button look="bad" onClick={() => setAsking("withdraw")}>{t("publication.withdraw")}</Button>}
      {view.may.correct && <Button onClick={() => setAsking("correct")}>{t("publication.correct")}</Button>}
      {view.may.reopen && !view.may.edit && <Button onClick={() => reopen.mutate({ id: view.id }, { onSuccess: write })} busy={reopen.isPending}>{t("publication.reopen")}</Button>}
      {view.may.edit && <Link to="/publications/$id/write" params={{ id: view.id }} className={isDraft ? "btn go" : "btn"}>{t(isDraft ? "publication.write" : "publication.change")}</Link>}
      {view.state === "in_review" && <Link to="/publications/$id/review" params={{ id: view.id }} className={view.may.approve ? "btn go" : "btn"}>{t(view.may.approve ? "publication.decide" : "publication.seeReview")}</Link>}
      <ReasonDialog
        title={t("publication.cancelTitle")} hint={t("publication.cancelHint")} act={t("publication.cancel")} open={asking === "cancel"} onClose={close}
        busy={cancel.isPending} error={cancel.error} onReason={(reason) => cancel.mutate({ id: view.id, reason }, { onSuccess: close })}
      />
      <ReasonDialog
        title={t("publication.correctTitle")} hint={t("publication.correctHint")} act={t("publication.correctAct")} open={asking === "correct"} onClose={close}
        busy={correct.isPending} error={correct.error} onReason={(reason) => correct.mutate({ id: view.id, reason }, { onSuccess: write })}
      />
      <KeepTemplate content={view.content} open={asking === "template"} onClose={close} />
      <RepeatDialog id={view.id} open={asking === "repeat"} onClose={close} />
      <WithdrawDialog id={view.id} open={asking === "withdraw"} onClose={close} />
    </>
  );
}
