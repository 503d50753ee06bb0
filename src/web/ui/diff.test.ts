import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DiffPart, diffWords } from "./diff.ts";

const side = (parts: readonly DiffPart[], without: DiffPart["kind"]): string => parts.filter((part) => part.kind !== without).map((part) => part.text).join("");

describe("diffWords", () => {
  test("tells what was taken out and what was put in", () => {
    expect(diffWords("Cerrada de 8:00 a 13:00", "Cerrada de 8:00 a 14:00, por obras")).toEqual([
      { kind: "same", text: "Cerrada de 8:00 a " },
      { kind: "removed", text: "13:00" },
      { kind: "added", text: "14:00, por obras" },
    ]);
  });

  test("equal texts have no change; an empty one is all added", () => {
    expect(diffWords("kaixo mundua", "kaixo mundua")).toEqual([{ kind: "same", text: "kaixo mundua" }]);
    expect(diffWords("", "kaixo")).toEqual([{ kind: "added", text: "kaixo" }]);
    expect(diffWords("", "")).toEqual([]);
  });

  test("both texts can be read out of the parts, whatever they are", () => {
    const text = fc.array(fc.constantFrom("a", "b", "ñ", " ", "\n", "kale ", "👩‍👩‍👧 "), { maxLength: 40 }).map((words) => words.join(""));
    fc.assert(fc.property(text, text, (before, after) => {
      const parts = diffWords(before, after);
      expect(side(parts, "added")).toBe(before);
      expect(side(parts, "removed")).toBe(after);
    }));
  });

  test("keeps as much as can be kept", () => {
    const kept = diffWords("a b c d e", "x a b d e y").filter((part) => part.kind === "same").map((part) => part.text.trim()).join(" ");
    expect(kept.split(/\s+/)).toEqual(["a", "b", "d", "e"]);
  });

  test("texts too long to compare are shown as replaced, at once", () => {
    const [before, after] = [Array.from({ length: 4_000 }, (_, n) => `a${n}`).join(" "), Array.from({ length: 4_000 }, (_, n) => `b${n}`).join(" ")];
    const parts = diffWords(before, after);
    expect(side(parts, "added")).toBe(before);
    expect(side(parts, "removed")).toBe(after);
    expect(parts).toHaveLength(2);
  });
});
