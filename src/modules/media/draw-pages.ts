import { ok, refuse, type Result } from "#kernel/result.ts";
import { askChild, type ChildAnswer } from "./bounded-child.ts";
import { isPdf, tidyPageText } from "./rules/page-text.ts";

export type PdfRefusal =
  | { readonly kind: "pdf-damaged" | "pdf-locked" | "pdf-empty" }
  | { readonly kind: "pdf-too-many-pages"; readonly pages: number; readonly most: number }
  | { readonly kind: "pdf-too-heavy"; readonly because: "memory" | "time" };

export type PageRefusal =
  | PdfRefusal
  | { readonly kind: "unknown-page"; readonly page: number; readonly pages: number }
  | { readonly kind: "page-unreadable"; readonly page: number }
  | { readonly kind: "page-too-heavy"; readonly page: number; readonly because: "memory" | "time" };

/** A page as it was drawn; `text` is what it says, one line, empty where it says nothing. */
export interface DrawnPage {
  readonly page: number;
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly text: string;
}

export interface PdfPages {
  readonly pages: number;
  /** Small pictures of them, in their order; a page that could not be drawn is missing. */
  readonly thumbnails: readonly DrawnPage[];
}

const LONGEST_MS = 30_000;
/** A single page is waited for so long: then the next has its turn. */
const PAGE_MS = 5_000;

/** How many pages a PDF has and how they look. One that is too heavy to be drawn is left out and does not keep the others from it. */
export async function lookAtPages(pdf: Uint8Array): Promise<Result<PdfPages, PdfRefusal>> {
  if (!isPdf(pdf)) return refuse({ kind: "pdf-damaged" });
  const until = performance.now() + LONGEST_MS;
  const thumbnails: DrawnPage[] = [];
  let pages: number | undefined;
  for (let from = 1; pages === undefined || from <= pages;) {
    const left = until - performance.now();
    if (left <= 0) break;
    const answer = await askChild("pages-child.ts", ["look", String(from)], pdf, { longestMs: left, silentMs: PAGE_MS });
    const told = readAnswer(answer);
    if (!told.ok) return pages === undefined ? told : ok({ pages, thumbnails });
    pages = told.value.pages;
    thumbnails.push(...told.value.drawn);
    // Whoever ended it, the page after the last that it told of is the one that did not go.
    from = told.value.last === pages ? pages + 1 : Math.max(from, told.value.last + 1) + 1;
  }
  return ok({ pages: pages ?? 0, thumbnails });
}

/** Draws pages as pictures of at most 2,048 pixels: all of them, or none and why. */
export async function drawPages(pdf: Uint8Array, wanted: readonly number[]): Promise<Result<readonly DrawnPage[], PageRefusal>> {
  if (!isPdf(pdf)) return refuse({ kind: "pdf-damaged" });
  const answer = await askChild("pages-child.ts", ["take", wanted.join(",")], pdf, { longestMs: LONGEST_MS });
  const told = readAnswer(answer);
  if (!told.ok) return told;
  const { pages, drawn, told: spoken } = told.value;
  const beyond = wanted.find((page) => !Number.isInteger(page) || page < 1 || page > pages);
  if (beyond !== undefined) return refuse({ kind: "unknown-page", page: beyond, pages });
  const missing = wanted.find((page) => !drawn.some((one) => one.page === page));
  if (missing === undefined) return ok(drawn);
  return refuse(answer.killed && !spoken.includes(missing) ? { kind: "page-too-heavy", page: missing, because: answer.killed } : { kind: "page-unreadable", page: missing });
}

interface Told {
  readonly pages: number;
  readonly drawn: readonly DrawnPage[];
  /** Pages of which it said anything. */
  readonly told: readonly number[];
  readonly last: number;
}

function readAnswer({ facts, bytes, killed }: ChildAnswer): Result<Told, PdfRefusal> {
  // Killed in the middle of a line, the line is not whole.
  const lines = facts.split("\n").slice(0, -1).map((line) => JSON.parse(line) as { refused?: string; pages?: number; most?: number; page?: number; width?: number; height?: number; bytes?: number; mediaType?: string; text?: string });
  const [first, ...rest] = lines;
  if (!first) return refuse(killed ? { kind: "pdf-too-heavy", because: killed } : { kind: "pdf-damaged" });
  const { pages = 0 } = first;
  switch (first.refused) {
    case undefined: break;
    case "locked": return refuse({ kind: "pdf-locked" });
    case "empty": return refuse({ kind: "pdf-empty" });
    case "too-many": return refuse({ kind: "pdf-too-many-pages", pages, most: first.most ?? 0 });
    default: return refuse({ kind: "pdf-damaged" });
  }
  let at = 0;
  const drawn: DrawnPage[] = [];
  for (const { page, width, height, mediaType, text = "", bytes: length } of rest) {
    if (page === undefined || width === undefined || height === undefined || mediaType === undefined || length === undefined || at + length > bytes.length) continue;
    drawn.push({ page, width, height, mediaType, text: tidyPageText(text), bytes: bytes.subarray(at, at + length) });
    at += length;
  }
  const told = rest.flatMap(({ page }) => page ?? []);
  return ok({ pages, drawn, told, last: told.at(-1) ?? 0 });
}
