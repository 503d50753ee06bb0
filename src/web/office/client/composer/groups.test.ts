import { describe, expect, test } from "vitest";
import { emptyContent } from "#modules/publishing/rules/content.ts";
import type { DraftContent } from "../../draft-content.ts";
import { groupNow, withGroup } from "./groups.ts";

const content = (profiles: readonly string[]): DraftContent => ({ ...emptyContent, texts: {}, forks: { b: { es: "Propio" } }, media: [], citations: [], profiles: [...profiles] });
const order = ["a", "b", "c", "d"];
const feasts = { id: "feasts", profiles: ["c", "b"] };
const all = new Set(order);
const choose = (profiles: readonly string[], group: typeof feasts, chosen: boolean, choosable: ReadonlySet<string> = all) =>
  withGroup(content(profiles), group, chosen, choosable, order);

describe("EDI-1 choosing by a group", () => {
  test("a group is chosen beside what was chosen, in the order of the register", () => {
    expect(choose(["a"], feasts, true).profiles).toEqual(["a", "b", "c"]);
  });

  test("it is taken out whole, and own texts go with their profiles", () => {
    expect(choose(["a", "b", "c"], feasts, false)).toMatchObject({ profiles: ["a"], forks: {} });
  });

  test("who may not be chosen drops out and is told; of such alone nothing can be chosen", () => {
    const withoutB = new Set(["a", "c", "d"]);
    expect(groupNow(feasts, content(["c"]), withoutB)).toEqual({ able: ["c"], left: ["b"], chosen: true });
    expect(choose([], feasts, true, withoutB).profiles).toEqual(["c"]);
    expect(groupNow(feasts, content([]), new Set())).toEqual({ able: [], left: ["c", "b"], chosen: false });
  });
});
