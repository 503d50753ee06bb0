import { expect, test } from "vitest";
import { isNarrowed, narrowed } from "./filter.ts";

test("INB-8 another choice begins the list anew; what is chosen away leaves no trace in the address", () => {
  expect(narrowed({ tab: "mine", language: "eu", cursor: "x" }, { profileId: "p" })).toEqual({ tab: "mine", language: "eu", profileId: "p" });
  expect(narrowed({ tab: "mine", language: "eu" }, { language: "" })).toEqual({ tab: "mine" });
});

test("INB-8 a tab alone does not narrow", () => {
  expect([isNarrowed({ tab: "mine" }), isNarrowed({ tab: "mine", search: "agua" })]).toEqual([false, true]);
});
