import { randomInt } from "node:crypto";
import type { Id } from "#kernel/id.ts";
import { MINUTE, msBetween, plusMs } from "#kernel/instant.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { fault } from "#platform/faults.ts";
import type { Log } from "#platform/log.ts";
import type { Signers } from "./actors.ts";
import { boundedMap } from "./bounded.ts";
import type { ActorDirectory, ActorProfile } from "./directory.ts";
import { type Claimed, claimFanOut, postponeFanOut, type Settled, settleFanOut } from "./fan-out.ts";
import { lanesOf } from "./lanes.ts";
import type { FederationLimits } from "./limits.ts";
import type { Outbound, OutboundAnswer } from "./outbound.ts";
import { verdictOf } from "./retry.ts";
import { digestOf, signedPost } from "./signature.ts";
import { tables } from "./store.ts";

export interface DeliveryDependencies {
  readonly db: Database;
  readonly clock: Clock;
  /** The time that other servers have; another than `clock` in the example city. */
  readonly wireClock: Clock;
  readonly egress: Outbound;
  readonly signers: Signers;
  readonly directory: ActorDirectory;
  readonly log: Log;
  readonly limits: FederationLimits["delivery"];
}

export interface Deliveries {
  /** Looks for work now rather than at the next poll. */
  wake(): void;
  /** Takes on nothing new, ends what is under way and writes what came of it. */
  stop(): Promise<void>;
}

interface Body {
  readonly bytes: Uint8Array;
  readonly digest: string;
}

const ACTIVITY = "application/activity+json";
const REMEMBERED_BODIES = 256;
const FLUSH_AT = 500;
const FLUSH_AFTER_MS = 50;

/** Sends what waits in `fan_out`. Any number of these may run, in any number of processes. */
export function startDeliveries({ db, clock, wireClock, egress, signers, directory, log, limits }: DeliveryDependencies): Deliveries {
  const bodies = boundedMap<Id<"delivery">, Body>(REMEMBERED_BODIES);
  const life = { isStopping: false };
  const patience = new AbortController();
  const handedBack: Claimed[] = [];
  let rouse: () => void = () => undefined;
  let isRoused = false;

  const settler = settlerOf(db, clock, log);
  const lanes = lanesOf<Claimed>(limits, (claim) => deliver(claim), () => wake());

  const deliver = async (claim: Claimed): Promise<void> => {
    try {
      if (life.isStopping) return void handedBack.push(claim);
      // Waited too long for its turn: somebody else may have it by the time that an answer comes.
      if (msBetween(clock.now(), claim.lease_until) < limits.timeoutMs) return;
      const body = bodies.get(claim.activity_id) ?? (await loadBody(claim.activity_id));
      const target = new URL(claim.inbox);
      const headers = await signedPost(target, body.digest, await signers.of(claim.profile_id), wireClock.now());
      await fault("federation.request-open");
      const answer = await egress.fetch({
        url: claim.inbox,
        method: "POST",
        headers: { ...headers, "content-type": ACTIVITY, accept: ACTIVITY },
        body: body.bytes,
        maxBytes: 1_000_000,
        timeoutMs: limits.timeoutMs,
        maxRedirects: 0,
        signal: patience.signal,
      });
      // We gave up, not they: it goes out again when its lease ends.
      if (answer.kind === "failed" && answer.reason === "cancelled") return;
      await fault("federation.answer");
      settler.add({ claim, verdict: verdictOf(answer, attemptOf(claim)) });
      if (!isTaken(answer)) log("federation.not-delivered", { host: claim.host, activity: claim.activity_id, ...reasonOf(answer) });
    } catch (error) {
      // The row stays claimed and is due again when its lease ends.
      log("federation.delivery-broke", { host: claim.host, activity: claim.activity_id, error });
    }
  };

  const attemptOf = (claim: Claimed) => ({
    attempts: claim.attempts + 1,
    hostFailures: claim.host_failures,
    saidAt: claim.at,
    now: clock.now(),
    wireNow: wireClock.now(),
    giveUpMs: limits.giveUpMs,
    chance: randomInt(1_000) / 1_000,
  });

  const loadBody = async (id: Id<"delivery">): Promise<Body> => {
    const row = await tables(db).selectFrom("activitypub.activity").select("body").where("id", "=", id).executeTakeFirstOrThrow();
    const body = { bytes: row.body, digest: digestOf(row.body) };
    bodies.set(id, body);
    return body;
  };

  const claim = async (): Promise<number> => {
    const most = limits.concurrency * 8 - lanes.held;
    if (lanes.held > limits.concurrency * 2) return 0;
    await fault("federation.claim");
    const depth = limits.perHost * 8;
    const claimed = await claimFanOut(db, { now: clock.now(), leaseMs: limits.leaseMs, most, mostPerHost: depth, fullHosts: lanes.hostsWith(depth / 2) });
    if (claimed.length === 0) return 0;
    await fault("federation.intent-committed");
    const states = await statesOf(db, directory, claimed);
    const silent = claimed.filter((one) => !mayGoOut(one, states.get(one.profile_id)));
    if (silent.length > 0) await postponeFanOut(db, silent, plusMs(clock.now(), 5 * MINUTE));
    for (const one of claimed) if (mayGoOut(one, states.get(one.profile_id))) lanes.add(one);
    return claimed.length;
  };

  const wake = (): void => {
    isRoused = true;
    rouse();
  };

  const loop = async (): Promise<void> => {
    while (!life.isStopping) {
      isRoused = false;
      let count = 0;
      try {
        count = await claim();
      } catch (error) {
        log("federation.claim-broke", { error });
      }
      if (count === 0 && !life.isStopping) await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limits.pollMs);
        // Rest in a lane calls for more work only when the lanes run low; a full window waits for the next rest.
        rouse = () => {
          if (!life.isStopping && lanes.held > limits.concurrency * 2) return;
          clearTimeout(timer);
          resolve();
        };
        if (isRoused) rouse();
      });
    }
  };
  const looping = loop();

  return {
    wake,
    stop: async () => {
      life.isStopping = true;
      wake();
      await looping;
      const timer = setTimeout(() => patience.abort(), limits.stopMs);
      while (!lanes.isAtRest) await new Promise((resolve) => setTimeout(resolve, 10));
      clearTimeout(timer);
      await settler.flush();
      if (handedBack.length > 0) await postponeFanOut(db, handedBack, clock.now());
    },
  };
}

