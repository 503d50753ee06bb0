import { Link } from "@tanstack/react-router";
import { useOffice } from "../office.tsx";

/** The webs, what on them has to be looked at again, and where they and the posts differ. */
export function SourceTabs({ current }: { readonly current: "sources" | "review" | "drifts" }) {
  const { t } = useOffice();
  return (
    <nav className="tabs" aria-label={t("nav.sources")}>
      <Link to="/sources" activeOptions={{ exact: true }} {...(current === "sources" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("flow.webs")}</Link>
      <Link to="/sources/review" {...(current === "review" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("flow.review")}</Link>
      <Link to="/drifts" {...(current === "drifts" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("drifts.title")}</Link>
    </nav>
  );
}
