import "#platform/temporal.ts";
import { parseFaults } from "#app/faults.ts";
import { startDelivery } from "#modules/publishing/delivery/worker.ts";
import { feedNetwork } from "#networks/feeds/index.ts";
import { systemClock } from "#platform/clock.ts";
import { type DatabaseAddress, openDatabase, type Tx } from "#platform/database.ts";
import { createEgress } from "#platform/egress/index.ts";
import { armFaults } from "#platform/faults.ts";
import { testingNetwork } from "#tests/testing-network.ts";

/** One delivery worker as a process of its own, to be killed. Its one argument says everything as JSON. */
export interface ChildSetting {
  readonly address: DatabaseAddress;
  readonly role: string;
  readonly url: string;
  readonly faults: string;
  readonly times: { readonly settleMs: number; readonly callMs: number; readonly leaseMs: number };
}

const setting = JSON.parse(process.argv[2] ?? "{}") as ChildSetting;
armFaults(parseFaults(setting.faults));
const clock = systemClock();
const { db } = openDatabase({ address: setting.address, role: setting.role, size: 6 });
const egress = createEgress({ allowPrivate: [new URL(setting.url).host], userAgent: "crash test", clock });
startDelivery({
  db, clock, networks: [testingNetwork(egress, setting.url, setting.times), feedNetwork<Tx>()], log: () => undefined,
  everyMs: 30, concurrency: 6, leaseMs: setting.times.leaseMs,
});
process.stdout.write("ready\n");
