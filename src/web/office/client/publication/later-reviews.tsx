import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Button, Empty, Note } from "#web/ui/elements.tsx";
import type { LaterReviewsView } from "../../views.ts";
import { citationText } from "../citation.ts";
import { useTicking } from "../clock.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { StateTag } from "../screens/state-tag.tsx";
import { useToast } from "../toasts.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";

/** What went out without prior approval: somebody else looks at each, and says that it is right or has it corrected (ADR 0036). */
export function LaterReviews() {
  const { t } = useOffice();
  const read = useRead("GET /later-reviews", {}, { everyMs: 20_000 });
  return (
    <Page title={t("laterReviews.title")}>
      <Loaded read={read}>
        {({ sampling, reviews }) => (
          <div className="stack">
            <p className="measure dim">{sampling ? `${t("laterReviews.lead", { count: sampling.oneIn })} ${t("life.accordingTo", { citation: citationText(t, sampling.citation) })}` : t("laterReviews.off")}</p>
            {reviews.length === 0
              ? <Empty icon="calm" title={t("laterReviews.none")}><p className="measure">{t("laterReviews.noneHint")}</p></Empty>
              : <ul className="plain stack">{reviews.map((review) => <li key={review.id}><Row review={review} /></li>)}</ul>}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Row({ review }: { readonly review: LaterReviewsView["reviews"][number] }) {
  const { t, format, clock } = useOffice();
  const now = useTicking(clock);
  const toast = useToast();
  const send = useWrite("POST /later-reviews/:id");
  const [correcting, setCorrecting] = useState(false);
  const done = (message: string) => () => {
    setCorrecting(false);
    toast({ message });
  };
  const title = review.title || t("publications.untitled");
  return (
    <article className="card stack tight" aria-labelledby={`later-${review.id}`}>
      <div className="row between">
        <h2 id={`later-${review.id}`}><Link to="/publications/$id" params={{ id: review.publicationId }} data-row="">{title}</Link></h2>
        <StateTag state={review.state} />
      </div>
      <p className="dim">{[format.list(review.profiles), t("laterReviews.sent", { who: review.sentBy, when: format.moment(review.at, now) }), review.state === "scheduled" ? t("laterReviews.goes", { when: format.moment(review.due, now) }) : ""].filter((part) => part !== "").join(" · ")}</p>
      {Object.entries(review.texts).filter(([, text]) => text.trim() !== "").map(([language, text]) => <p key={language} lang={language} className="post">{text}</p>)}
      {send.error && !correcting && <Failure error={send.error} />}
      {review.may ? (
        <div className="row">
          <Button look="go" busy={send.isPending && !correcting} onClick={() => send.mutate({ id: review.id, verdict: "fine", note: "" }, { onSuccess: done(t("laterReviews.saidFine")) })}>{t("laterReviews.fine")}<span className="sr">: {title}</span></Button>
          <Button onClick={() => setCorrecting(true)}>{t("laterReviews.correct")}<span className="sr">: {title}</span></Button>
        </div>
      ) : <Note tone="info" title={t("laterReviews.others")} />}
      <ReasonDialog
        title={t("laterReviews.correctTitle")} hint={t(review.state === "scheduled" ? "laterReviews.correctHintBefore" : "laterReviews.correctHint")} act={t("laterReviews.correctAct")} open={correcting} onClose={() => setCorrecting(false)}
        busy={send.isPending} error={send.error} onReason={(note) => send.mutate({ id: review.id, verdict: "correct", note }, { onSuccess: done(t("laterReviews.saidCorrect")) })}
      />
    </article>
  );
}
