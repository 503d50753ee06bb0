import { expect, test } from "vitest";
import { instantOf } from "#kernel/instant.ts";
import { type Joinable, whichStays } from "./likeness.ts";

const item = (id: string, { isDecided = false, hasPage = true, seen = 1 } = {}): Joinable => ({ id, isDecided, hasPage, firstSeenAt: instantOf(seen) });

test.each([
  ["the one that was decided on, although it is newer", item("a"), item("b", { isDecided: true, seen: 2, hasPage: false })],
  ["the one with a page", item("a", { hasPage: false }), item("b", { seen: 2 })],
  ["the one that was there first", item("a", { seen: 2 }), item("b")],
  ["either, but always the same one", item("b"), item("a")],
])("FLO-7 of two that are one stays %s", (_, goes, stays) => {
  expect(whichStays(goes, stays)).toEqual({ kept: stays, other: goes });
  expect(whichStays(stays, goes)).toEqual({ kept: stays, other: goes });
});
