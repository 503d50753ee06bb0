import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Button, Empty, Field, Note, Outside, Tag } from "#web/ui/elements.tsx";
import type { SourceKind, SourceRegistered, SourceState, SourceView } from "../../views.ts";
import { sourceKinds, sourceStates } from "../../vocabulary.ts";
import { useTicking } from "../clock.ts";
import { troubleOf } from "../call.ts";
import { useRead, useWrite } from "../data.ts";
import { matches } from "../shell/match.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { SourceTabs } from "../sources/source-tabs.tsx";
import { SourceTags } from "../sources/source-tags.tsx";
import { useToast } from "../toasts.tsx";

export interface SourceFilter { readonly q?: string | undefined; readonly state?: string | undefined }

/** Where the council publishes first: whose each web is, whether it is proven and read, and what is wrong where it is not. */
export function Sources() {
  const { t, may } = useOffice();
  const sources = useRead("GET /sources", {}, { everyMs: 15_000 });
  const [found, setFound] = useState<SourceRegistered>();
  return (
    <Page title={t("nav.sources")} actions={<a className="btn" href="/office/sources.csv" download>{t("sources.asCsv")}</a>}>
      <SourceTabs current="sources" />
      <div className={may("source.propose") ? "split settings-body" : "stack settings-body"}>
        <div className="stack">
          {found && <Found found={found} />}
          <Loaded read={sources}>
            {(all) => all.length === 0
              ? <Empty icon="globe" title={t("sources.none")}><p className="measure">{t("sources.noneHint")}</p></Empty>
              : <Register all={all} />}
          </Loaded>
        </div>
        {may("source.propose") && <Propose onFound={setFound} />}
      </div>
    </Page>
  );
}

function Register({ all }: { readonly all: readonly SourceView[] }) {
  const { t, text, format } = useOffice();
  const filter = useSearch({ from: "/sources" });
  const navigate = useNavigate();
  const change = (part: SourceFilter) => void navigate({ to: "/sources", search: { ...filter, ...part }, replace: true });
  const shown = all.filter((source) => (!filter.state || source.state === filter.state)
    && matches((filter.q ?? "").trim(), `${text(source.name)} ${source.url} ${text(source.unit)}`));
  return (
    <>
      <div className="card register-filters" role="search">
        <Field label={t("sources.search")}>{(ties) => <input {...ties} type="search" value={filter.q ?? ""} onChange={(event) => change({ q: event.target.value || undefined })} />}</Field>
        <Field label={t("profiles.state")}>{(ties) => (
          <select {...ties} value={filter.state ?? ""} onChange={(event) => change({ state: event.target.value || undefined })}>
            <option value="">{t("profiles.all")}</option>
            {sourceStates.map((state) => <option key={state} value={state}>{t(`sourceState.${state}`)}</option>)}
          </select>
        )}</Field>
      </div>
      <p className="dim" role="status">{t("sources.shown", { shown: format.number(shown.length), all: format.number(all.length) })}</p>
      {shown.length === 0
        ? <Empty icon="search" title={t("sources.nothing")}><p>{t("profiles.nothingHint")}</p></Empty>
        : <ul className="stack">{shown.map((source) => <li key={source.id}><Source source={source} /></li>)}</ul>}
    </>
  );
}

