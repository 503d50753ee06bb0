import { describe, expect, test } from "vitest";
import { readabilityOf, sentencesOf, syllablesIn, wordsOf } from "./readability.ts";

describe("EDI-4 plain language", () => {
  test.each([
    ["ciudadanía", 5], ["guerra", 2], ["pingüino", 3], ["aéreo", 4], ["construí", 2], ["día", 2], ["muy", 1], ["rey", 1], ["ayuntamiento", 5], ["queja", 2], ["oía", 3], ["y", 1],
    ["línea", 3], ["calle", 2], ["baúl", 2], ["aire", 2], ["ciudad", 2], ["leer", 2], ["país", 2], ["que", 1], ["Agua", 2], ["búho", 2],
  ])("%s has %i syllables", (word, syllables) => {
    expect(syllablesIn(word)).toBe(syllables);
  });

  test("sentences end where one stops; figures, abbreviations, links and tags are no ends", () => {
    expect(sentencesOf("La calle cierra a las 8.30 h. del martes. ¿Cuándo abre? Hoy.\nGracias")).toEqual(["La calle cierra a las 8.30 h. del martes.", "¿Cuándo abre?", "Hoy.", "Gracias"]);
    expect(wordsOf("3 de mayo, 19:00 h")).toEqual(["de", "mayo", "h"]);
  });

  test("the score is the formula's: a text reckoned by hand", () => {
    // 8 words, 14 syllables, 2 sentences: 206.835 − 62.3 · 14/8 − 8/2.
    expect(readabilityOf("El agua vuelve hoy. La calle abre mañana. https://x.example/a #Agua")).toMatchObject({ score: 93.8, words: 8 });
  });

  test("an administrative sentence is harder than a plain one", () => {
    const hard = readabilityOf("Se procederá a la interrupción temporal del suministro hidráulico como consecuencia de la ejecución de actuaciones de mantenimiento correctivo en las infraestructuras subterráneas municipales.");
    const plain = readabilityOf("Mañana no habrá agua en la calle Mayor. Arreglamos una tubería. Vuelve a las dos.");
    expect(hard?.score).toBeLessThan(40);
    expect(plain?.score).toBeGreaterThan(80);
    expect(hard?.longestSentence).toMatch(/^Se procederá/);
  });

  test("a text without words has no score", () => {
    expect(readabilityOf("https://x.example/a")).toBeUndefined();
  });
});
