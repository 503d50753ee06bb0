import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransaction, type Queryable } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { type PictureRefusal, reencodePicture } from "./reencode.ts";
import type { MediaStore } from "./store.ts";

export interface Asset {
  readonly id: Id<"asset">;
  readonly digest: string;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly fileName: string;
}

export const largestUpload = 40 * 1024 * 1024;

export type AssetRefusal = NotPermitted | PictureRefusal | { readonly kind: "file-too-large"; readonly most: number };

/** Keeps an uploaded picture: written anew without metadata (EXIF, GPS), scaled to what networks show. */
export async function addPicture(
  db: Database, store: MediaStore, clock: Clock, actor: Actor, upload: { readonly bytes: Uint8Array; readonly fileName: string },
): Promise<Result<Asset, AssetRefusal>> {
  if (upload.bytes.length > largestUpload) return refuse({ kind: "file-too-large", most: largestUpload });
  const permitted = await inTransaction(db, (tx) => authorise(tx, actor, "media.add", {}, clock.now()));
  if (!permitted.ok) return permitted;
  const picture = await reencodePicture(upload.bytes);
  if (!picture.ok) return picture;
  const { bytes, width, height, mediaType } = picture.value;
  const digest = createHash("sha256").update(bytes).digest("hex");
  await store.put(digest, bytes);
  const at = clock.now();
  const asset: Asset = { id: newId<"asset">(at), digest, mediaType, width, height, bytes: bytes.length, fileName: upload.fileName.slice(-200) };
  await inTransaction(db, async (tx) => {
    await sql`
      insert into media.asset (id, digest, media_type, width, height, bytes, file_name, added_by, added_at)
      values (${asset.id}, ${digest}, ${mediaType}, ${width}, ${height}, ${asset.bytes}, ${asset.fileName}, ${actor.personId}, ${at})
    `.execute(tx);
    await recordEvent(tx, { kind: "picture.added", subject: { type: "picture", id: asset.id }, actor: actor.personId, at });
  });
  return ok(asset);
}

/** The assets with these ids that were not erased; an unknown id is simply not there. */
export async function listAssets(db: Queryable, ids: readonly Id<"asset">[]): Promise<readonly Asset[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<AssetRow>`
    select id, digest, media_type, width, height, bytes, file_name from media.asset
    where id = any(${[...ids]}::uuid[]) and not exists (select 1 from media.erasure where erasure.digest = asset.digest)
  `.execute(db);
  return rows.map(assetOf);
}

type AssetRow = { readonly id: Id<"asset">; readonly digest: string; readonly media_type: string; readonly width: number; readonly height: number; readonly bytes: number; readonly file_name: string };

const assetOf = (row: AssetRow): Asset => ({ id: row.id, digest: row.digest, mediaType: row.media_type, width: row.width, height: row.height, bytes: row.bytes, fileName: row.file_name });

const PAGE = 48;

export interface LibraryPage {
  readonly assets: readonly (Asset & { readonly addedAt: Instant; readonly addedBy: string })[];
  /** Where the next page begins; null after the last. */
  readonly next: Id<"asset"> | null;
}

/**
 * The library, newest first: each picture once, however often it was uploaded, without those that were erased.
 * `words` are looked for in the file's name, the author and the place where the permission is written.
 */
export async function listLibrary(db: Queryable, filter: { readonly words: string; readonly before?: Id<"asset"> | undefined }): Promise<LibraryPage> {
  const { rows } = await sql<AssetRow & { added_at: Instant; added_by: string }>`
    select asset.id, digest, media_type, width, height, bytes, file_name, added_at, person.name as added_by
    from media.asset join authority.person on person.id = added_by
    where not exists (select 1 from media.erasure where erasure.digest = asset.digest)
      and not exists (select 1 from media.asset later where later.digest = asset.digest and later.id > asset.id)
      and (${filter.before ?? null}::uuid is null or asset.id < ${filter.before ?? null}::uuid)
      and (${filter.words} = '' or position(lower(${filter.words}) in lower(file_name)) > 0 or exists (
        select 1 from media.rights where rights.digest = asset.digest and position(lower(${filter.words}) in lower(author || ' ' || ground)) > 0
      ))
    order by asset.id desc limit ${PAGE + 1}
  `.execute(db);
  const page = rows.slice(0, PAGE);
  return { assets: page.map((row) => ({ ...assetOf(row), addedAt: row.added_at, addedBy: row.added_by })), next: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null };
}

/** The media type of stored bytes, unless they were erased. */
export async function findMediaType(db: Queryable, digest: string): Promise<string | undefined> {
  const { rows } = await sql<{ media_type: string }>`
    select media_type from media.asset where digest = ${digest} and not exists (select 1 from media.erasure where erasure.digest = asset.digest) limit 1
  `.execute(db);
  return rows[0]?.media_type;
}

/** Takes a picture out for good: it is shown no more from the commit on, and its bytes are deleted. */
export async function erasePicture(
  db: Queryable, store: MediaStore, erasure: { readonly digest: string; readonly reason: string; readonly by: Id<"person"> }, at: Instant,
): Promise<void> {
  await sql`
    insert into media.erasure (digest, erased_by, at, reason) values (${erasure.digest}, ${erasure.by}, ${at}, ${erasure.reason}) on conflict do nothing
  `.execute(db);
  await store.erase(erasure.digest);
}

/** Where a picture is served; the name tells its content, so it may be kept for ever. */
export const mediaPath = (asset: { readonly digest: string; readonly mediaType: string }): string =>
  `/media/${asset.digest}${asset.mediaType === "image/png" ? ".png" : ".jpg"}`;
