import { describe, expect, test } from "vitest";
import { checkGroup } from "./working-group.ts";

describe("ORG-5 the working group", () => {
  test("is led by two different units", () => {
    expect(checkGroup(["mayor", "transparency"], ["mayor", "sports"], 2)).toBeUndefined();
    expect(checkGroup(["mayor", "mayor"], ["mayor", "sports"], 2)).toEqual({ kind: "group-leads", need: 2, have: 1 });
    expect(checkGroup([], ["mayor", "sports"], 2)).toEqual({ kind: "group-leads", need: 2, have: 0 });
    expect(checkGroup(["mayor", "transparency", "sports"], ["mayor", "sports"], 2)).toEqual({ kind: "group-leads", need: 2, have: 3 });
  });

  test("is of more than one Department", () => {
    expect(checkGroup(["mayor", "transparency"], ["mayor", "mayor", undefined], 2)).toEqual({ kind: "group-not-interdepartmental" });
    expect(checkGroup(["mayor", "transparency"], [], 2)).toEqual({ kind: "group-not-interdepartmental" });
  });
});
