import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { CatalogueId } from "./catalogue.ts";
import type { Connecting } from "./connecting.ts";
import type { NetworkLimits } from "./limits.ts";

export { accountUrl, handleFor, type ReadAddress, readAddress } from "./address.ts";
export { catalogue, type CatalogueId, catalogueIds, type CatalogueNetwork, isCatalogueId } from "./catalogue.ts";
export { handLimits } from "./hand-limits.ts";
export { likeness } from "./look-alike.ts";
export { checkNaming, type NamingFinding } from "./naming.ts";
export type { CountingRule, Dated, NetworkLimits } from "./limits.ts";
export type { AppAtServer, ConnectedAccount, Connecting, NetworkTrouble, ServerFacts } from "./connecting.ts";

/** The networks that this version speaks. A new one is a folder beside this, a line here and one in `app/`. */
export const networkIds = ["activitypub", "feed", "mastodon"] as const;
export type NetworkId = (typeof networkIds)[number];

/** Whether we publish there ourselves; what is said on the other networks of the catalogue is said by hand. */
export const isSpoken = (network: CatalogueId): network is NetworkId => networkIds.some((id) => id === network);

/** Those where a profile is an account in another's hands, which has to be connected before anything goes out. */
const withThreads: ReadonlySet<CatalogueId> = new Set(["activitypub", "mastodon"]);
/** Whether a text that is too long for one post may go out there as a thread (EDI-3). */
export const hasThreads = (network: CatalogueId): boolean => withThreads.has(network);

const toConnect: ReadonlySet<CatalogueId> = new Set(["mastodon"]);
export const mustBeConnected = (network: CatalogueId): boolean => toConnect.has(network);

export interface NetworkAbilities {
  /** A published post can be changed in place. */
  readonly edit: boolean;
  readonly remove: boolean;
  /** We can look whether a post of ours is there: what makes an unknown outcome decidable. */
  readonly readBack: boolean;
  readonly alt: boolean;
}

const withVideo: ReadonlySet<CatalogueId> = new Set(["activitypub", "mastodon"]);
/** Whether a video goes out there with a post; alone, as its readers' servers want it. */
export const takesVideo = (network: CatalogueId): boolean => withVideo.has(network);

/** Whether it moves and sounds: a picture does not. */
export const isVideo = ({ mediaType }: { readonly mediaType: string }): boolean => mediaType.startsWith("video/");

/** One picture, or a video, as it goes out. */
export interface OutgoingMedia {
  readonly digest: string;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly url: string;
  /** Description, in the language of the edition; languages joined when the edition has several. */
  readonly alt: string;
  /** What must stay in sight where less of it is shown: from -1 to 1, to the right and up, 0 in the middle. */
  readonly focus?: { readonly x: number; readonly y: number };
  /** Who made it, where that is to be told beside it. */
  readonly credit?: string;
  /** What is said in a video, by language, as it was approved. */
  readonly captions?: readonly { readonly language: string; readonly url: string }[];
}

/** What is to be done on the network, fixed and stored before the first byte goes out. */
export interface Intent {
  readonly deliveryId: Id<"delivery">;
  readonly kind: "create" | "update" | "delete";
  readonly publicationId: Id<"publication">;
  readonly editionId: Id<"edition">;
  readonly profileId: Id<"profile">;
  /** The profile's id on the network: an actor's URL, an account's number. */
  readonly account: string;
  /** In the council's order; the first is the main one. */
  readonly languages: readonly string[];
  /** The whole text as it will be seen. */
  readonly text: string;
  /** The same, language by language. */
  readonly texts: Readonly<Record<string, string>>;
  readonly media: readonly OutgoingMedia[];
  /** The council's own permanent address of this publication. */
  readonly permalink: string;
  /** What `create` returned; present for `update` and `delete`. */
  readonly remoteId?: string;
  /** Who may see it; `public` when absent. */
  readonly visibility?: Visibility;
  /** The message of a citizen that this answers. The adapter addresses its author; `text` does not name them. */
  readonly inReplyTo?: { readonly remoteId: string; readonly author: RemoteAuthor };
  /** The post of ours that this one goes on, in a thread (EDI-3), as `remoteId` of its own. */
  readonly continues?: string;
  /** Which part of a thread it is, from 0; absent where there is no thread. */
  readonly part?: number;
  /** When the intent was fixed. */
  readonly at: Instant;
}

