import { type RawBuilder, sql } from "kysely";
import { setTimeout as sleep } from "node:timers/promises";
import { type Instant, msBetween, plusMs, SECOND } from "#kernel/instant.ts";
import { holdStandings } from "#modules/authority/index.ts";
import type { Accepted, Intent, Network, OwnNetwork, RemoteNetwork } from "#networks/contract/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransaction, type Tx } from "#platform/database.ts";
import { fault } from "#platform/faults.ts";
import type { Log } from "#platform/log.ts";
import { findHeld, holdOffStops, isBarred, mustWait } from "./held.ts";
import { type HeldDelivery, moveDeliveries, moveDelivery } from "./transition.ts";

export interface DeliverySetting {
  readonly db: Database;
  readonly clock: Clock;
  readonly networks: readonly Network<Tx>[];
  readonly log: Log;
  /** How often to look for work, in ms. */
  readonly everyMs: number;
  /** Deliveries that may be on their way at once. */
  readonly concurrency: number;
  /** How long a step may take before another process may take it over, in ms: longer than any network's `callMs`. */
  readonly leaseMs: number;
  /** Called after something was confirmed. */
  readonly onConfirmed?: () => void;
}

export interface DeliveryWorker {
  /** Looks for work at once instead of at the next turn. */
  wake(): void;
  /** Finishes what has begun and stops. */
  stop(): Promise<void>;
}

/** Several processes may run it on one database. A slow network holds up nothing but its own deliveries. */
export function startDelivery(setting: DeliverySetting): DeliveryWorker {
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  const wakers = new Set<() => void>();
  const turns = async (name: string, turn: () => Promise<number>) => {
    while (!stopping.signal.aborted) {
      const woken = new Promise<void>((resolve) => wakers.add(resolve));
      try {
        // More may be waiting: the next turn begins at once while there is work.
        if ((await turn()) > 0) continue;
      } catch (error) {
        setting.log("delivery.turn-failed", { name, error });
      }
      await Promise.race([woken, sleep(setting.everyMs, undefined, { signal: stopping.signal }).catch(() => undefined)]);
    }
  };
  const ended = Promise.all([
    turns("own", async () => (await sweep(setting)) + (await deliverOwn(setting))),
    turns("remote", () => beginRemote(setting, underWay)),
  ]);
  const wake = () => {
    for (const waker of wakers) waker();
    wakers.clear();
  };
  return {
    wake,
    stop: async () => {
      stopping.abort();
      await ended;
      await Promise.all(underWay);
    },
  };
}

/**
 * One look, to the end: what time has decided, then everything that is due.
 * @returns how many deliveries were touched
 */
export async function deliverOnce(setting: DeliverySetting): Promise<number> {
  const underWay = new Set<Promise<void>>();
  const worked = (await sweep(setting)) + (await deliverOwn(setting)) + (await beginRemote(setting, underWay));
  await Promise.all(underWay);
  return worked;
}

const OWN_BATCH = 500;

/** SQL: what was approved, with what only the part before could tell: the post that this one goes on (EDI-3). */
const intentNow = sql`case when delivery.part > 0 and delivery.kind = 'create' and not intent ? 'continues' then intent || coalesce((
  select jsonb_build_object('continues', before.remote_id) from publishing.delivery before
  where before.edition_id = delivery.edition_id and before.kind = 'create' and before.part = delivery.part - 1 and before.state = 'confirmed'
), '{}') else intent end`;

/**
 * Due work with its publications, both locked or both left for the next turn: commands lock a publication before its
 * deliveries, so whoever took them the other way round could wait for each other.
 */
async function takeWork(tx: Tx, condition: RawBuilder<unknown>, limit: number): Promise<readonly HeldDelivery[]> {
  const { rows } = await sql<HeldDelivery>`
    select delivery.id, publication_id, network, delivery.state, fence, attempts, delivery.due_at, no_later_than, lease_until, code, ${intentNow} as intent
    from publishing.delivery join publishing.publication on publication.id = delivery.publication_id
    where cancelled_at is null and not needs_person and (${condition})
    order by next_at limit ${limit} for update of publication, delivery skip locked
  `.execute(tx);
  return rows;
}

/** What time has decided by itself: leases that ran out, and deliveries that came too late to go by themselves. */
async function sweep({ db, clock, networks }: DeliverySetting): Promise<number> {
  return inTransaction(db, async (tx) => {
    const at = clock.now();
    const rows = await takeWork(tx, sql`
      (delivery.state in ('armed', 'sent') and next_at <= ${at} and lease_until < ${at})
      or (delivery.state = 'planned' and next_at <= ${at} and (no_later_than < ${at} or ${isBarred}) and not ${mustWait(at)})
    `, 200);
    for (const held of rows) {
      switch (held.state) {
        case "planned":
          await moveDelivery(tx, held, { to: "missed", code: held.no_later_than < at ? "too-late" : "profile-not-active", nextAt: at }, at);
          break;
        case "armed":
          // Nothing had been sent: it is only planned again.
          await moveDelivery(tx, held, { to: "planned", code: "lease-over", nextAt: at }, at);
          break;
        default: {
          const network = networks.find((candidate) => candidate.id === held.network);
          const settleMs = network?.kind === "remote" ? network.settleMs : 0;
          await moveDelivery(tx, held, { to: "unknown", code: "lease-over", nextAt: plusMs(at, settleMs) }, at);
        }
      }
    }
    return rows.length;
  });
}

