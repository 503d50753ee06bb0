import type { ProfileView } from "../../views.ts";

/** What the address says of the list: words, and one of each of the rest. */
export interface ProfileFilter {
  readonly q?: string;
  readonly state?: string;
  readonly network?: string;
  readonly unitId?: string;
}

const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** Whether a profile is one that is looked for; without a state, those that were only found stay out. */
export function isWanted(profile: ProfileView, filter: ProfileFilter): boolean {
  const words = plain(filter.q ?? "").split(/\s+/).filter((word) => word !== "");
  const own = plain([profile.handle, profile.address, ...Object.values(profile.displayName), ...Object.values(profile.unit ?? {}), profile.promoter ?? "", ...profile.managers.map(({ name }) => name)].join(" "));
  return words.every((word) => own.includes(word))
    && (filter.state === undefined || profile.state === filter.state)
    && (filter.network === undefined || profile.network === filter.network)
    && (filter.unitId === undefined || profile.unitId === filter.unitId);
}
