import { PgBoss } from "pg-boss";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { findLastHarvest, harvestChannel, listDueChannels } from "#modules/sources/index.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database, DatabaseAddress } from "#platform/database.ts";
import type { Egress } from "#platform/egress/index.ts";
import type { Log } from "#platform/log.ts";

export interface Background {
  /** Reads a channel as soon as a worker is free; asking twice is asking once. */
  readChannel(channelId: Id<"channel">): void;
  lastHarvest(): Promise<Instant | undefined>;
  /** Looks at cited pages that are due now, without waiting for the next minute. */
  lookAtPages(): void;
  /** Does what `minutely` does now: servers take back tokens. */
  revokeTokens(): void;
  stop(): Promise<void>;
}

const SWEEP = "sources.sweep";
const READ = "sources.read";
const MINUTELY = "connections.minutely";
const PAGES = "drift.pages";
const HOURLY = "maintenance.hourly";

/** Work that may be late and may be repeated: reading the sources and clearing up. Deliveries have their own table. */
export async function startBackground(setting: {
  readonly address: DatabaseAddress;
  readonly db: Database;
  readonly egress: Egress;
  readonly clock: Clock;
  readonly log: Log;
  readonly pages: () => Promise<void>;
  readonly minutely: () => Promise<void>;
  readonly hourly: () => Promise<void>;
}): Promise<Background> {
  const { db, egress, clock, log } = setting;
  const boss = new PgBoss({ ...setting.address, max: 3, application_name: "pregonero-background", schema: "background" });
  boss.on("error", (error) => log("background.error", { error }));
  await boss.start();
  for (const queue of [SWEEP, READ, PAGES, MINUTELY, HOURLY]) await boss.createQueue(queue, { policy: queue === READ ? "singleton" : "short", retryLimit: 2, expireInSeconds: 300 });

  const read = (channelId: Id<"channel">) =>
    boss.send(READ, { channelId }, { singletonKey: channelId }).catch((error: unknown) => {
      log("background.not-enqueued", { channelId, error });
    });
  await boss.work<{ channelId: Id<"channel"> }>(READ, { batchSize: 1, pollingIntervalSeconds: 0.5, localConcurrency: 4 }, async ([job]) => {
    if (job) await harvestChannel(db, egress, clock, job.data.channelId);
  });
  await boss.work(SWEEP, async () => {
    for (const channelId of await listDueChannels(db, clock.now())) await read(channelId);
  });
  await boss.work(PAGES, { pollingIntervalSeconds: 0.5 }, () => setting.pages());
  await boss.work(MINUTELY, () => setting.minutely());
  await boss.work(HOURLY, () => setting.hourly());
  await boss.schedule(SWEEP, "* * * * *");
  await boss.schedule(PAGES, "* * * * *");
  await boss.schedule(MINUTELY, "* * * * *");
  await boss.schedule(HOURLY, "17 * * * *");
  const soon = (queue: string) => {
    boss.send(queue, {}).catch((error: unknown) => log("background.not-enqueued", { queue, error }));
  };
  // What came due while nothing ran does not wait for the next minute.
  for (const queue of [SWEEP, PAGES]) soon(queue);
  return {
    readChannel: (channelId) => void read(channelId),
    lastHarvest: () => findLastHarvest(db),
    lookAtPages: () => soon(PAGES),
    revokeTokens: () => soon(MINUTELY),
    stop: () => boss.stop({ graceful: true, timeout: 8_000 }),
  };
}
