import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Button, Empty, Field, Outside, Tag } from "#web/ui/elements.tsx";
import type { ReviewsView, WebGapsView } from "../../flow-views.ts";
import { agingKinds } from "../../vocabulary.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { Act } from "../profiles/act.tsx";
import { SourceTabs } from "../sources/source-tabs.tsx";
import { useToast } from "../toasts.tsx";

/** Pages that somebody has to look at again, pages that are nobody's, and webs on which somebody is silent. */
export function Reviews() {
  const { t, text, may } = useOffice();
  const { unitId } = useSearch({ from: "/sources/review" });
  const navigate = useNavigate();
  const reviews = useRead("GET /reviews", unitId ? { unitId } : {});
  const gaps = useRead("GET /web-gaps", {});
  const units = useRead("GET /units", {});
  return (
    <Page title={t("flow.reviewTitle")}>
      <SourceTabs current="review" />
      <div className="split settings-body">
        <div className="stack">
          <Field label={t("composer.unit")}>
            {(ties) => (
              <select {...ties} value={unitId ?? ""} onChange={(event) => void navigate({ to: "/sources/review", search: event.target.value ? { unitId: event.target.value } : {}, replace: true })}>
                <option value="">{t("proposals.allUnits")}</option>
                {units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}
              </select>
            )}
          </Field>
          <Loaded read={reviews}>{(view) => <Due view={view} />}</Loaded>
        </div>
        <div className="stack">
          <Loaded read={gaps}>{(view) => <Gaps view={view} />}</Loaded>
          {may("item.triage") && <Expect />}
        </div>
      </div>
    </Page>
  );
}

function Due({ view }: { readonly view: ReviewsView }) {
  const { t, format } = useOffice();
  const cycles = view.cycles.map(([kind, days]) => `${t(`agingKind.${kind}`)} ${format.number(days)}`);
  return (
    <section className="stack" aria-labelledby="due">
      <h2 id="due">{t("flow.due", { count: view.count, shown: format.number(view.count) })}</h2>
      <p className="dim">{t("flow.cycles")} {format.list(cycles)}{view.citation !== "default" && ` (${view.citation})`}.</p>
      {view.reviews.length === 0 ? <Empty icon="check" title={t("flow.noneDue")}><p>{t("flow.noneDueHint")}</p></Empty>
        : <ul className="stack">{view.reviews.map((review) => <li key={review.itemId} className="card stack tight" data-row="" tabIndex={-1}><DueReview review={review} /></li>)}</ul>}
      {view.count > view.reviews.length && <p className="dim">{t("flow.more", { shown: view.reviews.length })}</p>}
    </section>
  );
}

function DueReview({ review }: { readonly review: ReviewsView["reviews"][number] }) {
  const { t, format, text, clock } = useOffice();
  const toast = useToast();
  const sign = useWrite("POST /items/:id/review");
  const setKind = useWrite("POST /items/:id/kind");
  return (
    <>
      <ul className="stack tight">
        {Object.entries(review.urls).map(([language, url]) => (
          <li key={language} lang={language}><span className="tag plain-tag">{language}</span> <Outside href={url} newTab={t("shell.newTab")}>{review.title[language] || url}</Outside></li>
        ))}
      </ul>
      <p className="dim">
        {review.unit ? text(review.unit) : t("flow.nobodys")} · {t("flow.lookedAt", { day: format.longDay(review.lastLookedAt) })}
        {review.endsAt !== null && ` · ${t("flow.ends", { day: format.longDay(review.endsAt) })}`} · <span className="wait">{t("flow.dueSince", { ago: format.ago(review.dueAt, clock.now()) })}</span>
      </p>
      {review.toChange && <p><Tag tone="wait">{t("flow.mustChange")}</Tag> «{review.toChange.note}» <span className="dim">{review.toChange.by}, {format.longDay(review.toChange.at)}</span></p>}
      {sign.isError && <Failure error={sign.error} />}
      {setKind.isError && <Failure error={setKind.error} />}
      {review.mayReview && (
        <div className="row">
          <label className="row">
            <span className="dim">{t("flow.kind")}</span>
            <select value={review.kind} onChange={(event) => setKind.mutate({ id: review.itemId, kind: agingKinds.find((kind) => kind === event.target.value) ?? review.kind })}>
              {agingKinds.map((kind) => <option key={kind} value={kind}>{t(`agingKind.${kind}`)}{kind === review.kind && review.kindIsGuess ? ` ${t("flow.guess")}` : ""}</option>)}
            </select>
          </label>
          <Button small look="go" busy={sign.isPending} onClick={() => sign.mutate({ id: review.itemId, outcome: "no_change", note: "" }, { onSuccess: () => toast({ message: t("flow.signed") }) })}>{t("flow.noChange")}</Button>
          <Act
            label={t("flow.toChange")} busy={sign.isPending} error={undefined} missing={t("flow.whatMissing")}
            fields={[{ name: "note", label: t("flow.whatToChange"), kind: "text" }]}
            onSend={({ note }) => sign.mutate({ id: review.itemId, outcome: "to_change", note: note ?? "" }, { onSuccess: () => toast({ message: t("flow.noted") }) })}
          />
        </div>
      )}
    </>
  );
}

