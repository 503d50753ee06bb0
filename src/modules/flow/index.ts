export { type DayEntry, type DepartmentDay, readDay } from "./day.ts";
export { listDebts, settleDebt, type SettleDebtRefusal, type WebDebt } from "./debts.ts";
export { type Evergreen, listEvergreen } from "./evergreen.ts";
export { endExpectation, type Expectation, type ExpectationRefusal, expectFrom, listExpectations, listOwnerlessItems, type Ownerless } from "./gaps.ts";
export { type DueReview, type DueReviews, listDueReviews, reviewItem, type ReviewRefusal, setItemKind } from "./reviews.ts";
export type { AgingKind } from "./rules/review.ts";
export { type DecideRefusal, decideSuggestion, listSuggestions, type NewSuggestion, suggest, type Suggestion, type SuggestionDecision, type SuggestionRefusal } from "./suggestions.ts";
export { countLongWaiting, type LongWaiting } from "./waiting.ts";
