import type { DraftContent } from "../../draft-content.ts";
import type { MediaView } from "../../views.ts";
import { useOffice } from "../office.tsx";
import type { LiveEdition } from "./content.ts";

/** The posts as each profile will show them. */
export function Previews({ editions, content, media }: {
  readonly editions: readonly LiveEdition[];
  readonly content: DraftContent;
  readonly media: readonly MediaView[];
}) {
  const { t, format, text } = useOffice();
  if (editions.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="previews">
      <h2 id="previews">{t("composer.preview")}</h2>
      {editions.map((edition) => (
        <article key={edition.key} className="card stack tight">
          <div className="row between">
            <h3>{text(edition.profile.displayName)} <span className="dim">{edition.languages.join(" + ")}</span></h3>
            <span className={edition.characters > edition.most ? "bad n" : "dim n"}>
              {edition.characters > edition.most
                ? t("composer.over", { count: edition.characters - edition.most })
                : t("composer.left", { count: edition.most - edition.characters, shown: format.number(edition.most - edition.characters) })}
            </span>
          </div>
          <p className="post" {...(edition.languages.length === 1 ? { lang: edition.languages[0] } : {})}>{edition.text}</p>
          {content.media.length > 0 && (
            <div className="thumbs">
              {content.media.map(({ assetId, alt }) => {
                const asset = media.find((each) => each.assetId === assetId);
                return asset && <img key={assetId} src={asset.url} alt={edition.languages.map((tag) => alt[tag]).filter(Boolean).join(" / ")} width={asset.width} height={asset.height} loading="lazy" />;
              })}
            </div>
          )}
        </article>
      ))}
    </section>
  );
}
