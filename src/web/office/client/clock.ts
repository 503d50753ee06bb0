import { useEffect, useState } from "react";

/**
 * The product's clock in the browser: what the server said, moved on by the browser's stopwatch. The machine's own clock
 * is never asked: it may be wrong, and an example city lives on another date.
 */
export interface ProductClock {
  now(): string;
}

export function clockFrom(serverNow: string): ProductClock {
  const [start, heardAt] = [Date.parse(serverNow), performance.now()];
  return { now: () => new Date(start + performance.now() - heardAt).toISOString() };
}

/** The present, refreshed often enough for «hace 3 minutos». */
export function useTicking(clock: ProductClock, everyMs = 20_000): string {
  const [now, setNow] = useState(clock.now());
  useEffect(() => {
    setNow(clock.now());
    const timer = setInterval(() => setNow(clock.now()), everyMs);
    return () => clearInterval(timer);
  }, [clock, everyMs]);
  return now;
}
