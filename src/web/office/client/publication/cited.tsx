import { Link } from "@tanstack/react-router";
import type { PublicationView } from "../../views.ts";
import { Citation, Shared } from "../composer/sources.tsx";
import { useOffice } from "../office.tsx";
import { StateTag } from "../screens/state-tag.tsx";

/** What a publication rests on: the pages of the web and what other profiles said; and what rests on it. */
export function Cited({ view, quotedIn = [] }: { readonly view: PublicationView; readonly quotedIn?: readonly string[] }) {
  const { t } = useOffice();
  const { citations, shared, sharers, content } = view;
  return (
    <>
      <section className="stack tight">
        <h2>{t("composer.source")}</h2>
        {citations.length === 0 && !shared && <p className="dim">{content.exception ? t(`exception.${content.exception}`) : t("review.noSource")}</p>}
        {shared && <Shared shared={shared} />}
        {citations.map((citation) => <Citation key={citation.itemId} view={view} itemId={citation.itemId} language={t.language} quotedIn={quotedIn} />)}
      </section>
      {sharers.length > 0 && (
        <section className="stack tight">
          <h2>{t("shared.sharers")}</h2>
          <ul className="list">
            {sharers.map(({ id, title, state }) => (
              <li key={id} className="row between"><Link to="/publications/$id" params={{ id }}>{title || t("publications.untitled")}</Link><StateTag state={state} /></li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
