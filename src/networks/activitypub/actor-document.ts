import { inLanguage } from "#kernel/language.ts";
import type { Addresses } from "./addresses.ts";
import type { ActorProfile, OwnActor } from "./directory.ts";
import { anchor, renderPlain } from "./html.ts";
import type { JsonObject } from "./note.ts";

const SECURITY = "https://w3id.org/security/v1";
const STREAMS = "https://www.w3.org/ns/activitystreams";
const TERMS: JsonObject = {
  manuallyApprovesFollowers: "as:manuallyApprovesFollowers",
  toot: "http://joinmastodon.org/ns#",
  discoverable: "toot:discoverable",
  indexable: "toot:indexable",
  suspended: "toot:suspended",
  schema: "http://schema.org#",
  PropertyValue: "schema:PropertyValue",
  value: "schema:value",
};

/** A profile as an actor that others can follow. */
export function actorDocument(actor: OwnActor, profile: ActorProfile, addresses: Addresses): JsonObject {
  const id = addresses.actor(actor.profileId);
  const inOrder = (texts: Readonly<Record<string, string>>, render: (text: string) => string): JsonObject =>
    Object.fromEntries(profile.languages.flatMap((language) => (texts[language] === undefined ? [] : [[language, render(texts[language])]])));
  return {
    "@context": [STREAMS, SECURITY, TERMS],
    id,
    // An institution that speaks, neither a person nor a program.
    type: "Organization",
    preferredUsername: actor.handle,
    name: inLanguage(profile.displayName, profile.languages) ?? actor.handle,
    nameMap: inOrder(profile.displayName, (text) => text),
    summary: renderPlain(inLanguage(profile.summary, profile.languages) ?? ""),
    summaryMap: inOrder(profile.summary, renderPlain),
    url: profile.url,
    published: actor.createdAt,
    inbox: addresses.inbox(actor.profileId),
    outbox: addresses.outbox(actor.profileId),
    followers: addresses.followers(actor.profileId),
    following: addresses.following(actor.profileId),
    endpoints: { sharedInbox: addresses.sharedInbox },
    publicKey: { id: addresses.key(actor.profileId), owner: id, publicKeyPem: actor.publicKey },
    manuallyApprovesFollowers: false,
    discoverable: profile.state === "active",
    indexable: profile.state === "active",
    ...(profile.state === "suspended" ? { suspended: true } : {}),
    ...(profile.icon ? { icon: { type: "Image", mediaType: profile.icon.mediaType, url: profile.icon.url } } : {}),
    attachment: (profile.links ?? []).map(({ name, url }) => ({ type: "PropertyValue", name, value: anchor(url) })),
  };
}

/** Who asks when we fetch a document of another server: this installation, no profile. */
export const instanceDocument = (publicKey: string, addresses: Addresses): JsonObject => ({
  "@context": [STREAMS, SECURITY, TERMS],
  id: addresses.instance,
  type: "Application",
  preferredUsername: addresses.handleDomain.replace(/:\d+$/, ""),
  url: `${addresses.origin}/`,
  inbox: addresses.sharedInbox,
  endpoints: { sharedInbox: addresses.sharedInbox },
  publicKey: { id: addresses.instanceKey, owner: addresses.instance, publicKeyPem: publicKey },
  manuallyApprovesFollowers: true,
  discoverable: false,
  indexable: false,
});

/** A closed profile: those who knew it learn that it is no more. */
export const closedActor = (id: string): JsonObject => ({ "@context": STREAMS, id, type: "Tombstone", formerType: "Organization" });
