import { describe, expect, test } from "vitest";
import { detectLanguage, languageOf } from "./language.ts";

describe("the language of a message", () => {
  test.each([
    ["¿A qué hora abre la piscina mañana?", "es"],
    ["Noiz irekiko duzue igerilekua?", "eu"],
    ["When does the pool open tomorrow?", "en"],
    ["Llevamos tres días sin luz en la calle", "es"],
    ["Hiru egun daramatzagu argirik gabe kalean", "eu"],
    ["Three days without light in our street", "en"],
    ["farola apagada en Zumardi 14", "es"],
    ["farola itzalita dago Zumardi kalean", "eu"],
    ["Gracias por la info!!", "es"],
    ["Eskerrik asko informazioagatik!!", "eu"],
    ["Thanks for the info!!", "en"],
    ["@udala@hariztegi.example zergatik ez dago autobusik igandetan? https://www.ciudad.example/de/la/que", "eu"],
    ["Vergüenza de ayuntamiento", "es"],
    ["Lotsagarria da, inork ez du ezer egiten", "eu"],
    ["Zorionak festengatik, oso ondo antolatuta", "eu"],
    ["Muy bien organizadas las fiestas, enhorabuena", "es"],
    ["Where can I get the form please", "en"],
    ["Hariztegiko udalak ez du euskaraz erantzuten", "eu"],
    ["El ayuntamiento no responde en castellano", "es"],
  ])("%s", (text, language) => {
    expect(detectLanguage(text)?.language).toBe(language);
  });

  test.each(["", "👍👍", "https://ciudad.example/", "#Robledal @ane", "12345", "xyzw"])("nothing tells in %j", (text) => {
    expect(detectLanguage(text)).toBeUndefined();
  });

  test("text that is clear wins over what a program declared; what is not clear does not", () => {
    expect(languageOf("Noiz irekiko duzue igerilekua?", "es", ["es", "eu"])).toEqual({ language: "eu", by: "detected" });
    expect(languageOf("ok", "fr-FR", ["es", "eu"])).toEqual({ language: "fr", by: "declared" });
    expect(languageOf("👍", undefined, ["eu", "es"])).toEqual({ language: "eu", by: "profile" });
  });

  test("a megabyte of one letter is read like anything else", () => {
    expect(detectLanguage("a".repeat(1_000_000))).toBeUndefined();
    expect(detectLanguage("tz ".repeat(300_000))?.language ?? "none").toMatch(/eu|none/);
  });
});
