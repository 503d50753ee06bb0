import { useSearch } from "@tanstack/react-router";
import type { InboxTab } from "../../views.ts";

/** What the address of the inbox says; what is not there is the usual. */
export interface InboxSearch {
  readonly tab?: InboxTab;
  readonly profileId?: string;
  readonly language?: string;
  readonly search?: string;
  readonly cursor?: string;
}

export const useInboxSearch = (): InboxSearch => useSearch({ from: "/inbox" });

/** The same, as the server is asked. */
export function useInboxFilter(): InboxSearch & { readonly tab: InboxTab } {
  const { tab = "waiting", ...rest } = useInboxSearch();
  return { tab, ...rest };
}

export const isNarrowed = ({ profileId, language, search }: InboxSearch): boolean => profileId !== undefined || language !== undefined || search !== undefined;

/** The address after a choice: it says only what narrows the list, and begins the list anew. */
export function narrowed(before: InboxSearch, change: InboxSearch): InboxSearch {
  return Object.fromEntries(Object.entries({ ...before, ...change, cursor: "" }).filter(([, value]) => value !== ""));
}
