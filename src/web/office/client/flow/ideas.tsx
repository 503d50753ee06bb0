import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Button, Empty, Field, Outside } from "#web/ui/elements.tsx";
import type { EvergreenView, SuggestionView } from "../../flow-views.ts";
import { triageReasons } from "../../vocabulary.ts";
import { useTicking } from "../clock.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { Act } from "../profiles/act.tsx";
import { PublishTabs } from "../screens/publish-tabs.tsx";
import { useToast } from "../toasts.tsx";

/** What people of the house think should be told, and what may be told on any day. */
export function Ideas() {
  const { t, may } = useOffice();
  const suggestions = useRead("GET /suggestions", {}, { everyMs: 60_000 });
  const evergreen = useRead("GET /evergreen", {});
  return (
    <Page title={t("flow.ideasTitle")}>
      <PublishTabs current="ideas" />
      <div className="split settings-body">
        <div className="stack loose">
          <Loaded read={suggestions}>{(all) => <Box all={all} />}</Loaded>
          <Loaded read={evergreen}>{(stock) => <Stock stock={stock} />}</Loaded>
        </div>
        {may("suggestion.make") && <Suggest />}
      </div>
    </Page>
  );
}

function Box({ all }: { readonly all: readonly SuggestionView[] }) {
  const { t } = useOffice();
  const [waiting, decided] = [all.filter(({ decision }) => decision === null), all.filter(({ decision }) => decision !== null)];
  return (
    <section className="card stack" aria-labelledby="box">
      <h2 id="box">{t("flow.box")}</h2>
      {waiting.length === 0 ? <Empty icon="calm" title={t("flow.boxEmpty")} /> : <ul className="list">{waiting.map((each) => <li key={each.id} className="stack tight" data-row="" tabIndex={-1}><Suggestion suggestion={each} /></li>)}</ul>}
      {decided.length > 0 && (
        <details>
          <summary>{t("flow.decidedLast", { count: decided.length })}</summary>
          <ul className="list">{decided.map((each) => <li key={each.id}><Decided suggestion={each} /></li>)}</ul>
        </details>
      )}
    </section>
  );
}

function Suggestion({ suggestion }: { readonly suggestion: SuggestionView }) {
  const { t, format, text, clock } = useOffice();
  const now = useTicking(clock);
  const navigate = useNavigate();
  const toast = useToast();
  const publish = useWrite("POST /suggestions/:id/publish");
  const decline = useWrite("POST /suggestions/:id/decline");
  return (
    <>
      <h3>{suggestion.title}</h3>
      {suggestion.text !== "" && <p className="quote">{suggestion.text}</p>}
      <p className="dim">
        {text(suggestion.unit)} · {suggestion.by}, {format.moment(suggestion.at, now)} ·{" "}
        {suggestion.url === null ? t("flow.noPage") : <span className="breakable"><Outside href={suggestion.url} newTab={t("shell.newTab")}>{suggestion.url}</Outside></span>}
      </p>
      {publish.isError && <Failure error={publish.error} />}
      {suggestion.mayDecide && (
        <div className="row">
          <Button small look="go" busy={publish.isPending} onClick={() => publish.mutate({ id: suggestion.id }, { onSuccess: ({ publicationId }) => void navigate({ to: "/publications/$id/write", params: { id: publicationId } }) })}>{t("proposals.publish")}</Button>
          <Act
            label={t("proposals.notApplicable")} busy={decline.isPending} error={decline.error} missing={t("proposals.reasonMissing")}
            fields={[
              { name: "reason", label: t("proposals.reason"), kind: "select", options: triageReasons.map((reason) => [reason, t(`triageReason.${reason}`)]) },
              { name: "note", label: t("proposals.note"), hint: t("shell.optional"), optional: true },
            ]}
            onSend={({ reason, note }) => decline.mutate({ id: suggestion.id, reason: triageReasons.find((each) => each === reason) ?? null, note: note ?? "" }, { onSuccess: () => toast({ message: t("proposals.done.not_applicable", { title: suggestion.title }) }) })}
          />
        </div>
      )}
    </>
  );
}

