import { useState } from "react";
import type { DraftContent } from "../../draft-content.ts";
import type { MediaView, PictureView, ProfileView } from "../../views.ts";
import { Button } from "#web/ui/elements.tsx";
import { useOffice } from "../office.tsx";
import { PictureRights } from "../pictures/rights.tsx";
import { Upload } from "../pictures/upload.tsx";
import { shownFor } from "../shown.ts";
import { ShownMedia } from "../shown-media.tsx";
import { Captions } from "./captions.tsx";
import { FromLibrary } from "./from-library.tsx";
import { FramingDialog } from "./framing.tsx";
import { PageText } from "./page-text.tsx";
import { altFieldId } from "./spots.ts";

/** As many as a draft holds. */
const MOST_PICTURES = 20;

/** Pictures, each with what it shows told in every language of the council (EDI-R3). */
export function Pictures({ content, change, known, languages, profiles, onLearn }: {
  readonly content: DraftContent;
  readonly change: (update: (content: DraftContent) => DraftContent) => void;
  readonly known: readonly MediaView[];
  readonly languages: readonly string[];
  /** The profiles that are chosen. */
  readonly profiles: readonly ProfileView[];
  /** A picture has other rights, or a part of it was cut out: what the checks say may have changed. */
  readonly onLearn: () => void;
}) {
  const { t, format } = useOffice();
  const [choosing, setChoosing] = useState(false);
  const [framed, setFramed] = useState<string>();
  const [added, setAdded] = useState<readonly MediaView[]>([]);
  const add = (asset: MediaView) => {
    setAdded((all) => [...all, asset]);
    change((now) => (now.media.some(({ assetId }) => assetId === asset.assetId) ? now : { ...now, media: [...now.media, { assetId: asset.assetId, alt: {} }] }));
  };
  const learn = (picture: MediaView) => {
    setAdded((all) => [...all.filter(({ assetId }) => assetId !== picture.assetId), picture]);
    onLearn();
  };
  const take = (picture: PictureView) => {
    setChoosing(false);
    setAdded((all) => [...all, picture]);
    change((now) => now.media.some(({ assetId }) => assetId === picture.assetId) ? now : { ...now, media: [...now.media, { assetId: picture.assetId, alt: { ...picture.alt } }] });
  };
  const framedWords = ({ frame, frames, focus }: DraftContent["media"][number]): string => {
    const own = Object.keys(frames ?? {}).length;
    return [
      frame ? t("framing.isPart", { width: frame.width, height: frame.height }) : t("framing.isWhole"),
      ...(own > 0 ? [t("framing.ownOnes", { count: own })] : []), ...(focus ? [t("framing.hasFocus")] : []),
    ].join(" ");
  };
  const assets = new Map([...added, ...known].map((asset) => [asset.assetId, asset]));
  return (
    <section className="stack tight" aria-labelledby="pictures-head">
      <h2 id="pictures-head">{t("composer.pictures")}</h2>
      <ul className="stack">
        {content.media.map(({ assetId, alt, ...rest }, index) => {
          const asset = assets.get(assetId);
          const picture = { assetId, alt, ...rest };
          const isVideo = asset !== undefined && asset.durationMs !== null;
          return (
            <li key={assetId} className="card picture">
              {asset ? <ShownMedia media={asset} shown={shownFor(asset, picture, undefined)} alt="" /> : <span className="dim">{t("composer.pictureGone")}</span>}
              <div className="stack tight">
                {languages.map((language) => (
                  <div key={language}>
                    <label htmlFor={altFieldId(index, language)}>{t(isVideo ? "composer.altOfVideo" : "composer.alt", { number: index + 1, language: format.languageName(language) })}</label>
                    <textarea
                      id={altFieldId(index, language)} className="short" lang={language} spellCheck value={alt[language] ?? ""}
                      onChange={(event) => change((now) => ({
                        ...now,
                        media: now.media.map((each, at) => (at === index ? { ...each, alt: { ...each.alt, [language]: event.target.value } } : each)),
                      }))}
                    />
                  </div>
                ))}
                <p className="dim">
                  {asset && `${asset.fileName} · ${asset.width} × ${asset.height} · ${asset.durationMs ? `${t("video.seconds", { count: Math.round(asset.durationMs / 1_000) })} · ` : ""}${format.bytes(asset.bytes)} · `}
                  <button type="button" className="link" onClick={() => change((now) => ({ ...now, media: now.media.filter((_, at) => at !== index) }))}>
                    {t(isVideo ? "composer.removeVideo" : "composer.removePicture", { number: index + 1 })}
                  </button>
                </p>
                {asset?.pageText && (
                  <PageText
                    text={asset.pageText} index={index} languages={languages} alt={alt}
                    onBegin={(language) => change((now) => ({ ...now, media: now.media.map((each) => (each.assetId === assetId ? { ...each, alt: { ...each.alt, [language]: asset.pageText ?? "" } } : each)) }))}
                  />
                )}
                {asset && !isVideo && (
                  <div className="row">
                    <Button small onClick={() => setFramed(assetId)}>{t("framing.open")}<span className="sr">: {index + 1}</span></Button>
                    <span className="dim">{framedWords(picture)}</span>
                    <FramingDialog
                      number={index + 1} open={framed === assetId} picture={asset} item={picture} profiles={profiles} onClose={() => setFramed(undefined)} onCut={learn}
                      onKeep={(next) => {
                        setFramed(undefined);
                        change((now) => ({ ...now, media: now.media.map((each) => (each.assetId === assetId ? { ...next, alt: each.alt } : each)) }));
                      }}
                    />
                  </div>
                )}
                {isVideo && <Captions video={asset} index={index} languages={languages} onChange={learn} />}
                {asset && <PictureRights picture={asset} asking onChange={learn} />}
              </div>
            </li>
          );
        })}
      </ul>
      <div>
        <p className="label" id="pictures-label">{t("composer.addPicture")}</p>
        <p className="hint" id="pictures-hint">{t("composer.addPictureHint")}</p>
        <div className="row">
          <Upload id="f-pictures" describedBy="pictures-hint" room={Math.max(0, MOST_PICTURES - content.media.length)} onAdded={add} />
          <Button onClick={() => setChoosing(true)}>{t("pictures.fromLibrary")}</Button>
        </div>
        <FromLibrary open={choosing} onClose={() => setChoosing(false)} onChoose={take} />
      </div>
    </section>
  );
}
