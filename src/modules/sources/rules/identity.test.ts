import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAddress } from "../parse/address.ts";
import { defaultLanguageRule, identify, languageAmong } from "./identity.ts";

const identityOf = (url: string, languages = ["es", "eu"], rule = defaultLanguageRule) => {
  const address = readAddress(url);
  if (!address) throw new Error(`no address: ${url}`);
  return identify(address.parts, rule, languages);
};

const SITE = "https://www.robledal-hariztegi.example";

describe("WEB-3, WEB-R2: one page, one key", () => {
  test("languages in parameters are variants (acceptance)", () => {
    const es = identityOf(`${SITE}/contenido?idioma=es&uid=u4c8`);
    const eu = identityOf(`${SITE}/contenido?uid=u4c8&idioma=eu&`);
    const again = identityOf(`${SITE}/contenido?lang=es&locale=es&idioma=es&uid=u4c8`);
    expect(new Set([es.key, eu.key, again.key]).size).toBe(1);
    expect([es.language, eu.language, again.language]).toEqual(["es", "eu", "es"]);
  });

  test("without any other parameter, the language alone makes no third", () => {
    expect(identityOf(`${SITE}/contenido?lang=es&locale=es&idioma=es&`).key).toBe(identityOf(`${SITE}/contenido?idioma=eu`).key);
  });

  test.each([
    ["order of parameters", "/a?x=1&y=2", "/a?y=2&x=1"],
    ["tracking", "/a?x=1", "/a?utm_source=boletin&x=1&fbclid=abc&utm_campaign=z"],
    ["fragment", "/a", "/a#comentarios"],
    ["session in the path", "/a/b.do", "/a/b.do;jsessionid=0123ABCD.node1"],
    ["prefix of language", "/es/agenda/1", "/eu/agenda/1"],
    ["prefix or none", "/eu/agenda/1", "/agenda/1"],
    ["prefix with region", "/es/agenda/1", "/es-ES/agenda/1"],
    ["empty parameter name", "/a?x=1", "/a?x=1&="],
    ["two spellings of a letter", "/a?t=%C3%B1", "/a?t=ñ"],
  ])("%s does not matter", (_what, one, other) => {
    expect(identityOf(SITE + one).key).toBe(identityOf(SITE + other).key);
  });

  test.each([
    ["scheme", `http://www.robledal-hariztegi.example/a`, `${SITE}/a`],
    ["case of the host", "https://WWW.Robledal-Hariztegi.EXAMPLE/a", `${SITE}/a`],
    ["default port", "https://www.robledal-hariztegi.example:443/a", `${SITE}/a`],
    ["dot after the host", "https://www.robledal-hariztegi.example./a", `${SITE}/a`],
  ])("%s does not matter", (_what, one, other) => {
    expect(identityOf(one).key).toBe(identityOf(other).key);
  });

  test.each([
    ["another parameter", "/a?uid=1", "/a?uid=2"],
    ["another path", "/a", "/b"],
    ["case of the path", "/a", "/A"],
    ["a path that only looks like a language", "/esp/1", "/1"],
    ["a language that the source has not", "/fr/1", "/1"],
    ["values that meet across parameters", "/a?x=1%26y%3D2", "/a?x=1&y=2"],
  ])("%s does", (_what, one, other) => {
    expect(identityOf(SITE + one).key).not.toBe(identityOf(SITE + other).key);
  });

  test("each source has its own rule", () => {
    const rule = { params: ["hl"], pathPrefix: false };
    expect(identityOf(`${SITE}/es/a?hl=eu&lang=x`, ["es", "eu"], rule)).toMatchObject({ key: "www.robledal-hariztegi.example/es/a?lang=x", language: "eu" });
  });

  test("the more telling parameter decides when two contradict", () => {
    expect(identityOf(`${SITE}/a?lang=es&idioma=eu`).language).toBe("eu");
    expect(identityOf(`${SITE}/a?idioma=xx&lang=es`).language).toBe("es");
  });

  test("any order, tracking and languages give the same key", () => {
    const names = fc.stringMatching(/^[a-z]{1,6}$/).filter((name) => !defaultLanguageRule.params.includes(name) && !/^(utm|pk|mtm|_)/.test(name) && name !== "gclid" && name !== "yclid");
    const query = fc.uniqueArray(fc.tuple(names, fc.string({ maxLength: 8 })), { selector: ([name]) => name, maxLength: 5 });
    fc.assert(fc.property(query, fc.constantFrom("es", "eu"), fc.nat(), (pairs, language, turn) => {
      const written = (list: readonly (readonly [string, string])[]) => `${SITE}/p?${new URLSearchParams(list.map(([name, value]) => [name, value.toWellFormed()])).toString()}`;
      const turned = [...pairs.slice(turn % (pairs.length + 1)), ...pairs.slice(0, turn % (pairs.length + 1))];
      const noisy = identityOf(written([["utm_medium", "x"], ...turned, ["idioma", language]]));
      expect(noisy.key).toBe(identityOf(written(pairs)).key);
      expect(noisy.language).toBe(language);
    }));
  });
});

test.each([
  ["es", "es"], ["ES", "es"], ["es_ES", "es"], ["eu-ES", "eu"], ["spa", undefined], ["en", undefined], ["", undefined], ["castellano", undefined],
])("of a source in es and eu, %j is %j", (text, language) => {
  expect(languageAmong(text, ["es", "eu"])).toBe(language);
});
