import { describe, expect, test } from "vitest";
import { type Manner, readPlaceNames, readReplacements, remarksOn } from "./manner.ts";

const manner: Manner = {
  readabilityMinimum: 55, sentenceWords: 20, tagLength: 12, tagsMost: 1, emojiMost: 3, knownAcronyms: new Set(["DNI", "IVA"]),
  inclusive: readReplacements("es: los ciudadanos = la ciudadanía; es: minusválidos = personas con discapacidad; eu: gizakiak = pertsonak"),
  placeNames: [], electoral: {},
};
const remarks = (text: string, language = "es", more: Partial<Manner> = {}) => remarksOn(text, language, { ...manner, ...more }).map(({ rule, data }) => [rule, data] as const);
const rulesIn = (text: string, language = "es", more: Partial<Manner> = {}) => remarks(text, language, more).map(([rule]) => rule);

describe("EDI-4 the manner of a text", () => {
  test("nothing is said of a plain notice", () => {
    expect(remarks("Mañana no habrá agua en la calle Mayor de 8:00 a 14:00. Arreglamos una tubería. Vuelve a las dos de la tarde. Más: https://w.example/agua #Agua")).toEqual([]);
  });

  test("a Spanish text that is hard to read says its points and its longest sentence; a short one is not judged", () => {
    const hard = "Se procederá a la interrupción temporal del suministro hidráulico como consecuencia de la ejecución de actuaciones de mantenimiento correctivo en las infraestructuras subterráneas municipales.";
    expect(remarks(hard)).toEqual([["EDI-4-plain", { score: expect.any(Number) as number, minimum: 55, sentence: "Se procederá a la interrupción temporal del suministro hi…" }]]);
    expect(rulesIn("Interrupción temporal del suministro hidráulico municipal")).toEqual([]);
  });

  test("a Basque text is judged by its sentences", () => {
    const long = `${Array.from({ length: 24 }, (_, index) => `hitz${"a".repeat(index % 3)}`).join(" ")}.`;
    expect(remarks(long, "eu")).toEqual([["EDI-4-sentences", { average: 24, most: 20, sentence: expect.stringContaining("hitz") as string }]]);
    expect(rulesIn("Bihar ez da urik izango Kale Nagusian. Hodi bat konpontzen ari gara. Bietan itzuliko da. Barkatu eragozpenak, eta eskerrik asko zuen pazientziagatik guztioi.", "eu")).toEqual([]);
  });

  test("tags: few, short, with a capital for each word", () => {
    expect(remarks("Fiestas #fiestasrobledal2026 #Fiestas")).toEqual([["EDI-4-tags", { count: 2, most: 1 }], ["EDI-4-tag-length", { tag: "fiestasrobledal2026", characters: 19, most: 12 }]]);
    expect(rulesIn("#semanaverde")).toEqual(["EDI-4-tag-case"]);
    expect(rulesIn("#SemanaVerde")).toEqual([]);
    expect(rulesIn("Portal número 3, puerta #4, w.example/x#ancla")).toEqual([]);
  });

  test("abbreviations are known, explained, or asked about, once each", () => {
    expect(remarks("Traiga el DNI. El PGOU se aprueba hoy. El PGOU sale a información pública en el siglo XXI.")).toEqual([["EDI-4-acronym", { acronym: "PGOU" }]]);
    expect(rulesIn("El Plan General de Ordenación Urbana (PGOU) se aprueba hoy. El PGOU sale a información.")).toEqual([]);
  });

  test("shouting is one remark, not an abbreviation a word", () => {
    expect(remarks("MAÑANA SIN AGUA en la calle Mayor")).toEqual([["EDI-4-capitals", { words: "MAÑANA SIN AGUA" }]]);
  });

  test("many signs", () => {
    expect(remarks("Hoy 🎉🎉🎉🎉")).toEqual([["EDI-4-emoji", { count: 4, most: 3 }]]);
  });

  test("words for everybody: as they stand, whole words, in their language", () => {
    expect(remarks("Los ciudadanos podrán opinar")).toEqual([["EDI-4-inclusive", { said: "Los ciudadanos", better: "la ciudadanía" }]]);
    expect(rulesIn("A todos los ciudadanosos", "es")).toEqual([]);
    expect(rulesIn("los ciudadanos", "eu")).toEqual([]);
    expect(rulesIn("Gizakiak bildu dira", "eu")).toEqual(["EDI-4-inclusive"]);
  });

  test("LOREG while an election is called, what sounds like a campaign is remarked", () => {
    expect(rulesIn("Hemos logrado un récord")).toEqual([]);
    expect(remarks("Hemos logrado más plazas", "es", { electoral: { es: ["hemos logrado", "récord"] } })).toEqual([["EDI-4-electoral", { said: "Hemos logrado" }]]);
  });

  test("T9 hostile texts take no time", () => {
    const from = performance.now();
    for (const text of ["A ".repeat(20_000), "#".repeat(40_000), "ÁÉ".repeat(20_000), ". ".repeat(20_000), "a#b".repeat(15_000)]) remarksOn(text, "es", manner);
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});

describe("EDI-12 names of places", () => {
  const named = { placeNames: readPlaceNames("es: calle Mayor = eu: Kale Nagusia; es: Parque de Salburua = eu: Salburua; es: Ibaialde = eu: Ibaialde; es: sola; xx; es: Puente Viejo = eu: Zubi Zaharra = en: Old Bridge") };

  test("the list is read name by name, and what has one language says nothing", () => {
    expect(named.placeNames).toEqual([{ es: "calle Mayor", eu: "Kale Nagusia" }, { es: "Parque de Salburua", eu: "Salburua" }, { es: "Ibaialde", eu: "Ibaialde" }, { es: "Puente Viejo", eu: "Zubi Zaharra", en: "Old Bridge" }]);
  });

  test("a place called as in another language is told, with what it is called in this one", () => {
    expect(remarks("Corte en la Kale Nagusia y en la calle Mayor", "es", named)).toEqual([["EDI-12", { said: "Kale Nagusia", better: "calle Mayor" }]]);
    expect(remarks("Calle Mayor-en ez da zirkulatuko", "eu", named)).toEqual([["EDI-12", { said: "Calle Mayor", better: "Kale Nagusia" }]]);
    expect(remarks("Works on Puente Viejo and Zubi Zaharra", "en", named).map(([, data]) => data["said"])).toEqual(["Puente Viejo", "Zubi Zaharra"]);
  });

  test("its own name, one name within the other, the same in both and declined forms are left alone", () => {
    expect(remarks("Corte en la calle Mayor, junto al Parque de Salburua y en Ibaialde", "es", named)).toEqual([]);
    expect(remarks("Kale Nagusian eta Salburuan, Ibaialdetik", "eu", named)).toEqual([]);
    expect(remarks("Salburua", "es", named)).toEqual([["EDI-12", { said: "Salburua", better: "Parque de Salburua" }]]);
  });
});

test("EDI-3 a link that follows people is told, with the same link without that", () => {
  expect(remarks("Más: https://w.example/a?utm_source=boletin&b=1. Y https://w.example/b?b=1")).toEqual([["EDI-3-tracking", { said: "https://w.example/a?utm_source=boletin&b=1", better: "https://w.example/a?b=1" }]]);
});
