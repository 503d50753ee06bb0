import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import { getParameter } from "#modules/policy/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransaction, type Queryable } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { type PictureRefusal, reencodePicture } from "./reencode.ts";
import { formatOf } from "./rules/format.ts";
import { isPdf } from "./rules/page-text.ts";
import { cleanVideo, videoKindNamed, videoKindOf, videoTypes } from "./rules/video.ts";
import type { MediaStore } from "./store.ts";

export interface Asset {
  readonly id: Id<"asset">;
  readonly digest: string;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly fileName: string;
  /** How long it lasts; null for a picture, 0 for a video that does not say. */
  readonly durationMs: number | null;
}

export const largestUpload = 40 * 1024 * 1024;

export type AssetRefusal =
  | NotPermitted | PictureRefusal
  | { readonly kind: "file-too-large"; readonly most: number }
  /** Its name says one thing, its bytes another; `really` is null for what we do not know. */
  | { readonly kind: "wrong-extension"; readonly extension: string; readonly really: string }
  | { readonly kind: "not-a-video" }
  /** It is a PDF, whose pages are pictures: which of them, a person says. */
  | { readonly kind: "choose-pages" };

/** Keeps an upload: a video as it is but for what it tells of its maker, anything else as a picture. */
export async function addUpload(
  db: Database, store: MediaStore, clock: Clock, actor: Actor, upload: { readonly bytes: Uint8Array; readonly fileName: string },
): Promise<Result<Asset, AssetRefusal>> {
  const [named, found] = [videoKindNamed(upload.fileName), videoKindOf(upload.bytes)];
  const extension = /\.([^.\\/]{1,10})$/.exec(upload.fileName)?.[1];
  if (named !== found && extension !== undefined) {
    const really = formatOf(upload.bytes);
    return refuse(really === undefined ? { kind: "not-a-video" } : { kind: "wrong-extension", extension, really });
  }
  if (!found && isPdf(upload.bytes)) return refuse({ kind: "choose-pages" });
  return found ? addVideo(db, store, clock, actor, upload) : addPicture(db, store, clock, actor, upload);
}

async function addVideo(db: Database, store: MediaStore, clock: Clock, actor: Actor, { bytes, fileName }: { readonly bytes: Uint8Array; readonly fileName: string }): Promise<Result<Asset, AssetRefusal>> {
  const most = await largestVideo(db, clock.now());
  if (bytes.length > most) return refuse({ kind: "file-too-large", most });
  const permitted = await inTransaction(db, (tx) => authorise(tx, actor, "media.add", {}, clock.now()));
  if (!permitted.ok) return permitted;
  const video = cleanVideo(bytes);
  if (!video) return refuse({ kind: "not-a-video" });
  return ok(await keepAsset(db, store, clock, actor, { bytes, mediaType: videoTypes[video.kind], width: video.width, height: video.height, durationMs: video.durationMs, fileName }));
}

/** Bytes of a video, at most, as the council says (EDI-R4). */
export const largestVideo = async (db: Queryable, at: Instant): Promise<number> => (await getParameter(db, "media.videoMegabytes", at)) * 1024 * 1024;

/** Keeps an uploaded picture: written anew without metadata (EXIF, GPS), scaled to what networks show. */
export async function addPicture(
  db: Database, store: MediaStore, clock: Clock, actor: Actor, upload: { readonly bytes: Uint8Array; readonly fileName: string },
): Promise<Result<Asset, AssetRefusal>> {
  if (upload.bytes.length > largestUpload) return refuse({ kind: "file-too-large", most: largestUpload });
  const permitted = await inTransaction(db, (tx) => authorise(tx, actor, "media.add", {}, clock.now()));
  if (!permitted.ok) return permitted;
  const picture = await reencodePicture(upload.bytes);
  if (!picture.ok) return picture;
  return ok(await keepAsset(db, store, clock, actor, { ...picture.value, durationMs: null, fileName: upload.fileName }));
}

/** Keeps bytes that were written anew. Who may is asked by the caller. */
export async function keepAsset(
  db: Database, store: MediaStore, clock: Clock, actor: Actor,
  { bytes, mediaType, width, height, durationMs, fileName }: Omit<Asset, "id" | "digest" | "bytes"> & { readonly bytes: Uint8Array },
): Promise<Asset> {
  const digest = createHash("sha256").update(bytes).digest("hex");
  await store.put(digest, bytes);
  const at = clock.now();
  const asset: Asset = { id: newId<"asset">(at), digest, mediaType, width, height, bytes: bytes.length, fileName: fileName.slice(-200), durationMs };
  await inTransaction(db, async (tx) => {
    await sql`
      insert into media.asset (id, digest, media_type, width, height, bytes, file_name, duration_ms, added_by, added_at)
      values (${asset.id}, ${digest}, ${mediaType}, ${width}, ${height}, ${asset.bytes}, ${asset.fileName}, ${durationMs}, ${actor.personId}, ${at})
    `.execute(tx);
    await recordEvent(tx, { kind: "picture.added", subject: { type: "picture", id: asset.id }, actor: actor.personId, at });
  });
  return asset;
}

