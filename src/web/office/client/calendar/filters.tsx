import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { CalendarView } from "../../calendar-views.ts";
import { publicationStates } from "../../vocabulary.ts";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";
import type { CalendarSearch } from "./search.ts";
import { useNarrow } from "./use-narrow.ts";

type Member = "profileId" | "unitId" | "state" | "language" | "network" | "actionId";

/** What of the calendar is shown; it stands in the address, so that a view can be kept or sent to somebody. */
export function Filters({ profiles }: { readonly profiles: CalendarView["profiles"] }) {
  const { session, t, format, text } = useOffice();
  const search = useSearch({ from: "/calendar" });
  const navigate = useNavigate({ from: "/calendar" });
  const units = useRead("GET /units", {});
  const set = (member: Member, value: string) => {
    const { [member]: _, ...rest } = search;
    void navigate({ search: (value === "" ? rest : { ...rest, [member]: value }) as CalendarSearch });
  };
  const choose = (member: Member, label: string, options: ReactNode) => (
    <div>
      <label htmlFor={`cal-${member}`}>{label}</label>
      <select id={`cal-${member}`} value={search[member] ?? ""} onChange={(event) => set(member, event.target.value)}>
        <option value="">{t("calendar.all")}</option>
        {options}
      </select>
    </div>
  );
  const actions = useRead("GET /actions", {}).data ?? [];
  const narrow = useNarrow();
  const chosen = (["profileId", "unitId", "state", "language", "network", "actionId"] as const).filter((member) => search[member] !== undefined).length;
  const networks = [...new Set(profiles.map(({ network }) => network))];
  const fields = (
    <div className="cal-filters no-print" role="group" aria-label={t("calendar.filters")}>
      {choose("profileId", t("calendar.profile"), profiles.map((profile) => <option key={profile.id} value={profile.id}>{text(profile.name)}</option>))}
      {choose("network", t("calendar.network"), networks.map((network) => <option key={network} value={network}>{t(`network.${network}`)}</option>))}
      {choose("unitId", t("calendar.unit"), units.data?.filter(({ kind }) => kind === "department" || kind === "entity").map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>))}
      {choose("state", t("calendar.state"), publicationStates.filter((state) => state !== "cancelled").map((state) => <option key={state} value={state}>{t(`state.${state}`)}</option>))}
      {actions.length > 0 && choose("actionId", t("actions.short"), actions.filter((action) => action.state !== "closed" || action.id === search.actionId).map((action) => <option key={action.id} value={action.id}>{text(action.title)}</option>))}
      {choose("language", t("calendar.language"), session.council.languages.map((tag) => <option key={tag} value={tag}>{format.languageName(tag)}</option>))}
    </div>
  );
  return narrow ? <details open={chosen > 0}><summary>{t("calendar.filters")}</summary>{fields}</details> : fields;
}
