import { setTimeout as sleep } from "node:timers/promises";
import type { Id } from "#kernel/id.ts";
import { MINUTE, plusMs, SECOND } from "#kernel/instant.ts";
import {
  claimBells, claimReadings, type HeldBell, type HeldReading, keepBell, putOffReading, readSoon, storeReading,
} from "#modules/register/index.ts";
import type { HeardMessage, Intake, Listening, NetworkId, Reading, RemoteNetwork } from "#networks/contract/index.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import type { Log } from "#platform/log.ts";

export interface ListeningSetting {
  readonly db: Database;
  readonly clock: Clock;
  readonly networks: readonly RemoteNetwork[];
  /** Commits what came; only then is the cursor moved on. */
  readonly intake: Intake;
  /** Messages of a profile that are young enough to be looked at again, at most 40 at a time, those longest not looked at first. */
  readonly heard: (profileId: Id<"profile">) => Promise<readonly HeardMessage[]>;
  readonly log: Log;
  /** How often to look whose turn it is, in ms. */
  readonly everyMs: number;
  /** How long a reading may take before another process may take it over, in ms. */
  readonly leaseMs: number;
  readonly concurrency: number;
  readonly recheckEveryMs: number;
}

export interface Listener {
  stop(): Promise<void>;
}

export const listeningTimes = { everyMs: SECOND, leaseMs: 2 * MINUTE, concurrency: 6, recheckEveryMs: 10 * MINUTE } as const;

const LONGEST_BACKOFF = 30 * MINUTE;
const MOST_PAGES = 50;

/** Hears citizens on every connected profile: one reader and one doorbell a profile, in however many processes. */
export function startListening(setting: ListeningSetting): Listener {
  const stopping = new AbortController();
  const bells = new Set<Promise<void>>();
  const turns = async (name: string, turn: () => Promise<unknown>) => {
    while (!stopping.signal.aborted) {
      try {
        await turn();
      } catch (error) {
        setting.log("listening.turn-failed", { name, error });
      }
      await sleep(setting.everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const ended = Promise.all([
    turns("read", () => listenOnce(setting, stopping.signal)),
    turns("bells", () => hangBells(setting, bells, stopping.signal)),
  ]);
  return {
    stop: async () => {
      stopping.abort();
      await ended;
      await Promise.all(bells);
    },
  };
}

/** One look at everybody whose turn it is. @returns how many profiles were read */
export async function listenOnce(setting: ListeningSetting, stop: AbortSignal = new AbortController().signal): Promise<number> {
  const { db, clock, leaseMs, recheckEveryMs, concurrency } = setting;
  const held = await claimReadings(db, { networks: networkIdsOf(setting), leaseMs, limit: concurrency, recheckEveryMs }, clock.now());
  await Promise.all(held.map((one) => readOne(setting, one, stop).catch(async (error: unknown) => {
    // The intake or the database: the cursor stays where it was, and everything is told again.
    setting.log("listening.failed", { profileId: one.profileId, error });
    await putOffReading(db, one, plusMs(clock.now(), backoff(one.failures, 10 * SECOND))).catch(() => undefined);
  })));
  return held.length;
}

async function readOne(setting: ListeningSetting, held: HeldReading, stop: AbortSignal): Promise<void> {
  const { db, clock, leaseMs } = setting;
  const listening = listeningOf(setting, held.network);
  if (!listening) return;
  // Well before the lease ends, so that what was read is also stored under it.
  const signal = AbortSignal.any([stop, AbortSignal.timeout(leaseMs / 2)]);
  const begunAt = clock.now();
  let { cursor } = held;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const reading = await listening.read(held.profileId, cursor, signal);
    if (reading.kind === "failed") {
      return putOff(setting, held, reading, cursor);
    }
    if (reading.incoming.length > 0) await setting.intake(reading.incoming);
    ({ cursor } = reading);
    if (!reading.more || signal.aborted) break;
  }
  const rechecked = held.recheckDue && (await recheck(setting, listening, held, signal));
  const at = clock.now();
  if (cursor !== undefined) await storeReading(db, held, { cursor, begunAt, nextAt: plusMs(at, listening.everyMs), rechecked }, at);
}

async function recheck(setting: ListeningSetting, listening: Listening, held: HeldReading, signal: AbortSignal): Promise<boolean> {
  const heard = await setting.heard(held.profileId);
  if (heard.length === 0) return true;
  const reading = await listening.recheck(held.profileId, heard, signal);
  if (reading.kind === "failed") {
    setting.log("listening.recheck-failed", { profileId: held.profileId, code: reading.code });
    return false;
  }
  if (reading.incoming.length > 0) await setting.intake(reading.incoming);
  return true;
}

/** @param cursor what earlier pages brought is in: only the rest waits */
async function putOff({ db, clock, log }: ListeningSetting, held: HeldReading, failure: Extract<Reading, { kind: "failed" }>, cursor: string | undefined): Promise<void> {
  log("listening.failed", { profileId: held.profileId, code: failure.code, needsPerson: failure.needsPerson });
  // A person connects it again, and then it is read at once; until then asking would only tell the same.
  const wait = failure.needsPerson ? LONGEST_BACKOFF : Math.max(failure.afterMs, backoff(held.failures, 10 * SECOND));
  await putOffReading(db, { ...held, cursor }, plusMs(clock.now(), Math.min(LONGEST_BACKOFF, wait)));
}

const backoff = (failures: number, first: number): number => Math.min(LONGEST_BACKOFF, first * 2 ** Math.min(failures, 12));

/** Takes doorbells that nobody has and stays with them; each keeps its lease as long as its stream is open. */
async function hangBells(setting: ListeningSetting, bells: Set<Promise<void>>, stop: AbortSignal): Promise<void> {
  const { db, clock, leaseMs } = setting;
  const networks = networkIdsOf(setting).filter((id) => listeningOf(setting, id)?.ring !== undefined);
  if (networks.length === 0) return;
  for (const held of await claimBells(db, { networks, leaseMs, limit: 20 }, clock.now())) {
    const bell = stayAtBell(setting, held, stop)
      .catch((error: unknown) => setting.log("listening.bell-failed", { profileId: held.profileId, error }))
      .finally(() => bells.delete(bell));
    bells.add(bell);
  }
}

async function stayAtBell(setting: ListeningSetting, held: HeldBell, stop: AbortSignal): Promise<void> {
  const { db, clock, leaseMs, log } = setting;
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  const renew = async () => {
    try {
      if (!(await keepBell(db, held, plusMs(clock.now(), leaseMs)))) over.abort();
    } catch (error) {
      log("listening.bell-not-kept", { profileId: held.profileId, error });
      over.abort();
    }
  };
  const renewing = setInterval(() => void renew(), leaseMs / 3);
  try {
    // What came before the stream was open is told by reading.
    await listeningOf(setting, held.network)?.ring?.(held.profileId, () => {
      readSoon(db, held.profileId, clock.now()).catch((error: unknown) => log("listening.not-rung", { profileId: held.profileId, error }));
    }, signal);
  } finally {
    clearInterval(renewing);
  }
  // A stream that ends at once must not be opened again at once; when we stop, another may have it now.
  await keepBell(db, held, plusMs(clock.now(), stop.aborted ? 0 : leaseMs / 2));
}

const networkIdsOf = ({ networks }: ListeningSetting): readonly NetworkId[] =>
  networks.flatMap(({ id, listening }) => (listening && id !== "testing" ? [id] : []));

const listeningOf = ({ networks }: ListeningSetting, id: NetworkId): Listening | undefined => networks.find((network) => network.id === id)?.listening;