/**
 * Who may see a message, in the words of the fediverse: `unlisted` is public and not in public timelines; `followers`
 * and `direct` are private conversations.
 */
export type Visibility = "public" | "unlisted" | "followers" | "direct";

/** Somebody on a network, as the network tells of them. */
export interface RemoteAuthor {
  /** The network's permanent identifier of the account: an actor's URL, an account's number with its server. */
  readonly id: string;
  /** As people write it, with the server where there are several: `@ane@beste.example`. At most 320 characters. */
  readonly handle: string;
  /** Plain text, at most 200 characters; empty when none is given. */
  readonly name: string;
  readonly url: string;
}

/** A file that hangs on an incoming message: shown as a link, never fetched by itself. */
export interface IncomingMedia {
  readonly mediaType: string;
  readonly url: string;
  readonly alt: string;
}

/** Something that citizens said to one of our profiles, or did to what they had said. */
export type Incoming =
  | {
      readonly kind: "message";
      readonly profileId: Id<"profile">;
      readonly network: NetworkId;
      /** The network's identifier of the message; with the profile, the key by which it exists once. */
      readonly remoteId: string;
      /** Where people see it. */
      readonly url: string;
      readonly inReplyTo: string | undefined;
      readonly author: RemoteAuthor;
      /** Plain text: markup is taken away at the edge. At most `longestIncoming` characters. */
      readonly text: string;
      /** BCP 47, as the author's program declared it. */
      readonly language: string | undefined;
      readonly visibility: Visibility;
      /** When its author sent it, as the network says. */
      readonly sentAt: Instant;
      readonly media: readonly IncomingMedia[];
    }
  | {
      readonly kind: "edited";
      readonly network: NetworkId;
      readonly remoteId: string;
      /** Only the author of a message may change it. */
      readonly authorId: string;
      readonly text: string;
      readonly language: string | undefined;
      readonly media: readonly IncomingMedia[];
      readonly editedAt: Instant;
    }
  | { readonly kind: "deleted"; readonly network: NetworkId; readonly remoteId: string; readonly authorId: string }
  /** The account is no more: with it goes all that it had said. */
  | { readonly kind: "author-gone"; readonly network: NetworkId; readonly authorId: string };

/** Longest text of a message that is kept, in UTF-16 units; what is longer is cut and marked by its reader. */
export const longestIncoming = 20_000;

/**
 * Takes what citizens said. When the promise is fulfilled it is committed: only then may a network be told that it was
 * received. The same message twice is one; the order between messages does not matter.
 */
export type Intake = (incoming: readonly Incoming[]) => Promise<void>;

/** What came of one irreversible step. Whatever is not surely one of the others is `unknown`. */
export type Outcome =
  | { readonly kind: "confirmed"; readonly remoteId: string; readonly url?: string }
  /** The network surely did not take it and will not: `code` is the network's own word. */
  | { readonly kind: "refused"; readonly code: string; readonly detail?: string }
  /** The network surely did not take it, but may later. */
  | { readonly kind: "retry"; readonly afterMs: number; readonly code: string }
  /**
   * It may be out. Never repeated blindly. `saidNo`: the network refused it in a way that does not prove that it had no
   * effect; when the look shows that it is absent, the refusal stands.
   */
  | { readonly kind: "unknown"; readonly code: string; readonly detail?: string; readonly saidNo?: boolean };