function Gaps({ view }: { readonly view: WebGapsView }) {
  const { t, format, text } = useOffice();
  const end = useWrite("POST /expectations/:id/end");
  return (
    <section className="card stack" aria-labelledby="gaps">
      <h2 id="gaps">{t("flow.gaps")}</h2>
      {view.ownerless.length === 0 && view.expectations.length === 0 && <p className="dim">{t("flow.noGaps")}</p>}
      <ul className="list">
        {view.ownerless.map((gap) => <li key={gap.sourceId}><Tag tone="wait">{t("flow.nobodys")}</Tag> {t("flow.ownerless", { count: gap.items, shown: format.number(gap.items), source: text(gap.source) })}</li>)}
        {view.expectations.map((each) => (
          <li key={each.id} className="stack tight">
            <p>{each.isMissing ? <Tag tone="bad">{t("flow.silent")}</Tag> : <Tag tone="ok">{t("flow.heard")}</Tag>} <strong>{text(each.unit)}</strong>, {text(each.source)}</p>
            <p className="dim">{t("flow.every", { count: each.everyDays })} · {each.lastAt === null ? t("flow.neverHeard") : t("flow.lastHeard", { day: format.longDay(each.lastAt) })}</p>
            {each.mayEnd && <div><Button small look="quiet" onClick={() => end.mutate({ id: each.id })}>{t("flow.expectNoMore")}<span className="sr">: {text(each.unit)}</span></Button></div>}
          </li>
        ))}
      </ul>
      {end.isError && <Failure error={end.error} />}
    </section>
  );
}

function Expect() {
  const { t, text } = useOffice();
  const units = useRead("GET /units", {});
  const sources = useRead("GET /sources", {});
  const expect = useWrite("POST /expectations");
  const [typed, setTyped] = useState({ unitId: "", sourceId: "", days: "14" });
  const [wanting, setWanting] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const incomplete = typed.unitId === "" || typed.sourceId === "";
    setWanting(incomplete);
    if (!incomplete) expect.mutate({ unitId: typed.unitId, sourceId: typed.sourceId, everyDays: Number(typed.days) }, { onSuccess: () => setTyped({ unitId: "", sourceId: "", days: "14" }) });
  };
  return (
    <form className="card stack" onSubmit={submit} noValidate aria-labelledby="expect">
      <h2 id="expect">{t("flow.expect")}</h2>
      <p className="dim">{t("flow.expectHint")}</p>
      <Field label={t("composer.unit")} error={wanting && typed.unitId === "" ? t("sources.unitMissing") : undefined}>
        {(ties) => (
          <select {...ties} value={typed.unitId} onChange={(event) => setTyped({ ...typed, unitId: event.target.value })}>
            <option value="">{t("composer.chooseUnit")}</option>
            {units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}
          </select>
        )}
      </Field>
      <Field label={t("flow.web")} error={wanting && typed.sourceId === "" ? t("flow.webMissing") : undefined}>
        {(ties) => (
          <select {...ties} value={typed.sourceId} onChange={(event) => setTyped({ ...typed, sourceId: event.target.value })}>
            <option value="">{t("requests.choose")}</option>
            {sources.data?.map((source) => <option key={source.id} value={source.id}>{text(source.name)}</option>)}
          </select>
        )}
      </Field>
      <Field label={t("flow.days")}>{(ties) => <input {...ties} type="number" min={1} max={400} value={typed.days} onChange={(event) => setTyped({ ...typed, days: event.target.value })} />}</Field>
      {expect.isError && <Failure error={expect.error} />}
      <div><Button type="submit" busy={expect.isPending}>{t("flow.expectAct")}</Button></div>
    </form>
  );
}
