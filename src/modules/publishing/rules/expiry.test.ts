import { expect, test } from "vitest";
import { instantOf, MINUTE, plusMs } from "#kernel/instant.ts";
import { hasExpired } from "./expiry.ts";

const due = instantOf(Date.parse("2026-09-21T10:00:00Z"));

test("EDI-R11 what waits for approval expires when its time passes, not before and not at it", () => {
  expect(hasExpired({ state: "in_review", due }, plusMs(due, -MINUTE))).toBe(false);
  expect(hasExpired({ state: "in_review", due }, due)).toBe(false);
  expect(hasExpired({ state: "in_review", due }, plusMs(due, 1))).toBe(true);
});

test("EDI-R11 only what waits for approval expires, and only if it was for a time", () => {
  for (const state of ["draft", "returned", "scheduled", "published"]) expect(hasExpired({ state, due }, plusMs(due, MINUTE))).toBe(false);
  expect(hasExpired({ state: "in_review", due: null }, due)).toBe(false);
});
