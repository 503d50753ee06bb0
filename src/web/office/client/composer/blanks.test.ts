import { describe, expect, test } from "vitest";
import { emptyContent } from "#modules/publishing/rules/content.ts";
import type { DraftContent } from "../../draft-content.ts";
import { openBlanks, withBlanksFilled } from "./blanks.ts";

const content: DraftContent = {
  ...emptyContent, profiles: [], media: [{ assetId: "a", alt: { es: "Plano de {{calle}}" } }], citations: [], due: null, title: "Corte: {{calle}}",
  texts: { es: "El {{Fecha}} en {{calle}} {{", eu: "{{fecha}}: {{kalea}}" }, forks: { x: { eu: "{{noiz}}" } },
};

describe("EDI-9 places of a draft as fields", () => {
  test("each name once, with the languages in which it stands", () => {
    expect(openBlanks(content)).toEqual([
      { name: "calle", written: "calle", languages: ["es"] }, { name: "fecha", written: "Fecha", languages: ["es", "eu"] },
      { name: "kalea", written: "kalea", languages: ["eu"] }, { name: "noiz", written: "noiz", languages: ["eu"] },
    ]);
  });

  test("once for all languages, or each its own; what has no value stays", () => {
    const values: Readonly<Record<string, string>> = { "fecha es": "26 de septiembre", "fecha eu": "irailaren 26a", "calle es": "calle Mayor", "calle ": "calle Mayor" };
    expect(withBlanksFilled(content, (name, language) => values[`${name} ${language ?? ""}`])).toEqual({
      ...content, title: "Corte: calle Mayor", media: [{ assetId: "a", alt: { es: "Plano de calle Mayor" } }],
      texts: { es: "El 26 de septiembre en calle Mayor {{", eu: "irailaren 26a: {{kalea}}" },
    });
  });
});
