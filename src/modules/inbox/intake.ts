import type { Incoming, Intake } from "#networks/contract/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransaction } from "#platform/database.ts";
import { fault } from "#platform/faults.ts";
import { receiveIncoming } from "./receive.ts";

const LARGEST_BATCH = 1_000;

interface Waiting {
  readonly incoming: readonly Incoming[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Takes what networks bring. Whatever comes while a batch is being written is the next batch: one commit serves all who
 * wait for it, so a storm costs fewer commits and a single message waits for nobody.
 */
export function startIntake({ db, clock }: { readonly db: Database; readonly clock: Clock }): Intake {
  let waiting: Waiting[] = [];
  let writing = false;

  async function write(): Promise<void> {
    writing = true;
    try {
      while (waiting.length > 0) {
        const batch = takeBatch();
        try {
          await inTransaction(db, async (tx) => {
            await receiveIncoming(tx, batch.flatMap((one) => one.incoming), clock.now());
            await fault("inbox-commit");
          });
          for (const one of batch) one.done();
        } catch (error) {
          await writeEach(batch, error);
        }
      }
    } finally {
      writing = false;
    }
  }

  /** One that cannot be written must not take the others with it. */
  async function writeEach(batch: readonly Waiting[], error: unknown): Promise<void> {
    if (batch.length === 1) return batch[0]?.failed(error);
    for (const one of batch) {
      await inTransaction(db, (tx) => receiveIncoming(tx, one.incoming, clock.now())).then(one.done, one.failed);
    }
  }

  function takeBatch(): readonly Waiting[] {
    let size = 0;
    const end = waiting.findIndex((one) => (size += one.incoming.length) > LARGEST_BATCH);
    const batch = waiting.slice(0, end === -1 ? undefined : Math.max(end, 1));
    waiting = waiting.slice(batch.length);
    return batch;
  }

  return (incoming) =>
    new Promise((resolve, reject) => {
      waiting.push({ incoming, done: resolve, failed: reject });
      if (!writing) void write();
    });
}