/** The assets with these ids that were not erased; an unknown id is simply not there, nor is a part of another picture. */
export async function listAssets(db: Queryable, ids: readonly Id<"asset">[]): Promise<readonly Asset[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<AssetRow>`
    select id, digest, media_type, width, height, bytes, file_name, duration_ms from media.asset
    where id = any(${[...ids]}::uuid[]) and crop_of is null and not exists (select 1 from media.erasure where erasure.digest = asset.digest)
  `.execute(db);
  return rows.map(assetOf);
}

type AssetRow = { readonly id: Id<"asset">; readonly digest: string; readonly media_type: string; readonly width: number; readonly height: number; readonly bytes: number; readonly file_name: string; readonly duration_ms: number | null };

const assetOf = (row: AssetRow): Asset => ({ id: row.id, digest: row.digest, mediaType: row.media_type, width: row.width, height: row.height, bytes: row.bytes, fileName: row.file_name, durationMs: row.duration_ms });

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
    select asset.id, digest, media_type, width, height, bytes, file_name, duration_ms, added_at, person.name as added_by
    from media.asset join authority.person on person.id = added_by
    where crop_of is null and not exists (select 1 from media.erasure where erasure.digest = asset.digest)
      and not exists (select 1 from media.asset later where later.digest = asset.digest and later.crop_of is null and later.id > asset.id)
      and (${filter.before ?? null}::uuid is null or asset.id < ${filter.before ?? null}::uuid)
      and (${filter.words} = '' or position(lower(${filter.words}) in lower(file_name)) > 0 or exists (
        select 1 from media.rights where rights.digest = asset.digest and position(lower(${filter.words}) in lower(author || ' ' || ground)) > 0
      ))
    order by asset.id desc limit ${PAGE + 1}
  `.execute(db);
  const page = rows.slice(0, PAGE);
  return { assets: page.map((row) => ({ ...assetOf(row), addedAt: row.added_at, addedBy: row.added_by })), next: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null };
}

/** What stored bytes are, unless they were erased. */
export async function findStored(db: Queryable, digest: string): Promise<{ readonly mediaType: string; readonly bytes: number } | undefined> {
  const { rows } = await sql<{ mediaType: string; bytes: number }>`
    select media_type as "mediaType", bytes from media.asset where digest = ${digest} and not exists (select 1 from media.erasure where erasure.digest in (asset.digest, asset.crop_of)) limit 1
  `.execute(db);
  return rows[0];
}

/** Takes a picture out for good, with every part that was cut out of it: it is shown no more from the commit on, and its bytes are deleted. */
export async function erasePicture(
  db: Queryable, store: MediaStore, erasure: { readonly digest: string; readonly reason: string; readonly by: Id<"person"> }, at: Instant,
): Promise<void> {
  const note = (digest: string) => sql`
    insert into media.erasure (digest, erased_by, at, reason) values (${digest}, ${erasure.by}, ${at}, ${erasure.reason}) on conflict do nothing
  `.execute(db);
  await note(erasure.digest);
  await sql`delete from media.captions where digest = ${erasure.digest}`.execute(db);
  await sql`delete from media.page_text where digest = ${erasure.digest}`.execute(db);
  // Asked for once the picture is gone: who cuts one out meanwhile looks afterwards whether it is.
  const { rows } = await sql<{ digest: string }>`select distinct digest from media.asset where crop_of = ${erasure.digest}`.execute(db);
  for (const { digest } of rows) {
    await note(digest);
    await store.erase(digest);
  }
  await store.erase(erasure.digest);
}

const endings: Readonly<Record<string, string>> = { "image/png": "png", "image/jpeg": "jpg", "video/mp4": "mp4", "video/quicktime": "mov", "video/webm": "webm" };

/** How the names of files of a type end. */
export const endingOf = (mediaType: string): string => endings[mediaType] ?? "bin";

/** Where a picture or a video is served; the name tells its content, so it may be kept for ever. */
export const mediaPath = (asset: { readonly digest: string; readonly mediaType: string }): string => `/media/${asset.digest}.${endingOf(asset.mediaType)}`;
