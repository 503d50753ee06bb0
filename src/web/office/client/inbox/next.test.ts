import { expect, test } from "vitest";
import { nextAfter } from "./next.ts";

test.each([
  [["a", "b", "c"], "a", "b"],
  [["a", "b", "c"], "c", "b"],
  [["a"], "a", undefined],
  [["a", "b"], "gone", "a"],
  [[], "a", undefined],
])("in %j after %s comes %s", (ids, id, next) => {
  expect(nextAfter(ids, id)).toBe(next);
});
