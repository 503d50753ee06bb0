import type { ForgetOnNetwork } from "#modules/inbox/index.ts";
import type { MediaStore } from "#modules/media/index.ts";
import type { LimitsOf } from "#modules/publishing/index.ts";
import type { ConnectionSetting, OpenAccount } from "#modules/register/index.ts";
import type { Id } from "#kernel/id.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/database.ts";
import type { Egress } from "#platform/egress/index.ts";
import type { Keyring } from "#platform/keyring.ts";
import type { Log } from "#platform/log.ts";
import type { LiveHub } from "#web/office/server/live/hub.ts";

/** What the web is given by the composition: it opens nothing itself. */
export interface Services {
  /** For reading. */
  readonly db: Database;
  /** Runs a command in one transaction; a refusal undoes whatever it had written. */
  command<Answer extends { readonly ok: boolean }>(work: (tx: Tx) => Promise<Answer>): Promise<Answer>;
  readonly clock: Clock;
  readonly log: Log;
  readonly keyring: Keyring;
  readonly media: MediaStore;
  readonly egress: Egress;
  /** Canonical, without a slash at the end. */
  readonly origin: string;
  /** The example city: signing in is choosing who to be. */
  readonly example: boolean;
  readonly limitsOf: LimitsOf;
  readonly openAccount: OpenAccount;
  /** What connecting an account in another's hands needs. */
  readonly connections: ConnectionSetting;
  /** Has servers take back in the background what was disconnected. */
  revokeTokens(): void;
  /** Followers of a profile of ours; undefined for networks without. */
  countFollowers(profileId: Id<"profile">): Promise<number>;
  /** How far a delivery has come on our followers' servers. */
  reachOf(deliveryId: Id<"delivery">): Promise<{ readonly delivered: number; readonly waiting: number; readonly failed: number }>;
  /** Takes somebody who is erased out of our own networks. */
  readonly forgetOnNetwork: ForgetOnNetwork;
  /** Tells the workers that there is something to do. */
  wake(): void;
  /** Erases what was withdrawn for personal data or somebody's rights. */
  eraseWithdrawn(): Promise<unknown>;
  /** Reads a channel of a source in the background. */
  readChannel(channelId: Id<"channel">): void;
  /** Looks at cited pages that are due in the background. */
  lookAtPages(): void;
  /** Address that our mail comes from; undefined where there is no mail. */
  readonly mailFrom: string | undefined;
  /** Public key of the evidence, as verifiers want it. */
  readonly verifierKey: string;
  /** The streams of whoever watches what changes. */
  readonly live: LiveHub;
}
