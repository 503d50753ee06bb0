import { describe, expect, test } from "vitest";
import { comparable, plainText, wordsOnly } from "./plain-text.ts";

const shown = (html: string) => plainText(html, 1_000);

describe("HTML of a status as plain text", () => {
  test.each([
    ["<p>Kaixo</p><p>Agur<br>bihar arte</p>", "Kaixo\n\nAgur\nbihar arte"],
    ["<p>2 &lt; 3 &amp; &quot;x&quot;</p>", '2 < 3 & "x"'],
    // Mastodon shows links shortened; the whole address is in the parts it hides.
    ['<a href="https://ciudad.example/uno/dos"><span class="invisible">https://</span><span class="ellipsis">ciudad.example/u</span><span class="invisible">no/dos</span></a>', "https://ciudad.example/uno/dos"],
    ['<a href="https://ciudad.example/uno/dos">ciudad.example/uno…</a>', "https://ciudad.example/uno/dos"],
    ['<a href="https://www.ciudad.example/">ciudad.example</a>', "ciudad.example"],
    // A label that hides where a link leads.
    ['<a href="https://malo.example/">Vuestro banco</a>', "Vuestro banco (https://malo.example/)"],
    ['<a href="https://malo.example/">https://banco.example</a>', "https://banco.example (https://malo.example/)"],
    ['<a href="https://m.example/@ane" class="u-url mention">@<span>ane</span></a> <a href="https://m.example/tags/Ura">#<span>Ura</span></a>', "@ane #Ura"],
    ["<script>alert(1)</script><style>p{}</style>visto", "visto"],
    ["<b>sin cerrar <i>nada", "sin cerrar nada"],
    ['<a href="javascript:alert(1)">pulse</a>', "pulse"],
    ["a\u202eb\u0000c", "abc"],
  ])("%s", (html, text) => {
    expect(shown(html)).toBe(text);
  });

  test("what is too long is cut at a whole character and marked", () => {
    const text = plainText(`<p>${"😀".repeat(50)}</p>`, 20);
    expect(text.length).toBeLessThanOrEqual(20);
    expect(text.endsWith("😀…")).toBe(true);
  });

  test("markup without end costs no more than what is kept", () => {
    const from = performance.now();
    plainText("<div>".repeat(400_000), 20_000);
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});

describe("comparing texts", () => {
  test.each([
    ["A@B.example", "A@B.example"],
    ["Kaixo @Ane@Beste.example", "Kaixo @ane"],
    ["uno\n\n dos\u00a0tres", "uno dos tres"],
    ["https://ciudad.example", "https://ciudad.example/"],
    ["https://ciudad.example/ñ", "https://ciudad.example/%C3%B1"],
    ["cafe\u0301", "café"],
  ])("%j is %j", (left, right) => {
    expect(comparable(left)).toBe(comparable(right));
  });

  test.each([["Abierto a las 10:00", "Abierto a las 11:00"], ["Sí", "Si"], ["https://ciudad.example/a", "https://ciudad.example/b"], ["Hola", "hola"]])("%j is not %j", (left, right) => {
    expect(comparable(left)).not.toBe(comparable(right));
  });

  test("after a server's own formatting only words are left to compare", () => {
    expect(wordsOnly("*Atención*: «corte»")).toBe(wordsOnly("Atención: “corte”"));
    expect(wordsOnly("a las 10")).not.toBe(wordsOnly("a las 11"));
  });
});
