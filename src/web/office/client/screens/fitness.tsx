import { Note, Tag, type Tone } from "#web/ui/elements.tsx";
import type { FitnessView } from "../../views.ts";
import { citationText } from "../citation.ts";
import { useOffice } from "../office.tsx";

const areaTones: Readonly<Record<FitnessView["areas"][number]["state"], Tone>> = { valid: "ok", expiring: "wait", grace: "wait", missing: "bad" };
const signTones: Readonly<Record<FitnessView["commitments"], Tone>> = { signed: "ok", grace: "wait", missing: "bad" };

/** Whether somebody may act as a manager, area by area, with who owes what is missing. */
export function Fitness({ fitness }: { readonly fitness: FitnessView }) {
  const { t, format, text } = useOffice();
  const required = fitness.areas.filter((area) => area.required);
  const missing = required.filter((area) => area.state === "missing");
  return (
    <div className="stack">
      {!fitness.asked && <Note tone="info" title={t("fitness.notAsked")}><p>{t("fitness.notAskedHint")}</p></Note>}
      {fitness.asked && (
        <p>
          <Tag tone={fitness.fit ? "ok" : "bad"}>{t(fitness.fit ? "fitness.fit" : "fitness.unfit")}</Tag>{" "}
          <span>{t("fitness.have", { have: required.length - missing.length, need: required.length })}</span>
          {fitness.fit && fitness.until && <span className="dim"> · {t("fitness.until", { day: format.longDay(fitness.until) })}</span>}
        </p>
      )}
      {missing.length > 0 && (
        <Note tone="bad" title={t("fitness.missing", { areas: format.list(missing.map(({ area }) => t(`area.${area}`))) })}>
          <p>{t("fitness.owedBy", { department: fitness.department ? text(fitness.department) : "—" })}</p>
        </Note>
      )}
      <table className="cards">
        <caption className="sr">{t("fitness.areas")}</caption>
        <thead><tr><th scope="col">{t("fitness.area")}</th><th scope="col">{t("fitness.state")}</th><th scope="col">{t("fitness.validUntil")}</th></tr></thead>
        <tbody>
          {fitness.areas.map(({ area, required: asked, state, validUntil }) => (
            <tr key={area}>
              <th scope="row">{t(`area.${area}`)}{!asked && <span className="dim"> ({t("fitness.further")})</span>}</th>
              <td data-label={t("fitness.state")}><Tag tone={areaTones[state]}>{t(`fitness.is.${state}`)}</Tag></td>
              <td data-label={t("fitness.validUntil")} className="n whole">{validUntil === null ? "—" : format.longDay(validUntil)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t("fitness.commitments")}</th>
            <td data-label={t("fitness.state")}><Tag tone={signTones[fitness.commitments]}>{t(`fitness.signed.${fitness.commitments}`)}</Tag></td>
            <td data-label={t("fitness.validUntil")} className="n whole">{fitness.commitmentsUntil === null ? "—" : format.longDay(fitness.commitmentsUntil)}</td>
          </tr>
          {fitness.contract && (
            <tr>
              <th scope="row">{t("fitness.contract")}</th>
              <td data-label={t("fitness.state")}><Tag tone={fitness.contract.until === null ? "bad" : signTones[fitness.contract.clauses]}>{t(fitness.contract.until === null ? "fitness.noContract" : `fitness.clauses.${fitness.contract.clauses}`)}</Tag></td>
              <td data-label={t("fitness.validUntil")} className="n whole">{fitness.contract.until === null ? "—" : format.dayAndTime(fitness.contract.until, fitness.contract.until)}</td>
            </tr>
          )}
        </tbody>
      </table>
      <p className="hint">{t("fitness.ground", { citation: citationText(t, fitness.citation) })}</p>
    </div>
  );
}