function Propose({ onFound }: { readonly onFound: (found: SourceRegistered) => void }) {
  const { t, text, may } = useOffice();
  const propose = useWrite("POST /sources");
  const units = useRead("GET /units", {});
  const [url, setUrl] = useState("");
  const [name, setName] = useState("");
  const [unitId, setUnit] = useState("");
  const [kind, setKind] = useState<SourceKind>("www");
  const [act, setAct] = useState("");
  const [reason, setReason] = useState("");
  const [wanting, setWanting] = useState(false);
  const lacks = { url: !url.trim(), unit: unitId === "", reason: !reason.trim() };
  // What a page lists is asked about once, for the address for which it was found.
  const [listing, setListing] = useState<{ readonly url: string; readonly pages: number; readonly example: string }>();
  const [readAs, setReadAs] = useState<"page" | "section">("section");
  const asked = listing?.url === url.trim() ? listing : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const incomplete = Object.values(lacks).includes(true);
    setWanting(incomplete);
    if (incomplete) return;
    propose.mutate({ url: url.trim(), name: name.trim(), unitId, kind, creationAct: act.trim(), reason: reason.trim(), ...(asked ? { readAs } : {}) }, {
      onError: (error) => {
        const trouble = troubleOf(error);
        if (trouble.kind === "page-or-section") setListing({ url: url.trim(), pages: Number(trouble["pages"]), example: String(trouble["example"]) });
      },
      onSuccess: (found) => {
        onFound(found);
        setListing(undefined);
        setUrl("");
        setName("");
        setAct("");
        setReason("");
      },
    });
  };
  return (
    <form className="card stack" onSubmit={submit} noValidate aria-labelledby="propose-source">
      <h2 id="propose-source">{t("sources.add")}</h2>
      <p className="dim">{t(may("source.register") ? "sources.proposeHintCoordinator" : "sources.proposeHint")}</p>
      <Field label={t("sources.address")} hint={t("sources.addressHint")} error={wanting && lacks.url ? t("composer.addressMissing") : undefined}>
        {(ties) => <input {...ties} type="url" inputMode="url" autoComplete="off" spellCheck="false" value={url} onChange={(event) => setUrl(event.target.value)} />}
      </Field>
      <Field label={t("sources.kind")}>
        {(ties) => (
          <select {...ties} value={kind} onChange={(event) => setKind(sourceKinds.find((each) => each === event.target.value) ?? "www")}>
            {sourceKinds.map((each) => <option key={each} value={each}>{t(`sourceKind.${each}`)}</option>)}
          </select>
        )}
      </Field>
      <Field label={t("composer.unit")} hint={t("sources.unitHint")} error={wanting && lacks.unit ? t("sources.unitMissing") : undefined}>
        {(ties) => (
          <select {...ties} value={unitId} onChange={(event) => setUnit(event.target.value)}>
            <option value="">{t("requests.choose")}</option>
            {units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}
          </select>
        )}
      </Field>
      <Field label={t("sources.reason")} error={wanting && lacks.reason ? t("refusal.reason-missing") : undefined}>
        {(ties) => <input {...ties} type="text" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <Field label={t("sources.name")} hint={t("sources.nameHint")}>
        {(ties) => <input {...ties} type="text" maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field label={t("sources.act")} hint={t("sources.actHint")}>
        {(ties) => <input {...ties} type="text" maxLength={300} value={act} onChange={(event) => setAct(event.target.value)} />}
      </Field>
      {asked && (
        <fieldset>
          <legend>{t("sources.listing", { count: asked.pages })}</legend>
          <p className="dim" role="status">{t("sources.listingHint", { example: asked.example })}</p>
          {(["section", "page"] as const).map((each) => (
            <label key={each} className="choice">
              <input type="radio" name="read-as" checked={readAs === each} onChange={() => setReadAs(each)} />
              {t(`sources.readAs.${each}`)}
            </label>
          ))}
        </fieldset>
      )}
      {propose.error && !asked && <Failure error={propose.error} />}
      {propose.error && asked && troubleOf(propose.error).kind !== "page-or-section" && <Failure error={propose.error} />}
      <div><Button type="submit" look="go" busy={propose.isPending}>{t(propose.isPending ? "sources.looking" : "sources.propose")}</Button></div>
    </form>
  );
}

function Found({ found }: { readonly found: SourceRegistered }) {
  const { t } = useOffice();
  return (
    <Note tone="ok" title={t("sources.found", { count: found.found.length })} live="status">
      <p><Link to="/sources/$id" params={{ id: found.sourceId }}>{t("sources.toProof")}</Link></p>
      <ul>{found.found.map((channel) => <li key={channel.url}>{t(`channel.${channel.kind}`)}: <span className="mono breakable">{channel.url}</span></li>)}</ul>
    </Note>
  );
}

function Source({ source }: { readonly source: SourceView }) {
  const { t, text, format, may, say, clock } = useOffice();
  const now = useTicking(clock);
  const toast = useToast();
  const read = useWrite("POST /sources/:id/read");
  const broken = source.channels.filter((channel) => channel.error !== null);
  const lastRead = source.channels.map((channel) => channel.lastReadAt).filter((at) => at !== null).toSorted().at(-1);
  const health = broken.length === 0 ? (lastRead ? "ok" : "new") : broken.length < source.channels.length ? "some" : "broken";
  return (
    <article className="card stack tight" aria-labelledby={`source-${source.id}`}>
      <div className="row between">
        <h2 id={`source-${source.id}`}><Link to="/sources/$id" params={{ id: source.id }} data-row="">{text(source.name) || source.url}</Link></h2>
        <span className="row"><SourceTags source={source} />{isReadNow(source.state) && <Tag tone={({ ok: "ok", new: "info", some: "wait", broken: "bad" } as const)[health]}>{t(`sources.health.${health}`)}</Tag>}</span>
      </div>
      <p><Outside href={source.url} newTab={t("shell.newTab")}><span className="breakable">{source.url}</span></Outside></p>
      <p className="dim">
        {[
          t(`sourceKind.${source.kind}`),
          source.unit ? text(source.unit) : t("sources.noOwner"),
          source.languages.map((tag) => format.languageName(tag)).join(", "),
          t("sources.items", { count: source.items, shown: format.number(source.items) }),
          t("sources.lastDay", { count: source.itemsLastDay }),
          lastRead ? t("sources.read", { ago: format.ago(lastRead, now) }) : t("sources.neverRead"),
        ].filter(Boolean).join(" · ")}
      </p>
      {broken.map((channel) => channel.error && (
        <Note key={channel.id} tone="bad" title={say(channel.error)}>
          <p><span className="mono breakable">{channel.url}</span>{channel.errorSince && ` · ${t("sources.since", { when: format.moment(channel.errorSince, now) })}`}</p>
          <p className="dim">{t("sources.nothingLost")}</p>
        </Note>
      ))}
      <details>
        <summary>{t("sources.channels", { count: source.channels.length })}</summary>
        <ul className="list">{source.channels.map((channel) => <li key={channel.id}><Channel channel={channel} now={now} /></li>)}</ul>
      </details>
      {read.error && <Failure error={read.error} />}
      {may("source.read-now") && isReadNow(source.state) && (
        <div>
          <Button small busy={read.isPending} onClick={() => read.mutate({ id: source.id }, { onSuccess: ({ channels }) => toast({ message: t("sources.reading", { count: channels }) }) })}>
            {t("sources.readNow")}<span className="sr">: {text(source.name)}</span>
          </Button>
        </div>
      )}
    </article>
  );
}

function Channel({ channel, now }: { readonly channel: SourceView["channels"][number]; readonly now: string }) {
  const { t, format } = useOffice();
  const { lastCounts: counts } = channel;
  return (
    <>
      <p><strong>{t(`channel.${channel.kind}`)}</strong> <span className="mono breakable">{channel.url}</span></p>
      <p className="dim">
        {channel.lastReadAt ? t("sources.read", { ago: format.ago(channel.lastReadAt, now) }) : t("sources.neverRead")}
        {` · ${t("sources.next", { ago: format.ago(channel.nextReadAt, now) })}`}
        {counts && ` · ${t("sources.counts", { read: counts.read, fresh: counts.new, changed: counts.changed, refused: counts.refused })}`}
      </p>
    </>
  );
}

const isReadNow = (state: SourceState): boolean => state === "active" || state === "migrating";
