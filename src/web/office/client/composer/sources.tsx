import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Button, Field, Outside, Tag } from "#web/ui/elements.tsx";
import type { DraftContent } from "../../draft-content.ts";
import type { PublicationView } from "../../views.ts";
import { useTicking } from "../clock.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { quotedParts } from "#web/ui/quoted.ts";

const exceptions = ["live", "emergency", "reply", "greeting", "closing"] as const;

/** What on the municipal web this speaks of: the first thing, because the web is the source (EDI-R1). */
export function Sources({ view, content, change, language }: {
  readonly view: PublicationView;
  readonly content: DraftContent;
  readonly change: (update: (content: DraftContent) => DraftContent) => void;
  readonly language: string;
}) {
  const { t } = useOffice();
  const add = useWrite("POST /items");
  const [url, setUrl] = useState("");
  const [wanting, setWanting] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(!url.trim());
    if (!url.trim()) return;
    add.mutate({ url: url.trim() }, {
      onSuccess: ({ itemId }) => {
        setUrl("");
        change((now) => now.citations.some((citation) => citation.itemId === itemId) ? now : { ...now, citations: [...now.citations, { itemId }] });
      },
    });
  };
  return (
    <section className="stack tight" aria-labelledby="source-head">
      <h2 id="source-head">{t("composer.source")}</h2>
      {content.shares && view.shared && <Shared shared={view.shared} onRemove={() => change((now) => ({ ...now, shares: null }))} />}
      {content.citations.length > 0 && (
        <ul className="stack tight">
          {content.citations.map(({ itemId }) => (
            <li key={itemId}><Citation view={view} itemId={itemId} language={language} onRemove={() => change((now) => ({ ...now, citations: now.citations.filter((citation) => citation.itemId !== itemId) }))} /></li>
          ))}
        </ul>
      )}
      <form className="with-button" onSubmit={submit} noValidate>
        <div className="grow">
          <label htmlFor="f-source">{t(content.citations.length > 0 ? "composer.anotherSource" : "composer.pasteAddress")}</label>
          {wanting && <p className="field-error" role="alert">{t("composer.addressMissing")}</p>}
          <input id="f-source" type="url" inputMode="url" autoComplete="off" spellCheck="false" value={url} onChange={(event) => setUrl(event.target.value)} />
        </div>
        <Button type="submit" busy={add.isPending}>{t("composer.cite")}</Button>
      </form>
      {add.isError && <Failure error={add.error} />}
      <details {...(content.exception ? { open: true } : {})}>
        <summary>{t("composer.withoutSource")}</summary>
        <Field label={t("composer.exception")} hint={t("composer.exceptionHint")}>
          {(ties) => (
            <select {...ties} value={content.exception ?? ""} onChange={(event) => change((now) => ({ ...now, exception: exceptions.find((each) => each === event.target.value) ?? null }))}>
              <option value="">{t("composer.noException")}</option>
              {exceptions.map((each) => <option key={each} value={each}>{t(`exception.${each}`)}</option>)}
            </select>
          )}
        </Field>
      </details>
    </section>
  );
}

/** One page of the web with the seal of the version that was read; what it says, in the language being written. */
export function Citation({ view, itemId, language, quotedIn = [], onRemove }: {
  readonly view: PublicationView;
  readonly itemId: string;
  readonly language: string;
  /** Texts in which what is taken from the page is to be found again; it is then marked. */
  readonly quotedIn?: readonly string[];
  readonly onRemove?: () => void;
}) {
  const { t, format, clock } = useOffice();
  const now = useTicking(clock);
  const citation = view.citations.find((each) => each.itemId === itemId);
  const variant = citation?.variants.find((each) => each.language === language) ?? citation?.variants[0];
  if (!citation || !variant) return <p className="card dim">{t("composer.sourceComing")}</p>;
  return (
    <article className="card stack tight citation">
      <div className="row between">
        <h3 lang={variant.language}><Outside href={variant.url} newTab={t("shell.newTab")}>{variant.title || variant.url}</Outside></h3>
        {citation.status !== "live" && <Tag tone="bad">{t(`itemStatus.${citation.status}`)}</Tag>}
      </div>
      {variant.summary && <p className="summary" lang={variant.language}><Quoted source={variant.summary} texts={quotedIn} /></p>}
      <p className="dim">
        <span lang={variant.language} className="mono breakable">{variant.url}</span><br />
        {t("composer.versionRead", { when: format.ago(variant.changedAt, now) })} · {t("composer.seal")} <code title={variant.hash}>{variant.hash.slice(0, 4)}…{variant.hash.slice(-4)}</code>
        {citation.variants.length > 1 && ` · ${citation.variants.map((each) => each.language).join(", ")}`}
        {onRemove && <> · <button type="button" className="link" onClick={onRemove}>{t("composer.removeSource")}<span className="sr"> {variant.title}</span></button></>}
      </p>
    </article>
  );
}

/** What other profiles of the council said and this repeats. */
export function Shared({ shared, onRemove }: { readonly shared: NonNullable<PublicationView["shared"]>; readonly onRemove?: () => void }) {
  const { t, format } = useOffice();
  return (
    <article className="card stack tight citation">
      <div className="row between">
        <h3><Link to="/publications/$id" params={{ id: shared.id }}>{shared.title || t("publications.untitled")}</Link></h3>
        {!shared.isOut && <Tag tone="bad">{t("shared.notOut")}</Tag>}
      </div>
      <p>{t("shared.repeats", { profiles: format.list(shared.profiles) })}</p>
      <p className="dim">
        <Outside href={shared.url} newTab={t("shell.newTab")}>{t("publication.permalink")}</Outside>
        {onRemove && <> · <button type="button" className="link" onClick={onRemove}>{t("shared.remove")}<span className="sr"> {shared.title}</span></button></>}
      </p>
    </article>
  );
}

function Quoted({ source, texts }: { readonly source: string; readonly texts: readonly string[] }) {
  return <>{quotedParts(source, texts).map((part, index) => (part.quoted ? <mark key={index}>{part.text}</mark> : <span key={index}>{part.text}</span>))}</>;
}
