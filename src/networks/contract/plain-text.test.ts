import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainTextOf } from "./plain-text.ts";

describe("what networks send as HTML, as plain text (T7)", () => {
  test.each([
    ["a note of Mastodon", `<p><span class="h-card"><a href="https://c.example/@udala" class="u-url mention">@<span>udala</span></a></span> kaixo<br>zer moduz?</p><p>Agur</p>`, "@udala kaixo\nzer moduz?\n\nAgur"],
    ["its shortened link, whole", `<p>Ver <a href="https://c.example/a/b?c=1&amp;d=2"><span class="invisible">https://</span><span class="ellipsis">c.example/a/b</span><span class="invisible">?c=1&amp;d=2</span></a></p>`, "Ver https://c.example/a/b?c=1&d=2"],
    ["a hashtag", `<a href="https://x.example/tags/Ura" class="mention hashtag">#<span>Ura</span></a>`, "#Ura"],
    ["a link that says something else", `<a href="https://evil.example/">www.ciudad.example</a>`, "www.ciudad.example (https://evil.example/)"],
    ["one that looks like a name", `<a href="https://evil.example/">@udala.example</a>`, "@udala.example (https://evil.example/)"],
    ["no link but to the web", `<a href="javascript:alert(1)">pulse</a>`, "pulse"],
    ["scripts and styles are not read", `a<script>alert("<b>1</b>")</script>b<STYLE>p{}</STYLE >c`, "abc"],
    ["an image has no words", `hola <img src=x onerror=alert(1)> mundo`, "hola mundo"],
    ["signs that are only signs", "2 < 3 && 4 > 3 &notanentity; &lt;b&gt;", "2 < 3 && 4 > 3 &notanentity; <b>"],
    ["numbers of letters, also wrong ones", "&#241;&#xF1;&#0;&#xD800;&#9999999;", "ññ\ufffd\ufffd\ufffd"],
    ["lists and quotes", "<ul><li>uno</li><li>dos</li></ul><blockquote>tres</blockquote>", "uno\n\ndos\n\ntres"],
    ["an unclosed tag", "hola <a href='x", "hola"],
    ["an unclosed script", "hola <script>alert(1)", "hola"],
    ["a comment", "a<!-- <script> -->b", "ab"],
    ["an attribute that holds the sign", `<a title=">" href="https://c.example/">c.example</a>`, "c.example"],
    ["nothing", "", ""],
  ])("%s", (_what, html, text) => {
    expect(plainTextOf(html)).toBe(text);
  });

  test("plain words come back as they were", () => {
    fc.assert(fc.property(fc.array(fc.stringMatching(/^[a-zñáéíóú0-9]{1,8}$/)), (words) => {
      expect(plainTextOf(words.map((word) => `<p>${word}</p>`).join(""))).toBe(words.join("\n\n"));
    }));
  });

  test.each(["<", "<a ", "<a href='", "</", "&", "&#", "<p>", "<script>", "<!--", '<a href="https://x.example">', " ", "<a href=https://x.example "])("a megabyte of %j is read once", (piece) => {
    expect(typeof plainTextOf(piece.repeat(Math.ceil(1_000_000 / piece.length)))).toBe("string");
  });
});
