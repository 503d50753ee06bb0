import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Page } from "../page.tsx";
import { StartFromTemplate } from "../templates/start-dialog.tsx";

/** From a page of the municipal web, which is the usual way, or from an empty sheet. */
export function NewPublication() {
  const { t, may } = useOffice();
  const navigate = useNavigate();
  const cite = useWrite("POST /items");
  const convert = useWrite("POST /items/:id/publication");
  const empty = useWrite("POST /publications");
  const [url, setUrl] = useState("");
  const [title, setTitle] = useState("");
  const [templating, setTemplating] = useState(false);
  const [wanting, setWanting] = useState<"url" | "title">();
  const write = (id: string) => void navigate({ to: "/publications/$id/write", params: { id } });
  const fromPage = (event: FormEvent) => {
    event.preventDefault();
    setWanting(url.trim() ? undefined : "url");
    if (!url.trim()) return;
    cite.mutate({ url: url.trim() }, {
      onSuccess: ({ itemId }) => convert.mutate({ id: itemId }, { onSuccess: ({ publicationId }) => write(publicationId) }),
    });
  };
  const fromNothing = (event: FormEvent) => {
    event.preventDefault();
    setWanting(title.trim() ? undefined : "title");
    if (title.trim()) empty.mutate({ title: title.trim() }, { onSuccess: ({ publicationId }) => write(publicationId) });
  };
  const error = cite.error ?? convert.error;
  return (
    <Page title={t("new.title")}>
      <div className="stack loose measure">
        {may("item.propose") && (
          <form className="card stack" onSubmit={fromPage} noValidate>
            <h2>{t("new.fromPage")}</h2>
            <Field label={t("new.address")} hint={t("new.addressHint")} error={wanting === "url" ? t("composer.addressMissing") : undefined}>
              {(ties) => <input {...ties} type="url" inputMode="url" autoComplete="off" spellCheck="false" value={url} onChange={(event) => setUrl(event.target.value)} />}
            </Field>
            {error && <Failure error={error} />}
            <div className="row"><Button type="submit" look="go" busy={cite.isPending || convert.isPending}>{t("new.write")}</Button> <Link to="/proposals">{t("new.toProposals")}</Link></div>
          </form>
        )}
        <section className="card stack">
          <h2>{t("templates.from")}</h2>
          <p className="dim">{t("templates.fromHint")}</p>
          <div className="row"><Button onClick={() => setTemplating(true)}>{t("templates.start")}</Button> <Link to="/templates">{t("templates.toList")}</Link></div>
          <StartFromTemplate itemId={null} open={templating} onClose={() => setTemplating(false)} />
        </section>
        <form className="card stack" onSubmit={fromNothing} noValidate>
          <h2>{t("new.fromNothing")}</h2>
          <p className="dim">{t("new.fromNothingHint")}</p>
          <Field label={t("composer.title")} hint={t("composer.titleHint")} error={wanting === "title" ? t("new.titleMissing") : undefined}>
            {(ties) => <input {...ties} type="text" maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} />}
          </Field>
          {empty.error && <Failure error={empty.error} />}
          <div><Button type="submit" busy={empty.isPending}>{t("new.open")}</Button></div>
        </form>
      </div>
    </Page>
  );
}
