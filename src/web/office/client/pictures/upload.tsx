import { useMutation } from "@tanstack/react-query";
import { type ChangeEvent, useState } from "react";
import { isPdf } from "#modules/media/rules/page-text.ts";
import { Icon } from "#web/ui/icon.tsx";
import type { MediaView } from "../../views.ts";
import { uploadImage } from "../call.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { PagesDialog } from "./pages-dialog.tsx";

const ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/gif,video/mp4,video/quicktime,video/webm,application/pdf";

/** Takes files: pictures and videos as they are, of a PDF the pages that a person chooses. */
export function Upload({ id, describedBy, room = Number.POSITIVE_INFINITY, onAdded }: { readonly id: string; readonly describedBy: string; readonly room?: number; readonly onAdded: (added: MediaView) => void }) {
  const { t } = useOffice();
  const [pdfs, setPdfs] = useState<readonly File[]>([]);
  const upload = useMutation({
    mutationFn: async (files: readonly File[]) => {
      for (const file of files) {
        if (await isPagesFile(file)) setPdfs((all) => [...all, file]);
        else onAdded(await uploadImage(file));
      }
    },
  });
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    event.target.value = "";
    if (files.length > 0) upload.mutate(files);
  };
  const [pdf] = pdfs;
  return (
    <>
      {/* The browser's own button would speak the browser's language. */}
      <label className="btn file">
        <Icon name="plus" size={18} />
        {t("composer.choosePictures")}
        <input id={id} type="file" accept={ACCEPTED} multiple aria-describedby={describedBy} onChange={choose} disabled={upload.isPending} />
      </label>
      <PagesDialog
        file={pdf} room={room} onClose={() => setPdfs((all) => all.slice(1))}
        onTaken={(pictures) => {
          setPdfs((all) => all.slice(1));
          for (const picture of pictures) onAdded(picture);
        }}
      />
      <p role="status" className="dim whole-line">{upload.isPending ? t("composer.uploading") : ""}</p>
      {upload.isError && <div className="whole-line"><Failure error={upload.error} /></div>}
    </>
  );
}

/** By its bytes. What is called a video and is none is sent all the same: the answer says what it really is. */
const isPagesFile = async (file: File): Promise<boolean> => !/\.(mp4|m4v|mov|webm)$/i.test(file.name) && isPdf(new Uint8Array(await file.slice(0, 2_048).arrayBuffer()));
