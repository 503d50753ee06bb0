import { describe, expect, test } from "vitest";
import { comparable, wordsOnly } from "./comparable.ts";

describe("comparing texts", () => {
  test.each([
    ["A@B.example", "A@B.example"],
    ["Kaixo @Ane@Beste.example", "Kaixo @ane"],
    ["uno\n\n dos\u00a0tres", "uno dos tres"],
    ["https://ciudad.example", "https://ciudad.example/"],
    ["https://ciudad.example/ñ", "https://ciudad.example/%C3%B1"],
    ["cafe\u0301", "café"],
  ])("%j is %j", (left, right) => {
    expect(comparable(left)).toBe(comparable(right));
  });

  test.each([["Abierto a las 10:00", "Abierto a las 11:00"], ["Sí", "Si"], ["https://ciudad.example/a", "https://ciudad.example/b"], ["Hola", "hola"]])("%j is not %j", (left, right) => {
    expect(comparable(left)).not.toBe(comparable(right));
  });

  test("after a server's own formatting only words are left to compare", () => {
    expect(wordsOnly("*Atención*: «corte»")).toBe(wordsOnly("Atención: “corte”"));
    expect(wordsOnly("a las 10")).not.toBe(wordsOnly("a las 11"));
  });
});