/** Our own networks: publishing is a row, so claim, publication and evidence are one transaction. */
async function deliverOwn(setting: DeliverySetting): Promise<number> {
  const networks = setting.networks.filter((network) => network.kind === "own");
  let delivered = 0;
  for (const network of networks) delivered += await deliverTo(setting, network);
  return delivered;
}

async function deliverTo(setting: DeliverySetting, network: OwnNetwork<Tx>): Promise<number> {
  const done = await inTransaction(setting.db, async (tx) => {
    await holdOffStops(tx);
    const at = setting.clock.now();
    const rows = await takeWork(tx, sql`delivery.state = 'planned' and network = ${network.id} and next_at <= ${at} and no_later_than >= ${at} and not ${mustWait(at)} and not ${isBarred}`, OWN_BATCH);
    await holdStandings(tx, rows.map((held) => held.intent.profileId));
    await fault("own-accept-before");
    const accepted = await acceptAll(tx, network, rows.map((held) => held.intent), at);
    await fault("own-accept-after");
    await moveDeliveries(tx, rows.flatMap((held, index) => {
      const post = accepted[index];
      return post ? [{ held, change: { to: "confirmed", remoteId: post.remoteId, url: post.url, nextAt: at } as const }] : [];
    }), at);
    await fault("own-moved");
    // A stop that would not wait for this batch any longer undoes it, and so does a profile that was not to speak any more.
    if (rows.length > 0 && (await findHeld(tx, rows.map((held) => held.id), at)).size > 0) throw new Error("publishing was stopped, or a profile suspended, while a batch was under way");
    return rows.length;
  });
  if (done > 0) {
    await fault("own-committed");
    setting.onConfirmed?.();
  }
  return done;
}

async function acceptAll(tx: Tx, network: OwnNetwork<Tx>, intents: readonly Intent[], at: Instant): Promise<readonly Accepted[]> {
  if (network.acceptAll) return network.acceptAll(tx, intents, at);
  const accepted: Accepted[] = [];
  for (const intent of intents) accepted.push(await network.accept(tx, intent, at));
  return accepted;
}

/** Claims what there is room for and sets it going; `underWay` holds what has not ended. */
async function beginRemote(setting: DeliverySetting, underWay: Set<Promise<void>>): Promise<number> {
  const networks = setting.networks.filter((network) => network.kind === "remote");
  const room = setting.concurrency - underWay.size;
  if (networks.length === 0 || room <= 0) return 0;
  const claimed = await claim(setting, networks, room);
  for (const held of claimed) {
    const network = networks.find((candidate) => candidate.id === held.network);
    if (!network) continue;
    const step = (held.state === "unknown" ? lookForIt : sendIt)(setting, network, held)
      // The lease runs out and the sweep decides: planned again, or unknown. Nothing is retried here.
      .catch((error: unknown) => setting.log("delivery.step-failed", { deliveryId: held.id, error }))
      .finally(() => underWay.delete(step));
    underWay.add(step);
  }
  return claimed.length;
}

/** Takes due work under a new fence: the intent is committed before the first byte. */
async function claim(setting: DeliverySetting, networks: readonly RemoteNetwork[], room: number): Promise<readonly HeldDelivery[]> {
  const claimed = await inTransaction(setting.db, async (tx) => {
    await holdOffStops(tx);
    const at = setting.clock.now();
    const leaseUntil = plusMs(at, setting.leaseMs);
    const rows = await takeWork(tx, sql`
      network = any(${networks.map((network) => network.id)}) and next_at <= ${at}
      and ((delivery.state = 'planned' and no_later_than >= ${at} and not ${mustWait(at)} and not ${isBarred}) or (delivery.state = 'unknown' and (lease_until is null or lease_until < ${at})))
    `, room);
    const taken: HeldDelivery[] = [];
    for (const row of rows) {
      await sql`update publishing.delivery set fence = fence + 1 where id = ${row.id}`.execute(tx);
      const held = { ...row, fence: row.fence + 1, lease_until: leaseUntil };
      if (row.state === "planned") {
        await moveDelivery(tx, held, { to: "armed", leaseUntil, nextAt: leaseUntil, countsAttempt: true }, at);
        taken.push({ ...held, state: "armed" });
      } else {
        await sql`update publishing.delivery set lease_until = ${leaseUntil} where id = ${row.id}`.execute(tx);
        taken.push(held);
      }
    }
    await fault("claim");
    return taken;
  });
  await fault("intent-committed");
  return claimed;
}

