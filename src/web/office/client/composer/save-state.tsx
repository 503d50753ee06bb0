import { useOffice } from "../office.tsx";
import type { KeeperState } from "./draft-keeper.ts";

/** Whether what was typed is safe, and since when. */
export function SaveState({ draft, onSave, quiet }: { readonly draft: KeeperState; readonly onSave: () => void; readonly quiet?: boolean }) {
  const { t, format, say } = useOffice();
  const { status } = draft;
  const words = {
    saved: t("composer.saved", { time: format.time(draft.savedAt) }),
    typing: t("composer.typing"),
    saving: t("composer.saving"),
    unsaved: t("composer.unsaved"),
    conflict: t("composer.conflictShort"),
  }[status.kind];
  const tone = { saved: "ok", typing: "dim", saving: "dim", unsaved: "bad", conflict: "bad" }[status.kind];
  return (
    <div className="save-state" {...(quiet ? {} : { role: "status" })}>
      <span className={tone}>{words}</span>
      {status.kind === "unsaved" && !quiet && <span className="dim"> {say(status.trouble)} {status.again && t("composer.keptHere")}</span>}
      {status.kind === "conflict" && quiet && <> <button type="button" className="link" onClick={goToConflict}>{t("composer.seeBoth")}</button></>}
      {status.kind === "unsaved" && <> <button type="button" className="link" onClick={onSave}>{t("composer.saveNow")}</button></>}
    </div>
  );
}

function goToConflict(): void {
  const both = document.getElementById("conflict");
  both?.scrollIntoView({ block: "start" });
  both?.focus({ preventScroll: true });
}
