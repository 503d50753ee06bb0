import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quotedParts } from "./quoted.ts";

const source = "La calle Mayor permanecerá cerrada al tráfico el jueves, por obras de alumbrado. Desvío por Santiago.";

describe("EDI-1 what a post takes from its source", () => {
  test("EDI-1 runs of four words or more are marked, whatever their punctuation and case", () => {
    const quoted = quotedParts(source, ["¡Atención! la calle Mayor permanecerá cerrada. Obras."]).filter((part) => part.quoted);
    expect(quoted.map((part) => part.text.trim())).toEqual(["La calle Mayor permanecerá cerrada"]);
  });

  test("EDI-1 three words in common are chance", () => {
    expect(quotedParts(source, ["por obras de pintura"]).some((part) => part.quoted)).toBe(false);
  });

  test("EDI-1 each text counts for itself: the end of one and the start of another make no run", () => {
    expect(quotedParts(source, ["cerrada al", "tráfico el"]).some((part) => part.quoted)).toBe(false);
  });

  test("EDI-1 the parts joined are the source, to the last space", () => {
    const words = fc.array(fc.constantFrom("la", "calle", " ", "\n", "Mayor, ", "14:00 ", "ñ"), { maxLength: 30 }).map((parts) => parts.join(""));
    fc.assert(fc.property(words, fc.array(words, { maxLength: 3 }), (text, texts) => {
      const joined = quotedParts(text, texts).map((part) => part.text).join("");
      expect(joined).toBe(text.trim() === "" ? "" : text);
    }));
  });
});
