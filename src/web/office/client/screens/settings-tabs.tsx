import { Link } from "@tanstack/react-router";
import { useOffice } from "../office.tsx";

export function SettingsTabs({ current }: { readonly current: "people" | "review" | "organisation" | "policy" | "contracts" | "holidays" | "account" }) {
  const { t, may } = useOffice();
  return (
    <nav className="tabs" aria-label={t("nav.settings")}>
      {may("people.read") && <Link to="/settings/people" {...(current === "people" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("people.title")}</Link>}
      {may("access.read-review") && <Link to="/settings/review" {...(current === "review" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("accessReview.title")}</Link>}
      {may("office.read") && <Link to="/settings/organisation" {...(current === "organisation" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("organisation.title")}</Link>}
      {may("office.read") && <Link to="/settings/policy" {...(current === "policy" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("policy.title")}</Link>}
      {may("contract.read") && <Link to="/settings/contracts" {...(current === "contracts" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("contracts.title")}</Link>}
      {may("calendar.edit") && <Link to="/settings/holidays" {...(current === "holidays" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("holidays.title")}</Link>}
      <Link to="/settings/account" {...(current === "account" ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t("nav.account")}</Link>
    </nav>
  );
}
