import { explain } from "#web/i18n/explain.ts";
import type { FindingView } from "../../views.ts";
import { useOffice } from "../office.tsx";
import { type Remedy, remedyOf } from "./remedies.ts";

/** What stands in the way and what deserves a look: the rule, the field and what to do about it. */
export function Checks({ findings, stale, onGo, onRemedy }: {
  readonly findings: readonly FindingView[];
  /** Something was typed after these were made. */
  readonly stale?: boolean;
  readonly onGo?: (finding: FindingView) => void;
  readonly onRemedy?: (remedy: Remedy) => void;
}) {
  const { t } = useOffice();
  const blocks = findings.filter((finding) => finding.level === "block");
  const warnings = findings.filter((finding) => finding.level === "warn");
  return (
    <section className="card stack tight checks" aria-labelledby="checks" aria-busy={stale ?? false}>
      <h2 id="checks">{t("checks.title")}</h2>
      <p role="status" className={blocks.length > 0 ? "bad" : "ok"}>
        <strong>{blocks.length > 0 ? t("checks.blocked", { count: blocks.length }) : t("checks.clear")}</strong>
      </p>
      {findings.length > 0 && <ul className="list">
        {[...blocks, ...warnings].map((finding) => (
          <li key={`${finding.rule} ${finding.language} ${finding.profileId} ${finding.index} ${JSON.stringify(finding.data)}`}>
            <Finding finding={finding} {...(onGo ? { onGo } : {})} {...(onRemedy ? { onRemedy } : {})} />
          </li>
        ))}
      </ul>}
    </section>
  );
}

export function Finding({ finding, onGo, onRemedy }: { readonly finding: FindingView; readonly onGo?: (finding: FindingView) => void; readonly onRemedy?: (remedy: Remedy) => void }) {
  const { t, format } = useOffice();
  const remedy = remedyOf(finding);
  const level = finding.level === "block" ? "bad" : "wait";
  const sentence = explain({ t, format }, "check", finding.rule, finding.data);
  return (
    <div className="finding">
      <p>
        <span className={level} aria-hidden="true">{finding.level === "block" ? "■" : "▲"}</span>{" "}
        <span className="sr">{t(`checks.level.${finding.level}`)}: </span>{sentence}
      </p>
      <p className="dim">
        <span className="mono">{finding.rule}</span>
        {onGo && <> · <button type="button" className="link" onClick={() => onGo(finding)}>{t(`checks.field.${finding.field}`)}<span className="sr">: {sentence}</span></button></>}
        {onRemedy && remedy && <> · <button type="button" className="link" onClick={() => onRemedy(remedy)}>{t("checks.replace")}<span className="sr">: {remedy.said}, {remedy.better}</span></button></>}
      </p>
    </div>
  );
}
