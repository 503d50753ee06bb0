import { createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { Composer } from "./composer/composer.tsx";
import type { InboxSearch } from "./inbox/filter.ts";
import { Absences } from "./coverage/absences.tsx";
import { Coverage, type CoverageSearch } from "./coverage/coverage.tsx";
import { Team } from "./coverage/team.tsx";
import { Dedication } from "./dedication/dedication.tsx";
import { Inbox, NoThread } from "./inbox/inbox.tsx";
import { Thread } from "./inbox/thread.tsx";
import { Publication } from "./publication/publication.tsx";
import { Review } from "./publication/review.tsx";
import type { ProfileFilter } from "./profiles/filter.ts";
import { Import } from "./profiles/import.tsx";
import { Impostors } from "./profiles/impostors.tsx";
import { Request } from "./requests/request.tsx";
import { RequestSectionScreen } from "./requests/section.tsx";
import { Requests } from "./requests/requests.tsx";
import { Account } from "./screens/account.tsx";
import { Archive } from "./screens/archive.tsx";
import { type ConnectionSearch, connectionTroubles } from "./screens/connection.tsx";
import { Contracts } from "./screens/contracts.tsx";
import { Organisation } from "./screens/organisation.tsx";
import { Policy } from "./screens/policy.tsx";
import { AccessReview } from "./screens/access-review.tsx";
import { Broken, Lost } from "./screens/lost.tsx";
import { NewPublication } from "./screens/new-publication.tsx";
import { People } from "./screens/people.tsx";
import { PersonPage } from "./screens/person.tsx";
import { Holidays } from "./screens/holidays.tsx";
import { EnterProfile, Profile, Profiles } from "./screens/profiles.tsx";
import { type ProposalState, Proposals, proposalStates } from "./screens/proposals.tsx";
import { Publications, stateOrder } from "./screens/publications.tsx";
import { type SourceFilter, Sources } from "./screens/sources.tsx";
import { SourcePage } from "./sources/source-page.tsx";
import { Today } from "./screens/today.tsx";
import { Shell } from "./shell/shell.tsx";
import { inboxTabs } from "../vocabulary.ts";
import type { PublicationState } from "../views.ts";

const root = createRootRoute({ component: Shell, notFoundComponent: Lost, errorComponent: Broken });
const under = { getParentRoute: () => root } as const;

/** What an address says beyond its path; whatever cannot be read is as if it were not there. */
const textIn = (search: Record<string, unknown>, key: string): string | undefined => (typeof search[key] === "string" && search[key] !== "" ? search[key] : undefined);
const optional = <Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };

interface ProposalSearch { readonly state?: ProposalState; readonly unitId?: string; readonly cursor?: string }
interface PublicationSearch { readonly state?: PublicationState; readonly cursor?: string }
/** The list stays while one goes from one conversation to the next. */
const inbox = createRoute({
  ...under, path: "/inbox", component: Inbox,
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

const routes = [
  inbox.addChildren([createRoute({ ...inInbox, path: "/", component: NoThread }), createRoute({ ...inInbox, path: "$id", component: Thread })]),
  createRoute({ ...under, path: "/", component: Today }),
  createRoute({
    ...under, path: "/proposals", component: Proposals,
    validateSearch: (search: Record<string, unknown>): ProposalSearch => ({
      ...optional("state", proposalStates.find((state) => state === search["state"])),
      ...optional("unitId", textIn(search, "unitId")), ...optional("cursor", textIn(search, "cursor")),
    }),
  }),
  createRoute({
    ...under, path: "/publications", component: Publications,
    validateSearch: (search: Record<string, unknown>): PublicationSearch => ({
      ...optional("state", stateOrder.find((state) => state === search["state"])), ...optional("cursor", textIn(search, "cursor")),
    }),
  }),
  createRoute({ ...under, path: "/new", component: NewPublication }),
  createRoute({ ...under, path: "/publications/$id", component: Publication }),
  createRoute({ ...under, path: "/publications/$id/write", component: Composer }),
  createRoute({ ...under, path: "/publications/$id/review", component: Review }),
  createRoute({
    ...under, path: "/sources", component: Sources,
    validateSearch: (search: Record<string, unknown>): SourceFilter => ({ ...optional("q", textIn(search, "q")), ...optional("state", textIn(search, "state")) }),
  }),
  createRoute({ ...under, path: "/sources/$id", component: SourcePage }),
  createRoute({
    ...under, path: "/profiles", component: Profiles,
    validateSearch: (search: Record<string, unknown>): ConnectionSearch & ProfileFilter => ({
      ...connectionSearch(search), ...optional("q", textIn(search, "q")), ...optional("state", textIn(search, "state")), ...optional("network", textIn(search, "network")), ...optional("unitId", textIn(search, "unitId")),
    }),
  }),
  createRoute({ ...under, path: "/profiles/impostors", component: Impostors }),
  createRoute({ ...under, path: "/profiles/import", component: Import }),
  createRoute({ ...under, path: "/requests", component: Requests }),
  createRoute({ ...under, path: "/requests/$id", component: Request }),
  createRoute({ ...under, path: "/requests/$id/$section", component: RequestSectionScreen }),
  createRoute({ ...under, path: "/profiles/new", component: EnterProfile }),
  createRoute({ ...under, path: "/profiles/$id", component: Profile, validateSearch: connectionSearch }),
  createRoute({
    ...under, path: "/archive", component: Archive,
    validateSearch: (search: Record<string, unknown>): { readonly cursor?: string } => optional("cursor", textIn(search, "cursor")),
  }),
  createRoute({ ...under, path: "/coverage", component: Coverage, validateSearch: coverageSearch }),
  createRoute({ ...under, path: "/coverage/absences", component: Absences }),
  createRoute({ ...under, path: "/coverage/team", component: Team }),
  createRoute({ ...under, path: "/dedication", component: Dedication }),
  createRoute({ ...under, path: "/settings/people", component: People }),
  createRoute({ ...under, path: "/settings/people/$id", component: PersonPage }),
  createRoute({ ...under, path: "/settings/organisation", component: Organisation }),
  createRoute({ ...under, path: "/settings/policy", component: Policy }),
  createRoute({ ...under, path: "/settings/review", component: AccessReview }),
  createRoute({ ...under, path: "/settings/contracts", component: Contracts }),
  createRoute({ ...under, path: "/settings/holidays", component: Holidays }),
  createRoute({ ...under, path: "/settings/account", component: Account }),
] as const;

/** Every address of the back office; all are under `/app`. */
export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: "/app",
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: Lost,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
