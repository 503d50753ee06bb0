import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderPlain, renderText } from "./html.ts";

const tagUrl = (tag: string) => `https://ciudad.example/tags/${encodeURIComponent(tag.toLowerCase())}`;
const html = (text: string) => renderText(text, tagUrl).html;
const link = (href: string) => `<a href="${href}" target="_blank" rel="nofollow noopener noreferrer">${href}</a>`;
const tag = (name: string) => `<a href="${tagUrl(name)}" class="mention hashtag" rel="tag">#${name}</a>`;

describe("text as the HTML of a Note (DEL-8)", () => {
  test.each([
    ["one line", "Corte de agua", "<p>Corte de agua</p>"],
    ["a line break", "Uno\nDos", "<p>Uno<br>Dos</p>"],
    ["paragraphs, whatever the line ends", "Uno\r\n\r\n\r\nDos", "<p>Uno</p><p>Dos</p>"],
    ["markup is text", `<b>"a" & 'b'</b>`, "<p>&lt;b&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/b&gt;</p>"],
    ["a link shows its whole address", "Ver https://ciudad.example/a?b=1&c=2.", `<p>Ver ${link("https://ciudad.example/a?b=1&amp;c=2")}.</p>`],
    ["closing punctuation is no part of it", "(https://ciudad.example/a)", `<p>(${link("https://ciudad.example/a")})</p>`],
    ["only web links", "javascript:alert(1) ftp://a.b", "<p>javascript:alert(1) ftp://a.b</p>"],
    ["a hashtag, in any script", "Hoy #EuskararenEguna!", `<p>Hoy ${tag("EuskararenEguna")}!</p>`],
    ["digits alone are none", "La línea #14 y #14bis", `<p>La línea #14 y ${tag("14bis")}</p>`],
    ["none inside words and addresses", "a#b https://x.example/#top", `<p>a#b ${link("https://x.example/#top")}</p>`],
    ["a mention is no link", "Gracias @ane@otro.example", "<p>Gracias @ane@otro.example</p>"],
    ["control characters are left out", "a\u0000b\u0007c", "<p>a b c</p>"],
    ["nothing", "  \n ", "<p></p>"],
  ])("%s", (_title, text, expected) => {
    expect(html(text)).toBe(expected);
  });

  test("names each hashtag once, as first written", () => {
    expect(renderText("#Gasteiz y #gasteiz y #Agua", tagUrl).hashtags.map(({ name }) => name)).toEqual(["Gasteiz", "Agua"]);
  });

  test("has no elements but p, br and a, whatever the text, and gives the text back", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("<", ">", '"', "&", "\n", "#a", "https://x.example/<script>"))), (parts) => {
        const made = html(parts.join(""));
        expect([...made.matchAll(/<\/?([^\s>]*)/g)].every(([, name]) => ["p", "br", "a"].includes(name ?? ""))).toBe(true);
        expect(made.replaceAll(/<(?:p|\/p|br|\/a)>|<a href="[^"<>]*" (?:target="_blank" rel="nofollow noopener noreferrer"|class="mention hashtag" rel="tag")>/g, "")).not.toMatch(/[<>"]/);
      }),
      { numRuns: 500 },
    );
  });

  test("takes a megabyte of any of its own characters in linear time", () => {
    for (const unit of ["#", "https://", "a", "<", "#a", "\n", "https://a.", "@"]) html(unit.repeat(1_000_000 / unit.length));
  });

  test("an actor's summary has neither links nor hashtags", () => {
    expect(renderPlain("Avisos #agua\n\nhttps://x.example")).toBe("<p>Avisos #agua</p><p>https://x.example</p>");
  });
});
