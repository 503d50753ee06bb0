import type { Instant } from "#kernel/instant.ts";

/** What of an item decides whether it stays when it is joined to another. */
export interface Joinable {
  readonly id: string;
  readonly isDecided: boolean;
  /** It has a page, and not only a line of an agenda. */
  readonly hasPage: boolean;
  readonly firstSeenAt: Instant;
}

/**
 * Which of two items stays when they are one (FLO-7): the one that was decided on, so that nothing is asked twice; else the
 * one with a page; else the one that was there first.
 */
export function whichStays<One extends Joinable>(one: One, other: One): { readonly kept: One; readonly other: One } {
  const first = [
    Number(other.isDecided) - Number(one.isDecided),
    Number(other.hasPage) - Number(one.hasPage),
    one.firstSeenAt < other.firstSeenAt ? -1 : Number(one.firstSeenAt > other.firstSeenAt),
    one.id < other.id ? -1 : 1,
  ].find((difference) => difference !== 0) ?? 0;
  return first <= 0 ? { kept: one, other } : { kept: other, other: one };
}
