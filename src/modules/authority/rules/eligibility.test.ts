import { describe, expect, test } from "vitest";
import type { Role } from "./can.ts";
import { mayHoldRole, type PostType } from "./eligibility.ts";

const cases: readonly [rule: string, Role, PostType, inCoordinationUnit: boolean, allowed: boolean][] = [
  ["ROL-R1", "coordinator", "technical", true, true],
  ["ROL-R1", "coordinator", "service_head", false, false],
  ["ROL-R2", "promoter", "service_head", false, true],
  ["ROL-R2", "promoter", "unit_head", false, true],
  ["ROL-R2", "promoter", "entity_head", false, true],
  ["ROL-R2", "promoter", "technical", false, false],
  ["ROL-R2", "promoter", "mayor_adviser", false, false],
  ["ROL-R3", "manager", "technical", false, true],
  ["ROL-R3", "manager", "mayor_adviser", false, true],
  ["ROL-R3", "manager", "service_head", false, false],
  ["ROL-R3", "manager", "director", false, false],
];

describe("who may hold a role by post", () => {
  test.each(cases)("%s: %s for %s (coordination unit: %s) is %s", (_rule, role, postType, inCoordinationUnit, allowed) => {
    expect(mayHoldRole(role, { postType, inCoordinationUnit }).ok).toBe(allowed);
  });
});
