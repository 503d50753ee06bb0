import { DAY, epochMsOf, type Instant, instantOf } from "#kernel/instant.ts";

export type ContractState = "draft" | "in_force" | "expiring" | "ended";

/** First and last instant of a contract's days in the council's zone: it is good through its last day (CON-R3). */
export function termOf(startsOn: string, endsOn: string, zone: string): { readonly from: Instant; readonly to: Instant } {
  const begin = (day: Temporal.PlainDate) => instantOf(day.toZonedDateTime(zone).epochMilliseconds);
  return { from: begin(Temporal.PlainDate.from(startsOn)), to: begin(Temporal.PlainDate.from(endsOn).add({ days: 1 })) };
}

/** @param warnDays the longest of the days before the end on which it is told */
export function stateAt(contract: { readonly inForceSince: Instant | null; readonly endedAt: Instant | null; readonly to: Instant }, warnDays: number, at: Instant): ContractState {
  if ((contract.endedAt !== null && contract.endedAt <= at) || (contract.inForceSince !== null && contract.to <= at)) return "ended";
  if (contract.inForceSince === null) return "draft";
  return epochMsOf(contract.to) - epochMsOf(at) <= warnDays * DAY ? "expiring" : "in_force";
}

/**
 * The alert that is due: the nearest of the council's steps that the end has come within (CON-R4).
 * @param alertDays as the council's parameter says them, `60, 30, 12`
 */
export function alertAt(to: Instant, alertDays: string, at: Instant): number | undefined {
  const left = (epochMsOf(to) - epochMsOf(at)) / DAY;
  if (left <= 0) return undefined;
  return daysIn(alertDays).filter((days) => left <= days).at(0);
}

/** The steps, shortest first. */
export const daysIn = (text: string): readonly number[] =>
  text.split(",").map((part) => Number(part.trim())).filter((days) => Number.isInteger(days) && days > 0).toSorted((a, b) => a - b);
