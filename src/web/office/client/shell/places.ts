import type { Action } from "#modules/authority/index.ts";
import type { MessageKey } from "#web/i18n/translate.ts";
import type { IconName } from "#web/ui/icon.tsx";

export interface Place {
  readonly to: "/" | "/proposals" | "/publications" | "/inbox" | "/calendar" | "/sources" | "/profiles" | "/coverage" | "/archive" | "/settings/people" | "/settings/account";
  readonly label: MessageKey;
  readonly icon: IconName;
  /** Second key after G. */
  readonly key: string;
  /** Part of the address by which the place is the current one, besides its own. */
  readonly also?: readonly string[];
  readonly needs: Action;
  /** On a phone it is behind «More». */
  readonly behindMore?: true;
}

/** Where one can go; only what exists. The order is that of a working day. */
export const places: readonly Place[] = [
  { to: "/", label: "nav.today", icon: "today", key: "h", needs: "office.read" },
  { to: "/proposals", label: "nav.publish", icon: "horn", key: "p", also: ["/publications", "/later-reviews", "/new", "/day", "/ideas", "/pictures", "/templates", "/actions"], needs: "office.read" },
  { to: "/inbox", label: "nav.inbox", icon: "inbox", key: "b", needs: "conversation.read" },
  { to: "/calendar", label: "nav.calendar", icon: "calendar", key: "c", needs: "office.read" },
  { to: "/sources", label: "nav.sources", icon: "globe", key: "f", also: ["/drifts"], needs: "office.read", behindMore: true },
  { to: "/profiles", label: "nav.profiles", icon: "badge", key: "r", also: ["/requests"], needs: "office.read" },
  { to: "/coverage", label: "nav.coverage", icon: "calm", key: "o", also: ["/dedication"], needs: "coverage.read", behindMore: true },
  { to: "/archive", label: "nav.archive", icon: "archive", key: "a", needs: "office.read", behindMore: true },
  { to: "/settings/people", label: "nav.settings", icon: "settings", key: "s", also: ["/settings"], needs: "people.read", behindMore: true },
];

/** Screens inside the places, for who asks for them by name. */
export const insidePlaces = [
  { to: "/publications", label: "publications.title", needs: "office.read" },
  { to: "/later-reviews", label: "laterReviews.title", needs: "publication.decide" },
  { to: "/drifts", label: "drifts.title", needs: "office.read" },
  { to: "/day", label: "flow.day", needs: "office.read" },
  { to: "/ideas", label: "flow.ideas", needs: "office.read" },
  { to: "/actions", label: "actions.all", needs: "office.read" },
  { to: "/templates", label: "templates.title", needs: "office.read" },
  { to: "/pictures", label: "pictures.title", needs: "office.read" },
  { to: "/sources/review", label: "flow.review", needs: "office.read" },
  { to: "/requests", label: "profileTabs.requests", needs: "request.read" },
  { to: "/profiles/impostors", label: "profileTabs.impostors", needs: "office.read" },
  { to: "/coverage/absences", label: "coverage.tab.absences", needs: "coverage.read" },
  { to: "/coverage/team", label: "coverage.tab.team", needs: "coverage.read" },
  { to: "/dedication", label: "dedication.title", needs: "coverage.read" },
  { to: "/settings/review", label: "accessReview.title", needs: "access.read-review" },
  { to: "/settings/organisation", label: "organisation.title", needs: "office.read" },
  { to: "/settings/policy", label: "policy.title", needs: "office.read" },
  { to: "/settings/contracts", label: "contracts.title", needs: "contract.read" },
  { to: "/settings/holidays", label: "holidays.title", needs: "calendar.edit" },
  { to: "/settings/account", label: "nav.account", needs: "account.own" },
] as const satisfies readonly { readonly to: string; readonly label: MessageKey; readonly needs: Action }[];

export const isCurrent = (place: Place, pathname: string): boolean =>
  place.to === "/" ? pathname === "/" : [place.to, ...(place.also ?? [])].some((start) => pathname === start || pathname.startsWith(`${start}/`));
