import { Link } from "@tanstack/react-router";
import { useOffice } from "../office.tsx";

/** The webs, and what on them has to be looked at again. */
export function SourceTabs({ current }: { readonly current: "sources" | "review" }) {
  const { t } = useOffice();
  return (
    <nav className="tabs" aria-label={t("nav.sources")}>
      <Link to="/sources" activeOptions={{ exact: true }} {...(current === "sources" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("flow.webs")}</Link>
      <Link to="/sources/review" {...(current === "review" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("flow.review")}</Link>
    </nav>
  );
}
