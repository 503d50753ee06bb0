import { type AtomFeed, parseAtomFeed, parseRdfFeed, parseRssFeed, type RdfFeed, type RssFeed } from "feedsmith";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readFeed } from "./feed.ts";
import { escaped, type RawItem, readMarkup } from "./feed-markup.ts";
import { plainText } from "./plain-text.ts";
import { readProlog } from "./xml.ts";

// What feedsmith reads of the same feed, in the order in which we ask for it: the other opinion.
const isWeb = (address: string | undefined): boolean => /^https?:\/\//i.test(address ?? "");
const options = { parseDateFn: (raw: string) => raw };

const ofRss = (item: RssFeed.Item<string>): RawItem => ({
  id: item.guid?.value,
  link: item.link ?? (item.guid?.isPermaLink !== false && isWeb(item.guid?.value) ? item.guid?.value : undefined) ?? item.atom?.links?.find(({ rel }) => rel === undefined || rel === "alternate")?.href,
  language: item.xml?.lang ?? item.dc?.languages?.[0],
  title: item.title ?? item.dc?.titles?.[0] ?? item.media?.title?.value ?? item.itunes?.title,
  summary: item.description ?? item.dc?.descriptions?.[0] ?? item.itunes?.summary,
  body: item.content?.encoded,
  publishedAt: item.pubDate ?? item.dc?.dates?.[0] ?? item.dcterms?.issued?.[0] ?? item.atom?.published,
  modifiedAt: item.dcterms?.modified?.[0] ?? item.atom?.updated,
});
const ofRdf = (item: RdfFeed.Item<string>): RawItem => ({
  id: isWeb(item.rdf?.about) ? item.rdf?.about : undefined,
  link: item.link ?? (isWeb(item.rdf?.about) ? item.rdf?.about : undefined),
  language: item.xml?.lang ?? item.dc?.languages?.[0],
  title: item.title ?? item.dc?.titles?.[0],
  summary: item.description ?? item.dc?.descriptions?.[0],
  body: item.content?.encoded,
  publishedAt: item.dc?.dates?.[0] ?? item.dcterms?.issued?.[0],
  modifiedAt: item.dcterms?.modified?.[0],
});
function ofAtom(entry: AtomFeed.Entry<string>): RawItem {
  const pages = (entry.links ?? []).filter(({ rel }) => rel === undefined || rel === "alternate");
  const page = pages.find(({ type }) => type === undefined || type.includes("html")) ?? pages[0];
  const html = (text: { readonly value?: string; readonly type?: string } | undefined) => {
    const type = text?.type?.toLowerCase() ?? "text";
    return type === "text" ? escaped(text?.value) : text?.value;
  };
  return {
    id: entry.id,
    link: page?.href ?? entry.content?.src ?? (isWeb(entry.id) ? entry.id : undefined),
    language: page?.hreflang ?? entry.xml?.lang ?? entry.title?.xml?.lang,
    title: html(entry.title), summary: html(entry.summary), body: html(entry.content), publishedAt: entry.published, modifiedAt: entry.updated,
  };
}
const reduced = (item: RawItem) => ({ ...item, title: plainText(item.title ?? "", 500), summary: plainText(item.summary ?? "", 2_000), body: plainText(item.body ?? "", 10_000) });

// Words in which nothing is at odds between the two: what they differ in has tests of its own below.
const word = fc.constantFrom("Corte en la calle", "obras", "Añastro — €", "1 < 2", "A & B", "x", "línea\notra", "  ", "<b>fuerte</b>", "<p>uno</p><p>dos</p>", "&nbsp;", "😀", "<a href=\"/x?a=1&amp;b=2\">enlace</a>", "]]", "<br/>");
const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const numeric = (text: string) => text.replaceAll(/[^a-z ]/giu, (character) => `&#x${(character.codePointAt(0) ?? 32).toString(16)};`);
const cdata = (text: string) => `<![CDATA[${text}]]>`;
const written = fc.tuple(fc.array(word, { maxLength: 5 }).map((words) => words.join(" ")), fc.constantFrom(escape, numeric, cdata, (text: string) => ` \n ${escape(text)}\t`, (text: string) => `<!-- ] > -->${cdata(text)}`, (text: string) => cdata(text.slice(0, 3)) + escape(text.slice(3))))
  .filter(([text]) => !/[<&]/.test(text.slice(0, 3)))
  .map(([text, write]) => write(text));
