import { Parser } from "htmlparser2";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { readDate } from "../rules/dates.ts";
import type { SourceTrouble } from "../rules/trouble.ts";
import { decodeText } from "./decode.ts";
import { type Block, contentOfBlocks, isFurniture, isNamedFurniture, withoutLinkLists } from "./furniture.ts";
import { limits } from "./limits.ts";
import { breaksLine, UNREAD } from "./elements.ts";
import { parse, tidy, tidyLine } from "./plain-text.ts";

/** What a web page says of itself, and its words without the furniture of the site. */
export interface ReadPage {
  readonly title: string;
  readonly description: string;
  readonly text: string;
  /** Where its own words lead, as written. */
  readonly links: readonly string[];
  /** Links with their words where the content is, those of lists too; without the furniture. */
  readonly headlines: readonly { readonly url: string; readonly text: string }[];
  /** Of the `html` element. */
  readonly language: string | undefined;
  readonly canonical: string | undefined;
  readonly alternates: readonly { readonly language: string; readonly url: string }[];
  readonly feeds: readonly { readonly url: string; readonly title: string }[];
  /** Agendas (iCalendar), those that the page declares before those that it links to. */
  readonly calendars: readonly string[];
  readonly publishedAt: Instant | undefined;
  readonly modifiedAt: Instant | undefined;
  readonly validUntil: Instant | undefined;
  readonly notInForce: boolean;
  /** What relative addresses of the page are relative to. */
  readonly base: string | undefined;
}

/** What pages say that are kept on the web but no longer hold (WEB-6), as written by the council of Vitoria-Gasteiz. */
export const notInForceMarkers: readonly string[] = ["Este contenido no está vigente"];

const FEED_TYPES: ReadonlySet<string> = new Set(["application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json"]);
const ENOUGH = 100;
/** Where a page marks its content, less is enough: a notice may be one line. */
const ENOUGH_MARKED = 30;
const MOST_LINKS = 100;
const MOST_HEADLINES = 500;

/** Reads an HTML page. `markers` are the sentences that say that a page is not in force. */
export function readPage(bytes: Uint8Array, contentType: string | undefined, markers: readonly string[]): Result<ReadPage, SourceTrouble> {
  const type = (contentType ?? "text/html").split(";")[0]?.trim().toLowerCase() ?? "";
  if (type !== "text/html" && type !== "application/xhtml+xml" && type !== "") return refuse({ kind: "not-a-page" });
  const text = decodeText(bytes, contentType);
  if (!text.ok) return text;
  return ok(collect(text.value, markers));
}

