import type { MediaView } from "../views.ts";
import { useOffice } from "./office.tsx";

/** A picture, or a video with what is said in it. */
export function ShownMedia({ media, alt }: { readonly media: MediaView; readonly alt: string }) {
  const { t, format } = useOffice();
  if (media.durationMs === null) return <img src={media.url} alt={alt} width={media.width} height={media.height} loading="lazy" />;
  return (
    <video controls preload="metadata" src={media.url} width={media.width} height={media.height} aria-label={alt || t("video.of", { name: media.fileName })}>
      {media.captions.map(({ language, url }) => <track key={language} kind="captions" src={url} srcLang={language} label={format.languageName(language)} default={language === t.language} />)}
    </video>
  );
}
