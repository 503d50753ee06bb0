import { type FormEvent, type ReactNode, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Failure } from "../page.tsx";

export interface ActField {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly kind?: "line" | "text" | "day" | "select";
  readonly options?: readonly (readonly [string, string])[];
  readonly optional?: boolean;
  readonly value?: string;
}

/** Something that can be done, with what it asks for: closed until somebody wants it. */
export function Act({ label, send, look, fields, error, busy, missing, note, onSend }: {
  readonly label: string;
  /** What the button says, when that is not the label. */
  readonly send?: string;
  readonly look?: "go" | "bad";
  readonly fields: readonly ActField[];
  readonly error: unknown;
  readonly busy: boolean;
  /** Said of a field that was left empty. */
  readonly missing: string;
  readonly note?: ReactNode;
  readonly onSend: (values: Readonly<Record<string, string>>) => void;
}) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() => Object.fromEntries(fields.map(({ name, value, options }) => [name, value ?? options?.[0]?.[0] ?? ""])));
  const [wanting, setWanting] = useState(false);
  const lacks = (field: ActField) => !field.optional && !values[field.name]?.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const incomplete = fields.some(lacks);
    setWanting(incomplete);
    if (!incomplete) onSend(values);
  };
  return (
    <details className="act">
      <summary className={`btn${look === "bad" ? " bad" : ""}`}>{label}</summary>
      <form className="stack tight act-form" onSubmit={submit} noValidate>
        {note}
        {fields.map((field) => (
          <Field key={field.name} label={field.label} hint={field.hint} error={wanting && lacks(field) ? missing : undefined}>
            {(ties) => {
              const value = values[field.name] ?? "";
              const change = (event: { target: { value: string } }) => setValues({ ...values, [field.name]: event.target.value });
              switch (field.kind) {
                case "text": return <textarea {...ties} className="short" maxLength={2_000} value={value} onChange={change} />;
                case "day": return <input {...ties} type="date" value={value} onChange={change} />;
                case "select": return <select {...ties} value={value} onChange={change}>{field.options?.map(([option, text]) => <option key={option} value={option}>{text}</option>)}</select>;
                default: return <input {...ties} type="text" maxLength={500} value={value} onChange={change} />;
              }
            }}
          </Field>
        ))}
        {error ? <Failure error={error} /> : null}
        <div><Button type="submit" look={look ?? "go"} busy={busy}>{send ?? label}</Button></div>
      </form>
    </details>
  );
}

/** The same for what asks for nothing: one press. */
export function ActNow({ label, look, error, busy, onSend }: { readonly label: string; readonly look?: "go" | "bad"; readonly error: unknown; readonly busy: boolean; readonly onSend: () => void }) {
  return <div className="stack tight">{error ? <Failure error={error} /> : null}<div><Button look={look ?? "go"} busy={busy} onClick={onSend}>{label}</Button></div></div>;
}
