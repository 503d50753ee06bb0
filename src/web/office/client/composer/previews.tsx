import type { DraftContent } from "../../draft-content.ts";
import type { MediaView } from "../../views.ts";
import { useOffice } from "../office.tsx";
import { shownFor } from "../shown.ts";
import { ShownMedia } from "../shown-media.tsx";
import { PostTexts } from "../thread.tsx";
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
      {editions.map((edition) => {
        const left = edition.most - Math.max(...edition.posts.map(({ characters }) => characters));
        return (
          <article key={edition.key} className="card stack tight">
            <div className="row between">
              <h3>{text(edition.profile.displayName)} <span className="dim">{edition.languages.join(" + ")}</span></h3>
              {edition.posts.length === 1 && (
                <span className={left < 0 ? "bad n" : "dim n"}>{left < 0 ? t("composer.over", { count: -left }) : t("composer.left", { count: left, shown: format.number(left) })}</span>
              )}
            </div>
            <PostTexts posts={edition.posts} most={edition.most} pictures={content.media.length > 0 && (
              <>
                <div className={content.media.length > 1 ? "thumbs tiles" : "thumbs"}>
                  {content.media.map((picture) => {
                    const { assetId, alt } = picture;
                    const asset = media.find((each) => each.assetId === assetId);
                    return asset && <ShownMedia key={assetId} media={asset} shown={shownFor(asset, picture, edition.profile.id)} alt={edition.languages.map((tag) => alt[tag]).filter(Boolean).join(" / ")} />;
                  })}
                </div>
                {content.media.length > 1 && <p className="hint">{t("framing.tiles")}</p>}
              </>
            )} />
          </article>
        );
      })}
    </section>
  );
}
