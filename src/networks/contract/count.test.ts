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

  // Weights and lengths of config/v3.json; what is a link and what an emoji as in conformance/validate.yml of twitter-text.
  test.each([
    ["Hi http://test.co", 26],
    ["mira www.ciudad.eus y ciudad.example", 5 + 23 + 17],
    ["(https://ciudad.example/a?b=1).", 1 + 23 + 2],
    ["alcaldia@ciudad.eus", 19],
    ["https://ciudad.example:8080/a/b_c/ fin", 23 + 4],
    [`http://${"a".repeat(64)}.com`, 75],
    ["A\u0301B", 2],
    ["故人西辞", 8],
    ["👨‍👩‍👧‍👦🙋🏽☺1⃣", 8],
    ["« » — “ ” … €", 15],
    ["\u2066\u202ahttp://ciudad.example/\u202c\u2069", 4 * 2 + 23],
  ])("x: %s", (text, expected) => {
    expect(countCharacters(text, "x")).toBe(expected);
  });

  test("x: a text without links, emoji and rare letters is as long as it looks, and nothing makes one shorter", () => {
    fc.assert(fc.property(fc.stringMatching(/^[ a-zA-Zñáéíóú]{0,300}$/), (text) => {
      expect(countCharacters(text, "x")).toBe(text.normalize("NFC").length);
      expect(countCharacters(`${text} https://ciudad.example/${text.replaceAll(" ", "")}`, "x")).toBe(text.normalize("NFC").length + 24);
    }));
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      expect(countCharacters(`${text}\n字`, "x")).toBe(countCharacters(`${text}\n`, "x") + 2);
    }));
  });

  test.each([["Kaixo", 5], ["👨‍👩‍👧‍👧", 3], ["👨‍👩‍👧‍👧".repeat(10), 25], ["ñ".repeat(10), 10], ["字".repeat(30), 30]])("bluesky: %s is as many graphemes, or tenths of bytes where those are more", (text, expected) => {
    expect(countCharacters(text, "bluesky")).toBe(expected);
  });

  test("utf16: as Telegram counts", () => {
    expect(countCharacters("👍🏽 ñ", "utf16")).toBe(6);
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
