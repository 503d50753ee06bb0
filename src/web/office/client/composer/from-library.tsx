import { useState } from "react";
import { Button, Empty, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { PictureView } from "../../views.ts";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Loaded } from "../page.tsx";
import { ShownMedia } from "../shown-media.tsx";

/** Chooses a picture that the council has already, with what was said of it the last time. */
export function FromLibrary({ open, onClose, onChoose }: { readonly open: boolean; readonly onClose: () => void; readonly onChoose: (picture: PictureView) => void }) {
  const { t } = useOffice();
  const [words, setWords] = useState("");
  const library = useRead("GET /pictures", { words: words.trim() }, { enabled: open });
  return (
    <Dialog title={t("pictures.fromLibrary")} open={open} onClose={onClose}>
      <div className="stack">
        <Field label={t("pictures.search")} hint={t("pictures.searchHint")}>{(ties) => <input {...ties} type="search" value={words} maxLength={100} onChange={(event) => setWords(event.target.value)} />}</Field>
        <Loaded read={library}>
          {({ pictures }) => pictures.length === 0 ? <Empty icon="search" title={t(words.trim() ? "pictures.noneFound" : "pictures.none")} /> : (
            <ul className="library small">
              {pictures.map((picture) => (
                <li key={picture.assetId}>
                  {picture.durationMs === null
                    ? <button type="button" className="picture-frame" onClick={() => onChoose(picture)}><img src={picture.url} alt={t("pictures.take", { name: picture.fileName })} width={picture.width} height={picture.height} loading="lazy" /></button>
                    : <div className="picture-frame"><ShownMedia media={picture} alt={picture.fileName} /><Button small onClick={() => onChoose(picture)}>{t("pictures.take", { name: picture.fileName })}</Button></div>}
                </li>
              ))}
            </ul>
          )}
        </Loaded>
        <div><Button onClick={onClose}>{t("shell.back")}</Button></div>
      </div>
    </Dialog>
  );
}
