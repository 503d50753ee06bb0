import { useState } from "react";
import { Button, Note, Outside } from "#web/ui/elements.tsx";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure, Loaded } from "../page.tsx";
import { Fitness } from "./fitness.tsx";

/** What a person commits to, to be read and signed, and how they stand with what is asked of managers. */
export function Commitments() {
  const { t, text, format } = useOffice();
  const commitments = useRead("GET /account/commitments", {});
  const sign = useWrite("POST /account/commitments/sign");
  const [read, setRead] = useState(false);
  return (
    <section className="card stack" aria-labelledby="commitments">
      <h2 id="commitments">{t("commitments.title")}</h2>
      <Loaded read={commitments}>
        {(view) => (
          <>
            {view.toSign ? (
              <>
                <Note tone="wait" title={t("commitments.toSign")}><p>{text(view.toSign.title)}. {view.toSign.issuer}, {format.longDay(`${view.toSign.signedOn}T12:00:00.000Z`)}</p></Note>
                {view.toSign.articles.map((article) => (
                  <details key={article.number}>
                    <summary>{article.number}. {text(article.title)}</summary>
                    <p className="measure">{text(article.summary)}</p>
                  </details>
                ))}
                {view.toSign.url && <p><Outside href={view.toSign.url} newTab={t("shell.newTab")}>{t("commitments.official")}</Outside></p>}
                <p className="measure">{t("commitments.what")}</p>
                <label className="choice"><input type="checkbox" checked={read} onChange={(event) => setRead(event.target.checked)} />{t("commitments.read")}</label>
                {sign.error && <Failure error={sign.error} />}
                <div><Button look="go" disabled={!read} busy={sign.isPending} onClick={() => sign.mutate({ actId: view.toSign?.actId ?? "" })}>{t("commitments.sign")}</Button></div>
              </>
            ) : <p>{t("commitments.done")}</p>}
            {view.signed.length > 0 && (
              <ul className="list">{view.signed.map((each) => <li key={each.signedAt}>{text(each.act)} <span className="dim">· {t("commitments.signedOn", { day: format.longDay(each.signedAt) })}</span></li>)}</ul>
            )}
            {view.manages && <><h3>{t("person.fitness")}</h3><Fitness fitness={view.fitness} /></>}
          </>
        )}
      </Loaded>
    </section>
  );
}
