import type { Id } from "#kernel/id.ts";
import type { Json } from "#kernel/json.ts";
import { type ActorFacts, can, mayAnywhere } from "#modules/authority/index.ts";

/** Whoever watches a stream. */
export interface Viewer {
  readonly sessionId: Id<"session">;
  readonly personId: Id<"person">;
  readonly facts: ActorFacts;
  /** Changes with the person's appointments: what was allowed by others is asked again. */
  readonly rights: string;
}

/** What is told of an event to decide who may know that it happened. */
export interface Happening {
  readonly kind: string;
  readonly subject_type: string;
  readonly subject_id: Id<string>;
  readonly data: { readonly [key: string]: Json };
}

/** May this person know that this happened to this thing? By the type of the thing; a type without an answer is nobody's. */
export type Audiences = Readonly<Record<string, (viewer: Viewer, happening: Happening) => boolean>>;

const staff = ({ facts }: Viewer): boolean => can(facts, "office.read", {}).ok;
// That somebody signed in, was invited or holds a token concerns that person and who manages people.
const privateKinds = /^(session|token)\./;

/** What the screens of the back office show of each type of thing. */
export const officeAudiences: Audiences = {
  publication: staff,
  profile: staff,
  "profile-group": staff,
  template: staff,
  "communication-action": staff,
  "profile-request": ({ facts }) => can(facts, "request.read", {}).ok,
  "impostor-case": staff,
  "audience-fact": ({ facts }) => can(facts, "request.read", {}).ok,
  source: staff,
  drift: staff,
  item: staff,
  holiday: staff,
  contract: ({ facts }) => mayAnywhere(facts, "contract.read"),
  act: staff,
  review: ({ facts }) => mayAnywhere(facts, "access.read-review"),
  unit: staff,
  stop: staff,
  // That something about the teams has changed, not what: the screens ask, and see what they may.
  absence: ({ facts }) => mayAnywhere(facts, "coverage.read"),
  substitution: ({ facts }) => mayAnywhere(facts, "coverage.read"),
  duty: ({ facts }) => mayAnywhere(facts, "coverage.read"),
  proposal: ({ facts }) => mayAnywhere(facts, "coverage.read"),
  // That somebody wrote to a profile is known to who reads its conversations; who is at one, to who reads any.
  conversation: ({ facts }, { kind, data: { profileId } }) =>
    kind === "presence.changed" ? mayAnywhere(facts, "conversation.read") : typeof profileId === "string" && can(facts, "conversation.read", { profileIds: [profileId as Id<"profile">] }).ok,
  person: (viewer, { kind, subject_id }) =>
    String(viewer.personId) === subject_id || can(viewer.facts, privateKinds.test(kind) ? "people.manage" : "people.read", {}).ok,
};

export const mayKnow = (audiences: Audiences, viewer: Viewer, happening: Happening): boolean =>
  (Object.hasOwn(audiences, happening.subject_type) ? audiences[happening.subject_type]?.(viewer, happening) : undefined) ?? false;
