import { Link } from "@tanstack/react-router";
import { useOffice } from "../office.tsx";

const tabs = [
  { to: "/coverage", label: "coverage.tab.grid" }, { to: "/coverage/absences", label: "coverage.tab.absences" }, { to: "/coverage/team", label: "coverage.tab.team" },
  { to: "/dedication", label: "coverage.tab.dedication" },
] as const;

/** From one screen of the teams to another. */
export function CoverageTabs({ current }: { readonly current: (typeof tabs)[number]["to"] }) {
  const { t } = useOffice();
  return (
    <nav className="tabs" aria-label={t("coverage.title")}>
      {tabs.map(({ to, label }) => <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }} {...(current === to ? { "aria-current": "page" as const } : { "aria-current": undefined })}>{t(label)}</Link>)}
    </nav>
  );
}
