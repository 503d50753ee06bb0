import type { Id } from "#kernel/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Egress } from "#platform/egress/index.ts";

/** How an account is reached: what connecting it gave. */
export interface AccountAccess {
  /** Scheme, host and port of the server's API. */
  readonly origin: string;
  readonly token: string;
  /** The account's number on its server. */
  readonly account: string;
  /** What the server said of itself when it was last looked at (`details` of `ServerFacts`). */
  readonly details: Readonly<Record<string, string>>;
}

/** How a call with an account's token went. */
export type CallNote = { readonly ok: true } | { readonly ok: false; readonly code: string; readonly needsPerson: boolean };

/** What the adapter is given from outside. */
export interface MastodonSetting {
  readonly egress: Egress;
  /** The time of the network, not of an example city. */
  readonly wireClock: Clock;
  /** What has to be added to an intent's instant to give the network's time; 0 but in an example city. */
  readonly wireOffsetMs: number;
  /** Undefined for a profile that is not connected. */
  access(profileId: Id<"profile">): Promise<AccountAccess | undefined>;
  /** Those of these posts that other deliveries of the profile are known to have become. */
  claimed(profileId: Id<"profile">, remoteIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** The bytes of a picture; undefined when it was erased. */
  picture(digest: string): Promise<Uint8Array | undefined>;
  /** Told of each call that was made with an account's token. */
  noted?(profileId: Id<"profile">, note: CallNote): void;
  /** Tests shorten them. */
  readonly times?: Partial<Times>;
}

export interface Times {
  readonly settleMs: number;
  readonly callMs: number;
  /** Between two looks whether a picture is ready. */
  readonly mediaPollMs: number;
  /** Before a step that surely had no effect is tried again, where the server says nothing of it. */
  readonly retryMs: number;
  readonly listenEveryMs: number;
}

/**
 * A post is shown as soon as it is stored, but lists of posts come from replicas and caches: a minute is what a look
 * waits for. Uploads of pictures have their share of `callMs`.
 */
export const usualTimes: Times = { settleMs: 60_000, callMs: 45_000, mediaPollMs: 700, retryMs: 30_000, listenEveryMs: 60_000 };