const date = fc.constantFrom("Mon, 21 Sep 2026 10:00:00 +0200", "2026-09-21T08:00:00Z", " 2026-09-21 ", "ayer", "");
const address = fc.constantFrom("https://web.example/1", "https://web.example/c?uid=1&amp;idioma=es", " https://web.example/2\n", "tag:web.example,2026:1", "<![CDATA[https://web.example/3?a=1&b=2]]>", "");
const tag = (name: string, attributes: string, content: string) => `<${name}${attributes}>${content}</${name}>`;
const between = fc.constantFrom("", "\n  ", "<!-- <item> </item> -->", "<?otro <item>?>");
const inside = (fields: fc.Arbitrary<string>) => fc.array(fc.tuple(between, fields).map((parts) => parts.join("")), { maxLength: 9 }).map((parts) => parts.join(""));
const prefixes = fc.record({ dc: fc.constantFrom("dc", "d", "DC"), content: fc.constantFrom("content", "c"), dcterms: fc.constantFrom("dcterms", "t"), atom: fc.constantFrom("atom", "a10"), media: fc.constantFrom("media", "m") });
type Prefixes = typeof prefixes extends fc.Arbitrary<infer Value> ? Value : never;
const bind = ({ dc, content, dcterms, atom, media }: Prefixes) =>
  ` xmlns:${dc}="http://purl.org/dc/elements/1.1/" xmlns:${content}='http://purl.org/rss/1.0/modules/content/' xmlns:${dcterms}="http://purl.org/dc/terms/" xmlns:${atom}="http://www.w3.org/2005/Atom" xmlns:${media}="http://search.yahoo.com/mrss/"`;
/** Each field at most once: of several, feedsmith takes the first and we the first that says something. */
const once = (markup: readonly string[]) => [...new Map(markup.map((each) => [/<([\w:]+)/.exec(each.replaceAll(/<!--.*?-->|<\?.*?\?>/gs, ""))?.[1]?.toLowerCase() ?? each, each])).values()].join("");

