import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { readWallTime } from "#kernel/wall-time.ts";

export type TriageDecision = "publish" | "later" | "not_applicable";

/** Why an item is not for the networks (M8). */
export const triageReasons = [
  "internal", "already_covered", "legal_notice_only", "low_interest", "embargo", "personal_data", "not_in_force", "other",
] as const;
export type TriageReason = (typeof triageReasons)[number];

export interface TriageInput {
  readonly decision: TriageDecision;
  readonly reason?: TriageReason | null | undefined;
  readonly note?: string | undefined;
  /** `YYYY-MM-DD` in the council's zone: the day on which the item waits again. */
  readonly until?: string | null | undefined;
}

export interface Triage {
  readonly decision: TriageDecision;
  readonly reason: TriageReason | undefined;
  readonly note: string;
  readonly until: { readonly day: string; readonly at: Instant } | undefined;
}

export type TriageRefusal =
  /** FLO-R4. */
  | { readonly kind: "reason-missing" }
  /** `other` says nothing by itself. */
  | { readonly kind: "note-missing" }
  /** FLO-R7. */
  | { readonly kind: "until-missing" }
  | { readonly kind: "until-unreadable"; readonly until: string }
  | { readonly kind: "until-not-ahead"; readonly until: string }
  | { readonly kind: "note-too-long"; readonly most: number };

const LONGEST_NOTE = 500;

/** Whether a decision on an item is complete (FLO-R4, FLO-R7). */
export function decideTriage(input: TriageInput, now: Instant, zone: string): Result<Triage, TriageRefusal> {
  const note = (input.note ?? "").trim();
  if (note.length > LONGEST_NOTE) return refuse({ kind: "note-too-long", most: LONGEST_NOTE });
  if (input.decision === "not_applicable") {
    if (!input.reason) return refuse({ kind: "reason-missing" });
    if (input.reason === "other" && note === "") return refuse({ kind: "note-missing" });
    return ok({ decision: input.decision, reason: input.reason, note, until: undefined });
  }
  if (input.decision === "publish") return ok({ decision: input.decision, reason: undefined, note, until: undefined });
  const day = input.until?.trim();
  if (!day) return refuse({ kind: "until-missing" });
  const at = /^\d{4}-\d{2}-\d{2}$/.test(day) ? startOfDay(day, zone) : undefined;
  if (!at) return refuse({ kind: "until-unreadable", until: day });
  if (at <= now) return refuse({ kind: "until-not-ahead", until: day });
  return ok({ decision: input.decision, reason: input.reason ?? undefined, note, until: { day, at } });
}

/** The first instant of a day on the wall's clock; some zones begin a day at 01:00 when the clock moves at midnight. */
export function startOfDay(day: string, zone: string): Instant | undefined {
  const reading = readWallTime({ local: `${day}T00:00`, zone });
  switch (reading.kind) {
    case "once": return reading.at;
    case "twice": return reading.earlier;
    case "never": return reading.next;
    case "unreadable": return undefined;
  }
}

/** Where an item stands: what was put off waits again from its day on (FLO-R7). */
export function triageState(last: Pick<Triage, "decision" | "until"> | undefined, now: Instant): "waiting" | TriageDecision {
  if (!last) return "waiting";
  if (last.decision === "later" && last.until && last.until.at <= now) return "waiting";
  return last.decision;
}

/** Coverage of a day (FLO-R3): the share of what appeared that somebody has decided on; undefined when nothing appeared. */
export function coverage({ produced, triaged }: { readonly produced: number; readonly triaged: number }): number | undefined {
  return produced === 0 ? undefined : triaged / produced;
}
