import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "#platform/database.ts";
import { sealPending, type SealOptions } from "./seal.ts";

export interface SequencerOptions extends SealOptions {
  readonly db: Database;
  /** Told of every failure; the sequencer goes on. */
  readonly onError: (error: unknown) => void;
}

/**
 * Seals what waits, every `intervalMs`; rounds never overlap. Any number of processes may run one: the database lets one
 * of them work at a time. A database that is away is tried again at the next round.
 */
export function startSequencer({ db, onError, ...options }: SequencerOptions, intervalMs: number): { stop(): Promise<void> } {
  const { batch = 10_000 } = options;
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const sealed = await sealPending(db, { ...options, batch }).catch((error: unknown) => {
        onError(error);
        return 0;
      });
      if (sealed < batch) await sleep(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
