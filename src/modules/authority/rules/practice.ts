import { ok, refuse, type Result } from "#kernel/result.ts";
import type { CompetenceArea } from "./fitness.ts";

/** A stretch of supervised practice, as far as counting goes. */
export interface Practised {
  readonly area: CompetenceArea;
  /** `YYYY-MM-DD` in the council's zone. */
  readonly day: string;
  readonly minutes: number;
  readonly withdrawn: boolean;
}

/** Hours practised in an area from one day to another, both included (ROL-4). */
export function practisedHours(practice: readonly Practised[], area: CompetenceArea, from: string, to: string): number {
  const counted = practice.filter((each) => !each.withdrawn && each.area === area && each.day >= from && each.day <= to);
  return counted.reduce((sum, { minutes }) => sum + minutes, 0) / 60;
}

/** ROL-4: practice proves an area only once it adds up to the hours that the council asks for. */
export function provesByPractice(have: number, need: number): Result<undefined, { readonly kind: "practice-short"; readonly have: number; readonly need: number }> {
  return have >= need ? ok() : refuse({ kind: "practice-short", have, need });
}