/** Nothing was sent, because publishing was stopped meanwhile. */
export const stopped: Outcome = { kind: "retry", afterMs: 0, code: "stopped" };

/** What a look at the network showed. */
export type Sighting =
  | { readonly kind: "found"; readonly remoteId: string; readonly url?: string }
  | { readonly kind: "absent" }
  /** The network does not answer now: it is looked at again. */
  | { readonly kind: "not-now"; readonly afterMs: number; readonly code: string }
  /** Several match, or the network will not be asked: a person decides. */
  | { readonly kind: "cannot-tell"; readonly code: string };

/** What one look at a profile's account brought. */
export type Reading =
  /** `cursor` is where the next look begins, in the network's own terms; `more`: there is more to read at once. */
  | { readonly kind: "read"; readonly incoming: readonly Incoming[]; readonly cursor: string; readonly more: boolean }
  /** `needsPerson`: it will not mend by itself (a revoked token). */
  | { readonly kind: "failed"; readonly code: string; readonly afterMs: number; readonly needsPerson: boolean };

/** A message that was taken, as far as a later look has to know it. */
export interface HeardMessage {
  readonly remoteId: string;
  readonly authorId: string;
  /** When it was last changed, as the network said: an edit that is not newer is not told again. */
  readonly changedAt: Instant;
}

/** How citizens are heard on a network that has to be asked. */
export interface Listening {
  /** Asks at least so often, in ms. */
  readonly everyMs: number;
  /** What has come since `cursor`, oldest first; the first look begins at the moment of connecting. Repeats are harmless. */
  read(profileId: Id<"profile">, cursor: string | undefined, signal: AbortSignal): Promise<Reading>;
  /** Which of these messages were changed or taken away since; at most 40 at a time. */
  recheck(profileId: Id<"profile">, heard: readonly HeardMessage[], signal: AbortSignal): Promise<Reading>;
  /**
   * A doorbell: calls `ring` whenever something may have come, until `signal` aborts or the connection ends. What came
   * is told by `read` alone, so a lost ring costs time and never a message.
   */
  ring?(profileId: Id<"profile">, ring: () => void, signal: AbortSignal): Promise<void>;
}

interface NetworkBase {
  readonly id: NetworkId | "testing";
  readonly limits: NetworkLimits;
  readonly abilities: NetworkAbilities;
}

/** A network in another's hands: one irreversible call, whose outcome may stay unknown. */
export interface RemoteNetwork extends NetworkBase {
  readonly kind: "remote";
  /** How long to wait before a look can be trusted: longer than the network takes to show what it accepted. */
  readonly settleMs: number;
  /** Longest that `perform` may take; it must give up by itself before. */
  readonly callMs: number;
  /**
   * No retries inside. `signal` aborts at the deadline. Who does something before the irreversible request (uploading
   * pictures) asks `goAhead` right before it; at false, publishing has been stopped and the outcome is `stopped`.
   */
  perform(intent: Intent, signal: AbortSignal, goAhead: () => Promise<boolean>): Promise<Outcome>;
  find(intent: Intent, signal: AbortSignal): Promise<Sighting>;
  /** Absent where the network pushes or cannot be heard. */
  readonly listening?: Listening;
  /** Absent where accounts need no connecting. */
  readonly connecting?: Connecting;
}

/** A network in our own database: publishing is a row in the same transaction, so it is exactly once by construction. */
export interface OwnNetwork<Tx> extends NetworkBase {
  readonly kind: "own";
  accept(tx: Tx, intent: Intent, at: Instant): Promise<Accepted>;
  /** The same for many at once, where the network can do it in fewer statements; in their order. */
  acceptAll?(tx: Tx, intents: readonly Intent[], at: Instant): Promise<readonly Accepted[]>;
}

/** What became of an intent on a network of our own. */
export interface Accepted {
  readonly remoteId: string;
  readonly url: string;
}

export type Network<Tx> = RemoteNetwork | OwnNetwork<Tx>;
