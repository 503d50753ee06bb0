/** A map that forgets its oldest entry instead of growing: nothing that the outside feeds may be unbounded. */
export interface Bounded<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  delete(key: Key): void;
  readonly size: number;
}

export function boundedMap<Key, Value>(capacity: number): Bounded<Key, Value> {
  const entries = new Map<Key, Value>();
  return {
    get: (key) => {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      // Used again: it goes to the young end.
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set: (key, value) => {
      entries.delete(key);
      const oldest = entries.size < capacity ? undefined : entries.keys().next().value;
      if (oldest !== undefined) entries.delete(oldest);
      entries.set(key, value);
    },
    delete: (key) => void entries.delete(key),
    get size() {
      return entries.size;
    },
  };
}

/** Tokens of a host: `burst` at once, one more each `refillMs`. A host that makes us ask too much is not asked. */
export interface Budget {
  take(host: string, nowMs: number): boolean;
}

export function budgetPerHost(burst: number, refillMs: number, hosts: number): Budget {
  const buckets = boundedMap<string, { readonly tokens: number; readonly at: number }>(hosts);
  return {
    take: (host, nowMs) => {
      const bucket = buckets.get(host) ?? { tokens: burst, at: nowMs };
      const tokens = Math.min(burst, bucket.tokens + Math.max(0, nowMs - bucket.at) / refillMs);
      buckets.set(host, { tokens: tokens < 1 ? tokens : tokens - 1, at: nowMs });
      return tokens >= 1;
    },
  };
}
