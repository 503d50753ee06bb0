import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { actKinds } from "../../vocabulary.ts";
import { ByLanguage } from "../by-language.tsx";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

type Texts = Readonly<Record<string, string>>;
interface Article { readonly number: string; readonly title: Texts; readonly summary: Texts }

/** Records an act with its articles, in the council's own words. */
export function ActDialog({ onClose }: { readonly onClose: () => void }) {
  const { t, format, clock } = useOffice();
  const enter = useWrite("POST /policy/acts");
  const today = format.isoDay(clock.now());
  const [kind, setKind] = useState<(typeof actKinds)[number]>("decree");
  const [title, setTitle] = useState<Texts>({});
  const [words, setWords] = useState({ issuer: "", place: "", signedOn: today, inForceFrom: today, url: "", sha256: "" });
  const [binding, setBinding] = useState(false);
  const [articles, setArticles] = useState<readonly Article[]>([]);
  const set = (field: keyof typeof words) => (event: { readonly target: { readonly value: string } }) => setWords({ ...words, [field]: event.target.value });
  const change = (at: number, part: Partial<Article>) => setArticles(articles.map((article, index) => (index === at ? { ...article, ...part } : article)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate({ kind, title, ...words, binding, articles: articles.map((article) => ({ ...article })) }, { onSuccess: onClose });
  };
  return (
    <Dialog title={t("policy.enterAct")} open onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Field label={t("policy.kind")}>
          {(ties) => <select {...ties} value={kind} onChange={(event) => setKind(actKinds.find((each) => each === event.target.value) ?? "decree")}>{actKinds.map((each) => <option key={each} value={each}>{t(`actKind.${each}`)}</option>)}</select>}
        </Field>
        <ByLanguage label={t("policy.actTitle")} value={title} onChange={setTitle} maxLength={300} />
        <Field label={t("policy.issuer")}>{(ties) => <input {...ties} type="text" maxLength={200} value={words.issuer} onChange={set("issuer")} />}</Field>
        <Field label={t("policy.place")}>{(ties) => <input {...ties} type="text" maxLength={200} value={words.place} onChange={set("place")} />}</Field>
        <Field label={t("policy.signedOn")}>{(ties) => <input {...ties} type="date" value={words.signedOn} onChange={set("signedOn")} />}</Field>
        <Field label={t("policy.inForceFrom")}>{(ties) => <input {...ties} type="date" value={words.inForceFrom} onChange={set("inForceFrom")} />}</Field>
        <Field label={t("policy.url")} hint={t("shell.optional")}>{(ties) => <input {...ties} type="url" maxLength={2000} value={words.url} onChange={set("url")} />}</Field>
        <Field label="SHA-256" hint={t("policy.digestHint")}>{(ties) => <input {...ties} type="text" maxLength={64} value={words.sha256} onChange={set("sha256")} />}</Field>
        <label className="choice"><input type="checkbox" checked={binding} onChange={(event) => setBinding(event.target.checked)} />{t("policy.bindingLabel")}</label>
        {articles.map((article, at) => (
          // Articles are told apart by where they stand: their numbers are still being typed.
          <fieldset key={String(at)} className="stack tight">
            <legend>{t("policy.articleOf", { number: article.number || String(at + 1) })}</legend>
            <Field label={t("policy.number")}>{(ties) => <input {...ties} type="text" maxLength={20} value={article.number} onChange={(event) => change(at, { number: event.target.value })} />}</Field>
            <ByLanguage label={t("policy.actTitle")} value={article.title} onChange={(text) => change(at, { title: text })} />
            <ByLanguage label={t("policy.summary")} value={article.summary} onChange={(text) => change(at, { summary: text })} long maxLength={4000} />
            <div><Button small look="quiet" onClick={() => setArticles(articles.filter((_, index) => index !== at))}>{t("policy.removeArticle")}</Button></div>
          </fieldset>
        ))}
        <div><Button onClick={() => setArticles([...articles, { number: String(articles.length + 1), title: {}, summary: {} }])}>{t("policy.addArticle")}</Button></div>
        {enter.error && <Failure error={enter.error} />}
        <div className="row"><Button type="submit" look="go" busy={enter.isPending}>{t("policy.enterAct")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
