import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countCharacters } from "#networks/contract/count.ts";
import { joinParts, partsOf, proposeParts, wholeOf } from "./thread.ts";

const fitsIn = (most: number) => (part: string) => countCharacters(part, "mastodon") <= most;
const words = (text: string) => text.split(/\s+/u).filter((word) => word !== "");

describe("EDI-3 a text in parts", () => {
  test("a line of three hyphens separates parts; blank ones are none", () => {
    expect(partsOf("Uno\n---\nDos\n\n  ---  \n\n---\nTres\n---\n")).toEqual(["Uno", "Dos", "Tres"]);
    expect(wholeOf("Uno\n---\nDos")).toBe("Uno\n\nDos");
    expect(partsOf("Sin partes, --- aquí no\n----\n-- -")).toEqual(["Sin partes, --- aquí no\n----\n-- -"]);
    expect(partsOf(" \n---\n ")).toEqual([]);
    expect(partsOf("Windows\r\n---\r\nsí")).toEqual(["Windows", "sí"]);
  });

  test("is cut at the end of a paragraph, else of a sentence, else between words", () => {
    expect(proposeParts("Primer párrafo de aviso.\n\nSegundo párrafo. Con otra frase.", fitsIn(45))).toEqual(["Primer párrafo de aviso.", "Segundo párrafo. Con otra frase."]);
    expect(proposeParts("Una frase corta. Otra frase que ya no cabe.", fitsIn(30))).toEqual(["Una frase corta.", "Otra frase que ya no cabe."]);
    expect(proposeParts("una lista de palabras sin puntos", fitsIn(15))).toEqual(["una lista de", "palabras sin", "puntos"]);
    expect(proposeParts("Cabe.", fitsIn(15))).toEqual(["Cabe."]);
  });

  test("a full stop before a small letter ends no sentence: a Basque ordinal stays with its word", () => {
    expect(proposeParts("Lehen esaldia da hau. Bigarrena 21. artikuluan dago.", fitsIn(40))).toEqual(["Lehen esaldia da hau.", "Bigarrena 21. artikuluan dago."]);
  });

  test("what was in parts is shared out anew", () => {
    expect(proposeParts("Uno.\n---\nDos.", fitsIn(500))).toEqual(["Uno.\n\nDos."]);
  });

  const word = fc.oneof(
    fc.stringMatching(/^[a-zñáé]{1,12}[.,!?…]?$/), fc.constantFrom("#FiestasDeRobledal", "https://ciudad.example/avisos/corte-de-agua?calle=mayor&x=1", "@movilidad@ciudad.example", "👨‍👩‍👧", "é", "(sí.)", "«Bai.»"),
  );
  const text = fc.array(fc.tuple(word, fc.constantFrom(" ", " ", " ", "\n", "\n\n", "  "))).map((pairs) => pairs.map(([one, blank]) => one + blank).join(""));

  test("no word is lost, repeated or cut, their order is kept, and every part fits", () => {
    fc.assert(fc.property(text, fc.integer({ min: 30, max: 500 }), (written, most) => {
      const parts = proposeParts(written, fitsIn(most));
      expect(parts.flatMap(words)).toEqual(words(written));
      for (const part of parts) expect(countCharacters(part, "mastodon")).toBeLessThanOrEqual(most);
      expect(parts.every((part) => part === part.trim() && part !== "")).toBe(true);
      // Written into the text and read again they are the same.
      expect(partsOf(joinParts(parts))).toEqual(parts);
      expect(words(wholeOf(joinParts(parts)))).toEqual(words(written));
    }));
  });

  test("a word longer than a part is a part of its own, and nothing is lost", () => {
    expect(proposeParts(`Antes ${"x".repeat(40)} después`, fitsIn(20))).toEqual(["Antes", "x".repeat(40), "después"]);
  });
});
