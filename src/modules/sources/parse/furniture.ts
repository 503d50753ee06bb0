/** Elements that carry the site and not the page. */
const ELEMENTS: ReadonlySet<string> = new Set(["nav", "header", "footer", "aside", "dialog", "button", "menu"]);
const ROLES: ReadonlySet<string> = new Set(["navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "toolbar", "dialog", "alertdialog", "tablist"]);

/** How templates name what is not the page's own: menus, trails, notices of cookies, sharing, related lists, counters. */
const NAMES: ReadonlySet<string> = new Set([
  "cookie", "cookies", "consent", "gdpr", "nav", "navbar", "navigation", "navegacion", "menu", "submenu", "breadcrumb", "breadcrumbs", "migas", "footer", "pie", "sidebar", "lateral", "share", "sharing", "compartir", "partekatu",
  "social", "socials", "redes", "related", "relacionado", "relacionados", "relacionada", "relacionadas", "erlazionatuak", "lotutakoak", "counter", "contador", "visitas", "bisitak", "skip", "pagination", "paginacion",
  "comments", "comentarios", "newsletter", "banner", "advert", "ads", "publicidad", "print", "imprimir", "toolbar", "modal", "popup", "toast", "widget", "widgets", "subscribe", "recommended", "recomendados", "popular",
]);
// What holds the whole page may be named after anything beside it: `with-sidebar`.
const WHOLE: ReadonlySet<string> = new Set(["html", "body", "main", "article"]);

type Attributes = Readonly<Record<string, string>>;

/** Whether the element itself says that it is furniture, or is not shown. */
export function isFurniture(name: string, attributes: Attributes): boolean {
  if (ELEMENTS.has(name)) return true;
  if (WHOLE.has(name)) return false;
  const role = attributes["role"];
  if (role !== undefined && ROLES.has(role)) return true;
  return "hidden" in attributes || attributes["aria-hidden"] === "true" || (attributes["style"]?.includes("display") === true && /display\s*:\s*none/i.test(attributes["style"]));
}

const seen = new Map<string, boolean>();
const MOST_SEEN = 5_000;

/** Whether its name says so: likely, and not sure. */
export function isNamedFurniture(name: string, attributes: Attributes): boolean {
  // Some servers put the whole page into one form: it counts only while enough is left without it.
  if (name === "form") return true;
  const { class: classes, id } = attributes;
  if ((classes === undefined && id === undefined) || WHOLE.has(name)) return false;
  return (classes !== undefined && saysSo(classes)) || (id !== undefined && saysSo(id));
}

// The same few names come again and again.
function saysSo(names: string): boolean {
  const known = seen.get(names);
  if (known !== undefined) return known;
  const answer = names.length < 400 && names.replaceAll(/([a-z])([A-Z])/g, "$1-$2").toLowerCase().split(/[^a-z0-9]+/).some((part) => NAMES.has(part));
  if (seen.size < MOST_SEEN && names.length < 400) seen.set(names, answer);
  return answer;
}

/** One line of a page: what stands between two breaks. */
export interface Block {
  text: string;
  /** How much of it leads elsewhere. */
  linked: number;
  readonly heading: boolean;
}

const GOOD = 60;
const LIST_OF_LINKS = 4;

const isLinks = ({ text, linked }: Block): boolean => text.length > 0 && linked >= text.length * 0.8;
const isGood = ({ text, linked }: Block): boolean => text.length >= GOOD && linked < text.length * 0.3;

/** Without the lists of links to other pages: several in a row that are nothing else, with the heading above them. */
export function withoutLinkLists(blocks: readonly Block[]): readonly Block[] {
  const dropped = new Set<Block>();
  let run: Block[] = [];
  let heading: Block | undefined;
  const end = () => {
    if (run.length >= LIST_OF_LINKS) for (const block of heading ? [heading, ...run] : run) dropped.add(block);
    run = [];
  };
  for (const block of blocks) {
    if (isLinks(block)) { run.push(block); continue; }
    end();
    heading = block.heading ? block : undefined;
  }
  end();
  return dropped.size === 0 ? blocks : blocks.filter((block) => !dropped.has(block));
}

/**
 * Of a page that does not say where its content is, from its first whole sentence to its last, with the headings right above:
 * what stands before and after is the site.
 */
export function contentOfBlocks(blocks: readonly Block[]): readonly Block[] {
  const kept = blocks.filter((block) => !isLinks(block) || block.heading);
  const first = kept.findIndex(isGood);
  if (first < 0) return kept;
  const last = kept.findLastIndex(isGood);
  let from = first;
  while (from > 0 && kept[from - 1]?.heading === true) from -= 1;
  return kept.slice(from, last + 1 + trailing(kept, last));
}

// Short lines that go on after the last sentence, up to a heading: a place, an hour, a telephone number.
function trailing(blocks: readonly Block[], last: number): number {
  let count = 0;
  for (const block of blocks.slice(last + 1, last + 1 + 6)) {
    if (block.heading || block.linked > 0) break;
    count += 1;
  }
  return count;
}