async function sendIt(setting: DeliverySetting, network: RemoteNetwork, armed: HeldDelivery): Promise<void> {
  const { db, clock } = setting;
  const leaseUntil = armed.lease_until ?? clock.now();
  // Only who still holds the lease may send; from this commit on, a crash leaves an outcome that must be looked up.
  const sent: HeldDelivery = { ...armed, state: "sent" };
  const mine = await inTransaction(db, async (tx) => {
    await holdOffStops(tx);
    const at = clock.now();
    if ((await findHeld(tx, [armed.id], at)).size > 0) {
      await moveDelivery(tx, armed, { to: "planned", code: "stopped", nextAt: at }, at);
      return false;
    }
    if (msBetween(at, leaseUntil) < network.callMs + SECOND || at > armed.no_later_than) return false;
    return moveDelivery(tx, armed, { to: "sent", leaseUntil, nextAt: leaseUntil }, at);
  });
  if (!mine) return;
  await fault("sent-committed");
  const goAhead = () => askWhetherFree(setting, armed, leaseUntil, network.callMs);
  const free = await goAhead();
  // The deadline, right before the irreversible step: a process that was stopped in between must not send any more.
  const left = msBetween(clock.now(), leaseUntil);
  if (!free || left < network.callMs) {
    await inTransaction(db, (tx) => moveDelivery(tx, sent, { to: "planned", code: free ? "deadline" : "stopped", nextAt: clock.now() }, clock.now()));
    return;
  }
  await fault("request-open");
  const outcome = await network.perform(armed.intent, AbortSignal.timeout(network.callMs), goAhead);
  await fault("answered");
  await inTransaction(db, async (tx) => {
    const at = clock.now();
    switch (outcome.kind) {
      case "confirmed":
        return moveDelivery(tx, sent, { to: "confirmed", remoteId: outcome.remoteId, url: outcome.url, nextAt: at }, at);
      case "refused":
        return moveDelivery(tx, sent, { to: "refused", code: outcome.code, detail: outcome.detail, nextAt: at }, at);
      case "retry":
        return moveDelivery(tx, sent, { to: "planned", code: outcome.code, nextAt: plusMs(at, outcome.afterMs) }, at);
      case "unknown":
        return moveDelivery(tx, sent, { to: "unknown", code: outcome.saidNo ? SAID_NO + outcome.code : outcome.code, detail: outcome.detail, nextAt: plusMs(at, network.settleMs) }, at);
    }
  });
  await fault("marked");
  if (outcome.kind === "confirmed") setting.onConfirmed?.();
}

/** An answer that was longer under way is too old to send on: a stop may have been committed since it was asked. */
const FRESH_MS = 300;

/** Whether no stop holds it, as of less than `FRESH_MS` ago. A database too slow to tell is a no, once the lease is used up. */
async function askWhetherFree({ db, clock }: DeliverySetting, armed: HeldDelivery, leaseUntil: Instant, callMs: number): Promise<boolean> {
  for (;;) {
    const asked = performance.now();
    if ((await findHeld(db, [armed.id], clock.now())).size > 0) return false;
    if (performance.now() - asked < FRESH_MS) return true;
    if (msBetween(clock.now(), leaseUntil) < callMs) return false;
  }
}

/** Before the code of an unknown outcome: the network refused it in a way that is no proof. */
const SAID_NO = "said-no:";

/** After the settle time: is it there or not? Only a sure answer decides; the rest is a person's. */
async function lookForIt(setting: DeliverySetting, network: RemoteNetwork, held: HeldDelivery): Promise<void> {
  const { db, clock } = setting;
  await fault("read-back-before");
  const sighting = network.abilities.readBack
    ? await network.find(held.intent, AbortSignal.timeout(network.callMs))
    : ({ kind: "cannot-tell", code: "no-read-back" } as const);
  await fault("read-back-after");
  const at: Instant = clock.now();
  // It stays as it is, and whoever comes next looks again; past the hour at which it would still go out, a person does.
  if (sighting.kind === "not-now" && at <= held.no_later_than) {
    await sql`
      update publishing.delivery set next_at = ${plusMs(at, sighting.afterMs)}, lease_until = null where id = ${held.id} and fence = ${held.fence} and state = 'unknown'
    `.execute(db);
    return;
  }
  await inTransaction(db, (tx) => {
    switch (sighting.kind) {
      case "found":
        return moveDelivery(tx, held, { to: "confirmed", remoteId: sighting.remoteId, url: sighting.url, nextAt: at }, at);
      case "absent":
        // It said no, and it is not there: trying again would only hear the same.
        if (held.code?.startsWith(SAID_NO)) return moveDelivery(tx, held, { to: "refused", code: held.code.slice(SAID_NO.length), nextAt: at }, at);
        return moveDelivery(tx, held, { to: "planned", code: "read-back-absent", nextAt: at }, at);
      case "not-now":
      case "cannot-tell":
        return moveDelivery(tx, held, { to: "unknown", code: sighting.code, needsPerson: true, nextAt: at }, at);
    }
  });
}
