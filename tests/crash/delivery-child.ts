import "#platform/temporal.ts";
import { parseFaults } from "#app/faults.ts";
import type { Id } from "#kernel/id.ts";
import { listClaimed } from "#modules/publishing/index.ts";
import { startDelivery } from "#modules/publishing/delivery/worker.ts";
import { feedNetwork } from "#networks/feeds/index.ts";
import { type AccountAccess, mastodonNetwork } from "#networks/mastodon/index.ts";
import { systemClock } from "#platform/clock.ts";
import { type DatabaseAddress, openDatabase, type Tx } from "#platform/database.ts";
import { createEgress } from "#platform/egress/index.ts";
import { armFaults } from "#platform/faults.ts";

/** One delivery worker as a process of its own, to be killed. Its one argument says everything as JSON. */
export interface ChildSetting {
  readonly address: DatabaseAddress;
  readonly role: string;
  readonly accounts: Readonly<Record<Id<"profile">, AccountAccess>>;
  readonly faults: string;
  readonly times: { readonly settleMs: number; readonly callMs: number; readonly leaseMs: number; readonly mediaPollMs: number; readonly retryMs: number };
}

const setting = JSON.parse(process.argv[2] ?? "{}") as ChildSetting;
armFaults(parseFaults(setting.faults));
const clock = systemClock();
const { db } = openDatabase({ address: setting.address, role: setting.role, size: 6 });
const egress = createEgress({ allowPrivate: Object.values(setting.accounts).map(({ origin }) => new URL(origin).host), userAgent: "crash test", clock });
const mastodon = mastodonNetwork({
  egress, wireClock: clock, wireOffsetMs: 0, times: setting.times,
  access: (profileId) => Promise.resolve(setting.accounts[profileId]),
  claimed: (profileId, remoteIds) => listClaimed(db, profileId, remoteIds),
  picture: () => Promise.resolve(new Uint8Array(2_000)),
});
startDelivery({
  db, clock, networks: [mastodon, feedNetwork<Tx>()], log: () => undefined,
  everyMs: 30, concurrency: 6, leaseMs: setting.times.leaseMs,
});
process.stdout.write("ready\n");
