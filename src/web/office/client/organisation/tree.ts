import type { OrganisationView } from "../../views.ts";

export type UnitRow = OrganisationView["units"][number];

export interface Branch {
  readonly unit: UnitRow;
  readonly below: readonly Branch[];
}

/** The units as a tree. One whose parent is not in force stands at the top, so that none is lost. */
export function treeOf(units: readonly UnitRow[], nameOf: (unit: UnitRow) => string): readonly Branch[] {
  const known = new Set(units.map(({ id }) => id));
  const grow = (parentId: string | null): readonly Branch[] =>
    units
      .filter((unit) => (parentId === null ? unit.parentId === null || !known.has(unit.parentId) : unit.parentId === parentId))
      .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
      .map((unit) => ({ unit, below: grow(unit.id) }));
  return grow(null);
}

/** Of a tree, what has the words somewhere, with what is above it. */
export function withWords(branches: readonly Branch[], has: (unit: UnitRow) => boolean): readonly Branch[] {
  return branches.flatMap(({ unit, below }) => {
    if (has(unit)) return [{ unit, below }];
    const found = withWords(below, has);
    return found.length > 0 ? [{ unit, below: found }] : [];
  });
}
