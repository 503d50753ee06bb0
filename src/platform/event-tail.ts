import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "./database.ts";
import { listEventsAfter, newestPosition, type RecordedEvent } from "./events.ts";
import type { Log } from "./log.ts";

/** The end of the event table, followed once for the whole process; the newest events are kept in memory. */
export interface EventTail {
  /** The position up to which everything has been told. */
  position(): number;
  /** What was told after a position, oldest first; undefined when that is no longer, or not yet, known. */
  after(position: number): readonly RecordedEvent[] | undefined;
  /** Tells of what happens from now on; the answer ends that. */
  follow(listener: (events: readonly RecordedEvent[]) => void): () => void;
  stop(): Promise<void>;
}

export interface TailSetting {
  readonly db: Database;
  readonly log: Log;
  readonly everyMs?: number;
  /** How many events stay in memory. */
  readonly kept?: number;
}

/**
 * Looks at the table several times a second: one look by primary key, whatever the number of followers. LISTEN and NOTIFY
 * would be some milliseconds sooner, but commits with a notification wait for one another, a pooler between us and the
 * server loses them, and a connection that was lost would have to look at the table all the same.
 */
export async function startTail({ db, log, everyMs = 200, kept = 2_000 }: TailSetting): Promise<EventTail> {
  const listeners = new Set<(events: readonly RecordedEvent[]) => void>();
  const stopping = new AbortController();
  let floor = Math.max(0, (await newestPosition(db)) - kept);
  let position = floor;
  let recent: readonly RecordedEvent[] = [];
  let failing = false;

  async function look(): Promise<void> {
    for (;;) {
      const events = await listEventsAfter(db, position);
      const last = events.at(-1);
      if (!last || stopping.signal.aborted) return;
      position = last.position;
      recent = [...recent, ...events];
      if (recent.length > kept * 2) {
        floor = recent.at(-kept - 1)?.position ?? floor;
        recent = recent.slice(-kept);
      }
      for (const listener of listeners) listener(events);
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await look();
        if (failing) log("events.followed-again");
        failing = false;
      } catch (error) {
        if (!failing) log("events.not-followed", { error });
        failing = true;
      }
      await sleep(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  await look();
  const running = run();
  return {
    position: () => position,
    after: (wanted) => (wanted < floor || wanted > position ? undefined : recent.filter((event) => event.position > wanted)),
    follow: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
