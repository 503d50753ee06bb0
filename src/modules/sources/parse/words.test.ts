import { decodeHTML, decodeHTMLStrict } from "entities/decode";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText, decodeXml } from "./entities.ts";
import { parsedWords, tidy } from "./plain-text.ts";
import { wordsOf } from "./words.ts";

const tidied = (text: string) => tidy(text, 100_000);
const markup = fc.constantFrom(
  "<p>", "</p>", "<P CLASS=x>", "<br>", "<br/>", "</br>", "<hr>", "<div>", "</div>", "<ul>", "</ul>", "<li>", "</li>", "<a href=\"x>y\">", "<a href='x\">'>", "</a>", "<a b=c>", "<b", "</b", ">", "<", "< ", "</ p>", "</>", "<3",
  "<b>", "</b>", "<strong>", "</strong >", "<x-y>", "</x-y>", "<X-Y/>", "<img src=x alt='a > b'>", "<image>", "<td>", "</td>", "<th>", "<tr>", "</tr>", "<table>", "</table>", "<thead>", "<tbody>", "<h1>", "</h1>", "<h2>", "<form>", "</form>",
  "<script>", "</script>", "</SCRIPT >", "</scriptx", "<style>", "</style>", "<iframe src=x>", "</iframe>", "<noscript>", "</noscript>", "<select>", "<option>", "</select>", "<input>", "<embed>", "<object>", "</object>", "<head>", "<body>", "<template>", "</template>",
  "<svg>", "</svg>", "<title>", "</title>", "<textarea>", "</textarea>", "<math>", "<plaintext>", "<!--", "-->", "--!>", "<!-->", "<!--->", "<!x>", "<![CDATA[", "]]>", "<?x?>", "<a ==\">\">", "<a =x>", "<a b = \"c\"d>", "<a / b>", "<dl>", "<dt>", "<dd>",
  "&amp;", "&lt;", "&nbsp;", "&aacute;", "&copy", "&#241;", "&#x20ac;", "&#0;", "&", "&;", "&ampx;", "&amp", "&notin;", "&#39", "\"", "'", "=", "\n", " ", "\t", "  ", "\r\n", "texto", "á", "—", "😀", "/", "a",
);

test("FLO-1 the words of HTML are those that a whole parser finds, whatever stands in it", () => {
  let own = 0;
  fc.assert(fc.property(fc.array(markup, { maxLength: 24 }).map((parts) => parts.join("")), (html) => {
    const words = wordsOf(html, Number.POSITIVE_INFINITY);
    if (words === undefined) return;
    own += 1;
    expect(tidied(words)).toBe(tidied(parsedWords(html)));
  }), { numRuns: 20_000 });
  expect(own).toBeGreaterThan(1_000);
});

test("character references are those of HTML, in short texts and in long ones", () => {
  const part = fc.constantFrom("&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&apos;", "&nbsp;", "&aacute;", "&copy", "&#241;", "&#x20ac;", "&#38;", "&", ";", "amp;", "lt;", "#", "texto", " ");
  fc.assert(fc.property(fc.array(part, { maxLength: 12 }).map((parts) => parts.join("")), fc.constantFrom("", " ".repeat(500)), (text, space) => {
    expect(decodeText(text + space)).toBe(decodeHTML(text + space));
    expect(decodeXml(text + space)).toBe(decodeHTMLStrict(text + space));
  }), { numRuns: 3_000 });
});

test("T9 hostile markup takes no time", () => {
  const from = performance.now();
  for (const html of ["<".repeat(3_000_000), "<a".repeat(1_000_000), "</a".repeat(1_000_000), `<p ${"a='' ".repeat(500_000)}>`, `<p ${"a=\"".repeat(1_000_000)}`, "<!--".repeat(700_000), "<!-- -".repeat(500_000), "<!--a-->".repeat(400_000), "<script></scrip".repeat(200_000), "&amp".repeat(700_000), "&;".repeat(1_000_000), `<x${"y".repeat(3_000_000)}`, "<p></q>".repeat(300_000), "<form>".repeat(300_000), Array.from({ length: 300_000 }, (_, n) => `<t${n}></t${n}>`).join("")]) wordsOf(html, Number.POSITIVE_INFINITY);
  expect(performance.now() - from).toBeLessThan(6_000);
});
