import type { DriftChangeView } from "../../views.ts";
import { useOffice } from "../office.tsx";

const isState = (value: string): value is "live" | "not_in_force" | "gone" => value === "live" || value === "not_in_force" || value === "gone";

/** What changed, field by field, with words for who does not see the colours. */
export function Changes({ changes, kind }: { readonly changes: readonly DriftChangeView[]; readonly kind: "page" | "reverse" | "languages" }) {
  const { t, format } = useOffice();
  const said = (value: string) => (isState(value) ? t(`drifts.status.${value}`) : value);
  return (
    <ul className="plain stack tight drift-changes">
      {changes.map((change, index) => (
        <li key={index}>
          <strong>{t(`driftField.${change.kind}`)}</strong> <span className="dim">({format.languageName(change.language)})</span>{change.kind === "words" ? "" : ": "}
          {change.before !== null && (kind === "languages" ? <span>{said(change.before)}</span> : <del><span className="sr">[{t("drifts.was")}: </span>{said(change.before)}<span className="sr">]</span></del>)}
          {change.before !== null && change.after !== null && <span aria-hidden="true"> {kind === "languages" ? "≠" : "→"} </span>}
          {change.after !== null && (kind === "languages" ? <span>{said(change.after)}</span> : <ins><span className="sr">[{t("drifts.is")}: </span>{said(change.after)}<span className="sr">]</span></ins>)}
        </li>
      ))}
    </ul>
  );
}
