import { sql } from "kysely";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransaction, type Queryable } from "#platform/database.ts";
import { type Asset, endingOf, keepAsset, largestUpload } from "./assets.ts";
import { drawPages, lookAtPages, type PageRefusal, type PdfPages, type PdfRefusal } from "./draw-pages.ts";
import type { MediaStore } from "./store.ts";

/** Pages of one PDF that become pictures at once. */
export const mostPagesAtOnce = 20;

type NotTaken = NotPermitted | { readonly kind: "file-too-large"; readonly most: number };
export type PagesRefusal = NotTaken | PageRefusal | { readonly kind: "no-pages-chosen" } | { readonly kind: "too-many-chosen"; readonly most: number };

/** Shows what pages a PDF has. Nothing of it is kept. */
export async function showPages(db: Database, clock: Clock, actor: Actor, bytes: Uint8Array): Promise<Result<PdfPages, NotTaken | PdfRefusal>> {
  const admitted = await admit(db, clock, actor, bytes);
  return admitted.ok ? lookAtPages(bytes) : admitted;
}

/** Keeps pages of a PDF as pictures, in the order in which they were chosen, each with what it says; of the PDF itself nothing. */
export async function addPages(
  db: Database, store: MediaStore, clock: Clock, actor: Actor, chosen: { readonly bytes: Uint8Array; readonly fileName: string; readonly pages: readonly number[] },
): Promise<Result<readonly Asset[], PagesRefusal>> {
  const admitted = await admit(db, clock, actor, chosen.bytes);
  if (!admitted.ok) return admitted;
  const pages = [...new Set(chosen.pages)];
  if (pages.length === 0) return refuse({ kind: "no-pages-chosen" });
  if (pages.length > mostPagesAtOnce) return refuse({ kind: "too-many-chosen", most: mostPagesAtOnce });
  const drawn = await drawPages(chosen.bytes, pages);
  if (!drawn.ok) return drawn;
  const name = chosen.fileName.replace(/\.[^.\\/]{1,5}$/, "");
  const kept: Asset[] = [];
  for (const { page, bytes, mediaType, width, height, text } of drawn.value) {
    const asset = await keepAsset(db, store, clock, actor, { bytes, mediaType, width, height, durationMs: null, fileName: `${name}-${page}.${endingOf(mediaType)}` });
    if (text !== "") await notePageText(db, asset.digest, text);
    kept.push(asset);
  }
  return ok(kept);
}

/** Not of a picture that was erased before: its words are not to come back with it. */
const notePageText = (db: Queryable, digest: string, text: string) => sql`
  insert into media.page_text (digest, text) select ${digest}, ${text} where not exists (select 1 from media.erasure where erasure.digest = ${digest}) on conflict do nothing
`.execute(db);

async function admit(db: Database, clock: Clock, actor: Actor, bytes: Uint8Array): Promise<Result<undefined, NotTaken>> {
  if (bytes.length > largestUpload) return refuse({ kind: "file-too-large", most: largestUpload });
  const permitted = await inTransaction(db, (tx) => authorise(tx, actor, "media.add", {}, clock.now()));
  return permitted.ok ? ok() : permitted;
}

/** What the pages say that became these pictures, by digest: a suggestion for their description (EDI-R3). */
export async function listPageTexts(db: Queryable, digests: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ digest: string; text: string }>`select digest, text from media.page_text where digest = any(${[...digests]}::text[])`.execute(db);
  return new Map(rows.map(({ digest, text }) => [digest, text]));
}
