import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Id } from "#kernel/id.ts";
import { type Content, emptyContent } from "./content.ts";
import { altFor, composeEditions, type EditionProfile, postsOf } from "./editions.ts";

const city = "city" as Id<"profile">;
const sports = "sports" as Id<"profile">;
const profiles: readonly EditionProfile[] = [
  { id: city, languages: ["eu", "es"], layout: "bilingual" },
  { id: sports, languages: ["es", "eu"], layout: "separate" },
];
const content: Content = { ...emptyContent, profiles: [city, sports], texts: { es: "Hola", eu: "Kaixo", en: "Hello" } };

describe("editions", () => {
  test("a bilingual profile makes one post in its own order, a separate one a post a language", () => {
    expect(composeEditions(content, profiles)).toEqual([
      { profileId: city, languages: ["eu", "es"], texts: { eu: "Kaixo", es: "Hola" }, text: "Kaixo\n\nHola", parts: [{ languages: ["eu", "es"], texts: { eu: "Kaixo", es: "Hola" }, text: "Kaixo\n\nHola" }], forked: false },
      { profileId: sports, languages: ["es"], texts: { es: "Hola" }, text: "Hola", parts: [{ languages: ["es"], texts: { es: "Hola" }, text: "Hola" }], forked: false },
      { profileId: sports, languages: ["eu"], texts: { eu: "Kaixo" }, text: "Kaixo", parts: [{ languages: ["eu"], texts: { eu: "Kaixo" }, text: "Kaixo" }], forked: false },
    ]);
  });

  test("EDI-3 a text in parts makes a thread where it does not fit whole, with every language part by part, and one post elsewhere", () => {
    const [city1] = composeEditions({ ...content, texts: { es: "Uno\n---\nDos\n---\nTres", eu: "Bat\n---\nBi" } }, profiles);
    if (!city1) throw new Error("no edition");
    expect(city1.text).toBe("Bat\n\nBi\n\nUno\n\nDos\n\nTres");
    const there = (threads: boolean, most: number) => postsOf(city1, { threads, fits: (text) => text.length <= most }).map(({ languages, text }) => [languages.join("+"), text]);
    expect(there(true, 20)).toEqual([["eu+es", "Bat\n\nUno"], ["eu+es", "Bi\n\nDos"], ["es", "Tres"]]);
    expect(there(false, 20)).toEqual([["eu+es", city1.text]]);
    expect(there(true, 500)).toEqual([["eu+es", city1.text]]);
  });

  test("a fork changes one profile in one language and nothing else", () => {
    const forked = composeEditions({ ...content, forks: { [sports]: { eu: "Kaixo, kirolariak" } } }, profiles);
    expect(forked.map((edition) => [edition.profileId, edition.text, edition.forked])).toEqual([
      [city, "Kaixo\n\nHola", false],
      [sports, "Hola", false],
      [sports, "Kaixo, kirolariak", true],
    ]);
  });

  test("languages without text make no post", () => {
    expect(composeEditions({ ...content, texts: { es: "Hola", eu: "  " } }, profiles).map((edition) => edition.languages)).toEqual([["es"], ["es"]]);
    expect(composeEditions({ ...content, texts: {} }, profiles)).toEqual([]);
  });

  test("no word of a chosen profile's languages is ever lost or shown twice", () => {
    const text = fc.string({ minLength: 1, maxLength: 20 }).map((word) => `«${word.replaceAll(/[«»]/g, "")}»`);
    fc.assert(fc.property(text, text, fc.option(text), (es, eu, fork) => {
      const editions = composeEditions({ ...content, texts: { es, eu }, forks: fork === null ? {} : { [city]: { es: fork } } }, profiles);
      const ofCity = editions.filter((edition) => edition.profileId === city);
      expect(ofCity).toHaveLength(1);
      expect(ofCity[0]?.text).toBe([eu.trim(), (fork ?? es).trim()].join("\n\n"));
    }));
  });

  test("a picture's description speaks the languages of its edition", () => {
    expect(altFor({ es: "La plaza", eu: "Plaza" }, ["eu", "es"])).toBe("Plaza / La plaza");
    expect(altFor({ es: "La plaza" }, ["eu"])).toBe("");
  });
});
