import { describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { type Anchor, anchoredText, paragraphsOf, placeNow, quotesRightly } from "./anchor.ts";

const profile = "sports" as Id<"profile">;
const content = {
  texts: { es: "👷‍♀️ Corte en la calle Mayor.\n\nDesvío por la calle Sur.", eu: "Kale Nagusia itxita" },
  forks: { [profile]: { es: "Mayor: cortada hoy" } },
};
const anchorOn = (quoted: string, text = content.texts.es): Anchor => {
  const start = Array.from(text.slice(0, text.indexOf(quoted))).length;
  return { profileId: null, language: "es", start, end: start + Array.from(quoted).length, quoted };
};

describe("EDI-5 a comment belongs to a stretch of a text", () => {
  test("counts code points, so that what stands before an emoji of several parts is not cut through it", () => {
    const anchor = anchorOn("calle Mayor");
    expect(anchor.start).toBe(17);
    expect(quotesRightly(content, anchor)).toBe(true);
    expect(placeNow(content, anchor)).toEqual({ start: 17, end: 28 });
  });

  test("quotes what stands there, and something", () => {
    expect(quotesRightly(content, { ...anchorOn("calle Mayor"), quoted: "calle Menor" })).toBe(false);
    expect(quotesRightly(content, { ...anchorOn("calle Mayor"), start: -3 })).toBe(false);
    expect(quotesRightly(content, { profileId: null, language: "es", start: 4, end: 4, quoted: "" })).toBe(false);
    expect(quotesRightly(content, { profileId: null, language: "en", start: 0, end: 5, quoted: "Corte" })).toBe(false);
  });

  test("follows its words when only what comes before them changed", () => {
    const now = { ...content, texts: { ...content.texts, es: "Aviso. Corte en la calle Mayor.\n\nDesvío por la calle Sur." } };
    expect(placeNow(now, anchorOn("calle Mayor"))).toEqual({ start: 19, end: 30 });
  });

  test("is nowhere when its words are gone, or stand in several places and in none of them as before", () => {
    const anchor = anchorOn("calle Mayor");
    expect(placeNow({ ...content, texts: { es: "Corte en Mayor." } }, anchor)).toBeUndefined();
    expect(placeNow({ ...content, texts: { es: "calle Mayor, calle Mayor" } }, anchor)).toBeUndefined();
    expect(placeNow({ ...content, texts: {} }, anchor)).toBeUndefined();
  });

  test("lies in the common text or in a profile's own", () => {
    expect(anchoredText(content, { profileId: profile, language: "es" })).toBe("Mayor: cortada hoy");
    expect(anchoredText(content, { profileId: profile, language: "eu" })).toBe("");
    expect(placeNow(content, { profileId: profile, language: "es", start: 0, end: 5, quoted: "Mayor" })).toEqual({ start: 0, end: 5 });
  });

  test("can be a whole paragraph, for who does not select", () => {
    expect(paragraphsOf(content.texts.es)).toEqual([
      { start: 0, end: 29, quoted: "👷‍♀️ Corte en la calle Mayor." },
      { start: 31, end: 55, quoted: "Desvío por la calle Sur." },
    ]);
    for (const paragraph of paragraphsOf(content.texts.es)) expect(quotesRightly(content, { profileId: null, language: "es", ...paragraph })).toBe(true);
  });
});
