import type { AgingKind, DepartmentDay, DueReview, Evergreen, Expectation, Ownerless, Suggestion, WebDebt } from "#modules/flow/index.ts";

// What the office shows of the flow of the day, from the web to the profiles and back.

/** `YYYY-MM-DD` on the council's wall; departments with the most that is undecided first. */
export interface DayView {
  readonly day: string;
  readonly departments: readonly DepartmentDay[];
}

export type DebtView = WebDebt & { readonly maySettle: boolean };
export type SuggestionView = Suggestion & { readonly mayDecide: boolean };
export type EvergreenView = Evergreen;

export interface ReviewsView {
  readonly reviews: readonly (DueReview & { readonly mayReview: boolean })[];
  /** All that are due, also those beyond the ones shown. */
  readonly count: number;
  /** Days between two reviews, by kind. */
  readonly cycles: readonly (readonly [AgingKind, number])[];
  readonly citation: string;
}

export interface WebGapsView {
  readonly ownerless: readonly Ownerless[];
  readonly expectations: readonly (Expectation & { readonly mayEnd: boolean })[];
}

