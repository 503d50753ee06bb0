import { Link } from "@tanstack/react-router";
import { useOffice } from "../office.tsx";

/** Publishing: what the web offers, what has come of it, and the pictures to show. */
export function PublishTabs({ current }: { readonly current: "proposals" | "publications" | "pictures" }) {
  const { t } = useOffice();
  return (
    <nav className="tabs" aria-label={t("nav.publish")}>
      <Link to="/proposals" {...(current === "proposals" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("proposals.title")}</Link>
      <Link to="/publications" {...(current === "publications" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("publications.title")}</Link>
      <Link to="/pictures" {...(current === "pictures" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("pictures.title")}</Link>
    </nav>
  );
}
