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
  ["ROL-R3", "manager", "external", false, true],
  ["ROL-R1", "coordinator", "external", true, false],
  ["ROL-R2", "promoter", "external", false, false],
  ["S9", "director", "director", false, true],
  ["S9", "director", "technical", false, false],
  ["ENS op.acc.3", "sysadmin", "technical", false, true],
  ["CON-3", "sysadmin", "external", false, false],
];

describe("who may hold a role by post", () => {
  test.each(cases)("%s: %s for %s (coordination unit: %s) is %s", (_rule, role, postType, inCoordinationUnit, allowed) => {
    expect(mayHoldRole(role, { postType, inCoordinationUnit }).ok).toBe(allowed);
  });
});

test("who looks after the system, audits or protects data holds no role over content, nor the other way round", () => {
  const person = { postType: "technical", inCoordinationUnit: true } as const;
  for (const apart of ["auditor", "data_protection", "sysadmin"] as const) {
    for (const deciding of ["coordinator", "manager"] as const) {
      expect(mayHoldRole(apart, { ...person, holds: [deciding] })).toMatchObject({ ok: false, refusal: { kind: "roles-incompatible", holds: [deciding] } });
      expect(mayHoldRole(deciding, { ...person, holds: [apart] })).toMatchObject({ ok: false, refusal: { kind: "roles-incompatible", holds: [apart] } });
    }
  }
});
