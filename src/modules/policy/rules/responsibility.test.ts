import { describe, expect, test } from "vitest";
import { contentTypes, selfApproval, startingResponsibilities } from "./responsibility.ts";

describe("ORG-6 who does what for each kind of content", () => {
  test.each(contentTypes)("ORG-6 %s has somebody for each task to start from, and whoever writes it does not approve it", (type) => {
    const tasks = startingResponsibilities(type);
    expect(Object.keys(tasks)).toEqual(["write", "revise", "approve", "publish"]);
    expect(selfApproval(tasks)).toBeUndefined();
  });

  test("ORG-6 to write and to approve are two", () => {
    expect(selfApproval({ ...startingResponsibilities("news"), approve: "technical" })).toEqual({ kind: "writes-and-approves" });
  });
});
