import type { DraftContent } from "../../draft-content.ts";
import { withProfile } from "./content.ts";

/** Profiles that are chosen together. */
export interface ProfileGroup {
  readonly id: string;
  readonly profiles: readonly string[];
}

/** What a group comes to now: those of it that may be chosen, those that drop out, and whether all of the first are chosen. */
export function groupNow(group: ProfileGroup, content: Pick<DraftContent, "profiles">, choosable: ReadonlySet<string>) {
  const able = group.profiles.filter((id) => choosable.has(id));
  return { able, left: group.profiles.filter((id) => !choosable.has(id)), chosen: able.length > 0 && able.every((id) => content.profiles.includes(id)) };
}

/** Chooses all of a group beside what is chosen, or takes all of it out again. */
export const withGroup = (content: DraftContent, group: ProfileGroup, chosen: boolean, choosable: ReadonlySet<string>, order: readonly string[]): DraftContent =>
  groupNow(group, content, choosable).able.reduce((now, id) => withProfile(now, id, chosen, order), content);
