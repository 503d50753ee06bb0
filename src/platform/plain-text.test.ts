import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainText } from "./plain-text.ts";

describe("what networks send as HTML, as plain text (T7)", () => {
  test.each([
    ["a note of Mastodon", `<p><span class="h-card"><a href="https://c.example/@udala" class="u-url mention">@<span>udala</span></a></span> kaixo<br>zer moduz?</p><p>Agur</p>`, "@udala kaixo\nzer moduz?\n\nAgur"],
    ["its shortened link, whole", `<p>Ver <a href="https://c.example/a/b?c=1&amp;d=2"><span class="invisible">https://</span><span class="ellipsis">c.example/a/b</span><span class="invisible">?c=1&amp;d=2</span></a></p>`, "Ver https://c.example/a/b?c=1&d=2"],
    ["a hashtag", `<a href="https://x.example/tags/Ura" class="mention hashtag">#<span>Ura</span></a>`, "#Ura"],
    ["a link that says something else", `<a href="https://evil.example/">www.ciudad.example</a>`, "www.ciudad.example (https://evil.example/)"],
    ["no link but to the web", `<a href="javascript:alert(1)">pulse</a>`, "pulse"],
    ["scripts and styles are not read", `a<script>alert("<b>1</b>")</script>b<STYLE>p{}</STYLE >c`, "abc"],
    ["an image has no words", `hola <img src=x onerror=alert(1)> mundo`, "hola mundo"],
    ["signs that are only signs", "2 < 3 && 4 > 3 &lt;b&gt;", "2 < 3 && 4 > 3 <b>"],
    ["numbers of letters, also wrong ones", "&#241;&#xF1;&#0;&#xD800;&#9999999;", "ññ\ufffd\ufffd\ufffd"],
    ["lists and quotes", "<ul><li>uno</li><li>dos</li></ul><blockquote>tres</blockquote>", "uno\n\ndos\n\ntres"],
    ["an unclosed tag", "hola <a href='x", "hola"],
    ["an unclosed script", "hola <script>alert(1)", "hola"],
    ["a comment", "a<!-- <script> -->b", "ab"],
    ["an attribute that holds the sign", `<a title=">" href="https://c.example/">c.example</a>`, "c.example"],
    ["nothing", "", ""],
  ])("%s", (_what, html, text) => {
    expect(plainText(html, 1_000)).toBe(text);
  });

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
    expect(plainText(html, 1_000)).toBe(text);
  });

  test("what is too long is cut at a whole character and marked", () => {
    const text = plainText(`<p>${"😀".repeat(50)}</p>`, 20);
    expect(text.length).toBeLessThanOrEqual(20);
    expect(text.endsWith("😀…")).toBe(true);
  });

  test("plain words come back as they were", () => {
    fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-zñáéíóú0-9]{1,8}$/)), (words) => {
      expect(plainText(words.map((word) => `<p>${word}</p>`).join(""), 10_000)).toBe(words.join("\n\n"));
    }));
  });

  test.each(["<", "<a ", "<a href='", "</", "&", "&#", "<p>", "<script>", "<!--", '<a href="https://x.example">', " ", "<a href=https://x.example "])("a megabyte of %j is read once", (piece) => {
    expect(typeof plainText(piece.repeat(Math.ceil(1_000_000 / piece.length)), 20_000)).toBe("string");
  });
});
