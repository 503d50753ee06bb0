import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import type { DraftContent } from "../../draft-content.ts";
import { useOffice } from "../office.tsx";
import { useToast } from "../toasts.tsx";
import { openBlanks, withBlanksFilled } from "./blanks.ts";

/** No name has a line break. */
const keyOf = (name: string, language: string): string => `${name}\n${language}`;

/** What the texts still ask for, as fields: filled in once for all languages, or one by one (EDI-9). */
export function Blanks({ content, change }: { readonly content: DraftContent; readonly change: (update: (content: DraftContent) => DraftContent) => void }) {
  const { t, format } = useOffice();
  const toast = useToast();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [apart, setApart] = useState(false);
  const blanks = openBlanks(content);
  if (blanks.length === 0) return null;
  const fields = blanks.flatMap(({ name, written, languages }) =>
    apart && languages.length > 1
      ? languages.map((language) => ({ key: keyOf(name, language), label: `${written} (${format.languageName(language)})`, language }))
      : [{ key: name, label: languages.length === 1 && languages[0] !== undefined ? `${written} (${format.languageName(languages[0])})` : written, language: languages.length === 1 ? languages[0] : undefined }]);
  const fill = (event: FormEvent) => {
    event.preventDefault();
    change((now) => {
      toast({ message: t("blanks.filled"), action: { label: t("holidays.undo"), run: () => change((later) => ({ ...later, title: now.title, texts: now.texts, forks: now.forks, media: now.media })) } });
      return withBlanksFilled(now, (name, language) => {
        const each = blanks.find((blank) => blank.name === name);
        // A title is in no language: it has what is said in the first.
        return apart && (each?.languages.length ?? 0) > 1 ? values[keyOf(name, language ?? each?.languages[0] ?? "")] : values[name];
      });
    });
    setValues({});
  };
  return (
    <form id="f-blanks" className="card stack tight" onSubmit={fill} aria-labelledby="blanks-head" tabIndex={-1}>
      <h2 id="blanks-head">{t("blanks.title", { count: blanks.length })}</h2>
      <p className="hint">{t("blanks.hint")}</p>
      {blanks.some(({ languages }) => languages.length > 1) && (
        <div className="chips" role="group" aria-label={t("blanks.how")}>
          {[false, true].map((each) => <label key={String(each)}><input type="radio" name="blanks-how" checked={apart === each} onChange={() => setApart(each)} /><span>{t(each ? "blanks.apart" : "blanks.together")}</span></label>)}
        </div>
      )}
      <div className="halves">
        {fields.map(({ key, label, language }) => (
          <Field key={key} label={label}>
            {(ties) => <input {...ties} type="text" maxLength={500} {...(language === undefined ? {} : { lang: language })} value={values[key] ?? ""} onChange={(event) => setValues((now) => ({ ...now, [key]: event.target.value }))} />}
          </Field>
        ))}
      </div>
      <div><Button type="submit" disabled={fields.every(({ key }) => (values[key] ?? "").trim() === "")}>{t("blanks.fill")}</Button></div>
    </form>
  );
}
