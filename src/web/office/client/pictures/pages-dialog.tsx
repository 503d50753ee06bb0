import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Button, Skeleton } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { MediaView, PdfView } from "../../views.ts";
import { lookAtPdf, takePages } from "../call.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";

interface Taking {
  /** How many pictures there is room for. */
  readonly room: number;
  readonly onClose: () => void;
  readonly onTaken: (pictures: readonly MediaView[]) => void;
}

/** Shows the pages of a PDF and makes pictures of those that are chosen. */
export function PagesDialog({ file, ...taking }: Taking & { readonly file: File | undefined }) {
  const { t } = useOffice();
  return (
    <Dialog title={t("pages.title", { name: file?.name ?? "" })} open={file !== undefined} onClose={taking.onClose}>
      {file && <Pages key={`${file.name} ${file.size} ${file.lastModified}`} file={file} {...taking} />}
    </Dialog>
  );
}

function Pages({ file, room, onClose, onTaken }: Taking & { readonly file: File }) {
  const { t } = useOffice();
  const [seen, setSeen] = useState<PdfView>();
  const [failure, setFailure] = useState<unknown>();
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [wanting, setWanting] = useState(false);
  const take = useMutation({ mutationFn: (pages: readonly number[]) => takePages(file, pages), onSuccess: ({ pictures }) => onTaken(pictures) });

  useEffect(() => {
    const leaving = new AbortController();
    const look = async () => {
      try {
        const view = await lookAtPdf(file, leaving.signal);
        setSeen(view);
        // Of one page there is nothing to choose.
        if (view.pages.length === 1) setChosen([1]);
      } catch (error) {
        if (!leaving.signal.aborted) setFailure(error);
      }
    };
    void look();
    return () => leaving.abort();
  }, [file]);

  if (failure !== undefined) return <div className="stack"><Failure error={failure} /><div><Button onClick={onClose}>{t("shell.back")}</Button></div></div>;
  if (!seen) return <div className="stack"><Skeleton label={t("pages.reading")} lines={2} /><p className="dim" aria-hidden="true">{t("pages.reading")}</p><div><Button onClick={onClose}>{t("shell.back")}</Button></div></div>;
  const most = Math.min(seen.most, room);
  const full = chosen.length >= most;
  return (
    <div className="stack">
      <p className="hint">{t("pages.hint", { count: seen.pages.length, most })}</p>
      <fieldset>
        <legend className="sr">{t("pages.choose")}</legend>
        <ul className="library small pages">
          {seen.pages.map(({ page, thumbnail }) => (
            <li key={page}>
              <label className="page-choice">
                {thumbnail === null ? <span className="dim no-thumbnail">{t("pages.noThumbnail")}</span> : <img src={thumbnail} alt="" loading="lazy" />}
                <span>
                  <input
                    type="checkbox" checked={chosen.includes(page)} disabled={full && !chosen.includes(page)}
                    onChange={(event) => setChosen((all) => (event.target.checked ? [...all, page] : all.filter((each) => each !== page)).toSorted((a, b) => a - b))}
                  /> {t("pages.page", { number: page })}
                </span>
              </label>
            </li>
          ))}
        </ul>
      </fieldset>
      <p role="status" className="dim">{t("pages.chosen", { count: chosen.length })}</p>
      {wanting && chosen.length === 0 && <p className="field-error" role="alert">{t("refusal.no-pages-chosen")}</p>}
      {take.isError && <Failure error={take.error} />}
      <div className="row framing-acts">
        <Button
          look="go" busy={take.isPending}
          onClick={() => {
            setWanting(true);
            if (chosen.length > 0) take.mutate(chosen);
          }}
        >
          {t("pages.take")}
        </Button>
        <Button onClick={onClose}>{t("shell.back")}</Button>
      </div>
    </div>
  );
}