function collect(html: string, markers: readonly string[]): ReadPage {
  const meta = new Map<string, string>();
  const alternates: { language: string; url: string }[] = [];
  const feeds: { url: string; title: string }[] = [];
  const calendars = { declared: new Set<string>(), linked: new Set<string>() };
  let language: string | undefined;
  let canonical: string | undefined;
  let base: string | undefined;
  let title = "";
  let heading = "";
  let headings = 0;
  const lines = linesOf();
  const anchors: Anchor[] = [];
  let anchor: Anchor | undefined;
  const open: { readonly name: string; readonly role: "unread" | "furniture" | "named" | "main" | "title" | "heading" | "link" | "" }[] = [];
  const depth = { unread: 0, furniture: 0, named: 0, main: 0, title: 0, heading: 0, link: 0, "": 0 };
  const say = (data: string) => {
    if (depth.title > 0) title += depth.title === 1 && title.length < 4_000 ? data : "";
    if (depth.unread > 0 || depth.furniture > 0) return;
    if (depth.heading > 0 && headings === 1 && heading.length < 4_000) heading += data;
    if (anchor && anchor.text.length < 1_000) anchor.text += data;
    lines.say(data, depth.link > 0);
  };
  const roleOf = (name: string, attributes: Readonly<Record<string, string>>): (typeof open)[number]["role"] => {
    if (name === "title" && depth.unread <= 1) return title === "" ? "title" : "";
    if (UNREAD.has(name)) return "unread";
    // The head of an article is its own; that of a page is the site's.
    if (isFurniture(name, attributes) && !(name === "header" && depth.main > 0)) return "furniture";
    if (name === "main" || name === "article" || attributes["role"] === "main") return "main";
    if (name === "h1") return "heading";
    if (name === "a") return "link";
    return isNamedFurniture(name, attributes) ? "named" : "";
  };

  const parser = new Parser({
    onopentag: (name, attributes) => {
      if (name === "html") language ??= attributes["lang"] ?? attributes["xml:lang"];
      if (name === "base") base ??= attributes["href"];
      if (name === "meta") {
        const key = (attributes["property"] ?? attributes["name"] ?? attributes["itemprop"] ?? "").toLowerCase();
        if (key !== "" && attributes["content"] !== undefined && meta.size < 200 && !meta.has(key)) meta.set(key, attributes["content"].slice(0, 4_000));
      }
      if (name === "link") readLink(attributes);
      if (breaksLine(name)) breakLine();
      else if (name === "td" || name === "th") say(" ");
      const role = roleOf(name, attributes);
      if (role === "heading") headings += 1;
      open.push({ name, role });
      depth[role] += 1;
      if (breaksLine(name)) lines.begin(depth.main > 0, depth.named > 0, /^h[1-6]$/.test(name));
      if (name === "a" && attributes["href"] && isCalendar(attributes["href"]) && calendars.linked.size < MOST_LINKS) calendars.linked.add(attributes["href"]);
      if (role === "link" && attributes["href"] && depth.unread === 0 && depth.furniture === 0) {
        lines.link(attributes["href"]);
        anchor = { url: attributes["href"], text: "", main: depth.main > 0, named: depth.named > 0 };
      } else if (anchor && breaksLine(name)) anchor.text += " ";
    },
    ontext: say,
    onclosetag: (name) => {
      const closed = open.pop();
      if (closed) depth[closed.role] -= 1;
      if (closed?.role === "link" && anchor) {
        if (anchors.length < MOST_HEADLINES) anchors.push(anchor);
        anchor = undefined;
      }
      if (breaksLine(name) && name !== "br" && name !== "hr") {
        breakLine();
        lines.begin(depth.main > 0, depth.named > 0, false);
      }
    },
  });
  const breakLine = () => {
    if (depth.heading > 0 && headings === 1) heading += " ";
  };
  const readLink = (attributes: Readonly<Record<string, string>>) => {
    const rel = (attributes["rel"] ?? "").toLowerCase().split(/\s+/);
    const href = attributes["href"];
    if (href === undefined) return;
    if (rel.includes("canonical")) canonical ??= href;
    if (!rel.includes("alternate")) return;
    const type = (attributes["type"] ?? "").toLowerCase().split(";")[0]?.trim() ?? "";
    if (FEED_TYPES.has(type)) {
      if (feeds.length < MOST_LINKS) feeds.push({ url: href, title: tidyLine(attributes["title"] ?? "", limits.title) });
    } else if (type === "text/calendar") {
      if (calendars.declared.size < MOST_LINKS) calendars.declared.add(href);
    } else if (attributes["hreflang"] && alternates.length < MOST_LINKS) alternates.push({ language: attributes["hreflang"], url: href });
  };
  parse(parser, html, () => open.length);

  const content = lines.content();
  const first = (...keys: readonly string[]) => keys.map((key) => meta.get(key)).find((value) => value !== undefined && value.trim() !== "") ?? "";
  const dateOf = (...keys: readonly string[]) => readDate(first(...keys));
  return {
    title: tidyLine(first("og:title") || heading || title, limits.title),
    description: tidy(first("description", "og:description", "dcterms.description", "dc.description", "twitter:description"), limits.summary),
    text: content.text,
    links: content.links,
    headlines: headlinesOf(anchors),
    language,
    canonical,
    alternates,
    feeds,
    calendars: [...new Set([...calendars.declared, ...calendars.linked])],
    publishedAt: dateOf("article:published_time", "dcterms.issued", "dcterms.created", "dc.date", "dc.date.issued", "datepublished", "date"),
    modifiedAt: dateOf("article:modified_time", "og:updated_time", "dcterms.modified", "dc.date.modified", "datemodified", "last-modified"),
    validUntil: dateOf("dcterms.valid", "article:expiration_time"),
    notInForce: markers.length > 0 && says(tidy(lines.all(), limits.text), markers),
    base,
  };
}

