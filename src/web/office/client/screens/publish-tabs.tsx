import { Link } from "@tanstack/react-router";
import { useOffice } from "../office.tsx";

/** The two halves of publishing: what the web offers and what has come of it. */
export function PublishTabs({ current }: { readonly current: "proposals" | "publications" }) {
  const { t } = useOffice();
  return (
    <nav className="tabs" aria-label={t("nav.publish")}>
      <Link to="/proposals" {...(current === "proposals" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("proposals.title")}</Link>
      <Link to="/publications" {...(current === "publications" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("publications.title")}</Link>
    </nav>
  );
}
