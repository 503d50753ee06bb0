import type { Instant } from "#kernel/instant.ts";
import { readWallTime } from "#kernel/wall-time.ts";
import type { Content } from "./content.ts";

/**
 * When an embargo ends (EDI-7): undefined without one, `unreadable` for what is no time. An embargo is a promise to others,
 * so of two hours it is the later, and of an hour that the clock skips the one that it shows instead.
 */
export function embargoEnd({ embargo }: Pick<Content, "embargo">, zone: string): Instant | "unreadable" | undefined {
  if (!embargo) return undefined;
  const reading = readWallTime({ local: embargo.local, zone });
  switch (reading.kind) {
    case "once": return reading.at;
    case "twice": return reading.later;
    case "never": return reading.next;
    case "unreadable": return "unreadable";
  }
}

/** The earliest instant at which it may go out: not before it is approved, nor before its embargo ends. */
export const notBefore = (at: Instant, end: Instant | undefined): Instant => (end !== undefined && end > at ? end : at);
