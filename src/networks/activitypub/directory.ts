import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import type { Queryable } from "#platform/database.ts";

/** What the register knows of a profile and an actor shows. The handle is this network's own. */
export interface ActorProfile {
  readonly profileId: Id<"profile">;
  readonly displayName: Localized;
  readonly summary: Localized;
  /** In the council's order; the first is the main one. */
  readonly languages: readonly string[];
  /** The profile's page in the portal. */
  readonly url: string;
  readonly icon?: { readonly url: string; readonly mediaType: string };
  /** Shown as labelled fields below the summary, for example the council's web. */
  readonly links?: readonly { readonly name: string; readonly url: string }[];
  /** `closing` and `suspended`: see `mayGoOut`; what is out stays and can be withdrawn. `closed` and `found`: it is no more, or not ours. */
  readonly state: "opening" | "active" | "dormant" | "suspended" | "closing" | "closed" | "found";
}

/** Asked at each request and before each delivery: this network keeps no copy of the register. */
export interface ActorDirectory {
  find(db: Queryable, profileId: Id<"profile">): Promise<ActorProfile | undefined>;
}

export interface OwnActor {
  readonly profileId: Id<"profile">;
  readonly handle: string;
  readonly createdAt: Instant;
  readonly publicKey: string;
}
