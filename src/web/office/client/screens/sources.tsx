import { type FormEvent, useState } from "react";
import { Button, Empty, Field, Note, Outside, Tag } from "#web/ui/elements.tsx";
import type { SourceRegistered, SourceView } from "../../views.ts";
import { useTicking } from "../clock.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { useToast } from "../toasts.tsx";

/** Where the council publishes first; whether each is being read, and what is wrong where it is not. */
export function Sources() {
  const { t, may } = useOffice();
  const sources = useRead("GET /sources", {}, { everyMs: 15_000 });
  const [found, setFound] = useState<SourceRegistered>();
  return (
    <Page title={t("nav.sources")}>
      <div className={may("source.register") ? "split" : "stack"}>
        <div className="stack">
          {found && <Found found={found} />}
          <Loaded read={sources}>
            {(all) => all.length === 0
              ? <Empty icon="globe" title={t("sources.none")}><p className="measure">{t("sources.noneHint")}</p></Empty>
              : <ul className="stack">{all.map((source) => <li key={source.id}><Source source={source} /></li>)}</ul>}
          </Loaded>
        </div>
        {may("source.register") && <Register onFound={setFound} />}
      </div>
    </Page>
  );
}

function Register({ onFound }: { readonly onFound: (found: SourceRegistered) => void }) {
  const { t, text } = useOffice();
  const register = useWrite("POST /sources");
  const units = useRead("GET /units", {});
  const [url, setUrl] = useState("");
  const [name, setName] = useState("");
  const [unitId, setUnit] = useState("");
  const [wanting, setWanting] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWanting(!url.trim());
    if (!url.trim()) return;
    register.mutate({ url: url.trim(), name: name.trim(), unitId: unitId || null }, {
      onSuccess: (found) => {
        onFound(found);
        setUrl("");
        setName("");
      },
    });
  };
  return (
    <form className="card stack" onSubmit={submit} noValidate aria-labelledby="register-source">
      <h2 id="register-source">{t("sources.add")}</h2>
      <Field label={t("sources.address")} hint={t("sources.addressHint")} error={wanting && !url.trim() ? t("composer.addressMissing") : undefined}>
        {(ties) => <input {...ties} type="url" inputMode="url" autoComplete="off" spellCheck="false" value={url} onChange={(event) => setUrl(event.target.value)} />}
      </Field>
      <Field label={t("sources.name")} hint={t("sources.nameHint")}>
        {(ties) => <input {...ties} type="text" maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field label={t("composer.unit")} hint={t("sources.unitHint")}>
        {(ties) => (
          <select {...ties} value={unitId} onChange={(event) => setUnit(event.target.value)}>
            <option value="">{t("sources.wholeCouncil")}</option>
            {units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}
          </select>
        )}
      </Field>
      {register.error && <Failure error={register.error} />}
      <div><Button type="submit" look="go" busy={register.isPending}>{t(register.isPending ? "sources.looking" : "sources.register")}</Button></div>
    </form>
  );
}

function Found({ found }: { readonly found: SourceRegistered }) {
  const { t } = useOffice();
  return (
    <Note tone="ok" title={t("sources.found", { count: found.found.length })} live="status">
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
        <h2 id={`source-${source.id}`}>{text(source.name)}</h2>
        <Tag tone={({ ok: "ok", new: "info", some: "wait", broken: "bad" } as const)[health]}>{t(`sources.health.${health}`)}</Tag>
      </div>
      <p><Outside href={source.url} newTab={t("shell.newTab")}><span className="breakable">{source.url}</span></Outside></p>
      <p className="dim">
        {[
          source.unit ? text(source.unit) : t("sources.wholeCouncil"),
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
      {may("source.read-now") && (
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
