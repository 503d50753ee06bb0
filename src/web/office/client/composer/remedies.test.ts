import { describe, expect, test } from "vitest";
import { emptyContent } from "#modules/publishing/rules/content.ts";
import type { DraftContent } from "../../draft-content.ts";
import { remedyOf, withRemedy } from "./remedies.ts";

const content = (es: string, fork?: string): DraftContent => ({ ...emptyContent, profiles: [], media: [], citations: [], texts: { es, eu: "los ciudadanos" }, forks: fork === undefined ? {} : { city: { es: fork } } });
const finding = (rule: "EDI-4-inclusive" | "EDI-R10" | "EDI-R1" | "EDI-12", data: Readonly<Record<string, string>>) => ({ rule, language: "es", data });

describe("EDI-4 what one press puts right", () => {
  test("other words, in the common text and in those of single profiles, with a capital where a sentence begins, in no other language", () => {
    const remedy = remedyOf(finding("EDI-4-inclusive", { said: "Los ciudadanos", better: "la ciudadanía" }));
    if (!remedy) throw new Error("no remedy");
    const mended = withRemedy(content("Los ciudadanos y los ciudadanos; losciudadanos no. ¡Los ciudadanos!", "A los ciudadanos"), remedy);
    expect(mended.texts).toEqual({ es: "La ciudadanía y la ciudadanía; losciudadanos no. ¡La ciudadanía!", eu: "los ciudadanos" });
    expect(mended.forks).toEqual({ city: { es: "A la ciudadanía" } });
  });

  test("EDI-R10 the page in its own language, and not an address that only begins so", () => {
    const remedy = remedyOf(finding("EDI-R10", { url: "https://w.example/eu/corte", own: "https://w.example/es/corte?a=$&", other: "eu" }));
    if (!remedy) throw new Error("no remedy");
    expect(withRemedy(content("Más en https://w.example/eu/corte. Y https://w.example/eu/corte/mapa y https://w.example/eu/cortes"), remedy).texts["es"])
      .toBe("Más en https://w.example/es/corte?a=$&. Y https://w.example/eu/corte/mapa y https://w.example/eu/cortes");
  });

  test("none where a person has to think", () => {
    expect(remedyOf(finding("EDI-R1", {}))).toBeUndefined();
    expect(remedyOf(finding("EDI-4-inclusive", { said: "los ciudadanos", better: "" }))).toBeUndefined();
    expect(remedyOf({ ...finding("EDI-12", { said: "a", better: "b" }), language: null })).toBeUndefined();
  });
});
