import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countCharacters } from "./count.ts";

describe("counting as the networks count", () => {
  test.each([
    ["Kaixo", 5],
    ["", 0],
    // Mastodon's own examples (spec/validators/status_length_validator_spec): a link counts 23 however long, a remote mention only its name.
    [`${"a".repeat(476)} https://example.com/${"x".repeat(200)}`, 500],
    ["@alice@example.com", 6],
    ["@alice@example.com @bob", 11],
    ["👩‍👩‍👧‍👦", 1],
    ["ñandú 🇪🇸", 7],
    ["mira https://ciudad.example/a.", 4 + 1 + 23 + 1],
    ["(https://ciudad.example/a)", 1 + 23 + 1],
  ])("mastodon: %s", (text, expected) => {
    expect(countCharacters(text, "mastodon")).toBe(expected);
  });

  test("a server that reserves another length for a link is counted by it", () => {
    expect(countCharacters("mira https://ciudad.example/a", "mastodon", 30)).toBe(4 + 1 + 30);
  });

  test("graphemes: one for what a reader sees as one", () => {
    expect(countCharacters("e\u0301", "graphemes")).toBe(1);
    expect(countCharacters("🏳️‍🌈a", "graphemes")).toBe(2);
  });

  test("the quick way for plain text agrees with the segmenter", () => {
    const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      expect(countCharacters(text, "graphemes")).toBe(Array.from(segmenter.segment(text)).length);
    }));
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => {
      expect(countCharacters(text, "graphemes")).toBe(Array.from(segmenter.segment(text)).length);
    }));
  });
});
