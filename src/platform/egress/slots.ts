/** A few at a time for each host: a slow one holds up its own queue only. */
export interface Slots {
  /** Waits for a place; the answer gives it back. Rejects with the signal's reason when that fires first. */
  take(host: string, signal: AbortSignal): Promise<() => void>;
}

export function slotsPerHost(size: number): Slots {
  const hosts = new Map<string, { used: number; waiting: (() => void)[] }>();

  const giveBack = (host: string) => {
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const state = hosts.get(host);
      if (!state) return;
      const next = state.waiting.shift();
      if (next) return next();
      state.used -= 1;
      // Nothing is kept of a host that nobody asks: the map does not grow with what the outside sends.
      if (state.used === 0) hosts.delete(host);
    };
  };

  return {
    take: async (host, signal) => {
      signal.throwIfAborted();
      const state = hosts.get(host) ?? { used: 0, waiting: [] };
      hosts.set(host, state);
      if (state.used < size) {
        state.used += 1;
        return giveBack(host);
      }
      await new Promise<void>((resolve, reject) => {
        const leave = () => {
          state.waiting.splice(state.waiting.indexOf(enter), 1);
          reject(signal.reason instanceof Error ? signal.reason : new Error("given up", { cause: signal.reason }));
        };
        const enter = () => {
          signal.removeEventListener("abort", leave);
          resolve();
        };
        state.waiting.push(enter);
        signal.addEventListener("abort", leave, { once: true });
      });
      return giveBack(host);
    },
  };
}
