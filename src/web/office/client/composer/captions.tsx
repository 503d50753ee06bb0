import type { MediaView } from "../../views.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { captionsFieldId } from "./spots.ts";

/** What is said in a video, in each language of the council (EDI-R4): a file for each. */
export function Captions({ video, index, languages, onChange }: {
  readonly video: MediaView;
  readonly index: number;
  readonly languages: readonly string[];
  readonly onChange: (video: MediaView) => void;
}) {
  const { t, format } = useOffice();
  const set = useWrite("PUT /pictures/:id/captions");
  const give = (language: string, text: string | null) => set.mutate({ id: video.assetId, language, text }, { onSuccess: onChange });
  return (
    <fieldset className="stack tight">
      <legend>{t("video.captions")}</legend>
      <p className="hint" id={`captions-hint-${index}`}>{t("video.captionsHint")}</p>
      {languages.map((language) => {
        const there = video.captions.find((each) => each.language === language);
        return (
          <p key={language} className="row wide">
            <span>{format.languageName(language)} <span className={there ? "ok" : "bad"}>{there ? t("video.cues", { count: there.cues }) : t("video.none")}</span></span>
            {/* The browser's own button would speak the browser's language. */}
            <label className="btn small file">
              {t("video.choose")}<span className="sr">: {t("video.captionsIn", { language: format.languageName(language) })}</span>
              <input
                id={captionsFieldId(index, language)} type="file" accept=".vtt,.srt,text/vtt,application/x-subrip" aria-describedby={`captions-hint-${index}`} disabled={set.isPending}
                onChange={(event) => {
                  const [file] = event.target.files ?? [];
                  event.target.value = "";
                  if (file) void file.text().then((text) => give(language, text));
                }}
              />
            </label>
            {there && <button type="button" className="link" onClick={() => give(language, null)}>{t("video.takeAway")}<span className="sr">: {format.languageName(language)}</span></button>}
          </p>
        );
      })}
      {set.isError && <Failure error={set.error} />}
    </fieldset>
  );
}
