import { Link } from "@tanstack/react-router";
import { Note } from "#web/ui/elements.tsx";
import type { PublicationView } from "../../views.ts";
import { Changes } from "../drift/changes.tsx";
import { useOffice } from "../office.tsx";

/** The cited page is not what it was when this was sent to review: whoever decides or lets it go must know. */
export function PageChanged({ view }: { readonly view: PublicationView }) {
  const { t } = useOffice();
  if (!view.drift) return null;
  return (
    <Note tone="bad" title={t("drifts.changedBefore")}>
      <Changes changes={view.drift.changes} kind="page" />
      <p>{t("drifts.changedBeforeHint")} <Link to="/drifts/$id" params={{ id: view.drift.id }}>{t("drifts.decideHere")}</Link></p>
    </Note>
  );
}