const rssFields = (p: Prefixes) => fc.oneof(
  written.map((text) => tag("title", "", text)), address.map((text) => tag("link", "", text)), fc.tuple(address, fc.constantFrom("", " isPermaLink=\"false\"", " isPermaLink='true'")).map(([text, is]) => tag("guid", is, text)),
  written.map((text) => tag("description", "", text)), written.map((text) => tag(`${p.content}:encoded`, "", text)), date.map((text) => tag("pubDate", "", text)), date.map((text) => tag(`${p.dc}:date`, "", text)), written.map((text) => tag(`${p.dc}:title`, "", text)),
  date.map((text) => tag(`${p.dcterms}:modified`, "", text)), date.map((text) => tag(`${p.atom}:updated`, "", text)), fc.constantFrom("es", "eu").map((text) => tag(`${p.dc}:language`, "", text)), written.map((text) => tag(`${p.media}:title`, " type=\"plain\"", text)),
  written.map((text) => tag("category", " domain=\"a>b\"", text)), written.map((text) => tag("author", "", text)), written.map((text) => tag(`${p.media}:group`, "", tag(`${p.media}:title`, "", text))), fc.constant("<enclosure url=\"x\" length='1'/>"), fc.constant("<otro:x><title>no</title><b/></otro:x>"),
);
const feeds = prefixes.chain((p) => {
  const item = fc.tuple(fc.array(rssFields(p), { maxLength: 9 }).map(once), fc.constantFrom("", " xml:lang=\"eu\"", "\n")).map(([fields, attributes]) => tag("item", attributes, fields));
  const items = inside(item);
  const rss = fc.tuple(items, written, fc.constantFrom("2.0", "0.92")).map(([all, title, version]) => tag("rss", ` version="${version}"${bind(p)}`, `\n${tag("channel", "", tag("title", "", title) + tag("link", "", "https://web.example/") + tag("image", "", tag("title", "", "otro")) + all)}`));
  const rdf = fc.tuple(inside(fc.tuple(fc.array(rssFields(p).filter((field) => !/^<(?:pubDate|guid|m:|media:|\w+:updated)/i.test(field)), { maxLength: 6 }).map(once), fc.integer({ min: 1, max: 9 })).map(([fields, n]) => tag("item", ` rdf:about="https://web.example/${n}"`, fields))), written)
    .map(([all, title]) => tag("rdf:RDF", ` xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"${bind(p)}`, tag("channel", " rdf:about='https://web.example/'", tag("title", "", title)) + all));
  const text = (name: string) => fc.oneof(
    written.map((value) => tag(name, " type=\"html\"", value)), written.map((value) => tag(name, "", value)), written.map((value) => tag(name, " type='text'", value)),
    fc.tuple(fc.constantFrom("Uno", "a &lt; b", "<p>uno<br/>dos</p>", "&amp;amp;", "<!-- c -->x"), fc.constantFrom("", "h:")).map(([value, h]) => tag(name, " type=\"xhtml\"", `\n<${h}div xmlns${h === "" ? "" : ":h"}="http://www.w3.org/1999/xhtml">${h === "" ? value : value.replaceAll(/<(\/?)(?=\w)/g, `<$1${h}`)}</${h}div>`)),
  );
  const link = fc.tuple(fc.constantFrom("", " rel=\"alternate\"", " rel='self'", " rel=\"enclosure\""), fc.constantFrom("", " type=\"text/html\"", " type=\"application/pdf\""), fc.constantFrom("", " hreflang=\"eu\""), fc.integer({ min: 1, max: 9 })).map(([rel, type, language, n]) => `<link${rel}${type}${language} href="https://web.example/${n}?a=1&amp;b=2"/>`);
  const entry = fc.tuple(fc.array(fc.oneof(text("title"), text("summary"), text("content"), address.map((id) => tag("id", "", id)), date.map((at) => tag("published", "", at)), date.map((at) => tag("updated", "", at)), fc.constant(tag("source", "", tag("title", "", "otra") + tag("id", "", "https://otra.example/"))), fc.constant(tag("author", "", tag("name", "", "Prensa")))), { maxLength: 8 }).map(once), fc.array(link, { maxLength: 3 }), fc.constantFrom("", " xml:lang=\"es\""))
    .map(([fields, links, attributes]) => tag("entry", attributes, fields + links.join("")));
  const atom = fc.tuple(inside(entry), text("title"), fc.constantFrom("", "a:")).map(([all, title, a]) => {
    const markup = tag("feed", `${a === "" ? " xmlns" : " xmlns:a"}="http://www.w3.org/2005/Atom" xml:lang="es"`, `${title}<id>x</id>${all}`);
    return a === "" ? markup : markup.replaceAll(/<(\/?)(feed|title|id|entry|link|summary|content|published|updated|source|author|name)(?=[\s>/])/g, `<$1${a}$2`);
  });
  return fc.oneof(rss, rdf, atom);
});

const judge = (text: string, root: string): readonly RawItem[] => {
  if (root === "rss") return (parseRssFeed(text, options).items ?? []).map(ofRss);
  if (root === "rdf") return (parseRdfFeed(text, options).items ?? []).map(ofRdf);
  return (parseAtomFeed(text, options).entries ?? []).map(ofAtom);
};

test("FLO-1 of any feed the same is read as feedsmith reads", () => {
  fc.assert(fc.property(feeds, (text) => {
    const { root, at } = readProlog(text);
    const ours = readMarkup(text, at, root === "feed" ? "atom" : root === "rdf" ? "rdf" : "rss", 1_000).items;
    // Feedsmith drops an item in which it knows nothing: we keep it when something is said.
    const says = ({ link, title, summary, body, publishedAt, modifiedAt, language }: RawItem) => [link, title, summary, body, publishedAt, modifiedAt, language].some((value) => value !== undefined);
    expect(ours.filter(says).map(reduced)).toEqual(judge(text, root).filter(says).map(reduced));
  }), { numRuns: 3_000 });
}, 60_000);

test("T5 whatever is cut out of a feed or put into it, it is read or refused", () => {
  fc.assert(fc.property(feeds, fc.nat(), fc.nat(200), fc.constantFrom("", "<", ">", "]]>", "<![CDATA[", "<!--", "-->", "&", "\"", "'", "</item>", "</entry>", "<item>", "\0", "<?", "</", "/>", "<title>", " xmlns=\"x\" "), (text, place, length, put) => {
    const at = place % text.length;
    const answer = readFeed(new Uint8Array(Buffer.from(text.slice(0, at) + put + text.slice(at + length))), undefined);
    expect(answer.ok || ["malformed", "not-a-feed", "empty-feed", "undecodable"].includes(answer.refusal.kind)).toBe(true);
  }), { numRuns: 5_000 });
}, 60_000);