const isCalendar = (href: string): boolean => /^webcals?:/i.test(href.trim()) || /\.ics(?:[?#]|$)/i.test(href);

const folded = (text: string): string => text.toLowerCase().replaceAll(/\s+/g, " ");

function says(text: string, markers: readonly string[]): boolean {
  const said = folded(text);
  return markers.some((marker) => marker.trim() !== "" && said.includes(folded(marker.trim())));
}

interface Anchor {
  readonly url: string;
  text: string;
  readonly main: boolean;
  readonly named: boolean;
}

/** Where the page marks its content, those in it; names of elements count while they leave any. */
function headlinesOf(anchors: readonly Anchor[]): ReadPage["headlines"] {
  const choices = [anchors.filter(({ main, named }) => main && !named), anchors.filter(({ main }) => main), anchors.filter(({ named }) => !named), anchors];
  return (choices.find((some) => some.length > 0) ?? []).map(({ url, text }) => ({ url, text: tidyLine(text, limits.title) }));
}

interface Line extends Block {
  readonly main: boolean;
  readonly named: boolean;
  readonly links: string[];
}

// To look whether there is anything to do costs less than to do it.
const oneSpaced = (text: string): string => (/\s\s|[^\S ]/.test(text) ? text.replaceAll(/\s+/g, " ") : text);

/** The lines of a page as they come, and which of them are its own. */
function linesOf() {
  const lines: Line[] = [];
  let total = 0;
  let current: Line = { text: "", linked: 0, heading: false, main: false, named: false, links: [] };
  const end = () => {
    const text = oneSpaced(current.text).trim();
    if (text !== "" || current.links.length > 0) lines.push({ ...current, text });
  };
  const joined = (blocks: readonly Block[]) => blocks.map(({ text }) => text).join("\n");
  return {
    say: (data: string, linked: boolean) => {
      if (total > 4 * limits.text) return;
      total += data.length;
      current.text += data;
      if (linked) current.linked += data.trim().length;
    },
    link: (href: string) => void (current.links.length < MOST_LINKS && current.links.push(href)),
    begin: (main: boolean, named: boolean, heading: boolean) => {
      end();
      current = { text: "", linked: 0, heading, main, named, links: [] };
    },
    all: () => joined(lines),
    /** What the page marks as its content; or else what looks like it. Names of elements count while they leave enough. */
    content: () => {
      end();
      current = { text: "", linked: 0, heading: false, main: false, named: false, links: [] };
      const choices = [
        [ENOUGH_MARKED, () => withoutLinkLists(lines.filter(({ main, named }) => main && !named))],
        [ENOUGH, () => lines.filter(({ main }) => main)],
        [ENOUGH, () => contentOfBlocks(withoutLinkLists(lines.filter(({ named }) => !named)))],
      ] as const;
      let chosen: readonly Block[] = lines;
      for (const [enough, choose] of choices) {
        const some = choose();
        if (some.reduce((length, { text }) => length + text.length, 0) < enough) continue;
        chosen = some;
        break;
      }
      const own = new Set(chosen);
      return { text: tidy(joined(chosen), limits.text), links: lines.filter((line) => own.has(line)).flatMap(({ links }) => links).slice(0, MOST_LINKS) };
    },
  };
}
