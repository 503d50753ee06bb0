import { type Id, parseId } from "#kernel/id.ts";

/** What a Note is known by: its edition; a later part of a thread, by the delivery that first said it. */
export type ObjectId = Id<"edition"> | Id<"delivery">;

/** The public addresses of one installation. They are made of ids that never change, never of handles. */
export interface Addresses {
  readonly origin: string;
  /** `host[:port]` of the origin. */
  readonly host: string;
  /** Where handles live; another than `host` when the council's main domain is served elsewhere. */
  readonly handleDomain: string;
  readonly sharedInbox: string;
  readonly instance: string;
  actor(profile: Id<"profile">): string;
  inbox(profile: Id<"profile">): string;
  outbox(profile: Id<"profile">): string;
  followers(profile: Id<"profile">): string;
  following(profile: Id<"profile">): string;
  key(profile: Id<"profile">): string;
  readonly instanceKey: string;
  object(id: ObjectId): string;
  activity(id: Id<"delivery">): string;
  /** Whose actor an address is; undefined when it is none of ours. */
  profileOf(actor: string): Id<"profile"> | undefined;
  editionOf(object: string): Id<"edition"> | undefined;
}

/** @throws TypeError when `origin` is no bare http(s) origin */
export function addressesOf(origin: string, handleDomain: string): Addresses {
  const url = new URL(origin);
  if (url.origin !== origin || (url.protocol !== "https:" && url.protocol !== "http:")) throw new TypeError(`not a web origin: ${origin}`);
  const actors = `${origin}/ap/actors/`;
  const objects = `${origin}/ap/objects/`;
  const actor = (profile: Id<"profile">) => `${actors}${profile}`;
  return {
    origin,
    host: url.host,
    handleDomain: new URL(`${url.protocol}//${handleDomain}`).host,
    sharedInbox: `${origin}/ap/inbox`,
    instance: `${origin}/ap/instance`,
    instanceKey: `${origin}/ap/instance#main-key`,
    actor,
    inbox: (profile) => `${actor(profile)}/inbox`,
    outbox: (profile) => `${actor(profile)}/outbox`,
    followers: (profile) => `${actor(profile)}/followers`,
    following: (profile) => `${actor(profile)}/following`,
    key: (profile) => `${actor(profile)}#main-key`,
    object: (id) => `${objects}${id}`,
    activity: (id) => `${origin}/ap/activities/${id}`,
    profileOf: (text) => (text.startsWith(actors) ? parseId<"profile">(text.slice(actors.length)) : undefined),
    editionOf: (text) => (text.startsWith(objects) ? parseId<"edition">(text.slice(objects.length)) : undefined),
  };
}
