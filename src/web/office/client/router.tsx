import { createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { parseId } from "#kernel/id.ts";
import { catalogueIds } from "#networks/contract/catalogue.ts";
import type { CalendarSearch } from "./calendar/search.ts";
import { calendarViews } from "./calendar/span.ts";
import type { CoverageSearch } from "./coverage/coverage.tsx";
import type { InboxSearch } from "./inbox/filter.ts";
import type { ProfileFilter } from "./profiles/filter.ts";
import { screen } from "./screen.ts";
import type { ConnectionSearch } from "./screens/connection.tsx";
import { Broken, Lost } from "./screens/lost.tsx";
import type { SourceFilter } from "./screens/sources.tsx";
import { Today } from "./screens/today.tsx";
import { Shell } from "./shell/shell.tsx";
import { connectionTroubles, driftTabs, inboxTabs, proposalStates, publicationStates } from "../vocabulary.ts";
import type { PublicationState } from "../views.ts";

const root = createRootRoute({ component: Shell, notFoundComponent: Lost, errorComponent: Broken });
const under = { getParentRoute: () => root } as const;

/** What an address says beyond its path; whatever cannot be read is as if it were not there. */
const textIn = (search: Record<string, unknown>, key: string): string | undefined => (typeof search[key] === "string" && search[key] !== "" ? search[key] : undefined);
const uuidIn = (search: Record<string, unknown>, key: string): string | undefined => parseId(textIn(search, key) ?? "");
const optional = <Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };

interface ProposalSearch { readonly state?: (typeof proposalStates)[number]; readonly unitId?: string; readonly cursor?: string }
interface PublicationSearch { readonly state?: PublicationState; readonly actionId?: string; readonly cursor?: string }
interface DaySearch { readonly day?: string }
interface UnitSearch { readonly unitId?: string }
interface PictureSearch { readonly words?: string; readonly cursor?: string }
/** The list stays while one goes from one conversation to the next. */
const inbox = createRoute({
  ...under, path: "/inbox", component: screen(() => import("./inbox/inbox.tsx"), "Inbox"),
  validateSearch: (search: Record<string, unknown>): InboxSearch => ({
    ...optional("tab", inboxTabs.find((tab) => tab === search["tab"])),
    ...optional("profileId", textIn(search, "profileId")), ...optional("language", textIn(search, "language")),
    ...optional("search", textIn(search, "search")), ...optional("cursor", textIn(search, "cursor")),
  }),
});
const inInbox = { getParentRoute: () => inbox } as const;

/** What a server said when it sent the person back without a connection. */
function connectionSearch(search: Record<string, unknown>): ConnectionSearch {
  return {
    ...optional("trouble", connectionTroubles.find((kind) => kind === search["trouble"])),
    ...optional("registered", textIn(search, "registered")), ...optional("allowed", textIn(search, "allowed")), ...optional("code", textIn(search, "code")),
  };
}

function coverageSearch(search: Record<string, unknown>): CoverageSearch {
  const from = textIn(search, "from");
  return {
    ...optional("from", from && /^\d{4}-\d{2}-\d{2}$/.test(from) ? from : undefined), ...optional("days", [14, 28, 90].find((days) => days === search["days"])),
    ...optional("find", textIn(search, "find")), ...optional("troubled", search["troubled"] === true ? true : undefined),
  };
}

function calendarSearch(search: Record<string, unknown>): CalendarSearch {
  const day = textIn(search, "day");
  return {
    ...optional("view", calendarViews.find((view) => view === search["view"])), ...optional("day", day && /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : undefined),
    ...optional("state", publicationStates.find((state) => state === search["state"])), ...optional("network", catalogueIds.find((network) => network === search["network"])),
    ...optional("profileId", uuidIn(search, "profileId")), ...optional("unitId", uuidIn(search, "unitId")), ...optional("language", textIn(search, "language")), ...optional("actionId", uuidIn(search, "actionId")),
  };
}

