import { expect, test } from "vitest";
import { draftContentIn } from "./read-backup.ts";

const content = { title: "a", unitId: null, profiles: [], texts: { es: "b" }, forks: {}, media: [], citations: [], exception: null, due: null };

test("a copy that we wrote is read back", () => {
  expect(draftContentIn(JSON.stringify({ revision: 3, content }))).toEqual({ revision: 3, content });
});

test.each([
  ["nothing", null], ["no JSON", "{"], ["another thing", "[1]"], ["no revision", JSON.stringify({ content })], ["no texts", JSON.stringify({ revision: 1, content: { ...content, texts: null } })],
  ["an older shape", JSON.stringify({ revision: 1, content: { title: "a" } })],
])("%s is as if there were none", (_, text) => {
  expect(draftContentIn(text)).toBeUndefined();
});