function Decided({ suggestion }: { readonly suggestion: SuggestionView }) {
  const { t, format, clock } = useOffice();
  const { decision } = suggestion;
  if (!decision) return null;
  return (
    <p>
      {decision.publicationId === null ? suggestion.title : <Link to="/publications/$id" params={{ id: decision.publicationId }}>{suggestion.title}</Link>}{" "}
      <span className="dim">
        {t(`proposals.decided.${decision.decision}`)}{decision.reason && ` · ${t(`triageReason.${decision.reason}`)}`}{decision.note && ` · «${decision.note}»`} · {decision.by}, {format.moment(decision.at, clock.now())}
      </span>
    </p>
  );
}

function Stock({ stock }: { readonly stock: readonly EvergreenView[] }) {
  const { t, format, text, clock, may } = useOffice();
  const navigate = useNavigate();
  const open = useWrite("POST /items/:id/publication");
  return (
    <section className="card stack" aria-labelledby="stock">
      <h2 id="stock">{t("flow.stock")}</h2>
      <p className="dim">{t("flow.stockHint")}</p>
      {open.isError && <Failure error={open.error} />}
      {stock.length === 0 ? <p className="dim">{t("flow.stockEmpty")} <Link to="/sources/review">{t("flow.review")}</Link></p> : (
        <ul className="list">
          {stock.map((each) => (
            <li key={each.itemId} className="row wide">
              <span className="grow">
                <Outside href={each.url} newTab={t("shell.newTab")}>{text(each.title)}</Outside>
                <span className="by dim">{t(`agingKind.${each.kind}`)}{each.unit && ` · ${text(each.unit)}`} · {each.lastToldAt === null ? t("flow.neverTold") : t("flow.lastTold", { when: format.moment(each.lastToldAt, clock.now()) })}</span>
              </span>
              {may("publication.draft") && <Button small onClick={() => open.mutate({ id: each.itemId }, { onSuccess: ({ publicationId }) => void navigate({ to: "/publications/$id/write", params: { id: publicationId } }) })}>{t("flow.prepare")}</Button>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Suggest() {
  const { t, text } = useOffice();
  const toast = useToast();
  const units = useRead("GET /units", {});
  const suggest = useWrite("POST /suggestions");
  const empty = { title: "", words: "", unitId: "", url: "" };
  const [typed, setTyped] = useState(empty);
  const [wanting, setWanting] = useState(false);
  const lacks = { title: typed.title.trim() === "", unit: typed.unitId === "" };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const incomplete = lacks.title || lacks.unit;
    setWanting(incomplete);
    if (incomplete) return;
    suggest.mutate({ title: typed.title, text: typed.words, unitId: typed.unitId, url: typed.url.trim() === "" ? null : typed.url.trim() }, {
      onSuccess: () => {
        setTyped(empty);
        toast({ message: t("flow.suggested") });
      },
    });
  };
  return (
    <form className="card stack" onSubmit={submit} noValidate aria-labelledby="suggest">
      <h2 id="suggest">{t("flow.suggest")}</h2>
      <p className="dim">{t("flow.suggestHint")}</p>
      <Field label={t("flow.what")} error={wanting && lacks.title ? t("refusal.title-missing") : undefined}>
        {(ties) => <input {...ties} type="text" maxLength={200} value={typed.title} onChange={(event) => setTyped({ ...typed, title: event.target.value })} />}
      </Field>
      <Field label={t("flow.words")} hint={t("shell.optional")}>
        {(ties) => <textarea {...ties} className="short" maxLength={5_000} value={typed.words} onChange={(event) => setTyped({ ...typed, words: event.target.value })} />}
      </Field>
      <Field label={t("composer.unit")} error={wanting && lacks.unit ? t("sources.unitMissing") : undefined}>
        {(ties) => (
          <select {...ties} value={typed.unitId} onChange={(event) => setTyped({ ...typed, unitId: event.target.value })}>
            <option value="">{t("composer.chooseUnit")}</option>
            {units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}
          </select>
        )}
      </Field>
      <Field label={t("flow.page")} hint={t("flow.pageHint")}>
        {(ties) => <input {...ties} type="url" inputMode="url" maxLength={2_000} value={typed.url} onChange={(event) => setTyped({ ...typed, url: event.target.value })} />}
      </Field>
      {suggest.isError && <Failure error={suggest.error} />}
      <div><Button type="submit" look="go" busy={suggest.isPending}>{t("flow.send")}</Button></div>
    </form>
  );
}