const routes = [
  inbox.addChildren([createRoute({ ...inInbox, path: "/", component: screen(() => import("./inbox/inbox.tsx"), "NoThread") }), createRoute({ ...inInbox, path: "$id", component: screen(() => import("./inbox/thread.tsx"), "Thread") })]),
  createRoute({ ...under, path: "/", component: Today }),
  createRoute({
    ...under, path: "/proposals", component: screen(() => import("./screens/proposals.tsx"), "Proposals"),
    validateSearch: (search: Record<string, unknown>): ProposalSearch => ({
      ...optional("state", proposalStates.find((state) => state === search["state"])),
      ...optional("unitId", textIn(search, "unitId")), ...optional("cursor", textIn(search, "cursor")),
    }),
  }),
  createRoute({
    ...under, path: "/publications", component: screen(() => import("./screens/publications.tsx"), "Publications"),
    validateSearch: (search: Record<string, unknown>): PublicationSearch => ({
      ...optional("state", publicationStates.find((state) => state === search["state"])), ...optional("actionId", uuidIn(search, "actionId")), ...optional("cursor", textIn(search, "cursor")),
    }),
  }),
  createRoute({ ...under, path: "/calendar", component: screen(() => import("./calendar/calendar.tsx"), "Calendar"), validateSearch: calendarSearch }),
  createRoute({
    ...under, path: "/day", component: screen(() => import("./flow/day.tsx"), "MunicipalDay"),
    validateSearch: (search: Record<string, unknown>): DaySearch => ({ ...optional("day", textIn(search, "day")) }),
  }),
  createRoute({ ...under, path: "/ideas", component: screen(() => import("./flow/ideas.tsx"), "Ideas") }),
  createRoute({
    ...under, path: "/sources/review", component: screen(() => import("./flow/review.tsx"), "Reviews"),
    validateSearch: (search: Record<string, unknown>): UnitSearch => ({ ...optional("unitId", textIn(search, "unitId")) }),
  }),
  createRoute({
    ...under, path: "/pictures", component: screen(() => import("./screens/pictures.tsx"), "PictureLibrary"),
    validateSearch: (search: Record<string, unknown>): PictureSearch => ({ ...optional("words", textIn(search, "words")), ...optional("cursor", textIn(search, "cursor")) }),
  }),
  createRoute({ ...under, path: "/actions", component: screen(() => import("./actions/actions.tsx"), "Actions") }),
  createRoute({ ...under, path: "/actions/$id", component: screen(() => import("./actions/action.tsx"), "Action") }),
  createRoute({ ...under, path: "/templates", component: screen(() => import("./screens/templates.tsx"), "Templates") }),
  createRoute({ ...under, path: "/new", component: screen(() => import("./screens/new-publication.tsx"), "NewPublication") }),
  createRoute({ ...under, path: "/later-reviews", component: screen(() => import("./publication/later-reviews.tsx"), "LaterReviews") }),
  createRoute({ ...under, path: "/publications/$id", component: screen(() => import("./publication/publication.tsx"), "Publication") }),
  createRoute({ ...under, path: "/publications/$id/write", component: screen(() => import("./composer/composer.tsx"), "Composer") }),
  createRoute({ ...under, path: "/publications/$id/review", component: screen(() => import("./publication/review.tsx"), "Review") }),
  createRoute({
    ...under, path: "/sources", component: screen(() => import("./screens/sources.tsx"), "Sources"),
    validateSearch: (search: Record<string, unknown>): SourceFilter => ({ ...optional("q", textIn(search, "q")), ...optional("state", textIn(search, "state")) }),
  }),
  createRoute({ ...under, path: "/sources/$id", component: screen(() => import("./sources/source-page.tsx"), "SourcePage") }),
  createRoute({
    ...under, path: "/drifts", component: screen(() => import("./drift/drifts.tsx"), "Drifts"),
    validateSearch: (search: Record<string, unknown>): { readonly tab?: (typeof driftTabs)[number] } => optional("tab", driftTabs.find((tab) => tab === search["tab"])),
  }),
  createRoute({ ...under, path: "/drifts/$id", component: screen(() => import("./drift/drift.tsx"), "Drift") }),
  createRoute({
    ...under, path: "/profiles", component: screen(() => import("./screens/profiles.tsx"), "Profiles"),
    validateSearch: (search: Record<string, unknown>): ConnectionSearch & ProfileFilter => ({
      ...connectionSearch(search), ...optional("q", textIn(search, "q")), ...optional("state", textIn(search, "state")), ...optional("network", textIn(search, "network")), ...optional("unitId", textIn(search, "unitId")),
    }),
  }),
  createRoute({ ...under, path: "/profiles/impostors", component: screen(() => import("./profiles/impostors.tsx"), "Impostors") }),
  createRoute({ ...under, path: "/profiles/import", component: screen(() => import("./profiles/import.tsx"), "Import") }),
  createRoute({ ...under, path: "/requests", component: screen(() => import("./requests/requests.tsx"), "Requests") }),
  createRoute({ ...under, path: "/requests/$id", component: screen(() => import("./requests/request.tsx"), "Request") }),
  createRoute({ ...under, path: "/requests/$id/$section", component: screen(() => import("./requests/section.tsx"), "RequestSectionScreen") }),
  createRoute({ ...under, path: "/profiles/new", component: screen(() => import("./screens/profiles.tsx"), "EnterProfile") }),
  createRoute({ ...under, path: "/profiles/$id", component: screen(() => import("./screens/profiles.tsx"), "Profile"), validateSearch: connectionSearch }),
  createRoute({
    ...under, path: "/archive", component: screen(() => import("./screens/archive.tsx"), "Archive"),
    validateSearch: (search: Record<string, unknown>): { readonly cursor?: string } => optional("cursor", textIn(search, "cursor")),
  }),
  createRoute({ ...under, path: "/coverage", component: screen(() => import("./coverage/coverage.tsx"), "Coverage"), validateSearch: coverageSearch }),
  createRoute({ ...under, path: "/coverage/absences", component: screen(() => import("./coverage/absences.tsx"), "Absences") }),
  createRoute({ ...under, path: "/coverage/team", component: screen(() => import("./coverage/team.tsx"), "Team") }),
  createRoute({ ...under, path: "/dedication", component: screen(() => import("./dedication/dedication.tsx"), "Dedication") }),
  createRoute({ ...under, path: "/settings/people", component: screen(() => import("./screens/people.tsx"), "People") }),
  createRoute({ ...under, path: "/settings/people/$id", component: screen(() => import("./screens/person.tsx"), "PersonPage") }),
  createRoute({ ...under, path: "/settings/organisation", component: screen(() => import("./screens/organisation.tsx"), "Organisation") }),
  createRoute({ ...under, path: "/settings/policy", component: screen(() => import("./screens/policy.tsx"), "Policy") }),
  createRoute({ ...under, path: "/settings/review", component: screen(() => import("./screens/access-review.tsx"), "AccessReview") }),
  createRoute({ ...under, path: "/settings/contracts", component: screen(() => import("./screens/contracts.tsx"), "Contracts") }),
  createRoute({ ...under, path: "/settings/holidays", component: screen(() => import("./screens/holidays.tsx"), "Holidays") }),
  createRoute({ ...under, path: "/settings/account", component: screen(() => import("./screens/account.tsx"), "Account") }),
] as const;

/** Every address of the back office; all are under `/app`. */
export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: "/app",
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: Lost,
  scrollRestoration: true,
  defaultPreload: "intent",
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
