import { describe, expect, test } from "vitest";
import { readFeed } from "./feed.ts";
import { limits } from "./limits.ts";

const read = (text: string) => readFeed(new Uint8Array(Buffer.from(text)), undefined);
const feedOf = (text: string) => {
  const answer = read(text);
  if (!answer.ok) throw new Error(answer.refusal.kind);
  return answer.value;
};
const rss = (items: string, attributes = "") => `<rss version="2.0"${attributes}><channel><title>Noticias</title>${items}</channel></rss>`;

describe("FLO-1: names stand for what the document binds them to", () => {
  test("whatever the prefix is, and where it is bound", () => {
    expect(feedOf(rss(`<item><x:title xmlns:x="http://purl.org/dc/elements/1.1/">Uno</x:title><z:encoded xmlns:z="https://purl.org/rss/1.0/modules/content">Texto</z:encoded></item>`)).items[0]).toMatchObject({ title: "Uno", text: "Texto" });
    expect(feedOf(rss(`<item xmlns:q="http://purl.org/dc/elements/1.1/"><q:title>Uno</q:title></item><item><q:title>Dos</q:title><link>https://web.example/2</link></item>`)).items.map(({ title }) => title)).toEqual(["Uno", ""]);
    expect(feedOf(`<r:rss xmlns:r="http://backend.userland.com/rss2" version="2.0"><r:channel><r:item><r:title>Uno</r:title></r:item></r:channel></r:rss>`).items[0]?.title).toBe("Uno");
  });
  test("a prefix that is used for something else says nothing of ours; one that nobody bound means what it says", () => {
    expect(feedOf(rss(`<item><link>https://web.example/1</link><dc:title>Un vídeo</dc:title></item>`, ` xmlns:dc="http://search.yahoo.com/mrss/"`)).items[0]?.title).toBe("Un vídeo");
    expect(feedOf(rss(`<item><link>https://web.example/1</link><media:title>de Atom</media:title></item>`, ` xmlns:media="http://www.w3.org/2005/Atom"`)).items[0]?.title).toBe("");
    expect(feedOf(rss(`<item><dc:title>Uno</dc:title></item>`)).items[0]?.title).toBe("Uno");
  });
  test("an Atom link without a prefix among those of RSS", () => {
    expect(feedOf(rss(`<item><title>Uno</title><link xmlns="http://www.w3.org/2005/Atom" href="https://web.example/a"/></item>`)).items[0]?.link).toBe("https://web.example/a");
    expect(feedOf(rss(`<item><title>Uno</title><link xmlns="http://www.w3.org/2005/Atom" rel="self" href="https://web.example/self"/><link>https://web.example/1</link></item>`)).items[0]?.link).toBe("https://web.example/1");
  });
});

describe("FLO-1: what is written in odd ways", () => {
  test("of several, the first that says something", () => {
    expect(feedOf(rss(`<item><title/><title> \n</title><link></link><title>Uno</title><title>Dos</title><link>https://web.example/1</link></item>`)).items[0]).toMatchObject({ title: "Uno", link: "https://web.example/1" });
  });
  test("an address with what looks like a reference is left as it is", () => {
    expect(feedOf(rss(`<item><link>https://web.example/?a=1&copy=2&amp;lt=3&#38;x</link></item>`)).items[0]?.link).toBe("https://web.example/?a=1&copy=2&lt=3&x");
  });
  test("markup that was not escaped, with elements of the same name in it", () => {
    expect(feedOf(rss(`<item><description><p>Uno</p><description>dos</description> &lt;tres&gt; <img alt="a > b"></description></item>`)).items[0]?.summary).toBe("Uno\ndos");
    expect(feedOf(rss(`<item><description>a <![CDATA[</description>]]> <!-- </description> --> b</description></item>`)).items[0]?.summary).toBe("a b");
  });
  test("a whole text where the summary should be is the text, and its beginning the summary", () => {
    const [item] = feedOf(rss(`<item><title>T</title><description>${"palabra ".repeat(400)}fin</description></item>`)).items;
    expect([item?.summary.length, item?.text.length]).toEqual([limits.summary, 400 * 8 + 3]);
    expect(item?.text.endsWith("palabra fin")).toBe(true);
    expect(feedOf(rss(`<item><title>T</title><description>${"palabra ".repeat(400)}</description><x:encoded xmlns:x="http://purl.org/rss/1.0/modules/content/">Texto</x:encoded></item>`)).items[0]?.text).toBe("Texto");
  });
  test("sections of characters in XHTML are words", () => {
    expect(feedOf(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><![CDATA[<b>1 < 2 & 3</b>]]></div></content></entry></feed>`).items[0]?.text).toBe("<b>1 < 2 & 3</b>");
  });
  test("a first line that stands for the summary is words and not markup", () => {
    expect(feedOf(rss(`<item><title>T</title><content:encoded>&lt;p&gt;use &amp;lt;b&amp;gt; aquí&lt;/p&gt;</content:encoded></item>`)).items[0]?.summary).toBe("use <b> aquí");
  });
  test("items outside of the channel, in it, and in a list of contents that leaves some out", () => {
    expect(feedOf(`<rss version="0.90"><channel><title>T</title></channel><item><title>Uno</title></item></rss>`).items).toHaveLength(1);
    expect(feedOf(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>T</title><items><rdf:Seq><rdf:li resource="https://web.example/2"/></rdf:Seq></items></channel><item rdf:about="https://web.example/1"><title>Uno</title></item><item rdf:about="https://web.example/2"><title>Dos</title></item></rdf:RDF>`).items.map(({ link }) => link)).toEqual(["https://web.example/1", "https://web.example/2"]);
  });
  test("JSON Feed with numbers, lists and names as somebody liked them", () => {
    expect(feedOf(`\ufeff{"Version":"https://jsonfeed.org/version/1","title":"T","ITEMS":[{"ID":"https://web.example/1","Title":2026,"content_text":"a < b\\n","language":["eu"]},null,7,{"url":" https://web.example/2 "}]}`).items).toMatchObject([{ link: "https://web.example/1", title: "2026", text: "a < b", language: "eu" }, { link: "https://web.example/2", title: "" }]);
    expect(read(`{"version":"https://jsonfeed.org/version/1"}`)).toMatchObject({ refusal: { kind: "empty-feed" } });
  });
});