/** A withdrawal goes out even when the profile may not speak; nothing else does. Of one that is closing only answers and notices come here. */
const mayGoOut = (claim: Claimed, state: ActorProfile["state"] | undefined): boolean => state === "active" || state === "dormant" || state === "closing" || claim.type === "Delete";

async function statesOf(db: Database, directory: ActorDirectory, claimed: readonly Claimed[]): Promise<ReadonlyMap<Id<"profile">, ActorProfile["state"]>> {
  const profiles = [...new Set(claimed.map((claim) => claim.profile_id))];
  const found = await Promise.all(profiles.map((profileId) => directory.find(db, profileId)));
  return new Map(found.flatMap((profile) => (profile ? [[profile.profileId, profile.state] as const] : [])));
}

/** Gathers what came of deliveries and writes it in few transactions. */
function settlerOf(db: Database, clock: Clock, log: Log) {
  let gathered: Settled[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const write = async (batch: readonly Settled[]): Promise<void> => {
    try {
      await fault("federation.before-mark");
      await settleFanOut(db, batch, clock.now());
      await fault("federation.after-mark");
    } catch (error) {
      // Their leases end and they go out again: the receiver knows the activity by its id.
      log("federation.mark-broke", { rows: batch.length, error });
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const batch = gathered;
    gathered = [];
    if (batch.length > 0) writing = writing.then(() => write(batch));
    return writing;
  };
  return {
    add: (settled: Settled): void => {
      gathered.push(settled);
      if (gathered.length >= FLUSH_AT) void flush();
      else timer ??= setTimeout(() => void flush(), FLUSH_AFTER_MS);
    },
    flush,
  };
}

const isTaken = (answer: OutboundAnswer): boolean => answer.kind === "answer" && answer.status >= 200 && answer.status < 300;

const reasonOf = (answer: OutboundAnswer) => (answer.kind === "answer" ? { status: answer.status } : { reason: answer.reason });
