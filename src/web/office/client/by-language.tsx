import { Field } from "#web/ui/elements.tsx";
import { useOffice } from "./office.tsx";

/** A text in each of the council's languages, a field each. */
export function ByLanguage({ label, value, onChange, long = false, maxLength = 200 }: {
  readonly label: string;
  readonly value: Readonly<Record<string, string>>;
  readonly onChange: (value: Readonly<Record<string, string>>) => void;
  readonly long?: boolean;
  readonly maxLength?: number;
}) {
  const { session, format } = useOffice();
  return session.council.languages.map((language) => (
    <Field key={language} label={`${label} (${format.languageName(language)})`}>
      {(ties) => {
        const common = { ...ties, lang: language, maxLength, value: value[language] ?? "", onChange: (event: { readonly target: { readonly value: string } }) => onChange({ ...value, [language]: event.target.value }) };
        return long ? <textarea {...common} className="short" /> : <input {...common} type="text" />;
      }}
    </Field>
  ));
}
