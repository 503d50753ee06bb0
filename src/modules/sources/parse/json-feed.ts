import { escaped, type RawFeed, type RawItem } from "./feed-markup.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Reads a JSON Feed (version 1 and 1.1), up to `most` items. */
export function readJson(text: string, most: number): RawFeed {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    // Cut off or never JSON: nobody can say what it was to be.
    return silent("not-a-feed");
  }
  const feed = fieldsOf(document);
  const version = feed?.["version"];
  if (!feed || !(typeof version === "string" && version.trim() !== "" ? version.includes("jsonfeed.org/version/") : saysSo(feed))) return silent("not-a-feed");
  const entries = feed["items"];
  const items = (Array.isArray(entries) ? entries : [entries]).map(fieldsOf).filter((fields) => fields !== undefined).slice(0, most).map(itemOf);
  const title = said(feed["title"]);
  if (title === undefined && items.length === 0) return silent("empty-feed");
  return { title, language: said(feed["language"]), items, silent: undefined };
}

const silent = (kind: "empty-feed" | "not-a-feed"): RawFeed => ({ title: undefined, language: undefined, items: [], silent: kind });

/** Without a version, it is a feed when it looks like one. */
const saysSo = (feed: Fields): boolean => said(feed["title"]) !== undefined && (Array.isArray(feed["items"]) || Boolean(feed["home_page_url"] ?? feed["feed_url"] ?? feed["authors"]));

function itemOf(item: Fields): RawItem {
  const id = said(item["id"]);
  return {
    id,
    link: said(item["url"]) ?? (/^https?:\/\//i.test(id ?? "") ? id : undefined) ?? said(item["external_url"]),
    language: said(item["language"]),
    title: escaped(said(item["title"])),
    summary: escaped(said(item["summary"])),
    body: said(item["content_html"]) ?? escaped(said(item["content_text"])),
    publishedAt: said(item["date_published"]),
    modifiedAt: said(item["date_modified"]),
  };
}

/** An object with its names in lower case: some write them as they like. */
function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, field] of Object.entries(value)) fields[name.toLowerCase()] ??= field;
  return fields;
}

function said(value: unknown): string | undefined {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof one === "number") return String(one);
  return typeof one === "string" ? one.trim() || undefined : undefined;
}
