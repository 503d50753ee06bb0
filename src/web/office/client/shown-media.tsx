import type { MediaView } from "../views.ts";
import { useOffice } from "./office.tsx";
import type { Shown } from "./shown.ts";

/** A picture, or the part of it that is shown; or a video with what is said in it. */
export function ShownMedia({ media, alt, shown }: { readonly media: MediaView; readonly alt: string; readonly shown?: Shown }) {
  const { t, format } = useOffice();
  if (media.durationMs === null) {
    const { url, width, height } = shown ?? media;
    return <img src={url} alt={alt} width={width} height={height} loading="lazy" {...(shown?.position ? { style: { objectPosition: `${shown.position.x}% ${shown.position.y}%` } } : {})} />;
  }
  return (
    <video controls preload="metadata" src={media.url} width={media.width} height={media.height} aria-label={alt || t("video.of", { name: media.fileName })}>
      {media.captions.map(({ language, url }) => <track key={language} kind="captions" src={url} srcLang={language} label={format.languageName(language)} default={language === t.language} />)}
    </video>
  );
}
