import { ok, refuse, type Result } from "#kernel/result.ts";
import type { Role } from "./can.ts";

const postTypes = ["service_head", "unit_head", "technical", "mayor_adviser", "director", "entity_head", "external"] as const;
export type PostType = (typeof postTypes)[number];

export type NotEligible =
  | { readonly kind: "not-in-coordination-unit" }
  | { readonly kind: "post-not-eligible"; readonly role: Role; readonly postType: PostType; readonly eligible: readonly PostType[] }
  /** ENS op.acc.3 and RGPD 38.6: who looks after the system, audits or protects data does not decide on content. */
  | { readonly kind: "roles-incompatible"; readonly role: Role; readonly holds: readonly Role[] };

const inspecting: readonly PostType[] = ["service_head", "unit_head", "technical", "director", "entity_head"];

const posts: Record<Exclude<Role, "coordinator">, readonly PostType[]> = {
  promoter: ["service_head", "unit_head", "entity_head"],
  manager: ["technical", "mayor_adviser", "external"],
  director: ["director", "entity_head"],
  technician: ["technical", "unit_head", "service_head"],
  auditor: inspecting,
  data_protection: inspecting,
  sysadmin: ["technical", "unit_head", "service_head"],
};

/** Roles that decide on content, and those that stand beside it. */
const deciding: readonly Role[] = ["coordinator", "promoter", "manager"];
const apart: readonly Role[] = ["auditor", "data_protection", "sysadmin"];

/**
 * Who may hold a role by post (Instruction of 14-02-2017, section 2): ROL-R1 a coordinator belongs to the
 * coordination unit, ROL-R2 a promoter heads a service, unit or entity, ROL-R3 a manager is technical staff, an
 * adviser or a contractor's person. Competences, commitments and the contract are conditions for acting, not for holding.
 * @param holds roles that the person holds already
 */
export function mayHoldRole(
  role: Role, person: { readonly postType: PostType; readonly inCoordinationUnit: boolean; readonly holds?: readonly Role[] },
): Result<undefined, NotEligible> {
  if (role === "coordinator" && !person.inCoordinationUnit) return refuse({ kind: "not-in-coordination-unit" });
  if (role === "coordinator" && person.postType === "external") {
    return refuse({ kind: "post-not-eligible", role, postType: person.postType, eligible: postTypes.filter((postType) => postType !== "external") });
  }
  if (role !== "coordinator" && !posts[role].includes(person.postType)) {
    return refuse({ kind: "post-not-eligible", role, postType: person.postType, eligible: posts[role] });
  }
  const clash = (person.holds ?? []).filter((held) => (apart.includes(role) && deciding.includes(held)) || (deciding.includes(role) && apart.includes(held)));
  return clash.length > 0 ? refuse({ kind: "roles-incompatible", role, holds: clash }) : ok();
}
