export type GroupProblem =
  | { readonly kind: "group-leads"; readonly need: number; readonly have: number }
  /** S6: it is of several Departments. */
  | { readonly kind: "group-not-interdepartmental" };

/**
 * What is wrong with how the working group is made up (ORG-5): as many units lead it as the council says, and whoever is in
 * it comes from more than one Department.
 * @param departments of each member; undefined for who belongs to none
 */
export function checkGroup(leadUnits: readonly string[], departments: readonly (string | undefined)[], leads: number): GroupProblem | undefined {
  const have = new Set(leadUnits).size;
  if (have !== leads) return { kind: "group-leads", need: leads, have };
  const from = new Set(departments.filter((department) => department !== undefined));
  return from.size < 2 ? { kind: "group-not-interdepartmental" } : undefined;
}
