import { ok, refuse, type Result } from "#kernel/result.ts";
import type { Role } from "./can.ts";

export type PostType = "service_head" | "unit_head" | "technical" | "mayor_adviser" | "director" | "entity_head";

export type NotEligible =
  | { readonly kind: "not-in-coordination-unit" }
  | { readonly kind: "post-not-eligible"; readonly role: Role; readonly postType: PostType; readonly eligible: readonly PostType[] };

const posts: Record<"promoter" | "manager", readonly PostType[]> = {
  promoter: ["service_head", "unit_head", "entity_head"],
  manager: ["technical", "mayor_adviser"],
};

/**
 * Who may hold a role by post (Instruction of 14-02-2017, section 2): ROL-R1 a coordinator belongs to the
 * coordination unit, ROL-R2 a promoter heads a service, unit or entity, ROL-R3 a manager is technical staff or an
 * adviser. Training and commitments are further conditions of governance, not of this rule.
 */
export function mayHoldRole(role: Role, person: { readonly postType: PostType; readonly inCoordinationUnit: boolean }): Result<undefined, NotEligible> {
  if (role === "coordinator") return person.inCoordinationUnit ? ok() : refuse({ kind: "not-in-coordination-unit" });
  const eligible = posts[role];
  return eligible.includes(person.postType)
    ? ok()
    : refuse({ kind: "post-not-eligible", role, postType: person.postType, eligible });
}
