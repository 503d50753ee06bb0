import { Link } from "@tanstack/react-router";
import { useOffice } from "../office.tsx";

/** Publishing: what the web offers and how the day goes, ideas, what has come of them, what is said again, and the pictures to show. */
export function PublishTabs({ current }: { readonly current: "proposals" | "day" | "ideas" | "publications" | "actions" | "templates" | "pictures" }) {
  const { t } = useOffice();
  return (
    <nav className="tabs" aria-label={t("nav.publish")}>
      <Link to="/proposals" {...(current === "proposals" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("proposals.title")}</Link>
      <Link to="/day" {...(current === "day" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("flow.day")}</Link>
      <Link to="/ideas" {...(current === "ideas" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("flow.ideas")}</Link>
      <Link to="/publications" {...(current === "publications" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("publications.title")}</Link>
      <Link to="/actions" {...(current === "actions" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("actions.tab")}</Link>
      <Link to="/templates" {...(current === "templates" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("templates.title")}</Link>
      <Link to="/pictures" {...(current === "pictures" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("pictures.title")}</Link>
    </nav>
  );
}
