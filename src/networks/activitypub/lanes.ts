/** Work for a host that may be begun. */
export interface LaneLimits {
  /** Begun and not yet slow, over all hosts. */
  readonly concurrency: number;
  /** Begun at once for one host, slow ones included. */
  readonly perHost: number;
  readonly slowAfterMs: number;
  /** Begun and slow, over all hosts. */
  readonly slow: number;
}

export interface Lanes<Work extends { readonly host: string }> {
  add(work: Work): void;
  /** In hand and not slow: what a claim should top up. */
  readonly held: number;
  readonly isAtRest: boolean;
  /** Hosts that have `count` or more in hand. */
  hostsWith(count: number): readonly string[];
}

/**
 * A queue for each host under one common limit. A host that does not answer soon gives its place in the common limit
 * back while it is waited for, so a fifth of slow hosts does not take four fifths of the time.
 */
export function lanesOf<Work extends { readonly host: string }>(limits: LaneLimits, run: (work: Work) => Promise<void>, onRest: () => void): Lanes<Work> {
  const lanes = new Map<string, { readonly waiting: Work[]; running: number }>();
  const ready = new Set<string>();
  let queued = 0;
  let fast = 0;
  let slow = 0;

  const pump = (): void => {
    for (const host of ready) {
      if (fast >= limits.concurrency || slow >= limits.slow) return;
      const lane = lanes.get(host);
      const work = lane?.waiting.shift();
      ready.delete(host);
      if (!lane || !work) continue;
      // To the end of the round: each host has its turn.
      if (lane.waiting.length > 0 && lane.running + 1 < limits.perHost) ready.add(host);
      queued -= 1;
      begin(host, lane, work);
    }
  };

  const begin = (host: string, lane: { readonly waiting: Work[]; running: number }, work: Work): void => {
    lane.running += 1;
    fast += 1;
    let isSlow = false;
    const timer = setTimeout(() => {
      isSlow = true;
      fast -= 1;
      slow += 1;
      pump();
      onRest();
    }, limits.slowAfterMs);
    const end = (): void => {
      clearTimeout(timer);
      if (isSlow) slow -= 1;
      else fast -= 1;
      lane.running -= 1;
      if (lane.waiting.length > 0) ready.add(host);
      else if (lane.running === 0) lanes.delete(host);
      pump();
      onRest();
    };
    // `run` answers for its own errors; what escapes it is a bug and ends as an unhandled rejection.
    void run(work).finally(end);
  };

  return {
    add: (work) => {
      const lane = lanes.get(work.host) ?? { waiting: [], running: 0 };
      lanes.set(work.host, lane);
      lane.waiting.push(work);
      queued += 1;
      if (lane.running < limits.perHost) ready.add(work.host);
      pump();
    },
    get held() { return queued + fast; },
    get isAtRest() { return lanes.size === 0; },
    hostsWith: (count) => [...lanes].filter(([, lane]) => lane.waiting.length + lane.running >= count).map(([host]) => host),
  };
}