describe("T5: hostile feeds take time in proportion, and no more", () => {
  const item = (inner: string) => rss(`<item>${inner}</item>`);
  const nothing = (count: number) => "x".repeat(count);
  const hostile: readonly (readonly [string, (size: number) => string])[] = [
    ["nesting", (size) => item(`${"<a>".repeat(size)}${"</a>".repeat(size)}`)],
    ["nesting of items", (size) => rss("<item>".repeat(size) + "</item>".repeat(size))],
    ["signs that open", (size) => item("<".repeat(size))],
    ["signs in a text", (size) => item(`<description>${"<".repeat(size)}</description>`)],
    ["a section that never ends", (size) => item(`<description><![CDATA[${nothing(size)}</description>`)],
    ["many sections", (size) => item(`<description>${"<![CDATA[]]>".repeat(size)}</description>`)],
    ["many comments", (size) => item(`<description>${"<!---->x".repeat(size)}</description>`)],
    ["attributes", (size) => item(`<guid ${"a='' ".repeat(size)}>x</guid>`)],
    ["one attribute without an end", (size) => item(`<guid ${nothing(size)}>x</guid>`)],
    ["spaces in a tag", (size) => item(`<guid a${" ".repeat(size)}>x</guid>`)],
    ["declared prefixes", (size) => rss(`<item ${Array.from({ length: size }, (_, n) => `xmlns:p${n}="u"`).join(" ")}><p1:x/></item>`)],
    ["nested declarations", (size) => rss(`<item xmlns:a="u"><title xmlns:b="v">x</title></item>`.repeat(size))],
    ["links", (size) => `<feed xmlns="http://www.w3.org/2005/Atom"><entry>${"<link rel='self' href='x'/>".repeat(size)}</entry></feed>`],
    ["names", (size) => item(Array.from({ length: size }, (_, n) => `<n${n}/>`).join(""))],
    ["a name", (size) => item(`<${nothing(size)}/>`)],
    ["references", (size) => item(`<description>${"&amp;".repeat(size)}${"&".repeat(size)}${"&#x41;".repeat(size)}</description>`)],
    ["ends without beginnings", (size) => item("</b>".repeat(size))],
    ["fields that begin and never end", (size) => rss("<item><title>x</item>".repeat(size))],
    ["white space", (size) => item(`<title>${" \n".repeat(size)}x</title><pubDate>${" ".repeat(size)}</pubDate>`)],
    ["a head without an end", (size) => `<!-- ${nothing(size)}`],
    ["ends in the tail", (size) => `${rss("")}${"<!---->".repeat(size)}`],
  ];
  test.each(hostile)("%s", (_what, make) => {
    // Of ten megabytes: more is not taken. What costs its square would take minutes.
    const unit = make(2_000).length - make(1_000).length;
    const most = Math.floor(limits.feedBytes / Math.max(1, unit / 1_000));
    const cost = (size: number) => {
      const text = make(size);
      const from = performance.now();
      read(text);
      return performance.now() - from;
    };
    cost(1_000);
    expect(cost(most)).toBeLessThan(4_000);
  });
});
