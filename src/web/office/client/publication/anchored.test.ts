import { describe, expect, test } from "vitest";
import { quotesRightly } from "#modules/publishing/rules/anchor.ts";
import { stretchOf } from "./anchored.ts";

const text = "👷‍♀️ Corte en la calle Mayor.\n\nDesvío por la calle Sur.";
const at = (words: string): number => text.indexOf(words);

describe("EDI-5 what a selection takes of a text", () => {
  test("the words selected, in code points and without white space at their ends", () => {
    expect(stretchOf(text, at(" calle Mayor"), at(" calle Mayor") + " calle Mayor".length)).toEqual({ start: 17, end: 28, quoted: "calle Mayor" });
  });

  test("with nothing selected, the paragraph of the cursor; between paragraphs, nothing", () => {
    expect(stretchOf(text, at("Sur"), at("Sur"))).toEqual({ start: 31, end: 55, quoted: "Desvío por la calle Sur." });
    expect(stretchOf(text, text.length, text.length)?.quoted).toBe("Desvío por la calle Sur.");
    expect(stretchOf(text, at("\n\n") + 1, at("\n\n") + 1)).toBeUndefined();
    expect(stretchOf("", 0, 0)).toBeUndefined();
  });

  test("always quotes what stands there", () => {
    for (let from = 0; from <= text.length; from += 1) {
      const stretch = stretchOf(text, from, Math.min(text.length, from + 7));
      // A selection that begins within an emoji of several units is nobody's: browsers move by whole ones.
      if (stretch && from > 6) expect(quotesRightly({ texts: { es: text }, forks: {} }, { profileId: null, language: "es", ...stretch })).toBe(true);
    }
  });
});
