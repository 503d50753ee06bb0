import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Id } from "#kernel/id.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Actor, authorise, type NotPermitted } from "#modules/authority/index.ts";
import type { Clock } from "#platform/clock.ts";
import { type Database, inTransaction, type Queryable } from "#platform/database.ts";
import { recordEvent } from "#platform/events.ts";
import { newId } from "#platform/ids.ts";
import { type Asset, listAssets } from "./assets.ts";
import { type PictureRefusal, reencodePicture } from "./reencode.ts";
import { canBeCut, type Frame, isWhole, sameFrame } from "./rules/frame.ts";
import type { MediaStore } from "./store.ts";

/** A part of a picture as it is kept and sent. */
export type Crop = Pick<Asset, "digest" | "mediaType" | "width" | "height"> & { readonly frame: Frame };

export type CropRefusal = NotPermitted | PictureRefusal | { readonly kind: "unknown-picture" } | { readonly kind: "frame-outside"; readonly width: number; readonly height: number };

/** Cuts a frame out of a picture and keeps it; the same frame again is the same bytes. The whole picture is its own frame. */
export async function cropPicture(
  db: Database, store: MediaStore, clock: Clock, actor: Actor, wanted: { readonly assetId: Id<"asset">; readonly frame: Frame },
): Promise<Result<undefined, CropRefusal>> {
  const permitted = await inTransaction(db, (tx) => authorise(tx, actor, "media.add", {}, clock.now()));
  if (!permitted.ok) return permitted;
  const { frame } = wanted;
  const [asset] = await listAssets(db, [wanted.assetId]);
  if (!asset) return refuse({ kind: "unknown-picture" });
  if (asset.durationMs !== null) return refuse({ kind: "not-a-picture" });
  if (!canBeCut(frame, asset)) return refuse({ kind: "frame-outside", width: asset.width, height: asset.height });
  if (isWhole(frame, asset) || (await listCrops(db, [asset.digest])).get(asset.digest)?.some((crop) => sameFrame(crop.frame, frame))) return ok();
  const whole = await store.find(asset.digest);
  if (!whole) return refuse({ kind: "unknown-picture" });
  const picture = await reencodePicture(whole, frame);
  if (!picture.ok) return picture;
  const { bytes, mediaType } = picture.value;
  const digest = createHash("sha256").update(bytes).digest("hex");
  await store.put(digest, bytes);
  const at = clock.now();
  await inTransaction(db, async (tx) => {
    await sql`
      insert into media.asset (id, digest, media_type, width, height, bytes, file_name, duration_ms, added_by, added_at, crop_of, crop_left, crop_top)
      values (${newId<"asset">(at)}, ${digest}, ${mediaType}, ${frame.width}, ${frame.height}, ${bytes.length}, ${asset.fileName}, null, ${actor.personId}, ${at}, ${asset.digest}, ${frame.left}, ${frame.top})
      on conflict do nothing
    `.execute(tx);
    await recordEvent(tx, { kind: "picture.cropped", subject: { type: "picture", id: asset.id }, actor: actor.personId, at, data: { ...frame, digest } });
  });
  // Erased while it was cut: whoever erased it may not have seen this part.
  if ((await listAssets(db, [asset.id])).length > 0) return ok();
  await store.erase(digest);
  return refuse({ kind: "unknown-picture" });
}

/** What was cut out of pictures, by the digest of the whole. */
export async function listCrops(db: Queryable, digests: readonly string[]): Promise<ReadonlyMap<string, readonly Crop[]>> {
  const { rows } = await sql<{ of: string; digest: string; mediaType: string; left: number; top: number; width: number; height: number }>`
    select crop_of as of, digest, media_type as "mediaType", crop_left as left, crop_top as top, width, height from media.asset
    where crop_of = any(${[...digests]}::text[]) and not exists (select 1 from media.erasure where erasure.digest in (asset.digest, asset.crop_of)) order by id
  `.execute(db);
  return new Map([...Map.groupBy(rows, ({ of }) => of)].map(([of, found]) => [of, found.map(({ digest, mediaType, left, top, width, height }) => ({ digest, mediaType, width, height, frame: { left, top, width, height } }))]));
}

/** The whole pictures that these bytes are, or were cut out of, each with the digests of all that there is of it. */
export async function listFamilies(db: Queryable, digests: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ whole: string; digest: string }>`
    with whole as (select distinct coalesce(crop_of, digest) as digest from media.asset where digest = any(${[...digests]}::text[]))
    select digest as whole, digest from whole union select crop_of, asset.digest from media.asset join whole on whole.digest = crop_of
  `.execute(db);
  return new Map([...Map.groupBy(rows, ({ whole }) => whole)].map(([whole, found]) => [whole, found.map(({ digest }) => digest)]));
}
