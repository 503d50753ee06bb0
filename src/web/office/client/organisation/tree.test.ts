import { expect, test } from "vitest";
import { treeOf, type UnitRow, withWords } from "./tree.ts";

const unit = (id: string, parentId: string | null): UnitRow => ({ id, parentId, kind: "service", name: { es: id }, dir3: null, coordinates: false, from: "2026-01-01T00:00:00.000Z", people: 0, profiles: 0, director: null });
const units = [unit("sport", null), unit("pools", "sport"), unit("culture", null), unit("lost", "closed"), unit("slides", "pools")];
const nameOf = ({ id }: UnitRow) => id;
const drawn = (branches: ReturnType<typeof treeOf>): unknown => branches.map(({ unit: { id }, below }) => (below.length > 0 ? [id, drawn(below)] : id));

test("ORG-1 units stand below their own, by name, and one whose parent was closed at the top", () => {
  expect(drawn(treeOf(units, nameOf))).toEqual(["culture", "lost", ["sport", [["pools", ["slides"]]]]]);
});

test("what is looked for is shown with what is above it", () => {
  expect(drawn(withWords(treeOf(units, nameOf), ({ id }) => id === "slides"))).toEqual([["sport", [["pools", ["slides"]]]]]);
  expect(withWords(treeOf(units, nameOf), () => false)).toEqual([]);
});
