import { Link } from "@tanstack/react-router";
import { useOffice } from "../office.tsx";

/** The register, and what leads to it and away from it. */
export function ProfileTabs({ current }: { readonly current: "profiles" | "requests" | "impostors" | "import" }) {
  const { t, may } = useOffice();
  const tabs = [
    { key: "profiles", to: "/profiles", shown: true }, { key: "requests", to: "/requests", shown: may("request.read") },
    { key: "impostors", to: "/profiles/impostors", shown: true }, { key: "import", to: "/profiles/import", shown: may("profile.enter") },
  ] as const;
  return (
    <nav className="tabs" aria-label={t("nav.profiles")}>
      {tabs.filter(({ shown }) => shown).map(({ key, to }) => <Link key={key} to={to} activeOptions={{ exact: true, includeSearch: false }} {...(key === current ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t(`profileTabs.${key}`)}</Link>)}
    </nav>
  );
}
