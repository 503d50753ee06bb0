/** By its dates alone, until somebody says what came of it: nobody has to keep a state by hand. */
export type ActionState = "planned" | "under_way" | "over" | "closed";

/** Days are `YYYY-MM-DD` on the council's clock, both in it. */
export function actionState({ from, to, result }: { readonly from: string; readonly to: string; readonly result: string | null }, today: string): ActionState {
  if (result !== null) return "closed";
  return today < from ? "planned" : today > to ? "over" : "under_way";
}
