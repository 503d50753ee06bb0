import { Tag } from "#web/ui/elements.tsx";
import type { PublicationView } from "../../views.ts";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";
import { ShownMedia } from "../shown-media.tsx";
import { PostTexts } from "../thread.tsx";

/** Each post as its profile will show it, with its pictures and what is told of them. */
export function Posts({ view, title }: { readonly view: PublicationView; readonly title: string }) {
  const { t, format, text } = useOffice();
  const profiles = useRead("GET /profiles", {});
  const nameOf = (id: string) => {
    const profile = profiles.data?.find((each) => each.id === id);
    return profile ? text(profile.displayName) : "…";
  };
  return (
    <section className="stack" aria-labelledby="posts">
      <h2 id="posts">{title}</h2>
      {view.editions.length === 0 && <p className="dim">{t("review.noPosts")}</p>}
      {view.editions.map((edition) => {
        const profile = profiles.data?.find((each) => each.id === edition.profileId);
        return (
          <article key={`${edition.profileId} ${edition.languages.join()}`} className="card stack tight">
            <div className="row between">
              <h3>{nameOf(edition.profileId)} {profile && <span className="dim">{profile.network === "activitypub" ? profile.address : t(`network.${profile.network}`)}</span>}</h3>
              <span className="row">
                {edition.forked && <Tag tone="info">{t("review.ownText")}</Tag>}
                {edition.languages.map((language) => <span key={language} className="tag plain-tag">{format.languageName(language)}</span>)}
              </span>
            </div>
            <PostTexts posts={edition.posts} most={edition.maxCharacters} />
            {view.content.media.map(({ assetId, alt }) => {
              const asset = view.media.find((each) => each.assetId === assetId);
              const part = view.framed.find((each) => each.assetId === assetId && each.profileId === edition.profileId);
              const told = edition.languages.flatMap((language) => (alt[language]?.trim() ? [{ language, text: alt[language].trim() }] : []));
              return (
                <figure key={assetId} className="stack tight">
                  {asset && <ShownMedia media={asset} {...(part ? { shown: part } : {})} alt="" />}
                  <figcaption className="dim">
                    {asset && part && <>{t("framing.isPart", { width: part.width, height: part.height })} <a href={asset.url}>{t("framing.seeWhole")}</a><br /></>}
                    {t("review.alt")}
                    {told.map(({ language, text: words }) => <span key={language} lang={language}> {words}</span>)}
                  </figcaption>
                </figure>
              );
            })}
            {edition.posts.length === 1 && <p className="dim n">{edition.posts[0]?.characters} / {edition.maxCharacters}</p>}
          </article>
        );
      })}
    </section>
  );
}
