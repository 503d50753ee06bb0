import { expect, test } from "vitest";
import { actionState } from "./communication-action.ts";

test("EDI-10 an action is planned before its days, under way on them, over after them, and closed once its result is told", () => {
  const days = { from: "2026-09-22", to: "2026-09-24", result: null };
  expect(["2026-09-21", "2026-09-22", "2026-09-24", "2026-09-25"].map((today) => actionState(days, today))).toEqual(["planned", "under_way", "under_way", "over"]);
  expect(["2026-09-21", "2026-09-25"].map((today) => actionState({ ...days, result: "Fueron 300 personas" }, today))).toEqual(["closed", "closed"]);
});
