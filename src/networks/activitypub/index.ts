import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Keyring } from "#platform/keyring.ts";
import type { Log } from "#platform/log.ts";
import type { Intake } from "../contract/index.ts";
import { ensureInstance, signersOf } from "./actors.ts";
import type { Addresses } from "./addresses.ts";
import { startDeliveries } from "./delivery.ts";
import type { ActorDirectory } from "./directory.ts";
import { findStoredKey } from "./followers.ts";
import { inboxOf } from "./inbox.ts";
import { defaultLimits, type FederationLimits } from "./limits.ts";
import type { Outbound } from "./outbound.ts";
import { receive } from "./receive.ts";
import { remoteDocuments } from "./remote-documents.ts";
import { remoteKeys } from "./remote-keys.ts";
import { routesOf } from "./routes.ts";

export { addressesOf, type Addresses } from "./addresses.ts";
export { eraseCorrespondent, pruneCorrespondents } from "./correspondents.ts";
export { createActor, type HandleRefusal } from "./actors.ts";
export type { ActorDirectory, ActorProfile } from "./directory.ts";
export { type Reach, reachOf } from "./fan-out.ts";
export { countFollowers } from "./followers.ts";
export { defaultLimits, type FederationLimits } from "./limits.ts";
export type { TagUrl } from "./note.ts";
export type { Outbound } from "./outbound.ts";
export { pruneFederation } from "./prune.ts";
export { activityPubNetwork } from "./publish.ts";

export interface FederationRouteOptions {
  /** Where what citizens say goes. */
  readonly intake: Intake;
  readonly db: Database;
  /** The product's time. */
  readonly clock: Clock;
  /** Real time: what other servers sign and check. The product's own when absent; another in the example city. */
  readonly wireClock?: Clock;
  readonly addresses: Addresses;
  readonly directory: ActorDirectory;
  readonly egress: Outbound;
  readonly keyring: Keyring;
  readonly log: Log;
  /** Of the product, for NodeInfo. */
  readonly version: string;
  readonly limits?: FederationLimits;
}

/** Answers the network's addresses and takes what other servers send; undefined for every other address. */
export function routes(options: FederationRouteOptions): (request: Request) => Promise<Response | undefined> {
  const { db, clock, wireClock = clock, addresses, directory, egress, keyring, log, version, intake, limits = defaultLimits } = options;
  const signers = signersOf(db, keyring, addresses);
  const documents = remoteDocuments({ egress, clock: wireClock, signer: () => signers.instance(), origin: addresses.origin, limits: limits.documents });
  const keys = remoteKeys({ documents, clock: wireClock, limits: limits.documents, stored: (keyId) => findStoredKey(db, keyId) });
  const inbox = inboxOf({
    addresses,
    clock: wireClock,
    keys,
    limits: limits.inbox,
    log,
    receive: (activity, key) => receive({ db, addresses, directory, keys, limits: limits.followers, intake, wireClock }, activity, key, clock.now()),
  });
  return routesOf({ db, addresses, directory, inbox, version });
}

export interface FederationOptions extends Omit<FederationRouteOptions, "version" | "intake"> {}

export interface Federation {
  /** Looks for due deliveries now rather than at the next poll: call it after the commit of a publication. */
  wake(): void;
  stop(): Promise<void>;
}

/**
 * Starts sending. Makes the installation's own actor first, which signs our requests for other servers' documents: the
 * routes need it to verify anybody.
 */
export async function startFederation(options: FederationOptions): Promise<Federation> {
  const { db, clock, wireClock = clock, addresses, directory, egress, keyring, log, limits = defaultLimits } = options;
  await ensureInstance(db, keyring, clock.now());
  const signers = signersOf(db, keyring, addresses);
  return startDeliveries({ db, clock, wireClock, egress, signers, directory, log, limits: limits.delivery });
}
